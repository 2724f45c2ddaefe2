"""`GET /artikkel/{id}`: an article's PDF, for the frame beside the checklist and for a tab of its own.

Who may read it is asked of the store, with the session that the browser is signed in by; what is hidden and what is not
there are told alike. The answer is a PDF and nothing else, whatever the file holds.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

import messages
import wiring
from pipeline.access import sessions
from pipeline.errors import NotThere, Problem
from pipeline.rows import NOBODY, Actor
from web.asked import LANGUAGE_COOKIE, LANGUAGES

_ID = re.compile(r"[0-9a-f-]{36}")
HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; object-src 'self'; plugin-types application/pdf; style-src 'unsafe-inline';"
    " frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}


def paper(request: Request) -> Response:
    """200 with the PDF, 404 with a sentence. Starlette runs it in a thread of its own."""
    wanted = str(request.path_params.get("paper_id", ""))
    try:
        if not _ID.fullmatch(wanted):
            raise NotThere("not_there", kind="paper")
        view = wiring.house().store.seen_by(_actor(request))
        name, content = view.paper(wanted).name, view.paper_bytes(wanted)
    except NotThere:
        return _said(request, "paper_not_there", 404)
    except Problem as problem:
        return _said(request, problem.code, 503)
    shown = f"inline; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type="application/pdf", headers={**HEADERS, "Content-Disposition": shown})


def _actor(request: Request) -> Actor:
    """Who is looking: whoever is signed in; without accounts the one person of the installation."""
    store = wiring.house().store
    if not store.accounts_on():
        person = store.only_person()
        return Actor(person.id) if person else NOBODY
    token = request.cookies.get(wiring.cookie_name(wiring.SESSION_COOKIE), "")
    session = sessions.current(store, token, wiring.session_limits())
    return Actor(session.person_id) if session else NOBODY


def _said(request: Request, code: str, status: int) -> Response:
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    said = messages.text(code, language=chosen if chosen in LANGUAGES else "nb")
    return PlainTextResponse(said, status, HEADERS)


ROUTES = (Route("/artikkel/{paper_id}", paper, methods=["GET"]),)
