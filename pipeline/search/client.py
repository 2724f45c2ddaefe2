"""The one way out to the network: ask, wait for our turn, try again, and never hang, overflow or tell a secret.

`requests` alone retries neither a POST nor a cut body, and its time limit is for each read, not for the whole answer,
nor for the look-up of a name. So the round of tries is drawn here, about asking *and* reading, and each exchange runs
in a thread of its own: whoever waits for it looks at the clock, and hears at once when it should stop. Addresses'
parameters, headers and bodies are neither logged nor put into errors: E-utilities repeats the key, or the caller's
address, in its own error bodies.
"""

from __future__ import annotations

import copy
import ipaddress
import logging
import os
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Literal, TypeVar
from urllib.parse import urlsplit

import requests
import urllib3.exceptions
from requests.utils import get_environ_proxies

from pipeline.errors import SourceFailed
from pipeline.search.rate import LONGEST_PAUSE_S, LOOK_S, PROCESS, Heed, Limiters

log = logging.getLogger(__name__)
T = TypeVar("T")

CHUNK = 65_536  # bytes asked for in one read
BACKOFF_BASE, BACKOFF_CEILING = 1.0, 30.0  # seconds

# HTTP status -> (code, worth another try). Others: 5xx is the server's fault, 4xx an answer that we cannot use.
STATUS: dict[int, tuple[str, bool]] = {
    401: ("source_bad_key", False),
    403: ("source_bad_key", False),
    407: ("source_proxy_failed", False),
    408: ("source_timeout", True),
    413: ("source_query_too_long", False),
    414: ("source_query_too_long", False),
    429: ("source_rate_limited", True),
    431: ("source_query_too_long", False),
}
# what went wrong on the way -> (code, worth another try); the first that fits
FAILURES: tuple[tuple[tuple[type[Exception], ...], str, bool], ...] = (
    ((requests.exceptions.InvalidProxyURL,), "source_proxy_failed", False),
    ((requests.exceptions.ProxyError,), "source_proxy_failed", True),
    ((requests.exceptions.SSLError, urllib3.exceptions.SSLError), "source_certificate", False),
    ((requests.Timeout, urllib3.exceptions.TimeoutError), "source_timeout", True),
    (
        (requests.ConnectionError, requests.exceptions.ChunkedEncodingError, urllib3.exceptions.HTTPError),
        "source_unreachable",
        True,
    ),
    ((requests.RequestException, UnicodeError), "source_bad_settings", False),
)
FAILED = tuple(kind for kinds, _, _ in FAILURES for kind in kinds)


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """How we present ourselves and how patient we are. Times in seconds."""

    tool: str  # name of this program, sent with each request
    email: str  # where the source can reach whoever runs it; may be empty
    version: str = ""
    timeout: tuple[float, float] = (5.0, 60.0)  # to connect; between two reads
    deadline_s: float = 300.0  # for one call, all its tries and pauses together
    max_bytes: int = 64 * 1024 * 1024  # of one answer, unpacked
    tries: int = 5
    proxies: Mapping[str, str] | None = field(default=None, repr=False)  # {"https": address}; None = as the environment
    ca: str | None = None  # file of certificates to trust; None = as the environment says

    @property
    def tool_version(self) -> str:
        """Name and version in one text, as a User-Agent writes it: "example/1.0"."""
        return f"{self.tool}/{self.version}" if self.version else self.tool


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to a source. `fields` and `headers` may hold secrets: they are not part of `repr`."""

    source: str
    method: Literal["GET", "POST"]
    address: str
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    per_second: float = 1.0
    explain: Callable[[int, bytes], str | None] = lambda status, body: None  # a 4xx the source words itself -> code


class TryAgain(Exception):
    """A try that failed in a way that may pass. Raised by `read` of `Client.ask` too, for answers that do not hold."""

    def __init__(self, code: str, pause_s: float | None = None, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.pause_s = pause_s  # what the source asked for; None = our own back-off
        self.params = params


class Answer:
    """Status, headers and whole body of one exchange. No dataclass: its body is in no `repr`."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body


