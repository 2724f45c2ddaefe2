"""A file that was glued together from several formats: which stretch of lines is read as which.

Records of a second format count only where they begin at a boundary (behind a blank line or an end) and read as records
with a title, so that a tag inside an abstract never splits a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from pipeline.formats.decoding import Marks, Text
from pipeline.records import Reading

Reader = Callable[[str, Marks], Reading]
_END = re.compile(r"(?:ER|EF|EOR)\s*(?:-\s*)?\Z|\}\s*\Z|(?:FN|VR) ")


def stretches(lines: Sequence[str], starts: Mapping[str, Sequence[int]], main: str) -> list[tuple[str, int, int]]:
    """(format, first line, line behind) of each stretch, from 1, the file whole. One stretch: nothing is mixed."""
    marked = sorted((line, name != main, name) for name, found in starts.items() for line in found)
    kept: list[tuple[int, str]] = []
    for line, foreign, name in marked:
        if foreign and not _at_boundary(lines, line):
            continue
        if not kept or kept[-1][1] != name:
            kept.append((line, name))
    if not kept:
        return [(main, 1, len(lines) + 1)]
    behind = [line for line, _ in kept[1:]] + [len(lines) + 1]
    first = [1, *(line for line, _ in kept[1:])]
    return [(name, begin, end) for (_, name), begin, end in zip(kept, first, behind, strict=True)]


def _at_boundary(lines: Sequence[str], line: int) -> bool:
    above = lines[line - 2].strip() if line > 1 else ""
    return not above or _END.match(above) is not None


def read(text: Text, starts: Mapping[str, Sequence[int]], main: str, readers: Mapping[str, Reader]) -> Reading | None:
    """Read a text in stretches; None where it holds records of `main` only."""
    if sum(map(bool, starts.values())) < 2:
        return None
    lines = text.text.split("\n")
    found: list[tuple[Reading, int]] = []
    several = False
    for name, first, behind in _proven(stretches(lines, starts, main), lines, main, readers):
        marks = tuple((line - first + 1, code) for line, code in text.marks if first <= line < behind)
        found.append((readers[name]("\n".join(lines[first - 1 : behind - 1]), marks), first - 1))
        several = several or name != main
    if not several:
        return None
    parsed = [
        replace(one, number=number, line=one.line + above)
        for number, (one, above) in enumerate(((one, above) for each, above in found for one in each.parsed), 1)
    ]
    rejected = [replace(one, line=one.line + above) for each, above in found for one in each.rejected]
    notices = tuple(replace(one, line=one.line + above) for each, above in found for one in each.notices)
    return Reading(main, len(parsed) + len(rejected), tuple(parsed), tuple(rejected), notices=notices)


def _proven(
    found: Sequence[tuple[str, int, int]], lines: Sequence[str], main: str, readers: Mapping[str, Reader]
) -> list[tuple[str, int, int]]:
    """Stretches of which those of another format than `main` read as records with a title; the rest joined to the one above."""
    kept: list[tuple[str, int, int]] = []
    for name, first, behind in found:
        if name != main:
            reading = readers[name]("\n".join(lines[first - 1 : behind - 1]), ())
            if not any(one.record.title and (one.record.authors or one.record.year) for one in reading.parsed):
                name = kept[-1][0] if kept else main
        if kept and kept[-1][0] == name:
            kept[-1] = (name, kept[-1][1], behind)
        else:
            kept.append((name, first, behind))
    return kept
