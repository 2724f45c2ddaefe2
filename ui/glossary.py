"""The glossary: look a word up, see where its English words come from, and, for the method team, add and correct."""

from __future__ import annotations

import streamlit as st

from pico.concepts import FACETS, Concept
from pipeline.rights import open_to
from pipeline.rows import NATION
from pipeline.steps.glossary import export_concepts, import_file, remove_concept, save_concept
from ui import here, kit, mesh_files, safe
from ui.words import _, sentence

_SHOWN = 10
_LISTS = ("nb", "nn", "exact", "en", "mesh", "wide")


def page() -> None:
    """Look up; below, what the method team may do."""
    st.title(_("Ordlisten"))
    safe.paragraph(
        _("Fra norske ord til engelske søkeord. Skriv et ord eller et helt spørsmål for å se hva vi kjenner igjen.")
    )
    text = st.text_input(_("Ord eller spørsmål"), key="glossary-text").strip()
    may = open_to("glossary.edit", here.view().roles("nation", NATION))
    found = tuple({one.concept.id: one.concept for one in here.glossary().recognise(text)}.values())
    for one in found[:_SHOWN]:
        _concept(one, may)
    unknown = here.glossary().unmapped(text)
    if unknown:
        safe.paragraph(_("Ikke i ordlisten: {words}", words=", ".join(unknown)))
    if may:
        _edit()
        _files()
        mesh_files.draw()
    kit.problem_left()


def _concept(one: Concept, may: bool) -> None:
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
            safe.paragraph(one.note.get("nb", ""), css="kb-legend")
        if not may:
            return
        with st.container(horizontal=True):
            kit.button(_("Rett begrepet"), f"edit-{one.id}", lambda _client_id: _take(one))
            if one.origin == "team":
                kit.button(
                    _("Ta bort det metodelaget har lagt inn"),
                    f"remove-{one.id}",
                    lambda client_id: remove_concept(here.store(), here.actor(), one.id, client_id=client_id),
                )


def _take(one: Concept) -> None:
    """Put a concept into the boxes below."""
    st.session_state["concept-id"], st.session_state["concept-facet"] = one.id, one.facet
    for name in _LISTS:
        st.session_state[f"concept-{name}"] = "\n".join(getattr(one, name))


def _edit() -> None:
    """Boxes for one concept; a shipped one of the same id is put aside for it."""
    safe.heading(2, _("Legg til eller rett et begrep"))
    st.text_input(_("Id (små bokstaver uten æ, ø og å, og _)"), key="concept-id")
    st.selectbox(
        _("Hva slags begrep er det?"), FACETS, key="concept-facet", format_func=lambda one: sentence(f"facet_{one}")
    )
    labels = {
        "nb": _("Bokmål, ett ord på hver linje, det vanligste først"),
        "nn": _("På nynorsk"),
        "exact": _("Bare akkurat slik de står"),
        "en": _("Engelske søkeord (* etter minst fire bokstaver)"),
        "mesh": _("Emneord i MeSH, slik NLM skriver dem"),
        "wide": _("De av de engelske ordene og emneordene som bringer mye annet også"),
    }
    for name, label in labels.items():
        st.text_area(label, key=f"concept-{name}", height=90)

    def save(client_id: str) -> None:
        state = st.session_state
        value = {"facet": str(state.get("concept-facet") or FACETS[0])}
        lists = {name: [one.strip() for one in str(state.get(f"concept-{name}") or "").splitlines()] for name in _LISTS}
        given = {name: [one for one in words if one] for name, words in lists.items()}
        filled = {name: words for name, words in given.items() if words}
        save_concept(
            here.store(), here.actor(), str(state.get("concept-id") or ""), value | filled, client_id=client_id
        )
        state["concept-saved"] = str(state.get("concept-id"))

    kit.button(_("Lagre begrepet"), "save-concept", save)
    if saved := st.session_state.pop("concept-saved", ""):
        st.success(_("Lagret: {concept}", concept=safe.for_label(saved)))


def _files() -> None:
    """What the team has put in, as a file; and such a file taken in."""
    safe.heading(2, _("Hent ut og ta inn"))
    own = here.view().glossary_concepts()
    safe.paragraph(_("Metodelaget har lagt inn eller rettet {n} begreper her.", n=len(own)))
    if own:
        st.download_button(_("Last ned som fil"), export_concepts(here.view()), "ordliste.yaml", "application/yaml")
    file = st.file_uploader(_("Ordliste som YAML-fil"), type=["yaml", "yml"], key="glossary-file")
    if file is None:
        return

    def take(client_id: str) -> None:
        content = file.getvalue()
        st.session_state["glossary-taken"] = import_file(here.store(), here.actor(), content, client_id=client_id)

    kit.button(_("Ta inn filen"), "import-glossary", take)
    if (taken := st.session_state.pop("glossary-taken", None)) is not None:
        st.success(safe.for_label(_("{n} begreper er nye eller endret.", n=taken)))