@dataclass(frozen=True, slots=True)
class _Try:
    """One exchange. `end` is a time of the clock; `left` is set when nobody waits for the answer any longer."""

    ask: Ask
    number: int  # from 1
    end: float
    arrived: Callable[[], None]  # to be called when the source has the request, or never will
    left: threading.Event = field(default_factory=threading.Event)


class Client:
    """Asks sources. One object may be shared by threads; a connection serves one exchange at a time and is kept."""

    def __init__(
        self,
        settings: ClientSettings,
        *,
        limiters: Limiters = PROCESS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.settings = settings
        self._limiters = limiters
        self._clock = clock
        self._sleep = sleep
        self._jitter = jitter
        self._sessions: deque[requests.Session] = deque()  # those at rest
        self._heed: Heed | None = None

    def heeding(self, heed: Heed) -> Client:
        """The same client, which calls `heed` ten times a second wherever it waits and lets through what it raises."""
        mine = copy.copy(self)
        mine._heed = heed
        return mine

    def ask(self, ask: Ask, read: Callable[[bytes], T]) -> T:
        """What `read` makes of the whole body of a 2xx answer.

        `read` raises TryAgain where the answer does not hold together. Raises SourceFailed, with `source` and, where
        there is one, `status`, once the tries or the time are used up or where another try cannot help.
        """
        limiter = self._limiters.of(ask.source, urlsplit(ask.address).netloc, ask.per_second)
        turn = limiter.wait(self._heed)
        end = self._clock() + self.settings.deadline_s
        for number in range(1, self.settings.tries + 1):
            try:
                return read(self._once(_Try(ask, number, end, partial(limiter.answered, turn))))
            except TryAgain as why:
                failure = why
            pause = self._backoff(number) if failure.pause_s is None else min(failure.pause_s, LONGEST_PAUSE_S)
            log.warning("%s: try %d failed, %s", ask.source, number, failure.code)
            if failure.code == "source_rate_limited":
                limiter.hold(pause)
            if number == self.settings.tries or self._clock() + pause >= end:
                break
            self._nap(pause)
            turn = limiter.wait(self._heed)
        raise SourceFailed(failure.code, source=ask.source, **failure.params)

    def _nap(self, seconds: float) -> None:
        if self._heed is None:
            self._sleep(seconds)
            return
        end = self._clock() + seconds
        while (left := end - self._clock()) > 0:
            self._heed()
            self._sleep(min(left, LOOK_S))

    def _once(self, this: _Try) -> bytes:
        """The body of a 2xx answer, or TryAgain or SourceFailed, or what `heed` raises."""
        began = self._clock()
        given: Future[Answer] = Future()
        threading.Thread(target=self._fulfil, args=(given, this), name="exchange", daemon=True).start()
        try:
            while not wait([given], LOOK_S).done:
                if self._heed:
                    self._heed()
                if self._clock() >= this.end:
                    raise TryAgain("source_timeout")
        finally:
            this.left.set()
        answer, took = given.result(), self._clock() - began
        source, size = this.ask.source, len(answer.body)
        log.info("%s: %d, %d bytes, %.2f s, try %d", source, answer.status, size, took, this.number)
        if not 200 <= answer.status < 300:
            self._refuse(this.ask, answer)
        return answer.body

    def _fulfil(self, given: Future[Answer], this: _Try) -> None:
        """The exchange, in its own thread. Its connection is kept for the next one only when all went well."""
        try:
            session = self._session()
            given.set_result(self._exchange(session, this))
            self._sessions.append(session)
        except BaseException as failure:  # noqa: BLE001 - raised again by `given.result()`, where it is waited for
            given.set_exception(failure)

    def _session(self) -> requests.Session:
        try:
            return self._sessions.pop()
        except IndexError:
            session = requests.Session()
            session.trust_env = False  # a .netrc would replace our Authorization; proxies and CA are read below
            return session

    def _exchange(self, session: requests.Session, this: _Try) -> Answer:
        source = this.ask.source
        try:
            with self._send(session, this) as response:
                return Answer(response.status_code, response.headers, self._body(this, response))
        except FAILED as failure:
            code, again = next((code, again) for kinds, code, again in FAILURES if isinstance(failure, kinds))
        # raised out here, so that nothing of the failure above hangs on to it
        raise TryAgain(code) if again else SourceFailed(code, source=source)

    def _send(self, session: requests.Session, this: _Try) -> requests.Response:
        """The answer as far as its headers: whoever has those has had the request."""
        ask, left = this.ask, max(0.05, this.end - self._clock())
        connect, between_reads = self.settings.timeout
        try:
            return session.request(
                ask.method,
                ask.address,
                params=dict(ask.fields) if ask.method == "GET" else None,
                data=dict(ask.fields) if ask.method == "POST" else None,
                headers={"User-Agent": self.settings.tool_version, **ask.headers},
                timeout=(min(connect, left), min(between_reads, left)),
                allow_redirects=False,
                stream=True,
                proxies=self._proxies(ask.address),
                verify=self._trusted(ask),
            )
        finally:
            this.arrived()

    def _trusted(self, ask: Ask) -> str | bool:
        """The file of certificates to trust; True = those that come with the program."""
        named = self.settings.ca or os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")
        if named and not os.access(named, os.R_OK):
            raise SourceFailed("source_ca_missing", source=ask.source)
        return named or True

    def _proxies(self, address: str) -> dict[str, str]:
        if is_loopback(address):
            return {}
        if self.settings.proxies is not None:
            return dict(self.settings.proxies)
        return {scheme: proxy for scheme, proxy in get_environ_proxies(address).items() if proxy}

    def _body(self, this: _Try, response: requests.Response) -> bytes:
        """All of the body, as it trickles in (`read1` comes back after each piece, so the clock is looked at)."""
        parts: list[bytes] = []
        size = 0
        while part := response.raw.read1(CHUNK, decode_content=True):
            size += len(part)
            if size > self.settings.max_bytes:
                limit = self.settings.max_bytes >> 20
                raise SourceFailed("source_too_large", source=this.ask.source, limit_mib=limit)
            if this.left.is_set() or self._clock() >= this.end:
                raise TryAgain("source_timeout")
            parts.append(part)
        return b"".join(parts)

    def _refuse(self, ask: Ask, answer: Answer) -> None:
        """Raise what a status other than 2xx means. The body is looked at and forgotten."""
        status = answer.status
        if 300 <= status < 400:
            raise SourceFailed("source_redirected", source=ask.source, status=status)
        if 400 <= status < 500 and status != 429 and (own := ask.explain(status, answer.body)):
            raise SourceFailed(own, source=ask.source, status=status)
        fallback = ("source_server_error", True) if status >= 500 else ("source_bad_answer", False)
        code, again = STATUS.get(status, fallback)
        if again:
            raise TryAgain(code, retry_after(answer.headers.get("Retry-After", "")), status=status)
        raise SourceFailed(code, source=ask.source, status=status)

    def _backoff(self, number: int) -> float:
        """Seconds before the next try: doubling, spread over its upper half so that threads fall out of step."""
        return min(BACKOFF_CEILING, BACKOFF_BASE * 2.0 ** (number - 1)) * (0.5 + self._jitter() / 2)


def retry_after(text: str) -> float | None:
    """Seconds that a `Retry-After` header asks for, a number or a date (RFC 9110, 10.2.3); None = it does not say."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def is_loopback(address: str) -> bool:
    """Whether the address names this machine: never sent through a proxy."""
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
