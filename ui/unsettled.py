"""This person's side of conflicts that nobody has settled: kept among their drafts, so that it outlives tab and server.

The draft is called `draft.<person>.conflict.<object>.<field>`. It hangs on the question that the page is about; on a page
about none (the method room, a municipality) on the person. An emptied field is kept as a lone tab, for a draft without text
is none.
"""

from __future__ import annotations

import streamlit as st

from pipeline.steps.fields import save_field
from ui import here

_EMPTIED = "\t"
NEVER_SHOWN = -1  # no version of a field: whatever stands in the store was written by somebody else


def read(question_id: str) -> None:
    """Read what is kept for a question once a draw; `kept` answers from it."""
    _read("draft", "question", question_id)


def read_own() -> None:
    """The same on a page that is about no question."""
    _read("put_by", "person", here.actor().person_id)


def _read(thing: str, kind: str, object_id: str) -> None:
    start, state = _name(""), st.session_state
    fields = here.view().fields(kind, object_id)
    state["unsettled"] = {name: one.value for name, one in fields.items() if name.startswith(start) and one.value}
    state["unsettled_at"] = (thing, object_id)


def kept(key: str) -> str | None:
    """What this person wrote in the field with this widget key, or None where there is no conflict."""
    text = st.session_state.get("unsettled", {}).get(_name(key))
    return "" if text == _EMPTIED else text


def objects() -> set[str]:
    """The ids of what has such a conflict."""
    start = _name("")
    return {name.removeprefix(start).partition(".")[0] for name in st.session_state.get("unsettled", {})}


def of(object_id: str) -> dict[str, str]:
    """field -> what this person wrote in it, for the conflicts of one object."""
    start = f"{_name('')}{object_id}."
    waiting = st.session_state.get("unsettled", {})
    return {name.removeprefix(start): text for name, text in waiting.items() if name.startswith(start)}


def put_by(key: str, yours: str) -> None:
    """Keep a text that stands against somebody else's. Raises what `save_field` raises."""
    _save(key, yours or _EMPTIED)


def let_go(key: str) -> None:
    """The conflict is settled: what was put by is no longer needed."""
    st.session_state.get("unsettled", {}).pop(_name(key), None)
    _save(key, "")


def _save(key: str, text: str) -> None:
    if at := st.session_state.get("unsettled_at"):
        thing, object_id = at
        save_field(here.store(), here.actor(), thing, object_id, _name(key), text)


def _name(key: str) -> str:
    """The draft of a field: widget keys are "<object>:<field>"."""
    return f"draft.{here.actor().person_id}.conflict.{key.replace(':', '.', 1)}"
