"""A RIS text cut at its record starts, so that a well-formed record is read in a few steps and only others line by line.

`text.split` finds the starts; a piece of ordinary tagged lines with one end is a record, whose values are parted when they
are asked for. Any other piece goes through `ris_starts.start_lines` and `ris_lines.chunks`, held against each other, as the
whole file does where it has no `TY  -`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.formats import clean
from pipeline.formats.ris_lines import KNOWN_TAGS
from pipeline.formats.ris_starts import DASH

START = "TY  -"
_END = "\nER  -"
_BLANK = " \t\xa0\n"
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
    """The text from one `TY  -` to the next."""

    line: int  # from 1
    text: str  # with its `TY  -`
    body: int = -1  # where the text ends that has the fields; -1 = it must be read line by line
    even: bool = False  # whether each line up to `body` opens a field
    single: bool = False  # whether no two blanks stand together but those behind the tags

    @property
    def raw(self) -> str:
        """The record's own text, up to its end."""
        behind = self.text.find("\n", self.body + 1)
        return self.text if behind < 0 else self.text[:behind]

    @property
    def behind(self) -> str:
        """What stands behind the record's end, and is not of it."""
        return self.text[len(self.raw) :].strip(_BLANK)

    @property
    def end(self) -> int:
        """The line behind the end."""
        return self.line + self.text.count("\n", 0, self.body) + 2

    @property
    def titled(self) -> bool:
        """Whether there is a title for certain."""
        return _TITLE.search(self.text, 0, self.body) is not None

    @property
    def odd_year(self) -> bool:
        """Whether a year may be none that can be read."""
        return ODD_YEAR.search(self.text, 0, self.body) is not None

    def fields(self) -> tuple[dict[str, list[str]], bool]:
        """Tag -> values, and whether each of them is one line with no white space but single blanks inside it.

        Abstract and keywords may be of several such lines all the same: those who read them part them. Where another value
        goes on over lines, all stay as they came.
        """
        body = self.text[: self.body]
        blanks = "\t" not in body and (body.isascii() or not any(map(body.__contains__, _OTHER_BLANKS)))
        squeezed = blanks and self.single and " \n" not in body and body[-1] != " "
        found: dict[str, list[str]] = {}
        if self.even:
            for line in body.split("\n"):
                tag, value = line[:2], line[6:]
                if not squeezed:
                    value = value.strip(" ") if blanks and "  " not in value else clean.squeeze(value)
                if tag in found:
                    found[tag].append(value)
                else:
                    found[tag] = [value]
            return found, True
        kind, *parts = _TAGGED.split(body)
        found["TY"] = [kind[len(START) :].partition("\n")[0]]
        tidy = blanks
        for tag, value in zip(parts[::2], parts[1::2], strict=True):
            if "\n" in value:
                value = "\n".join(filter(None, [line.strip(" ") for line in value.split("\n")]))
                tidy = tidy and ("\n" not in value or tag in _OF_LINES)
            if tag in found:
                found[tag].append(value)
            else:
                found[tag] = [value]
        if tidy:
            found = {tag: [_with_single_blanks(value) for value in values] for tag, values in found.items()}
        return found, tidy


def _with_single_blanks(value: str) -> str:
    while "  " in value:
        value = value.replace("  ", " ")
    return value.strip(" ")


def has_start(text: str) -> bool:
    """Whether a line begins with `TY  -`."""
    return text.startswith(START) or f"\n{START}" in text


def count(text: str) -> int:
    """How many lines begin with `TY  -`."""
    return text.count("\n" + START) + text.startswith(START)


def pieces(text: str) -> Iterator[Piece]:
    """The pieces of a text in order; what stands before the first `TY  -` is one too, unless it is blank."""
    before, *parts = f"\n{text}".split(f"\n{START}")
    line = before.count("\n")
    if before.strip():
        yield Piece(1, before[1:])  # records that have lost their start, or a heading
    for part in parts:
        line += 1
        yield _piece(START + part, line)
        line += part.count("\n")


def _piece(text: str, line: int) -> Piece:
    body = text.rfind(_END)
    if body < 0 or not _is_end(text, body):
        return Piece(line, text)
    even = text[len(START)] in " \n" and _NOT_OPENING.search(text, 0, body) is None
    single = even and text.count("  ", 0, body) == text.count("\n", 0, body) + 1
    if single or (not _is_glued(text, body) and (even or _ODD.search(text, 0, body) is None)):
        return Piece(line, text, body, even, single)
    return Piece(line, text)


def _is_end(text: str, end: int) -> bool:
    """Whether nothing of a record stands behind `end`: blanks, or lines without tags, as Cochrane's "Record #2 of 9"."""
    behind = text[end + len(_END) :]
    if not behind.strip(_BLANK):
        return True
    first, _, more = behind.partition("\n")
    return not first.strip(_BLANK) and "  -" not in more and _ODD.search(f"\n{more}") is None


def _is_glued(text: str, end: int) -> bool:
    """Whether an end stands before `end`, or a start or `LK` behind something else on its line (`ris_starts.unglue`)."""
    if text.find("ER  -") != end + 1 or text.find("TY  -", 1) >= 0:
        return True
    return "LK  -" in text and text.count("LK  -") != text.count("\nLK  -")
