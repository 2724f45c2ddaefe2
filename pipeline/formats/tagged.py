"""Line formats with a tag before each value: one reader, and a `Dialect` for each format (`dialects`).

A file is cut at its record starts, which one pattern finds over the whole text; each piece gives exactly one `Parsed` or
`Rejected`, so that no start can be lost on the way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.formats import clean, decoding, noticed
from pipeline.formats.fields import Meaning, build
from pipeline.formats.ris import is_usable
from pipeline.records import Parsed, Reading, Rejected

_HEAD = 40
"""Lines above the first record that are looked at."""
REPAIRS = ("missing_start", "missing_end", "unindented_line")


@dataclass(frozen=True, slots=True)
class Beside:
    """A tag that is the same as another where a third one says so, or else what stands above the first record."""

    tag: str
    same_as: str
    source: str
    says: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one tagged format is written, and what its tags mean."""

    format: str
    starts: Callable[[str], list[int]]  # lines (from 1) of the record starts of a text
    line: re.Pattern[str]  # a line that opens a value: groups `tag` and `value`
    meaning: Meaning
    proper_start: re.Pattern[str]  # the line that every record has; without it the start was lost
    end: re.Pattern[str] | None = None  # the line that ends a record
    lists: frozenset[str] = field(default_factory=frozenset)  # tags whose wrapped lines are values of their own
    indent: str = ""  # before a wrapped line; one without it is mended
    defaults: tuple[tuple[str, str], ...] = ()
    untagged: str = ""  # what lines are that stand before the first tag; "" = nothing
    beside: tuple[Beside, ...] = ()
    quiet: bool = False  # whether its database writes nothing round the records, so that what stands there is told


def starts_by(start: re.Pattern[str], *, end: re.Pattern[str], orphan: re.Pattern[str]) -> Callable[[str], list[int]]:
    """Starts by one pattern a line; behind an end, any line of `orphan` starts a record whose own start is lost."""

    def starts(text: str) -> list[int]:
        found: list[int] = []
        inside = False
        for number, line in enumerate(text.split("\n"), 1):
            if start.match(line):
                inside = True
                found.append(number)
            elif end.match(line):
                inside = False
            elif not inside and found and orphan.match(line):
                inside = True
                found.append(number)
        return found

    return starts


def starts_at(start: re.Pattern[str]) -> Callable[[str], list[int]]:
    """Starts by one pattern with a line break before it."""

    def starts(text: str) -> list[int]:
        text = "\n" + text
        found: list[int] = []
        line, last = 0, 0
        for match in start.finditer(text):
            line += text.count("\n", last, match.start() + 1)
            last = match.start() + 1
            found.append(line)
        return found

    return starts


def parse(text: str, dialect: Dialect, marks: Iterable[tuple[int, str]] = ()) -> Reading:
    """Read the text of a file in this dialect: one `Parsed` or `Rejected` for each of its starts."""
    tidy = decoding.tidy(text, marks)
    starts = dialect.starts(tidy.text)
    lines = tidy.text.split("\n")
    head = "\n".join(lines[: min(starts[0] - 1, _HEAD)]) if starts else ""
    parsed: list[Parsed] = []
    rejected: list[Rejected] = []
    outside = list(enumerate(lines[: starts[0] - 1], 1)) if starts and dialect.quiet else []
    for number, (first, behind) in enumerate(zip(starts, [*starts[1:], len(lines) + 1], strict=False), 1):
        piece = lines[first - 1 : behind - 1]
        raw = "\n".join(piece).strip("\n")
        values, repairs = read_piece(piece, dialect)
        if dialect.quiet:
            outside += _behind_end(piece, first, dialect)
        for one in dialect.beside:
            if one.tag in values and any(map(one.says.search, values.get(one.source, [head]))):
                values.setdefault(one.same_as, []).extend(values[one.tag])
        record = build(values, dialect.meaning)
        if not is_usable(record):
            rejected.append(Rejected(first, "record_empty", {"number": number}, raw))
            continue
        mended = (code for line, code in tidy.marks if first <= line < behind) if tidy.marks else ()
        parsed.append(Parsed(number, first, record, raw, clean.unique([*repairs, *mended])))
    notices = tuple(noticed.outside(outside))
    return Reading(dialect.format, len(starts), tuple(parsed), tuple(rejected), notices=notices)


def _behind_end(piece: Sequence[str], first: int, dialect: Dialect) -> list[tuple[int, str]]:
    """The lines of a piece that stand behind its record's end, with their numbers."""
    if dialect.end is None:
        return []
    lines = list(enumerate(piece, first))
    ends = (at for at, line in enumerate(piece) if dialect.end.match(line))
    return lines[next(ends, len(piece)) + 1 :]


def read_piece(piece: Sequence[str], dialect: Dialect) -> tuple[dict[str, list[str]], list[str]]:
    """The values of one record by tag, wrapped lines joined, and what was mended."""
    values: dict[str, list[str]] = {tag: [value] for tag, value in dialect.defaults}
    repairs = [] if any(map(dialect.proper_start.match, piece)) else ["missing_start"]
    tag, ended, above_blank = "", dialect.end is None, False
    for line in piece:
        if dialect.end is not None and dialect.end.match(line):
            ended = True
            break
        match = dialect.line.match(line)
        if match:
            tag = match["tag"].rstrip()
            values.setdefault(tag, []).append(match["value"].strip())
        elif not tag and dialect.untagged and line.strip() and not dialect.proper_start.match(line):
            _wrap(values.setdefault(dialect.untagged, [""]), line.strip(), apart=False)
        elif tag and line.strip():
            if dialect.indent and not line.startswith(dialect.indent):
                if above_blank:  # a note of the database between two records
                    continue
                repairs.append("unindented_line")
            _wrap(values[tag], line.strip(), apart=tag in dialect.lists)
        above_blank = not line.strip()
    if not ended:
        repairs.append("missing_end")
    return values, repairs


def _wrap(values: list[str], line: str, *, apart: bool) -> None:
    if apart and values[-1]:
        values.append(line)
    else:
        values[-1] = f"{values[-1]}\n{line}" if values[-1] else line
