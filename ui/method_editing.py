"""What the pages of the method room have in common: which row is meant, and two texts that somebody must choose between."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import unified_diff

import streamlit as st

from ui import safe
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
