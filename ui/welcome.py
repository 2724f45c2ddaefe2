"""The first start: three sentences, a name and a municipality, or straight to the example."""

from __future__ import annotations

import streamlit as st

from pipeline.rows import NOBODY
from pipeline.steps.example import load_example
from pipeline.steps.people import look_around, register
from ui import here, kit, safe
from ui.words import _


def page() -> None:
    """Ask who somebody is."""
    st.title(_("Velkommen til Kunnskapsbroen"))
    safe.paragraph(
        _(
            "Her går et spørsmål fra kommunen hele veien: fra det dere lurer på, til det forskningen sier.\n"
            "Alt lagres når du går ut av et felt, og du kan gå fram og tilbake som du vil.\n"
            "Ikke skriv navn eller opplysninger om pasienter og brukere noe sted."
        )
    )
    places = here.store().seen_by(NOBODY).places()
    names = {one.id: f"{one.name} ({one.number}, {one.county})" for one in places}
    st.text_input(_("Hva heter du?"), key="new-name", max_chars=100, autocomplete="name")
    st.selectbox(
        _("Hvilken kommune arbeider du i?"),
        list(names),
        index=None,
        format_func=lambda one: names[one],
        placeholder=_("Søk med navn eller nummer"),
        key="new-place",
    )
    kit.problem_shown()
    with st.container(horizontal=True):
        kit.button(_("Kom i gang"), "start", _start, type="primary")
        kit.button(_("Se eksempelet først"), "start-example", _look)
    safe.show(safe.tag("p", _("Eksempelet viser et ferdig spørsmål. Det kan slettes når som helst."), css="kb-legend"))


def _start(client_id: str) -> None:
    name = str(st.session_state.get("new-name") or "")
    place = str(st.session_state.get("new-place") or "")
    register(here.store(), name, place, client_id=client_id)


def _look(client_id: str) -> None:
    """The example can be seen before one has said who one is; who has said it is taken at their word."""
    name, place = str(st.session_state.get("new-name") or ""), str(st.session_state.get("new-place") or "")
    if name.strip() and place:
        reader = register(here.store(), name, place, client_id=client_id)
    else:
        reader = look_around(here.store(), name=name.strip() or _("Gjest"), client_id=client_id)
    st.session_state["open_question"] = load_example(here.store(), reader, *here.library().for_example)
