"""A question split into siblings, and taken back while nobody has built on it."""

from __future__ import annotations

from typing import Any

import pytest

from pico.reading import read_sentence
from pipeline.errors import BadInput, NotThere
from pipeline.steps.fields import save_field
from pipeline.steps.split import NewQuestion, already_split, split_question, take_back_split
from tests.makers import World, make_world

TEXTS = ("Virker trening mot fall hos eldre?", "Virker kosthold mot fall hos eldre?")


@pytest.fixture
def world(store: Any) -> World:
    return make_world(store)


def questions(*texts: str) -> list[NewQuestion]:
    import wiring

    library = wiring.library()
    kind = library.question_types["effect"]
    read = (read_sentence(text, library.glossary) for text in texts)
    return [
        NewQuestion(text, kind, library.frameworks["PICO"], one.elements) for text, one in zip(texts, read, strict=True)
    ]


def test_each_becomes_a_question_of_the_same_need(world: World) -> None:
    made = split_question(world.store, world.actor, world.need_id, questions(*TEXTS), "nn")
    view = world.store.seen_by(world.actor)
    assert [one.title for one in view.questions_of(world.need_id) if one.id in made] == list(TEXTS)
    fields = view.fields("question", made[1])
    assert (fields.text("element.I"), fields.text("element.P"), fields.text("language")) == ("kosthold", "eldre", "nn")
    assert fields.text("type") == "effect" and fields.text("sentence")


def test_taken_back_they_are_as_if_they_were_not_there(world: World) -> None:
    view = world.store.seen_by(world.actor)
    before = view.questions_of(world.need_id), view.count_questions(), len(view.known_questions())
    made = split_question(world.store, world.actor, world.need_id, questions(*TEXTS), "nb")
    assert view.count_questions() == before[1] + 2
    assert take_back_split(world.store, world.actor, world.need_id, made) == 2
    assert (view.questions_of(world.need_id), view.count_questions(), len(view.known_questions())) == before
    with pytest.raises(NotThere):
        view.question(made[0])
    with pytest.raises(NotThere):
        take_back_split(world.store, world.actor, world.need_id, made)


def test_one_that_was_built_on_stays(world: World) -> None:
    made = split_question(world.store, world.actor, world.need_id, questions(*TEXTS), "nb")
    save_field(world.store, world.actor, "question", made[1], "own_sentence", "Virker mat?")
    with pytest.raises(BadInput, match="split_built_on"):
        take_back_split(world.store, world.actor, world.need_id, made)
    assert len(world.store.seen_by(world.actor).questions_of(world.need_id)) == 3


@pytest.mark.parametrize(
    ("texts", "code"), [((), "questions_too_few"), ((" ",), "questions_too_few"), (TEXTS * 7, "questions_too_many")]
)
def test_too_few_and_too_many(world: World, texts: tuple[str, ...], code: str) -> None:
    with pytest.raises(BadInput, match=code):
        split_question(world.store, world.actor, world.need_id, questions(*texts), "nb")


def test_the_same_split_once_more_makes_nothing_new_until_it_is_taken_back(world: World) -> None:
    view = world.store.seen_by(world.actor)
    assert already_split(view, world.need_id, TEXTS) == ()
    made = split_question(world.store, world.actor, world.need_id, questions(*TEXTS), "nb", client_id="a" * 8)
    assert already_split(view, world.need_id, TEXTS) == made
    save_field(world.store, world.actor, "question", made[0], "own_sentence", "Virker trening mot fall hos oss?")
    for client_id in ("a" * 8, "b" * 8):
        assert (
            split_question(world.store, world.actor, world.need_id, questions(*TEXTS), "nb", client_id=client_id)
            == made
        )
    assert len(view.questions_of(world.need_id)) == 3
    more = (*TEXTS, "Virker syn mot fall hos eldre?")
    assert split_question(world.store, world.actor, world.need_id, questions(*more), "nb")[:2] == made
    assert len(view.questions_of(world.need_id)) == 4


def test_a_split_that_was_taken_back_can_be_done_again(world: World) -> None:
    made = split_question(world.store, world.actor, world.need_id, questions(*TEXTS), "nb")
    take_back_split(world.store, world.actor, world.need_id, made)
    view = world.store.seen_by(world.actor)
    assert already_split(view, world.need_id, TEXTS) == ()
    assert set(split_question(world.store, world.actor, world.need_id, questions(*TEXTS), "nb")).isdisjoint(made)
