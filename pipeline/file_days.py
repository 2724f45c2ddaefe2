"""When the searches behind files were run: not the day a file came in, but the day that people have written (PRISMA-S item 13).

The program has not made those searches, so it knows the day only from the answer in the account of the search. A day is
taken from it only where there is no doubt whose it is; else the answer stands as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from pipeline import days
from pipeline.rows import Run

DATES = 13  # the item of the account that asks
_LINES = re.compile(r"[\n;]+")


def searched(answer: str, runs: Sequence[Run], called: Callable[[Run], str]) -> Mapping[str, str]:
    """Run of a file -> the ISO day that its search was run, of those that the answer tells. `called`: the name of its source.

    A line of the answer with one day in it, which names one file or one source, tells the day of that; an answer with one
    day in it tells the day of the only file there is. A day after the file came in is no day of its search.
    """
    files = [run for run in runs if run.kind == "import"]
    told: dict[str, set[date]] = {}
    for line in _LINES.split(answer):
        if len(on := set(days.within(line))) == 1:
            for run in _named(line.casefold(), files, called):
                told.setdefault(run.id, set()).update(on)
    if len(files) == 1 and files[0].id not in told:
        told[files[0].id] = set(days.within(answer))
    sure = {run.id: day.isoformat() for run in files if len(on := told.get(run.id, set())) == 1 for day in on}
    return {run.id: sure[run.id] for run in files if run.id in sure and sure[run.id] <= run.asked_at[:10]}


def _named(line: str, files: Sequence[Run], called: Callable[[Run], str]) -> Sequence[Run]:
    """The files that a line is about: those it names; else those of the one source that it names."""
    if named := [run for run in files if run.file_name and run.file_name.casefold() in line]:
        return named if len(named) == 1 else ()
    of = [run for run in files if called(run).casefold() in line]
    return of if len({run.source for run in of}) == 1 else ()
