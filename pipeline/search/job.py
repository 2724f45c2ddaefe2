"""The long verbs of searching: count the hits of a run, and fetch them page by page.

Each page's records and the next offset are kept in one write, so a fetch that is cut off goes on where it was. While
a source is waited for, the job hears at once that it should stop.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from pico.query.write import one_line
from pipeline.errors import BadInput, Problem
from pipeline.jobs import Alive, Stopped, still_wanted
from pipeline.ports import Change, Store
from pipeline.rows import Actor, Job, Run
from pipeline.search.source import Page, QueryRejected, Source, Warning
from pipeline.steps.references import show_again
from pipeline.steps.taken_in import after_intake

Sources = Mapping[str, Source]


def count(store: Store, job: Job, alive: Alive, sources: Sources) -> None:
    """Ask the source how many hits a run's strategy has, and keep the receipt."""
    actor, run_id = Actor(job.person_id), str(job.params["run_id"])
    view = store.seen_by(actor)
    run = view.run(run_id)
    strategy = view.strategy(run.strategy_id)
    alive.beat()
    try:
        term = one_line(strategy.text) if run.source == "pubmed" else strategy.text
        hits = _source(sources, run.source).heeding(alive.heed).search(term)
        alive.beat()
    except Problem as problem:
        receipt = asdict(problem.receipt) if isinstance(problem, QueryRejected) else {"term": strategy.text}
        receipt |= _lineage(run)
        _fail(store, actor, run_id, receipt, problem)
        raise
    kept = asdict(hits.receipt) | {"cursor": hits.cursor} | _lineage(run)
    with store.write(actor, "search.count", "run", run_id) as change:
        still_wanted(change, job)
        change.put("run", run_id, {"state": "counted", "counted": hits.count, "receipt": _json(kept)})


def fetch(store: Store, job: Job, alive: Alive, sources: Sources) -> None:
    """Fetch the hits of a counted run, page by page, from where it had come."""
    actor, run_id = Actor(job.person_id), str(job.params["run_id"])
    run = store.seen_by(actor).run(run_id)
    receipt = {name: value for name, value in run.receipt.items() if name != "failure"}
    offset: int | None = int(job.cursor.get("offset", receipt.get("offset", 0)))
    alive.beat(total=run.counted or 0)
    try:
        source = _source(sources, run.source).heeding(alive.heed)
        while offset is not None:
            page = source.fetch(receipt["cursor"], offset)
            told = _told(receipt, page) | {"offset": _end(page, run)}
            with store.write(actor, "search.fetch", "run", run_id) as change:
                _at_the_place(change, job, offset)
                _keep_page(change, job, run_id, page, told)
            receipt = told
            offset = page.next_offset
            alive.beat(done=offset if offset is not None else run.counted)
    except Problem as problem:
        _fail(store, actor, run_id, receipt, problem)
        raise
    with store.write(actor, "search.finish", "run", run_id) as change:
        still_wanted(change, job)
        told = _reconciled(receipt, change.view.run(run_id))
        change.put("run", run_id, {"state": "done", "finished_at": change.at, "receipt": _json(told)})
        after_intake(change, job.question_id)


def _lineage(run: Run) -> dict[str, Any]:
    """What the receipt held before the source was asked: which run this one does again."""
    return {name: value for name, value in run.receipt.items() if name == "again_of"}


def _reconciled(receipt: dict[str, Any], run: Run) -> dict[str, Any]:
    """The receipt with what was counted beside what came: a difference that nothing explains is told."""
    sums = {"counted": run.counted or 0, "received": run.fetched, "missing": len(receipt.get("missing", ()))}
    told = receipt | {"reconciled": sums}
    if sums["received"] + sums["missing"] != sums["counted"]:
        differs = asdict(Warning("hits_not_reconciled", {**sums}))
        told["warnings"] = [*receipt.get("warnings", ()), differs]
    return told


def _at_the_place(change: Change, job: Job, offset: int) -> None:
    """Raise `Stopped` where the job has moved on from this offset: another worker has taken it up meanwhile."""
    kept = change.view.job(job.id).cursor.get("offset")
    if kept is not None and int(kept) != offset:
        raise Stopped


def _keep_page(change: Change, job: Job, run_id: str, page: Page, receipt: dict[str, Any]) -> None:
    run = change.view.run(run_id)
    received = ((run.source, key, record, raw) for key, record, raw in page.records)
    intake = change.add_records(run_id, received)
    show_again(change, intake.changed)
    change.keep_cursor(job.id, {"offset": receipt["offset"]}, done=receipt["offset"])
    change.put("run", run_id, {"receipt": _json(receipt)})


def _end(page: Page, run: Run) -> int:
    """How far one has come with a page: where the next begins, or all that were counted."""
    return page.next_offset if page.next_offset is not None else (run.counted or 0)


def _told(receipt: dict[str, Any], page: Page) -> dict[str, Any]:
    """The receipt with what this page added: a renewed cursor, warnings, ids that were counted but not handed out."""
    told = dict(receipt)
    if page.cursor is not None:
        told["cursor"] = page.cursor
    told["warnings"] = [*receipt.get("warnings", ()), *(asdict(one) for one in page.warnings)]
    told["missing"] = [*receipt.get("missing", ()), *page.missing]
    return told


def _fail(store: Store, actor: Actor, run_id: str, receipt: dict[str, Any], problem: Problem) -> None:
    failed = receipt | {"failure": {"code": problem.code, "params": problem.params}}
    with store.write(actor, "run.fail", "run", run_id) as change:
        change.put("run", run_id, {"state": "failed", "receipt": _json(failed)})


def _source(sources: Sources, name: str) -> Source:
    if name not in sources:
        raise BadInput("source_not_set_up", source=name)
    return sources[name]


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
