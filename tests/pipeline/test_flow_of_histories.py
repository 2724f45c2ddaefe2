"""Whatever people do, and in whatever order: the flow diagram adds up, of the whole and of each update."""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from data.store import SqliteStore
from pipeline.again import newest_round
from pipeline.dedupe import figures
from pipeline.errors import Problem
from pipeline.flow_counts import FlowCounts, problems, total
from pipeline.flow_diagram import alt_text, svg
from pipeline.flow_diagram import rows as diagram_rows
from pipeline.formats import ris
from pipeline.formats.job import read_kept_file
from pipeline.gather import Forms, flow_counts
from pipeline.jobs import Pool
from pipeline.rows import Actor
from pipeline.steps import dedupe, need, references, screen, search, studies, taken_out
from pipeline.steps.undo import undo_last
from tests.makers import (
    World,
    make_person,
    make_store,
    make_world,
    pairs_found,
    received,
    record,
    rows,
)

FORMS = Forms({}, {}, {}, None, None, ())  # type: ignore[arg-type]
REASONS = ("population", "no-full-text", "design")
STATUSES = ("unscreened", "excluded", "unread", "included", "out", "conflict")
number = st.integers(0, 11)
ACTS = st.one_of(
    st.tuples(st.just("find"), st.sampled_from(["pubmed", "epistemonikos", "other"]), st.sets(number, min_size=1, max_size=5)),
    st.tuples(st.just("again"), st.sampled_from(["pubmed", "epistemonikos"]), st.sets(number, max_size=5)),
    st.tuples(st.just("hand"), number),
    st.tuples(st.just("merge"), st.booleans(), number, number),
    st.tuples(st.just("unmerge"), number),
    st.tuples(st.just("vote"), st.booleans(), number, st.sampled_from(screen.ANSWERS["abstract"])),
    st.tuples(st.just("read"), st.booleans(), number, st.sampled_from(["include", *REASONS])),
    st.tuples(st.just("take_in"), number),
    st.tuples(st.just("unvote"), st.booleans(), st.sampled_from(["abstract", "full_text"])),
    st.tuples(st.just("study"), number, number),
    st.tuples(st.just("correct"), number),
    st.tuples(st.just("file"), st.sampled_from(["embase", "cinahl", "other"]), st.sets(number, min_size=1, max_size=5)),
    st.tuples(st.just("unreadable"), st.booleans()),
    st.tuples(st.just("take_out"), number),
    st.tuples(st.just("bring_back"), number),
    st.tuples(st.just("look_up"), number),
    st.tuples(st.just("apart"), number, number),
    st.tuples(st.just("aside_and_back")),
    st.tuples(st.just("undo"), st.sampled_from(["search", "dedupe", "screen"])),
)  # fmt: skip


