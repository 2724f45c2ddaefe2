"""The glossary: look a word up, see where its English words come from, and, for the method team, add and correct."""

from __future__ import annotations

import streamlit as st

from pico.concepts import Concept
from pico.vocabulary import Glossary
from pipeline.edition import Edition
from pipeline.errors import BadInput
from pipeline.rights import open_to
from pipeline.rows import NATION
from pipeline.steps import glossary as verbs
from ui import glossary_draft, here, kit, mesh_files, safe
from ui.words import _, language, sentence

_SHOWN = 10
_NOW, _DRAFT = "now", "draft"


def page() -> None:
    """Look up, in what holds or in the draft; below, what the method team may do."""
    st.title(_("Ordlisten"))
    safe.paragraph(
        _("Fra norske ord til engelske søkeord. Skriv et ord eller et helt spørsmål for å se hva vi kjenner igjen.")
    )
    st.session_state["roles"] = here.view().roles("nation", NATION)
    st.session_state.pop("written_in", None)
    may = open_to("glossary.edit", st.session_state["roles"])
    draft = glossary_draft.chosen() if may else None
    text = st.text_input(_("Ord eller spørsmål"), key="glossary-text").strip()
    glossary, tried = _where(draft)
    found = tuple({one.concept.id: one.concept for one in glossary.recognise(text)}.values())
    for one in found[:_SHOWN]:
        _concept(one, draft if may else None, may)
    unknown = glossary.unmapped(text)
    if unknown:
        safe.paragraph(_("Ikke i ordlisten: {words}", words=", ".join(unknown)))
    if tried and text:
        glossary_draft.compared(text, here.glossary(), glossary, _("Med utkastet"))
    if may:
        glossary_draft.draw(draft)
        mesh_files.draw()
    kit.problem_left()


def _where(draft: Edition | None) -> tuple[Glossary, bool]:
    """What words are looked up in, and whether that is the draft."""
    if draft is None:
        return here.glossary(), False
    names = {_DRAFT: _("Utkastet"), _NOW: _("Det som gjelder nå")}
    asked = st.radio(
        _("Slå opp i"), list(names), format_func=lambda one: names[one], key="glossary-where", horizontal=True
    )
    if asked == _NOW:
        return here.glossary(), False
    try:
        return here.glossary_with(verbs.entries_of(draft.text.value)), True
    except BadInput:  # said beside the draft, with its line
        return here.glossary(), False


def _concept(one: Concept, draft: Edition | None, may: bool) -> None:
    with st.container(border=True):
        safe.heading(2, one.nb[0])
        safe.show(
            safe.tag("p", _("Fra {source}", source=sentence(f"word_from_{one.origin}")), css="kb-legend"),
            safe.tag("p", ", ".join(one.norwegian())),
            safe.tag("p", ", ".join(one.en), lang="en"),
            safe.tag("p", f"MeSH: {'; '.join(one.mesh) or '–'}"),
            safe.tag("p", _("Videre, og ikke valgt: {words}", words="; ".join(one.wide)), css="kb-legend")
            if one.wide
            else "",
        )
        if one.note:
            safe.paragraph(one.note.get(language()) or one.note["nb"], css="kb-legend")
        if may:
            _acts(one, draft.id if draft else "")


def _acts(one: Concept, draft_id: str) -> None:
    shipped = here.shipped_texts()
    with st.container(horizontal=True):
        kit.button(_("Rett begrepet"), f"edit-{one.id}", lambda _client_id: glossary_draft.take(one))
        if one.origin == "team":
            kit.button(
                _("Ta bort det metodelaget har lagt inn"),
                f"remove-{one.id}",
                lambda cid: verbs.remove_concept(
                    here.store(), here.actor(), one.id, shipped=shipped, draft_id=draft_id, client_id=cid
                ),
            )
        else:
            kit.button(
                _("Ikke foreslå dette begrepet"),
                f"aside-{one.id}",
                lambda cid: verbs.put_aside(
                    here.store(), here.actor(), one.id, shipped=shipped, draft_id=draft_id, client_id=cid
                ),
            )
