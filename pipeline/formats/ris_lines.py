"""A RIS file as chunks, one a record: which lines belong to it, its (tag, text) pairs and what had to be mended.

RIS (Research Information Systems, 2011): a line is two characters, two blanks, a dash, a blank, the value; a record
goes from `TY  - ` to `ER  - `. What real exports do instead is mended here and named by a code (see `REPAIRS`).
A wrapped line continues the field above it; a line "ER ..." with text behind it is such a line, not an end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.formats.kinds import ris_type
from pipeline.formats.ris_starts import DASH, Unglued

REPAIRS = (
    "missing_end",  # no ER before the next record or the end of the file
    "missing_start",  # a title behind ER, or before the first TY, and no TY for it
    "single_space_tag",  # "TY - JOUR": other blanks round the tag than two
    "indented_tag",  # blanks before the tag
    "dash_changed",  # a long dash behind the tag
    "glued_start",  # TY on the line of something else
    "glued_end",  # ER on the line of something else
    "glued_tag",  # "LK  - " inside another field
)
_TAG_LIST = (
    "TY ER A1 A2 A3 A4 AB AD AN AU C1 C2 C3 C4 C5 C6 C7 C8 CA CN CP CT CY DA DB DI DO DP ED EP ET ID IS J1 J2 JA JF JO "
    "KW L1 L2 L3 L4 LA LB LK M1 M2 M3 N1 N2 NV OP PB PP PY RI RN RP SE SN SP ST T1 T2 T3 TA TI TT U1 U2 U3 U4 U5 UR VL "
    "VO Y1 Y2"
)
KNOWN_TAGS = frozenset(_TAG_LIST.split())
PLAIN_TAGS = KNOWN_TAGS - {"TY", "ER", "LK"}
"""Those that only ever open a field."""
LONG_TAGS = frozenset({"AB", "N2", "N1"})
"""Running text: a line in it that only resembles a tag is text."""

_LOOSE = re.compile(
    rf"(?P<indent>[ \t\xa0]*)(?P<tag>[A-Z][A-Z0-9])(?P<gap>[ \t\xa0]{{0,4}})(?P<dash>{DASH})(?P<value>.*)"
)
_LONG_TAG = re.compile(r"([A-Z]{3,5})  - ?(.*)")
_ODD_END = re.compile(rf"[ \t\xa0]*ER[ \t\xa0]*{DASH}?[ \t\xa0]*")


@dataclass(slots=True)
class Chunk:
    """One record's lines. `line` and `end` count in the text as given to `chunks`, `end` is the line behind it."""

    line: int
    first: int
    end: int = 0
    fields: dict[str, list[str]] = field(default_factory=dict)  # wrapped lines parted by "\n"
    repairs: list[str] = field(default_factory=list)

    def note(self, code: str) -> None:
        """Name a repair once."""
        if code not in self.repairs:
            self.repairs.append(code)


# -- the reader ---------------------------------------------------------------------------------------------------


