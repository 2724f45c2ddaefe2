"""Team and sharing of one question: who works on it, who may read it, and how that came to be."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pipeline.errors import NotThere
from pipeline.rows import Appointment, Question, Share
from pipeline.steps.share import end_share, share
from pipeline.steps.team import hand_over
from ui import appointing, frame, here, history, kit, reader, safe
from ui.words import _, day

GIVEN = ("practice", "research", "peer")  # who leads is handed over, not added to


def page() -> None:
    """Who works on it, sharing, history."""
    question = frame.the_question()
    if question is None:
        return
    kit.begin(question)
    frame.top(question)
    safe.show(safe.tag("p", _("Lag og deling"), css="kb-place"))
    st.page_link(frame.PAGES["need"], label=_("Tilbake til spørsmålet"), query_params={"q": question.id})
    kit.problem_shown()
    team = here.view().team(question.need_id)
    _team(question, team)
    if reader.works_here():
        _sharing(question)
    kit.problem_left()
    if reader.works_here():
        with st.expander(_("Historikk: hvem har gjort hva her")):
            history.draw(question.id, "team")


def _team(question: Question, team: tuple[Appointment, ...]) -> None:
    safe.heading(2, _("Hvem som arbeider med dette"))
    now, before = [one for one in team if not one.until_at], [one for one in team if one.until_at]
    if not any(one.role == "lead" for one in now):
        st.warning(_("Ingen leder dette behovet. Velg en leder under."))
    appointing.people(now, reader.roles())
    _from_the_lists(question)
    if before:
        with st.expander(_("Tidligere i laget ({n})", n=len(before))):
            for one in before:
                span = f"{day(one.from_at)}–{day(one.until_at)}"
                safe.show(safe.tag("p", f"{one.person} · {appointing.role_name(one.role)} · {span}"))
    may_give = [one for one in appointing.givable("need", reader.roles()) if one in GIVEN]
    if not reader.may("team.appoint") or not may_give:
        if reader.works_here():
            appointing.refused("team.appoint", reader.roles())
        return
    known = {one.id: one for one in here.view().people()}
    with st.expander(_("Ta med en kollega")):
        appointing.add("need", question.need_id, known, may_give)
    with st.expander(_("Inviter en som ikke er her ennå"), expanded=_has_link(question.need_id)):
        appointing.invitations("need", question.need_id, reader.roles(), may_give)
    with st.expander(_("La en annen lede")):
        _hand_over(question, {one.person_id for one in now if one.role == "lead"})


def _has_link(need_id: str) -> bool:
    return f"invite-link-{need_id}" in st.session_state


def _from_the_lists(question: Question) -> None:
    """Those who are on the municipality's own lists take part in all its needs; named to its own people only."""
    try:
        listed = here.view().appointed_at("municipality", question.municipality_id)
    except NotThere:
        return
    roles: dict[tuple[str, str], list[str]] = {}
    for one in listed:
        roles.setdefault((one.person_id, one.person), []).append(appointing.role_name(one.role).lower())
    names = [f"{name} ({', '.join(held)})" for (_id, name), held in roles.items()]
    if names and not question.example:
        said = _("Fra kommunens lister: {names}.", names=", ".join(names))
        safe.show(safe.tag("p", said, css="kb-legend"))
        st.page_link(frame.PAGES["people"], label=_("Se folkene i kommunen"))


def _hand_over(question: Question, leads: set[str]) -> None:
    others = {one.id: one for one in here.view().people() if one.id not in leads}
    if not others:
        safe.paragraph(_("Det er ingen andre her ennå. Inviter noen med en lenke."))
        return
    safe.paragraph(_("Den du velger, leder fra nå av. Den som leder i dag, blir i praksislaget."))
    key = f"hand-over-{question.need_id}"
    st.selectbox(
        _("Hvem skal lede?"),
        list(others),
        index=None,
        format_func=lambda one: others[one].name,
        placeholder=_("Velg en kollega"),
        key=key,
    )

    def hand(client_id: str) -> None:
        chosen = str(st.session_state.get(key) or "")
        if not chosen:
            st.session_state["problem"] = _("Velg først hvem det gjelder.")
            return
        hand_over(here.store(), here.actor(), question.need_id, chosen, client_id=client_id)

    kit.button(_("La denne lede"), f"lead-{question.need_id}", hand, verb="team.hand_over")


