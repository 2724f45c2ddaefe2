"""Which studies several reviews share, so that a study is not counted twice: matrix and corrected covered area.

Source of the method: Pieper D et al. J Clin Epidemiol 2014;67:368-75. CCA = (N - r) / (r x c - r): N = inclusions in all,
r = different studies, c = reviews. 0-5 % slight, 6-10 moderate, 11-15 high, above 15 very high.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from itertools import combinations

DEGREES = ((5.0, "overlap_slight"), (10.0, "overlap_moderate"), (15.0, "overlap_high"))  # up to this percent: code
MOST = "overlap_very_high"


@dataclass(frozen=True, slots=True)
class Overlap:
    """`rows` = (study, in which reviews), those that most reviews share first. `cca` in percent; None with one review."""

    reviews: tuple[str, ...]
    rows: tuple[tuple[str, tuple[bool, ...]], ...]
    inclusions: int
    cca: float | None
    degree: str  # a code, "" without a CCA
    pairs: tuple[tuple[str, str, int, float | None], ...]  # (review, review, studies they share, their CCA)

    @property
    def shared(self) -> int:
        """How many studies are in more than one review."""
        return sum(1 for _, held in self.rows if sum(held) > 1)


def overlap(studies: Mapping[str, Set[str]]) -> Overlap:
    """review -> its studies, alike whatever their capitals. A review that has none listed is left out of the sums."""
    spelt: dict[str, str] = {}
    listed = {
        review: {spelt.setdefault(study.casefold(), study) for study in sorted(held)}
        for review, held in studies.items()
        if held
    }
    every = sorted({study for held in listed.values() for study in held}, key=str.casefold)
    rows = [(study, tuple(study in held for held in listed.values())) for study in every]
    rows.sort(key=lambda row: -sum(row[1]))
    cca = corrected_covered_area(list(listed.values()))
    pairs = tuple(
        (one, other, len(listed[one] & listed[other]), corrected_covered_area([listed[one], listed[other]]))
        for one, other in combinations(listed, 2)
    )
    return Overlap(tuple(listed), tuple(rows), sum(map(len, listed.values())), cca, degree(cca), pairs)


def corrected_covered_area(reviews: list[Set[str]]) -> float | None:
    """In percent; None with fewer than two reviews, or without a study."""
    different = len({study for held in reviews for study in held})
    if len(reviews) < 2 or not different:
        return None
    return (sum(map(len, reviews)) - different) / (different * len(reviews) - different) * 100


def degree(cca: float | None) -> str:
    """The word for it, as a code. The published bounds are whole percent, so the number is rounded first."""
    if cca is None:
        return ""
    return next((code for most, code in DEGREES if int(cca + 0.5) <= most), MOST)
