"""The threshold of the workbench: a page that is opened without being signed in leads to the sign-in, and back afterwards.

It only shows the way. That nobody sees or does what is not theirs is seen to in the store, at each act.
"""

from __future__ import annotations

import re
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

import wiring
from pipeline.access import sessions
from pipeline.errors import Problem
from pipeline.rows import Actor
from web import pages

_PAGE = re.compile(r"/[a-z_-]{0,40}")
_OURS = re.compile(r"/(?:inn|ut|passord|kontoer|health|invitasjon|artikkel)(?:/.*)?")
_QUESTION = re.compile(r"q=[0-9a-f-]{36}")


class Threshold:
    """ASGI middleware: GET of a page -> 303 to the sign-in where nobody is signed in; else it notes the reader's language."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let everything through but pages that nobody is signed in for."""
        if not is_page(scope):
            await self.app(scope, receive, send)
            return
        signed_in, language = await run_in_threadpool(_reader, scope)
        if signed_in:
            known = {"reader_language": language} if language else {}
            await self.app({**scope, **known}, receive, send)
            return
        await pages.onward(f"/inn{_onward(scope)}")(scope, receive, send)


def is_page(scope: Scope) -> bool:
    """Whether a browser asks for a page of the workbench."""
    if scope["type"] != "http" or scope["method"] != "GET" or not _PAGE.fullmatch(scope["path"]):
        return False
    return not _OURS.fullmatch(scope["path"]) and any(
        name == b"accept" and b"text/html" in value for name, value in scope["headers"]
    )


def _reader(scope: Scope) -> tuple[bool, str]:
    """(may see pages, language): everybody may where there are no accounts, or where the house itself must say what is wrong."""
    try:
        store = wiring.house().store
        if not store.accounts_on():
            return True, ""
        session = sessions.current(store, _token(scope), wiring.session_limits())
        me = store.seen_by(Actor(session.person_id)).me() if session else None
    except Problem:
        return True, ""
    return session is not None, me.language if me else ""


def _token(scope: Scope) -> str:
    name = wiring.cookie_name(wiring.SESSION_COOKIE)
    for key, value in scope["headers"]:
        if key == b"cookie":
            try:
                if found := SimpleCookie(value.decode("latin-1")).get(name):
                    return found.value
            except CookieError:
                continue
    return ""


def _onward(scope: Scope) -> str:
    question = _QUESTION.search(scope["query_string"].decode("latin-1"))
    onward = scope["path"] + (f"?{question[0]}" if question else "")
    return "" if onward == "/" else "?til=" + quote(onward, safe="/")
