"""Searches that were run again: which belong to one round of updating a question (PRISMA-S item 12, PRISMA 2020)."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.rows import Run


def before(run: Run) -> str:
    """The run that this one does again; empty = it is no such run."""
    return str(run.receipt.get("again_of", ""))


def newest_round(runs: Sequence[Run]) -> Run | None:
    """The first run of the newest round of searching again, out of all runs, oldest first; None = there is none.

    A round holds each source once: a source that is searched again for the second time begins the next. Runs that gave
    nothing because they failed or were stopped do not count.
    """
    begin: Run | None = None
    searched: set[str] = set()
    for run in runs:
        if not before(run) or not (run.state == "done" or run.fetched):
            continue
        if begin is None or run.source in searched:
            begin, searched = run, set()
        searched.add(run.source)
    return begin
