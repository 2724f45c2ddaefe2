"""What the store hands out of references beside their groups: compared, linked, picked, told apart, outlined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.rows import Saved, SourceRecord

KINDS = ("version", "preprint", "abstract", "notice", "protocol", "short_form", "registration", "part")


@dataclass(frozen=True, slots=True)
class ToCompare:
    """One reference and whether it has been compared. `says` changes with what it says: a newer copy, a correction."""

    id: str
    group_id: str
    alone: bool  # in its group
    says: str
    compared: str  # the mark that was kept when it was last compared; "" = never
    source: str  # of its first record


@dataclass(frozen=True, slots=True)
class Own:
    """What one reference says by itself, whatever group it is in: its source records and what people corrected of it."""

    sources: tuple[SourceRecord, ...]
    corrected: Mapping[str, Saved]


@dataclass(frozen=True, slots=True)
class LinkRow:
    """Two references that belong together and stay two. `a` is the older version, or what is about `b`."""

    id: str
    a_id: str
    b_id: str
    kind: str  # of `KINDS`
    state: str  # "found" | "confirmed" | "refused" | "same" (a person merged them instead)
    reason_code: str
    reason_params: Mapping[str, Any]
    pair_id: str  # the doubtful pair that a person made it of; "" = the program found it


@dataclass(frozen=True, slots=True)
class Pick:
    """The source record that a person wants a field of a reference shown from."""

    id: str
    reference_id: str
    field: str
    source_record_id: str
    at: str
    person_id: str


@dataclass(frozen=True, slots=True)
class StudyApart:
    """Two reports that a person said are not of one study."""

    id: str
    a_id: str
    b_id: str


@dataclass(frozen=True, slots=True)
class Grouping:
    """What was done about duplicates, read from rows in force: see `pipeline.dedupe.figures`."""

    source_of: Mapping[str, str]  # reference -> source of its record
    automatic: tuple[tuple[str, str], ...]  # pairs merged by the program
    by_hand: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]  # codes of the automatic merges
    told_apart: int
    waiting: int  # doubtful pairs without an answer
    linked: int  # links found or confirmed
    made_with: tuple[tuple[str, str], ...]  # (version of the program, of its rules) of each search, once, oldest first


@dataclass(frozen=True, slots=True)
class Outline:
    """What a reference can be looked up by, and which fields say something."""

    id: str
    doi: str
    pmid: str
    title: bool
    abstract: bool
    publication_types: bool
