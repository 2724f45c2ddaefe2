"""Take in a strategy that was written elsewhere, give it to other databases, and add a filter that others have made."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pico.checker import read
from pico.query.filters import Filter, add
from pico.query.keys import blocks_of
from pico.query.lines import without_csv
from pico.query.syntaxes import READ, SYNTAXES
from pico.query.tree import Tree
from pico.query.write import write
from pico.reviews import FILTER
from pico.shipped import say
from pipeline.errors import BadInput
from pipeline.steps.search import save_strategy
from ui import expectations, here, kit, safe
from ui.steps import search_findings
from ui.words import _, language, sentence, told

OTHERS = ("europepmc", "cochrane", "ovid")


# A number alone was read as the line it names, and is written so: it is not searched for as a number.
RESOLVED = frozenset({"line_without_hash"})


def draw_paste(question_id: str) -> None:
    """Paste a strategy with or without line numbers; see how it was read; use it."""
    notes = st.session_state.pop(f"paste-told-{question_id}", None)
    if notes is not None:
        st.success(_("Strategien er tatt i bruk."))
        _notes(notes)
    with st.expander(
        _("Lim inn en strategi fra PubMed eller Ovid"), expanded=bool(kit.draft_text(question_id, "paste"))
    ):
        kit.draft(
            question_id, "paste", _("Strategien, med eller uten linjenumre"), kind="area", height=160, foreign=True
        )
        syntax = st.radio(
            _("Hva er den skrevet for?"),
            READ,
            format_func=lambda one: SYNTAXES[one].name,
            horizontal=True,
            key=f"paste-syntax-{question_id}",
        )
        text = without_csv(kit.draft_text(question_id, "paste"))
        if not text.strip():
            return
        found = read(text, str(syntax))
        search_findings.draw(f"paste-{question_id}", text, str(syntax), None, resolved=RESOLVED)
        _as_read(found.tree)
        with st.container(horizontal=True):
            for source in ("pubmed", "epistemonikos"):
                label = _("Bruk den i {name}", name=SYNTAXES[source].name)
                kit.button(label, f"paste-{question_id}-{source}", partial(_use, question_id, found.tree, source))


def _as_read(tree: Tree) -> None:
    safe.show(safe.tag("p", _("Slik ble den lest:"), css="kb-label"))
    try:
        blocks = blocks_of(tree)
    except BadInput as problem:
        st.error(safe.for_label(told(problem)))
        return
    lines = [
        f'<li><code lang="en">{safe.marked(("NOT " if one.op == "NOT" else "") + one.text)}</code></li>'
        for one in blocks
    ]
    safe.show("<ol>", *lines, "</ol>")


def _use(question_id: str, tree: Tree, source: str, _client_id: str) -> None:
    written = write(tree, source)
    save_strategy(here.store(), here.actor(), question_id, source, written.text)
    kit.drop_draft(question_id, "paste")
    st.session_state[f"paste-told-{question_id}"] = [(one.code, dict(one.params)) for one in written.notes]


def _notes(notes: list[tuple[str, dict[str, str | int]]]) -> None:
    """What could not be said in the other database."""
    if notes:
        safe.show(safe.tag("p", _("Dette ble annerledes:"), css="kb-label"))
        safe.show("<ul>", *(safe.tag("li", sentence(code, params)) for code, params in notes[:20]), "</ul>")


def draw_others(question_id: str, text: str) -> None:
    """The strategy for databases that cannot be asked from here, to be copied; open where the profile asks for them."""
    if not text.strip():
        return
    every_source = expectations.profile_of(question_id).sources == "all"
    with st.expander(_("Søketekst for andre databaser"), expanded=every_source):
        tree = read(text).tree
        for syntax in OTHERS:
            safe.heading(4, SYNTAXES[syntax].name)
            try:
                written = write(tree, syntax)
            except BadInput as problem:
                st.error(safe.for_label(told(problem)))
                continue
            st.code(written.text, language=None, wrap_lines=True)
            _notes([(one.code, dict(one.params)) for one in written.notes])


def draw_filters(question_id: str, text: str, put: search_findings.Put) -> None:
    """Filters that others have made: what each is, where it comes from, and what a test of it showed."""
    filters = here.library().filters
    reviews_only = expectations.profile_of(question_id).sources != "all"  # then this is what most will want
    with st.expander(_("Legg til et filter, for eksempel bare systematiske oversikter")):
        chosen = st.selectbox(
            _("Filter for PubMed"),
            list(filters),
            index=list(filters).index(FILTER) if reviews_only and FILTER in filters else None,
            format_func=lambda one: say(filters[one].label, language()),
            placeholder=_("Velg"),
            key=f"filter-{question_id}",
        )
        if chosen is None:
            return
        _about(filters[chosen])
        whole = text.strip()
        kit.button(
            _("Legg filteret til søketeksten"),
            f"filter-{question_id}-add",
            lambda _id: put(add(whole, filters[chosen])),
            disabled=not whole,
        )


def _about(one: Filter) -> None:
    st.code(one.text, language=None, wrap_lines=True)
    if not one.verified:
        st.warning(_("Ikke kontrollert mot kilden. Se etter hos kilden før dere stoler på det."))
    safe.paragraph(_("Laget av andre: {source} ({date}).", source=one.source, date=one.date))
    names = {"sensitivity": _("Finner"), "specificity": _("Sorterer bort"), "precision": _("Presisjon")}
    for figure in one.figures:
        safe.paragraph(f"{names.get(figure.measure, figure.measure)}: {figure.value} ({figure.source})")
    if one.note:
        safe.paragraph(say(one.note, language()))
