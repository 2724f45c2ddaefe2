"""`GET /health`: the self-check for whoever watches over the installation. No secrets, no paths, nothing about people.

`/_stcore/health` only says that the program answers; this says whether its database can be used.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

import messages
import wiring


def told() -> dict[str, Any]:
    """The status ("ok", "warn" or "fail") and every item with its sentence in bokmål."""
    report = wiring.self_check()
    items = [
        {"id": one.id, "status": one.status, "code": one.code, "text": messages.text(one.code, one.params)}
        for one in report.items
    ]
    return {"status": report.status, "items": items}


def health(_: Request) -> JSONResponse:
    """200 for "ok" and "warn", 503 for "fail". Starlette runs it in a thread of its own."""
    answer = told()
    status = 503 if answer["status"] == "fail" else 200
    return JSONResponse(answer, status_code=status, headers={"Cache-Control": "no-store"})


ROUTES = (Route("/health", health, methods=["GET"]),)
