"""What the store hands out: frozen values, one for each kind of row. Times are UTC text (`2026-11-21T14:32:05.123Z`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.records import Record


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. Rights, name and municipality are looked up by the store in the very moment of the act.

    `ticket` is what lets somebody in who is new: the digest of an invitation's token, or the id of a sign-in that ended
    well at a provider.
    """

    person_id: str
    ticket: str = field(default="", repr=False)


NOBODY = Actor("")  # before the first person has said who they are
HERE = "here"  # the id of this installation, as a scope of rights
NATION = "ksf"  # the id of the nation: KSF as a whole
EXAMPLE_PLACE = "example"  # the id of the made-up municipality where the example question is at home


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    municipality_id: str
    language: str


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality as it is called on the day asked for."""

    id: str
    number: str  # four digits, with the leading zero
    name: str
    county: str
    ksf_region: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """A role that somebody was given at a scope, from when to when (UTC; "" = still)."""

    id: str
    person_id: str
    person: str  # name
    role: str  # a key of `pipeline.rights.ROLES`
    scope_kind: str  # "need" | "municipality" | "cluster" | "region" | "nation" | "installation"
    scope_id: str
    from_at: str
    until_at: str


@dataclass(frozen=True, slots=True)
class Share:
    """Somebody beyond the team that a need was shared with."""

    id: str
    need_id: str
    audience_kind: str  # "person" | "cluster" | "region" | "everybody" | "published"
    audience_id: str  # of the person, cluster or region
    from_at: str
    audience: str  # its name; "" for everybody
    until_at: str = ""  # "" = still


@dataclass(frozen=True, slots=True)
class Saved:
    """One edited field as it stands. `version` counts its changes from 1; 0 = never written."""

    value: str = ""
    version: int = 0
    at: str = ""
    person_id: str = ""


class Fields(dict[str, Saved]):
    """The edited fields of one object by name. A field nobody has written is there too, empty, at version 0."""

    def __missing__(self, name: str) -> Saved:
        return Saved()

    def text(self, name: str) -> str:
        """The value of a field, or empty text."""
        return self[name].value

    @property
    def saved_at(self) -> str:
        """When any of them was last written; empty = never."""
        return max((one.at for one in self.values()), default="")


@dataclass(frozen=True, slots=True)
class Need:
    id: str
    municipality_id: str
    municipality: str  # as it was called when the need was raised
    example: bool
    created_at: str
    created_by: str
    text: str
    language: str = "nb"  # of its first question; of whoever raised it, until there is one
    municipality_now: str = ""  # what the place is called today, after renaming, merging and splitting


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    need_id: str
    municipality_id: str
    municipality: str
    example: bool
    created_at: str
    title: str  # the question as one sentence where it is written, else the need's own words
    language: str = "nb"  # the language people write it in
    municipality_now: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one question has come: counts, all derived from events and rows, never stored."""

    question_id: str
    need_written: int = 0
    elements: int = 0
    words: int = 0
    runs: int = 0  # finished searches, imports and references added by hand
    open_jobs: int = 0
    asked_columns: int = 0  # files that wait for somebody to say what their columns are
    references: int = 0  # after merging
    records: int = 0  # source records
    dedupe_runs: int = 0
    doubtful: int = 0
    unscreened: int = 0
    screened: int = 0
    unread: int = 0  # wait for the decision on full text
    conflicts: int = 0  # people disagree
    included: int = 0
    appraised: int = 0  # included references with a judgement of the whole; two, where the work profile asks for two
    half_appraised: int = 0  # included references that one has judged and another is to
    wait_for_others: int = 0  # of those not appraised: whoever is looking has judged them, or said that they will not
    findings: int = 0
    sections: int = 0  # written sections of the summary
    research_needs: int = 0


@dataclass(frozen=True, slots=True)
class WordRow:
    """An English search word beside an element."""

    id: str
    element: str
    text: str
    kind: str  # "text" | "mesh"
    origin: str  # "glossary" | "team" | "mesh_file" | "mesh_live" | "hand"
    concept: str


@dataclass(frozen=True, slots=True)
class Strategy:
    """One version of a search text for one source. Never changed once saved."""

    id: str
    question_id: str
    source: str
    version: int
    text: str
    origin: str  # "built" | "edited"
    created_at: str
    person_id: str = ""  # who saved it


