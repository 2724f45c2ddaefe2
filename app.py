"""The door: the ASGI application over `ui/main.py`. Runs under `streamlit run app.py` and `uvicorn app:app`."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402
from starlette.middleware import Middleware  # noqa: E402
from streamlit import config  # noqa: E402

import messages  # noqa: E402
import wiring  # noqa: E402
from pipeline.errors import Problem  # noqa: E402
from ui.page_language import PageLanguage  # noqa: E402
from web import guard, health, invitation, papers, provider, sign_in  # noqa: E402
from web.threshold import Threshold  # noqa: E402

log = logging.getLogger("kunnskapsbroen")


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any] | None]:
    """Open the house before the first page, so that unfinished jobs go on by themselves; close it at the end."""
    try:
        wiring.house()
        wiring.library()
        for one in wiring.self_check().items:
            if one.status in ("warn", "fail"):
                log.warning("self-check: %s", messages.text(one.code, one.params))
    except Problem as problem:  # the pages say it to whoever opens one
        log.error("cannot open the house: %s", problem)
    gc.collect()
    gc.freeze()  # what was made at the start lives to the end: later collections need not walk it
    yield None
    wiring.close_house()


def said_plainly(error: Exception) -> bool:
    """A fault of ours on a page: the log gets the trace, the person one sentence."""
    language = str(st.session_state.get("language", "nb"))
    if isinstance(error, Problem):
        st.error(messages.text(error.code, error.params, language))
    else:
        log.error("a page broke", exc_info=error)
        st.error(messages.text("page_broke", language=language))
    return True


def only_where_it_may() -> None:
    """Listen beyond this machine only with accounts and TLS, and under the public name; else end with a sentence."""
    arguments = sys.argv if "uvicorn" in sys.argv[0] else ()
    guard.require(guard.asked_to_listen(str(config.get_option("server.address") or ""), arguments))
    if address := wiring.public_url():
        config.set_option("server.allowedHosts", guard.allowed_hosts())
        config.set_option("server.corsAllowedOrigins", [address])
    logging.getLogger("uvicorn.access").addFilter(guard.HideTokens())


ROUTES = (*health.ROUTES, *sign_in.ROUTES, *invitation.ROUTES, *provider.ROUTES, *papers.ROUTES)
only_where_it_may()
app = st.App(
    str(ROOT / "ui" / "main.py"),
    lifespan=lifespan,
    routes=ROUTES,
    middleware=[
        Middleware(guard.Guard),
        Middleware(Threshold),
        Middleware(PageLanguage, default=wiring.reader_language),
    ],
    on_script_error=said_plainly,
)
