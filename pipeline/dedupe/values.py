"""What goes into and comes out of deduplication. Codes and parameters; `messages.py` makes the sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.records import Record

Params = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Item:
    """A record with the id that its owner knows it by (a source record's id, a row of a table)."""

    id: str
    record: Record
    origin: str = ""  # the file or source it came from: a column may be junk in one and good in another


@dataclass(frozen=True, slots=True)
class Merge:
    """Two records held to be about one report, and why. `a < b`."""

    a: str
    b: str
    reason_code: str
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two records that a person should look at. `a < b`; `score` (0-100): how useful the look is likely to be."""

    a: str
    b: str
    reason_code: str
    params: Params = field(default_factory=dict)
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Link:
    """Two reports that belong together and stay two. `a` is the older version or what is about the other, `b` the rest.

    kind: version | preprint | abstract | notice | protocol | short_form | registration.
    """

    a: str
    b: str
    kind: str
    reason_code: str
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deduplicated:
    """The answer. It does not depend on the order in which the records came.

    clusters: every id once, single ones too, each cluster sorted and the clusters sorted by their first id.
    reasons: for a cluster of n records the n - 1 merges that hold it together (fewer where a group was given).
    doubtful: at most one pair for two clusters, the most useful first.
    linked: at most one pair for two clusters, sorted; two that are linked are not doubtful.
    """

    clusters: tuple[tuple[str, ...], ...]
    reasons: tuple[Merge, ...]
    doubtful: tuple[Doubt, ...]
    linked: tuple[Link, ...] = ()
