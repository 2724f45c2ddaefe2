"""What holds of duplicates in the store, whatever the records and in whatever order they come. All records are made up."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.records import Record
from pipeline.steps import comparing, links, screen, studies
from pipeline.steps import dedupe as duplicates
from pipeline.steps.references import pick
from tests.makers import World, everything, make_person, make_references, make_store, make_world, pairs_found
from tests.pipeline.dedupe.test_properties import LISTS, RECORDS, differ
from tests.pipeline.steps.test_dedupe import groups, keep, merge, run, undo

SOURCES = ("pubmed", "epistemonikos", "file:1")
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]


@contextmanager
def fresh() -> Iterator[tuple[World, Path]]:
    """A store of its own, with nothing kept from an earlier one."""
    comparing.SHELF.clear()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "some.sqlite"
        store = make_store(path)
        try:
            yield make_world(store), path
        finally:
            store.close()


def take(world: World, records: Sequence[Record], source: str, first: int = 0) -> tuple[str, ...]:
    """Take records in under numbers of their own; gives their references."""
    received = [(source, f"n{first + n}", one, repr(one)) for n, one in enumerate(records)]
    with world.store.write(world.actor, "import.finish", "question", world.question_id) as change:
        values = {"question_id": world.question_id, "kind": "search", "source": source, "state": "done"}
        run_id = change.add("run", values | {"asked_at": change.at, "finished_at": change.at, "counted": 0})
        return change.add_records(run_id, received).added


# -- merge, work, undo


MERGED = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda two: two[0] != two[1]), max_size=3)
BALLOTS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 5), st.sampled_from(["include", "maybe", "exclude"])), max_size=4
)
UNTOUCHED = "reference source_record hit run field link pick study study_report study_apart".split()


@settings(max_examples=25, deadline=None, suppress_health_check=QUIET, derandomize=True)
@given(before=MERGED, early=BALLOTS, pair=st.tuples(st.integers(0, 5), st.integers(0, 5)), meanwhile=BALLOTS)
def test_merge_and_undo_is_the_identity_with_votes_in_between(
    before: list[tuple[int, int]], early: Any, pair: tuple[int, int], meanwhile: Any
) -> None:
    with fresh() as (world, path):
        refs = make_references(world, 6)
        desks = [world, world.as_seen_by(make_person(world.store, "Eksempel To"))]
        view = world.store.seen_by(world.actor)
        keep(world, pairs_found(linked=[(refs[0], refs[1])]))
        for a, b in before:
            two = sorted((view.members(refs[a])[0], view.members(refs[b])[0]))
            if two[0] != two[1]:
                merge(world, (two[0], two[1]))
        pick(world.store, world.actor, refs[2], "title", view.journey(refs[2])[0].id)
        if view.members(refs[3])[0] != view.members(refs[4])[0]:
            studies.same_study(world.store, world.actor, world.question_id, (refs[3], refs[4]))
        votes = {vote(desks[desk], refs[n], answer) for desk, n, answer in early}
        a, b = sorted(view.members(refs[n])[0] for n in pair)
        if a == b:
            return
        then, was = everything(path), {one.id: one for one in view.references(world.question_id)}
        (merge_id,) = merge(world, (a, b))
        new = {vote(desks[desk], refs[n], answer) for desk, n, answer in meanwhile} - votes
        undo(world, merge_id)
        now, stands = everything(path), {one.id: one for one in view.references(world.question_id)}
        assert {name: now[name] for name in UNTOUCHED} == {name: then[name] for name in UNTOUCHED}
        assert now["merge"][: len(then["merge"])] == then["merge"] and len(now["merge"]) == len(then["merge"]) + 1
        assert {row[0] for row in now["vote"]} == {row[0] for row in then["vote"]} | new, "no vote is lost"
        assert [row for row in now["vote"] if row[0] in votes] == then["vote"], "nor changed"
        voted = {view.members(view.vote(one).reference_id)[0] for one in new}
        assert {one: stands[one] for one in was if one not in voted} == {
            one: was[one] for one in was if one not in voted
        }


def vote(world: World, reference_id: str, answer: str) -> str:
    return screen.vote(world.store, world.actor, reference_id, "abstract", answer)


# -- what the engine promises, kept by the store


def outcome(world: World, key: dict[str, int]) -> tuple[Any, ...]:
    """Groups, doubtful pairs and links in the numbers of the records."""
    view = world.store.seen_by(world.actor)

    def named(rows: Any) -> set[frozenset[int]]:
        return {frozenset((key[one.a_id], key[one.b_id])) for one in rows}

    together = {frozenset(key[one] for one in group) for group in groups(world)}
    return together, len(view.pairs(world.question_id)), named(view.links(world.question_id))


@settings(max_examples=20, deadline=None, suppress_health_check=QUIET, derandomize=True)
@given(records=st.lists(RECORDS, max_size=8, unique=True), chance=st.randoms(use_true_random=False))
def test_the_order_in_which_records_came_does_not_matter(records: list[Record], chance: random.Random) -> None:
    found = []
    order = list(range(len(records)))
    for _ in range(2):
        with fresh() as (world, _path):
            ids = take(world, [records[n] for n in order], "pubmed")
            run(world)
            found.append(outcome(world, dict(zip(ids, order, strict=True))))
        chance.shuffle(order)
    assert found[0] == found[1]


@settings(max_examples=15, deadline=None, suppress_health_check=QUIET, derandomize=True)
@given(first=LISTS, second=LISTS)
def test_twice_gives_the_same(first: list[Record], second: list[Record]) -> None:
    """Also when the same files come once more in between."""
    with fresh() as (world, path):
        take(world, first, "pubmed")
        run(world)
        take(world, second, "file:1")
        run(world)
        before = {name: kept for name, kept in everything(path).items() if name not in ("event", "job", "run", "hit")}
        take(world, first, "pubmed")
        take(world, second, "file:1")
        run(world)
        now = everything(path)
        assert {name: now[name] for name in before} == before


@settings(max_examples=20, deadline=None, suppress_health_check=QUIET, derandomize=True)
@given(records=LISTS, one=RECORDS, warm=st.booleans())
def test_an_exact_copy_always_merges(records: list[Record], one: Record, warm: bool) -> None:
    """With what came with it and with what was there."""
    with fresh() as (world, _path):
        first = take(world, [*records, one], "pubmed")[-1]
        run(world)
        if not warm:
            comparing.SHELF.clear()
        later = take(world, [one], "file:1") + take(world, [one], "epistemonikos")
        run(world)
        says_something = bool(one.title or one.doi or one.pmid)
        together = any({first, *later} <= group for group in groups(world))
        assert together == says_something


@settings(max_examples=25, deadline=None, suppress_health_check=QUIET, derandomize=True)
@given(batches=st.lists(LISTS, min_size=2, max_size=3))
def test_other_doi_of_one_registrant_and_other_pages_never_merge_without_a_person(batches: list[list[Record]]) -> None:
    """However many imports they came with, and whatever joined the group before."""
    with fresh() as (world, _path):
        held: dict[str, Record] = {}
        for source, records in zip(SOURCES, batches, strict=False):
            held |= zip(take(world, records, source), records, strict=True)
            run(world)
            for group in groups(world):
                assert not any(differ(held[a], held[b]) for a, b in combinations(group, 2))


@settings(max_examples=20, deadline=None, suppress_health_check=QUIET, derandomize=True)
@given(first=LISTS, second=LISTS, chance=st.randoms(use_true_random=False))
def test_what_people_said_stands_whatever_comes_later(
    first: list[Record], second: list[Record], chance: random.Random
) -> None:
    """Told apart, linked, or merged by hand: no later import undoes it."""
    with fresh() as (world, _path):
        take(world, first, "pubmed")
        run(world)
        view = world.store.seen_by(world.actor)
        apart: set[frozenset[str]] = set()
        joined: set[frozenset[str]] = set()
        for pair in view.pairs(world.question_id):
            said = chance.choice(["same", "different", "linked"])
            if said == "same":
                duplicates.same(world.store, world.actor, pair.id)
                joined.add(frozenset((pair.a_id, pair.b_id)))
            elif said == "different":
                duplicates.different(world.store, world.actor, pair.id)
                apart.add(frozenset((pair.a_id, pair.b_id)))
            else:
                links.link_pair(world.store, world.actor, pair.id, "part")
                apart.add(frozenset((pair.a_id, pair.b_id)))
        already = {
            two for two in apart if any(two <= group for group in groups(world))
        }  # joined by hand, by way of a third
        take(world, second, "file:1")
        run(world)
        now = groups(world)
        assert all(any(two <= group for group in now) for two in joined)
        assert not any(two <= group for two in apart - already for group in now)
