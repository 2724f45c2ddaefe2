"""What is written: a record, and, where it is asked for, what was decided of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.records import Record


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a reference stands, as words for people."""

    status: str  # "included", in the reader's language
    reason: str = ""  # of an exclusion on full text
    appraisal: str = ""  # the judgement and its checklist
    votes: tuple[str, ...] = ()  # one a vote: stage, person, answer, reason


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
        return tuple(f"{NOTE}{line}" for line in (status, told.appraisal, *told.votes) if line)


NOTE = "Kunnskapsbroen: "
"""Before each line of a decision that is written as a note."""

Entries = Sequence[Entry]