# -- sharing


def _means() -> dict[str, str]:
    """What each way to share means, said before it is done."""
    kept = _("Kommentarer, kladder, hvem som stemte hva, og historikken blir i laget.")
    return {
        "person": _("Denne ene personen kan lese spørsmålet, søket, referansene, vurderingene og oppsummeringen.")
        + f" {kept}",
        "cluster": _("Alle i kommunene i klyngen kan lese det, nå og senere.") + f" {kept}",
        "region": _("Alle i kommunene i regionen kan lese det, nå og senere.") + f" {kept}",
        "everybody": _(
            "Alle kommuner som bruker Kunnskapsbroen her, kan lese det og finne det når de spør om noe lignende."
        )
        + f" {kept}",
        "published": _(
            "Det er ment for alle, også dem som ikke er logget inn. Alle som bruker Kunnskapsbroen her, kan lese det."
        )
        + f" {kept}",
    }


def _sharing(question: Question) -> None:
    safe.heading(2, _("Hvem som kan lese det"))
    shares = here.view().shares(question.need_id)
    if not shares:
        safe.paragraph(
            _("Bare laget, og praksislag, forskerlag og kontaktperson i kommunen. Ingen andre ser at det finnes.")
        )
    for one in shares:
        _shared(one)
    if not reader.may("share.add"):
        appointing.refused("share.add", reader.roles())
        return
    with st.expander(_("Del med flere")):
        _share_more(question, shares)


def _shared(one: Share) -> None:
    whom = reader.shared_with(one)
    with st.container(horizontal=True, vertical_alignment="center", key=f"shared-{one.id}"):
        safe.show(safe.tag("p", _("Delt med {whom}", whom=whom) + f" · {_('siden {day}', day=day(one.from_at))}"))
        kit.button(
            _("Slutt å dele med {whom}", whom=safe.for_label(whom)),
            f"unshare-{one.id}",
            lambda client_id: end_share(here.store(), here.actor(), one.id, client_id=client_id),
            verb="share.end",
        )


def _share_more(question: Question, shares: tuple[Share, ...]) -> None:
    groups = {f"{one.kind}:{one.id}": one for one in here.view().my_audiences()}
    ways = {
        "person": _("En person"),
        **{
            key: _("Klyngen {name}", name=one.name) if one.kind == "cluster" else _("Regionen {name}", name=one.name)
            for key, one in groups.items()
        },
        "everybody": _("Alle som bruker Kunnskapsbroen her"),
        "published": _("Publiser"),
    }
    key = f"share-with-{question.need_id}"
    st.radio(_("Hvem vil dere dele med?"), list(ways), format_func=lambda one: safe.for_label(ways[one]), key=key)
    chosen = str(st.session_state.get(key) or "person")
    kind, _colon, audience = chosen.partition(":")
    safe.paragraph(_means()[kind])
    if kind == "person":
        audience = _person(question, shares)
    kit.button(
        _("Del"), f"share-{question.need_id}", partial(_share, question.need_id, kind, audience), verb="share.add"
    )


def _person(question: Question, shares: tuple[Share, ...]) -> str:
    """Somebody the reader has to do with, who may not read it already."""
    inside = {one.person_id for one in here.view().team(question.need_id) if not one.until_at}
    taken = inside | {one.audience_id for one in shares}
    known = {one.id: one.name for one in here.view().people() if one.id not in taken}
    chosen = st.selectbox(
        _("Hvem?"),
        list(known),
        index=None,
        format_func=lambda one: known[one],
        placeholder=_("Velg en du kjenner her"),
        key=f"share-person-{question.need_id}",
    )
    return str(chosen or "")


def _share(need_id: str, kind: str, audience: str, client_id: str) -> None:
    if kind == "person" and not audience:
        st.session_state["problem"] = _("Velg først hvem det gjelder.")
        return
    share(here.store(), here.actor(), need_id, kind, audience, client_id=client_id)
