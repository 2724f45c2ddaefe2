"""Step 4 on the page: three numbers, doubtful pairs, what belongs together, what has been merged, and all references."""

from __future__ import annotations

from html import escape

import streamlit as st

from pipeline.dedupe.figures import of_question
from pipeline.rows import Progress, Question
from pipeline.steps import dedupe
from ui import here, kit, safe
from ui.steps import duplicate_search, gaps, merges, pairs, reference_download, reference_list, together
from ui.words import _, number, sentence


def draw(question: Question, progress: Progress) -> None:
    """Find, decide, undo, take along."""
    numbers = here.view().flow(question.id)
    found = sum(n for _source, n in (*numbers.identified, *numbers.other.identified))
    duplicates = numbers.duplicates + numbers.other.duplicates
    rows = (
        (found, _("funnet")),
        (duplicates, _("dublett") if duplicates == 1 else _("dubletter")),
        (found - duplicates, _("igjen")),
    )
    items = "".join(f"<li><strong>{number(n)}</strong> {escape(label)}</li>" for n, label in rows)
    safe.show(f'<ul class="kb-numbers">{items}</ul>')
    if not found:
        safe.paragraph(_("Ingen referanser ennå. Gå til søket, og søk eller hent inn en fil."))
        return
    _find(question.id)
    pairs.draw(question.id)
    together.draw(question.id)
    merges.draw(question.id)
    _by_source(question.id)
    gaps.draw(question.id)
    reference_list.draw(question.id)
    reference_download.draw(question.id, progress, "dedupe")


def _find(question_id: str) -> None:
    duplicate_search.draw(question_id)
    if duplicate_search.newest(question_id) is not None and (new := here.view().count_to_compare(question_id)):
        safe.paragraph(_("Kommet til siden sist, og ikke sammenlignet ennå: {n}.", n=number(new)))
    if not duplicate_search.works(question_id):
        kit.button(
            _("Let etter dubletter"),
            f"dedupe-{question_id}",
            lambda client_id: _start(question_id, client_id),
            verb="dedupe.start",
        )


def _start(question_id: str, client_id: str) -> None:
    dedupe.start_dedupe(here.store(), here.actor(), question_id, client_id=client_id)
    here.wake()


def _by_source(question_id: str) -> None:
    """Where the records came from, and how many references no other source has."""
    told = of_question(here.view().grouping(question_id))
    if len(told.identified) < 2:
        return
    alone = dict(told.only_in)
    with st.expander(_("Kilde for kilde")):
        rows = [
            f"<tr><th scope='row'>{escape(sentence(f'source_{source}'))}</th><td>{number(n)}</td>"
            f"<td>{number(alone.get(source, 0))}</td></tr>"
            for source, n in told.identified
        ]
        heads = (_("Kilde"), _("Funnet"), _("Bare der"))
        safe.show(safe.table(_("Kilde for kilde"), heads, rows))
        said = _("Dubletter slått sammen av programmet: {program}. Av mennesker: {people}.")
        safe.paragraph(said.format(program=number(told.automatic), people=number(told.by_hand)))
