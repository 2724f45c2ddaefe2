"""A verb sent twice with the same client id is one act: no row and no event more, and the same answer.

Every acting verb that takes a client id has a row in `TWICE`; one without fails here.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import pipeline.steps
import wiring
from appraisal.instrument import Instrument, dump_instrument
from pico.vocabulary import Word
from pipeline import columns
from pipeline.formats import table_columns
from pipeline.ids import new_id
from pipeline.records import Look
from pipeline.rows import Actor
from pipeline.steps import (
    accounts,
    appraise,
    certainty,
    criteria,
    dedupe,
    fields,
    flow,
    glossary,
    instruments,
    invite,
    links,
    mapping,
    need,
    outcomes,
    own_texts,
    papers,
    people,
    question,
    reference_export,
    references,
    reform,
    research_need,
    reviews,
    screen,
    search,
    search_quality,
    share,
    split,
    structure,
    studies,
    summarise,
    taken_out,
    talk,
    team,
    text_entries,
)
from pipeline.structure import NewPlace
from pipeline.text_edits import values_of
from tests.makers import ALTA, BERGEN, OSLO, PDF, TEXTS, Furnished, everything, furnish, instrument, make_world, record

Sent = Callable[[Furnished, str], Any]


WORDS = (Word("one", "text"), Word("two", "mesh"))
GIVES_A_NEW_LINK = {"invite.invite"}  # the link is kept nowhere, so that of a resend is another, and the first is dead
# give how many were new: none, the second time
COUNTS_NEW = {"question.add_words", "glossary.import_concepts", "glossary.import_file", "search_quality.add_keys"}


def element(f: Furnished, client_id: str) -> int:
    import wiring

    kinds, frameworks = wiring.library().question_types, wiring.library().frameworks
    kind = kinds["effect"]
    place = (f.world.question_id, "P", "eldre", kind, frameworks["PICO"])
    return question.save_element(f.world.store, f.world.actor, *place, client_id=client_id)


def counted(f: Furnished) -> str:
    """A run whose hits are counted and that nobody works on."""
    with f.world.store.write(f.world.actor, "search.count", "run", f.ids["run"]) as change:
        change.put("run", f.ids["run"], {"state": "counted", "counted": 5})
        for job in change.view.jobs(f.world.question_id):
            change.put("job", job.id, {"state": "done"})
    return f.ids["run"]


DAY, LATER = "2026-06-01", "2026-07-01"
NEW = NewPlace("9999", "Nye Eksempel", "Oslo", "Øst")


def cluster(f: Furnished) -> str:
    """The one cluster, with Oslo in it; made the first time."""
    store, me = f.world.store, f.world.actor
    if not store.seen_by(me).clusters(on=DAY):
        structure.join_cluster(store, me, structure.make_cluster(store, me, "Øst", "Eksempel", DAY), OSLO, DAY)
    return store.seen_by(me).clusters(on=DAY)[0].id


def dedupe_job(f: Furnished) -> str:
    """The search for duplicates that is under way; begun where there is none yet."""
    dedupe.start_dedupe(f.world.store, f.world.actor, f.world.question_id, client_id=f.ids["comment"] + "-dedupe")
    jobs = f.world.store.seen_by(f.world.actor).jobs(f.world.question_id)
    return next(job.id for job in jobs if job.kind == "dedupe")


def apart(f: Furnished) -> tuple[str, str]:
    """Two reports that somebody said are not of one study."""
    return f.ids["four"], f.ids["other_reference"]


ISSUER = "https://example.org"


def mapped(f: Furnished) -> str:
    """A mapping that is there; the same one however often it is asked for."""
    return mapping.add_mapping(
        f.world.store, f.world.actor, ISSUER, "domain", "example.org", OSLO, client_id=f.ids["comment"] + "-mapping"
    )


OWN = {"facet": "measure", "nb": ["eksempeltiltak"], "en": ["example measure*"]}


def own_concept(f: Furnished) -> str:
    if not glossary.drafts(f.world.store.seen_by(f.world.actor)):
        glossary.save_concept(f.world.store, f.world.actor, "example_measure", OWN, shipped=TEXTS)
    return "example_measure"


def new_questions() -> list[split.NewQuestion]:
    import wiring

    kind, framework = wiring.library().question_types["effect"], wiring.library().frameworks["PICO"]
    return [split.NewQuestion(text, kind, framework, {"I": text}) for text in ("Virker en?", "Virker to?")]


def split_before(f: Furnished) -> tuple[str, ...]:
    if "split" not in f.ids:
        made = split.split_question(f.world.store, f.world.actor, f.world.need_id, new_questions(), "nb")
        f.ids["split"] = " ".join(made)
    return tuple(f.ids["split"].split())


def newer() -> Instrument:
    before = instrument()
    return dataclasses.replace(before, version="1.1", title=before.parts[0].title)


SHIPPED = ("fhi-oversikt@1.0",)


def reasons(f: Furnished) -> tuple[Any, ...]:
    """Whose draft of the reasons, and which."""
    return f.world.store, f.world.actor, "exclusion_reasons", f.ids["own_text"]


def edited_reasons(f: Furnished) -> tuple[Any, ...]:
    """The same, moved once by whoever takes it back."""
    text_entries.move_entry(*reasons(f), ("reasons", "population"), 1, client_id="moved-to-be-taken-back")
    return reasons(f)


def own_draft(f: Furnished) -> str:
    """A draft that is there; the same one however often it is asked for."""
    if "own_draft" not in f.ids:
        f.ids["own_draft"] = instruments.start_draft(f.world.store, f.world.actor, dump_instrument(newer()))
    return f.ids["own_draft"]


def discarded(f: Furnished) -> str:
    draft = own_draft(f)
    instruments.discard(f.world.store, f.world.actor, draft, client_id=f.ids["comment"] + "-discard")
    return draft


def running(f: Furnished) -> str:
    """One's own appraisal that is not finished, of the first checklist; the same one again."""
    if "running" not in f.ids:
        for stage in ("abstract", "full_text"):
            screen.vote(f.world.store, f.world.actor, f.ids["other_reference"], stage, "include")
        f.ids["running"] = appraise.start_appraisal(
            f.world.store, f.world.actor, f.ids["other_reference"], instrument()
        )
    return f.ids["running"]


