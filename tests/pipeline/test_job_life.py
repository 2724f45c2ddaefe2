"""What becomes of a job whose worker dies, whose user stops it, whose program ends, and which can never be done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest

import wiring
from data.store import SqliteStore
from pipeline import jobs, workers
from pipeline.errors import BadInput, Problem
from pipeline.formats import guarded
from pipeline.formats import job as import_job
from pipeline.formats.job import read_kept_file
from pipeline.formats.read import read_file
from pipeline.jobs import MOST_TAKEN_UP, Alive, JobVerb, Pool, is_stale
from pipeline.ports import Store
from pipeline.records import Plan, Reading
from pipeline.rows import Actor, Job, Run
from pipeline.search.client import Client
from pipeline.search.job import count, fetch
from pipeline.search.pubmed import PubMed
from pipeline.steps import search
from pipeline.steps.dedupe import find_duplicates
from pipeline.workers import is_gone, worker_name
from tests.command import begin
from tests.local_sources.faults import Kind
from tests.local_sources.server import Running, local_sources
from tests.makers import World, rows
from tests.pipeline.search.conftest import SETTINGS, NoLimit

ROOT = Path(__file__).resolve().parents[2]
RIS = b"TY  - JOUR\nTI  - Example trial of waiting\nPY  - 2015\nER  - \n"


@pytest.fixture
def local() -> Iterator[Running]:
    """60 made-up articles."""
    with local_sources() as running:
        yield running


def verbs(local: Running | None = None, **more: JobVerb) -> dict[str, JobVerb]:
    """The verbs of the walk with PubMed at the local server, in pages of ten."""
    sources = {}
    if local:
        source = PubMed(Client(SETTINGS, limiters=NoLimit(), jitter=lambda: 1.0), local.eutils_url)
        source.page_size = 10
        sources = {"pubmed": source}
    return {
        "count": lambda s, j, a: count(s, j, a, sources),
        "fetch": lambda s, j, a: fetch(s, j, a, sources),
        "import": read_kept_file,
        "dedupe": find_duplicates,
        **more,
    }


def start(world: World) -> str:
    strategy_id = search.save_strategy(world.store, world.actor, world.question_id, "pubmed", "humans[mh]")
    return search.start_search(world.store, world.actor, strategy_id)


def bring_in(world: World) -> str:
    return search.start_import(world.store, world.actor, world.question_id, "eksempel.ris", RIS, "other")


def run_of(world: World, run_id: str) -> Run:
    return world.store.seen_by(world.actor).run(run_id)


def job_of(world: World) -> Job:
    return world.store.seen_by(world.actor).jobs(world.question_id)[0]


def until(true: Callable[[], bool], seconds: float = 15) -> float:
    """Wait for something; gives the seconds it took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, "it never came to be"
        time.sleep(0.01)
    return time.monotonic() - began


# -- a silent job


@pytest.mark.parametrize(
    ("state", "silent_s", "stale"),
    [
        ("running", 0, False),
        ("running", 29, False),
        ("running", 31, True),
        ("running", -3600, True),  # the clock has been set back by an hour since the last beat
        ("running", -5, False),
        ("queued", 999, False),
        ("done", 999, False),
    ],
)
def test_a_job_is_stale_when_it_has_been_silent_for_too_long(
    world: World, store: SqliteStore, state: str, silent_s: int, stale: bool
) -> None:
    start(world)
    store.claim_job("somebody", 30)
    store.end_job(job_of(world).id, state)
    job = job_of(world)
    if job.heartbeat_at:
        beaten = datetime.fromisoformat(job.heartbeat_at)
        assert is_stale(job, beaten + timedelta(seconds=silent_s)) is stale


def test_a_job_that_was_never_begun_is_not_stale(world: World) -> None:
    start(world)
    assert not is_stale(job_of(world), datetime.now(UTC))


