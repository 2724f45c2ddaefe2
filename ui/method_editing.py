"""What the pages of the method room have in common: which row is meant, and two texts that somebody must choose between."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import unified_diff

import streamlit as st

from ui import safe, unsettled
from ui.words import _


def show(page: str, row_id: str) -> None:
    """From now on the page is about this row."""
    st.session_state[f"{page}-chosen"] = row_id


def choose(page: str, name: str, label: str, options: Mapping[str, str]) -> str:
    """The box knows its options (id -> label) by their labels, and these change with what is done: which one is meant is
    kept beside it, and in the address under `name`, so that a reload shows the same.
    """
    state, chosen, box = st.session_state, f"{page}-chosen", f"{page}-box"
    if state.get(chosen) not in options:
        asked = str(st.query_params.get(name, ""))
        state[chosen] = asked if asked in options else next(iter(options))
    state[box] = state[chosen]
    st.selectbox(
        label,
        list(options),
        format_func=lambda one: options[one],
        key=box,
        on_change=lambda: show(page, str(state[box])),
    )
    if st.query_params.get(name) != state[chosen]:
        st.query_params[name] = state[chosen]
    return str(state[chosen])


def differences(key: str) -> None:
    """Of two texts of the field with this key that somebody must choose between, the lines that differ; both stand whole
    above. Nothing where there is no conflict.
    """
    found = st.session_state.get(f"{key}#conflict")
    if not found:
        return
    theirs, yours = (str(found[name]).splitlines() for name in ("theirs", "yours"))
    lines = list(unified_diff(theirs, yours, n=1, lineterm=""))[2:]
    label = _("Linjene som er ulike: - står i deres tekst, + i din")
    safe.show(safe.tag("p", label, css="kb-label"), safe.box(label, "\n".join(lines)))


def in_boxes(kind: str, draft_id: str, *, readable: bool) -> bool:
    """Whether this person wants boxes; a text that cannot be read, or that two have written, is shown as it stands."""
    state, key, kept = st.session_state, f"text-way-{kind}", f"text-way-{kind}#kept"
    if not readable or f"{draft_id}:text#conflict" in state or "text" in unsettled.of(draft_id):
        state[kept] = "yaml"
        return False
    names = {"form": _("Skjema"), "yaml": _("Tekst (YAML)")}
    state[key] = state.get(kept, "form")  # the box forgets what was chosen while it is not drawn

    def keep() -> None:
        state[kept] = state[key]

    way = st.radio(
        _("Rediger som"), list(names), format_func=lambda one: names[one], key=key, on_change=keep, horizontal=True
    )
    return way == "form"


def unchosen(draft_id: str) -> bool:
    """Whether somewhere in a draft two texts stand that nobody has chosen between."""
    marks = (str(key) for key in st.session_state)
    return bool(unsettled.of(draft_id)) or any(
        one.startswith(f"{draft_id}:") and one.endswith("#conflict") for one in marks
    )
