"""The pool that works off long jobs: takes a store and a table, job kind -> verb. It never touches a page.

A job is a row with a heartbeat. It goes on when the tab is closed; one whose worker is gone is taken up again by the
next worker, so a verb keeps how far it has come in the same write as what it has done. A job that fails leaves its run
failed too, with the code, so that a person can try again.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime

from pipeline.errors import Problem, StoreFailed
from pipeline.ports import Change, Store
from pipeline.rows import Actor, Job
from pipeline.workers import is_gone, worker_name

log = logging.getLogger("kunnskapsbroen.jobs")
STALE_AFTER_S = 30.0
BEAT_EVERY_S = 5.0
HEAR_EVERY_S = 0.3  # how soon a worker hears that its job was cancelled
LOOK_EVERY_S = 0.5
STOP_WITHIN_S = 8.0
MOST_TAKEN_UP = 5  # times that a job may lose its worker without a step forward between
UNDER_WAY = ("waiting", "counting", "fetching")  # states of a run

JobVerb = Callable[[Store, Job, "Alive"], None]


class Stopped(Exception):
    """The job was cancelled, or the program is stopping; what has been kept stays."""


def is_stale(job: Job, now: datetime) -> bool:
    """Whether a running job has been silent for too long: its worker is gone, and the next one takes it up.

    A heartbeat as far ahead of the clock counts as silence too: the clock has been set back since. `now` is aware.
    """
    if job.state != "running" or not job.heartbeat_at:
        return False
    return abs((now - datetime.fromisoformat(job.heartbeat_at)).total_seconds()) > STALE_AFTER_S


class Alive:
    """What a verb holds while it works: it tells how far it is, and hears when it should stop."""

    def __init__(self, store: Store, job: Job, stopping: threading.Event, worker: str = "") -> None:
        self._store = store
        self._job = job
        self._stopping = stopping
        self._worker = worker
        self._lost = threading.Event()  # cancelled, or taken up by another worker

    def beat(self, *, done: int | None = None, total: int | None = None) -> None:
        """Tell that the job is alive. Raises `Stopped` when it has been cancelled or the program is stopping."""
        if not self._store.beat(self._job.id, done=done, total=total, worker=self._worker):
            self._lost.set()
        self.heed()

    def heed(self) -> None:
        """Raise `Stopped` if the job should stop, as far as has been heard. Costs nothing: for loops that wait."""
        if self._lost.is_set() or self._stopping.is_set():
            raise Stopped

    def keep_pulse(self, resting: threading.Event) -> None:
        """Beat, and listen in between, until the verb has come to its end. Runs in a thread of its own."""
        beaten = time.monotonic()
        while not resting.wait(min(HEAR_EVERY_S, BEAT_EVERY_S)):
            try:
                if time.monotonic() - beaten >= BEAT_EVERY_S:
                    beaten = time.monotonic()
                    mine = self._store.beat(self._job.id, worker=self._worker)
                else:
                    mine = self._store.seen_by(Actor(self._job.person_id)).job(self._job.id).state == "running"
            except Problem as problem:
                log.warning("no heartbeat for job %s: %s", self._job.id, problem.code)
                continue
            if not mine:
                self._lost.set()


class Pool:
    """A few worker threads of one process over the jobs of one store."""

    def __init__(self, store: Store, verbs: Mapping[str, JobVerb], *, workers: int = 2) -> None:
        self._store = store
        self._verbs = verbs
        self._stopping = threading.Event()
        self._wake = threading.Condition()
        self._under_way: dict[str, tuple[Job, str]] = {}  # worker -> (its job, worker)
        self._threads = [
            threading.Thread(target=self._work, args=(worker_name(str(n)),), name=f"job-{n}", daemon=True)
            for n in range(workers)
        ]

    def start(self) -> None:
        """Let the workers begin, with what workers that died have left."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """A job has just been queued."""
        with self._wake:
            self._wake.notify_all()

    def stop(self, timeout_s: float = STOP_WITHIN_S) -> None:
        """Let each worker end what it is in the middle of keeping, then stop. What is not at its end is queued again."""
        self._stopping.set()
        self.wake()
        until = time.monotonic() + timeout_s
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        for job, worker in list(self._under_way.values()):
            self._end(job, worker, "queued")

    def work_off(self) -> int:
        """Work in the caller's own thread until nothing waits; gives how many jobs were done. For command line and tests."""
        done, worker = 0, worker_name("here")
        while job := self._store.claim_job(worker, STALE_AFTER_S, is_gone):
            self._run(job, worker)
            done += 1
        return done

    def _work(self, worker: str) -> None:
        pause = 0.0
        while not self._stopping.wait(pause):
            pause = 0.0
            try:
                job = self._store.claim_job(worker, STALE_AFTER_S, is_gone)
                if job is not None:
                    self._run(job, worker)
                    continue
            except Exception:  # whatever it is, a worker that dies without a word would block all that comes after
                log.exception("jobs cannot be read or kept")
                pause = LOOK_EVERY_S
            with self._wake:
                if not self._stopping.is_set():
                    self._wake.wait(LOOK_EVERY_S)

    def _run(self, job: Job, worker: str) -> None:
        alive = Alive(self._store, job, self._stopping, worker)
        resting = threading.Event()
        threading.Thread(target=alive.keep_pulse, args=(resting,), name="pulse", daemon=True).start()
        self._under_way[worker] = (job, worker)
        try:
            self._verb_of(job)(self._store, job, alive)
            self._end(job, worker, "done")
        except Stopped:
            log.info("job %s stopped", job.id)
            if self._stopping.is_set():  # the program ends, not the job: the next start takes it up at once
                self._end(job, worker, "queued")
        except Problem as problem:
            log.warning("job %s failed: %s", job.id, problem.code)
            self._give_up(job, worker, problem)
        except Exception:  # a fault of ours: the job must not hang as "running", and the log must tell
            log.exception("job %s broke", job.id)
            self._give_up(job, worker, Problem("job_broke"))
        finally:
            resting.set()
            self._under_way.pop(worker, None)

    def _verb_of(self, job: Job) -> JobVerb:
        """The verb of a job, unless it has cost too many workers their life already."""
        if (times := int(job.error_params.get("taken_up", 0))) > MOST_TAKEN_UP:
            raise Problem("job_died", times=times)
        return self._verbs[job.kind]

    def _give_up(self, job: Job, worker: str, problem: Problem) -> None:
        try:
            fail_run(self._store, job, problem)
        except StoreFailed:
            log.exception("that job %s failed cannot be kept; it is taken up again later", job.id)
            return
        except Problem as other:  # its question was deleted meanwhile, say: the job still ends
            log.warning("the run of job %s cannot be told: %s", job.id, other.code)
        self._end(job, worker, "failed", problem.code, problem.params)

    def _end(
        self, job: Job, worker: str, state: str, code: str = "", params: Mapping[str, str | int] | None = None
    ) -> None:
        """End a job. Where the store cannot take it now the job grows stale and is taken up again; the worker lives on."""
        try:
            self._store.end_job(job.id, state, code, params, worker=worker)
        except Problem:
            log.exception("the end of job %s cannot be kept", job.id)


def still_wanted(change: Change, job: Job) -> None:
    """Raise `Stopped`, inside the write that would keep what a job has done, where the job was cancelled meanwhile."""
    if change.view.job(job.id).state != "running":
        raise Stopped


def fail_run(store: Store, job: Job, problem: Problem) -> None:
    """Leave the run that a job works for as failed, with the code, unless its verb has said so already."""
    run_id = str(job.params.get("run_id", ""))
    if not run_id:
        return
    actor = Actor(job.person_id)
    with store.write(actor, "run.fail", "run", run_id) as change:
        run = change.view.run(run_id)
        if run.state in UNDER_WAY:
            told = {**run.receipt, "failure": {"code": problem.code, "params": problem.params}}
            receipt = json.dumps(told, ensure_ascii=False, sort_keys=True)
            change.put("run", run_id, {"state": "failed", "receipt": receipt})
