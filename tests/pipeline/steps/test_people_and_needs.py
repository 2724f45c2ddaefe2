"""Who somebody is, what they wonder about, the question and its words: what is kept, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import wiring
from data.store import SqliteStore
from pico.vocabulary import Word
from pipeline.errors import BadInput, NotThere
from pipeline.ids import new_id
from pipeline.records import Record
from pipeline.rows import EXAMPLE_PLACE, NOBODY
from pipeline.steps import need, people, question, research_need, search, summarise
from pipeline.steps.fields import EDITABLE, LONGEST, save_field
from pipeline.steps.references import add_by_hand, checked, correct
from pipeline.steps.undo import undo_last, undoable
from tests.makers import BERGEN, OSLO, World, everything, furnish, make_person, make_references, make_world, rows


def refused(path: Path, code: str, act: Callable[[], object]) -> None:
    """The act is refused with this code, and not one row is touched."""
    before = everything(path)
    with pytest.raises(BadInput) as caught:
        act()
    assert caught.value.code == code
    assert everything(path) == before


# -- people


def test_the_first_start_makes_a_person_and_an_event(store: SqliteStore, path: Path) -> None:
    assert store.seen_by(NOBODY).me() is None
    me = people.register(store, "  Eksempel Person ", OSLO)
    person = store.seen_by(me).me()
    assert person is not None
    assert (person.name, person.municipality_id, person.language) == ("Eksempel Person", OSLO, "nb")
    first, *roles = rows(path, "SELECT verb, kind, object_id, person_id FROM event ORDER BY seq")
    assert first == ("person.register", "person", me.person_id, "")
    assert [one[:2] for one in roles] == [("person.register", "appointment")] * 4
    assert {(one.role, one.scope_kind) for one in store.seen_by(me).my_appointments()} == {
        ("administrator", "installation"),
        ("contact", "municipality"),
        ("practice", "municipality"),
        ("research", "municipality"),
    }


@pytest.mark.parametrize(
    ("name", "place", "code"),
    [
        ("", OSLO, "name_missing"),
        (" \n\t", OSLO, "name_missing"),
        ("Eksempel", "", "municipality_missing"),
        ("Eksempel", "no-9999", "municipality_missing"),
        ("Eksempel", EXAMPLE_PLACE, "municipality_missing"),
    ],
)
def test_a_person_needs_a_name_and_a_municipality_that_there_is(
    store: SqliteStore, path: Path, name: str, place: str, code: str
) -> None:
    refused(path, code, lambda: people.register(store, name, place))


def test_a_person_corrects_their_own_name_and_no_one_elses(world: World, path: Path) -> None:
    other = make_person(world.store, "Eksempel To")
    people.edit_person(world.store, world.actor, name=" Nytt Navn ")
    people.move_person(world.store, world.actor, world.actor.person_id, BERGEN)
    view = world.store.seen_by(world.actor)
    assert {one.name for one in view.people()} == {"Nytt Navn", "Eksempel To"}
    assert view.me() != world.store.seen_by(other).me()
    refused(
        path, "municipality_missing", lambda: people.move_person(world.store, world.actor, world.actor.person_id, "x")
    )
    before = everything(path)
    people.edit_person(world.store, world.actor, name="  ")
    assert everything(path) == before


# -- needs


def test_a_need_keeps_its_first_words_in_the_log(world: World) -> None:
    save_field(world.store, world.actor, "need", world.need_id, "text", "Bedre sagt")
    view = world.store.seen_by(world.actor)
    assert view.need(world.need_id).text == "Bedre sagt"
    said = [one.new for one in view.events(world.question_id, limit=100) if one.field == "text"]
    assert said == ["Bedre sagt", "Eksempel: Hjelper dette?"]


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01"])
def test_a_need_without_words_is_none(world: World, path: Path, text: str) -> None:
    refused(path, "need_empty", lambda: need.raise_need(world.store, world.actor, text, OSLO))


def test_a_need_can_move_to_another_municipality(world: World, path: Path) -> None:
    need.move_need(world.store, world.actor, world.need_id, BERGEN)
    view = world.store.seen_by(world.actor)
    assert view.need(world.need_id).municipality == "Bergen"
    assert view.question(world.question_id).municipality == "Bergen", "only the need says who owns it"
    before = everything(path)
    need.move_need(world.store, world.actor, world.need_id, BERGEN)
    assert everything(path) == before
    refused(path, "municipality_missing", lambda: need.move_need(world.store, world.actor, world.need_id, "x"))


# -- fields


THINGS = {
    "need": "need",
    "question": "question",
    "criteria": "question",
    "draft": "question",
    "columns": "run",
    "other_place": "part",
    "extraction": "part",
    "appraisal": "appraisal",
    "consensus": "consensus",
    "finding": "part",
    "summary": "part",
    "research_need": "research_need",
    "municipality": "municipality",
    "put_by": "person",
}


def test_every_thing_that_has_fields_is_tried_below() -> None:
    assert set(THINGS) | {"instrument", "own_text"} == set(EDITABLE), "whose one text is tried in tests of its own"


@pytest.mark.parametrize("thing", sorted(THINGS))
def test_a_thing_takes_its_own_fields_and_no_others(world: World, path: Path, thing: str) -> None:
    ids = furnish(world).ids
    object_id = ids[THINGS[thing]]
    editable = EDITABLE[thing]
    for name in (*sorted(editable.names), *(f"{one}example" for one in editable.beginnings)):
        text = {"date": "nov. 2026", "count": "1 234", "email": "fou@eksempel.no"}.get(
            editable.shape_of(name), "Eksempel"
        )
        assert save_field(world.store, world.actor, thing, object_id, name, text) >= 1
        kept = world.store.seen_by(world.actor).fields(editable.table, object_id)
        assert kept.text(name) == text, "as it was typed"
    for name in ("no_such_name", "", "id", "deleted_at", *(one.rstrip(".") for one in editable.beginnings)):
        refused(
            path, "no_such_field", lambda name=name: save_field(world.store, world.actor, thing, object_id, name, "x")
        )  # type: ignore[misc]
    for name, shape in editable.shapes.items():
        code = f"{shape}_unreadable"
        refused(path, code, lambda name=name: save_field(world.store, world.actor, thing, object_id, name, "i går"))  # type: ignore[misc]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("linje 1\r\nlinje 2\rlinje 3", "linje 1\nlinje 2\nlinje 3"),
        ("tab\there, null\x00 og klokke\x07 borte", "tab\there, null og klokke borte"),
        ("æøå ÆØÅ «sitat» – 🌊", "æøå ÆØÅ «sitat» – 🌊"),
        ("<script>alert(1)</script> {{7*7}} =SUM(A1)", "<script>alert(1)</script> {{7*7}} =SUM(A1)"),
        ("x" * LONGEST, "x" * LONGEST),
    ],
)
def test_text_is_kept_as_it_was_written(world: World, given: str, kept: str) -> None:
    save_field(world.store, world.actor, "question", world.question_id, "own_sentence", given)
    assert world.store.seen_by(world.actor).fields("question", world.question_id).text("own_sentence") == kept


def test_text_that_is_too_long_is_refused_whole(world: World, path: Path) -> None:
    refused(
        path,
        "text_too_long",
        lambda: save_field(world.store, world.actor, "criteria", world.question_id, "inclusion", "x" * (LONGEST + 1)),
    )


# -- the question


def test_an_element_and_the_sentence_are_saved_together(world: World, path: Path) -> None:
    kinds, frameworks = wiring.library().question_types, wiring.library().frameworks
    kind, framework = kinds["effect"], frameworks["PICO"]
    question.save_type(world.store, world.actor, world.question_id, kind, framework)
    for code, text in (("P", "eldre som bor hjemme"), ("I", "trening"), ("O", "fall")):
        question.save_element(world.store, world.actor, world.question_id, code, text, kind, framework)
    fields = world.store.seen_by(world.actor).fields("question", world.question_id)
    assert all(word in fields.text("sentence") for word in ("eldre som bor hjemme", "trening", "fall"))
    assert world.store.seen_by(world.actor).question(world.question_id).title == fields.text("sentence")
    save_field(world.store, world.actor, "question", world.question_id, "own_sentence", "Min egen setning?")
    assert world.store.seen_by(world.actor).question(world.question_id).title == "Min egen setning?"
    refused(
        path,
        "no_such_field",
        lambda: question.save_element(world.store, world.actor, world.question_id, "Q", "x", kind, framework),
    )


def test_words_are_kept_once_whatever_their_case(world: World) -> None:
    def add(*words: Word) -> int:
        return question.add_words(world.store, world.actor, world.question_id, "P", words)

    assert add(Word("older  people", "text"), Word("Older People", "text"), Word(" ", "text")) == 1
    assert add(Word("older people", "text"), Word("Older People", "mesh")) == 1
    view = world.store.seen_by(world.actor)
    assert [(one.text, one.kind) for one in view.words(world.question_id)] == [
        ("older people", "text"),
        ("Older People", "mesh"),
    ]
    question.remove_word(world.store, world.actor, view.words(world.question_id)[0].id)
    assert [one.kind for one in view.words(world.question_id)] == ["mesh"]
    assert add(Word("older people", "text")) == 1, "what was taken away can come back"


# -- strategies


def test_a_strategy_is_a_new_version_only_when_it_changed(world: World, path: Path) -> None:
    def save(text: str, **more: Any) -> str:
        return search.save_strategy(world.store, world.actor, world.question_id, "pubmed", text, **more)

    first = save("a AND b", built=True)
    assert save(" a AND b\n") == first
    second = save("a OR b")
    view = world.store.seen_by(world.actor)
    assert [
        (view.strategy(one).version, view.strategy(one).text, view.strategy(one).origin) for one in (first, second)
    ] == [
        (1, "a AND b", "built"),
        (2, "a OR b", "edited"),
    ]
    assert view.strategies(world.question_id)["pubmed"].id == second
    refused(path, "strategy_empty", lambda: save("  "))


# -- references by hand


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("year", " 2015 ", "2015"),
        ("year", "", ""),
        ("doi", "https://doi.org/10.1000/ABC.1.", "10.1000/abc.1"),
        ("pmid", " 123 ", "123"),
        ("title", "  En tittel ", "En tittel"),
    ],
)
def test_a_correction_as_it_is_kept(name: str, given: str, kept: str) -> None:
    assert checked(name, given) == kept


@pytest.mark.parametrize(
    ("name", "given", "code"),
    [
        ("year", "15", "year_unreadable"),
        ("year", "2150", "year_unreadable"),
        ("doi", "not a doi", "doi_unreadable"),
        ("pmid", "0123", "pmid_unreadable"),
        ("pmid", "PMC123", "pmid_unreadable"),
        ("mesh", "Aged", "no_such_field"),
    ],
)
def test_a_correction_that_cannot_be(world: World, path: Path, name: str, given: str, code: str) -> None:
    (reference_id,) = make_references(world, 1)
    refused(path, code, lambda: correct(world.store, world.actor, reference_id, name, given))


def test_a_reference_by_hand_needs_a_title(world: World, path: Path) -> None:
    refused(path, "title_missing", lambda: add_by_hand(world.store, world.actor, world.question_id, Record(title=" ")))


# -- research needs


def test_a_research_need_is_born_with_its_fields_and_leads_to_its_need(world: World, path: Path) -> None:
    made = research_need.raise_research_need(
        world.store, world.actor, world.question_id, {"reason": "no_review", "question": "Hva virker?"}
    )
    row = world.store.seen_by(world.actor).research_need(made)
    assert (row.need_id, row.question_id, row.municipality) == (world.need_id, world.question_id, "Oslo")
    assert (row.fields.text("reason"), row.fields.text("question")) == ("no_review", "Hva virker?")
    research_need.remove_research_need(world.store, world.actor, made)
    assert world.store.seen_by(world.actor).research_needs() == ()
    refused(
        path,
        "need_reason_empty",
        lambda: research_need.raise_research_need(world.store, world.actor, world.question_id, {"question": "x"}),
    )


# -- taking back the last thing


def last(world: World, step: str) -> str:
    return undo_last(world.store, world.actor, world.question_id, step)


def test_the_last_edit_is_taken_back_and_then_the_one_before(world: World) -> None:
    def text() -> str:
        return world.store.seen_by(world.actor).fields("question", world.question_id).text("inclusion")

    for value in ("a", "b", "c"):
        save_field(world.store, world.actor, "criteria", world.question_id, "inclusion", value)
    assert [(last(world, "question"), text()) for _ in range(4)] == [
        ("criteria.edit", "b"),
        ("criteria.edit", "a"),
        ("criteria.edit", ""),
        ("", ""),
    ]


def test_a_finding_taken_away_comes_back_and_one_added_goes(world: World) -> None:
    view = world.store.seen_by(world.actor)
    part_id = summarise.add_finding(world.store, world.actor, world.question_id)
    summarise.remove_finding(world.store, world.actor, part_id)
    assert view.parts(world.question_id, "finding") == ()
    assert last(world, "summarise") == "finding.remove"
    assert [one.id for one in view.parts(world.question_id, "finding")] == [part_id]
    assert last(world, "summarise") == "finding.add"
    assert view.parts(world.question_id, "finding") == ()


def test_what_somebody_else_has_changed_since_is_not_taken_back(world: World, path: Path) -> None:
    other = make_person(world.store, "Eksempel To")
    save_field(world.store, world.actor, "criteria", world.question_id, "inclusion", "min")
    save_field(world.store, other, "criteria", world.question_id, "inclusion", "din")
    refused(path, "undo_overtaken", lambda: last(world, "question"))


def test_only_ones_own_is_taken_back(world: World, path: Path) -> None:
    other = make_person(world.store, "Eksempel To")
    save_field(world.store, other, "criteria", world.question_id, "inclusion", "din")
    before = everything(path)
    assert last(world, "question") == ""
    assert everything(path) == before


def test_a_write_of_several_fields_is_taken_back_whole(world: World) -> None:
    kinds, frameworks = wiring.library().question_types, wiring.library().frameworks
    kind, framework = kinds["effect"], frameworks["PICO"]
    question.save_type(world.store, world.actor, world.question_id, kind, framework)
    question.save_element(world.store, world.actor, world.question_id, "P", "eldre", kind, framework)
    before = {name: one.value for name, one in fields(world).items()}
    question.save_element(world.store, world.actor, world.question_id, "I", "trening", kind, framework)
    assert last(world, "question") == "question.edit"
    assert {name: value for name, value in ((n, one.value) for n, one in fields(world).items()) if value} == {
        name: value for name, value in before.items() if value
    }


def fields(world: World) -> dict[str, Any]:
    return dict(world.store.seen_by(world.actor).fields("question", world.question_id))


def test_votes_and_merges_have_an_undo_of_their_own() -> None:
    assert undoable("dedupe") == ()
    assert undoable("screen") == ("screen.take_texts",)


# -- putting aside


def test_an_id_of_another_kind_is_not_there(world: World) -> None:
    for thing, table in THINGS.items():
        wrong = world.question_id if table != "question" else world.need_id
        name = next(
            iter(
                (
                    *(EDITABLE[thing].names - set(EDITABLE[thing].shapes)),
                    *(f"{one}x" for one in EDITABLE[thing].beginnings),
                )
            )
        )
        with pytest.raises(NotThere):
            save_field(world.store, world.actor, thing, wrong, name, "x")
        with pytest.raises(NotThere):
            save_field(world.store, world.actor, thing, new_id(), name, "x")


def test_what_is_put_aside_is_listed_until_it_is_brought_back(world: World) -> None:
    view = world.store.seen_by(world.actor)
    other = make_world(world.store, world.actor)
    need.delete_need(world.store, world.actor, world.need_id, why="feil")
    assert [one.id for one in view.put_aside()] == [world.need_id]
    assert [one.id for one in view.questions()] == [other.question_id]
    need.restore_need(world.store, world.actor, world.need_id)
    assert view.put_aside() == ()
    assert len(view.questions()) == 2


def test_a_research_need_that_says_the_same_is_not_entered_twice(world: World, path: Path) -> None:
    known = {"title": "Eksempel: Hva virker?", "reason": "no_review"}
    raised = research_need.raise_research_need(world.store, world.actor, world.question_id, known)
    refused(
        path,
        "research_need_known",
        lambda: research_need.raise_research_need(world.store, world.actor, world.question_id, known),
    )
    for other in ({"reason": "too_old"}, {"title": "Eksempel: Hva virker best?"}):
        research_need.raise_research_need(world.store, world.actor, world.question_id, known | other)
    research_need.remove_research_need(world.store, world.actor, raised)
    assert research_need.raise_research_need(world.store, world.actor, world.question_id, known) != raised


def test_a_need_tells_the_language_that_it_is_written_in(world: World) -> None:
    view = world.store.seen_by(world.actor)
    mine = view.me()
    assert mine is not None and view.need(world.need_id).language == mine.language
    with world.store.write(world.actor, "question.edit", "question", world.question_id) as change:
        change.set_field("question", world.question_id, "language", "nn")
    assert view.need(world.need_id).language == "nn"
    need.delete_need(world.store, world.actor, world.need_id)
    assert [one.language for one in view.put_aside()] == ["nn"]
