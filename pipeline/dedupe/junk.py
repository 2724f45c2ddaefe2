"""Columns that say nothing, found and left out: a serial number in `number`, one DOI for a whole volume.

Looked for in each file or source by itself, since what is junk in one export is good in another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.dedupe.titles import compact, plain
from pipeline.dedupe.values import Item
from pipeline.records import Record

ENOUGH = 30  # filled values from which a column can be judged
SERIAL = 0.98  # share of different values from which volumes or issues number the rows
REPEATED = 0.2  # share of one value from which a page field is a filler
TITLES = 5  # different titles under one identifier from which it is not theirs


@dataclass(frozen=True, slots=True)
class Junk:
    """What to leave out: (origin, field) of whole columns, (origin, field, value) of single values."""

    columns: frozenset[tuple[str, str]] = frozenset()
    values: frozenset[tuple[str, str, str]] = frozenset()

    def cleaned(self, item: Item) -> Record:
        """The record without what is junk; itself where there is none."""
        if not self.columns and not self.values:
            return item.record
        origin, record = item.origin, item.record
        empty: dict[str, Any] = {name: "" for name in ("volume", "issue") if (origin, name) in self.columns}
        for name in ("pages", "doi", "pmid"):
            if (origin, name, getattr(record, name)) in self.values:
                empty[name] = ""
        return replace(record, **empty) if empty else record

    def __or__(self, other: Junk) -> Junk:
        return Junk(self.columns | other.columns, self.values | other.values)


NO_JUNK = Junk()


def find_junk(items: Iterable[Item]) -> Junk:
    """The columns and values of these items that say nothing."""
    by_origin: dict[str, list[Record]] = defaultdict(list)
    for item in items:
        by_origin[item.origin].append(item.record)
    columns: set[tuple[str, str]] = set()
    values: set[tuple[str, str, str]] = set()
    for origin, records in by_origin.items():
        columns.update((origin, name) for name in ("volume", "issue") if _numbers_rows(records, name))
        values.update((origin, "pages", value) for value in _fillers(records))
        for name in ("doi", "pmid"):
            values.update((origin, name, value) for value in _of_many(records, name))
    return Junk(frozenset(columns), frozenset(values))


def _numbers_rows(records: Sequence[Record], name: str) -> bool:
    """Whether nearly every row has a value of its own, exact copies of a row left out."""
    filled = [getattr(record, name) for record in records if getattr(record, name)]
    return len(filled) >= ENOUGH and len(set(filled)) >= SERIAL * len(filled)


def _fillers(records: Sequence[Record]) -> list[str]:
    filled = Counter(pages for pages, _ in {(one.pages, one.title) for one in records if one.pages})
    total = sum(filled.values())
    return [value for value, times in filled.items() if total >= ENOUGH and times > REPEATED * total]


def _of_many(records: Sequence[Record], name: str) -> list[str]:
    """Identifiers that stand on many different titles: a journal's or a volume's, or a mistake of an export."""
    times = Counter(getattr(record, name) for record in records)
    often = {value for value, count in times.items() if value and count >= TITLES}
    if not often:
        return []
    titles: dict[str, set[str]] = defaultdict(set)
    for record in records:
        value = getattr(record, name)
        if value in often:
            titles[value].add(compact(plain(record.title))[:12])
    return [value for value, beginnings in titles.items() if len(beginnings) >= TITLES]
