"""Parts of a page that are drawn anew with a decision made in a fragment, which by itself draws only its own part.

Streamlit draws a fragment alone, and that is what makes a vote fast. A fragment may also put elements into places made
before it, if it did so when the whole page was drawn; each `place` holds one element, so what is drawn anew takes its place.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

_PLACES = "living"


def begin() -> None:
    """Forget the places of the page drawn before."""
    st.session_state[_PLACES] = []


def place(draw: Callable[[], None]) -> Callable[[], None]:
    """A place for what `draw` shows: one element, drawn at once. Gives what draws it anew."""
    here = st.empty()

    def drawn() -> None:
        with here:
            draw()

    drawn()
    st.session_state.setdefault(_PLACES, []).append(drawn)
    return drawn


def follow() -> None:
    """Last in a fragment, when the reader has the next thing to decide on already: draw the places anew."""
    for drawn in st.session_state.get(_PLACES, ()):
        drawn()
