"""What a request to one of our own pages brings along, and whether it may: cookies, language, and who really sent the form."""

from __future__ import annotations

import hmac
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

import wiring
from pipeline.access import sessions
from pipeline.access.rows import Session
from pipeline.access.sessions import Caller
from pipeline.access.tokens import digest, new_token
from pipeline.errors import Problem
from pipeline.ports import Store
from pipeline.rows import Actor
from web import pages

LANGUAGE_COOKIE = "kunnskapsbroen_language"
LANGUAGES = ("nb", "nn", "en")
YEAR_S = 365 * 86_400
LARGEST = 20_000  # bytes of a form
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")
_ONWARD = re.compile(r"/[a-z_-]{0,40}(\?q=[0-9a-f-]{36})?")
_SPOKEN = re.compile(r"\b(nb|nn|no|en)\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, read once."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
    cookies: Mapping[str, str]
    language: str
    browser: str  # the browser's own token; new where it had none
    address: str
    user_agent: str
    base: str  # "https://host" that people use
    ours: bool  # the form came from a page of ours, in this browser

    @property
    def say(self) -> pages.Words:
        """Sentences in the reader's language."""
        return pages.Words(self.language)

    @property
    def store(self) -> Store:
        """The store of this process."""
        return wiring.house().store

    @property
    def form_token(self) -> str:
        """What a form of this browser carries."""
        return _form_token(self.browser)

    @property
    def session_token(self) -> str:
        """The token that this browser is signed in by, as it says."""
        return self.cookies.get(wiring.cookie_name(wiring.SESSION_COOKIE), "")

    @property
    def session(self) -> Session | None:
        """The session that this browser is signed in by."""
        return sessions.current(self.store, self.session_token, wiring.session_limits())

    @property
    def caller(self) -> Caller:
        """Who is at the other end, in digests."""
        held = digest(self.session_token) if self.session_token else ""
        return Caller(self.address, digest(self.browser), sessions.device_words(self.user_agent), held)

    def token(self, name: str = "invitasjon") -> str:
        """A link's token in the path, the form or the address; empty where it looks like none."""
        given = self.path.get(name) or self.form.get(name) or self.query.get(name) or ""
        return given if _TOKEN.fullmatch(given) else ""

    @property
    def onward(self) -> str:
        """Where somebody was going: only ever a page of our own."""
        given = self.form.get("til") or self.query.get("til") or "/"
        return given if _ONWARD.fullmatch(given) else "/"


def _form_token(browser: str) -> str:
    return hmac.new(browser.encode(), b"form", "sha256").hexdigest()


Handler = Callable[[Asked], Response]


def handled(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """A route: read the request, turn foreign forms away, do the work in a thread, say what went wrong."""

    async def route(request: Request) -> Response:
        length = request.headers.get("content-length", "")
        if request.method == "POST" and not (length.isdigit() and int(length) <= LARGEST):
            return Response(status_code=413, headers=pages.HEADERS)
        form = await request.form(max_files=0, max_fields=20) if request.method == "POST" else {}
        asked = _read(request, {name: value for name, value in form.items() if isinstance(value, str)})
        return await run_in_threadpool(_answer, handler, asked, request.method)

    return route


def _answer(handler: Handler, asked: Asked, method: str) -> Response:
    asked = replace(asked, language=_of_reader(asked) or asked.language)
    say = asked.say
    try:
        if method == "POST" and not asked.ours:
            answer: Response = pages.page(
                say,
                say("door_title"),
                pages.link(say("door_again"), "/inn"),
                wrong=say("door_foreign_form"),
                status=403,
            )
        else:
            answer = handler(asked)
    except Problem as problem:
        said = say(problem.code, **problem.params)
        answer = pages.page(say, say("door_title"), pages.link(say("door_again"), "/inn"), wrong=said, status=400)
    if asked.cookies.get(wiring.cookie_name(wiring.BROWSER_COOKIE)) != asked.browser:
        set_cookie(answer, asked, wiring.BROWSER_COOKIE, asked.browser, YEAR_S)
    return answer


def _read(request: Request, form: Mapping[str, str]) -> Asked:
    held = request.cookies.get(wiring.cookie_name(wiring.BROWSER_COOKIE), "")
    browser = held if _TOKEN.fullmatch(held) else new_token()
    base = wiring.public_url() or f"{request.url.scheme}://{request.headers.get('host', '')}"
    own = browser == held and hmac.compare_digest(form.get("form_token", ""), _form_token(browser))
    return Asked(
        path={name: str(value) for name, value in request.path_params.items()},
        query=dict(request.query_params),
        form=form,
        cookies=dict(request.cookies),
        language=_language(request),
        browser=browser,
        address=request.client.host if request.client else "",
        user_agent=request.headers.get("user-agent", "")[:400],
        base=base,
        ours=own and _from_here(request, base),
    )


def _from_here(request: Request, base: str) -> bool:
    """Whether a page of ours sent this, as the browser itself says (Sec-Fetch-Site; Origin where that is older)."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if origin is not None and origin != base:
        return False
    if site is not None:
        return site == "same-origin"
    return origin is not None


def _language(request: Request) -> str:
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    spoken = _SPOKEN.search(request.headers.get("accept-language", ""))
    return {"no": "nb"}.get(spoken[1], spoken[1]) if spoken else "nb"


def _of_reader(asked: Asked) -> str:
    """The language that whoever reads has chosen for their pages, where this browser has chosen none; "" = nobody is known."""
    if asked.cookies.get(LANGUAGE_COOKIE) in LANGUAGES:
        return ""
    try:
        if not asked.store.accounts_on():
            only = asked.store.only_person()
            return only.language if only else ""
        session = asked.session
        me = asked.store.seen_by(Actor(session.person_id)).me() if session else None
        return me.language if me else ""
    except Problem:
        return ""


def set_cookie(answer: Response, asked: Asked, name: str, value: str, seconds: int, *, hidden: bool = True) -> None:
    """A cookie of ours: for this host alone, not for scripts, not sent along from foreign pages."""
    secure = urlsplit(asked.base).scheme == "https"
    full = wiring.cookie_name(name) if hidden else name
    answer.set_cookie(full, value, max_age=seconds, path="/", secure=secure, httponly=hidden, samesite="lax")


def signed_in(asked: Asked, token: str, onward: str, language: str = "") -> Response:
    """On, with the key of a new session; the one that came with the request is not used again."""
    answer = pages.onward(onward)
    set_cookie(answer, asked, wiring.SESSION_COOKIE, token, int(wiring.session_limits().hours * 3600))
    if language:
        set_cookie(answer, asked, LANGUAGE_COOKIE, language, YEAR_S, hidden=False)
    return answer