class Team:
    """Two people at one question, who do what they are told as far as the rules let them."""

    def __init__(self, store: SqliteStore) -> None:
        self.world = make_world(store)
        self.people = (self.world.actor, make_person(store, "Eksempel To"))

    def at(self, place: int) -> str:
        """Some reference's id; empty = there is none."""
        view = self.world.store.seen_by(self.world.actor)
        there = view.references(self.world.question_id, limit=100)
        return there[place % len(there)].id if there else ""

    def do(self, act: tuple[Any, ...]) -> None:
        with suppress(Problem):  # what the rules forbid is not done
            getattr(self, act[0])(*act[1:])

    def find(self, source: str, numbers: set[int], again_of: str = "") -> None:
        store, actor, question = self.world.store, self.world.actor, self.world.question_id
        with store.write(actor, "search.finish", "question", question) as change:
            values = {
                "question_id": question,
                "kind": "search",
                "source": source,
                "state": "done",
                "asked_at": change.at,
            }
            run_id = change.add("run", values | {"receipt": json.dumps({"again_of": again_of} if again_of else {})})
            intake = change.add_records(run_id, received([record(n) for n in sorted(numbers)], source))
            references.show_again(change, intake.changed)

    def again(self, source: str, numbers: set[int]) -> None:
        runs = self.world.store.seen_by(self.world.actor).runs(self.world.question_id)
        earlier = [run.id for run in runs if run.source == source]
        if earlier:
            self.find(source, numbers, earlier[-1])

    def file(self, source: str, numbers: set[int]) -> None:
        """A RIS file that a person brings, read as the workers read it; the same one again brings nothing new."""
        content = ris.write(replace(record(n), abstract="") for n in sorted(numbers)).encode()
        search.start_import(self.world.store, self.world.actor, self.world.question_id, "fil.ris", content, source)
        self.work()

    def unreadable(self, removed: bool) -> None:
        """A file that is none: its import fails, and its card may be taken off the page and put back."""
        run_id = search.start_import(self.world.store, self.world.actor, self.world.question_id, "x", b"x", "other")
        self.work()
        if removed:
            search.remove_import(self.world.store, self.world.actor, run_id)

    def take_out(self, place: int) -> None:
        """A search or a file that was wrong."""
        runs = [
            one for one in self.world.store.seen_by(self.world.actor).runs(self.world.question_id) if one.kind != "hand"
        ]
        if runs:
            taken_out.take_out(self.world.store, self.world.actor, runs[place % len(runs)].id, "Eksempel: feil fil")

    def bring_back(self, place: int) -> None:
        runs = self.world.store.seen_by(self.world.actor).runs(self.world.question_id, taken_out=True)
        if runs:
            taken_out.bring_back(self.world.store, self.world.actor, runs[place % len(runs)].id)

    def work(self) -> None:
        Pool(self.world.store, {"import": read_kept_file}).work_off()

    def look_up(self, place: int) -> None:
        """What Europe PMC has on a reference: no hit of a search."""
        if reference := self.at(place):
            with self.world.store.write(self.world.actor, "reference.fill", "reference", reference) as change:
                change.add_beside(reference, ("europepmc", "MED:1", record(place, abstract="Example."), "{}"))
                change.note("reference", reference, field="filled", new="europepmc")
                references.show_again(change, [reference])

    def apart(self, a: int, b: int) -> None:
        """A doubtful pair that a person says is two."""
        one, two = self.at(a), self.at(b)
        if one == two:
            return
        with self.world.store.write(self.world.actor, "dedupe.run", "question", self.world.question_id) as change:
            dedupe.keep_found(change, self.world.question_id, pairs_found(doubtful=[(one, two)]), 2)
        for pair in self.world.store.seen_by(self.world.actor).pairs(self.world.question_id)[:1]:
            dedupe.different(self.world.store, self.world.actor, pair.id)

    def aside_and_back(self) -> None:
        need.delete_need(self.world.store, self.world.actor, self.world.need_id)
        need.restore_need(self.world.store, self.world.actor, self.world.need_id)

    def undo(self, step: str) -> None:
        undo_last(self.world.store, self.world.actor, self.world.question_id, step)

    def hand(self, n: int) -> None:
        references.add_by_hand(self.world.store, self.world.actor, self.world.question_id, record(n))

    def merge(self, auto: bool, a: int, b: int) -> None:
        one, two = self.at(a), self.at(b)
        if one == two:
            return
        with self.world.store.write(self.world.actor, "dedupe.run", "question", self.world.question_id) as change:
            if auto:
                dedupe.keep_found(change, self.world.question_id, pairs_found((one, two)), 2)
            else:
                dedupe.keep_found(change, self.world.question_id, pairs_found(doubtful=[(one, two)]), 2)
        if not auto:
            for pair in self.world.store.seen_by(self.world.actor).pairs(self.world.question_id)[:1]:
                dedupe.same(self.world.store, self.world.actor, pair.id)

    def unmerge(self, place: int) -> None:
        merges = self.world.store.seen_by(self.world.actor).merges(self.world.question_id)
        if merges:
            dedupe.undo_merge(self.world.store, self.world.actor, merges[place % len(merges)].id)

    def vote(self, second: bool, place: int, answer: str, stage: str = "abstract", reason: str = "") -> None:
        who = self.people[second]
        if reference := self.at(place):
            screen.vote(self.world.store, who, reference, stage, answer, reason=reason, change_mind=True)

    def read(self, second: bool, place: int, said: str) -> None:
        self.vote(
            second, place, *(("include", "full_text", "") if said == "include" else ("exclude", "full_text", said))
        )

    def take_in(self, place: int) -> None:
        """Through both stages at once, as one that everybody agrees on."""
        if reference := self.at(place):
            for stage in ("abstract", "full_text"):
                for who in self.people:
                    screen.vote(self.world.store, who, reference, stage, "include", change_mind=True)

    def unvote(self, second: bool, stage: str) -> None:
        screen.undo(self.world.store, self.people[second], self.world.question_id, stage)

    def study(self, a: int, b: int) -> None:
        studies.same_study(self.world.store, self.world.actor, self.world.question_id, (self.at(a), self.at(b)))

    def correct(self, place: int) -> None:
        if reference := self.at(place):
            references.correct(self.world.store, self.world.actor, reference, "year", "2001")