@dataclass(frozen=True, slots=True)
class Run:
    """One search, one import or the references added by hand."""

    id: str
    question_id: str
    kind: str  # "search" | "import" | "hand"
    source: str
    state: str  # "waiting" | "counting" | "counted" | "fetching" | "done" | "failed" | "cancelled"
    counted: int | None  # hits the source told; None = not known, which is not zero
    fetched: int
    new: int
    asked_at: str
    finished_at: str
    strategy_id: str
    file_name: str
    receipt: Mapping[str, Any]
    account: Mapping[str, Any]  # of an import: record_starts, taken, rescued, rejected
    version: int = 0  # of its strategy; 0 = it has none

    @property
    def removed_at(self) -> str:
        """When it was taken out of its question (`pipeline/steps/taken_out.py`); empty = it is there."""
        return str(self.receipt.get("removed_at", ""))


@dataclass(frozen=True, slots=True)
class Job:
    """Long work: a row that outlives the page, the tab and the process."""

    id: str
    kind: str
    question_id: str
    person_id: str
    state: str  # "queued" | "running" | "done" | "failed" | "cancelled"
    params: Mapping[str, Any]
    cursor: Mapping[str, Any]
    done: int
    total: int
    heartbeat_at: str
    error_code: str
    error_params: Mapping[str, Any]
    created_at: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference as people see it: the best of its source records with the corrections made by hand."""

    id: str
    question_id: str
    record: Record
    sources: tuple[str, ...]  # where its records came from
    records: int  # how many source records it holds
    status: str  # "unscreened" | "maybe" | "excluded" | "unread" | "included" | "out" | "conflict"
    reason: str  # of an exclusion on full text


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A record as received; never edited. A changed copy is a new version."""

    id: str
    source: str  # "pubmed" | "epistemonikos" | "file:<sha256>" | "hand"
    source_key: str
    version: int
    raw: str
    record: Record
    reference_id: str
    received_at: str
    run_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two references that may be the same: a person decides."""

    id: str
    a_id: str
    b_id: str
    state: str  # "doubtful" | "same" | "different"
    reason_code: str
    reason_params: Mapping[str, Any]
    score: float


@dataclass(frozen=True, slots=True)
class Merge:
    """One merge: references that joined the group of `kept`, each with the group it came from."""

    id: str
    kept_id: str
    came_from: Mapping[str, str]  # reference id -> the group it was in
    link: tuple[str, str]  # the two references that were held to be the same
    how: str  # "auto" | "person"
    reason_code: str
    reason_params: Mapping[str, Any]
    at: str
    undone: bool


@dataclass(frozen=True, slots=True)
class Vote:
    """One person's decision on one reference at one stage; in force until another ends it."""

    id: str
    reference_id: str
    stage: str  # "abstract" | "full_text"
    person_id: str
    answer: str  # "include" | "maybe" | "exclude"
    reason: str
    note: str
    at: str


@dataclass(frozen=True, slots=True)
class Appraisal:
    id: str
    reference_id: str
    instrument: str
    version: str
    person_id: str
    fields: Fields
    agreed: bool = False  # what several appraisers agreed on; `person_id` began it
    hidden: bool = False  # of another, while one's own of the same reference is not finished: `fields` is then empty

    @property
    def finished(self) -> bool:
        """It has a judgement of the whole."""
        return bool(self.fields.text("overall"))


@dataclass(frozen=True, slots=True)
class Paper:
    """An article as PDF, beside the checklist."""

    id: str
    question_id: str
    reference_id: str
    name: str
    sha256: str
    size: int  # bytes
    added_at: str
    added_by: str
    removed: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A small thing with fields of its own: a finding, an extraction, another place looked, a summary."""

    id: str
    question_id: str
    kind: str
    reference_id: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class ResearchNeedRow:
    id: str
    need_id: str
    question_id: str
    municipality: str
    example: bool
    created_at: str
    fields: Fields
    language: str = "nb"  # of the question it came from
    municipality_now: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said at a step, and the team whose answer it waits for ("" = nobody's)."""

    id: str
    question_id: str
    step: str
    text: str
    person: str
    at: str
    waits_for: str  # "" | "practice" | "research"
    settled_at: str
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """A document that was made of a question as it stood at event `based_on_seq`; its bytes are fetched apart."""

    id: str
    question_id: str
    format: str  # of `pipeline.steps.summarise.FORMATS`
    name: str  # of the file
    mime: str
    language: str
    sha256: str
    size: int  # bytes
    draft: bool  # made while something had to be mended first
    made_at: str
    made_by: str  # name
    based_on_seq: int


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log. `seq` alone is the order."""

    seq: int
    write_id: str  # shared by all events of one write
    at: str
    person: str
    verb: str
    kind: str
    object_id: str
    field: str
    old: str | None
    new: str | None
    why: str