TWICE: dict[str, Sent] = {
    "own_texts.start_draft": lambda f, c: own_texts.start_draft(
        f.world.store, f.world.actor, "wording", TEXTS["wording"], client_id=c
    ),
    "own_texts.import_file": lambda f, c: own_texts.import_file(
        f.world.store, f.world.actor, "wording", TEXTS["wording"].encode(), client_id=c
    ),
    "own_texts.publish": lambda f, c: own_texts.publish(
        f.world.store, f.world.actor, f.ids["own_text"], shipped=TEXTS, seen=1, client_id=c
    ),
    "text_entries.save_text": lambda f, c: text_entries.save_text(
        *(*reasons(f), ("reasons", "population"), "label", "Eksempel"),
        language="nb",
        seen="Feil gruppe",
        client_id=c,
    ),
    "text_entries.add_entry": lambda f, c: text_entries.add_entry(
        *(*reasons(f), ("reasons",), "eksempel", {"id": "eksempel", "label": {"nb": "Eksempel"}}),
        client_id=c,
    ),
    "text_entries.move_entry": lambda f, c: text_entries.move_entry(
        *(*reasons(f), ("reasons", "population"), 1), client_id=c
    ),
    "text_entries.take_entry": lambda f, c: text_entries.take_entry(
        *(*reasons(f), ("reasons", "population")),
        seen=values_of(TEXTS["exclusion_reasons"])["reasons"][0],
        shipped=TEXTS,
        client_id=c,
    ),
    "text_entries.take_back": lambda f, c: text_entries.take_back(*edited_reasons(f), client_id=c),
    "own_texts.retire": lambda f, c: own_texts.retire(
        f.world.store, f.world.actor, f.ids["edition"], shipped=TEXTS, client_id=c
    ),
    "own_texts.bring_back": lambda f, c: own_texts.bring_back(
        f.world.store, f.world.actor, f.ids["own_text"], shipped=TEXTS, client_id=c
    ),
    "own_texts.discard": lambda f, c: own_texts.discard(f.world.store, f.world.actor, f.ids["own_text"], client_id=c),
    "own_texts.take_newer": lambda f, c: own_texts.take_newer(
        f.world.store, f.world.actor, f.world.question_id, "screen", client_id=c
    ),
    "instruments.start_draft": lambda f, c: instruments.start_draft(
        f.world.store, f.world.actor, dump_instrument(newer()), client_id=c
    ),
    "instruments.copy": lambda f, c: instruments.copy(f.world.store, f.world.actor, instrument(), SHIPPED, client_id=c),
    "instruments.import_file": lambda f, c: instruments.import_file(
        f.world.store, f.world.actor, dump_instrument(newer()).encode(), client_id=c
    ),
    "instruments.publish": lambda f, c: instruments.publish(
        f.world.store, f.world.actor, own_draft(f), shipped=wiring.library().instruments, seen=1, client_id=c
    ),
    "instruments.retire": lambda f, c: instruments.retire(
        f.world.store, f.world.actor, SHIPPED[0], shipped=SHIPPED, client_id=c
    ),
    "instruments.bring_back": lambda f, c: instruments.bring_back(
        f.world.store, f.world.actor, discarded(f), client_id=c
    ),
    "instruments.discard": lambda f, c: instruments.discard(f.world.store, f.world.actor, own_draft(f), client_id=c),
    "appraise.move_appraisal": lambda f, c: appraise.move_appraisal(
        f.world.store, f.world.actor, running(f), instrument(), newer(), client_id=c
    ),
    "certainty.save_step": lambda f, c: certainty.save_step(
        f.world.store, f.world.actor, f.ids["part"], "grade.start", "randomised", grade(), client_id=c
    ),
    "certainty.use_steps": lambda f, c: certainty.use_steps(
        f.world.store, f.world.actor, f.ids["part"], grade(), "Eksempel", client_id=c
    ),
    "certainty.move_steps": lambda f, c: certainty.move_steps(
        *(f.world.store, f.world.actor, f.ids["part"], grade(), dataclasses.replace(grade(), version="1.1")),
        client_id=c,
    ),
    "glossary.save_concept": lambda f, c: glossary.save_concept(
        f.world.store, f.world.actor, "example_measure", OWN, shipped=TEXTS, client_id=c
    ),
    "glossary.remove_concept": lambda f, c: glossary.remove_concept(
        f.world.store, f.world.actor, own_concept(f), shipped=TEXTS, client_id=c
    ),
    "glossary.put_aside": lambda f, c: glossary.put_aside(
        f.world.store, f.world.actor, "older_people", shipped=TEXTS, client_id=c
    ),
    "glossary.put_back": lambda f, c: glossary.put_back(
        *(f.world.store, f.world.actor, own_concept(f)),
        shipped=TEXTS,
        draft_id=glossary.drafts(f.world.store.seen_by(f.world.actor))[0].id,
        client_id=c,
    ),
    "glossary.import_file": lambda f, c: glossary.import_file(
        f.world.store,
        f.world.actor,
        b"concepts: {an_example: {facet: measure, nb: [eksempel], en: [example]}}",
        shipped=TEXTS,
        client_id=c,
    ),
    "glossary.import_concepts": lambda f, c: glossary.import_concepts(
        f.world.store, f.world.actor, f"concepts: {{example_measure: {OWN}}}", shipped=TEXTS, client_id=c
    ),
    "question.fill_question": lambda f, c: question.fill_question(
        f.world.store,
        f.world.actor,
        f.world.question_id,
        new_questions()[0].kind,
        new_questions()[0].framework,
        {"P": "eldre"},
        client_id=c,
    ),
    "split.split_question": lambda f, c: split.split_question(
        f.world.store, f.world.actor, f.world.need_id, new_questions(), "nb", client_id=c
    ),
    "split.take_back_split": lambda f, c: split.take_back_split(
        f.world.store, f.world.actor, f.world.need_id, split_before(f), client_id=c
    ),
    "people.register": lambda f, c: people.register(f.world.store, "Eksempel To", BERGEN, client_id=c),
    "people.look_around": lambda f, c: people.look_around(f.world.store, client_id=c),
    "need.raise_need": lambda f, c: need.raise_need(f.world.store, f.world.actor, "Eksempel", OSLO, client_id=c),
    "team.appoint": lambda f, c: team.appoint(
        f.world.store, f.world.actor, f.ids["colleague"], "peer", "need", f.world.need_id, client_id=c
    ),
    "invite.withdraw": lambda f, c: invite.withdraw(f.world.store, f.world.actor, f.ids["invitation"], client_id=c),
    "invite.invite": lambda f, c: invite.invite(
        f.world.store, f.world.actor, "research", "need", f.world.need_id, client_id=c
    )[0],
    "mapping.add_mapping": lambda f, c: mapping.add_mapping(
        f.world.store, f.world.actor, ISSUER, "domain", "to.example.org", OSLO, client_id=c
    ),
    "mapping.remove_mapping": lambda f, c: mapping.remove_mapping(f.world.store, f.world.actor, mapped(f), client_id=c),
    "accounts.start_accounts": lambda f, c: accounts.start_accounts(
        f.world.store, f.world.actor, "eksempel@example.org", "et langt og oppdiktet passord", client_id=c
    ),
    "team.remove": lambda f, c: team.remove(f.world.store, f.world.actor, f.ids["appointment"], client_id=c),
    "team.leave": lambda f, c: team.leave(f.world.store, Actor(f.ids["colleague"]), f.ids["appointment"], client_id=c),
    "team.hand_over": lambda f, c: team.hand_over(
        f.world.store, f.world.actor, f.world.need_id, f.ids["colleague"], client_id=c
    ),
    "share.share": lambda f, c: share.share(f.world.store, f.world.actor, f.world.need_id, "everybody", client_id=c),
    "share.end_share": lambda f, c: share.end_share(f.world.store, f.world.actor, f.ids["share"], client_id=c),
    "structure.make_cluster": lambda f, c: structure.make_cluster(
        f.world.store, f.world.actor, "Øst", "Eksempelklyngen", DAY, client_id=c
    ),
    "structure.rename_cluster": lambda f, c: structure.rename_cluster(
        f.world.store, f.world.actor, cluster(f), "En annen klynge", client_id=c
    ),
    "structure.join_cluster": lambda f, c: structure.join_cluster(
        f.world.store, f.world.actor, cluster(f), BERGEN, DAY, client_id=c
    ),
    "structure.leave_cluster": lambda f, c: structure.leave_cluster(
        f.world.store, f.world.actor, cluster(f), OSLO, LATER, client_id=c
    ),
    "structure.choose_motor": lambda f, c: structure.choose_motor(
        f.world.store, f.world.actor, cluster(f), OSLO, DAY, client_id=c
    ),
    "structure.end_cluster": lambda f, c: structure.end_cluster(
        f.world.store, f.world.actor, cluster(f), LATER, client_id=c
    ),
    "structure.choose_host": lambda f, c: structure.choose_host(
        f.world.store, f.world.actor, "Øst", OSLO, DAY, client_id=c
    ),
    "reform.merge": lambda f, c: reform.merge(f.world.store, f.world.actor, [BERGEN, ALTA], NEW, DAY, client_id=c),
    "reform.split": lambda f, c: reform.split(f.world.store, f.world.actor, BERGEN, [BERGEN, NEW], 0, DAY, client_id=c),
    "reform.rename": lambda f, c: reform.rename(f.world.store, f.world.actor, BERGEN, NEW, DAY, client_id=c),
    "reform.take_back": lambda f, c: reform.take_back(
        f.world.store, f.world.actor, f.world.store.seen_by(f.world.actor).reforms()[0].id, client_id=c
    ),
    "criteria.make_criteria": lambda f, c: criteria.make_criteria(
        f.world.store,
        f.world.actor,
        f.world.question_id,
        new_questions()[0].kind,
        new_questions()[0].framework,
        client_id=c,
    ),
    "criteria.keep_criteria": lambda f, c: criteria.keep_criteria(
        f.world.store,
        f.world.actor,
        f.world.question_id,
        new_questions()[0].kind,
        new_questions()[0].framework,
        client_id=c,
    ),
    "question.start_question": lambda f, c: question.start_question(
        f.world.store, f.world.actor, f.world.need_id, client_id=c
    ),
    "question.save_element": element,
    "question.add_words": lambda f, c: question.add_words(
        f.world.store, f.world.actor, f.world.question_id, "P", WORDS, client_id=c
    ),
    "fields.save_field": lambda f, c: fields.save_field(
        f.world.store, f.world.actor, "criteria", f.world.question_id, "inclusion", "Eldre", client_id=c
    ),
    "search.start_search": lambda f, c: search.start_search(
        f.world.store, f.world.actor, f.ids["strategy"], client_id=c
    ),
    "search.search_again": lambda f, c: search.search_again(f.world.store, f.world.actor, f.ids["run"], client_id=c),
    "search.ask_fetch": lambda f, c: search.ask_fetch(f.world.store, f.world.actor, f.ids["run"], client_id=c),
    "search.retry": lambda f, c: search.retry(f.world.store, f.world.actor, f.ids["import"], client_id=c),
    "search.start_import": lambda f, c: search.start_import(
        f.world.store, f.world.actor, f.world.question_id, "to.ris", b"TY  - JOUR\nER  - \n", "other", client_id=c
    ),
    "search.start_list": lambda f, c: search.start_list(
        f.world.store, f.world.actor, f.world.question_id, "10000001", client_id=c
    ),
    "search.use_columns": lambda f, c: search.use_columns(f.world.store, f.world.actor, f.ids["import"], client_id=c),
    "search.read_again": lambda f, c: search.read_again(f.world.store, f.world.actor, f.ids["import"], client_id=c),
    "search.remove_import": lambda f, c: search.remove_import(
        f.world.store, f.world.actor, f.ids["import"], client_id=c
    ),
    "taken_out.take_out": lambda f, c: taken_out.take_out(
        f.world.store, f.world.actor, f.ids["run"], "Feil fil", client_id=c
    ),
    "taken_out.bring_back": lambda f, c: taken_out.bring_back(f.world.store, f.world.actor, f.ids["run"], client_id=c),
    "reviews.ask_reviews": lambda f, c: reviews.ask_reviews(
        f.world.store, f.world.actor, f.world.question_id, {"pubmed": "example"}, client_id=c
    ),
    "search_quality.ask_hits": lambda f, c: search_quality.ask_hits(
        f.world.store, f.world.actor, f.ids["strategy"], {"all": "example"}, client_id=c
    ),
    "search_quality.add_keys": lambda f, c: search_quality.add_keys(
        f.world.store, f.world.actor, f.world.question_id, "87654321", client_id=c
    ),
    "search_quality.look_up_keys": lambda f, c: search_quality.look_up_keys(
        f.world.store, f.world.actor, f.world.question_id, client_id=c
    ),
    "search_quality.remark": lambda f, c: search_quality.remark(
        f.world.store, Actor(f.ids["colleague"]), f.ids["strategy"], "limits", "none", client_id=c
    ),
    "search.add_place": lambda f, c: search.add_place(f.world.store, f.world.actor, f.world.question_id, client_id=c),
    "references.add_by_hand": lambda f, c: references.add_by_hand(
        f.world.store, f.world.actor, f.world.question_id, record(50), client_id=c
    ),
    "references.ask_fill": lambda f, c: references.ask_fill(
        f.world.store, f.world.actor, f.world.question_id, client_id=c
    ),
    "dedupe.start_dedupe": lambda f, c: dedupe.start_dedupe(
        f.world.store, f.world.actor, f.world.question_id, client_id=c
    ),
    "dedupe.cancel": lambda f, c: dedupe.cancel(f.world.store, f.world.actor, dedupe_job(f), client_id=c),
    "dedupe.same": lambda f, c: dedupe.same(f.world.store, f.world.actor, f.ids["pair"], client_id=c),
    "dedupe.different": lambda f, c: dedupe.different(f.world.store, f.world.actor, f.ids["pair"], client_id=c),
    "dedupe.same_after_all": lambda f, c: dedupe.same_after_all(
        f.world.store, f.world.actor, f.ids["link"], client_id=c
    ),
    "links.confirm": lambda f, c: links.confirm(f.world.store, f.world.actor, f.ids["link"], client_id=c),
    "links.refuse": lambda f, c: links.refuse(f.world.store, f.world.actor, f.ids["link"], client_id=c),
    "links.take_back": lambda f, c: links.take_back(f.world.store, f.world.actor, f.ids["link"], client_id=c),
    "links.link_pair": lambda f, c: links.link_pair(
        f.world.store, f.world.actor, f.ids["pair"], "abstract", turned=True, client_id=c
    ),
    "references.pick": lambda f, c: references.pick(
        f.world.store,
        f.world.actor,
        f.ids["reference"],
        "year",
        f.world.store.seen_by(f.world.actor).journey(f.ids["reference"])[1].id,
        client_id=c,
    ),
    "studies.not_one_study": lambda f, c: studies.not_one_study(
        f.world.store, f.world.actor, f.world.question_id, (f.ids["reference"], f.ids["other_reference"]), client_id=c
    ),
    "studies.ask_again": lambda f, c: studies.ask_again(
        f.world.store, f.world.actor, f.world.question_id, apart(f), client_id=c
    ),
    "dedupe.undo_merge": lambda f, c: dedupe.undo_merge(f.world.store, f.world.actor, f.ids["merge"], client_id=c),
    "screen.vote": lambda f, c: screen.vote(
        f.world.store, f.world.actor, f.ids["other_reference"], "abstract", "include", client_id=c
    ),
    "screen.vote, mind changed": lambda f, c: screen.vote(
        f.world.store, f.world.actor, f.ids["reference"], "abstract", "exclude", change_mind=True, client_id=c
    ),
    "appraise.start_appraisal": lambda f, c: appraise.start_appraisal(
        f.world.store, f.world.actor, f.ids["other_reference"], instrument(), client_id=c
    ),
    "appraise.start_consensus": lambda f, c: appraise.start_consensus(
        f.world.store, f.world.actor, f.ids["other_reference"], instrument(), client_id=c
    ),
    "appraise.abstain": lambda f, c: appraise.abstain(
        f.world.store, f.world.actor, f.ids["other_reference"], client_id=c
    ),
    "papers.add_paper": lambda f, c: papers.add_paper(
        f.world.store, f.world.actor, f.ids["other_reference"], "Example.pdf", PDF, client_id=c
    ),
    "papers.remove_paper": lambda f, c: papers.remove_paper(f.world.store, f.world.actor, f.ids["paper"], client_id=c),
    "appraise.start_extraction": lambda f, c: appraise.start_extraction(
        f.world.store, f.world.actor, f.ids["reference"], client_id=c
    ),
    "summarise.start_summary": lambda f, c: summarise.start_summary(
        f.world.store, f.world.actor, f.world.question_id, client_id=c
    ),
    "reference_export.ask_references": lambda f, c: reference_export.ask_references(
        f.world.store, f.world.actor, f.world.question_id, reference_export.Wanted("ris"), client_id=c
    ),
    "summarise.ask_export": lambda f, c: summarise.ask_export(
        f.world.store, f.world.actor, f.world.question_id, "pdf", client_id=c
    ),
    "summarise.add_finding": lambda f, c: summarise.add_finding(
        f.world.store, f.world.actor, f.world.question_id, client_id=c
    ),
    "outcomes.take_outcomes": lambda f, c: outcomes.take_outcomes(
        f.world.store, f.world.actor, f.world.question_id, client_id=c
    ),
    "research_need.raise_research_need": lambda f, c: research_need.raise_research_need(
        f.world.store,
        f.world.actor,
        f.world.question_id,
        {"reason": "no_review", "title": "Eksempel: to?"},
        client_id=c,
    ),
    "talk.say": lambda f, c: talk.say(
        f.world.store, f.world.actor, f.world.question_id, "screen", "Eksempel", client_id=c
    ),
    "talk.settle": lambda f, c: talk.settle(f.world.store, f.world.actor, f.ids["comment"], client_id=c),
    "flow.keep": lambda f, c: flow.keep(f.world.store, f.world.actor, f.world.question_id, "search", client_id=c),
}


