"""Step 4 on the page: three numbers, doubtful pairs side by side, what has been merged, and all references."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from typing import Any

import streamlit as st

from pipeline.jobs import is_stale
from pipeline.records import Record
from pipeline.rows import Merge, Pair, Progress, Question
from pipeline.steps import dedupe
from ui import here, kit, reader, safe, shortcuts
from ui.steps import gaps, reference_list
from ui.words import _, clock, number, sentence

_LINES: tuple[tuple[Callable[[], str], Callable[[Record], str]], ...] = (
    (lambda: _("Tittel"), lambda r: r.title),
    (lambda: _("Forfattere"), lambda r: "; ".join(r.authors)),
    (lambda: _("År"), lambda r: str(r.year or "")),
    (lambda: _("Tidsskrift"), lambda r: r.journal),
    (lambda: _("Bind, hefte, sider"), lambda r: ", ".join(part for part in (r.volume, r.issue, r.pages) if part)),
    (lambda: _("DOI"), lambda r: r.doi),
    (lambda: _("PMID"), lambda r: r.pmid),
)


def draw(question: Question, progress: Progress) -> None:
    """Find, decide, undo."""
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
    _pairs(question.id)
    _merges(question.id)
    gaps.draw(question.id)
    reference_list.draw(question.id)


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


def _pairs(question_id: str) -> None:
    """One doubtful pair at a time, with what differs marked; S same, D different, unless the keys are off."""
    pairs = here.view().pairs(question_id)
    if not pairs:
        return
    safe.heading(2, _("{n} som kanskje er samme artikkel", n=number(len(pairs))))
    if not reader.may("dedupe.merge", "dedupe.part"):
        safe.paragraph(_("Forskerlaget avgjør om de er samme artikkel."))
        return
    pair = pairs[0]
    a, b = here.view().reference(pair.a_id).record, here.view().reference(pair.b_id).record
    safe.paragraph(sentence(pair.reason_code, pair.reason_params))
    safe.show(_side_by_side(a, b))
    with st.container(horizontal=True):
        _answer(
            _("Samme artikkel"),
            f"same-{pair.id}",
            "s" if shortcuts.are_on() else None,
            lambda cid: dedupe.same(here.store(), here.actor(), pair.id, client_id=cid),
        )
        _answer(
            _("Ulike artikler"),
            f"different-{pair.id}",
            "d" if shortcuts.are_on() else None,
            lambda cid: dedupe.different(here.store(), here.actor(), pair.id, client_id=cid),
        )
        shortcuts.switch()


def _answer(label: str, key: str, shortcut: str | None, verb: Callable[[str], Any]) -> None:
    kit.button(label, key, verb, shortcut=shortcut)


def _side_by_side(a: Record, b: Record) -> str:
    """A table of two records; what differs is bold, underlined and said in words."""
    rows = []
    for name, read in _LINES:
        left, right = read(a), read(b)
        css = "" if left.casefold() == right.casefold() else ' class="kb-differs"'
        sign = "" if not css else escape(_("ulikt"))
        rows.append(
            f"<tr><th scope='row'>{escape(name())}</th><td{css}{_lang(a)}>{escape(left)}</td>"
            f"<td{css}{_lang(b)}>{escape(right)}</td><td>{sign}</td></tr>"
        )
    if marks := [safe.flags(one) for one in (a, b)] if safe.flags(a) + safe.flags(b) else []:
        rows.insert(
            1, f"<tr><th scope='row'>{escape(_('Merket'))}</th><td>{marks[0]}</td><td>{marks[1]}</td><td></td></tr>"
        )
    heads = (_("Felt"), _("Den ene"), _("Den andre"), _("Forskjell"))
    return safe.table(_("To referanser ved siden av hverandre"), heads, rows)


def _lang(record: Record) -> str:
    return f' lang="{escape(safe.language_of(record))}"'


def _merges(question_id: str) -> None:
    """What has been merged, each with its reason, each with a way back; and pairs told apart."""
    total = here.view().count_merges(question_id)
    apart = here.view().pairs(question_id, "different")
    if not total and not apart:
        return
    with st.expander(_("Slått sammen: {n}. Holdt fra hverandre: {m}.", n=number(total), m=number(len(apart)))):
        page = st.pagination(-(-total // 20), key=f"merges-{question_id}") if total > 20 else 1
        for merge in here.view().merges(question_id, limit=20, offset=(page - 1) * 20):
            _merge(merge)
        for pair in apart[:20]:
            _apart(pair)


def _merge(merge: Merge) -> None:
    record = here.view().reference(merge.link[0]).record
    who = _("funnet av programmet") if merge.how == "auto" else _("bestemt av et menneske")
    safe.show(
        safe.tag("p", record.title, lang=safe.language_of(record)),
        safe.flags(record),
        safe.tag("p", f"{sentence(merge.reason_code, merge.reason_params)} ({who})", css="kb-legend"),
    )
    kit.button(
        _("Del dem igjen"),
        f"undo-{merge.id}",
        lambda cid: dedupe.undo_merge(here.store(), here.actor(), merge.id, client_id=cid),
        help=_("De blir to referanser igjen. Valg som er gjort, følger hver sin."),
        verb="dedupe.undo",
    )


def _apart(pair: Pair) -> None:
    a, b = here.view().reference(pair.a_id).record, here.view().reference(pair.b_id).record
    safe.show(
        safe.tag("p", _("Holdt fra hverandre:"), css="kb-legend"),
        *(
            safe.tag("p", one.title[:90] or "–", css="kb-legend", lang=safe.language_of(one)) + safe.flags(one)
            for one in (a, b)
        ),
    )
    kit.button(
        _("Spør på nytt"),
        f"reopen-{pair.id}",
        lambda _id: dedupe.reopen(here.store(), here.actor(), pair.id),
        verb="dedupe.undo",
    )
