"""A press that is asked about once more: what others notice at once is named before it is done, and not done by a slip."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from ui import kit, reader, safe
from ui.words import _


def button(
    label: str,
    key: str,
    yes: str,
    do: Callable[[str], Any],
    *,
    below: Any,
    said: str,
    verb: str = "",
    **options: Any,
) -> None:
    """A button whose press asks: `yes` names what will be done ("Ja, publiser utgave 2 av Stegkort"), `said` what comes of it, in
    the container `below`. The first button stays where it is, and the focus with it. Somebody who was asked about one thing
    has not said yes to another: where `yes` has changed, the question is gone. Left out where `verb` is not open.
    """
    if verb and not reader.may(verb):
        return
    asked = f"{key}#asked"

    def ask(_client_id: str) -> None:
        st.session_state[asked] = yes

    def close(_client_id: str = "") -> None:
        st.session_state.pop(asked, None)

    def act(client_id: str) -> None:
        close()
        do(client_id)

    kit.button(label, key, ask, **options)
    if st.session_state.get(asked) != yes or options.get("disabled"):
        close()
        return
    with below, st.container(border=True):
        st.warning(safe.for_label(said))
        with st.container(horizontal=True):
            kit.button(safe.for_label(yes), f"{key}#yes", act, type="primary")
            kit.button(_("Nei, la være"), f"{key}#no", close)
