"""About: what this is, what it promises, and how the installation is doing."""

from __future__ import annotations

import streamlit as st

import wiring
from pipeline.steps.people import edit_person, move_person
from ui import here, kit, safe
from ui.words import _, number, sentence


def page() -> None:
    """Who the reader is, the version, and how the installation is doing."""
    st.title(_("Om Kunnskapsbroen"))
    safe.paragraph(
        _(
            "Arbeidsbenk for kommuner som arbeider etter Brobygging: fra et kunnskapsbehov, via spørsmål, søk, utvelgelse og vurdering, til en forskningsomtale eller et forskningsbehov."
        )
    )
    _who()
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
            "I databasen: {events} hendelser, {references} referanser, {megabytes} MB.",
            events=number(state["rows"]["event"]),
            references=number(state["rows"]["reference"]),
            megabytes=number(-(-state["bytes"] // 2**20)),
        ),
    )
    well = [f"✓ {sentence(one.code, one.params)}" for one in report.items if one.status == "ok"]
    safe.show("<ul>", *(safe.tag("li", one) for one in (*known, *well)), "</ul>")


def _who() -> None:
    """Name and municipality of whoever is looking, open to be corrected."""
    me = here.view().me()
    if me is None:
        return
    if here.store().accounts_on():
        return  # they have a page of their own
    safe.heading(2, _("Hvem du er"))
    places = {one.id: f"{one.name} ({one.number})" for one in here.view().places()}
    home = here.view().my_place()
    st.session_state["my-name"], st.session_state["my-place"] = me.name, home.id if home else None

    def renamed() -> None:
        kit.act("me", lambda: edit_person(here.store(), here.actor(), name=str(st.session_state["my-name"])))

    def moved() -> None:
        kit.act(
            "me",
            lambda: move_person(here.store(), here.actor(), here.actor().person_id, str(st.session_state["my-place"])),
        )

    def spoken() -> None:
        kit.act("me", lambda: edit_person(here.store(), here.actor(), language=str(st.session_state["my-language"])))
        st.session_state["language-changed"] = True

    st.session_state["my-language"] = me.language
    st.text_input(_("Navn"), key="my-name", on_change=renamed, max_chars=100)
    st.selectbox(
        _("Kommune"),
        list(places),
        format_func=lambda one: places[one],
        key="my-place",
        placeholder=_("Søk med navn eller nummer"),
        on_change=moved,
    )
    names = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
    label = _("Språk på sidene")
    st.radio(
        label, list(names), format_func=lambda one: names[one], key="my-language", on_change=spoken, horizontal=True
    )
    if st.session_state.pop("language-changed", False):
        st.info(_("Last siden på nytt, så vet også skjermleseren hvilket språk den er på."))
    kit.problem_left()
