"""The values that travel through the house. Imports nothing of ours, so any room may import it.

Record, report and study are three things: a *record* is what a database says of a report; a *reference* is the
group of records that we hold to be about one report; a *study* may have several reports (PRISMA 2020).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import overload


@dataclass(frozen=True, slots=True)
class Record:
    """One bibliographic record in neutral fields, as one source gave it. Empty text = the source did not say."""

    title: str = ""
    authors: tuple[str, ...] = ()  # "Family, Given" or the name of a group, in the source's order
    year: int | None = None
    abstract: str = ""  # labelled parts as "LABEL: text", one a line
    journal: str = ""  # or the title of the book or series
    volume: str = ""
    issue: str = ""
    pages: str = ""  # "123-30" or an e-locator, as given
    doi: str = ""  # bare and lower case: "10.1000/xyz"
    pmid: str = ""  # digits only
    kind: str = (
        "article"  # article | review | book | chapter | report | guideline | thesis | conference | preprint | other
    )
    publication_types: tuple[str, ...] = ()  # as the source names them
    languages: tuple[str, ...] = ()  # as the source names them: "eng", "English"
    keywords: tuple[str, ...] = ()
    mesh: tuple[str, ...] = ()  # "Heading" or "Heading/qualifier", "*" behind a major topic
    url: str = ""
    source_id: str = ""  # the source's own number, where it gives one
    extra: tuple[tuple[str, str], ...] = ()  # what has no field of its own: (tag, text)


@dataclass(frozen=True, slots=True)
class Parsed:
    """One record that came out of a file, with where it stood and what was mended to read it."""

    number: int  # n-th record start of the file, from 1
    line: int  # line of its start, from 1
    record: Record
    raw: str  # its own text, as received
    repairs: tuple[str, ...] = ()  # codes of what was mended; empty = parsed as it is
    part: str = ""  # the file of an archive, or the sheet of a workbook, that `line` counts in; "" = the file itself


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record start, or a whole file, from which no record could be made. It is named and kept aside, never dropped."""

    line: int
    code: str  # looked up in messages.py
    params: dict[str, str | int] = field(default_factory=dict)
    raw: str = ""
    part: str = ""  # as in `Parsed`


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something in a file to be looked at, which is no record start: text that no record owns, or what a record lacks."""

    line: int
    code: str  # of `pipeline.formats.noticed.CODES`
    params: dict[str, str | int] = field(default_factory=dict)
    raw: str = ""
    part: str = ""  # as in `Parsed`


class Deferred(Sequence[Parsed]):
    """Records that are counted and told apart already, each made when it is asked for: a file of which only the account
    is wanted costs no more than that. `repairs`: place (from 0) -> codes, of those that were mended."""

    __slots__ = ("_length", "_make", "repairs")

    def __init__(self, length: int, make: Callable[[int], Parsed], repairs: Mapping[int, tuple[str, ...]]) -> None:
        self._length, self._make, self.repairs = length, make, repairs

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> Parsed: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Parsed, ...]: ...
    def __getitem__(self, at: int | slice) -> Parsed | tuple[Parsed, ...]:
        if isinstance(at, slice):
            return tuple(map(self._make, range(self._length)[at]))
        return self._make(range(self._length)[at])

    def __iter__(self) -> Iterator[Parsed]:
        return map(self._make, range(self._length))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, what it is taken as, and how certain that is (0 to 1)."""

    position: int  # from 0
    heading: str  # as it stands; "" = none
    field: str = ""  # of `pipeline.formats.table_columns.FIELDS`; "" = kept beside the record, as it is
    certainty: float = 0.0
    rank: int = 99  # among the columns of one field: the lowest with something in it gives


@dataclass(frozen=True, slots=True)
class Plan:
    """How a table is to be read."""

    columns: tuple[Column, ...]
    doubts: tuple[str, ...] = ()  # of `pipeline.formats.table_columns.DOUBTS`
    chosen: bool = False  # by a person

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings that it holds for."""
        return tuple(one.heading for one in self.columns)

    @property
    def sure(self) -> bool:
        """Whether it can be read without asking anybody."""
        return self.chosen or not self.doubts

    @property
    def usable(self) -> bool:
        """Whether records come out of it at all: a title or an identifier is needed."""
        return bool({one.field for one in self.columns} & {"title", "doi", "pmid", "citation"})

    def choose(self, position: int, field: str) -> Plan:
        """The plan with one column as a person wants it."""
        columns = tuple(
            replace(one, field=field, certainty=1.0, rank=-1) if one.position == position else one
            for one in self.columns
        )
        return Plan(columns, (), chosen=True)


@dataclass(frozen=True, slots=True)
class Look:
    """What a table looks like, for a person who chooses: its headings, some rows, and what is proposed."""

    format: str  # "csv" | "tsv" | "xlsx" | "ods" | "html_table" | "excel_xml"
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]  # the first of them
    plan: Plan
    part: str = ""  # the sheet, or the file of an archive


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file held: `record_starts == len(taken) + len(rescued) + len(rejected)` where `format` is not None."""

    format: str | None  # of `pipeline.formats.read.FORMATS`; None = not a reference file
    record_starts: int
    parsed: Sequence[Parsed] = ()
    rejected: tuple[Rejected, ...] = ()
    doubtful: tuple[Look, ...] = ()  # tables that a person should look at, where no plan was given for them
    notices: tuple[Noticed, ...] = ()  # they change none of the counts

    @property
    def taken(self) -> int:
        """Records parsed as they are."""
        return len(self.parsed) - self.rescued

    @property
    def rescued(self) -> int:
        """Records parsed after a repair that is named."""
        return sum(1 for _ in self.repairs())

    def repairs(self) -> Iterator[tuple[str, ...]]:
        """The codes of each rescued record."""
        if isinstance(self.parsed, Deferred):
            return iter(self.parsed.repairs.values())
        return (one.repairs for one in self.parsed if one.repairs)


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of records that were received: new ones, ones known from before, and references that changed."""

    new: int = 0
    known: int = 0
    changed: tuple[str, ...] = ()  # ids of references with a new version of a source record
    added: tuple[str, ...] = ()  # ids of the references made for new records, in their order