# What has to be so before the verb has anything to do.
def finished(full: Furnished) -> None:
    """A search that has come to its end."""
    with full.world.store.write(full.world.actor, "search.finish", "run", full.ids["run"]) as change:
        change.put("run", full.ids["run"], {"state": "done"})


def asking(full: Furnished) -> None:
    """An import that asks what its columns are."""
    look = Look("csv", ("Title",), (("Eksempel",),), table_columns.propose(["Title"], []))
    for job in full.world.store.seen_by(full.world.actor).jobs(full.world.question_id):
        if job.kind == "import":
            with full.world.store.write(full.world.actor, "import.ask", "run", full.ids["import"]) as change:
                change.put("job", job.id, {"state": "done"})
                change.put("run", full.ids["import"], {"receipt": json.dumps({"columns": columns.to_ask([look], {})})})


def read_as_a_table(full: Furnished) -> None:
    """An import of a table that has been read."""
    with full.world.store.write(full.world.actor, "import.finish", "run", full.ids["import"]) as change:
        change.put("run", full.ids["import"], {"state": "done", "account": json.dumps({"format": "csv"})})


def appraised_by_two(f: Furnished) -> None:
    """The other reference is included, and two people have finished their own appraisal of it."""
    for stage in ("abstract", "full_text"):
        screen.vote(f.world.store, f.world.actor, f.ids["other_reference"], stage, "include")
    for one in (f.world.actor, Actor(f.ids["colleague"])):
        made = appraise.start_appraisal(f.world.store, one, f.ids["other_reference"], instrument())
        fields.save_field(f.world.store, one, "appraisal", made, "overall", "some")


