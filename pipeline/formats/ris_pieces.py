"""A RIS text cut at its record starts, so that a well-formed record is read in a few steps and only others line by line.

`text.split` finds the starts; a piece of ordinary tagged lines with one end is a record, whose values are parted when they
are asked for. Any other piece goes through `ris_starts.start_lines` and `ris_lines.chunks`, held against each other, as the
whole file does where it has no `TY  -`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.formats import clean
from pipeline.formats.ris_lines import KNOWN_TAGS
from pipeline.formats.ris_starts import DASH

START = "TY  -"
_NEXT = "\nTY  -"
_END = "\nER  -"
BLANK = " \t\xa0\n"
_TAGGED = re.compile(r"\n([A-Z][A-Z0-9])  - ?")
_TITLE = re.compile(r"\nT[I1]  -[^\S\n]*\S")
ODD_YEAR = re.compile(r"\n(?:PY|Y1|YR)  -[ \t\xa0]*(?![^\n]{0,16}(?:1[5-9]|20)\d\d)[^\s/]")
"""A year that does not begin with one."""
_NOT_OPENING = re.compile(r"\n(?!(?!ER)[A-Z][A-Z0-9]  -(?:[ \n]|\Z))")
"""The beginning of a line that opens no field."""
_ODD = re.compile(
    rf"\n(?![A-Z][A-Z0-9]  -)(?:[ \t\xa0]*(?:(?:{'|'.join(sorted(KNOWN_TAGS))})[ \t\xa0]{{0,4}}{DASH}|ER[ \t\xa0]*(?=\n|\Z))"
    r"|[A-Z]{3,5}(?:  -| ?- )|\"[A-Z][A-Z0-9]  ?-|\w\w  -)"
)
"""An untagged line that may be more than the rest of the value above it."""
_OTHER_BLANKS = tuple(
    "\xad\u200b\u2060\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_OF_LINES = frozenset({"AB", "N2", "KW"})


@dataclass(slots=True)
class Piece:
    """The text from one `TY  -` to the next, as a stretch of the file's text, so that nothing of it is copied before it is
    asked for."""

    file: str  # the text that it is a stretch of
    begin: int  # of its `TY  -`
    stop: int
    line: int  # from 1
    body: int = -1  # where the stretch ends that has the fields; -1 = it must be read line by line

    @property
    def text(self) -> str:
        """All of it."""
        return self.file[self.begin : self.stop]

    @property
    def raw(self) -> str:
        """The record's own text, up to its end."""
        return self.file[self.begin : self._raw_stop]

    @property
    def behind(self) -> str:
        """What stands behind the record's end, and is not of it."""
        return self.file[self._raw_stop : self.stop]

    @property
    def _raw_stop(self) -> int:
        behind = self.file.find("\n", self.body + 1, self.stop)
        return self.stop if behind < 0 else behind

    @property
    def end(self) -> int:
        """The line behind the end."""
        return self.line + self.file.count("\n", self.begin, self.body) + 2

    @property
    def titled(self) -> bool:
        """Whether there is a title for certain."""
        return _TITLE.search(self.file, self.begin, self.body) is not None

    @property
    def odd_year(self) -> bool:
        """Whether a year may be none that can be read."""
        return ODD_YEAR.search(self.file, self.begin, self.body) is not None

    def fields(self) -> tuple[dict[str, list[str]], bool]:
        """Tag -> values, and whether each of them is one line with no white space but single blanks inside it.

        Abstract and keywords may be of several such lines all the same: those who read them part them. Where another value
        goes on over lines, all stay as they came.
        """
        body = self.file[self.begin : self.body]
        kind, *parts = _TAGGED.split(body)
        found: defaultdict[str, list[str]] = defaultdict(list)
        found["TY"].append(kind[len(START) :].partition("\n")[0].strip())
        single = body.count("  ") == 1 + len(parts) // 2  # no two blanks stand together but those behind the tags
        squeezed = str.strip if single and not _has_others(body) else clean.squeeze
        tidy = True
        for tag, value in zip(parts[::2], parts[1::2], strict=True):
            if "\n" in value:
                value = "\n".join(filter(None, map(squeezed, value.split("\n"))))
                tidy = tidy and ("\n" not in value or tag in _OF_LINES)
            else:
                value = squeezed(value)
            found[tag].append(value)
        return dict(found), tidy


def _has_others(body: str) -> bool:
    """Whether white space is there that is neither blank nor line end, or a sign that nobody sees."""
    return "\t" in body or not (body.isascii() or not any(map(body.__contains__, _OTHER_BLANKS)))


def starts(text: str) -> list[int]:
    """Where the lines are that begin with `TY  -`."""
    found = [0] if text.startswith(START) else []
    at = text.find(_NEXT)
    while at >= 0:
        found.append(at + 1)
        at = text.find(_NEXT, at + 1)
    return found


def pieces(text: str, begins: Sequence[int]) -> Iterator[Piece]:
    """The pieces of a text that begin there, in order; what stands before the first is one too, unless it is blank."""
    line = 1
    first = begins[0] if begins else len(text) + 1
    if first:
        if text[: first - 1].strip():
            yield Piece(text, 0, first - 1, 1)  # records that have lost their start, or a heading
        line += text.count("\n", 0, first)
    for begin, following in zip(begins, (*begins[1:], len(text) + 1), strict=True):
        stop = following - 1
        yield Piece(text, begin, stop, line, _body(text, begin, stop))
        line += text.count("\n", begin, following)


def _body(text: str, begin: int, stop: int) -> int:
    """Where the fields of an ordinary record end that goes from `begin` to `stop`; -1 if it is none."""
    end = text.rfind(_END, begin, stop)
    if end < 0 or not _is_end(text, end, stop) or _is_glued(text, begin, stop, end):
        return -1
    wrapped = _NOT_OPENING.search(text, begin, end)
    return end if wrapped is None or _ODD.search(text, wrapped.start(), end) is None else -1


def _is_end(text: str, end: int, stop: int) -> bool:
    """Whether nothing of a record stands behind `end`: blanks, or lines without tags, as Cochrane's "Record #2 of 9"."""
    behind = text[end + len(_END) : stop]
    if not behind.strip(BLANK):
        return True
    first, _, more = behind.partition("\n")
    return not first.strip(BLANK) and "  -" not in more and _ODD.search(f"\n{more}") is None


def _is_glued(text: str, begin: int, stop: int, end: int) -> bool:
    """Whether an end stands before `end`, or a start or `LK` behind something else on its line (`ris_starts.unglue`)."""
    if text.find("ER  -", begin, stop) != end + 1 or text.find("TY  -", begin + 1, stop) >= 0:
        return True
    there = text.find("LK  -", begin, stop) >= 0
    return there and text.count("LK  -", begin, stop) != text.count("\nLK  -", begin, stop)
