"""What every source of records offers: hits first, then pages of records, each step resumable from plain text.

A search is never silent: `Receipt` keeps what was sent, how the source read it and what it complained of, so that
the search can be reported (PRISMA-S 2021, items 1, 8, 13) and run again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol, Self

from pipeline.errors import SourceFailed
from pipeline.records import Record
from pipeline.search.rate import Heed


@dataclass(frozen=True, slots=True)
class Warning:
    """Something about a search or a page that a person should see. `code` is looked up in `messages.py`."""

    code: str
    params: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The account of one search, as the source answered it. JSON-able by `dataclasses.asdict`."""

    source: str  # Source.name
    term: str  # as sent
    translation: str  # how the source says that it read the term; empty = it did not say
    count: int | None  # hits; None = the source gave none, which is not zero
    warnings: tuple[Warning, ...]
    errors: tuple[str, ...]  # the source's own words when it refused, at most 500 characters each
    asked_at: str  # UTC, ISO 8601, to the second
    tool_version: str  # name and version of this program
    address: str  # where it was asked, without parameters
    limits: str = ""  # limits sent beside the term, as the source writes them


@dataclass(frozen=True, slots=True)
class Page:
    """Records of one step. Save them, `next_offset` and a renewed `cursor` in one write."""

    records: tuple[tuple[str, Record, str], ...]  # (the source's id, the record, its own text as received)
    next_offset: int | None  # None = that was all
    missing: tuple[str, ...] = ()  # ids that the source counts but did not hand out, asked for twice
    warnings: tuple[Warning, ...] = ()
    cursor: dict[str, str] | None = None  # use this one from now on; None = the one you have still holds


@dataclass(frozen=True, slots=True)
class Hits:
    """The answer to "how many?": no records yet. `cursor` holds texts only, so a job row can keep it."""

    count: int
    receipt: Receipt
    cursor: dict[str, str]


class Source(Protocol):
    """A database of records that can be asked by a term in its own language."""

    @property
    def name(self) -> str:
        """Short stable name, kept in rows: "pubmed"."""

    @property
    def page_size(self) -> int:
        """Most records that one `fetch` gives."""

    def heeding(self, heed: Heed) -> Self:
        """The same source, which calls `heed` often while it waits and lets through what it raises."""

    def search(self, term: str) -> Hits:
        """Ask how many records `term` finds. Raises BadInput (no term), SourceFailed."""

    def fetch(self, hits_cursor: Mapping[str, str], offset: int) -> Page:
        """Give the records from `offset` (0-based) on. Raises BadInput (too many hits), SourceFailed."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a source has on one DOI or PMID."""

    key: str  # the source's own number
    record: Record
    raw: str  # its own text, as received


class Lookup(Protocol):
    """A place where one DOI, or one PMID, can be looked up, to fill what other sources left out."""

    @property
    def name(self) -> str:
        """Short stable name, kept in rows: "crossref"."""

    @property
    def by(self) -> str:
        """What it is asked by: "doi" or "pmid"."""

    def heeding(self, heed: Heed) -> Self:
        """The same place, which calls `heed` often while it waits and lets through what it raises."""

    def look_up(self, number: str) -> Looked | None:
        """What is known of a bare DOI in lower case, or of a PMID; None = nothing. Raises SourceFailed, never to be read as
        None.
        """


class QueryRejected(SourceFailed):
    """The source read the query and refused it: asking again will not help. Carries the account of the attempt."""

    def __init__(self, code: str, receipt: Receipt, **params: str | int) -> None:
        super().__init__(code, source=receipt.source, **params)
        self.receipt = receipt


def utc_now() -> str:
    """Now as UTC text to the second: "2026-03-01T12:00:00+00:00"."""
    return datetime.now(UTC).isoformat(timespec="seconds")