def counted(world: World, *, since: str = "", day: str = "") -> FlowCounts:
    numbers = world.store.seen_by(world.actor).flow(world.question_id, since=since)
    return flow_counts(numbers, FORMS, lambda code, _: code, "nb", since=day)


def told_apart(world: World, whole: FlowCounts) -> None:
    """The boxes hold what the list of references says, asked by another way: one status at a time."""
    view = world.store.seen_by(world.actor)
    n = {one: view.count_references(world.question_id, status=one) for one in STATUSES}
    assert whole.excluded_screening + whole.other_excluded_screening == n["excluded"]
    out = total(whole.excluded_full_text) + total(whole.other_excluded_full_text)
    assert out + whole.not_retrieved + whole.other_not_retrieved == n["out"]
    assert whole.awaiting == n["unscreened"] + n["unread"] + n["conflict"]
    assert whole.included_reports == n["included"]
    assert whole.sought + whole.other_sought == sum(n.values()) - n["excluded"] - whole.awaiting_screening - (
        whole.other_awaiting_screening
    )


# Each record that a run found that is there, by whatever copy of it, with the first of these runs; what was looked up
# beside a reference before a run found it was no record of its own.
FOUND = (
    "SELECT min(h.run_id) AS run_id FROM source_record s JOIN hit h ON h.source_record_id = s.id JOIN run r ON r.id = h.run_id"
    " JOIN source_record o ON o.question_id = s.question_id AND o.source = s.source AND o.source_key = s.source_key"
    " AND o.version = 1 AND o.id IN (SELECT source_record_id FROM hit)"
    " WHERE r.receipt NOT LIKE '%removed_at%' GROUP BY s.question_id, s.source, s.source_key"
)


