"""Peer review of a search strategy by a second person: the six elements of PRESS 2015, each with an outcome.

McGowan 2016, doi 10.1016/j.jclinepi.2016.01.021. A remark says something of one element of one version of a strategy,
of one line where it names one. What was said last of an element by a person is what holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.quality_rows import Remark

ELEMENTS = ("translation", "operators", "headings", "words", "spelling", "limits")
OUTCOMES = ("none", "suggested", "required")  # no revision, revision suggested, revision required


@dataclass(frozen=True, slots=True)
class Review:
    """What one person has said of one version."""

    strategy_id: str
    person_id: str
    person: str
    day: str  # of the last remark, UTC
    elements: Mapping[str, str]  # element -> outcome; those not looked at are left out
    remarks: tuple[Remark, ...]

    @property
    def whole(self) -> bool:
        """Whether all six elements have an outcome."""
        return set(self.elements) == set(ELEMENTS)

    @property
    def outcome(self) -> str:
        """The gravest outcome of all elements."""
        return max(self.elements.values(), key=OUTCOMES.index, default="none")


def reviews(remarks: Iterable[Remark]) -> tuple[Review, ...]:
    """One review for each person and version, in the order they began."""
    found: dict[tuple[str, str], list[Remark]] = {}
    for one in remarks:
        found.setdefault((one.strategy_id, one.person_id), []).append(one)
    return tuple(_review(listed) for listed in found.values())


def _review(listed: Sequence[Remark]) -> Review:
    elements: dict[str, str] = {}
    for one in listed:
        before = elements.get(one.element, "none") if one.line else "none"
        elements[one.element] = max(before, one.outcome, key=OUTCOMES.index)
    first, last = listed[0], listed[-1]
    return Review(first.strategy_id, first.person_id, first.person, last.at, elements, tuple(listed))
