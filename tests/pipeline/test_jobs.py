"""Long work: searches in pages, imports, and the pool that keeps them going. A fake source first, then the local server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from data.store import SqliteStore
from data.writing import SqliteChange
from pipeline import jobs
from pipeline.errors import Problem, SourceFailed, StoreFailed
from pipeline.formats.job import read_kept_file
from pipeline.jobs import Alive, JobVerb, Pool
from pipeline.ports import Store
from pipeline.records import Record
from pipeline.rows import Job, Run
from pipeline.search.client import Client
from pipeline.search.job import count, fetch
from pipeline.search.pubmed import PubMed
from pipeline.search.source import Hits, Page, QueryRejected, Receipt, Source, Warning
from pipeline.steps import search
from pipeline.steps.dedupe import find_duplicates
from pipeline.steps.need import delete_need, restore_need
from tests.local_sources.server import Running, local_sources
from tests.makers import World, everything, raw, record, rows
from tests.pipeline.search.conftest import SETTINGS, NoLimit, SkippingClock


@dataclass
class FakeSource:
    """So many made-up records in pages of ten; `at_page` is called before a page is given, and may raise or change it."""

    hits: int = 35
    name: str = "pubmed"
    page_size: int = 10
    failure: Problem | None = None
    at_page: Callable[[int], None] = lambda offset: None
    asked: list[int] = field(default_factory=list)

    def heeding(self, heed: Callable[[], None]) -> FakeSource:
        return self

    def search(self, term: str) -> Hits:
        if self.failure:
            raise self.failure
        return Hits(self.hits, receipt(self.hits), {"term": term, "turn": "1"})

    def fetch(self, hits_cursor: Mapping[str, str], offset: int) -> Page:
        self.asked.append(offset)
        self.at_page(offset)
        numbers = range(offset + 1, min(offset + self.page_size, self.hits) + 1)
        records = tuple((str(n), record(n), raw(record(n))) for n in numbers)
        end = offset + self.page_size
        return Page(records, end if end < self.hits else None)


def receipt(hits: int | None, *warnings: Warning) -> Receipt:
    return Receipt(
        "pubmed", "example", "example[All Fields]", hits, warnings, (), "2026-01-01T00:00:00+00:00", "t 1", "x"
    )


def pool(store: Store, source: Source | None = None, **more: JobVerb) -> Pool:
    """A pool with the verbs of the walk, asking one source."""
    sources = {source.name: source} if source else {}
    verbs: dict[str, JobVerb] = {
        "count": lambda s, j, a: count(s, j, a, sources),
        "fetch": lambda s, j, a: fetch(s, j, a, sources),
        "import": read_kept_file,
        "dedupe": find_duplicates,
    }
    return Pool(store, verbs | more)


def start(world: World, text: str = "example") -> str:
    strategy_id = search.save_strategy(world.store, world.actor, world.question_id, "pubmed", text)
    return search.start_search(world.store, world.actor, strategy_id)


def run_of(world: World, run_id: str) -> Run:
    return world.store.seen_by(world.actor).run(run_id)


def newest_job(world: World) -> Job:
    return world.store.seen_by(world.actor).jobs(world.question_id)[0]


def titles(world: World) -> list[str]:
    view = world.store.seen_by(world.actor)
    return [one.record.title for one in view.references(world.question_id, limit=1000)]


ALL = [record(n).title for n in range(1, 36)]


# -- a search: the hits first, then the pages


def test_hits_are_counted_before_anything_is_fetched(world: World) -> None:
    source = FakeSource()
    run_id = start(world)
    assert run_of(world, run_id).state == "counting"
    assert pool(world.store, source).work_off() == 1
    run = run_of(world, run_id)
    assert (run.state, run.counted, run.fetched) == ("counted", 35, 0)
    assert (run.receipt["translation"], run.receipt["term"]) == ("example[All Fields]", "example")
    assert (source.asked, titles(world)) == ([], [])


def test_fetch_keeps_every_page_and_says_when_it_is_done(world: World) -> None:
    source = FakeSource()
    run_id = start(world)
    pool(world.store, source).work_off()
    search.ask_fetch(world.store, world.actor, run_id)
    assert run_of(world, run_id).state == "fetching"
    assert pool(world.store, source).work_off() == 2, "the fetch, and the search for duplicates that follows"
    run = run_of(world, run_id)
    after, job = world.store.seen_by(world.actor).jobs(world.question_id)[:2]
    assert (run.state, run.fetched, run.new) == ("done", 35, 35)
    assert run.finished_at
    assert (after.kind, after.state, after.cursor["compared"]) == ("dedupe", "done", 35)
    assert (job.state, job.done, job.total) == ("done", 35, 35)
    assert (source.asked, titles(world)) == ([0, 10, 20, 30], ALL)


def test_no_hits_is_an_answer(world: World) -> None:
    source = FakeSource(hits=0)
    run_id = start(world)
    pool(world.store, source).work_off()
    assert run_of(world, run_id).counted == 0
    search.ask_fetch(world.store, world.actor, run_id)
    pool(world.store, source).work_off()
    assert (run_of(world, run_id).state, titles(world)) == ("done", [])


@pytest.mark.parametrize(
    "failure",
    [
        SourceFailed("source_unreachable", source="pubmed"),
        QueryRejected("source_rejected_query", receipt(None, Warning("phrase_not_found", {"phrase": "x"}))),
    ],
)
def test_a_source_that_fails_is_never_zero_hits(world: World, failure: Problem) -> None:
    run_id = start(world)
    pool(world.store, FakeSource(failure=failure)).work_off()
    run, job = run_of(world, run_id), newest_job(world)
    assert (run.state, run.counted) == ("failed", None)
    assert run.receipt["failure"]["code"] == failure.code
    assert (job.state, job.error_code) == ("failed", failure.code)
    assert dict(job.error_params) == failure.params


def test_a_refused_query_keeps_what_the_source_said(world: World) -> None:
    refused = QueryRejected("source_rejected_query", receipt(None, Warning("phrase_not_found", {"phrase": "x"})))
    run_id = start(world)
    pool(world.store, FakeSource(failure=refused)).work_off()
    kept = run_of(world, run_id).receipt
    assert (kept["translation"], kept["warnings"][0]["code"]) == ("example[All Fields]", "phrase_not_found")


def test_a_source_that_is_not_set_up_is_told(world: World) -> None:
    run_id = start(world)
    pool(world.store).work_off()
    assert (newest_job(world).state, newest_job(world).error_code) == ("failed", "source_not_set_up")
    pool(world.store).work_off()
    search.retry(world.store, world.actor, run_id)
    pool(world.store, FakeSource()).work_off()
    search.ask_fetch(world.store, world.actor, run_id)
    pool(world.store).work_off()
    assert (newest_job(world).error_code, run_of(world, run_id).state) == ("source_not_set_up", "failed")


# -- cut off in the middle


def cut_at(offset: int, failure: Exception) -> Callable[[int], None]:
    """Fail once, at the page of this offset."""
    left = [failure]

    def at_page(asked: int) -> None:
        if asked == offset and left:
            raise left.pop()

    return at_page


@pytest.mark.parametrize("offset", [0, 10, 30])
@pytest.mark.parametrize(
    "failure", [SourceFailed("source_unreachable", source="pubmed"), RuntimeError("a fault of ours")]
)
def test_a_fetch_that_broke_goes_on_where_it_was(world: World, offset: int, failure: Exception) -> None:
    source = FakeSource(at_page=cut_at(offset, failure))
    run_id = start(world)
    pool(world.store, source).work_off()
    search.ask_fetch(world.store, world.actor, run_id)
    pool(world.store, source).work_off()
    assert newest_job(world).state == "failed"
    assert titles(world) == ALL[:offset], "whole pages, or nothing of them"
    assert run_of(world, run_id).counted == 35, "the count is still known"
    search.retry(world.store, world.actor, run_id)
    pool(world.store, source).work_off()
    assert (run_of(world, run_id).state, run_of(world, run_id).fetched) == ("done", 35)
    assert titles(world) == ALL
    assert source.asked.count(offset) == 2, "only the page that broke is asked for again"
    assert len(source.asked) == 5
    assert "failure" not in run_of(world, run_id).receipt, "what was mended is no longer told as broken"


@pytest.mark.parametrize(
    ("failure", "code"),
    [(RuntimeError("cut inside the write"), "job_broke"), (StoreFailed("store_full"), "store_full")],
)
def test_a_page_and_its_place_are_kept_together(
    world: World, store: SqliteStore, monkeypatch: pytest.MonkeyPatch, failure: Exception, code: str
) -> None:
    """Cut inside the write, after the records are in and before the offset is: neither may remain."""
    source = FakeSource()
    run_id = start(world)
    pool(store, source).work_off()
    search.ask_fetch(store, world.actor, run_id)
    whole, calls = SqliteChange.keep_cursor, []

    def cut(self: SqliteChange, *args: Any, **kwargs: Any) -> None:
        calls.append(args)
        if len(calls) == 2:
            raise failure
        whole(self, *args, **kwargs)

    monkeypatch.setattr(SqliteChange, "keep_cursor", cut)
    pool(store, source).work_off()
    assert (newest_job(world).state, newest_job(world).error_code) == ("failed", code)
    assert titles(world) == ALL[:10]
    assert newest_job(world).cursor == {"offset": 10}
    search.retry(store, world.actor, run_id)
    pool(store, source).work_off()
    assert titles(world) == ALL
    assert source.asked == [0, 10, 10, 20, 30]


def test_a_job_whose_process_died_is_taken_up_by_the_next(world: World) -> None:
    class Killed(BaseException):
        """The process is gone: nothing more is written."""

    def die(offset: int) -> None:
        if offset == 20 and source.asked.count(20) == 1:
            raise Killed

    source = FakeSource(at_page=die)
    run_id = start(world)
    pool(world.store, source).work_off()
    search.ask_fetch(world.store, world.actor, run_id)
    with pytest.raises(Killed):
        pool(world.store, source).work_off()
    assert newest_job(world).state == "running"
    assert pool(world.store, source).work_off() == 0, "it may be alive still: nobody takes it yet"
    job = world.store.claim_job("next", -1)
    assert job is not None
    assert job.cursor == {"offset": 20}
    fetch(world.store, job, Alive(world.store, job, threading.Event()), {"pubmed": source})
    assert titles(world) == ALL
    assert run_of(world, run_id).state == "done"


def test_a_run_that_nobody_works_on_can_be_tried_again(world: World) -> None:
    """After a fault of ours the run still says "counting"; a person must not be stuck there."""

    def broken(store: Store, job: Job, alive: Alive) -> None:
        raise RuntimeError("a fault of ours")

    run_id = start(world)
    pool(world.store, FakeSource(), count=broken).work_off()
    assert newest_job(world).error_code == "job_broke"
    search.retry(world.store, world.actor, run_id)
    pool(world.store, FakeSource()).work_off()
    assert run_of(world, run_id).counted == 35


def test_retry_of_what_is_under_way_or_done_does_nothing(world: World, path: Path) -> None:
    source = FakeSource()
    run_id = start(world)
    before = everything(path)
    search.retry(world.store, world.actor, run_id)
    assert everything(path) == before
    pool(world.store, source).work_off()
    search.ask_fetch(world.store, world.actor, run_id)
    pool(world.store, source).work_off()
    before = everything(path)
    search.retry(world.store, world.actor, run_id)
    search.ask_fetch(world.store, world.actor, run_id)
    assert everything(path) == before


# -- cancelled


def test_a_cancelled_fetch_stops_and_keeps_what_is_there(world: World) -> None:
    def cancel(offset: int) -> None:
        if offset == 20 and source.asked.count(20) == 1:
            search.cancel(world.store, world.actor, run_id)

    source = FakeSource(at_page=cancel)
    run_id = start(world)
    pool(world.store, source).work_off()
    search.ask_fetch(world.store, world.actor, run_id)
    pool(world.store, source).work_off()
    assert source.asked == [0, 10, 20]
    assert (run_of(world, run_id).state, newest_job(world).state) == ("cancelled", "cancelled")
    assert titles(world) == ALL[:30], "the page that was on its way is kept"
    search.retry(world.store, world.actor, run_id)
    pool(world.store, source).work_off()
    assert (run_of(world, run_id).state, titles(world)) == ("done", ALL)


def test_a_count_that_was_cancelled_on_its_way_stays_cancelled(world: World) -> None:
    class Slow(FakeSource):
        def search(self, term: str) -> Hits:
            search.cancel(world.store, world.actor, run_id)
            return super().search(term)

    run_id = start(world)
    pool(world.store, Slow()).work_off()
    assert (run_of(world, run_id).state, run_of(world, run_id).counted) == ("cancelled", None)


def test_a_job_cancelled_while_it_waits_never_begins(world: World) -> None:
    run_id = start(world)
    search.cancel(world.store, world.actor, run_id)
    assert pool(world.store, FakeSource()).work_off() == 0
    assert run_of(world, run_id).state == "cancelled"


def test_the_oldest_of_many_waiting_imports_can_be_cancelled(world: World) -> None:
    runs = [
        search.start_import(world.store, world.actor, world.question_id, f"{n}.ris", b"TY  - JOUR\n%d" % n, "other")
        for n in range(25)
    ]
    search.cancel(world.store, world.actor, runs[0])
    assert pool(world.store).work_off() == 24
    assert run_of(world, runs[0]).state == "cancelled"


# -- what the pool does with whatever comes


def test_a_job_of_an_unknown_kind_fails_and_the_next_is_done(world: World) -> None:
    start(world)
    search.start_import(world.store, world.actor, world.question_id, "a.ris", RIS, "other")
    assert Pool(world.store, {"import": read_kept_file, "dedupe": find_duplicates}).work_off() == 3
    assert [
        (job.kind, job.state, job.error_code) for job in world.store.seen_by(world.actor).jobs(world.question_id)
    ] == [
        ("dedupe", "done", ""),
        ("import", "done", ""),
        ("count", "failed", "job_broke"),
    ]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pool looks and beats often."""
    monkeypatch.setattr(jobs, "LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(jobs, "BEAT_EVERY_S", 0.02)


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.01)


