"""What is written: a record, and, where it is asked for, what was decided of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.formats.clean import OWN_NOTE, squeeze
from pipeline.records import Record


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one person decided at one stage, as words for people."""

    stage: str  # "abstract" | "full_text"
    named: str  # the stage
    by: str  # day and person: "2026-11-27 Eksempel Person"
    answer: str
    reason: str = ""
    note: str = ""

    @property
    def line(self) -> str:
        """All of it."""
        behind = "; ".join(part for part in (self.reason, self.note) if part)
        return f"{self.by}, {self.named}: {self.answer}" + (f" – {behind}" if behind else "")


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a reference stands, as words for people."""

    status: str  # "included", in the reader's language
    reason: str = ""  # of an exclusion on full text
    appraisal: str = ""  # the judgement and its checklist
    votes: tuple[Ballot, ...] = ()

    def column(self, stage: str, name: str) -> str:
        """One thing ("answer", "reason", "note") that was said at a stage: a line a person, each with day and name."""
        told = [(one.by, squeeze(getattr(one, name))) for one in self.votes if one.stage == stage]
        return "\n".join(f"{by}: {text}" for by, text in told if text)


@dataclass(frozen=True, slots=True)
class Entry:
    """One record to write. `decision` None: written without."""

    record: Record
    decision: Decision | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """The decision as lines, for formats that have no field for it."""
        told = self.decision
        if told is None:
            return ()
        status = f"{told.status}: {told.reason}" if told.reason else told.status
        lines = (status, told.appraisal, *(one.line for one in told.votes))
        return tuple(f"{OWN_NOTE}{squeeze(line)}" for line in lines if line)


Entries = Sequence[Entry]
