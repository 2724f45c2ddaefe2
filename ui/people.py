"""The people of a municipality, or of a cluster, a region, the nation or the installation: who has which role there."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from pipeline.errors import NotThere
from pipeline.rows import EXAMPLE_PLACE, Appointment, Person
from ui import appointing, frame, here, kit, safe
from ui.words import _, sentence

OVER = ("cluster", "region", "nation", "installation")


class Where(NamedTuple):
    """A place whose people can be looked at."""

    kind: str
    id: str
    name: str


def page() -> None:
    """Choose the place, where there is a choice; then who is who, and for those who may, adding and inviting."""
    me = here.view().me()
    places = _places()
    if me is None or me.municipality_id == EXAMPLE_PLACE or not places:
        st.title(_("Folkene i kommunen"))
        safe.paragraph(_("Si først hvem du er, på «Min side»: navn og kommune."))
        st.page_link(frame.PAGES["account"], label=_("Si hvem du er: Min side"))
        return
    by_key = {f"{one.kind}:{one.id}": one for one in places}
    safe.heading(1, _("Folkene i kommunen"))
    chosen = places[0]
    if len(places) > 1:
        key = st.selectbox(_("Hvor?"), list(by_key), format_func=lambda one: by_key[one].name, key="people-where")
        chosen = by_key[str(key)]
    kit.problem_shown()
    safe.heading(2, chosen.name)
    _whole(chosen)
    kit.problem_left()


def _places() -> list[Where]:
    """One's own municipality, then what one coordinates or administers, then the municipalities below that."""
    view = here.view()
    known = {one.id: one for one in view.places()}
    groups = {(one.kind, one.id): one.name for one in view.my_audiences()}
    mine = view.my_appointments()
    home = view.my_place()  # as it is today: a municipality may have been merged since somebody came to it
    own = [*((home.id,) if home else ()), *(one.scope_id for one in mine if one.scope_kind == "municipality")]
    found = [Where("municipality", one, known[one].name) for one in dict.fromkeys(own) if one in known]
    over = [one for one in mine if one.scope_kind in OVER]
    found += [Where(one.scope_kind, one.scope_id, _name(one, groups)) for one in over]
    if any(
        one.role in ("coordinator", "administrator") and one.scope_kind in ("nation", "installation") for one in over
    ):
        below = list(known)
    else:
        regions = {one.scope_id for one in over if one.scope_kind == "region" and one.role == "coordinator"}
        members = {each for one in over if one.scope_kind == "cluster" for each in _members(one)}
        below = [one.id for one in known.values() if one.ksf_region in regions or one.id in members]
    held = {one.id for one in found}
    return list(dict.fromkeys(found)) + [
        Where("municipality", one, known[one].name)
        for one in sorted(below, key=lambda one: known[one].name)
        if one not in held
    ]


def _members(one: Appointment) -> list[str]:
    """The municipalities of a cluster today, for whoever coordinates it."""
    if one.role != "coordinator":
        return []
    return [each.municipality_id for each in here.view().cluster(one.scope_id).members if each.holds_on(here.today())]


def _name(one: Appointment, groups: dict[tuple[str, str], str]) -> str:
    if one.scope_kind == "cluster":
        return _("Klyngen {name}", name=groups.get(("cluster", one.scope_id), ""))
    if one.scope_kind == "region":
        return _("Regionen {name}", name=one.scope_id)
    return _("Hele landet (KSF)") if one.scope_kind == "nation" else _("Denne installasjonen")


def _whole(where: Where) -> None:
    view = here.view()
    roles = view.roles(where.kind, where.id)
    try:
        held = view.appointed_at(where.kind, where.id)
    except NotThere as problem:
        safe.paragraph(sentence(problem.code))
        return
    if not held:
        safe.paragraph(_("Ingen har noen rolle her ennå."))
    for role in dict.fromkeys(one.role for one in held):
        safe.heading(3, appointing.role_name(role))
        safe.show(safe.tag("p", sentence(f"role_means_{role}"), css="kb-legend"))
        appointing.people([one for one in held if one.role == role], roles)
    here_too = _colleagues(where) | {
        one.person_id: Person(one.person_id, one.person, where.id, "nb") for one in held
    }  # somebody from outside knows only those who hold a role
    without = [one for one in here_too.values() if one.id not in {each.person_id for each in held}]
    if without:
        safe.heading(3, _("Andre som er her"))
        safe.show("<ul>", *(safe.tag("li", one.name) for one in without), "</ul>")
    givable = appointing.givable(where.kind, roles)
    if not givable:
        appointing.refused("team.appoint", roles)
        return
    if where.kind == "municipality" and "contact" in givable and not any(one.role == "contact" for one in held):
        givable = ["contact", *(one for one in givable if one != "contact")]
        safe.paragraph(
            _("Kommunen har ingen kontaktperson ennå. Begynn med den: kontaktpersonen tar imot behov og setter lag.")
        )
    safe.heading(2, _("Gi noen en rolle"))
    appointing.add(where.kind, where.id, here_too, givable)
    safe.heading(2, _("Inviter en som ikke er her ennå"))
    appointing.invitations(where.kind, where.id, roles, givable)


def _colleagues(where: Where) -> dict[str, Person]:
    """Those who can be given a role at a place: of a municipality, its own; elsewhere, everybody the reader knows."""
    known = here.view().people()
    return {one.id: one for one in known if where.kind != "municipality" or one.municipality_id == where.id}