def first_found(path: Path, kinds: str) -> dict[str, int]:
    """Records by the source of the run that first found each, of those that are there, counted past the store."""
    found = rows(
        path,
        f"SELECT run.source, count(*) FROM ({FOUND}) JOIN run ON run.id = run_id WHERE run.{kinds} GROUP BY 1",
    )
    return {f"source_{source}": n for source, n in found}


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(ACTS, max_size=4), st.lists(ACTS, min_size=12, max_size=40))
def test_the_numbers_of_any_history_add_up(early: list[tuple[Any, ...]], late: list[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.sqlite"
        store = make_store(path)
        team = Team(store)
        for act in (*early, ("find", "pubmed", set(range(6))), ("take_in", 0), *late):
            team.do(act)
        world = team.world
        whole = counted(world)
        view = store.seen_by(world.actor)
        assert problems(whole) == ()
        told_apart(world, whole)
        ((records,),) = rows(path, f"SELECT count(*) FROM ({FOUND})")
        assert total(whole.identified) + total(whole.other_methods) == records
        assert dict(whole.identified) == first_found(path, "source NOT IN ('hand', 'other')")
        assert dict(whole.other_methods) == first_found(path, "source IN ('hand', 'other')")
        groups = view.count_references(world.question_id)
        progress = view.progress([world.question_id])[world.question_id]
        assert (progress.records, progress.references) == (records, groups)
        told = figures.of_question(view.grouping(world.question_id))
        assert (told.records - told.automatic - told.by_hand, told.left) == (groups, groups)
        assert whole.merged_by_program <= min(told.automatic, whole.duplicates)
        assert whole.duplicates + whole.other_duplicates == records - groups
        listed = view.merges(world.question_id, limit=1000)
        assert len(listed) == view.count_merges(world.question_id) == whole.duplicates + whole.other_duplicates
        assert [one.id for one in listed] == sorted({one.id for one in listed}, reverse=True)
        assert whole.included_reports == view.count_references(world.question_id, status="included")
        begin = newest_round(view.runs(world.question_id))
        if begin is not None:
            update = counted(world, since=begin.id, day=begin.asked_at[:10])
            assert problems(update) == ()
            assert update.previous_reports + update.included_reports == whole.included_reports
            assert update.previous_studies + update.included_studies == whole.included_studies
            assert total(update.identified) <= total(whole.identified)
            etree.fromstring(svg(update, "nn").encode())
        for language in ("nb", "nn", "en"):
            drawn = "".join(etree.fromstring(svg(whole, language).encode()).itertext())
            for name, n in diagram_rows(whole, language):
                assert f"{name}: {n}" in alt_text(whole, language)
                assert f"=\N{NO-BREAK SPACE}{n})" in drawn.replace("\N{NO-BREAK SPACE}" * 3, ""), name
        store.close()


MERGED = [
    # what is merged of the references 0, 1 and 2, each from a run of its own; the run that is taken out; merges left
    (((0, 1),), 0, 0),
    (((0, 1),), 1, 0),
    (((0, 1),), 2, 1),
    (((0, 1), (1, 2)), 0, 1),
    (((0, 1), (1, 2)), 1, 1),
    (((0, 2), (0, 1)), 2, 1),
]  # fmt: skip


@pytest.mark.parametrize(("pairs", "out", "left"), MERGED)
@pytest.mark.parametrize("auto", [True, False])
def test_merges_are_counted_as_the_duplicates_are_when_a_file_is_taken_out(
    tmp_path: Path, pairs: tuple[tuple[int, int], ...], out: int, left: int, auto: bool
) -> None:
    store = make_store(tmp_path / "merged.sqlite")
    team = Team(store)
    world, me = team.world, team.world.actor
    for n, source in enumerate(("pubmed", "epistemonikos", "embase")):
        team.find(source, {n})
    ids = [team.at(n) for n in range(3)]
    for a, b in pairs:
        with store.write(me, "dedupe.run", "question", world.question_id) as change:
            pair = (ids[a], ids[b])
            dedupe.keep_found(change, world.question_id, pairs_found(pair) if auto else pairs_found(doubtful=[pair]), 2)
        if not auto:
            (waits,) = store.seen_by(me).pairs(world.question_id)
            dedupe.same(store, me, waits.id)

    def merged() -> int:
        view = store.seen_by(me)
        assert len(view.merges(world.question_id)) == view.count_merges(world.question_id)
        assert view.count_merges(world.question_id) == counted(world).duplicates
        return view.count_merges(world.question_id)

    assert merged() == len(pairs)
    team.do(("take_out", out))
    assert merged() == left
    team.do(("bring_back", 0))
    assert merged() == len(pairs)
    store.close()


def test_an_update_counts_what_came_with_it_and_says_what_was_there(tmp_path: Path) -> None:
    store = make_store(tmp_path / "update.sqlite")
    team = Team(store)
    world, me = team.world, team.world.actor
    assert newest_round(store.seen_by(me).runs(world.question_id)) is None
    team.do(("find", "pubmed", {1, 2, 3}))
    first, second, _ = (one.id for one in store.seen_by(me).references(world.question_id))
    for reference in (first, second):
        screen.vote(store, me, reference, "abstract", "include")
        screen.vote(store, me, reference, "full_text", "include")
    team.do(("again", "pubmed", {1, 3, 4, 5}))
    team.do(("find", "other", {6}))  # a file that came later belongs to the round
    new = store.seen_by(me).references(world.question_id)[3].id
    screen.vote(store, me, new, "abstract", "include")
    screen.vote(store, me, new, "full_text", "include")
    runs = store.seen_by(me).runs(world.question_id)
    begin = newest_round(runs)
    assert begin is not None and begin.id == runs[1].id
    update = counted(world, since=begin.id, day="2027-05-03")
    assert (update.identified, update.other_methods) == ((("source_pubmed", 2),), (("source_other", 1),))
    assert (update.previous_reports, update.included_reports, update.awaiting) == (2, 1, 2)
    drawn = svg(update)
    for said in ("nye søket", "03.05.2027", "fra før", "i alt"):
        assert said in drawn
    since = store.seen_by(me).since_last(runs[1].id, runs[0].id)
    assert (since.new[0], len(since.new), since.changed, since.gone) == (new, 2, (), (second,))
    store.close()


def test_a_source_that_is_searched_again_twice_begins_another_round(tmp_path: Path) -> None:
    store = make_store(tmp_path / "rounds.sqlite")
    team = Team(store)
    for act in (
        ("find", "pubmed", {1}),
        ("find", "epistemonikos", {2}),
        ("again", "pubmed", {3}),
        ("again", "epistemonikos", {4}),
        ("again", "pubmed", {5}),
    ):
        team.do(act)
    runs = store.seen_by(Actor(team.world.actor.person_id)).runs(team.world.question_id)
    assert [newest_round(runs[:n]) for n in (2, 3, 4, 5)] == [None, runs[2], runs[2], runs[4]]
    store.close()