@pytest.mark.usefixtures("quick")
def test_workers_take_what_is_queued_and_a_long_job_keeps_its_heartbeat(world: World) -> None:
    go_on = threading.Event()
    beats: list[str] = []

    def long(store: Store, job: Job, alive: Alive) -> None:
        first = newest_job(world).heartbeat_at
        until(lambda: newest_job(world).heartbeat_at > first)
        beats.append(newest_job(world).heartbeat_at)
        go_on.wait(10)

    working = pool(world.store, FakeSource(), count=long)
    working.start()
    start(world)
    working.wake()
    until(lambda: bool(beats))
    assert newest_job(world).state == "running"
    go_on.set()
    until(lambda: newest_job(world).state == "done")
    working.stop()


@pytest.mark.usefixtures("quick")
def test_a_stop_of_the_program_hands_the_job_back(world: World) -> None:
    begun, source = threading.Event(), FakeSource()

    def slow(store: Store, job: Job, alive: Alive) -> None:
        begun.set()
        while True:
            alive.beat()
            time.sleep(0.01)

    first = pool(world.store, source, count=slow)
    first.start()
    run_id = start(world)
    first.wake()
    assert begun.wait(10)
    first.stop()
    assert newest_job(world).state == "queued", "the next start need not wait for it to grow stale"
    assert pool(world.store, source).work_off() == 1
    assert run_of(world, run_id).counted == 35


