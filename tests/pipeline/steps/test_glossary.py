"""The method team's own words: concepts put into a draft one by one, tried, published, retired, handed on, and written by two."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import yaml

import wiring
from pico.concepts import Concept, read_own
from pico.vocabulary import Glossary, Word, load_glossary
from pipeline.edition import Edition
from pipeline.errors import BadInput, Conflict, Refused
from pipeline.own_texts import GLOSSARY
from pipeline.steps import glossary, own_texts
from pipeline.steps.fields import save_field
from pipeline.steps.question import add_words
from tests.makers import TEXTS, World, make_person, make_world, published_text

OWN = {"facet": "measure", "nb": ["eksempeltiltak"], "nn": ["døme-tiltak"], "en": ["example measure*"]}
FALLS = {"facet": "condition", "nb": ["fall", "velt"], "en": ["falls", "tumble*"]}


@pytest.fixture
def world(store: Any) -> World:
    return make_world(store)


def save(world: World, name: str, value: dict[str, Any], **more: Any) -> str:
    return glossary.save_concept(world.store, world.actor, name, value, shipped=TEXTS, **more)


def draft(world: World) -> Edition:
    return glossary.drafts(world.store.seen_by(world.actor))[0]


def own(world: World) -> dict[str, Concept]:
    """The concepts of the draft."""
    return dict(read_own(draft(world).text.value).concepts)


def publish(world: World) -> str:
    one = draft(world)
    own_texts.publish(world.store, world.actor, one.id, shipped=TEXTS, seen=one.text.version)
    return one.id


def here(world: World) -> Glossary:
    return wiring.library_here(world.store.seen_by(world.actor)).glossary


def test_what_is_added_and_corrected_holds_when_it_is_published_and_no_longer_when_it_is_retired(world: World) -> None:
    save(world, "example_measure", OWN)
    save(world, "falls", FALLS)
    assert here(world) is wiring.library().glossary, "a draft is nobody's but the method team's"
    made = publish(world)
    assert {word.origin for word in here(world).proposals("eksempeltiltak mot velt")} == {"team"}
    assert here(world) is here(world), "made once for each publication"
    glossary.remove_concept(world.store, world.actor, "falls", shipped=TEXTS)
    assert here(world).concepts["falls"].origin == "team"
    publish(world)
    assert here(world).concepts["falls"] == wiring.library().glossary.concepts["falls"]
    assert here(world).concepts["example_measure"].origin == "team"
    own_texts.retire(world.store, world.actor, draft_free(world)[-1].id, shipped=TEXTS)
    assert here(world).concepts["falls"].origin == "team", "the edition before holds again"
    own_texts.retire(world.store, world.actor, made, shipped=TEXTS)
    assert here(world).concepts == wiring.library().glossary.concepts


def draft_free(world: World) -> tuple[Edition, ...]:
    return world.store.seen_by(world.actor).own_texts(GLOSSARY)


def test_one_draft_takes_all_until_it_is_published(world: World) -> None:
    first = save(world, "example_measure", OWN)
    assert save(world, "falls", FALLS) == first
    publish(world)
    with pytest.raises(BadInput, match="text_not_draft"):
        save(world, "falls", OWN, draft_id=first)
    second = save(world, "another", OWN)
    assert second != first
    assert draft(world).based_on == first
    assert set(own(world)) == {"example_measure", "falls", "another"}, "begun from what holds"


def test_a_shipped_concept_is_put_aside_and_comes_back(world: World) -> None:
    assert here(world).proposals("fallforebygging")
    glossary.put_aside(world.store, world.actor, "falls", shipped=TEXTS)
    glossary.put_aside(world.store, world.actor, "falls", shipped=TEXTS)
    assert read_own(draft(world).text.value).without == ("falls",)
    publish(world)
    assert "falls" not in here(world).concepts
    save(world, "falls", FALLS)
    assert read_own(draft(world).text.value).without == ()
    (change,) = glossary.changes(glossary.holding(world.store.seen_by(world.actor), TEXTS), draft(world).text.value)
    assert (change.id, change.kind) == ("falls", "corrected")
    glossary.put_back(world.store, world.actor, "falls", shipped=TEXTS, draft_id=draft(world).id)
    assert read_own(draft(world).text.value).without == ("falls",)
    glossary.remove_concept(world.store, world.actor, "falls", shipped=TEXTS)
    publish(world)
    assert here(world).concepts == wiring.library().glossary.concepts


def test_each_change_of_a_draft_is_told_and_taken_back_by_itself(world: World) -> None:
    save(world, "kept_one", OWN)
    save(world, "falls", FALLS)
    publish(world)
    holds = glossary.holding(world.store.seen_by(world.actor), TEXTS)
    save(world, "falls", FALLS | {"en": ["falls"]})
    save(world, "new_one", OWN)
    glossary.remove_concept(world.store, world.actor, "kept_one", shipped=TEXTS)
    glossary.put_aside(world.store, world.actor, "older_people", shipped=TEXTS)
    told = {one.id: one.kind for one in glossary.changes(holds, draft(world).text.value)}
    assert told == {"falls": "corrected", "new_one": "new", "kept_one": "back", "older_people": "aside"}
    for name in told:
        glossary.put_back(world.store, world.actor, name, shipped=TEXTS, draft_id=draft(world).id)
    assert glossary.changes(holds, draft(world).text.value) == ()


def test_comments_and_the_rest_of_the_text_stay_as_they_were_written(world: World) -> None:
    written = "# ours\nconcepts:\n  # about falling\n  falls: {facet: condition, nb: [fall], en: [falls]}\nignore: [fall av]\n"
    made = own_texts.start_draft(world.store, world.actor, GLOSSARY, written)
    save(world, "example_measure", OWN, draft_id=made)
    text = draft(world).text.value
    assert text.startswith(written.partition("ignore")[0])
    assert text.endswith("ignore: [fall av]\n")
    assert own(world)["example_measure"].nn == ("døme-tiltak",)
    glossary.remove_concept(world.store, world.actor, "example_measure", shipped=TEXTS)
    assert draft(world).text.value == written


def test_what_is_handed_on_comes_in_again(world: World) -> None:
    save(world, "example_measure", OWN)
    text = draft(world).text.value
    glossary.remove_concept(world.store, world.actor, "example_measure", shipped=TEXTS)
    save(world, "another", OWN)
    assert glossary.import_concepts(world.store, world.actor, text, shipped=TEXTS) == 1
    assert glossary.import_concepts(world.store, world.actor, text, shipped=TEXTS) == 0
    assert set(own(world)) == {"example_measure", "another"}, "what stood there stays"


@pytest.mark.parametrize(
    ("concept_id", "value", "code"),
    [
        ("Å!", OWN, "data_key_wrong"),
        ("example", {"facet": "measure", "nb": ["x"]}, "data_key_missing"),
        ("example", OWN | {"en": ["exa*"]}, "concept_star_short"),
        ("example", OWN | {"colour": "red"}, "data_key_unknown"),
    ],
)
def test_what_cannot_be_used_says_why(world: World, concept_id: str, value: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as caught:
        save(world, concept_id, value)
    assert caught.value.code == code
    assert draft_free(world) == ()


def test_a_draft_that_cannot_be_read_takes_no_concept(world: World) -> None:
    made = save(world, "example_measure", OWN)
    save_field(world.store, world.actor, "own_text", made, "text", "concepts: [\n")
    with pytest.raises(BadInput, match="checklist_not_yaml"):
        save(world, "falls", FALLS)
    assert draft(world).text.value == "concepts: [\n"


def test_only_the_method_team_may(world: World) -> None:
    other = make_person(world.store, "Eksempel To", "no-5601")
    for act in (
        lambda: glossary.save_concept(world.store, other, "example_measure", OWN, shipped=TEXTS),
        lambda: glossary.put_aside(world.store, other, "falls", shipped=TEXTS),
        lambda: glossary.import_concepts(world.store, other, "concepts: {}", shipped=TEXTS),
    ):
        with pytest.raises(Refused):
            act()


def test_nothing_of_ones_own_is_taken_away_twice(world: World) -> None:
    with pytest.raises(BadInput, match="concept_not_own"):
        glossary.remove_concept(world.store, world.actor, "older_people", shipped=TEXTS)
    assert draft_free(world) == ()


def test_lists_of_the_team_are_added_to_those_that_ship() -> None:
    ships = "concepts: {falls: {facet: condition, nb: [fall], en: [falls]}}\nstop: [eller]\n"
    ours = read_own("concepts: {}\nstop: [kanskje]\nignore: [fall av]\n")
    found = load_glossary(ships, own=ours)
    assert found.unmapped("kanskje eller fall") == ()
    assert found.recognise("fall av") == ()


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
        (b"concepts:\n  a_one: {facet: measure, nb: [x], en: [y]}\n  b_two: {}\n", "checklist_key_missing", 3),
        (b"concepts:\n  An-Example: {facet: measure, nb: [x], en: [y]}\n", "text_key_wrong", 2),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_line_and_changes_nothing(
    world: World, content: bytes, code: str, line: int | None
) -> None:
    with pytest.raises(BadInput) as caught:
        glossary.import_file(world.store, world.actor, content, shipped=TEXTS)
    assert (caught.value.code, caught.value.params.get("line")) == (code, line)
    assert draft_free(world) == ()


def test_as_many_concepts_as_the_glossary_has_are_the_teams_to_correct(world: World) -> None:
    """Larger than any other text of the team's: the whole of what ships, taken over and handed on."""
    ships = wiring.library().entries.concepts
    text = yaml.safe_dump({"concepts": {name: glossary.as_mapping(one) for name, one in ships.items()}})
    made = published_text(world.store, world.actor, GLOSSARY, text)
    assert {one.origin for one in here(world).concepts.values()} == {"team"}
    own_texts.retire(world.store, world.actor, made, shipped=TEXTS)


