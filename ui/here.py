"""What every page needs at hand: the house, who is looking, and which question the address names."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

import wiring
from pipeline.ports import Store, View
from pipeline.rows import NOBODY, Actor


def store() -> Store:
    """The store of this process."""
    return wiring.house().store


def library() -> wiring.Library:
    """The shipped texts."""
    return wiring.library()


def wake() -> None:
    """Tell the workers that a job has been queued."""
    wiring.house().pool.wake()


def actor() -> Actor:
    """Who is looking. Until there are accounts, one installation has one person: the first who said who they are."""
    known = str(st.session_state.get("person_id", ""))  # only who: what they may do is asked at each act
    if not known and (person := store().only_person()):
        known = st.session_state["person_id"] = person.id
    return Actor(known) if known else NOBODY


def view() -> View:
    """What that person may see."""
    return store().seen_by(actor())


def join_address(token: str) -> str:
    """The address at which an invitation is answered, as the reader's own browser reaches this installation."""
    page = (st.context.url or "").partition("?")[0]
    return f"{page.rpartition('/')[0]}/bli-med?kode={token}"


def question_id() -> str:
    """The question that the address names, or empty text."""
    return str(st.query_params.get("q", ""))


def can_search(source: str) -> bool:
    """Whether this installation can ask a source itself."""
    return source in wiring.searchable()


def today() -> str:
    """Today's date here in Norway, "2026-11-21"."""
    return datetime.now(ZoneInfo("Europe/Oslo")).date().isoformat()
