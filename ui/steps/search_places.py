"""The log of other places: reference works, guidelines and web sites, which the knowledge pyramid puts first."""

from __future__ import annotations

import streamlit as st

from pipeline.needs import offered
from pipeline.rows import Part
from pipeline.steps.fields import save_field
from pipeline.steps.search import add_place, remove_place
from ui import here, kit, reader, safe
from ui.words import _, language


def draw(question_id: str) -> None:
    """Each place looked in, and a way to add one."""
    safe.paragraph(
        _(
            "Et oppslagsverk eller en retningslinje kan ha svaret ferdig. Skriv opp hvor dere har sett, så slipper andre å lete der igjen."
        )
    )
    known = {one.id: one.say(language()) for one in here.library().places}
    written = here.view().parts(question_id, "other_place")
    for part in written:
        _place(part, known)
    if not reader.may("place.add"):
        if not written:
            safe.show(safe.tag("p", _("Ingen steder er skrevet opp ennå."), css="kb-legend"))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            _("Hvor har dere sett?"),
            [one.id for one in offered(here.library().places)],
            index=None,
            format_func=lambda one: known[one],
            key="place",
            placeholder=_("Velg et sted"),
        )
        kit.button(_("Skriv det opp"), f"place-{question_id}", lambda client_id: _add(question_id, chosen, client_id))
    if twice := st.session_state.get(f"twice-{question_id}"):
        _twice(question_id, str(twice), known, written)


def _same(name: str, written: tuple[Part, ...]) -> Part | None:
    """The first line with this place; other places are told apart by what is written in them."""
    return next((one for one in written if one.fields.text("name") == name != "other"), None)


def _twice(question_id: str, name: str, known: dict[str, str], written: tuple[Part, ...]) -> None:
    """The place is in the list already: where, and a way to note a second visit all the same."""
    first = _same(name, written)
    if first is None:
        return
    said = _(
        "{place} står i listen over, sett {date}. Skriv det nye der. Har dere sett der to ganger, kan dere skrive det opp en gang til."
    )
    st.warning(safe.for_label(said.format(place=known.get(name, name), date=first.fields.text("date") or "–")))
    with st.container(horizontal=True):
        kit.button(
            _("Skriv det opp en gang til"), f"twice-{question_id}-yes", lambda cid: _write(question_id, name, cid)
        )
        kit.button(
            _("La være"), f"twice-{question_id}-no", lambda _id: st.session_state.pop(f"twice-{question_id}", None)
        )


def _add(question_id: str, chosen: str | None, client_id: str) -> None:
    if chosen is None:
        st.session_state["problem"] = _("Velg først stedet i listen, og trykk så på «Skriv det opp».")
        return
    if _same(chosen, here.view().parts(question_id, "other_place")):
        st.session_state[f"twice-{question_id}"] = chosen
        return
    _write(question_id, chosen, client_id)


def _write(question_id: str, chosen: str, client_id: str) -> None:
    st.session_state.pop(f"twice-{question_id}", None)
    store, actor = here.store(), here.actor()
    part_id = add_place(store, actor, question_id, client_id=client_id)
    save_field(store, actor, "other_place", part_id, "name", chosen)
    save_field(store, actor, "other_place", part_id, "date", here.today())


def _place(part: Part, known: dict[str, str]) -> None:
    name = part.fields.text("name")
    with st.container(border=True):
        safe.show(safe.tag("p", known.get(name, name), css="kb-label"))
        if name == "other":
            kit.field("other_place", part.id, "note", _("Hvilket sted?"), part.fields)
        kit.field(
            "other_place",
            part.id,
            "result",
            _("Hva fant dere der?"),
            part.fields,
            placeholder=_("For eksempel: ikke noe om dette"),
        )
        kit.field("other_place", part.id, "date", _("Når så dere der? (for eksempel 21.11.2026)"), part.fields)
        kit.button(
            _("Ta bort"),
            f"drop-{part.id}",
            lambda _id: remove_place(here.store(), here.actor(), part.id),
            verb="place.remove",
        )
