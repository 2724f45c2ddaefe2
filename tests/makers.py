"""Made-up rows for tests: a store with a person, a need, a question and references. Everything in it is invented."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from appraisal.instrument import Instrument, load_instrument
from data import reference
from data.store import SqliteStore
from pico.vocabulary import Word
from pipeline.dedupe.values import Deduplicated, Doubt, Link, Merge
from pipeline.own_texts import KINDS
from pipeline.ports import Received, Store
from pipeline.records import Intake, Record
from pipeline.rights import may, open_to
from pipeline.rows import EXAMPLE_PLACE, NATION, Actor
from pipeline.steps import (
    appraise,
    instruments,
    invite,
    links,
    need,
    own_texts,
    papers,
    people,
    question,
    references,
    research_need,
    screen,
    search,
    search_quality,
    share,
    studies,
    summarise,
    talk,
    team,
)
from pipeline.steps import dedupe as duplicates
from pipeline.steps.fields import save_field

OSLO, BERGEN, ALTA = "no-0301", "no-4601", "no-5601"
PLACES: tuple[Mapping[str, Any], ...] = tuple(
    {
        "municipality_id": municipality_id,
        "number": number,
        "name": name,
        "county": "Oslo",
        "ksf_region": "Øst",
        "valid_from": "2026-01-01",
        "valid_to": valid_to,
    }
    for municipality_id, number, name, valid_to in (
        (OSLO, "0301", "Oslo", None),
        (BERGEN, "4601", "Bergen", None),
        (ALTA, "5601", "Alta", None),
        (EXAMPLE_PLACE, "0000", "Eksempelkommunen", "2026-01-01"),  # never was: nobody can choose it
    )
)


@dataclass(frozen=True, slots=True)
class World:
    """A store with one person and the one question that the test is about."""

    store: Store
    actor: Actor
    need_id: str
    question_id: str

    def as_seen_by(self, actor: Actor) -> World:
        """The same question with somebody else at the desk."""
        return replace(self, actor=actor)


def make_store(path: Path) -> SqliteStore:
    """A store on a new file, with three municipalities and the one that is not there."""
    store = SqliteStore(path, may)
    store.keep_places(PLACES)
    return store


def make_person(store: Store, name: str = "Eksempel Person", place: str = OSLO) -> Actor:
    """Somebody who has said who they are."""
    return people.register(store, name, place)


def make_world(store: Store, actor: Actor | None = None, text: str = "Eksempel: Hjelper dette?") -> World:
    """A need with a question under it."""
    actor = actor or make_person(store)
    need_id = need.raise_need(store, actor, text, OSLO)
    return World(store, actor, need_id, question.start_question(store, actor, need_id))


def record(number: int = 1, **changes: Any) -> Record:
    """The n-th made-up record: no two share a title, an identifier or a place."""
    made = Record(
        title=f"Example trial number {number} of {_WORDS[number % len(_WORDS)]} {_WORDS[number // 7 % len(_WORDS)]}",
        authors=(f"Family{number}, Given", "Second, Author"),
        year=1990 + number % 35,
        journal="Journal of Made-up Examples",
        volume=str(number),
        pages=f"{number}-{number + 9}",
        doi=f"10.9999/example.{number}",
        pmid=str(90_000_000 + number),
    )
    return replace(made, **changes)


_WORDS = "walking dancing swimming reading sleeping cooking knitting singing rowing painting gardening".split()


def raw(one: Record) -> str:
    """What stands in for the text that a source sent."""
    return json.dumps({"title": one.title, "doi": one.doi, "pmid": one.pmid, "abstract": one.abstract})


def received(records: Iterable[Record], source: str = "pubmed") -> list[Received]:
    """Records as a source hands them over, under the source's own number."""
    return [(source, one.pmid or str(n), one, raw(one)) for n, one in enumerate(records, 1)]


def take_in(world: World, records: Iterable[Record], source: str = "pubmed") -> tuple[str, Intake]:
    """Keep records as a finished search of one source does; gives the run and what became of them."""
    with world.store.write(world.actor, "import.finish", "question", world.question_id) as change:
        values = {"question_id": world.question_id, "kind": "search", "source": source, "state": "done"}
        run_id = change.add("run", values | {"asked_at": change.at, "finished_at": change.at, "counted": 0})
        intake = change.add_records(run_id, received(records, source))
        references.show_again(change, intake.changed)
    return run_id, intake


