"""A strategy piece by piece: blocks that anybody can read, lines that a librarian can, and what each brings in hits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pico.checker import read
from pico.checks.after import after_run
from pico.query.keys import BlockOf, blocks_of
from pico.query.pieces import ALL, pieces, word_text, words_of
from pico.query.tree import Tree
from pico.query.write import write
from pipeline.errors import BadInput
from pipeline.rows import Job, Strategy
from pipeline.steps.search import save_strategy
from pipeline.steps.search_quality import ask_hits
from ui import here, kit, reader, safe
from ui.words import _, number, sentence

OPEN = ("queued", "running")
Hits = Mapping[str, int | None]


def draw(question_id: str, text: str, built: str, kept: Strategy | None) -> None:
    """The blocks of the strategy for PubMed, folded away until somebody looks."""
    tree = read(text).tree
    try:
        blocks = blocks_of(tree)
    except BadInput:
        return  # what is wrong with its lines stands among the findings
    if not blocks:
        return
    with st.expander(_("Se strategien del for del")):
        job = _job(question_id, kept, text)
        if job is not None and job.state in OPEN:
            st.fragment(_following, run_every=1.0)(question_id, kept, text, tree, blocks)
            return
        _shown(tree, blocks, job)
        if reader.may("strategy.ask_hits") and here.can_search("pubmed"):
            kit.button(
                _("Tell treff for hver del"), f"pieces-{question_id}", lambda cid: _count(question_id, text, built, cid)
            )


def _count(question_id: str, text: str, built: str, client_id: str) -> None:
    strategy_id = save_strategy(here.store(), here.actor(), question_id, "pubmed", text, built=text == built)
    ask_hits(here.store(), here.actor(), strategy_id, pieces(read(text).tree), client_id=client_id)
    here.wake()


def job_of(question_id: str, strategy_id: str, kind: str = ALL) -> Job | None:
    """The newest count of a version's pieces that asked for `kind`."""
    for job in here.view().jobs(question_id):
        asked = job.params.get("asks", {})
        if (
            job.kind == "hits"
            and job.params.get("strategy_id") == strategy_id
            and any(one.startswith(kind) for one in asked)
        ):
            return job
    return None


def _job(question_id: str, kept: Strategy | None, text: str) -> Job | None:
    return job_of(question_id, kept.id) if kept is not None and kept.text == text.strip() else None


def _following(question_id: str, kept: Strategy | None, text: str, tree: Tree, blocks: tuple[BlockOf, ...]) -> None:
    job = _job(question_id, kept, text)
    if job is None or job.state not in OPEN:
        st.rerun()
    safe.show(safe.tag("p", _("Teller: {done} av {total}", done=job.done if job else 0, total=job.total if job else 0)))
    _shown(tree, blocks, job)


def _shown(tree: Tree, blocks: tuple[BlockOf, ...], job: Job | None) -> None:
    hits: dict[str, Any] = dict(job.cursor.get("hits", {})) if job else {}
    if job is not None and job.state == "failed":
        st.error(safe.for_label(sentence(job.error_code, {**job.error_params, "source": sentence("source_pubmed")})))
        safe.paragraph(_("Det som ble telt, står under. Resten er ukjent; det er ikke det samme som null."))
    if ALL in hits:
        safe.show(safe.tag("p", _("Hele strategien: {n} treff", n=_n(hits, ALL)), css="kb-label"))
        counts = {_("Del {n}", n=one.number): hits.get(f"block:{one.number}") for one in blocks if one.op == "AND"}
        told = after_run("", hits[ALL], blocks={name: n for name, n in counts.items() if n is not None})
        for finding in told:
            st.warning(safe.for_label(sentence(finding.code, finding.params)))
    for one in blocks:
        _block(one, hits, alone=len(blocks) == 1)
    if tree.numbered:
        _lines(tree, hits)


def _block(one: BlockOf, hits: Hits, *, alone: bool) -> None:
    """One block: its words with OR between them, and what each brings."""
    name = _("Del {n}", n=one.number) if one.op == "AND" else _("Tas bort (NOT), del {n}", n=one.number)
    counted = f"block:{one.number}" if not alone else ALL
    shown = f" · {_('{n} treff', n=_n(hits, counted))}" if counted in hits else ""
    safe.show(safe.tag("p", name + shown, css="kb-label"))
    words = words_of(one)
    costs = {n: _cost(hits, f"without:{one.number}:{n}") for n in range(1, len(words) + 1)}
    if not words:
        safe.show(f'<p><code lang="en">{safe.marked(one.text)}</code></p>')
    elif any(value is not None for value in costs.values()):
        rows = (
            f'<tr><td><code lang="en">{safe.marked(word_text(word))}</code></td><td>{_brings(costs[n])}</td></tr>'
            for n, word in enumerate(words, 1)
        )
        heads = (_("Ord"), _("Treff som bare dette ordet gir"))
        safe.show(safe.table(_("Ordene i del {n}", n=one.number), heads, rows))
    else:
        joined = f" <span>{safe.marked(_('eller'))}</span> ".join(
            f'<code lang="en">{safe.marked(word_text(word))}</code>' for word in words
        )
        safe.show(f"<p>{joined}</p>")


def _lines(tree: Tree, hits: Hits) -> None:
    rows = (
        f'<tr><td>#{one.number}</td><td><code lang="en">{safe.marked(pieces_text(tree, one.number))}</code></td>'
        f"<td>{safe.marked(_n(hits, f'line:{one.number}') if f'line:{one.number}' in hits else number(one.hits))}</td></tr>"
        for one in tree.lines
    )
    safe.show(safe.table(_("Linjene i strategien"), (_("Linje"), _("Tekst"), _("Treff")), rows))


def pieces_text(tree: Tree, line: int) -> str:
    """A line as it stands in a list."""
    one = tree.line(line)
    if one is None or one.node is None:
        return ""
    return write(Tree((one,), True), "pubmed").text.partition(" ")[2]


def _cost(hits: Hits, name: str) -> int | None:
    """How many hits go when a word goes."""
    all_of_it, without = hits.get(ALL), hits.get(name)
    return None if all_of_it is None or without is None else all_of_it - without


def _brings(cost: int | None) -> str:
    return safe.marked(_("ikke telt") if cost is None else number(cost))


def _n(hits: Hits, name: str) -> str:
    return number(hits[name]) if hits.get(name) is not None else _("ukjent antall")
