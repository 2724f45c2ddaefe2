"""About: what this is, what it promises, and how the installation is doing."""

from __future__ import annotations

import streamlit as st

import wiring
from ui import here, safe
from ui.words import _, number, sentence


def page() -> None:
    """Version, where data lives, health."""
    st.title(_("Om Kunnskapsbroen"))
    safe.paragraph(
        _(
            "Arbeidsbenk for kommuner som arbeider etter Brobygging: fra et kunnskapsbehov, via spørsmål, søk, utvelgelse og vurdering, til en forskningsomtale eller et forskningsbehov."
        )
    )
    me = here.view().me()
    if me is not None:
        safe.paragraph(_("Du er {name}.", name=me.name))
    safe.heading(2, _("Tilstanden"))
    state = wiring.health()
    safe.show(
        "<ul>",
        safe.tag("li", _("Program: utgave {version}", version=wiring.VERSION)),
        safe.tag(
            "li",
            _(
                "Databasen er i orden: {events} hendelser, {references} referanser, {megabytes} MB.",
                events=number(state["rows"]["event"]),
                references=number(state["rows"]["reference"]),
                megabytes=number(-(-state["bytes"] // 2**20)),
            ),
        ),
        safe.tag("li", _("Ledig plass: {gigabytes} GB", gigabytes=number(state["free_bytes"] // 2**30))),
        safe.tag("li", f"SQLite {state['sqlite']}"),
        "</ul>",
    )
    if state["wal_reset_fault"]:
        st.warning(sentence("check_wal", {"version": state["sqlite"]}))
    safe.heading(2, _("Personvern"))
    safe.paragraph(
        _(
            "Skriv aldri navn, fødselsnummer eller andre opplysninger om pasienter og brukere. Det er ikke laget for det."
        )
    )