def make_references(world: World, count: int, *, first: int = 1) -> tuple[str, ...]:
    """So many references that are no duplicates; gives their ids in the order they came."""
    return take_in(world, [record(number) for number in range(first, first + count)])[1].added


def counts(path: Path) -> dict[str, int]:
    """Rows of every table, read past the store."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def rows(path: Path, sql: str, *params: Any) -> list[tuple[Any, ...]]:
    """Rows read past the store."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return connection.execute(sql, params).fetchall()


def everything(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, read past the store: to show that nothing at all has changed."""
    return {
        name: rows(path, f'SELECT * FROM "{name}" ORDER BY 1, 2') for name in counts(path) if name != "municipality"
    }


FILE = b"TY  - JOUR\n"  # a reference file that says next to nothing


@dataclass(frozen=True, slots=True)
class Furnished:
    """A world in which every kind of row is there, and the id of one of each."""

    world: World
    ids: Mapping[str, str]  # kind -> id; "other_reference", "empty_need" and "example_need" too


def furnish(world: World, *, shared: bool = True) -> Furnished:
    """Let there be one of everything in a question: words, a search, a file, a pair, a merge, votes, and what follows."""
    store, me, question_id = world.store, world.actor, world.question_id
    ids = {"need": world.need_id, "question": question_id, "person": me.person_id, "municipality": OSLO}
    question.add_words(store, me, question_id, "P", [Word("example", "text")])
    ids["word"] = store.seen_by(me).words(question_id)[0].id
    if open_to("instrument.start", store.seen_by(me).roles("nation", NATION)):
        ids["instrument"] = draft_instrument(store, me)
        ids["own_text"] = draft_text(store, me)
        ids["edition"] = published_text(store, me, "places", ours("places", question_id[-12:]))
    ids["strategy"] = search.save_strategy(store, me, question_id, "pubmed", "example AND trial")
    ids["run"] = search.start_search(store, me, ids["strategy"])
    ids["import"] = search.start_import(store, me, question_id, "eksempel.ris", FILE, "other")
    ids["columns_key"] = "example"
    with store.write(me, "import.use", "question", question_id) as change:
        change.set_field("question", question_id, f"columns.{ids['columns_key']}", "{}")
    ids["job"] = store.seen_by(me).jobs(question_id)[0].id
    one, two, three, four, five = make_references(world, 5)
    with store.write(me, "dedupe.run", "question", question_id) as change:
        found = pairs_found((one, two), doubtful=[(three, four)], linked=[(four, five), (three, five)])
        duplicates.keep_found(change, question_id, found, 5)
    seen = store.seen_by(me)
    ids["link"], confirmed = (link.id for link in seen.links(question_id))
    links.confirm(store, me, confirmed)
    references.pick(store, me, one, "title", seen.journey(two)[0].id)
    studies.not_one_study(store, me, question_id, (four, five))
    ids |= {"reference": one, "other_reference": five, "four": four}
    ids |= {"pair": seen.pairs(question_id)[0].id, "merge": seen.merges(question_id)[0].id}
    ids["vote"] = screen.vote(store, me, one, "abstract", "include")
    screen.vote(store, me, one, "full_text", "include")
    ids["study"] = studies.same_study(store, me, question_id, (one, three))
    ids["appraisal"] = appraise.start_appraisal(store, me, one, instrument())
    save_field(store, me, "appraisal", ids["appraisal"], "overall", "some")
    ids["paper"] = papers.add_paper(store, me, one, "Example article.pdf", PDF)
    ids["part"] = summarise.add_finding(store, me, question_id)
    save_field(store, me, "finding", ids["part"], "outcome", "eksempel")
    save_field(store, me, "question", question_id, "own_sentence", "Eksempel: Hjelper trening?")
    ids["research_need"] = research_need.raise_research_need(store, me, question_id, {"reason": "no_review"})
    ids["comment"] = talk.say(store, me, question_id, "screen", "Eksempel: hva mener dere?", waits_for="research")
    ids["document"] = make_document_row(world)
    colleague = make_person(store, "Eksempel Kollega", ALTA)
    ids["colleague"] = colleague.person_id
    ids["appointment"] = team.appoint(store, me, colleague.person_id, "research", "need", world.need_id)
    search_quality.add_keys(store, me, question_id, "12345678, 10.1000/example")
    ids["key_article"] = store.seen_by(me).key_articles(question_id)[0].id
    ids["remark"] = search_quality.remark(
        store, colleague, ids["strategy"], "words", "suggested", "Eksempel: ta med trial*"
    )
    theirs = appraise.start_appraisal(store, colleague, one, instrument())
    save_field(store, colleague, "appraisal", theirs, "overall", "some")
    appraise.abstain(store, me, three)
    ids["abstained_reference"] = three
    ids["consensus"] = appraise.start_consensus(store, me, one, instrument())
    ids["invitation"], _ = invite.invite(store, me, "peer", "need", world.need_id)
    if shared:
        ids["share"] = share.share(store, me, world.need_id, "published")
    ids["empty_need"] = need.raise_need(store, me, "Eksempel uten spørsmål", OSLO)
    ids["example_need"] = need.raise_need(store, me, "Eksempel", OSLO, example=True)
    return Furnished(world, ids)


# The least that is told apart from what is no PDF.
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def make_document_row(world: World, content: bytes = b"Eksempel", to: str = "markdown") -> str:
    """A kept document that says next to nothing; gives its id."""
    with world.store.write(world.actor, "summary.export", "question", world.question_id) as change:
        values = {"question_id": world.question_id, "format": to, "name": "eksempel.md", "mime": "text/markdown"}
        values |= {"language": "nb", "sha256": hashlib.sha256(content).hexdigest(), "made_by": world.actor.person_id}
        numbers = {"size": len(content), "draft": 1, "based_on_seq": change.next_seq() - 1}
        return change.add("document", {**values, **numbers, "bytes": content, "made_at": change.at})


def pairs_found(
    *same: tuple[str, str],
    doubtful: Iterable[tuple[str, str]] = (),
    linked: Iterable[tuple[str, str]] = (),
    kind: str = "preprint",
) -> Deduplicated:
    """What the search for duplicates would give when it had found these pairs."""
    merges = tuple(Merge(*sorted(pair), "dedupe_same_title", {"year": 2001}) for pair in same)
    doubts = tuple(Doubt(*sorted(pair), "dedupe_close_title", {}, 90.0) for pair in doubtful)
    links = tuple(Link(*pair, kind, f"dedupe_{kind}") for pair in linked)
    return Deduplicated(clusters=(), reasons=merges, doubtful=doubts, linked=links)


@cache
def instrument() -> Instrument:
    """The first checklist that ships."""
    return load_instrument(reference.text("checklists/fhi-oversikt@1.0.yaml"))


def draft_instrument(store: Store, actor: Actor) -> str:
    """A draft of the method team's, on its way from the first checklist that ships."""
    return instruments.copy(store, actor, instrument(), [])


# kind -> the text that ships
TEXTS = {name: reference.text(kind.file) for name, kind in KINDS.items()}


def draft_text(store: Store, actor: Actor, kind: str = "exclusion_reasons") -> str:
    """A draft of the method team's, of a text that ships, with a word changed in it."""
    return own_texts.start_draft(store, actor, kind, TEXTS[kind].replace("vi vil vite", "dere vil vite"))


def ours(kind: str, word: str = "eksempel") -> str:
    """What ships of a kind, with a word of the team's own in it."""
    if kind == "glossary":
        return f"concepts: {{{word}: {{facet: measure, nb: [{word}ord], en: [example chatter]}}}}\n"
    made = re.sub(r'(nb: "[^"{{}}]*)"', rf'\1 ({word})"', TEXTS[kind], count=1)
    if made == TEXTS[kind]:
        made = re.sub(r"nb: (\[|)(?=\w)", rf"nb: \1{word} ", made, count=1)
    assert made != TEXTS[kind], kind
    return made


def published_text(store: Store, actor: Actor, kind: str, text: str) -> str:
    """An edition of the method team's, published; gives its id."""
    draft = own_texts.start_draft(store, actor, kind, text)
    own_texts.publish(store, actor, draft, shipped=TEXTS, seen=1)
    return draft