class _Scanner:
    """Goes through the lines once. `done` fills with chunks."""

    def __init__(self, lines: Sequence[str], made: Sequence[int]) -> None:
        self.lines = lines
        self.made = frozenset(made)
        self.done: list[Chunk] = []
        self.chunk: Chunk | None = None
        self.loose = False
        self.tag = ""
        self.fields: dict[str, list[str]] = {}
        self.held: list[str] = []  # lines of the field read last, once it is wrapped
        self.stray: list[tuple[int, str, str]] = []
        self.outside: list[tuple[int, str]] = []  # lines that no record owns

    def taken(self) -> list[Chunk]:
        """The chunks that are done, in their order, each handed out once."""
        done, self.done = self.done, []
        return done

    def flush(self) -> None:
        """Put the wrapped field read last back into its chunk."""
        if self.held and self.chunk is not None:
            self.chunk.fields[self.tag].append("\n".join(self.held))
        self.held = []
        self.tag = ""

    def put(self, tag: str, value: str) -> None:
        """Open a field of the open chunk."""
        if self.held:
            self.flush()
        self.tag = tag
        if tag in self.fields:
            self.fields[tag].append(value)
        else:
            self.fields[tag] = [value]

    def wrapped(self, at: int, line: str) -> None:
        """A line that goes on with the field above it."""
        if self.chunk is None:
            self.outside.append((at, line))
        elif self.tag:
            if not self.held:
                self.held.append(self.fields[self.tag].pop())
            self.held.append(line)

    def start(self, at: int, value: str, code: str = "") -> None:
        self.close(at, "missing_end")
        self.chunk = Chunk(at, at, fields={"TY": [value]})
        self.fields = self.chunk.fields
        self.loose = bool(code)
        if code:
            self.chunk.note(code)
        if at in self.made:
            self.chunk.note("glued_start")

    def close(self, at: int, code: str = "") -> None:
        """End the open chunk before line `at`."""
        self.flush()
        if self.chunk is not None:
            self.chunk.end = at
            if code:
                self.chunk.note(code)
            self.done.append(self.chunk)
        else:
            self.outside += [(line, f"{tag}  -{value}") for line, tag, value in self.stray]
        self.chunk = None
        self.stray = []

    def end(self, at: int) -> None:
        if self.chunk is not None and at in self.made:
            self.chunk.note("glued_end")
        self.close(at + 1)

    def field(self, at: int, tag: str, value: str) -> None:
        """A tagged line; outside a record it is kept until a title shows that a record has lost its start."""
        if self.chunk is not None:
            self.put(tag, value)
            if tag == "LK" and at in self.made:
                self.chunk.note("glued_tag")
            return
        self.stray.append((at, tag, value))
        if tag in {"TI", "T1"} and value.strip():
            self.chunk = Chunk(at, self.stray[0][0], repairs=["missing_start"])
            self.loose = False
            self.fields = self.chunk.fields
            for _, earlier, text in self.stray:
                self.put(earlier, text)

    def line(self, at: int, line: str) -> None:
        """Any line that is not plainly `XX  - value`."""
        if _ODD_END.fullmatch(line) and self._ends_here(at):
            self.end(at)
            return
        match = _LOOSE.match(line)
        if match and self._loose_tag(at, match):
            return
        long_tag = _LONG_TAG.match(line)
        if long_tag and self.chunk is not None:
            self.field(at, long_tag[1], long_tag[2])
        else:
            self.wrapped(at, line)

    def _ends_here(self, at: int) -> bool:
        """An end that is not written `ER  -` counts where nothing but a new record comes behind it."""
        following = ""
        while at < len(self.lines) and not following:
            following = self.lines[at].strip()
            at += 1
        return not following or re.match(r"TY\b", following) is not None

    def _loose_tag(self, at: int, match: re.Match[str]) -> bool:
        tag, value = match["tag"], match["value"]
        code = "indented_tag" if match["indent"] else "dash_changed" if match["dash"] != "-" else "single_space_tag"
        if tag == "TY":
            if value.strip() and not ris_type(value):
                return False
            self.start(at, value, code)
            return True
        if tag not in KNOWN_TAGS or tag == "ER" or self.chunk is None:
            return False
        if not self.loose and self.tag in LONG_TAGS:
            return False
        self.field(at, tag, value)
        self.chunk.note(code)
        return True


def chunks(unglued: Unglued, lines: Sequence[str], outside: list[tuple[int, str]] | None = None) -> Iterator[Chunk]:
    """The records of a file in their order; `lines` are the lines of `unglued.text`.

    `outside` is given the lines that no record owns, with their numbers in that text, once all records are told.
    """
    scanner = _Scanner(lines, unglued.made)
    for at, line in enumerate(lines, 1):
        if line[2:5] != "  -":
            if line:
                scanner.line(at, line)
                yield from scanner.taken()
            continue
        tag = line[:2]
        if tag in PLAIN_TAGS and scanner.chunk is not None:
            if tag == scanner.tag and not scanner.held:
                scanner.fields[tag].append(line[5:])
            else:
                scanner.put(tag, line[5:])
        elif not (tag[0].isalpha() and tag.isupper() and tag.isalnum()):
            scanner.line(at, line)
        elif tag == "TY":
            scanner.start(at, line[5:])
        elif tag != "ER":
            scanner.field(at, tag, line[5:])
        elif line[5:].strip(" \t\xa0"):
            scanner.wrapped(at, line)
        else:
            scanner.end(at)
        if scanner.done:
            yield from scanner.taken()
    scanner.close(len(lines) + 1, "missing_end")
    yield from scanner.taken()
    if outside is not None:
        outside += sorted(scanner.outside)
