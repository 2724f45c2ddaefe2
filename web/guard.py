"""Who may be listened to. Beyond this machine only with accounts and TLS: refused at the start, and again at each request."""

from __future__ import annotations

import ipaddress
import logging
import re
import sys
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

import messages
import wiring
from pipeline.errors import BadInput, Problem

LOCAL_HOSTS = ("localhost", "127.0.0.1")


def is_loopback(address: str) -> bool:
    """Whether an address is of this machine only."""
    if address in ("localhost", ""):
        return address == "localhost"
    try:
        found = ipaddress.ip_address(address.strip("[]").partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_loopback)


def allowed_hosts() -> list[str]:
    """The names under which we answer: those of this machine, and the public one."""
    return [*LOCAL_HOSTS, *filter(None, (urlsplit(wiring.public_url()).hostname,))]


def asked_to_listen(address: str, arguments: Sequence[str] = ()) -> str:
    """The address that the server was asked to listen at: what `uvicorn --host` says goes before the settings."""
    given = list(arguments)
    for at, one in enumerate(given):
        if one == "--host" and at + 1 < len(given):
            return given[at + 1]
        if one.startswith("--host="):
            return one.partition("=")[2]
    return address


def refusal(address: str) -> str:
    """Why the server must not listen there; empty = it may. Raises what opening the house raises."""
    if not wiring.public_url() and is_loopback(address):
        return ""
    if not wiring.house().store.accounts_on():
        return "beyond_without_accounts"
    return "" if wiring.public_url() else "beyond_without_tls"


def require(address: str) -> None:
    """End the program with one sentence where it must not listen."""
    try:
        code = refusal(address)
    except BadInput as wrong:
        code = wrong.code
    if code:
        print(messages.text(code, {"address": address or "0.0.0.0"}), file=sys.stderr)
        sys.exit(2)


class Guard:
    """ASGI middleware: turns away what comes in over a foreign name, from afar, or in the clear."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 403 with a sentence, or let it through."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        code = turned_away(scope)
        if not code:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            answer = PlainTextResponse(messages.text(code), 403, {"Cache-Control": "no-store"})
            await answer(scope, receive, send)


def turned_away(scope: Scope) -> str:
    """Why a request is not answered; empty = it is."""
    headers = dict(scope["headers"])
    host = headers.get(b"host", b"").decode("latin-1")
    name = urlsplit(f"//{host}").hostname or ""
    if name not in allowed_hosts():
        return "foreign_host"
    local = str((scope.get("server") or ("", 0))[0])
    far = not is_loopback(local) or not is_loopback(str((scope.get("client") or ("127.0.0.1", 0))[0]))
    if not far:
        return ""
    if not wiring.public_url() or not _accounts_on():
        return "beyond_closed"
    if not is_loopback(local) and scope["scheme"] not in ("https", "wss"):
        return "beyond_in_the_clear"
    return ""


def _accounts_on() -> bool:
    try:
        return wiring.house().store.accounts_on()
    except Problem:  # a house that cannot be opened lets nobody in from afar
        return False


class HideTokens(logging.Filter):
    """Takes the tokens of links, and the codes of providers, out of the log of requests."""

    _SECRET = re.compile(r"(/invitasjon/|[?&](?:invitasjon|code|state)=)[^&\s\"]+")

    def filter(self, record: logging.LogRecord) -> bool:
        """Write over what opens a door; the line stays."""
        if isinstance(record.args, tuple):
            record.args = tuple(self._SECRET.sub(r"\1…", one) if isinstance(one, str) else one for one in record.args)
        return True
