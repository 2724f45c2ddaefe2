"""A personal number is kept by no verb that takes what people type, and stands nowhere in the database afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from data import reference as shipped
from pico.question import load_frameworks, load_question_types
from pico.vocabulary import Word
from pipeline.errors import BadInput
from pipeline.ports import Store
from pipeline.records import Record
from pipeline.steps import (
    glossary,
    need,
    people,
    question,
    references,
    research_need,
    screen,
    search,
    search_quality,
    split,
    taken_out,
    talk,
)
from pipeline.steps.fields import EDITABLE, save_field
from tests.makers import FILE, OSLO, TEXTS, World, furnish, make_store, make_world
from tests.pipeline.test_guard import NUMBERS

NUMBER = NUMBERS[0]
TYPED = f"Hun på rom 3, {NUMBER[:6]} {NUMBER[6:]}, falt igjen"
FRAMEWORKS = load_frameworks(shipped.text("templates/frameworks.yaml"))
TYPES = load_question_types(shipped.text("templates/question_types.yaml"), FRAMEWORKS)
EFFECT = TYPES["effect"]

Act = Callable[[World, Mapping[str, str]], Any]
# The field that stands for all fields of a thing.
FIELDS = {
    "need": "experience",
    "question": "own_sentence",
    "criteria": "inclusion",
    "draft": "draft.p.say.need",
    "columns": "column.0.0",
    "other_place": "note",
    "extraction": "people",
    "appraisal": "comment.search",
    "consensus": "comment.search",
    "finding": "certainty_reason",
    "summary": "section.background",
    "research_need": "original_words",
    "municipality": "note",
    "instrument": "text",
    "own_text": "text",
    "put_by": "draft.x",
}
OF_THING = {"criteria": "question", "draft": "question", "other_place": "part", "extraction": "part", "finding": "part"}
OF_THING |= {"summary": "part", "columns": "run", "put_by": "person"}
ACTS: dict[str, Act] = {
    "person.register": lambda w, i: people.register(w.store, TYPED, OSLO),
    "person.edit": lambda w, i: people.edit_person(w.store, w.actor, name=TYPED),
    "need.raise": lambda w, i: need.raise_need(w.store, w.actor, TYPED, OSLO),
    "question element": lambda w, i: question.save_element(
        w.store, w.actor, w.question_id, "P", TYPED, EFFECT, FRAMEWORKS[EFFECT.framework]
    ),
    "word.add": lambda w, i: question.add_words(w.store, w.actor, w.question_id, "P", [Word(TYPED, "text")]),
    "strategy.save": lambda w, i: search.save_strategy(w.store, w.actor, w.question_id, "pubmed", TYPED),
    "run.take_out": lambda w, i: taken_out.take_out(w.store, w.actor, i["run"], TYPED),
    "import.start": lambda w, i: search.start_import(w.store, w.actor, w.question_id, f"{TYPED}.ris", FILE, "other"),
    "a pasted list": lambda w, i: search.start_list(w.store, w.actor, w.question_id, TYPED),
    "reference.add": lambda w, i: references.add_by_hand(
        w.store, w.actor, w.question_id, Record(title="Eksempel", abstract=TYPED)
    ),
    "reference.correct": lambda w, i: references.correct(w.store, w.actor, i["reference"], "title", TYPED),
    "screen.vote": lambda w, i: screen.vote(w.store, w.actor, i["other_reference"], "abstract", "include", note=TYPED),
    "research_need.raise": lambda w, i: research_need.raise_research_need(
        w.store, w.actor, w.question_id, {"reason": "no_review", "title": "Eksempel", "original_words": TYPED}
    ),
    "glossary.edit": lambda w, i: glossary.save_concept(
        w.store, w.actor, "example", {"facet": "measure", "nb": [TYPED], "en": ["example"]}, shipped=TEXTS
    ),
    "question.fill": lambda w, i: question.fill_question(
        w.store, w.actor, w.question_id, EFFECT, FRAMEWORKS[EFFECT.framework], {"C": TYPED}
    ),
    "question.split": lambda w, i: split.split_question(
        w.store, w.actor, w.need_id, [split.NewQuestion(TYPED, EFFECT, FRAMEWORKS[EFFECT.framework])], "nb"
    ),
    "remark.write": lambda w, i: search_quality.remark(w.store, w.actor, i["strategy"], "words", "none", TYPED),
    "comment.write": lambda w, i: talk.say(w.store, w.actor, w.question_id, "need", TYPED),
    **{
        f"field of {thing}": lambda w, i, thing=thing, name=name: save_field(  # type: ignore[misc]
            w.store, w.actor, thing, i[OF_THING.get(thing, thing)], name, TYPED
        )
        for thing, name in FIELDS.items()
    },
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "test.sqlite"


@pytest.fixture
def store(path: Path) -> Store:
    return make_store(path)


def dump(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump())


def test_every_thing_with_fields_is_tried() -> None:
    assert set(FIELDS) == set(EDITABLE)
    assert all(EDITABLE[thing].allows(name) for thing, name in FIELDS.items())


@pytest.mark.parametrize("name", ACTS)
def test_it_is_refused_and_stands_nowhere(name: str, store: Store, path: Path) -> None:
    made = furnish(make_world(store))
    with pytest.raises(BadInput) as caught:
        ACTS[name](made.world, made.ids)
    assert caught.value.code == "personal_number"
    assert NUMBER not in str(caught.value) and not caught.value.params, "nor is it told on"
    kept = dump(path)  # its last five digits alone can stand in any id
    assert not [one for one in (NUMBER, f"{NUMBER[:6]} {NUMBER[6:]}", TYPED) if one in kept]
