"""What an administrator sets: accounts on, who has one, and whom providers vouch for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from html import escape

import streamlit as st

import wiring
from pipeline.access.rows import AccountLine
from pipeline.errors import Problem
from pipeline.rights import open_to
from pipeline.rows import HERE
from pipeline.steps import accounts, mapping
from ui import here, kit, mesh_files, once, safe
from ui.words import _, day, told

_SHOWN = 50  # accounts at a time


def page() -> None:
    """Draw the page."""
    if not open_to("account.start", here.view().roles("installation", HERE)):
        return
    st.title(_("Innstillinger"))
    if here.store().accounts_on():
        _accounts()
        _mappings(_providers())
    else:
        _turn_on()
    mesh_files.draw()
    kit.problem_left()


def _turn_on() -> None:
    safe.heading(2, _("Kontoer"))
    safe.paragraph(
        _(
            "Nå er det ingen kontoer: den som bruker denne maskinen, ser og kan endre alt. Med kontoer logger hver og en inn, du kan invitere andre, og installasjonen kan åpnes for flere enn denne maskinen.\nAlt som er gjort til nå, blir stående som ditt. Kontoer kan ikke slås av igjen."
        )
    )
    safe.show(f'<p><a href="/kontoer" target="_self">{escape(_("Slå på kontoer"))}</a></p>')


def _accounts() -> None:
    safe.heading(2, _("Kontoer"))
    found = here.view().accounts()
    text = (
        st.text_input(_("Finn navn eller brukernavn"), key="find-account").casefold().strip() if len(found) > 10 else ""
    )
    chosen = [one for one in found if text in f"{one.person} {one.login}".casefold()]
    for one in chosen[:_SHOWN]:
        with st.container(border=True):
            _account(one)
    if len(chosen) > _SHOWN:
        safe.paragraph(_("Viser {shown} av {all}. Søk for å finne flere.", shown=_SHOWN, all=len(chosen)))


def _account(one: AccountLine) -> None:
    seen = _("sist inne {day}", day=day(one.seen_at)) if one.seen_at else _("har aldri vært inne")
    closed = _("stengt {day}", day=day(one.disabled_at)) if one.disabled_at else ""
    safe.show(
        safe.tag("p", one.person, css="kb-label"),
        safe.tag("p", " · ".join(filter(None, (one.login, one.providers, seen, closed))), css="kb-legend"),
    )
    who = safe.for_label(one.person)
    with st.container(horizontal=True):
        if one.disabled_at:
            kit.button(
                _("Åpne kontoen til {who}", who=who),
                f"open-{one.id}",
                lambda _id: accounts.enable_account(here.store(), here.actor(), one.id),
            )
            return
        kit.button(
            _("Steng kontoen til {who}", who=who),
            f"close-{one.id}",
            lambda _id: accounts.disable_account(here.store(), here.actor(), one.id),
        )
        if one.login:
            kit.button(
                _("Lag lenke til nytt passord for {who}", who=who), f"reset-{one.id}", lambda _id: _reset(one.id)
            )
    if token := once.take(f"link-{one.id}"):
        safe.paragraph(_("Send lenken til den det gjelder. Den vises bare nå, virker én gang og i 24 timer."))
        st.code(here.address(f"/invitasjon/{token}"), language=None, wrap_lines=True)


def _reset(account_id: str) -> None:
    st.session_state[f"link-{account_id}"] = accounts.reset_password(here.store(), here.actor(), account_id)


def _providers() -> Mapping[str, str]:
    """Those that people can sign in at: issuer -> name. A file that cannot be used is said, and none of it is."""
    safe.heading(2, _("Innlogging fra kommunen"))
    try:
        found = wiring.providers()
    except Problem as problem:
        st.error(safe.for_label(told(problem)))
        return {}
    if not found:
        safe.paragraph(_("Ingen er satt opp. Filen docs/sign-in.md viser hvordan."))
    for name, client in found.items():
        safe.show(
            safe.tag("p", client.provider.name, css="kb-label"),
            safe.tag("p", f"{client.provider.issuer} · {here.address(f'/inn/svar/{name}')}", css="kb-legend"),
        )
        kit.button(
            _("Prøv {name}", name=safe.for_label(client.provider.name)),
            f"try-{name}",
            partial(_try, name),
        )
        if once.take(f"tried-{name}", False):
            st.success(_("Svarer som det skal."))
    return {client.provider.issuer: client.provider.name for client in found.values()}


def _try(name: str, _client_id: str) -> None:
    wiring.providers()[name].start("", "")
    st.session_state[f"tried-{name}"] = True


def _remove(mapping_id: str, client_id: str) -> None:
    mapping.remove_mapping(here.store(), here.actor(), mapping_id, client_id=client_id)


def _mappings(issuers: Mapping[str, str]) -> None:
    """Whom providers vouch for, and a row more."""
    places = {one.id: f"{one.name} ({one.number})" for one in here.view().places()}
    claims = {"domain": _("E-postdomene"), "organisation": _("Organisasjonsnummer")}
    roles = {"": _("Ingen rolle"), "practice": _("Praksislaget"), "research": _("Forskerlaget")}
    safe.heading(2, _("Hvem som slipper inn uten invitasjon"))
    rows = here.view().mappings()
    if not rows:
        safe.paragraph(_("Ingen. Den som ikke er invitert, kommer ikke inn."))
    for one in rows:
        line = (
            issuers.get(one.issuer, one.issuer),
            claims[one.claim],
            one.value,
            places.get(one.municipality_id, ""),
            roles[one.role],
        )
        with st.container(border=True):
            safe.show(safe.tag("p", " · ".join(line)))
            kit.button(
                _("Ta bort {value}", value=safe.for_label(one.value)),
                f"unmap-{one.id}",
                partial(_remove, one.id),
            )
    if not issuers:
        return
    safe.heading(3, _("Slipp inn flere"))
    issuer = st.selectbox(
        _("Hvem går god for dem?"), list(issuers), format_func=lambda one: issuers[one], key="map-issuer"
    )
    claim = st.radio(
        _("Hva kjennes de på?"), list(claims), format_func=lambda one: claims[one], key="map-claim", horizontal=True
    )
    value = st.text_input(_("Domenet eller nummeret"), key="map-value", max_chars=200)
    place = st.selectbox(
        _("Kommunen de hører til"),
        list(places),
        index=None,
        format_func=lambda one: places[one],
        placeholder=_("Søk med navn eller nummer"),
        key="map-place",
    )
    role = st.selectbox(_("Rollen de får første gang"), list(roles), format_func=lambda one: roles[one], key="map-role")
    kit.button(
        _("Slipp dem inn"),
        "map-add",
        lambda client_id: mapping.add_mapping(
            here.store(), here.actor(), issuer, claim, value, place or "", role, client_id=client_id
        ),
        type="primary",
    )