@pytest.mark.usefixtures("quick")
def test_a_worker_outlives_a_store_that_cannot_take_the_end_of_a_job(
    world: World, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that dies without a word blocks all that comes after it until somebody starts the program again."""
    refused: list[str] = []
    whole = store.end_job

    def full(job_id: str, *args: Any, **kwargs: Any) -> None:
        if len(refused) < 2:
            refused.append(job_id)
            raise StoreFailed("store_full")
        whole(job_id, *args, **kwargs)

    monkeypatch.setattr(store, "end_job", full)
    for _ in range(3):
        start(world)
    working = pool(store, FakeSource())
    working.start()
    until(lambda: [job.state for job in store.seen_by(world.actor).jobs(world.question_id)].count("done") == 1)
    assert len(refused) == 2
    assert all(thread.is_alive() for thread in working._threads)
    working.stop()


def test_a_job_on_a_deleted_need_fails_with_a_word(world: World) -> None:
    start(world)
    delete_need(world.store, world.actor, world.need_id)
    assert pool(world.store, FakeSource()).work_off() == 1
    restore_need(world.store, world.actor, world.need_id)
    assert (newest_job(world).state, newest_job(world).error_code) == ("failed", "not_there")


# -- imports


RIS = b"""TY  - JOUR
TI  - Example trial of reading aloud
PY  - 2015
ER  -

TY  - JOUR
TI  - Example trial of singing
ER  -

TY  - JOUR
TI  - Example trial that lost its end
"""


def bring_in(world: World, content: bytes = RIS, name: str = "eksempel.ris") -> Run:
    run_id = search.start_import(world.store, world.actor, world.question_id, name, content, "other")
    pool(world.store).work_off()
    return run_of(world, run_id)


def test_an_import_accounts_for_every_record_start(world: World) -> None:
    run = bring_in(world)
    told = run.account
    assert (run.state, run.file_name, told["format"]) == ("done", "eksempel.ris", "ris")
    assert told["record_starts"] == 3 == told["taken"] + told["rescued"] + told["rejected_count"]
    assert run.fetched == told["taken"] + told["rescued"] == len(titles(world))


def test_the_same_file_again_adds_nothing_but_hits(world: World, path: Path) -> None:
    first = bring_in(world)
    before = rows(path, "SELECT count(*) FROM source_record")
    second = bring_in(world, name="samme-fil-nytt-navn.ris")
    assert rows(path, "SELECT count(*) FROM source_record") == before
    assert rows(path, "SELECT count(*) FROM file") == [(1,)], "its bytes are kept once"
    assert (second.fetched, second.new) == (first.fetched, 0)
    view = world.store.seen_by(world.actor)
    assert all(
        one.run_ids == (first.id, second.id)
        for ref in view.references(world.question_id)
        for one in view.journey(ref.id)
    )


def test_the_bytes_come_back_as_they_came(world: World) -> None:
    run = bring_in(world)
    assert world.store.seen_by(world.actor).file_bytes(run.id) == ("eksempel.ris", RIS)


def test_a_file_that_holds_no_references_is_told_and_kept(world: World) -> None:
    run = bring_in(world, b"%PDF-1.4 an example of something else", "eksempel.pdf")
    assert (run.state, run.account["format"], run.account["record_starts"]) == ("failed", None, 0)
    assert run.account["rejected_count"] == 1
    assert titles(world) == []


@pytest.mark.parametrize("keep", [1, 2])
def test_an_import_is_kept_whole_or_not_at_all(
    world: World, store: SqliteStore, monkeypatch: pytest.MonkeyPatch, keep: int
) -> None:
    whole, made = SqliteChange._add_reference, []

    def cut(self: SqliteChange, question_id: str, one: Record) -> str:
        made.append(one)
        if len(made) > keep:
            raise RuntimeError("cut")
        return whole(self, question_id, one)

    monkeypatch.setattr(SqliteChange, "_add_reference", cut)
    run = bring_in(world)
    assert (newest_job(world).error_code, titles(world), run.fetched) == ("job_broke", [], 0)
    monkeypatch.undo()
    search.retry(world.store, world.actor, run.id)
    pool(world.store).work_off()
    assert run_of(world, run.id).state == "done"


@pytest.mark.parametrize(
    ("name", "content", "source", "code"),
    [
        ("a.ris", b"", "other", "file_empty"),
        ("a.ris", RIS, "", "file_source_missing"),
        ("a.ris", RIS, "my own", "file_source_missing"),
    ],
)
def test_a_file_that_is_not_taken(world: World, path: Path, name: str, content: bytes, source: str, code: str) -> None:
    before = everything(path)
    with pytest.raises(Problem) as caught:
        search.start_import(world.store, world.actor, world.question_id, name, content, source)
    assert caught.value.code == code
    assert everything(path) == before


# -- against the local server


@pytest.fixture
def answering() -> Iterator[tuple[Running, PubMed]]:
    clock = SkippingClock()
    client = Client(SETTINGS, limiters=NoLimit(clock, clock.skip), clock=clock, sleep=clock.nap, jitter=lambda: 1.0)
    with local_sources(records=60) as running:
        source = PubMed(client, running.eutils_url, running.api_key)
        source.page_size = 20
        yield running, source


def test_a_search_on_the_local_server_is_counted_fetched_and_repeated(
    world: World, answering: tuple[Running, PubMed]
) -> None:
    _, source = answering
    for turn in range(2):
        run_id = start(world, "humans[mh]")
        pool(world.store, source).work_off()
        counted = run_of(world, run_id).counted
        assert counted == 60
        search.ask_fetch(world.store, world.actor, run_id)
        pool(world.store, source).work_off()
        run = run_of(world, run_id)
        assert (run.state, run.fetched, run.new) == ("done", 60, 60 if turn == 0 else 0)
    assert len(set(titles(world))) == 60
    flow = world.store.seen_by(world.actor).flow(world.question_id)
    assert (flow.identified, flow.waits_for_screening) == ((("pubmed", 60),), 60)


def test_an_outage_in_the_middle_leaves_whole_pages_and_the_rest_comes_later(
    world: World, answering: tuple[Running, PubMed]
) -> None:
    running, source = answering
    run_id = start(world, "humans[mh]")
    pool(world.store, source).work_off()
    search.ask_fetch(world.store, world.actor, run_id)
    running.faults.add("server_error", "efetch.fcgi", after=1, times=20)
    pool(world.store, source).work_off()
    assert run_of(world, run_id).state == "failed"
    assert len(titles(world)) == 20
    running.faults.clear()
    search.retry(world.store, world.actor, run_id)
    pool(world.store, source).work_off()
    assert (run_of(world, run_id).state, len(set(titles(world)))) == ("done", 60)
