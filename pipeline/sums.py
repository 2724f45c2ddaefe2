"""What the store counts of a question: frozen values, all derived from rows in the moment they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NOT_RETRIEVED = "no-full-text"  # the reason in exclusion_reasons.yaml that PRISMA counts apart
TWO_APPRAISE = ("full",)  # work profiles where two appraise each article for themselves (data/templates/profiles.yaml)


@dataclass(frozen=True, slots=True)
class FlowColumn:
    """One way in: from what was identified to what was assessed. Where people disagree, a reference still waits."""

    identified: tuple[tuple[str, int], ...] = ()  # (source, records)
    duplicates: int = 0
    waits_for_screening: int = 0
    screened: int = 0
    excluded: int = 0
    sought: int = 0
    not_retrieved: int = 0
    waits_for_full_text: int = 0
    assessed: int = 0
    out: tuple[tuple[str, int], ...] = ()  # (reason, references)


@dataclass(frozen=True, slots=True)
class FlowNumbers(FlowColumn):
    """The numbers of the flow diagram, all counted from rows: of the whole question, or of what came since a run.

    Its own column is of known databases and registers; a group of which all was found in other ways belongs to `other`:
    typed by hand, or in a file or list from somewhere else.
    """

    other: FlowColumn = FlowColumn()
    merged_by_program: int = 0  # of the duplicates
    maybe: int = 0  # of those sought
    included: int = 0
    studies: int = 0  # behind those included, without those of `previous_reports`
    previous_reports: int = 0  # included, and there before the run
    previous_studies: int = 0


@dataclass(frozen=True, slots=True)
class MergedLink:
    """Two references that a merge in force holds to be one."""

    how: str  # "auto" | "person"
    link: tuple[str, str]
    reason_code: str
    merge_id: str


@dataclass(frozen=True, slots=True)
class TakingOut:
    """What taking a run out of its question takes along. References, each with its duplicates."""

    going: int = 0  # found by this run only
    voted: int = 0  # of those: with votes in force
    appraised: int = 0  # of those: with an appraisal that somebody has begun
    staying: int = 0  # found otherwise too


@dataclass(frozen=True, slots=True)
class StageWork:
    """One stage of screening: references read, those read by several, how many people read, and those that only one person
    has read and left out.
    """

    read: int = 0
    by_several: int = 0
    people: int = 0
    out_by_one: int = 0


@dataclass(frozen=True, slots=True)
class WorkDone:
    """Sums of the work on a question, of what is in force now."""

    stages: Mapping[str, StageWork]  # "abstract" | "full_text"
    merged_by_program: int = 0
    merged_by_people: int = 0
    looked_for_duplicates: tuple[str, ...] = ()  # days, ISO
    appraised: tuple[
        tuple[str, int, int], ...
    ] = ()  # ("id@version" of a checklist, included references, by two people or more)
    judged: int = 0  # included references with an appraisal that is finished
    judged_by_several: int = 0  # by two people or more


@dataclass(frozen=True, slots=True)
class SinceLast:
    """A search that was run again beside the time before: references by id, in the order they came."""

    new: tuple[str, ...] = ()  # of records that the earlier run did not find
    changed: tuple[str, ...] = ()  # of records that the source has changed since
    gone: tuple[str, ...] = ()  # of records that only the earlier run found
