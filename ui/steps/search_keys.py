"""The key-article test: articles the team knows, whether the search finds them, and what would have caught those it loses."""

from __future__ import annotations

import streamlit as st

from pico.checker import read
from pico.query.keys import BlockOf, KeyResult, blocks_of, grid, questions, try_article
from pico.query.tree import Tree
from pipeline.errors import BadInput
from pipeline.quality_rows import KeyArticle
from pipeline.rows import Strategy
from pipeline.steps import search_quality
from pipeline.steps.search import save_strategy
from ui import here, kit, reader, safe
from ui.steps.search_pieces import OPEN, job_of
from ui.words import _, sentence, told

MOST_HEADINGS = 30  # of the table
MOST_UNREAD = 3  # lines that are named in a message
MOST_WORDS = 8  # of an article, for one block


def draw(question_id: str, text: str, built: str, kept: Strategy | None) -> None:
    """Type the articles that are known; see what the strategy for PubMed does with each."""
    known = here.view().key_articles(question_id)
    if not known and not reader.may("key.add"):
        return
    with st.expander(_("Finner søket artiklene dere kjenner?"), expanded=bool(known)):
        safe.paragraph(
            _(
                "Skriv to til fem artikler som dere vet svarer på spørsmålet. Finner ikke søket dem, ser dere hvilken del som mister dem."
            )
        )
        if reader.may("key.add"):
            kit.draft(question_id, "keys", _("PMID eller DOI, én på hver linje"), kind="area", height=80, foreign=True)
            kit.button(_("Legg til"), f"keys-{question_id}", lambda cid: _add(question_id, cid))
        if any(job.kind == "keys" and job.state in OPEN for job in here.view().jobs(question_id)):
            st.fragment(_looking, run_every=1.0)(question_id)
        newest = next((job for job in here.view().jobs(question_id) if job.kind == "keys"), None)
        if newest is not None and newest.state == "failed":
            params = {**newest.error_params, "source": sentence("source_pubmed")}
            st.error(safe.for_label(sentence(newest.error_code, params)))
        if known:
            _tried(question_id, known, text, built, kept)


def _looking(question_id: str) -> None:
    if not any(job.kind == "keys" and job.state in OPEN for job in here.view().jobs(question_id)):
        st.rerun()
    safe.show(f'<p role="status">{safe.marked(_("Slår opp artiklene i PubMed …"))}</p>')


def _add(question_id: str, client_id: str) -> None:
    text = kit.draft_text(question_id, "keys")
    added = search_quality.add_keys(here.store(), here.actor(), question_id, text, client_id=client_id)
    _wanted, unread = search_quality.read_keys(text)
    kit.draft_becomes(question_id, "keys", "\n".join(words for _line, words in unread))
    if unread:
        left = ", ".join(_("linje {line}: «{text}»", line=line, text=words) for line, words in unread[:MOST_UNREAD])
        st.session_state["problem"] = sentence("key_articles_left", {"n": added, "left": left})
    here.wake()


def _tried(question_id: str, known: tuple[KeyArticle, ...], text: str, built: str, kept: Strategy | None) -> None:
    tree = read(text).tree
    blocks: tuple[BlockOf, ...] = ()
    try:
        blocks = blocks_of(tree)
    except BadInput as problem:
        st.error(safe.for_label(told(problem)))
    results = {
        one.id: try_article(tree, one.record, here.headings()) for one in known if one.record is not None and blocks
    }
    asked = _asked(question_id, kept, text)
    _in_all(known, results, asked, blocks)
    for one in known:
        _article(one, results.get(one.id), blocks, asked)
    unsure = [
        one for one in known if (found := results.get(one.id)) and found.unsure and one.record and one.record.pmid
    ]
    if unsure and reader.may("strategy.ask_hits") and here.can_search("pubmed"):
        kit.button(
            _("Spør PubMed om det som ikke kan avgjøres her"),
            f"keys-ask-{question_id}",
            lambda cid: _ask(question_id, text, built, tree, unsure, cid),
        )
    if any(one.record is None for one in known) and reader.may("key.look_up"):
        kit.button(_("Slå opp på nytt"), f"keys-again-{question_id}", lambda cid: _again(question_id, cid))
    _grid(known)


def _again(question_id: str, client_id: str) -> None:
    search_quality.look_up_keys(here.store(), here.actor(), question_id, client_id=client_id)
    here.wake()


def _ask(question_id: str, text: str, built: str, tree: Tree, unsure: list[KeyArticle], client_id: str) -> None:
    strategy_id = save_strategy(here.store(), here.actor(), question_id, "pubmed", text, built=text == built)
    asks = {
        f"key:{one.id}:{number}": term
        for one in unsure
        if one.record is not None
        for number, term in questions(tree, one.record.pmid)
    }
    search_quality.ask_hits(here.store(), here.actor(), strategy_id, asks, client_id=client_id)
    here.wake()


