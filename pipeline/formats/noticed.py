"""What a file holds besides its records, and what a record lacks, told so that nobody loses it without a word.

A notice changes no count: what is taken, rescued and put aside are still all of the record starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.records import Noticed, Parsed, Reading, Record

CODES = ("text_outside", "record_without_title", "record_year_unreadable")
YEAR_NAMES = frozenset(
    ("PY", "Y1", "YR", "DP", "D", "8", "EY", "FD", "year", "date", "Year", "Year of Publication", "Date of Publication")
)
"""Names in `Record.extra` under which a year stands that no number could be read from."""
WITHOUT_TITLES = frozenset({"id_list"})
"""Formats of which no record has a title."""
_LONGEST = 400  # characters of a stretch that are kept
_BANNER = re.compile(
    r"\s*(?:(?:provider|database|content|copyright|source|exported|export|search|results?|records?|references?|date|user|"
    r"query|link|url|file|format|encoding|total|number|page)\b[^:\n]{0,30}(?::|#| \d)|\d+ (?:of|records|results|referanser)\b|"
    r"©|FN |VR |EF\b|EOF\b|[%#;]|[<>]{1,2})",
    re.IGNORECASE,
)
"""What databases and programs write of a file round its records."""


def outside(lines: Iterable[tuple[int, str]]) -> list[Noticed]:
    """(line, text) of what no record owns, as a notice for each stretch; without blank lines and what databases put there."""
    found: list[list[tuple[int, str]]] = []
    for at, line in lines:
        if _BANNER.match(line) or not any(map(str.isalpha, line)):
            continue
        if found and found[-1][-1][0] == at - 1:
            found[-1].append((at, line))
        else:
            found.append([(at, line)])
    return [Noticed(one[0][0], "text_outside", {}, "\n".join(line for _, line in one)[:_LONGEST]) for one in found]


def numbered(text: str, first: int) -> Iterator[tuple[int, str]]:
    """The lines of a text with their numbers, the first of which is `first`."""
    return enumerate(text.split("\n"), first)


def of_record(number: int, line: int, record: Record, raw: str, part: str = "") -> Iterator[Noticed]:
    """What one record lacks."""
    if not record.title:
        yield Noticed(line, "record_without_title", {"number": number}, raw[:_LONGEST], part)
    if record.year is None and (told := next((text for name, text in record.extra if name in YEAR_NAMES), "")):
        yield Noticed(line, "record_year_unreadable", {"number": number, "year": told[:60]}, raw[:_LONGEST], part)


def of_records(reading: Reading) -> Iterator[Noticed]:
    """What the records of a reading lack. Not for those that are made when they are asked for: their reader tells it."""
    if reading.format in WITHOUT_TITLES:
        return
    parsed: Iterable[Parsed] = reading.parsed
    for one in parsed:
        if not one.record.title or one.record.year is None:
            yield from of_record(one.number, one.line, one.record, one.raw, one.part)
