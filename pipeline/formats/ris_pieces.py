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
_OF_LINES = frozenset({"AB", "N2", "KW"})


@dataclass(slots=True)
class Piece:
    """The text from one `TY  -` to the next."""

    line: int  # from 1
    text: str  # with its `TY  -`
    body: int = -1  # where the text ends that has the fields; -1 = it must be read line by line

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
        kind, *parts = _TAGGED.split(self.text[: self.body])
        tags, values = parts[::2], parts[1::2]
        tidy = True
        if self.text.count("\n", 0, self.body) != len(values):
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
    text = f"\n{text}"
    ordinary = _is_ordinary(text, len(text))
    before, *parts = text.split(f"\n{START}")
    line = before.count("\n")
    if before.strip():
        yield Piece(1, before[1:])  # records that have lost their start, or a heading
    for part in parts:
        line += 1
        yield _piece(START + part, line, ordinary)
        line += part.count("\n")


def _piece(text: str, line: int, ordinary: bool) -> Piece:
    """A piece; `ordinary`: there is no odd line in the whole file."""
    body = text.rfind(_END)
    if body < 0 or text.find(_END) != body or text[body + len(_END) :].strip(_BLANK):
        return Piece(line, text)
    return Piece(line, text, body if ordinary or _is_ordinary(text, body) else -1)


def _is_ordinary(text: str, end: int) -> bool:
    """Whether every line up to `end` has a tag that only opens a field, or goes on with the value above it."""
    return _ODD.search(text, 0, end) is None and set(_TAG.findall(text, 0, end)) <= _ORDINARY
