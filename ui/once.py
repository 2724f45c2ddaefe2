"""What a page says once, after an act: it is kept until a page that said it has been drawn to its end.

A run of a page can end before its last line: work that it followed has ended, or the reader has pressed the next thing.
What it had said until then, nobody has seen.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

_SAID = "said-once"


def begin() -> None:
    """First in a run of the whole page: nothing is said yet."""
    st.session_state[_SAID] = set()


def take(name: str, default: Any = "") -> Any:
    """What the last act left to be said under `name`, once in each run; `default` where there is nothing (more)."""
    state = st.session_state
    if _SAID not in state:  # a part of a page, drawn alone
        return state.pop(name, default)
    if name in state[_SAID] or name not in state:
        return default
    state[_SAID].add(name)
    return state[name]


def end() -> None:
    """Last in a run of the whole page: what was said, was seen."""
    for name in st.session_state.pop(_SAID, ()):
        st.session_state.pop(name, None)
