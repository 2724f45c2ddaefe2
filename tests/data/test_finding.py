"""Finding by words: what somebody types finds what is there, whatever the letters and however they are written."""

from __future__ import annotations

import unicodedata

import pytest

from pipeline.ports import Store
from pipeline.steps.research_need import raise_research_need
from tests.makers import World, make_world, record, take_in

TITLE = "Øvelser på Ås: «Ærlig talt» for ÉLDRE"
# what is typed -> whether it finds the title above
TYPED = {
    "øvelser": True,
    "ØVELSER": True,
    "Øvelse": True,
    "ås": True,
    "ærlig": True,
    "éldre": True,
    unicodedata.normalize("NFD", "på ås"): True,  # as a Mac may write it
    "eldre": False,  # another letter
    "ovelser": False,
    "ÅS  øvelser": True,  # every word, in any order
    "øvelser bergen": False,
    "«ærlig talt»": True,
    "%": False,
    "_": False,
    "": True,
    "  ": True,
}
# in a record alone: signs that its JSON writes in another way, and the names of its fields
OF_RECORDS = {
    'say "so"': True,
    'so"': True,
    "c:\\temp": True,
    "second line": True,
    "line\\nsecond": False,
    "doi": False,
    "abstract": False,
    "authors": False,
    "10.9999/EXAMPLE.1": True,
    "10.9999": False,  # a part of a number says nothing
    "90000001": True,
    "9000": False,
    "made-up 1991": True,
    "family1": True,
    "1991": True,
}


@pytest.fixture
def world(store: Store) -> World:
    return make_world(store, text=TITLE)


@pytest.mark.parametrize(("typed", "found"), TYPED.items())
def test_a_question_is_found(world: World, typed: str, found: bool) -> None:
    view = world.store.seen_by(world.actor)
    assert view.count_questions(text=typed) == len(view.questions(text=typed)) == int(found)


@pytest.mark.parametrize("typed", ["oslo", "OSLO", "øvelser oslo"])
def test_a_question_is_found_by_its_municipality(world: World, typed: str) -> None:
    assert len(world.store.seen_by(world.actor).questions(text=typed)) == 1


@pytest.mark.parametrize(("typed", "found"), [*TYPED.items(), *OF_RECORDS.items()])
def test_a_reference_is_found(world: World, typed: str, found: bool) -> None:
    text = 'First line\nSecond line. We say "so", in C:\\Temp.'
    take_in(world, [record(1, title=TITLE, abstract=text)])
    view = world.store.seen_by(world.actor)
    shown = view.references(world.question_id, text=typed)
    assert view.count_references(world.question_id, text=typed) == len(shown) == int(found)


@pytest.mark.parametrize(("typed", "found"), TYPED.items())
def test_a_research_need_is_found(world: World, typed: str, found: bool) -> None:
    raise_research_need(world.store, world.actor, world.question_id, {"reason": "no_review", "title": TITLE})
    assert len(world.store.seen_by(world.actor).research_needs(text=typed)) == int(found)