# -- two at once


def test_two_who_correct_one_concept_are_shown_both(world: World) -> None:
    save(world, "falls", FALLS)
    seen = glossary.own_concept(draft(world).text.value, "falls")
    save(world, "falls", FALLS | {"nb": ["fall", "deires"]}, seen=seen)
    with pytest.raises(Conflict) as caught:
        save(world, "falls", FALLS | {"nb": ["fall", "mitt"]}, seen=seen)
    assert caught.value.code == "concept_changed"
    assert "deires" in str(caught.value.params["theirs"])
    assert "mitt" in str(caught.value.params["yours"])
    assert own(world)["falls"].nb == ("fall", "deires")
    with pytest.raises(Conflict):
        save(world, "falls", OWN, seen={})
    save(world, "falls", FALLS | {"nb": ["fall", "deires"]}, seen=seen)


@pytest.mark.parametrize("writers", [50, pytest.param(250, marks=pytest.mark.soak)])
def test_racing_concepts_lose_nothing_and_one_that_two_write_is_a_conflict(world: World, writers: int) -> None:
    """Each adds one of their own, and all want one more: of that, the first stands and the others are shown both."""
    start, conflicts = threading.Barrier(10), list[int]()

    def add(first: int) -> None:
        start.wait()
        for number in range(first, writers, 10):
            save(world, f"own_{number}", OWN | {"nb": [f"eksempel {number}"]}, seen={})
            try:
                save(world, "shared", OWN | {"nb": [f"felles {number}"]}, seen={})
            except Conflict as conflict:
                assert f"felles {number}" in str(conflict.params["yours"])
                conflicts.append(number)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(own(world)) == {"shared", *(f"own_{number}" for number in range(writers))}
    assert len(conflicts) == writers - 1
    assert len(glossary.drafts(world.store.seen_by(world.actor))) == 1, "the first made it, the others came to it"
