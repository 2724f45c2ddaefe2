"""Single-key shortcuts and the switch that turns them off: they disturb screen readers and voice control (WCAG 2.1, 2.1.4)."""

from __future__ import annotations

import streamlit as st

from ui.words import _


def are_on() -> bool:
    """Whether single keys do anything; they do until somebody turns them off."""
    return bool(st.session_state.get("keys-on", True))


def switch() -> bool:
    """Draw the button that turns all shortcuts of the workbench off or on; True while they are on."""
    on = are_on()
    label = _("Slå av taster") if on else _("Slå på taster")
    why = _("Slå av hvis enkelttaster forstyrrer skjermleser eller talestyring.")
    st.button(label, key="switch-keys", on_click=_turn, args=(not on,), help=why)
    return on


def _turn(on: bool) -> None:
    st.session_state["keys-on"] = on
