"""A RIS text cut at its record starts, so that a well-formed record is read in a few steps and only others line by line.

`text.split` finds the starts; a piece of ordinary tagged lines with one end is a record. Any other piece goes through
`ris_starts.start_lines` and `ris_lines.chunks`, held against each other, as the whole file does where it has no `TY  -`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.formats import clean
from pipeline.formats.ris_lines import PLAIN_TAGS
from pipeline.formats.ris_starts import DASH

START = "TY  -"
_FIELD = re.compile(r"\n([A-Z][A-Z0-9])  - ?([^\n]*)")
_LINE = re.compile(r"\n(?:([A-Z][A-Z0-9])  - ?([^\n]*)|([^\n]*))")
_ODD = re.compile(rf"[ \t\xa0]*(?:[A-Z][A-Z0-9][ \t\xa0]{{0,4}}{DASH}|ER[ \t\xa0]*$)|[A-Z]{{3,5}}  - ")
"""An untagged line that may be more than the rest of the value above it."""
_END = "\nER  -"
_PLAIN = PLAIN_TAGS | {"TY"}
_BLANK = " \t\xa0\n"


@dataclass(slots=True)
class Piece:
    """The text from one `TY  -` to the next. `fields` is None where it must be read line by line."""

    line: int  # from 1
    text: str  # with its `TY  -`
    fields: dict[str, list[str]] | None = None
    body: int = 0  # where the text ends that has the fields
    lines: int = 0  # of it, besides the first; -1 = values go on over lines

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
        fields = self.fields or {}
        given = fields.get("TI") or fields.get("T1")
        return given is not None and given[0].strip() != ""

    @property
    def tidy(self) -> bool:
        """Whether no value but the abstract has white space besides single blanks, a character entity or markup."""
        return self.fields is not None and self.lines >= 0 and _is_tidy(self.text[: self.body], self.fields, self.lines)


def count(text: str) -> int:
    """How many lines begin with `TY  -`."""
    return text.count("\n" + START) + text.startswith(START)


def pieces(text: str) -> Iterator[Piece]:
    """The pieces of a text in order; what stands before the first `TY  -` is one too, unless it is blank."""
    before, *parts = ("\n" + text).split("\n" + START)
    line = before.count("\n")
    if before.strip():
        yield Piece(1, before[1:])  # records that have lost their start, or a heading
    for part in parts:
        line += 1
        yield _piece(part, line)
        line += part.count("\n")


def _piece(part: str, line: int) -> Piece:
    """The piece behind one `TY  -`."""
    part = START + part
    body = part.rfind(_END)
    if body < 0 or part[body + len(_END) :].strip(_BLANK):
        return Piece(line, part)
    pairs = _FIELD.findall(part, 0, body)
    lines = part.count("\n", 0, body)
    fields = {"TY": [part[len(START) : part.find("\n")]]}
    if len(pairs) == lines:
        for tag, value in pairs:
            if tag in fields:
                fields[tag].append(value)
            else:
                fields[tag] = [value]
    elif _wrapped(part[:body], fields):
        lines = -1
    else:
        return Piece(line, part)
    return Piece(line, part, fields, body, lines) if fields.keys() <= _PLAIN else Piece(line, part)


def _wrapped(body: str, fields: dict[str, list[str]]) -> bool:
    """Fill the fields of a piece in which values go on over lines; False where a line may be more than that."""
    held: list[str] = fields["TY"]
    for tag, value, more in _LINE.findall(body):
        if tag:
            held = fields.setdefault(tag, [])
            held.append(value)
        elif more:
            if _ODD.match(more):
                return False
            held[-1] = f"{held[-1]}\n{more}"
    return True


def _is_tidy(body: str, fields: dict[str, list[str]], lines: int) -> bool:
    """Whether every value but the abstract can be taken as it is."""
    for tag in ("AB", "N2"):
        for value in fields.get(tag, ()):
            body = body.replace(value, "", 1)
    return (
        body.count("  ") == lines + 1  # that of `TY  -`
        and " \n" not in body.replace("  - \n", "")
        and body[-1:] != " "
        and ("&" not in body or not clean.ENTITY.search(body))
        and ("<" not in body or not clean.INLINE_TAG.search(body))
        and body.replace("\n", "").isprintable()
    )
