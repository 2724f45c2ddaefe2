"""A person's own page: name and language, where they are signed in, and all that is kept of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from pipeline.access.rows import Session
from pipeline.rows import Person
from pipeline.steps import accounts
from pipeline.steps.people import edit_person, move_person
from ui import here, kit, safe
from ui.words import _, clock, day, language, speaking

NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}


def page() -> None:
    """Draw the page."""
    me = here.view().me()
    if me is None:
        return
    st.title(_("Min side"))
    _who(me)
    if here.store().accounts_on():
        _sessions()
    _my_data(me)
    kit.problem_left()


def _who(me: Person) -> None:
    state = st.session_state
    state["own-name"], state["own-language"] = me.name, me.language

    def renamed() -> None:
        kit.act("own", lambda: edit_person(here.store(), here.actor(), name=str(state["own-name"])))

    def spoken() -> None:
        kit.act("own", lambda: edit_person(here.store(), here.actor(), language=str(state["own-language"])))
        state["language-changed"] = True

    st.text_input(_("Navn"), key="own-name", on_change=renamed, max_chars=100, autocomplete="name")
    if not here.store().accounts_on():  # with accounts others say who is at home where
        _place()
    st.radio(
        _("Språk på sidene"),
        list(NAMES),
        format_func=lambda one: NAMES[one],
        key="own-language",
        on_change=spoken,
        horizontal=True,
    )
    kit.problem_shown("own")
    if state.pop("language-changed", False):
        st.info(_("Last siden på nytt, så vet også skjermleseren hvilket språk den er på."))


def _place() -> None:
    """The municipality that this person works in."""
    state, home = st.session_state, here.view().my_place()
    places = {one.id: f"{one.name} ({one.number})" for one in here.view().places()}
    state["own-place"] = home.id if home and home.id in places else None

    def moved() -> None:
        chosen = str(state["own-place"])
        kit.act("own", lambda: move_person(here.store(), here.actor(), here.actor().person_id, chosen))

    st.selectbox(
        _("Kommune"),
        list(places),
        format_func=lambda one: places[one],
        key="own-place",
        placeholder=_("Søk med navn eller nummer"),
        on_change=moved,
    )


def _sessions() -> None:
    """Where this person is signed in, and the ways out."""
    account, now = here.view().my_account(), here.session()
    safe.heading(2, _("Innlogging"))
    if account and account.login:
        safe.show(safe.tag("p", _("Brukernavnet ditt er {login}.", login=account.login)))
        _link("/passord", _("Bytt passord"))
    _link("/ut", _("Logg ut her"))
    safe.heading(3, _("Her er du logget inn"))
    found = here.view().my_sessions()
    for one in found:
        with st.container(border=True):
            safe.show(safe.tag("p", _told(one, is_now=bool(now and one.id == now.id))))
            if now is None or one.id != now.id:
                kit.button(_("Logg ut der"), f"end-{one.id}", _ending(one.id))
    others = [one for one in found if now is None or one.id != now.id]
    if others:
        kit.button(_("Logg ut alle andre steder"), "end-others", _ending_all(but=now.id if now else ""))
    kit.button(_("Logg ut overalt, også her"), "end-all", _ending_all())


def _told(one: Session, *, is_now: bool) -> str:
    device = one.device or _("Ukjent nettleser")
    if is_now:
        return _("{device}: her og nå. Varer til kl. {clock}.", device=device, clock=clock(one.ends_at))
    at = {"day": day(one.seen_at), "clock": clock(one.seen_at)}
    return _("{device}: sist brukt {day} kl. {clock}.", device=device, **at)


def _ending(session_id: str) -> Callable[[str], None]:
    return lambda _client_id: accounts.end_session(here.store(), here.actor(), session_id)


def _ending_all(but: str = "") -> Callable[[str], None]:
    return lambda _client_id: accounts.end_all_sessions(here.store(), here.actor(), here.actor().person_id, but=but)


def _link(address: str, words: str) -> None:
    """A link to a page of our own outside Streamlit, in the same tab."""
    safe.show(f'<p><a href="{escape(address)}" target="_self">{escape(words)}</a></p>')


def _what_erasing_does(params: Mapping[str, object]) -> str:
    """The name that is left is kept in bokmål, whatever language the page is in: the translations say what it means."""
    return _(
        "Navn, brukernavn, e-post, innlogginger og utkast slettes med en gang, og du kommer ikke inn igjen. Det du har gjort, blir stående under navnet «{name}». Det kan ikke angres.",
        **params,
    )


def _my_data(me: Person) -> None:
    safe.heading(2, _("Opplysningene dine"))
    safe.paragraph(
        _("Alt som er lagret om deg, kan du ta med deg som en fil: navn, roller, det du har gjort, det du har skrevet.")
    )
    told = json.dumps(accounts.my_data(here.store(), here.actor(), speaking(language())), ensure_ascii=False, indent=1)
    st.download_button(
        _("Last ned opplysningene dine"), told, "mine-opplysninger.json", "application/json", key="my-data"
    )
    safe.heading(3, _("Slett hvem du er"))
    said = safe.filled(_what_erasing_does, {"name": accounts.former_name(me.id)}, ("name",), "nb")
    safe.show(f"<p>{said}</p>")
    sure = st.checkbox(_("Jeg vil slette hvem jeg er, og vet at det ikke kan angres."), key="erase-sure")
    kit.button(
        _("Slett hvem jeg er"),
        "erase",
        lambda _id: accounts.erase_person(here.store(), here.actor(), me.id),
        disabled=not sure,
    )
