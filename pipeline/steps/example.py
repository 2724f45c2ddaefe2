"""The example question: loaded by one click through the same verbs as people use, marked everywhere, deletable."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from appraisal.extraction import OUTCOME
from appraisal.instrument import Instrument
from pico.question import Framework, QuestionType
from pico.strategy import Block, build
from pico.vocabulary import Word
from pipeline import days, finding_sources
from pipeline.errors import BadInput, Problem
from pipeline.ids import new_id
from pipeline.needs import ResearchNeed
from pipeline.ports import Store
from pipeline.records import Record
from pipeline.rows import EXAMPLE_PLACE, Actor
from pipeline.search_account import FIELD as SEARCH_REPORT
from pipeline.steps import appraise, links, question, research_need, screen, search, studies, summarise
from pipeline.steps import dedupe as duplicates
from pipeline.steps.comparing import compare
from pipeline.steps.fields import save_field
from pipeline.steps.need import delete_need, raise_need
from pipeline.steps.outcomes import take_outcomes

Data = Mapping[str, Any]


def load_example(
    store: Store,
    actor: Actor,
    data: Data,
    frameworks: Mapping[str, Framework],
    types: Mapping[str, QuestionType],
    instruments: Mapping[str, Instrument],
) -> str:
    """Load the example as `data/example/example.yaml` describes it, unless it is there; gives its question."""
    there = store.seen_by(actor).example_needs()
    if there:
        return store.seen_by(actor).questions_of(there[0])[0].id
    need = data["need"]
    need_id = raise_need(store, actor, need["text"], EXAMPLE_PLACE, example=True)
    try:
        question_id = _build(store, actor, need_id, data, frameworks, types, instruments)
        with store.write(actor, "example.load", "need", need_id) as change:
            change.note("need", need_id)  # what was done before this is the example's, not the reader's to undo
    except Problem:
        delete_need(store, actor, need_id, why="half an example")
        raise
    return question_id


def _build(
    store: Store,
    actor: Actor,
    need_id: str,
    data: Data,
    frameworks: Mapping[str, Framework],
    types: Mapping[str, QuestionType],
    instruments: Mapping[str, Instrument],
) -> str:
    need = data["need"]
    for name in ("service_area", "why", "context", "experience", "users"):
        save_field(store, actor, "need", need_id, name, need[name])
    save_field(store, actor, "need", need_id, "asked_by", "\n".join(need["asked_by"]))
    question_id = question.start_question(store, actor, need_id)
    _question(store, actor, question_id, data, frameworks, types)
    _search(store, actor, question_id, data)
    references = _dedupe(store, actor, question_id, data)
    _screen(store, actor, question_id, data, references)
    _appraise(store, actor, data, references, instruments)
    _summarise(store, actor, question_id, data, references)
    _research_need(store, actor, question_id, data)
    return question_id


def delete_example(store: Store, actor: Actor, need_id: str) -> None:
    """Put the example aside, with all that hangs on it. Any other need is left alone."""
    if not store.seen_by(actor).need(need_id).example:
        raise BadInput("not_the_example")
    delete_need(store, actor, need_id, why="example")


def _question(
    store: Store,
    actor: Actor,
    question_id: str,
    data: Data,
    frameworks: Mapping[str, Framework],
    types: Mapping[str, QuestionType],
) -> None:
    asked = data["question"]
    kind, framework = types[asked["type"]], frameworks[asked["framework"]]
    question.save_type(store, actor, question_id, kind, framework)
    for code, text in asked["elements"].items():
        question.save_element(store, actor, question_id, code, text, kind, framework)
    question.save_language(store, actor, question_id, data["language"], kind, framework)  # the text's, not the reader's
    save_field(store, actor, "question", question_id, "own_sentence", asked["title"])
    save_field(store, actor, "question", question_id, "search_elements", " ".join(asked["search_elements"]))
    save_field(store, actor, "question", question_id, "profile", asked["profile"])
    for name, text in asked["criteria"].items():
        save_field(store, actor, "criteria", question_id, name, text)
    for element, words in data["words"].items():
        question.add_words(store, actor, question_id, element, _words(words))


def _words(found: Any) -> tuple[Word, ...]:
    return tuple(Word(one["text"], one["kind"]) for one in found)


def _built(data: Data) -> dict[str, str]:
    """source -> the search text that the words build, as the page of the search builds it."""
    blocks = [Block(element, _words(data["words"][element])) for element in data["question"]["search_elements"]]
    return {source: build(blocks, source) for source in ("pubmed", "epistemonikos")}


def _today() -> str:
    """All the work of the example is done on the day it is loaded, "2026-11-21"."""
    return days.today()


def _said(text: str, data: Data) -> str:
    """A text with its holes filled; a date as people write it in the language of the texts."""
    known = {"{day}": _today(), "{epistemonikos}": _built(data)["epistemonikos"]}
    for hole, value in known.items():
        text = text.replace(hole, days.shown(value, data["language"]))
    return days.shown(text, data["language"])


def _search(store: Store, actor: Actor, question_id: str, data: Data) -> None:
    """The runs of the example are not searches that were made: their receipts say so. Their texts are real ones."""
    for place in data["other_places"]:
        part_id = search.add_place(store, actor, question_id)
        save_field(store, actor, "other_place", part_id, "name", place["place"])
        save_field(store, actor, "other_place", part_id, "result", place["found"])
        save_field(store, actor, "other_place", part_id, "date", _said("{day}", data))
    built = _built(data)
    kept = {
        source: search.save_strategy(store, actor, question_id, source, built[source], built=True) for source in built
    }
    for run in data["runs"]:
        received = []
        for number, hit in enumerate(run["hits"], 1):
            record = _record(data["records"][hit["record"]], hit.get("changes", {}))
            key = record.pmid if run["source"] == "pubmed" else str(number)
            received.append((f"example:{run['key']}", key, record, json.dumps({"example": hit["record"]})))
        with store.write(actor, "import.finish", "question", question_id) as change:
            values: dict[str, Any] = {"question_id": question_id, "state": "done"}
            values |= {"kind": run["kind"], "source": run["source"]}
            times = {"asked_at": change.at, "finished_at": change.at, "receipt": json.dumps({"example": True})}
            if run["kind"] == "search":  # the text of a file's search is what people write in the account
                values |= {"counted": len(received), "strategy_id": kept[run["source"]]}
            run_id = change.add("run", values | times)
            change.add_records(run_id, received)


def _record(values: Data, changes: Data) -> Record:
    known = {one.name for one in fields(Record)}
    held: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in {**values, **changes}.items()
        if name in known
    }
    return Record(**held)


def _dedupe(store: Store, actor: Actor, question_id: str, data: Data) -> dict[str, str]:
    """Find the duplicates as the step does, answer the doubtful pairs as the example says; record key -> reference."""
    done = compare(store.seen_by(actor), question_id)
    with store.write(actor, "dedupe.run", "question", question_id) as change:
        duplicates.keep_found(change, question_id, done.found, done.compared)
        change.keep_compared(done.marks)
    references: dict[str, str] = {}
    for one in store.seen_by(actor).references(question_id, limit=100):
        for source in store.seen_by(actor).journey(one.id):
            references[json.loads(source.raw)["example"]] = one.id
    answers = {frozenset((references[one["a"]], references[one["b"]])): one for one in data["pairs"]}
    for pair in store.seen_by(actor).pairs(question_id):
        answer = answers.get(frozenset((pair.a_id, pair.b_id)))
        if answer is not None and answer["answer"] == "same":
            duplicates.same(store, actor, pair.id)
        else:
            duplicates.different(store, actor, pair.id)
    for link in store.seen_by(actor).links(question_id):
        if answers.get(frozenset((link.a_id, link.b_id)), {}).get("answer") == "linked":
            links.confirm(store, actor, link.id)
    return references


def _screen(store: Store, actor: Actor, question_id: str, data: Data, references: Mapping[str, str]) -> None:
    for one in data["votes"]:
        reason, note = one.get("reason", ""), one.get("note", "")
        screen.vote(store, actor, references[one["record"]], one["stage"], one["answer"], reason=reason, note=note)
    for group in data["studies"]:
        studies.same_study(store, actor, question_id, tuple(references[key] for key in group))


def _appraise(
    store: Store, actor: Actor, data: Data, references: Mapping[str, str], instruments: Mapping[str, Instrument]
) -> None:
    for one in data["appraisals"]:
        instrument = instruments[f"{one['instrument']}@{one['version']}"]
        appraisal_id = appraise.start_appraisal(store, actor, references[one["record"]], instrument)
        for item, answer in one["answers"].items():
            save_field(store, actor, "appraisal", appraisal_id, f"answer.{item}", answer["answer"])
            save_field(store, actor, "appraisal", appraisal_id, f"comment.{item}", answer["comment"])
        save_field(store, actor, "appraisal", appraisal_id, "overall", one["judgement"])
        save_field(store, actor, "appraisal", appraisal_id, "overall_reason", one["reason"])
    for one in data["extractions"]:
        part_id = appraise.start_extraction(store, actor, references[one["record"]])
        for name in (each for each in one if each not in ("record", "outcomes")):
            save_field(store, actor, "extraction", part_id, name, _said(str(one[name]), data))
        for outcome in one["outcomes"]:
            outcome_id = new_id()
            for name, value in outcome.items():
                save_field(store, actor, "extraction", part_id, f"{OUTCOME}{outcome_id}.{name}", value)


def _summarise(
    store: Store,
    actor: Actor,
    question_id: str,
    data: Data,
    references: Mapping[str, str],
) -> None:
    """The outcomes that were written down become findings, as they do by the button; then each is judged."""
    take_outcomes(store, actor, question_id)
    taken = {one.fields.text("outcome"): one for one in store.seen_by(actor).parts(question_id, "finding")}
    for one in data["findings"]:
        part = taken[one["outcome"]]
        values = {name: str(value) for name, value in one.items() if name not in ("id", "record")}
        values[finding_sources.FIELD] = references[one["record"]]
        for name, value in values.items():
            if part.fields.text(name) != value:
                save_field(store, actor, "finding", part.id, name, value)
    summary_id = summarise.start_summary(store, actor, question_id)
    for name in ("title", "authors", "review_by"):
        save_field(store, actor, "summary", summary_id, name, _said(data["summary"][name], data))
    for name, text in data["summary"]["sections"].items():
        save_field(store, actor, "summary", summary_id, f"section.{name}", text)
    for number, text in data["summary"]["search_report"].items():
        save_field(store, actor, "summary", summary_id, f"{SEARCH_REPORT}{number}", _said(text, data))


def _research_need(store: Store, actor: Actor, question_id: str, data: Data) -> None:
    known = {one.name for one in fields(ResearchNeed)}
    values = {
        name: "\n".join(value) if isinstance(value, list) else str(value)
        for name, value in data["research_need"].items()
        if name in known
    }
    values = {name: _said(value, data) for name, value in values.items()}
    values |= {
        "evidence_review": data["records"][data["research_need"]["evidence_record"]]["title"],
        "our_search_date": _said("{day}", data),
    }
    research_need.raise_research_need(store, actor, question_id, values)
