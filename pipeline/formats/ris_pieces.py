"""A RIS text cut at its record starts, so that a well-formed record is read in a few steps and only others line by line.

`text.split` finds the starts; a piece of ordinary tagged lines with one end is a record, whose values are parted when they
are asked for. Any other piece goes through `ris_starts.start_lines` and `ris_lines.chunks`, held against each other, as the
whole file does where it has no `TY  -`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from pipeline.formats import clean
from pipeline.formats.ris_lines import KNOWN_TAGS
from pipeline.formats.ris_starts import DASH

START, END, _LINK = "TY  -", "ER  -", "LK  -"
BLANK = " \t\xa0\n"
_TAGGED = re.compile(r"\n([A-Z][A-Z0-9])  - ?")
_TITLE = re.compile(r"\nT[I1]  -[^\S\n]*\S")
_YEAR = re.compile(r"\n(?:PY|Y1|YR)  -[ \t\xa0]*(?:1[5-9]|20)\d\d(?!\d)")
_ODD_YEAR = re.compile(r"\n(?:PY|Y1|YR)  -[ \t\xa0]*(?![^\n]{0,16}(?:1[5-9]|20)\d\d)[^\s/]")
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
_OF_LINES = ("AB", "N2", "KW")


@dataclass(slots=True)
class Piece:
    """The text from one `TY  -` to the next, as a stretch of the file's text, so that nothing of it is copied before it is
    asked for."""

    file: str  # the text that it is a stretch of
    begin: int  # of its `TY  -`
    stop: int
    line: int  # from 1
    body: int = -1  # where the stretch ends that has the fields; -1 = it must be read line by line
    own: int = -1  # where the record's own text ends, with its end

    @property
    def text(self) -> str:
        """All of it."""
        return self.file[self.begin : self.stop]

    @property
    def raw(self) -> str:
        """The record's own text, up to its end."""
        return self.file[self.begin : self.own]

    @property
    def behind(self) -> str:
        """What stands behind the record's end, and is not of it."""
        return self.file[self.own : self.stop]

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
        """Whether there is a year, and none that can be read for certain."""
        if _YEAR.search(self.file, self.begin, self.body):
            return False
        return _ODD_YEAR.search(self.file, self.begin, self.body) is not None

    def fields(self) -> tuple[Mapping[str, list[str]], bool]:
        """Tag -> values, and whether each of them is one line with no white space but single blanks inside it.

        Abstract and keywords may be of several such lines all the same: those who read them part them. Where another value
        goes on over lines, all stay as they came.
        """
        body = self.file[self.begin : self.body]
        kind, *parts = _TAGGED.split(body)
        tags, values = parts[::2], parts[1::2]
        single = body.count("  ") == 1 + len(tags)  # no two blanks stand together but those behind the tags
        squeezed = str.strip if single and not _has_others(body) else _squeezed_lines
        found: defaultdict[str, list[str]] = defaultdict(list)
        found["TY"].append(kind[len(START) :].partition("\n")[0].strip())
        for tag, value in zip(tags, map(squeezed, values), strict=True):
            found[tag].append(value)
        wrapped = body.count("\n") - len(tags)
        return found, not wrapped or _join_lines(found, wrapped)


def _squeezed_lines(value: str) -> str:
    return "\n".join(map(clean.squeeze, value.split("\n")))


def _join_lines(fields: Mapping[str, list[str]], wrapped: int) -> bool:
    """Strip the lines of each value and leave blank ones out; whether only values are of several that may be so.

    `wrapped`: how many lines open no field. Most are of the abstract, which is looked at first.
    """
    tidy = True
    for tag in chain(_OF_LINES, (tag for tag in fields if tag not in _OF_LINES)):
        for at, value in enumerate(fields.get(tag, ())):
            if "\n" in value:
                wrapped -= value.count("\n")
                fields[tag][at] = joined = "\n".join(filter(None, map(str.strip, value.split("\n"))))
                tidy = tidy and ("\n" not in joined or tag in _OF_LINES)
        if not wrapped:
            break
    return tidy


def _has_others(body: str) -> bool:
    """Whether white space is there that is neither blank nor line end, or a sign that nobody sees."""
    return "\t" in body or not (body.isascii() or not any(map(body.__contains__, _OTHER_BLANKS)))


@dataclass(frozen=True, slots=True)
class Starts:
    """Where the lines are that begin with `TY  -`, and whether it, or `LK  -`, may stand behind something else on a line."""

    begins: Sequence[int]
    glued: bool


def starts(text: str) -> Starts:
    """Look through a text once."""
    begins: list[int] = []
    found, at = 0, text.find(START)
    while at >= 0:
        found += 1
        if at == 0 or text[at - 1] == "\n":
            begins.append(at)
        at = text.find(START, at + len(START))
    return Starts(begins, found > len(begins) or _LINK in text)


def pieces(text: str, there: Starts) -> Iterator[Piece]:
    """The pieces of a text in order; what stands before the first `TY  -` is one too, unless it is blank."""
    begins, line = there.begins, 1
    first = begins[0] if begins else len(text) + 1
    if first:
        if text[: first - 1].strip():
            yield Piece(text, 0, first - 1, 1)  # records that have lost their start, or a heading
        line += text.count("\n", 0, first)
    for begin, following in zip(begins, (*begins[1:], len(text) + 1), strict=True):
        yield _piece(text, begin, following - 1, line, there.glued)
        line += text.count("\n", begin, following)


def _piece(text: str, begin: int, stop: int, line: int, glued: bool) -> Piece:
    end = text.find(END, begin, stop) - 1
    if end < begin or text[end] != "\n" or not _is_end(text, end, stop) or (glued and _is_glued(text, begin, end)):
        return Piece(text, begin, stop, line)
    wrapped = _NOT_OPENING.search(text, begin, end)
    if wrapped and _ODD.search(text, wrapped.start(), end):
        return Piece(text, begin, stop, line)
    own = text.find("\n", end + 1, stop)
    return Piece(text, begin, stop, line, end, stop if own < 0 else own)


def _is_end(text: str, end: int, stop: int) -> bool:
    """Whether nothing of a record stands behind `end`: blanks, or lines without tags, as Cochrane's "Record #2 of 9"."""
    behind = text[end + 1 + len(END) : stop]
    if not behind.strip(BLANK):
        return True
    first, _, more = behind.partition("\n")
    return not first.strip(BLANK) and "  -" not in more and _ODD.search(f"\n{more}") is None


def _is_glued(text: str, begin: int, end: int) -> bool:
    """Whether a start or `LK` stands behind something else on its line (`ris_starts.unglue`)."""
    return text.find(START, begin + 1, end) >= 0 or text.count(_LINK, begin, end) != text.count(
        f"\n{_LINK}", begin, end
    )
