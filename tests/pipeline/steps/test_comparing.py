"""A later search for duplicates compares what is new or changed with what is there, and holds to what people have said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.records import Record
from pipeline.steps import comparing, screen
from pipeline.steps import dedupe as duplicates
from pipeline.steps.references import correct, pick
from tests.makers import World, everything, pairs_found, record, rows, take_in
from tests.pipeline.steps.test_dedupe import groups, keep, run, sets, undo


@pytest.fixture(autouse=True)
def nothing_ready() -> Iterator[None]:
    """Nothing is kept in the process from one test to another."""
    comparing.SHELF.clear()
    yield
    comparing.SHELF.clear()


def bare(number: int, **changes: object) -> Record:
    """The n-th record as a source without identifiers has it."""
    return replace(record(number), **{"doi": "", "pmid": "", **changes})  # type: ignore[arg-type]


def compared(path: Path) -> list[int]:
    """How many references each search for duplicates was about, oldest first."""
    said = rows(path, "SELECT new_value FROM event WHERE verb = 'dedupe.run' AND field = 'duplicates' ORDER BY seq")
    return [json.loads(text)["compared"] for (text,) in said]


def test_only_what_came_since_is_compared(world: World, path: Path) -> None:
    ids = take_in(world, [record(n) for n in range(1, 6)])[1].added
    run(world)
    new = take_in(world, [bare(1), bare(9)], "file:1")[1].added
    run(world)
    assert groups(world) == sets([ids[0], new[0]], *([one] for one in (*ids[1:], new[1])))
    run(world)
    assert compared(path) == [5, 2, 0]


def test_cold_and_warm_find_the_same(world: World) -> None:
    take_in(world, [record(n) for n in range(1, 30)])
    run(world)
    take_in(world, [bare(n, volume="") for n in range(5, 15)], "file:1")
    view = world.store.seen_by(world.actor)
    warm = comparing.compare(view, world.question_id)
    comparing.SHELF.clear()
    assert comparing.compare(view, world.question_id) == warm
    assert len(warm.found.reasons) == 10


@pytest.mark.parametrize("what", ["corrected", "a newer copy"])
def test_what_has_changed_is_compared_again(world: World, path: Path, what: str) -> None:
    (a,) = take_in(world, [record(1)])[1].added
    (b,) = take_in(world, [bare(2, title="Quite another example")], "epistemonikos")[1].added
    run(world)
    assert groups(world) == sets([a], [b])
    if what == "corrected":
        correct(world.store, world.actor, b, "doi", record(1).doi)
        correct(world.store, world.actor, b, "title", record(1).title)
    else:
        take_in(world, [bare(1)], "epistemonikos")
    run(world)
    assert groups(world) == sets([a, b])
    assert compared(path) == [2, 1]


def test_a_pick_changes_nothing_of_what_is_compared(world: World, path: Path) -> None:
    (a,) = take_in(world, [record(1)])[1].added
    take_in(world, [bare(1, year=1991, title=record(1).title + ".")], "epistemonikos")
    run(world)
    one = next(one for one in world.store.seen_by(world.actor).journey(a) if one.source == "epistemonikos")
    pick(world.store, world.actor, a, "title", one.id)
    run(world)
    assert compared(path) == [2, 0]


def test_other_rules_compare_all_anew_and_leave_what_people_said(
    world: World, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = take_in(world, [record(1), record(2)])[1].added
    (c,) = take_in(world, [bare(1)], "file:1")[1].added
    run(world)
    undo(world, world.store.seen_by(world.actor).merges(world.question_id)[0].id)
    monkeypatch.setattr(comparing, "RULES_VERSION", "9.9")
    run(world)
    assert compared(path) == [3, 3] and groups(world) == sets([a], [b], [c])


def test_a_new_copy_joins_the_one_that_it_is_told_from(world: World) -> None:
    """a and b are alike and were told apart: a copy of b joins b, and nobody is asked about a again."""
    (a,) = take_in(world, [bare(1, volume="1")])[1].added
    (b,) = take_in(world, [bare(1, volume="1")], "epistemonikos")[1].added
    run(world)
    undo(world, world.store.seen_by(world.actor).merges(world.question_id)[0].id)
    (c,) = take_in(world, [bare(1, volume="1")], "file:1")[1].added
    run(world)
    assert len(groups(world)) == 2 and frozenset((a, b)) not in groups(world)
    assert world.store.seen_by(world.actor).pairs(world.question_id) == ()
    assert any(c in group and len(group) == 2 for group in groups(world))


def test_what_a_person_merged_stays_and_takes_in_copies_of_either(world: World) -> None:
    a, b = take_in(world, [record(1), record(2)])[1].added
    keep(world, pairs_found(doubtful=[(a, b)]))
    duplicates.same(world.store, world.actor, world.store.seen_by(world.actor).pairs(world.question_id)[0].id)
    run(world)
    c, d = take_in(world, [bare(1), bare(2)], "file:1")[1].added
    run(world)
    assert groups(world) == sets([a, b, c, d])


def test_two_groups_are_never_joined_by_a_newcomer(world: World) -> None:
    """One that fits two groups joins one of them, and a person is asked about the other."""
    (a,) = take_in(world, [record(1, pmid="", year=None, volume="", pages="")])[1].added
    (b,) = take_in(world, [bare(1, title="An example that was renamed", pmid="77")], "epistemonikos")[1].added
    run(world)
    assert groups(world) == sets([a], [b])
    take_in(world, [record(1, pmid="77")], "file:1")
    run(world)
    view = world.store.seen_by(world.actor)
    assert sorted(len(group) for group in groups(world)) == [1, 2]
    assert len(view.pairs(world.question_id)) == 1


def test_a_group_is_held_to_what_every_member_says(world: World) -> None:
    """c has the DOI of another article of the publisher than b, which a group with a does not show."""
    (a,) = take_in(world, [bare(1, pages="")])[1].added
    (b,) = take_in(world, [bare(1, doi="10.1000/b", pages="5-9")], "epistemonikos")[1].added
    keep(world, pairs_found((a, b)))
    run(world)
    (c,) = take_in(world, [bare(1, doi="10.1000/c", pages="11-19")], "file:1")[1].added
    run(world)
    assert groups(world) == sets([a, b], [c])


def test_votes_stay_where_they_were_given(world: World, path: Path) -> None:
    (a,) = take_in(world, [record(1)])[1].added
    run(world)
    vote_id = screen.vote(world.store, world.actor, a, "abstract", "exclude")
    take_in(world, [bare(1)], "file:1")
    run(world)
    view = world.store.seen_by(world.actor)
    assert [one.id for one in view.votes(a)] == [vote_id] and view.reference(a).status == "excluded"


def test_the_log_says_with_what(world: World) -> None:
    with world.store.write(world.actor, "dedupe.run", "question", world.question_id) as change:
        duplicates.keep_found(change, world.question_id, pairs_found(), 0, version="1.2")
    ((version, rules),) = world.store.seen_by(world.actor).grouping(world.question_id).made_with
    assert (version, rules) == ("1.2", comparing.RULES_VERSION)


def test_a_run_that_finds_nothing_new_changes_no_row_but_the_log(world: World, path: Path) -> None:
    take_in(world, [record(n) for n in range(1, 6)])
    take_in(world, [bare(n) for n in range(1, 4)], "file:1")
    run(world)
    before = {name: kept for name, kept in everything(path).items() if name not in ("event", "job")}
    run(world)
    assert {name: kept for name, kept in everything(path).items() if name not in ("event", "job")} == before
