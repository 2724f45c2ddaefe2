"""Searches that were run again: which belong to one round of updating a question (PRISMA-S item 12, PRISMA 2020)."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.rows import Run


def before(run: Run) -> str:
    """The run that this one does again; empty = it is no such run."""
    return str(run.receipt.get("again_of", ""))


def earlier(run: Run, runs: Sequence[Run]) -> Run | None:
    """The finished search that this one does again, out of runs, oldest first: the one it names, else the last of the same
    source before it, with the same text or an earlier version of it. None = it is the first."""
    if run.kind != "search":
        return None
    passed = [one for one in runs if one.id < run.id and one.kind == "search" and one.source == run.source]
    named = next((one for one in passed if one.id == before(run)), None)
    done = [one for one in passed if one.state == "done" and one.version <= run.version]
    return named or (done[-1] if done and run.state == "done" else None)


def newest_round(runs: Sequence[Run]) -> Run | None:
    """The first run of the newest round of searching again, out of all runs, oldest first; None = there is none.

    Only what somebody asked for as a search again begins one: a text that is tried and mended is no update of the answer.
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