def grade() -> Instrument:
    import wiring

    return wiring.library().instruments["grade@1.0"]


def first_step(f: Furnished) -> int:
    """A finding that GRADE's first question is answered for."""
    return certainty.save_step(f.world.store, f.world.actor, f.ids["part"], "grade.start", "randomised", grade())


def fill_form(f: Furnished) -> None:
    """The question says whom it is about."""
    kind, framework = new_questions()[0].kind, new_questions()[0].framework
    question.fill_question(f.world.store, f.world.actor, f.world.question_id, kind, framework, {"P": "eldre"})


BEFORE: dict[str, Callable[[Furnished], object]] = {
    "criteria.make_criteria": fill_form,
    "criteria.keep_criteria": fill_form,
    "certainty.use_steps": first_step,
    "certainty.move_steps": first_step,
    "links.take_back": lambda f: links.confirm(f.world.store, f.world.actor, f.ids["link"]),
    "search.search_again": finished,
    "taken_out.take_out": lambda f: search.cancel(f.world.store, f.world.actor, f.ids["run"]),
    "taken_out.bring_back": lambda f: [
        search.cancel(f.world.store, f.world.actor, f.ids["run"]),
        taken_out.take_out(f.world.store, f.world.actor, f.ids["run"], "Feil fil"),
    ],
    "search.ask_fetch": counted,
    "search.use_columns": asking,
    "search.read_again": read_as_a_table,
    "reform.take_back": lambda f: reform.rename(f.world.store, f.world.actor, ALTA, NEW, DAY),
    "structure.rename_cluster": cluster,
    "structure.join_cluster": cluster,
    "structure.leave_cluster": cluster,
    "structure.choose_motor": cluster,
    "structure.end_cluster": cluster,
    "search.retry": lambda f: search.cancel(f.world.store, f.world.actor, f.ids["import"]),
    "search.remove_import": lambda f: search.cancel(f.world.store, f.world.actor, f.ids["import"]),
    "own_texts.bring_back": lambda f: own_texts.discard(f.world.store, f.world.actor, f.ids["own_text"]),
    "own_texts.take_newer": lambda f: own_texts.publish(
        f.world.store, f.world.actor, f.ids["own_text"], shipped=TEXTS, seen=1
    ),
    "appraise.start_consensus": appraised_by_two,
    "outcomes.take_outcomes": lambda f: [
        *(
            screen.vote(f.world.store, f.world.actor, f.ids["other_reference"], stage, "include")
            for stage in ("abstract", "full_text")
        ),
        fields.save_field(
            *(f.world.store, f.world.actor, "extraction"),
            appraise.start_extraction(f.world.store, f.world.actor, f.ids["other_reference"]),
            *("outcome.o1.name", "fall"),
        ),
    ],
    "appraise.start_appraisal": lambda f: [
        screen.vote(f.world.store, f.world.actor, f.ids["other_reference"], stage, "include")
        for stage in ("abstract", "full_text")
    ],
}


