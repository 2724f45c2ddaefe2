"""How far two appraisers agree beyond chance: percent, Cohen's kappa, and two that hold when nearly all answers are alike.

Sources of the methods: Cohen J. Educ Psychol Meas 1960;20:37-46 (kappa); Byrt T et al. J Clin Epidemiol 1993;46:423-9
(PABAK); Gwet KL. Br J Math Stat Psychol 2008;61:29-48 (AC1). For more than two answers the general forms are used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.errors import BadInput

GOOD, FAIR = 0.8, 0.6  # of AC1: from here on agreement is good, fair
FEW = 10  # with fewer answers no number says much
LIKELY_PARADOX = 0.2  # kappa this far below AC1: it is the lack of variation that speaks

ADVICE = (
    "agreement_few",
    "agreement_all_alike",
    "agreement_uneven",
    "agreement_good",
    "agreement_fair",
    "agreement_low",
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Shares from -1 to 1; `kappa` is None where chance alone would give full agreement, so that it cannot be computed."""

    n: int
    agree: int
    percent: float  # 0 to 1
    kappa: float | None
    pabak: float
    ac1: float
    advice: str  # a code: what to make of it


def agreement_2x2(both_yes: int, only_first: int, only_second: int, both_no: int) -> Agreement:
    """From the four counts of two people who each said yes or no. Raises BadInput for a negative count or none at all."""
    if min(both_yes, only_first, only_second, both_no) < 0:
        raise BadInput("agreement_negative")
    counts = Counter(
        {
            ("yes", "yes"): both_yes,
            ("yes", "no"): only_first,
            ("no", "yes"): only_second,
            ("no", "no"): both_no,
        }
    )
    return _agreement(counts, 2)


def agreement(pairs: Iterable[tuple[str, str]], answers: int = 2) -> Agreement:
    """From each item's two answers; `answers` = how many an item could be given. Raises BadInput for no pair."""
    return _agreement(Counter(pairs), answers)


def _agreement(counts: Counter[tuple[str, str]], answers: int) -> Agreement:
    n = counts.total()
    if n == 0:
        raise BadInput("agreement_nothing")
    names = sorted({name for pair in counts for name in pair})
    k = max(answers, len(names), 2)
    agree = sum(number for (one, other), number in counts.items() if one == other)
    first = {name: sum(number for (one, _), number in counts.items() if one == name) / n for name in names}
    second = {name: sum(number for (_, other), number in counts.items() if other == name) / n for name in names}
    observed = agree / n
    by_chance = sum(first[name] * second[name] for name in names)
    spread = sum((mean := (first[name] + second[name]) / 2) * (1 - mean) for name in names) / (k - 1)
    kappa = None if by_chance >= 1 else (observed - by_chance) / (1 - by_chance)
    ac1 = (observed - spread) / (1 - spread)
    return Agreement(n, agree, observed, kappa, (k * observed - 1) / (k - 1), ac1, _advice(n, kappa, ac1))


def _advice(n: int, kappa: float | None, ac1: float) -> str:
    if n < FEW:
        return "agreement_few"
    if kappa is None:
        return "agreement_all_alike"
    if ac1 - kappa >= LIKELY_PARADOX and ac1 >= FAIR:
        return "agreement_uneven"
    if ac1 >= GOOD:
        return "agreement_good"
    return "agreement_fair" if ac1 >= FAIR else "agreement_low"
