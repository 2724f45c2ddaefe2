"""Where the records of a RIS file start: found by patterns over the whole text, apart from the reader in `ris_lines`.

The reading is held against this count, so that no record is lost in silence.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.formats.kinds import RIS_TYPES, ris_type

DASH = "[-‐‑‒–—−]"
"""What stands for the dash behind a tag once a word processor has been over the file."""

_GLUED = re.compile(
    r"(?<=\S)([ \t]*)(?=ER  -[ \t]*(?:$|TY  -)|TY  - (?:" + "|".join(RIS_TYPES) + r")[ \t]*$|LK  - ?\S)"
    r"|(?<=ER  -)(?=TY  -)|(?<=ER  - )(?=TY  -)",
    re.MULTILINE,
)
_GLUE_TAGS = ("ER", "TY", "LK")


@dataclass(frozen=True, slots=True)
class Unglued:
    """Text in which each start, end and `LK` has a line of its own, and the lines (from 1) that this made."""

    text: str
    made: tuple[int, ...] = ()

    def original(self, line: int) -> int:
        """The line of the file that a line of this text stood on."""
        return line - bisect_right(self.made, line) if self.made else line

    def raw(self, lines: Sequence[str], first: int, end: int) -> str:
        """The file's own text from line `first` up to `end` of this text."""
        if not self.made:
            return "\n".join(lines[first - 1 : end - 1])
        made = set(self.made[bisect_left(self.made, first) : bisect_left(self.made, end)])
        parts = [("" if at in made or at == first else "\n") + lines[at - 1] for at in range(first, end)]
        return "".join(parts)


def unglue(text: str) -> Unglued:
    """Give each start, end and `LK` that stands behind something else on its line a line of its own."""
    if all(
        not (there := text.count(f"{tag}  -")) or there == text.count(f"\n{tag}  -") + text.startswith(f"{tag}  -")
        for tag in _GLUE_TAGS
    ):
        return Unglued(text)
    made: list[int] = []
    line, last = 1, 0
    for match in _GLUED.finditer(text):
        line += text.count("\n", last, match.start()) + 1
        last = match.start()
        made.append(line)
    return Unglued(_GLUED.sub("\\1\n", text), tuple(made))


# -- the count that the reading is held against -------------------------------------------------------------------

_TYPE_WORDS = r"(?:[A-Za-z][A-Za-z ]{0,30})?"
_EVENT = re.compile(
    r"\n(?:"
    rf"(?P<start>TY  -|[ \t\xa0]*TY[ \t\xa0]{{0,4}}{DASH}[ \t\xa0]*(?P<type>{_TYPE_WORDS})[ \t\xa0]*(?=\n|\Z))"
    rf"|(?P<end>ER  -[ \t\xa0]*(?=\n|\Z)|[ \t\xa0]*ER[ \t\xa0]*{DASH}?[ \t\xa0]*(?=\s*\Z|\n\s*TY\b))"
    r"|(?P<title>T[I1]  -[ \t\xa0]*\S)"
    r")"
)


def start_lines(text: str) -> tuple[list[int], bool]:
    """Lines of the record starts, found by one pattern over the text, and whether any of them is a TY.

    Independent of `chunks`, so that the two can be held against each other. A title that stands outside every record
    starts one too.
    """
    text = "\n" + text
    starts: list[int] = []
    typed = inside = False
    line, last = 0, 0
    for match in _EVENT.finditer(text):
        line += text.count("\n", last, match.start() + 1)
        last = match.start() + 1
        if match["start"] is not None:
            if match["type"] and not match["start"].startswith("TY  -") and not ris_type(match["type"]):
                continue
            typed = inside = True
            starts.append(line)
        elif match["end"] is not None:
            inside = False
        elif not inside:
            inside = True
            starts.append(line)
    return starts, typed


@dataclass(frozen=True, slots=True)
class Survey:
    """A text with each start on its own line, the lines of the starts, and whether any of them is a TY."""

    unglued: Unglued
    starts: tuple[int, ...]
    typed: bool


def survey(text: str) -> Survey:
    """Look over a tidy text (`clean.tidy`) before it is read."""
    unglued = unglue(text)
    starts, typed = start_lines(unglued.text)
    return Survey(unglued, tuple(starts), typed)
