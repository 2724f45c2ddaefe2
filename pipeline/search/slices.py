"""Result sets larger than a source's window, cut into slices by PMID: exact, since no PMID lies in two of them.

Slices by date overlap (print and electronic dates differ); those by PMID do not. A plan is a text, so that a job's row
can keep it: a fetch that is cut off goes on in the slice where it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

FIRST, LAST = 1, 999_999_999  # PMIDs have at most nine digits


@dataclass(frozen=True, slots=True)
class Slice:
    """The hits with a PMID from `low` to `high`, both of them included."""

    low: int
    high: int
    count: int

    def of(self, term: str) -> str:
        """`term` narrowed to this slice. The brackets keep what stands in it together: PubMed reads from left to right."""
        return f"({term}) AND {self.low}:{self.high}[uid]"


def plan(
    count: int, ask: Callable[[Slice], int], window: int, *, low: int = FIRST, high: int = LAST
) -> tuple[Slice, ...]:
    """Slices of at most `window` hits that together hold all `count` from `low` to `high`, highest PMID first.

    Empty ones are left out. `ask` counts the hits of a slice (its own `count` means nothing). Only lower halves are
    asked for: the upper half has the rest, and is counted itself when it is fetched. A range of one PMID is never halved.
    """
    found: list[Slice] = []
    waiting = [Slice(low, high, count)]
    while waiting:
        one = waiting.pop()
        if one.count <= 0:
            continue
        if one.count <= window or one.low == one.high:
            found.append(one)
            continue
        middle = (one.low + one.high) // 2
        below = min(one.count, ask(Slice(one.low, middle, 0)))
        waiting += [Slice(one.low, middle, below), Slice(middle + 1, one.high, one.count - below)]
    return tuple(found)


def place(slices: Sequence[Slice], offset: int) -> tuple[int, int]:
    """(which slice, place within it) of the `offset`-th hit of all; one past the last slice where there is no such hit."""
    for number, one in enumerate(slices):
        if offset < one.count:
            return number, offset
        offset -= one.count
    return len(slices), 0


def dumps(slices: Sequence[Slice]) -> str:
    """A plan as text."""
    return json.dumps([[one.low, one.high, one.count] for one in slices], separators=(",", ":"))


def loads(text: str) -> tuple[Slice, ...]:
    """A plan from its text."""
    return tuple(Slice(*one) for one in json.loads(text))
