"""About: what this is, what it promises, and how the installation is doing."""

from __future__ import annotations

import streamlit as st

import wiring
from ui import frame, safe
from ui.words import _, number, sentence


def page() -> None:
    """What it is, the version, and how the installation is doing."""
    st.title(_("Om Kunnskapsbroen"))
    safe.paragraph(
        _(
            "Arbeidsbenk for kommuner som arbeider etter Brobygging: fra et kunnskapsbehov, via spørsmål, søk, utvelgelse og vurdering, til en forskningsomtale eller et forskningsbehov."
        )
    )
    st.page_link(frame.PAGES["account"], label=_("Hvem du er, og språket på sidene: Min side"))
    safe.heading(2, _("Tilstanden"))
    _health()
    safe.heading(2, _("Personvern"))
    safe.paragraph(
        _(
            "Skriv aldri navn, fødselsnummer eller andre opplysninger om pasienter og brukere. Det er ikke laget for det."
        )
    )


def _health() -> None:
    """What was looked at, in words before colour: what is well in a list, what somebody must do in boxes above it."""
    report, state = wiring.self_check(), wiring.health()
    for one in report.items:
        said = safe.for_label(sentence(one.code, one.params))
        if one.status == "fail":
            st.error(f"{_('Må rettes nå:')} {said}")
        elif one.status == "warn":
            st.warning(f"{_('Bør gjøres:')} {said}")
        elif one.status == "checking":
            st.info(said)
    if report.status == "ok":
        st.success(_("Alt er i orden."))
    known = (
        _("Program: utgave {version}", version=wiring.VERSION),
        _(
            "I databasen: hendelser {events}, referanser {references}. Størrelse: {megabytes} MB.",
            events=number(state["rows"]["event"]),
            references=number(state["rows"]["reference"]),
            megabytes=number(-(-state["bytes"] // 2**20)),
        ),
    )
    well = [f"✓ {sentence(one.code, one.params)}" for one in report.items if one.status == "ok"]
    safe.show("<ul>", *(safe.tag("li", one) for one in (*known, *well)), "</ul>")
