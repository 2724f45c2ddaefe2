"""Two files of tagged lines put one behind the other where the last line of the first had no end: the first record of the
second begins within that line, and is parted from it here. RIS has this in its own reader (`ris_starts.unglue`)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from pipeline.formats import clean
from pipeline.formats.decoding import Text
from pipeline.records import Noticed, Parsed, Reading, Rejected

T = TypeVar("T", Rejected, Noticed)

REPAIRS = ("glued_start",)
_STARTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("PMID- ", re.compile(r"PMID- \d{1,8}\n[A-Z][A-Z0-9]{1,3} {0,2}- ")),
    ("%0 ", re.compile(r"%0 [A-Z][A-Za-z ]{2,30}\n%\S ")),
    ("<", re.compile(r"<\d{1,6}\.? ?>[ \t]*\n[A-Z]")),
    ("RT ", re.compile(r"RT [A-Z][A-Za-z ,/]{2,30}\nSR ")),
)
"""(what a first line begins with, it and the beginning of the next)."""


def read(text: Text, tagged: Callable[[Text], Reading | None]) -> Reading | None:
    """What the text holds with each such record on a line of its own; None if there is none. Lines are told as they were."""
    places = sorted(_places(text.text))
    if not places:
        return None
    made: list[int] = []  # lines of the mended text
    line, last = 1, 0
    for at in places:
        line += text.text.count("\n", last, at) + 1
        last = at
        made.append(line)
    pieces = [text.text[begin:end] for begin, end in zip([0, *places], [*places, None], strict=True)]
    marks = tuple((number + _before(made, number), code) for number, code in text.marks)
    reading = tagged(Text("\n".join(pieces), marks))
    if reading is None:
        return None
    parsed = tuple(_parsed(one, made) for one in reading.parsed)
    rejected = tuple(_told(one, made) for one in reading.rejected)
    return replace(
        reading, parsed=parsed, rejected=rejected, notices=tuple(_told(one, made) for one in reading.notices)
    )


def _places(text: str) -> Iterator[int]:
    for word, start in _STARTS:
        if text.count(word) > text.count(f"\n{word}") + text.startswith(word):
            yield from (at for found in start.finditer(text) if (at := found.start()) and not text[at - 1].isspace())


def _before(made: list[int], line: int) -> int:
    """How many lines were made up to a line of the text as it was."""
    return bisect_right([one - at for at, one in enumerate(made, 1)], line - 1)


def _parsed(one: Parsed, made: list[int]) -> Parsed:
    repairs = clean.unique([*(REPAIRS if one.line in made else ()), *one.repairs])
    return replace(one, line=one.line - bisect_right(made, one.line), repairs=repairs)


def _told(one: T, made: list[int]) -> T:
    return replace(one, line=one.line - bisect_right(made, one.line))
