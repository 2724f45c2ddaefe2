"""Pages of an installation where people sign in: a browser that somebody is signed in by."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.runtime.context import ContextProxy

import wiring
from pipeline.access import sessions
from pipeline.access.sessions import Caller, Limits
from pipeline.rows import Actor
from pipeline.steps import accounts, people
from tests.ui import pages

LOGIN, PASSWORD = "eksempel@kommune.example", "fire ganske vilkårlige ord"
URL = "https://kunnskapsbroen.example/"


def begun(language: str = "nb") -> Actor:
    """Somebody who is here, and has turned accounts on."""
    me = people.register(pages.store(), "Eksempel Person", pages.place())
    if language != "nb":
        people.edit_person(pages.store(), me, language=language)
    accounts.start_accounts(pages.store(), me, LOGIN, PASSWORD)
    return me


def signed_in(patch: pytest.MonkeyPatch, who: Actor) -> str:
    """From here on the browser sends the key of a session of `who`, as `st.context` tells it; gives the key."""
    token = sessions.begin(pages.store(), who.person_id, "password", Caller(device="Firefox, Linux"), Limits())
    cookies: dict[str, Any] = {wiring.cookie_name(wiring.SESSION_COOKIE): token}
    patch.setattr(ContextProxy, "cookies", property(lambda _: cookies))
    patch.setattr(ContextProxy, "url", property(lambda _: URL))
    return token


def administrator() -> Actor:
    """Whoever turned accounts on."""
    account = pages.store().account_by_login(LOGIN)
    return Actor(account.person_id) if account else pages.me()
