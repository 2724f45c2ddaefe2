"""Source records as received: a repeat adds only a hit, a changed copy is a new version, nothing received is edited.

Part of the contract: no test here knows of SQLite.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.records import Intake, Record
from pipeline.rows import SourceRecord
from pipeline.steps.references import add_by_hand, correct
from tests.makers import World, make_references, make_world, raw, record, take_in


def journey(world: World, reference_id: str) -> tuple[SourceRecord, ...]:
    return world.store.seen_by(world.actor).journey(reference_id)


def shown(world: World, reference_id: str) -> Record:
    return world.store.seen_by(world.actor).reference(reference_id).record


def test_new_records_become_references_in_their_order(world: World) -> None:
    records = [record(n) for n in (3, 1, 2)]
    run_id, intake = take_in(world, records)
    assert (intake.new, intake.known, intake.changed) == (3, 0, ())
    assert [shown(world, one).title for one in intake.added] == [one.title for one in records]
    run = world.store.seen_by(world.actor).run(run_id)
    assert (run.fetched, run.new) == (3, 3)


def test_the_same_records_again_add_nothing_but_hits(world: World) -> None:
    first, intake = take_in(world, [record(1), record(2)])
    second, again = take_in(world, [record(1), record(2)])
    assert again == Intake(new=0, known=2)
    view = world.store.seen_by(world.actor)
    assert view.count_references(world.question_id) == 2
    assert (view.run(second).fetched, view.run(second).new) == (2, 0)
    assert [one.run_ids for one in journey(world, intake.added[0])] == [(first, second)]


def test_one_record_twice_in_one_answer_is_one(world: World) -> None:
    run_id, intake = take_in(world, [record(1), record(1)])
    assert (intake.new, intake.known) == (1, 1)
    assert world.store.seen_by(world.actor).run(run_id).fetched == 1


def test_a_changed_copy_is_a_new_version_and_the_reference_shows_it(world: World) -> None:
    reference_id = make_references(world, 1)[0]
    changed = record(1, title="Example trial with a corrected title", abstract="Now with an abstract.")
    _, intake = take_in(world, [changed])
    assert (intake.new, intake.known, intake.changed, intake.added) == (0, 1, (reference_id,), ())
    first, second = journey(world, reference_id)
    assert (first.version, second.version) == (1, 2)
    assert (first.source_key, first.reference_id) == (second.source_key, second.reference_id)
    assert first.raw == raw(record(1)), "what was received first is as it was"
    assert second.raw == raw(changed)
    assert first.record == record(1)
    assert shown(world, reference_id).title == changed.title
    assert world.store.seen_by(world.actor).reference(reference_id).records == 1, (
        "versions of one record are one record"
    )


def test_a_third_version_follows_the_second(world: World) -> None:
    reference_id = make_references(world, 1)[0]
    for n in (2, 3):
        take_in(world, [record(1, title=f"Example title {n}")])
    assert [one.version for one in journey(world, reference_id)] == [1, 2, 3]
    assert shown(world, reference_id).title == "Example title 3"


def test_the_flow_counts_a_record_once_whatever_came_again(world: World) -> None:
    take_in(world, [record(1), record(2)])
    take_in(world, [record(1, title="Example title, changed"), record(3)])
    flow = world.store.seen_by(world.actor).flow(world.question_id)
    assert (flow.identified, flow.duplicates) == ((("pubmed", 3),), 0)


def test_the_same_number_in_another_source_or_question_is_another_record(world: World) -> None:
    other = make_world(world.store, world.actor)
    assert take_in(world, [record(1)])[1].new == 1
    assert take_in(world, [record(1)], "epistemonikos")[1].new == 1
    assert take_in(other, [record(1)])[1].new == 1


@pytest.mark.parametrize(
    "one",
    [
        Record(),
        Record(title="æøå ÆØÅ «sitat» \U0001f30a \u2028 linje"),
        Record(title='"quoted" and \\ and %_! and \x00', abstract="LABEL: one\nOTHER: two\n\n"),
        record(1, extra=(("ZZ", "1"), ("ZZ", "2")), keywords=("a", "b"), mesh=("Aged/*methods",), languages=("eng",)),
        record(1, authors=(), year=None, kind="guideline"),
    ],
)
def test_a_record_comes_back_as_it_went_in(world: World, one: Record) -> None:
    _, intake = take_in(world, [one])
    kept = journey(world, intake.added[0])[0]
    assert kept.record == one
    assert kept.raw == raw(one)
    assert shown(world, intake.added[0]) == one


def test_a_correction_leaves_what_was_received_alone(world: World) -> None:
    reference_id = make_references(world, 1)[0]
    assert correct(world.store, world.actor, reference_id, "title", "Example, corrected by hand", why="skrivefeil") == 1
    assert shown(world, reference_id).title == "Example, corrected by hand"
    assert [one.record for one in journey(world, reference_id)] == [record(1)]
    take_in(world, [record(1, title="Example title from a newer copy", journal="Another Journal of Examples")])
    assert shown(world, reference_id).title == "Example, corrected by hand", "what a person said stands"
    assert shown(world, reference_id).journal == "Another Journal of Examples"


def test_a_reference_by_hand_is_a_record_with_a_source_of_its_own(world: World) -> None:
    typed = Record(title="Eksempelrapport", kind="report", year=2020)
    first = add_by_hand(world.store, world.actor, world.question_id, typed)
    second = add_by_hand(world.store, world.actor, world.question_id, replace(typed, title="Enda en eksempelrapport"))
    view = world.store.seen_by(world.actor)
    assert [run.kind for run in view.runs(world.question_id)] == ["hand"], "all that is typed is one run"
    assert view.flow(world.question_id).other.identified == (("hand", 2),)
    assert [view.reference(one).sources for one in (first, second)] == [("hand",), ("hand",)]
