"""What of a question's references is compared with what: all of them the first time, later only what is new or changed.

Each reference is compared as what it says by itself, so that groups are held to what every member says. What it said when
it was compared is kept as a mark beside it, with the version of the rules: other rules, and all are compared anew. What
was made ready to compare with is kept in the process, for the questions that were last worked on.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.belonging import ToCompare
from pipeline.combine import combine
from pipeline.dedupe.engine import Known, compare_all, grown, known, match_new
from pipeline.dedupe.rules import RULES_VERSION
from pipeline.dedupe.values import Deduplicated, Item
from pipeline.ports import View

MOST_READY = 60_000  # records that are kept ready in one process, of all questions together
NOTHING = Deduplicated((), (), ())


@dataclass(frozen=True, slots=True)
class Compared:
    """What a search for duplicates found, how many references it was about, and the marks to keep of them."""

    found: Deduplicated
    compared: int
    marks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Ready:
    marks: Mapping[str, str]  # what each said when it was made ready
    known: Known


class _Shelf:
    """What is ready, the question last used at the end. Safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[str, _Ready] = OrderedDict()

    def take(self, question_id: str, marks: Mapping[str, str]) -> Known | None:
        """What is ready of exactly these references saying exactly this; None = nothing."""
        with self._lock:
            ready = self._held.get(question_id)
            return ready.known if ready is not None and ready.marks == marks else None

    def put(self, question_id: str, ready: _Ready) -> None:
        """Keep it, and let go of the questions that have not been worked on for longest."""
        with self._lock:
            self._held.pop(question_id, None)
            self._held[question_id] = ready
            while sum(len(one.marks) for one in self._held.values()) > MOST_READY:
                self._held.popitem(last=False)

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._held.clear()


SHELF = _Shelf()


def mark(one: ToCompare) -> str:
    """What is kept of a reference that was compared: by which rules, and what it said."""
    return f"{RULES_VERSION} {one.says}"


def waiting(rows: Sequence[ToCompare]) -> list[ToCompare]:
    """The references that have not been compared since they came or changed."""
    return [one for one in rows if one.compared != mark(one)]


def compare(view: View, question_id: str) -> Compared:
    """Compare what waits with everything. Reads only; what people have said of pairs and groups is held to."""
    rows = view.to_compare(question_id)
    fresh = waiting(rows)
    new = {one.id for one in fresh}
    old = [one for one in rows if one.id not in new]
    groups, apart = _groups(rows), view.told_apart(question_id)
    marks = {one.id: mark(one) for one in fresh}
    if not fresh:
        return Compared(NOTHING, 0, marks)
    if not old:
        found, ready = compare_all(_items(view, question_id, fresh), groups, apart)
    else:
        there = {one.id: mark(one) for one in old}
        held = SHELF.take(question_id, there) or known(_items(view, question_id, old))
        items = _items(view, question_id, fresh)
        found, ready = match_new(held, items, groups, apart), grown(held, items)
    SHELF.put(question_id, _Ready({one.id: mark(one) for one in rows}, ready))
    return Compared(found, len(fresh), marks)


def _groups(rows: Sequence[ToCompare]) -> list[list[str]]:
    members: dict[str, list[str]] = defaultdict(list)
    for one in rows:
        if not one.alone:
            members[one.group_id].append(one.id)
    return list(members.values())


def _items(view: View, question_id: str, rows: Sequence[ToCompare]) -> list[Item]:
    """What each says by itself. One that is alone is shown as that; of a member of a group it is put together."""
    source = {one.id: one.source for one in rows}
    said = dict(view.shown(question_id, [one.id for one in rows if one.alone]))
    for reference_id, own in view.own(question_id, [one.id for one in rows if not one.alone]).items():
        said[reference_id] = combine(own.sources, {name: one.value for name, one in own.corrected.items()})
    return [Item(one, record, source[one]) for one, record in said.items()]