def verbs() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every acting verb: the public functions of pipeline/steps that take a store and an actor, or make the actor."""
    for module in pkgutil.iter_modules(pipeline.steps.__path__):
        loaded = importlib.import_module(f"pipeline.steps.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            if function.__module__ == loaded.__name__ and not name.startswith("_"):
                yield f"{module.name}.{name}", function


def test_every_verb_that_can_be_sent_again_is_in_the_table() -> None:
    resent = {name for name, function in verbs() if "client_id" in inspect.signature(function).parameters}
    assert resent == {name.partition(",")[0] for name in TWICE}


@pytest.fixture
def full(store: Any) -> Furnished:
    return furnish(make_world(store))


@pytest.mark.parametrize("name", TWICE)
def test_sent_twice_it_is_one_act(full: Furnished, path: Path, name: str) -> None:
    BEFORE.get(name, lambda _: None)(full)
    before, client_id = everything(path), new_id()
    first = TWICE[name](full, client_id)
    between = everything(path)
    assert len(between["event"]) > len(before["event"]), "the act is in the log"
    assert client_id in {row[1] for row in between["event"]}, "under the id that it was sent with"
    again = TWICE[name](full, client_id)
    now = everything(path)
    if name in GIVES_A_NEW_LINK:
        now["invitation"], between["invitation"] = [], []
    assert now == between
    assert again == (0 if name in COUNTS_NEW else first)


@pytest.mark.parametrize("name", ["need.raise_need", "summarise.add_finding", "search.add_place"])
def test_two_acts_with_ids_of_their_own_are_two(full: Furnished, path: Path, name: str) -> None:
    assert TWICE[name](full, new_id()) != TWICE[name](full, new_id())
