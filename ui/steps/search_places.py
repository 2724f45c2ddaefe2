"""The log of other places: reference works, guidelines and web sites, which the knowledge pyramid puts first."""

from __future__ import annotations

import streamlit as st

from pipeline.rows import Part
from pipeline.steps.fields import save_field
from pipeline.steps.search import add_place, remove_place
from ui import here, kit, safe
from ui.words import _, language


def draw(question_id: str) -> None:
    """Each place looked in, and a way to add one."""
    safe.paragraph(
        _(
            "Et oppslagsverk eller en retningslinje kan ha svaret ferdig. Skriv opp hvor dere har sett, så slipper andre å lete der igjen."
        )
    )
    known = {one.id: one.say(language()) for one in here.library().places}
    for part in here.view().parts(question_id, "other_place"):
        _place(part, known)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            _("Hvor har dere sett?"),
            list(known),
            index=None,
            format_func=lambda one: known[one],
            key="place",
            placeholder=_("Velg et sted"),
        )
        kit.button(_("Skriv det opp"), f"place-{question_id}", lambda client_id: _add(question_id, chosen, client_id))


def _add(question_id: str, chosen: str | None, client_id: str) -> None:
    if chosen is None:
        st.session_state["problem"] = _("Velg først stedet i listen, og trykk så på «Skriv det opp».")
        return
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
        kit.field("other_place", part.id, "date", _("Når så dere der? (åååå-mm-dd)"), part.fields)
        kit.button(_("Ta bort"), f"drop-{part.id}", lambda _id: remove_place(here.store(), here.actor(), part.id))