@pytest.mark.parametrize(("beat", "taken"), [(-3600, True), (-31, True), (-20, False), (20, False), (3600, True)])
def test_a_clock_that_was_set_hides_no_dead_job(
    world: World, store: SqliteStore, monkeypatch: pytest.MonkeyPatch, beat: int, taken: bool
) -> None:
    """The last heartbeat so many seconds after now, by the clock as it is today."""
    start(world)
    when = (datetime.now(UTC) + timedelta(seconds=beat)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    with monkeypatch.context() as patch:
        patch.setattr("data.store.utc_now", lambda: when)
        assert store.claim_job("far/1/2/3/4", 30)
    assert bool(store.claim_job("next", 30)) is taken


# -- a worker that is gone


def test_a_worker_is_known_by_machine_process_and_birth() -> None:
    mine = worker_name("0")
    host, pid, birth, _, _ = mine.split("/")
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"])
    of_child = f"{host}/{child.pid}/{workers._birth(child.pid)}/other/0"
    assert [is_gone(mine), is_gone(of_child)] == [False, False]
    child.kill()
    until(lambda: is_gone(of_child))  # gone at once, though nobody has fetched it yet
    child.wait()
    assert is_gone(of_child)
    assert is_gone(f"{host}/{pid}/{birth}/earlier/0"), "the same number in the container's next life"
    assert is_gone(f"{host}/{os.getppid()}/1/other/0"), "another process has the number now"
    for unknown in ("", "here", f"elsewhere/{child.pid}/1/other/0", f"{host}/x/1/other/0"):
        assert not is_gone(unknown)


def test_what_a_dead_process_left_is_taken_up_at_once(world: World, store: SqliteStore, local: Running) -> None:
    run_id = start(world)
    Pool(store, verbs(local)).work_off()
    search.ask_fetch(store, world.actor, run_id)
    host = worker_name("").split("/")[0]
    assert store.claim_job(f"{host}/{os.getppid()}/1/gone/0", 30)
    pool = Pool(store, verbs(local))
    pool.start()
    assert until(lambda: run_of(world, run_id).state == "done") < 5
    pool.stop()
    (fetched,) = (job for job in store.seen_by(world.actor).jobs(world.question_id) if job.kind == "fetch")
    assert (run_of(world, run_id).fetched, fetched.state) == (60, "done")


@pytest.mark.parametrize("kind", ["search", "import"])
def test_a_job_that_costs_every_worker_its_life_is_given_up(world: World, store: SqliteStore, kind: str) -> None:
    run_id = start(world) if kind == "search" else bring_in(world)
    assert store.claim_job("dies/1", 30)
    for n in range(MOST_TAKEN_UP):
        job = store.claim_job(f"dies/{n}", -1)
        assert job is not None
        assert job.error_params["taken_up"] == n + 1
    pool = Pool(store, verbs())
    last = store.claim_job("last", -1)
    assert last is not None
    pool._run(last, "last")
    assert (job_of(world).state, job_of(world).error_code) == ("failed", "job_died")
    run = run_of(world, run_id)
    assert (run.state, run.receipt["failure"]) == ("failed", {"code": "job_died", "params": {"times": 6}})
    search.retry(store, world.actor, run_id)
    assert job_of(world).state == "queued"


def test_a_step_forward_counts_the_lost_workers_anew(world: World, store: SqliteStore) -> None:
    start(world)
    store.claim_job("first", 30)
    for done in range(12):
        store.beat(job_of(world).id, done=done)
        job = store.claim_job("next", -1)
        assert job is not None
        assert job.error_params["taken_up"] == 1
    assert MOST_TAKEN_UP < 12


def test_who_lost_a_job_to_another_worker_neither_beats_nor_ends_it(world: World, store: SqliteStore) -> None:
    start(world)
    store.claim_job("slow", 30)
    job = store.claim_job("quick", -1)
    assert job is not None
    assert not store.beat(job.id, worker="slow")
    store.end_job(job.id, "failed", "source_timeout", worker="slow")
    assert job_of(world).state == "running"
    with pytest.raises(jobs.Stopped):
        Alive(store, job, threading.Event(), "slow").beat()
    Alive(store, job, threading.Event(), "quick").beat(done=1)


@pytest.mark.parametrize("heard", [True, False])
def test_two_workers_on_one_search_keep_every_page_once(
    world: World, store: SqliteStore, local: Running, heard: bool
) -> None:
    """A laptop that slept: the job was taken up, and then the first worker woke. It may not have heard of it yet."""
    run_id = start(world)
    Pool(store, verbs(local)).work_off()
    search.ask_fetch(store, world.actor, run_id)
    first = store.claim_job("first", 30)
    second = store.claim_job("second", -1)
    assert first is not None and second is not None
    stopped: list[str] = []

    def work(job: Job, worker: str) -> None:
        try:
            verbs(local)["fetch"](store, job, Alive(store, job, threading.Event(), worker if heard else ""))
        except jobs.Stopped:
            stopped.append(worker)

    both = [threading.Thread(target=work, args=pair) for pair in ((first, "first"), (second, "second"))]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert stopped == ["first"] if heard else len(stopped) <= 1
    assert (run_of(world, run_id).state, run_of(world, run_id).fetched, run_of(world, run_id).new) == ("done", 60, 60)


# -- cancelled by the user


@pytest.mark.parametrize(("kind", "value"), [("delay", 20.0), ("trickle", 0.05), ("rate_limited", 5.0)])
@pytest.mark.parametrize("step", ["count", "fetch"])
def test_a_stop_by_the_user_is_heard_at_once(
    world: World, store: SqliteStore, local: Running, kind: Kind, value: float, step: str
) -> None:
    """In the middle of a slow answer, and asleep because the source asked for it."""
    run_id = start(world)
    if step == "fetch":
        Pool(store, verbs(local)).work_off()
        search.ask_fetch(store, world.actor, run_id)
    local.faults.add(kind, times=99, value=value)
    asked = len(local.requests)
    pool = Pool(store, verbs(local), workers=1)
    pool.start()
    until(lambda: len(local.requests) > asked)
    time.sleep(0.2)
    search.cancel(store, world.actor, run_id)
    took = until(lambda: not pool._under_way)
    print(f"\n{step}, {kind}: the worker was free {took:.2f} s after the user's stop")
    assert took < 4.5
    assert (run_of(world, run_id).state, job_of(world).state) == ("cancelled", "cancelled")
    local.faults.clear()
    search.retry(store, world.actor, run_id)
    pool.wake()
    until(lambda: run_of(world, run_id).state in ("counted", "done"))
    pool.stop()


def test_an_import_that_was_stopped_while_it_was_read_is_not_kept(
    world: World, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = bring_in(world)

    def account(held: guarded.Held) -> dict[str, object]:
        raise AssertionError("it was to be kept")

    def read(content: bytes, *, plans: Sequence[Plan] = ()) -> Reading:
        search.cancel(store, world.actor, run_id)
        return read_file(content, plans=plans)

    monkeypatch.setattr(guarded, "read_file", read)
    monkeypatch.setattr(import_job, "account", account)
    Pool(store, verbs()).work_off()
    assert (run_of(world, run_id).state, run_of(world, run_id).fetched) == ("cancelled", 0)
    monkeypatch.undo()
    search.retry(store, world.actor, run_id)
    Pool(store, verbs()).work_off()
    assert (run_of(world, run_id).state, run_of(world, run_id).fetched) == ("done", 1)


# -- a job that fails


@pytest.mark.parametrize("kind", ["count", "fetch", "import"])
@pytest.mark.parametrize("failure", [BadInput("file_empty"), RuntimeError("a fault of ours")])
def test_a_job_that_fails_leaves_a_run_that_can_be_tried_again(
    world: World, store: SqliteStore, local: Running, kind: str, failure: Exception
) -> None:
    def broken(store: Store, job: Job, alive: Alive) -> None:
        raise failure

    run_id = bring_in(world) if kind == "import" else start(world)
    if kind == "fetch":
        Pool(store, verbs(local)).work_off()
        search.ask_fetch(store, world.actor, run_id)
    Pool(store, verbs(local, **{kind: broken})).work_off()
    code = failure.code if isinstance(failure, Problem) else "job_broke"
    run = run_of(world, run_id)
    assert (run.state, run.receipt["failure"]["code"], job_of(world).error_code) == ("failed", code, code)
    for _ in range(3):
        search.retry(store, world.actor, run_id)
    Pool(store, verbs(local)).work_off()
    run = run_of(world, run_id)
    assert run.state == ("counted" if kind == "count" else "done")
    assert "failure" not in run.receipt
    assert run.fetched == {"count": 0, "fetch": 60, "import": 1}[kind]
    assert len(store.seen_by(world.actor).references(world.question_id, limit=100)) == run.fetched


# -- the program ends


def test_a_pool_that_stops_queues_again_what_cannot_end_in_time(world: World, store: SqliteStore) -> None:
    begun = threading.Event()

    def deaf(store: Store, job: Job, alive: Alive) -> None:
        begun.set()
        let_go.wait(30)

    let_go = threading.Event()
    start(world)
    pool = Pool(store, verbs(count=deaf), workers=1)
    pool.start()
    assert begun.wait(10)
    began = time.monotonic()
    pool.stop(0.3)
    assert time.monotonic() - began < 15
    assert job_of(world).state == "queued"
    let_go.set()
    pool._threads[0].join()
    assert job_of(world).state == "queued", "the late end of the deaf worker changes nothing"


@pytest.mark.parametrize("fault", ["delay", "rate_limited"])
def test_a_server_that_is_told_to_stop_leaves_its_job_queued(tmp_path: Path, local: Running, fault: Kind) -> None:
    """SIGTERM to the running workbench, in the middle of a slow answer or of a pause."""
    from tests.browser.conftest import free_port

    person_id, question_id = begin(tmp_path)
    store, actor = wiring.open_store(tmp_path / wiring.database_path().name), Actor(person_id)
    strategy_id = search.save_strategy(store, actor, question_id, "pubmed", "humans[mh]")
    search.start_search(store, actor, strategy_id)
    local.faults.add(fault, times=99, value=30.0)
    port = free_port()
    settings = {"KUNNSKAPSBROEN_DATA": str(tmp_path), "KUNNSKAPSBROEN_PUBMED_URL": local.eutils_url}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with (tmp_path / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stdout=log, stderr=log)
    try:
        until(lambda: len(local.requests) > 0, 60)
        until(lambda: _well(port), 60)
        assert rows(store.path, "SELECT state FROM job") == [("running",)]
        server.send_signal(signal.SIGTERM)
        began = time.monotonic()
        server.wait(20)
        took = time.monotonic() - began
    finally:
        server.kill()
        server.wait()
    print(f"\n{fault}: the server ended {took:.1f} s after SIGTERM")
    assert took < 10
    assert rows(store.path, "SELECT state FROM job") == [("queued",)]
    store.close()


def _well(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
            return bool(answer.read() == b"ok")
    except OSError:
        return False
