"""Duplicates: certain ones are merged with a reason, doubtful ones wait, and every merge can be taken back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pipeline.dedupe.engine import dedupe
from pipeline.dedupe.values import Deduplicated, Item
from pipeline.flow_counts import FlowCounts, problems
from pipeline.gather import Forms, flow_counts
from pipeline.jobs import Alive, Pool
from pipeline.ports import Store
from pipeline.records import Record
from pipeline.rows import Job
from pipeline.steps import dedupe as duplicates
from pipeline.steps import screen
from pipeline.steps.references import correct
from pipeline.sums import FlowNumbers
from tests.makers import (
    World,
    everything,
    make_person,
    make_references,
    make_store,
    make_world,
    pairs_found,
    record,
    rows,
    take_in,
)


def groups(world: World) -> set[frozenset[str]]:
    """Which references belong together."""
    view = world.store.seen_by(world.actor)
    return {frozenset(view.members(one.id)) for one in view.references(world.question_id, limit=1000)}


def merge(world: World, *pairs: tuple[str, str]) -> list[str]:
    """Merge as the machine does; gives the merges, oldest first."""
    keep(world, pairs_found(*pairs))
    return [one.id for one in world.store.seen_by(world.actor).merges(world.question_id)][: len(pairs)][::-1]


def keep(world: World, found: Deduplicated) -> None:
    with world.store.write(world.actor, "dedupe.run", "question", world.question_id) as change:
        duplicates.keep_found(change, world.question_id, found, 0)


def run(world: World) -> None:
    """One run of the real engine, by way of the job."""
    duplicates.start_dedupe(world.store, world.actor, world.question_id)
    assert Pool(world.store, {"dedupe": duplicates.find_duplicates}).work_off() == 1
    job = world.store.seen_by(world.actor).jobs(world.question_id)[0]
    assert (job.state, job.error_code) == ("done", "")


def undo(world: World, merge_id: str) -> None:
    duplicates.undo_merge(world.store, world.actor, merge_id)


def counted(numbers: FlowNumbers) -> FlowCounts:
    """The numbers as the diagram takes them."""
    forms = Forms({}, {}, {}, None, None, ())  # type: ignore[arg-type]
    return flow_counts(numbers, forms, lambda code, _: code, "nb")


def sets(*some: Iterable[str]) -> set[frozenset[str]]:
    return {frozenset(one) for one in some}


# -- merge and undo


def test_a_merged_group_is_one_reference_and_led_by_the_oldest(world: World) -> None:
    a, b, c = make_references(world, 3)
    merge(world, (c, b))
    view = world.store.seen_by(world.actor)
    assert groups(world) == sets([a], [b, c])
    assert view.reference(c) == view.reference(b)
    assert view.reference(b).records == 2
    assert view.count_references(world.question_id) == 2
    flow = view.flow(world.question_id)
    assert (flow.identified, flow.duplicates, flow.waits_for_screening) == ((("pubmed", 3),), 1, 2)


def test_a_merge_says_which_two_and_why(world: World) -> None:
    a, b = make_references(world, 2)
    merge(world, (a, b))
    (one,) = world.store.seen_by(world.actor).merges(world.question_id)
    assert (one.link, one.kept_id, one.came_from, one.how) == ((a, b), a, {b: b}, "auto")
    assert (one.reason_code, one.reason_params, one.undone) == ("dedupe_same_title", {"year": 2001}, False)


def test_undo_gives_each_its_own_again(world: World) -> None:
    a, b = make_references(world, 2)
    view = world.store.seen_by(world.actor)
    before = view.references(world.question_id)
    (merge_id,) = merge(world, (a, b))
    undo(world, merge_id)
    assert view.references(world.question_id) == before
    assert view.merges(world.question_id) == ()
    assert view.merge(merge_id).undone


def test_undo_twice_is_undo_once(world: World, path: Path) -> None:
    a, b = make_references(world, 2)
    (merge_id,) = merge(world, (a, b))
    undo(world, merge_id)
    before = everything(path)
    undo(world, merge_id)
    assert everything(path) == before


def test_what_a_later_merge_joined_to_either_side_stays_there(world: World) -> None:
    """c was held to be the same as b: when a and b part, c goes with b."""
    a, b, c, d = make_references(world, 4)
    first, second, _ = merge(world, (a, b), (b, c), (a, d))
    assert groups(world) == sets([a, b, c, d])
    undo(world, first)
    assert groups(world) == sets([a, d], [b, c])
    undo(world, second)
    assert groups(world) == sets([a, d], [b], [c])


def test_a_merge_inside_another_can_be_taken_back_first(world: World) -> None:
    a, b, c = make_references(world, 3)
    inner, outer = merge(world, (b, c), (a, b))
    undo(world, inner)
    assert groups(world) == sets([a, b], [c])
    undo(world, outer)
    assert groups(world) == sets([a], [b], [c])


def test_the_merges_of_a_group_are_those_that_hold_it_whoever_led_it_then(world: World) -> None:
    a, b, c = make_references(world, 3)
    first, second = merge(world, (a, c), (b, c))
    view = world.store.seen_by(world.actor)
    assert [one.id for one in view.merges_of(b)] == [first, second]
    assert duplicates.parted(view, view.merge(first)) == ((a, 0), (b, 0))
    undo(world, first)
    assert view.merges_of(a) == () and [one.id for one in view.merges_of(c)] == [second]


def test_no_reference_is_left_in_a_group_that_nothing_holds_together(world: World) -> None:
    a, b, c = make_references(world, 3)
    keep(world, pairs_found(doubtful=[(a, c)]))
    view = world.store.seen_by(world.actor)
    (pair,) = view.pairs(world.question_id)
    inner, outer = merge(world, (b, c), (a, b))
    undo(world, inner)
    duplicates.same(world.store, world.actor, pair.id)
    again = view.merges(world.question_id)[0].id
    undo(world, outer)
    assert groups(world) == sets([a, c], [b])
    undo(world, again)
    assert groups(world) == sets([a], [b], [c])


def test_votes_go_with_the_reference_they_were_given_on(world: World, path: Path) -> None:
    a, b = make_references(world, 2)
    on_b = screen.vote(world.store, world.actor, b, "abstract", "exclude")
    view = world.store.seen_by(world.actor)
    (merge_id,) = merge(world, (a, b))
    assert [one.id for one in view.votes(a)] == [on_b]
    assert view.reference(a).status == "excluded", "what was said of one holds for the group"
    assert screen.vote(world.store, world.actor, a, "abstract", "include") == on_b, "and is not asked again"
    undo(world, merge_id)
    assert (view.reference(a).status, view.reference(b).status) == ("unscreened", "excluded")
    assert rows(path, "SELECT count(*) FROM vote") == [(1,)]


def test_the_newest_of_ones_votes_in_a_group_is_the_one_that_counts(world: World) -> None:
    a, b = make_references(world, 2)
    screen.vote(world.store, world.actor, a, "abstract", "include")
    screen.vote(world.store, world.actor, b, "abstract", "exclude")
    merge(world, (a, b))
    assert world.store.seen_by(world.actor).reference(a).status == "excluded"


def test_a_correction_outlives_merge_and_undo(world: World) -> None:
    a, b = make_references(world, 2)
    correct(world.store, world.actor, b, "title", "Example title by hand")
    (merge_id,) = merge(world, (a, b))
    undo(world, merge_id)
    assert world.store.seen_by(world.actor).reference(b).record.title == "Example title by hand"
    assert world.store.seen_by(world.actor).reference(a).record.title == record(1).title


def test_a_newer_copy_of_a_merged_record_is_shown_in_the_group_and_after_undo(world: World) -> None:
    a, b = make_references(world, 2)
    (merge_id,) = merge(world, (a, b))
    take_in(world, [record(2, abstract="An abstract that came later.")])
    view = world.store.seen_by(world.actor)
    assert view.reference(a).record.abstract == "An abstract that came later."
    undo(world, merge_id)
    assert (view.reference(a).record.abstract, view.reference(b).record.abstract) == (
        "",
        "An abstract that came later.",
    )


# -- what a person has said


def test_two_told_apart_are_not_merged_by_a_later_run(world: World) -> None:
    take_in(world, [record(1)])
    take_in(world, [record(1)], "epistemonikos")
    run(world)
    (found,) = world.store.seen_by(world.actor).merges(world.question_id)
    undo(world, found.id)
    apart = groups(world)
    assert len(apart) == 2
    run(world)
    assert groups(world) == apart
    assert world.store.seen_by(world.actor).pairs(world.question_id) == (), "nor asked about again"


@pytest.mark.parametrize("how", ["said different", "undid a merge"])
def test_two_told_apart_stay_apart_when_one_has_joined_others(world: World, how: str) -> None:
    """The search for duplicates sees only who leads a group; what was said of a member holds for its group."""
    a, b, c = make_references(world, 3)
    if how == "said different":
        keep(world, pairs_found(doubtful=[(b, c)]))
        (pair,) = world.store.seen_by(world.actor).pairs(world.question_id)
        duplicates.different(world.store, world.actor, pair.id)
    else:
        undo(world, *merge(world, (b, c)))
    merge(world, (a, b))
    keep(world, pairs_found((a, c), doubtful=[(a, c)]))
    assert groups(world) == sets([a, b], [c])
    assert world.store.seen_by(world.actor).pairs(world.question_id) == ()


def test_of_three_alike_the_one_told_apart_takes_along_what_is_linked_to_it(world: World) -> None:
    """A chain a-b-c where a and b were told apart: c belongs to b, and nothing says that it belongs to a."""
    a, b, c = make_references(world, 3)
    undo(world, *merge(world, (a, b)))
    keep(world, pairs_found((a, b), (b, c)))
    assert groups(world) == sets([a], [b, c])


def test_a_doubtful_pair_waits_until_somebody_answers(world: World) -> None:
    a, b = make_references(world, 2)
    keep(world, pairs_found(doubtful=[(a, b)]))
    view = world.store.seen_by(world.actor)
    (pair,) = view.pairs(world.question_id)
    assert (pair.a_id, pair.b_id, pair.state, pair.score) == (a, b, "doubtful", 90.0)
    assert view.progress([world.question_id])[world.question_id].doubtful == 1
    keep(world, pairs_found(doubtful=[(a, b)]))
    assert len(view.pairs(world.question_id, "")) == 1, "a later run does not ask twice"
    duplicates.same(world.store, world.actor, pair.id)
    assert groups(world) == sets([a, b])
    (made,) = view.merges(world.question_id)
    assert (made.how, made.reason_code) == ("person", "person_said_same")


def test_a_pair_of_one_group_is_no_longer_asked_about_until_undo_parts_them(world: World) -> None:
    a, b, c = make_references(world, 3)
    keep(world, pairs_found(doubtful=[(a, b), (b, c), (a, c)]))
    view = world.store.seen_by(world.actor)
    of = {frozenset((pair.a_id, pair.b_id)): pair.id for pair in view.pairs(world.question_id)}
    duplicates.same(world.store, world.actor, of[frozenset((a, b))])
    duplicates.same(world.store, world.actor, of[frozenset((b, c))])
    assert view.pairs(world.question_id) == ()
    assert view.progress([world.question_id])[world.question_id].doubtful == 0
    undo(world, view.merges(world.question_id)[0].id)
    assert [{pair.a_id, pair.b_id} for pair in view.pairs(world.question_id)] == [{a, c}]


def test_different_can_be_taken_back(world: World) -> None:
    a, b = make_references(world, 2)
    keep(world, pairs_found(doubtful=[(a, b)]))
    view = world.store.seen_by(world.actor)
    (pair,) = view.pairs(world.question_id)
    duplicates.different(world.store, world.actor, pair.id)
    assert view.pairs(world.question_id) == ()
    duplicates.reopen(world.store, world.actor, pair.id)
    assert [one.id for one in view.pairs(world.question_id)] == [pair.id]


def test_one_search_for_duplicates_at_a_time(world: World) -> None:
    for _ in range(3):
        duplicates.start_dedupe(world.store, world.actor, world.question_id)
    assert len(world.store.seen_by(world.actor).jobs(world.question_id)) == 1


# -- the engine, twice


def test_a_search_that_was_stopped_keeps_nothing_of_what_it_found(world: World) -> None:
    """Stopped while it waits, and stopped while it compares: in the write that would keep the result."""
    take_in(world, [record(1)])
    take_in(world, [record(1)], "epistemonikos")
    store, actor = world.store, world.actor

    def stopped_midway(of: Store, job: Job, alive: Alive) -> None:
        duplicates.cancel(of, actor, job.id)
        duplicates.find_duplicates(of, job, alive)

    duplicates.start_dedupe(store, actor, world.question_id)
    duplicates.cancel(store, actor, store.seen_by(actor).jobs(world.question_id)[0].id)
    assert Pool(store, {"dedupe": duplicates.find_duplicates}).work_off() == 0
    duplicates.start_dedupe(store, actor, world.question_id)
    Pool(store, {"dedupe": stopped_midway}).work_off()
    view = store.seen_by(actor)
    assert [job.state for job in view.jobs(world.question_id)] == ["cancelled", "cancelled"]
    assert view.count_merges(world.question_id) == 0
    run(world)
    assert view.count_merges(world.question_id) == 1


def copies(count: int) -> list[tuple[str, list[Record]]]:
    """Made-up records from two sources that overlap, with the differences that sources make."""
    ours = [record(n) for n in range(1, count + 1)]
    theirs = [
        replace(one, pmid="", authors=tuple(name.upper() for name in one.authors), pages="")
        for one in ours[: count // 2]
    ]
    typed = [replace(one, doi="", pmid="", title=one.title + ".", journal="J Made-up Ex") for one in ours[: count // 4]]
    alike = [replace(record(count + n), title=ours[n].title, doi="", pmid="", year=ours[n].year) for n in range(3)]
    return [("pubmed", ours), ("epistemonikos", theirs), ("file:1", typed), ("file:2", alike)]


def test_a_second_run_changes_nothing(world: World, path: Path) -> None:
    for source, records in copies(20):
        numbered = [replace(one, pmid=one.pmid) for one in records]
        take_in(world, numbered, source)
    run(world)
    first, merged = groups(world), world.store.seen_by(world.actor).count_merges(world.question_id)
    assert merged > 0
    before = {name: kept for name, kept in everything(path).items() if name not in ("event", "job")}
    run(world)
    assert groups(world) == first
    assert {name: kept for name, kept in everything(path).items() if name not in ("event", "job")} == before


def test_what_is_kept_is_what_the_engine_found(world: World) -> None:
    for source, records in copies(20):
        take_in(world, records, source)
    shown = world.store.seen_by(world.actor).references(world.question_id, limit=-1)
    found = dedupe([Item(one.id, one.record) for one in shown])
    run(world)
    assert groups(world) == {frozenset(cluster) for cluster in found.clusters}
    asked = {frozenset((one.a_id, one.b_id)) for one in world.store.seen_by(world.actor).pairs(world.question_id)}
    assert asked == {frozenset((one.a, one.b)) for one in found.doubtful}


# -- anything, in any order


class Desk(RuleBasedStateMachine):
    """Random merges, undos, answers and votes by two people. The model: links in force, and every vote ever given."""

    REFERENCES = 6

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "desk.sqlite"
        self.store = make_store(self.path)
        first = make_world(self.store)
        self.desks = [first, first.as_seen_by(make_person(self.store, "Eksempel To"))]
        self.refs = make_references(first, self.REFERENCES)
        self.links: dict[str, tuple[str, str]] = {}  # merge -> what it joined
        self.apart: set[frozenset[str]] = set()  # told apart by a person
        self.votes: set[str] = set()

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()

    @property
    def world(self) -> World:
        return self.desks[0]

    def expected(self) -> set[frozenset[str]]:
        """Groups are what the links in force hold together."""
        of = {one: {one} for one in self.refs}
        for a, b in self.links.values():
            joined = of[a] | of[b]
            for one in joined:
                of[one] = joined
        return {frozenset(group) for group in of.values()}

    def remember_merges(self) -> None:
        for one in self.store.seen_by(self.world.actor).merges(self.world.question_id, limit=1000):
            self.links.setdefault(one.id, one.link)

    PAIR = st.tuples(st.integers(0, REFERENCES - 1), st.integers(0, REFERENCES - 1)).filter(
        lambda two: two[0] != two[1]
    )

    @rule(pairs=st.lists(PAIR, min_size=1, max_size=4))
    def machine_merges(self, pairs: list[tuple[int, int]]) -> None:
        """A run of the search for duplicates: it sees only who leads, and may not join what was told apart."""
        view = self.store.seen_by(self.world.actor)
        led = [tuple(sorted(view.members(self.refs[n])[0] for n in pair)) for pair in pairs]
        before = self.expected()
        keep(self.world, pairs_found(*[(a, b) for a, b in led if a != b]))
        self.remember_merges()
        for pair in self.apart:
            was, now = (any(pair <= group for group in some) for some in (before, self.expected()))
            assert was or not now, "joined what a person told apart"

    @rule(pair=PAIR, answer=st.sampled_from(["same", "different"]))
    def person_answers(self, pair: tuple[int, int], answer: str) -> None:
        a, b = sorted(self.refs[n] for n in pair)
        keep(self.world, pairs_found(doubtful=[(a, b)]))
        asked = [one for one in self.store.seen_by(self.world.actor).pairs(self.world.question_id) if one.b_id == b]
        for one in asked[:1]:
            two = frozenset((one.a_id, one.b_id))
            getattr(duplicates, answer)(self.store, self.world.actor, one.id)
            self.apart = self.apart | {two} if answer == "different" else self.apart - {two}
        self.remember_merges()

    @precondition(lambda self: self.links)
    @rule(which=st.integers(0, 1000))
    def undo(self, which: int) -> None:
        merge_id = sorted(self.links)[which % len(self.links)]
        duplicates.undo_merge(self.store, self.world.actor, merge_id)
        self.apart.add(frozenset(self.links.pop(merge_id)))

    @rule(
        desk=st.integers(0, 1),
        which=st.integers(0, REFERENCES - 1),
        answer=st.sampled_from(["include", "maybe", "exclude"]),
        mind=st.booleans(),
    )
    def vote(self, desk: int, which: int, answer: str, mind: bool) -> None:
        world = self.desks[desk]
        self.votes.add(screen.vote(self.store, world.actor, self.refs[which], "abstract", answer, change_mind=mind))

    @rule(desk=st.integers(0, 1), which=st.integers(0, REFERENCES - 1), include=st.booleans())
    def read(self, desk: int, which: int, include: bool) -> None:
        world = self.desks[desk]
        if self.store.seen_by(world.actor).reference(self.refs[which]).status in ("unscreened", "excluded"):
            return
        answer, reason = ("include", "") if include else ("exclude", "population")
        self.votes.add(screen.vote(self.store, world.actor, self.refs[which], "full_text", answer, reason=reason))

    @rule(desk=st.integers(0, 1), stage=st.sampled_from(screen.STAGES))
    def take_back(self, desk: int, stage: str) -> None:
        screen.undo(self.store, self.desks[desk].actor, self.world.question_id, stage)

    @invariant()
    def groups_are_what_holds_them_together(self) -> None:
        if hasattr(self, "store"):
            assert groups(self.world) == self.expected()
            leaders = rows(self.path, "SELECT group_id, min(id) FROM reference GROUP BY group_id")
            assert all(leader == oldest for leader, oldest in leaders)

    @invariant()
    def numbers_add_up(self) -> None:
        if hasattr(self, "store"):
            numbers = self.store.seen_by(self.world.actor).flow(self.world.question_id)
            assert problems(counted(numbers)) == ()
            assert sum(n for _, n in numbers.identified) == self.REFERENCES
            assert numbers.duplicates == self.REFERENCES - len(self.expected())

    @invariant()
    def no_vote_is_ever_lost(self) -> None:
        if hasattr(self, "store"):
            assert {one for (one,) in rows(self.path, "SELECT id FROM vote")} == self.votes


TestDesk = Desk.TestCase
TestDesk.settings = settings(
    max_examples=20, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
