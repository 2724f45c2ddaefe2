"""A RIS text cut at its record starts, so that a well-formed record is read in a few steps and only others line by line.

`text.split` finds the starts; a piece of ordinary tagged lines with one end is a record, whose values are parted when they
are asked for. Any other piece goes through `ris_starts.start_lines` and `ris_lines.chunks`, held against each other, as the
whole file does where it has no `TY  -`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.formats.ris_lines import PLAIN_TAGS
from pipeline.formats.ris_starts import DASH

START = "TY  -"
_END = "\nER  -"
_BLANK = " \t\xa0\n"
_TAG = re.compile(r"\n([A-Z][A-Z0-9])  -")
_TAGGED = re.compile(r"\n([A-Z][A-Z0-9])  - ?")
_TITLE = re.compile(r"\nT[I1]  -[^\S\n]*\S")
_ODD = re.compile(
    rf"\n(?![A-Z][A-Z0-9]  -)(?:[ \t\xa0]*(?:[A-Z][A-Z0-9][ \t\xa0]{{0,4}}{DASH}|ER[ \t\xa0]*(?=\n|\Z))|[A-Z]{{3,5}}  - )"
)
"""An untagged line that may be more than the rest of the value above it."""
_ORDINARY = PLAIN_TAGS | {"TY", "ER"}
_OPENINGS = frozenset(opening for tag in _ORDINARY for opening in (f"{tag}  - ", f"{tag}  -"))
"""What the lines of a record begin with that has no wrapped ones."""
_OTHER_BLANKS = tuple("\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000")
_OF_LINES = frozenset({"AB", "N2", "KW"})


@dataclass(slots=True)
class Piece:
    """The text from one `TY  -` to the next."""

    line: int  # from 1
    text: str  # with its `TY  -`
    body: int = -1  # where the text ends that has the fields; -1 = it must be read line by line
    even: bool = False  # whether each line up to `body` opens a field

    @property
    def raw(self) -> str:
        """The record's own text, up to its end."""
        behind = self.text.find("\n", self.body + 1)
        return self.text if behind < 0 else self.text[:behind]

    @property
    def end(self) -> int:
        """The line behind the end."""
        return self.line + self.text.count("\n", 0, self.body) + 2

    @property
    def titled(self) -> bool:
        """Whether there is a title for certain."""
        return _TITLE.search(self.text, 0, self.body) is not None

    def fields(self) -> tuple[dict[str, list[str]], bool]:
        """Tag -> values, and whether each of them is one line with no white space but single blanks inside it.

        Abstract and keywords may be of several lines all the same: those who read them part them. Where another value goes
        on over lines, all stay as they came.
        """
        return self._of_even_lines() if self.even else self._of_wrapped_lines()

    def _of_even_lines(self) -> tuple[dict[str, list[str]], bool]:
        """Each tag brings two blanks together: if there are no other two, no value needs to be looked at."""
        body = self.text[: self.body]
        lines = body.split("\n")
        tabless = "\t" not in body
        plain = tabless and (body.isascii() or not any(map(body.__contains__, _OTHER_BLANKS)))
        squeezed = plain and body.count("  ") == len(lines) and " \n" not in body and body[-1] != " "
        found: dict[str, list[str]] = {}
        for line in lines:
            value = line[6:]
            if not squeezed:
                if plain or (tabless and value.isascii()):
                    value = value.strip(" ")
                    while "  " in value:
                        value = value.replace("  ", " ")
                else:
                    value = " ".join(value.split())
            tag = line[:2]
            if tag in found:
                found[tag].append(value)
            else:
                found[tag] = [value]
        return found, True

    def _of_wrapped_lines(self) -> tuple[dict[str, list[str]], bool]:
        kind, *parts = _TAGGED.split(self.text[: self.body])
        tags, values = parts[::2], parts[1::2]
        kind, values = _without_empty_lines(kind), [_without_empty_lines(value) for value in values]
        tidy = all(tag in _OF_LINES or "\n" not in value for tag, value in zip(tags, values, strict=True))
        if tidy:
            values = [value if "\n" in value else " ".join(value.split()) for value in values]
        found = {"TY": [kind[len(START) :]]}
        for tag, value in zip(tags, values, strict=True):
            if tag in found:
                found[tag].append(value)
            else:
                found[tag] = [value]
        return found, tidy


def _without_empty_lines(value: str) -> str:
    return "\n".join(filter(None, value.split("\n"))) if "\n\n" in value or value.endswith("\n") else value


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
    if body < 0 or text.find(_END, 0, body) >= 0 or text[body + len(_END) :].strip(_BLANK):
        return Piece(line, text)
    if {one[:6] for one in text[:body].split("\n")} <= _OPENINGS:
        return Piece(line, text, body, even=True)
    return Piece(line, text, body if _is_ordinary(text, body) else -1)


def _is_ordinary(text: str, end: int) -> bool:
    """Whether every line up to `end` has a tag that only opens a field, or goes on with the value above it."""
    return _ODD.search(text, 0, end) is None and set(_TAG.findall(text, 0, end)) <= _ORDINARY
