"""The method team's glossary: put over what ships, corrected, taken away, handed on as a file."""

from __future__ import annotations

from typing import Any

import pytest

from pico.concepts import own_concepts
from pico.vocabulary import Word, glossary_of, load_glossary
from pipeline.errors import BadInput, Refused
from pipeline.steps.glossary import export_concepts, import_concepts, import_file, remove_concept, save_concept
from pipeline.steps.question import add_words
from tests.makers import World, make_person, make_world

OWN = {"facet": "measure", "nb": ["eksempeltiltak"], "nn": ["døme-tiltak"], "en": ["example measure*"]}


@pytest.fixture
def world(store: Any) -> World:
    return make_world(store)


def own(world: World) -> dict[str, Any]:
    return dict(own_concepts(world.store.seen_by(world.actor).glossary_concepts()))


def test_a_concept_is_added_corrected_and_taken_away(world: World) -> None:
    shipped = "concepts: {falls: {facet: condition, nb: [fall], en: [falls]}}"
    save_concept(world.store, world.actor, "example_measure", OWN)
    save_concept(
        world.store, world.actor, "falls", {"facet": "condition", "nb": ["fall", "velt"], "en": ["falls", "tumble*"]}
    )
    glossary = load_glossary(shipped, own=own(world))
    assert {word.origin for word in glossary.proposals("eksempeltiltak mot velt")} == {"team"}
    remove_concept(world.store, world.actor, "falls")
    glossary = load_glossary(shipped, own=own(world))
    assert [word.origin for word in glossary.proposals("fall")] == ["glossary"]
    save_concept(world.store, world.actor, "falls", OWN)
    assert set(own(world)) == {"example_measure", "falls"}


def test_what_is_handed_on_comes_in_again(world: World) -> None:
    save_concept(world.store, world.actor, "example_measure", OWN)
    text = export_concepts(world.store.seen_by(world.actor))
    remove_concept(world.store, world.actor, "example_measure")
    assert import_concepts(world.store, world.actor, text) == 1
    assert import_concepts(world.store, world.actor, text) == 0
    assert own(world)["example_measure"].nn == ("døme-tiltak",)


@pytest.mark.parametrize(
    ("concept_id", "value", "code"),
    [
        ("Å!", OWN, "data_key_wrong"),
        ("example", {"facet": "measure", "nb": ["x"]}, "data_key_missing"),
        ("example", OWN | {"en": ["exa*"]}, "data_key_wrong"),
        ("example", OWN | {"colour": "red"}, "data_key_unknown"),
    ],
)
def test_what_cannot_be_used_says_why(world: World, concept_id: str, value: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as caught:
        save_concept(world.store, world.actor, concept_id, value)
    assert caught.value.code == code
    assert own(world) == {}


def test_a_file_with_a_fault_changes_nothing(world: World) -> None:
    with pytest.raises(BadInput):
        import_concepts(world.store, world.actor, "concepts: {a_one: {facet: measure, nb: [x], en: [y]}, b_two: {}}")
    assert own(world) == {}


def test_only_the_method_team_may(world: World) -> None:
    other = make_person(world.store, "Eksempel To", "no-5601")
    with pytest.raises(Refused):
        save_concept(world.store, other, "example_measure", OWN)


def test_nothing_of_ones_own_is_taken_away_twice(world: World) -> None:
    with pytest.raises(BadInput, match="concept_not_own"):
        remove_concept(world.store, world.actor, "older_people")


def test_own_concepts_do_not_touch_what_ships() -> None:
    import wiring

    entries = wiring.library().entries
    assert glossary_of(entries).concepts == wiring.library().glossary.concepts


@pytest.mark.parametrize("origin", ["glossary", "team", "mesh_file", "mesh_live", "hand"])
def test_a_word_keeps_where_it_is_from(world: World, origin: str) -> None:
    add_words(world.store, world.actor, world.question_id, "P", [Word("example", origin=origin)])
    assert [one.origin for one in world.store.seen_by(world.actor).words(world.question_id)] == [origin]


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"x" * 10_000_000, "checklist_too_big", None),
        (b"a: &a [x, x]\nb: [*a, *a]\n", "checklist_alias", 1),
        ("concepts: {}\n# \u00e5".encode("latin-1"), "checklist_not_utf8", 2),
        (b"concepts:\n  an_example: {facet: measure, nb: [x], en: [y], colour: red}\n", "checklist_key_unknown", 2),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_line(
    world: World, content: bytes, code: str, line: int | None
) -> None:
    with pytest.raises(BadInput) as caught:
        import_file(world.store, world.actor, content)
    assert (caught.value.code, caught.value.params.get("line")) == (code, line)
    assert world.store.seen_by(world.actor).glossary_concepts() == ()
