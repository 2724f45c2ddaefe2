"""The pool that works off long jobs: takes a store and a table, job kind -> verb. It never touches a page.

A job is a row with a heartbeat. It goes on when the tab is closed; one whose worker is gone is taken up again by the
next worker, so a verb keeps how far it has come in the same write as what it has done.
"""

from __future__ import annotations

import logging
import os
import threading
import uuid
from collections.abc import Callable, Mapping

from pipeline.errors import Problem
from pipeline.ports import Store
from pipeline.rows import Job

log = logging.getLogger("kunnskapsbroen.jobs")
STALE_AFTER_S = 30.0
BEAT_EVERY_S = 5.0
LOOK_EVERY_S = 0.5

JobVerb = Callable[[Store, Job, "Alive"], None]


class Stopped(Exception):
    """The job was cancelled, or the program is stopping; what has been kept stays."""


class Alive:
    """What a verb holds while it works: it tells how far it is, and hears when it should stop."""

    def __init__(self, store: Store, job: Job, stopping: threading.Event) -> None:
        self._store = store
        self._job = job
        self._stopping = stopping

    def beat(self, *, done: int | None = None, total: int | None = None) -> None:
        """Tell that the job is alive. Raises `Stopped` when it has been cancelled or the program is stopping."""
        if not self._store.beat(self._job.id, done=done, total=total) or self._stopping.is_set():
            raise Stopped


class Pool:
    """A few worker threads of one process over the jobs of one store."""

    def __init__(self, store: Store, verbs: Mapping[str, JobVerb], *, workers: int = 2) -> None:
        self._store = store
        self._verbs = verbs
        self._stopping = threading.Event()
        self._wake = threading.Condition()
        name = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._threads = [
            threading.Thread(target=self._work, args=(f"{name}-{n}",), name=f"job-{n}", daemon=True)
            for n in range(workers)
        ]

    def start(self) -> None:
        """Let the workers begin."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """A job has just been queued."""
        with self._wake:
            self._wake.notify_all()

    def stop(self, timeout_s: float = 10.0) -> None:
        """Let each worker end what it is in the middle of keeping, then stop."""
        self._stopping.set()
        self.wake()
        for thread in self._threads:
            thread.join(timeout_s)

    def work_off(self) -> int:
        """Work in the caller's own thread until nothing waits; gives how many jobs were done. For command line and tests."""
        done = 0
        while job := self._store.claim_job("here", STALE_AFTER_S):
            self._run(job)
            done += 1
        return done

    def _work(self, worker: str) -> None:
        while not self._stopping.is_set():
            try:
                job = self._store.claim_job(worker, STALE_AFTER_S)
            except Problem:
                log.exception("jobs cannot be read")
                job = None
            if job is not None:
                self._run(job)
            else:
                with self._wake:
                    self._wake.wait(LOOK_EVERY_S)

    def _run(self, job: Job) -> None:
        alive = Alive(self._store, job, self._stopping)
        resting = threading.Event()
        pulse = threading.Thread(target=self._pulse, args=(job.id, resting), daemon=True)
        pulse.start()
        try:
            self._verbs[job.kind](self._store, job, alive)
            self._end(job, "done")
        except Stopped:
            log.info("job %s stopped", job.id)
            if self._stopping.is_set():  # the program ends, not the job: the next start takes it up at once
                self._end(job, "queued")
        except Problem as problem:
            log.warning("job %s failed: %s", job.id, problem.code)
            self._end(job, "failed", problem.code, problem.params)
        except Exception:  # a fault of ours: the job must not hang as "running", and the log must tell
            log.exception("job %s broke", job.id)
            self._end(job, "failed", "job_broke")
        finally:
            resting.set()

    def _end(self, job: Job, state: str, code: str = "", params: Mapping[str, str | int] | None = None) -> None:
        """End a job. Where the store cannot take it now the job grows stale and is taken up again; the worker lives on."""
        try:
            self._store.end_job(job.id, state, code, params)
        except Problem:
            log.exception("the end of job %s cannot be kept", job.id)

    def _pulse(self, job_id: str, resting: threading.Event) -> None:
        while not resting.wait(BEAT_EVERY_S):
            try:
                self._store.beat(job_id)
            except Problem:
                log.warning("no heartbeat for job %s", job_id)
