"""Both sources on one address of this machine, with a log of what was asked and a plan of faults."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast
from urllib.parse import parse_qsl, urlsplit

from tests.local_sources import epistemonikos, lookups
from tests.local_sources.eutils import OUTAGE, Answer, EUtils
from tests.local_sources.faults import Fault, Faults

EUTILS_PATH = "/entrez/eutils/"
EPISTEMONIKOS_PATH = "/v1/documents/search"
TOOLS = ("esearch.fcgi", "efetch.fcgi")
LONGEST_ADDRESS = 4_000
TYPES = {"json": "application/json; charset=UTF-8", "xml": "text/xml; charset=UTF-8", "html": "text/html"}
HTML = "<html><body><h1>Example error page</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it arrived."""

    time: float  # monotonic clock, seconds
    method: str
    path: str
    params: dict[str, str]
    user_agent: str


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers now."""

    eutils_url: str
    epistemonikos_url: str
    token: str
    api_key: str
    requests: list[Seen]
    faults: Faults
    pubmed: EUtils  # grow(), forget_history(), withheld


@dataclass(slots=True)
class State:
    """What all requests share."""

    pubmed: EUtils
    token: str
    faults: Faults = field(default_factory=Faults)
    requests: list[Seen] = field(default_factory=list)


class LocalServer(ThreadingHTTPServer):
    """Threads that do not outlive the server; a queue long enough for a crowd."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], state: State) -> None:
        super().__init__(address, Handler)
        self.state = state

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that has gone away is no news."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server_version = "LocalSources"

    @property
    def state(self) -> State:
        """What all requests share."""
        return cast(LocalServer, self.server).state

    def do_GET(self) -> None:
        """Parameters in the address."""
        if len(self.path) > LONGEST_ADDRESS:
            self._send(Answer(414, "html", HTML))
        else:
            self._answer(urlsplit(self.path).query)

    def do_POST(self) -> None:
        """Parameters in the body."""
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: `Running.requests` is the log."""

    def _answer(self, form: str) -> None:
        path, given = urlsplit(self.path).path, dict(parse_qsl(form, keep_blank_values=True))
        agent = self.headers.get("User-Agent", "")
        self.state.requests.append(Seen(time.monotonic(), self.command, path, given, agent))
        fault = self.state.faults.take(path)
        if fault and fault.kind == "expire_history":
            self.state.pubmed.forget_history()
        if fault and fault.kind == "delay":
            time.sleep(fault.value)
        instead = self._instead(fault, given) if fault else None
        if instead:
            self._send(*instead)
            return
        answer = self._right_answer(path, given, int(fault.value) if fault and fault.kind == "drop_records" else 0)
        if fault and fault.kind in SPOILED:
            self._spoil(fault, answer)
        elif fault and fault.kind == "no_count":
            body = json.loads(answer.body)
            del body["esearchresult"]["count"]
            self._send(Answer(200, "json", json.dumps(body)))
        else:
            self._send(answer)

    def _right_answer(self, path: str, given: dict[str, str], drop: int) -> Answer:
        tool = path.rpartition("/")[2]
        if path.startswith(EUTILS_PATH) and tool in TOOLS:
            return self.state.pubmed.efetch(given, drop) if drop else self.state.pubmed.answer(tool, given)
        if path == EPISTEMONIKOS_PATH and self.command == "GET":
            authorization = self.headers.get("Authorization", "")
            return epistemonikos.answer(self.state.pubmed.size, self.state.token, authorization, given)
        if path.startswith(lookups.CROSSREF_PATH) and self.command == "GET":
            return lookups.crossref(self.state.pubmed.size, path)
        if path == lookups.EUROPEPMC_PATH and self.command == "GET":
            return lookups.europepmc(self.state.pubmed.size, given)
        if path == lookups.MESH_PATH and self.command == "GET":
            return lookups.mesh(given)
        return Answer(404, "html", HTML)

    def _instead(self, fault: Fault, given: dict[str, str]) -> tuple[Answer, dict[str, str]] | None:
        """The answer that a fault puts in place of the right one."""
        caller = given.get("api_key") or self.client_address[0]
        limited = json.dumps({"error": "API rate limit exceeded", "api-key": caller, "count": "4", "limit": "3"})
        pages: dict[str, tuple[Answer, dict[str, str]]] = {
            "rate_limited": (Answer(429, "json", limited), {"Retry-After": f"{fault.value:g}"}),
            "rate_limited_200": (Answer(200, "json", limited), {}),
            "server_error": (Answer(500, "html", HTML), {}),
            "bad_gateway": (Answer(502, "html", HTML), {}),
            "html": (Answer(200, "html", HTML), {}),
            "outage": (Answer(200, "json", OUTAGE), {}),
            "oversize": (Answer(200, "json", " " * int(fault.value)), {}),
            "redirect": (Answer(301, "html", HTML), {"Location": "http://127.0.0.1:9/elsewhere"}),
        }
        return pages.get(fault.kind)

    def _spoil(self, fault: Fault, answer: Answer) -> None:
        """The right answer, damaged on its way."""
        body = answer.body.encode()
        if fault.kind == "invalid_json":
            self._send(Answer(200, answer.kind, body[: len(body) // 2].decode("utf-8", "ignore")))
            return
        self.close_connection = True
        if fault.kind == "no_answer":
            return
        self._head(answer, len(body), {})
        if fault.kind == "cut_body":
            self.wfile.write(body[: len(body) // 2])
            return
        for byte in body:
            self.wfile.write(bytes([byte]))
            time.sleep(fault.value)

    def _send(self, answer: Answer, headers: dict[str, str] | None = None) -> None:
        body = answer.body.encode()
        self._head(answer, len(body), headers or {})
        self.wfile.write(body)

    def _head(self, answer: Answer, length: int, headers: dict[str, str]) -> None:
        self.send_response(answer.status)
        for name, text in {"Content-Type": TYPES[answer.kind], "Content-Length": str(length), **headers}.items():
            self.send_header(name, text)
        self.end_headers()


SPOILED = ("invalid_json", "no_answer", "cut_body", "trickle")


@contextmanager
def local_sources(
    records: int = 60, port: int = 0, token: str = "example-token", api_key: str = "example-api-key"
) -> Iterator[Running]:
    """Run both sources on 127.0.0.1 (port 0 = any free one) for as long as the block lasts."""
    state = State(EUtils(records, api_key), token)
    with LocalServer(("127.0.0.1", port), state) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        base = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield Running(
                base + EUTILS_PATH.rstrip("/"), base, token, api_key, state.requests, state.faults, state.pubmed
            )
        finally:
            server.shutdown()
            thread.join()
