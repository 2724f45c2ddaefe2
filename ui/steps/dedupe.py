"""Step 4 on the page: three numbers, doubtful pairs, what belongs together, what has been merged, and all references."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

import streamlit as st

from pipeline.dedupe.figures import of_question
from pipeline.jobs import is_stale
from pipeline.rows import Progress, Question
from pipeline.steps import dedupe
from ui import here, kit, safe
from ui.steps import gaps, merges, pairs, reference_download, reference_list, together
from ui.words import _, clock, number, sentence


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
    jobs = [job for job in here.view().jobs(question_id) if job.kind == "dedupe"]
    if jobs and jobs[0].state in ("queued", "running"):
        st.fragment(_following, run_every=1.0)(question_id)
        return
    if jobs and jobs[0].state == "cancelled":
        safe.show(f'<p role="status">{safe.marked(_("Letingen ble stoppet. Ingenting er slått sammen av den."))}</p>')
    if jobs and jobs[0].state == "failed":
        st.error(safe.for_label(sentence(jobs[0].error_code, jobs[0].error_params)))

    def find(client_id: str) -> None:
        dedupe.start_dedupe(here.store(), here.actor(), question_id, client_id=client_id)
        here.wake()

    if jobs and (new := here.view().count_to_compare(question_id)):
        safe.paragraph(_("Kommet til siden sist, og ikke sammenlignet ennå: {n}.", n=number(new)))
    kit.button(_("Let etter dubletter"), f"dedupe-{question_id}", find, verb="dedupe.start")


def _following(question_id: str) -> None:
    job = next(job for job in here.view().jobs(question_id) if job.kind == "dedupe")
    if job.state not in ("queued", "running"):
        st.rerun()
    n = job.total or here.view().count_references(question_id)  # it is counted when the work begins
    said = [_("Sammenligner {n} referanser. Du kan gå fra siden; arbeidet fortsetter.", n=number(n))]
    if is_stale(job, datetime.now(UTC)):
        silent = _("Arbeidet har stått stille siden kl. {when}. Det tas opp igjen av seg selv.")
        said.append(silent.format(when=clock(job.heartbeat_at)))
    safe.show(*(f'<p role="status">{safe.marked(one)}</p>' for one in said))
    kit.button(
        _("Stopp"),
        f"stop-{job.id}",
        lambda client_id: dedupe.cancel(here.store(), here.actor(), job.id, client_id=client_id),
        verb="dedupe.cancel",
    )


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
