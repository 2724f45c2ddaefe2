"""Who belongs where, as values: names, clusters, regions and what became of a municipality, each from a day to a day.

Days are text ("2027-01-01"). The end of a period is the first day that it holds no longer; "" = it holds still. A period
that ends on the day it begins never held: it was taken back, and is not handed out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from pipeline.rows import Fields


class Audience(NamedTuple):
    """A group of people that somebody belongs to, and so can share a need with."""

    kind: str  # "cluster" | "region"
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class NamePeriod:
    """What a municipality was called, and which region it was in, from a day to a day."""

    id: str
    municipality_id: str
    number: str  # four digits, with the leading zero
    name: str
    county: str
    region: str  # KSF region; "" = none
    valid_from: str
    valid_to: str

    def holds_on(self, day: str) -> bool:
        """True on a day within the period."""
        return self.valid_from <= day and (not self.valid_to or self.valid_to > day)


@dataclass(frozen=True, slots=True)
class Belonging:
    """A municipality's part in a cluster or a region from a day to a day: member, motor municipality or host."""

    id: str
    scope_id: str  # of the cluster or region
    scope: str  # its name
    municipality_id: str
    municipality: str  # its name when the period began
    municipality_now: str  # the name of the place today
    valid_from: str
    valid_to: str

    def holds_on(self, day: str) -> bool:
        """True on a day within the period."""
        return self.valid_from <= day and (not self.valid_to or self.valid_to > day)


@dataclass(frozen=True, slots=True)
class Succession:
    """What became of a municipality: one that took over from it. The heir has its questions, people and roles."""

    id: str
    reform_id: str
    kind: str  # "merge" | "split"
    from_id: str
    from_name: str
    to_id: str
    to_name: str
    valid_from: str
    heir: bool


@dataclass(frozen=True, slots=True)
class Reform:
    """One change of the municipalities that was entered: a merge, a split, or a new name, number, county or region."""

    id: str
    kind: str  # "merge" | "split" | "name"
    valid_from: str
    created_at: str  # UTC
    undone_at: str  # "" = it stands
    person: str  # who entered it
    before: tuple[str, ...]  # names of those that it changed or ended
    after: tuple[str, ...]  # names of those that took over; of a split the heir first


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A KSF region as it is on the day asked for."""

    id: str
    name: str
    host_id: str  # "" = none known
    host: str
    municipalities: int
    clusters: int


@dataclass(frozen=True, slots=True)
class ClusterRow:
    """A cluster (kommuneklynge) as it is on the day asked for."""

    id: str
    name: str
    region_id: str
    valid_from: str
    valid_to: str
    motor_id: str  # "" = none chosen
    motor: str
    members: int


@dataclass(frozen=True, slots=True)
class ClusterEntry:
    """One cluster with its history, the newest period first."""

    id: str
    name: str
    region_id: str
    valid_from: str
    valid_to: str
    members: tuple[Belonging, ...]
    motors: tuple[Belonging, ...]
    fields: Fields


@dataclass(frozen=True, slots=True)
class RegionEntry:
    """One region with its history, the newest host first."""

    id: str
    name: str
    hosts: tuple[Belonging, ...]
    clusters: tuple[ClusterRow, ...]


@dataclass(frozen=True, slots=True)
class MunicipalityEntry:
    """One municipality with its history; periods newest first.

    `place_id` is the municipality that is there today, itself or its heir. `people` is None for those who may not know;
    `questions` counts those that the reader may see, of all municipalities that are one place with this one.
    """

    id: str
    place_id: str
    names: tuple[NamePeriod, ...]
    became: tuple[Succession, ...]
    came_from: tuple[Succession, ...]
    clusters: tuple[Belonging, ...]
    motor_of: tuple[Belonging, ...]
    host_of: tuple[Belonging, ...]
    fields: Fields
    people: int | None
    questions: int

    @property
    def name(self) -> str:
        """The newest name; of one that is no longer there, its last."""
        return self.names[0].name if self.names else ""


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A municipality, or a new name of one, as it is called from a day on."""

    number: str
    name: str
    county: str
    region: str