def _asked(question_id: str, kept: Strategy | None, text: str) -> dict[str, int | None]:
    """What PubMed said of `(block) AND pmid[uid]`, by the name of the question."""
    if kept is None or kept.text != text.strip():
        return {}
    job = job_of(question_id, kept.id, "key:")
    return dict(job.cursor.get("hits", {})) if job is not None else {}


def _said(
    one: KeyArticle, result: KeyResult, blocks: tuple[BlockOf, ...], asked: dict[str, int | None]
) -> tuple[bool | None, list[int]]:
    """Found or not, and the blocks that lose it: what the record tells, and PubMed's word where it was asked."""
    lost = list(result.lost_by)
    open_ = []
    for number in result.unsure:
        hits = asked.get(f"key:{one.id}:{number}")
        if hits is None:
            open_.append(number)
        elif (hits == 0) == (blocks[number - 1].op == "AND"):
            lost.append(number)
    return (False if lost else None if open_ else True), sorted(lost)


def _in_all(
    known: tuple[KeyArticle, ...],
    results: dict[str, KeyResult],
    asked: dict[str, int | None],
    blocks: tuple[BlockOf, ...],
) -> None:
    told_ = [_said(one, results[one.id], blocks, asked)[0] for one in known if one.id in results]
    found = sum(one is True for one in told_)
    if told_ and found == len(known):
        said = (
            _("Den ene kjente artikkelen er funnet.")
            if found == 1
            else _("Alle {n} kjente artikler er funnet.", n=found)
        )
        st.success(said)
        safe.paragraph(_("Det sier ikke hvor mange andre artikler søket mister."), css="kb-legend")
    elif told_:
        safe.show(safe.tag("p", _("{n} av {all} kjente artikler er funnet.", n=found, all=len(known)), css="kb-label"))


def _article(
    one: KeyArticle, result: KeyResult | None, blocks: tuple[BlockOf, ...], asked: dict[str, int | None]
) -> None:
    with st.container(border=True):
        name = one.record.title if one.record else (f"PMID {one.pmid}" if one.pmid else f"DOI {one.doi}")
        safe.show(safe.tag("p", name, css="kb-label", lang="en" if one.record else ""))
        if one.record is None:
            said = (
                _("Ikke slått opp ennå.")
                if not one.looked_at
                else _("PubMed har ikke denne artikkelen. Se etter om nummeret er riktig.")
            )
            safe.paragraph(said)
        elif result is not None:
            found, lost = _said(one, result, blocks, asked)
            _verdict(found, lost, result, blocks)
        kit.button(
            _("Ta bort artikkelen"),
            f"key-drop-{one.id}",
            lambda _id: search_quality.remove_key(here.store(), here.actor(), one.id),
            verb="key.remove",
        )


def _verdict(found: bool | None, lost: list[int], result: KeyResult, blocks: tuple[BlockOf, ...]) -> None:
    if found:
        safe.paragraph(_("✓ Funnet"))
        return
    if found is None:
        numbers = ", ".join(map(str, result.unsure))
        safe.paragraph(_("Kan ikke avgjøres av artikkelen alene: del {numbers}.", numbers=numbers))
        return
    for number in lost:
        one = blocks[number - 1]
        if one.op == "NOT":
            safe.paragraph(_("✗ Ikke funnet: den blir tatt bort av del {n} (NOT).", n=number))
            continue
        safe.paragraph(_("✗ Ikke funnet: del {n} mister den.", n=number))
        caught = (result.caught or {}).get(number, ())
        if caught:
            safe.paragraph(_("Artikkelens egne ord som ville fanget den i del {n}:", n=number))
            words = [f'<code lang="en">{safe.marked(each.text)}</code>' for each in caught[:MOST_WORDS]]
            more = _("… og {n} til", n=len(caught) - MOST_WORDS) if len(caught) > MOST_WORDS else ""
            safe.show(f"<p>{', '.join(words)} {safe.marked(more)}</p>")


def _grid(known: tuple[KeyArticle, ...]) -> None:
    """Headings down, articles across."""
    records = [one.record for one in known if one.record is not None]
    shown = grid(records)
    if not shown.headings:
        return
    safe.show(safe.tag("p", _("Emneord på de kjente artiklene (* = hovedemne)"), css="kb-label"))
    heads = (_("Emneord"), *(f"PMID {one.pmid}" if one.pmid else one.doi for one in records))
    rows = (
        f'<tr><th scope="row"><span lang="en">{safe.marked(name)}</span></th>'
        + "".join(f"<td>{safe.marked({'x': '✓', '*': '✓ *'}.get(mark, ''))}</td>" for mark in marks)
        + "</tr>"
        for name, marks in list(zip(shown.headings, shown.marks, strict=True))[:MOST_HEADINGS]
    )
    safe.show(safe.table(_("Emneord og artikler"), heads, rows))
