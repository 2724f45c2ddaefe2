"""From a relative effect and a baseline to numbers that people understand, with the interval: before, after, difference.

Source of the method: GRADE guidelines 12 (Guyatt GH et al. J Clin Epidemiol 2013;66:158-72) and the Cochrane Handbook,
chapter 15: a rate or risk ratio multiplies the baseline, an odds ratio its odds, a hazard ratio is a power of survival; a
standardised mean difference is multiplied by a standard deviation. Counts are rounded half up, and the difference is
taken between rounded counts, so that before, after and difference add up in the reader's head.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Literal

from appraisal.judge import Step
from pipeline.errors import BadInput

Measure = Literal["rate", "risk", "odds", "hazard", "mean", "smd"]
RATIOS: tuple[Measure, ...] = ("rate", "risk", "odds", "hazard")
SHARES: tuple[Measure, ...] = ("risk", "odds", "hazard")  # the baseline is a share of people, at most all of them
MEASURES: tuple[Measure, ...] = (*RATIOS, "mean", "smd")
MOST = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval, if one is given."""

    point: Decimal
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """Numbers before and after, and the difference with its interval (`low` <= `high`, negative = fewer or lower).

    Counts per `per` people or person-years for ratios; for differences of means `per` is 0, in the unit of the scale,
    and `before` is None where no baseline was given.
    """

    measure: Measure
    per: int
    before: Decimal | None
    after: Decimal | None
    difference: Decimal
    low: Decimal | None
    high: Decimal | None

    @property
    def unsure(self) -> bool:
        """The interval holds both more and less."""
        return self.low is not None and self.high is not None and self.low <= 0 <= self.high


def absolute(measure: Measure, estimate: Estimate, baseline: Decimal | None, per: int = 1000) -> Effect:
    """The absolute effect of a ratio at a baseline of so many `per` people (or person-years for a rate).

    For "mean" the estimate is the difference itself, and the baseline, if given, the mean of the others. For "smd" the
    baseline is the standard deviation to use. Raises BadInput for a baseline or an estimate that cannot be.
    """
    if measure in RATIOS:
        return _from_ratio(measure, estimate, baseline, per)
    if measure == "mean":
        return _from_means(measure, estimate, baseline)
    if baseline is None or not 0 < baseline <= MOST:
        raise BadInput("effect_no_deviation")
    scaled = [None if one is None else one * baseline for one in (estimate.point, estimate.low, estimate.high)]
    return _from_means(measure, Estimate(scaled[0] or Decimal(0), scaled[1], scaled[2]), None)


def _from_ratio(measure: Measure, estimate: Estimate, baseline: Decimal | None, per: int) -> Effect:
    if per < 1 or per > MOST:
        raise BadInput("effect_per_wrong", per=per)
    if baseline is None or not 0 <= baseline <= MOST or (measure in SHARES and baseline > per):
        raise BadInput("effect_baseline_wrong", baseline=_said(baseline), per=per)
    if any(one is not None and one <= 0 for one in (estimate.point, estimate.low, estimate.high)):
        raise BadInput("effect_ratio_not_positive", ratio=_said(estimate.point))
    before = half_up(baseline)

    def change(ratio: Decimal | None) -> Decimal | None:
        return None if ratio is None else half_up(_after(measure, ratio, baseline, per)) - before

    difference = change(estimate.point) or Decimal(0)
    return Effect(measure, per, before, before + difference, difference, change(estimate.low), change(estimate.high))


def _after(measure: Measure, ratio: Decimal, baseline: Decimal, per: int) -> Decimal:
    """How many afterwards, not rounded; a share stays a share."""
    after = _CHANGES[measure](ratio, baseline / per) * per
    return min(after, Decimal(per)) if measure in SHARES else after


_CHANGES: Mapping[Measure, Callable[[Decimal, Decimal], Decimal]] = {
    "rate": lambda ratio, share: ratio * share,
    "risk": lambda ratio, share: ratio * share,
    "odds": lambda ratio, share: ratio * share / (1 - share + ratio * share),
    "hazard": lambda ratio, share: 1 - (1 - share) ** ratio if share < 1 else Decimal(1),
}


def _from_means(measure: Measure, estimate: Estimate, baseline: Decimal | None) -> Effect:
    places = max(1, *(_places(one) for one in (estimate.point, estimate.low, estimate.high)))
    places = min(places, 2)
    point, low, high = (
        None if one is None else half_up(one, places) for one in (estimate.point, estimate.low, estimate.high)
    )
    before = None if baseline is None else half_up(baseline, places)
    difference = point or Decimal(0)
    after = None if before is None else before + difference
    return Effect(measure, 0, before, after, difference, low, high)


def half_up(value: Decimal, places: int = 0) -> Decimal:
    """654.5 -> 655; away from zero at the half, so that -0.25 is -0.3."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _places(value: Decimal | None) -> int:
    exponent = value.as_tuple().exponent if value is not None else 0
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _said(value: Decimal | None) -> str:
    return "–" if value is None else str(value)[:40]


WORDS: Mapping[tuple[bool, int], str] = {  # (counts of people?, sign of the difference) -> the sentence
    (True, -1): "effect_fewer",
    (True, 0): "effect_none",
    (True, 1): "effect_more",
    (False, -1): "effect_lower",
    (False, 0): "effect_no_difference",
    (False, 1): "effect_higher",
}
RANGES: Mapping[
    tuple[bool, int], str
] = {  # (counts?, the side on which the whole interval lies; 0 = both) -> the sentence
    (True, -1): "effect_range_fewer",
    (True, 0): "effect_range_both",
    (True, 1): "effect_range_more",
    (False, -1): "effect_range_lower",
    (False, 0): "effect_range_lower_higher",
    (False, 1): "effect_range_higher",
}


def steps(effect: Effect) -> tuple[Step, ...]:
    """The effect in sentences: before, after and difference; then the interval, its smallest number first."""
    counts = effect.per > 0
    sign = (effect.difference > 0) - (effect.difference < 0)
    told: dict[str, str | int] = {"n": str(abs(effect.difference)), "per": effect.per}
    if effect.before is not None and effect.after is not None:
        told |= {"before": str(effect.before), "after": str(effect.after)}
    if counts:
        told["unit"] = "people" if effect.measure in SHARES else "years"
    found = [Step(WORDS[counts, sign], told)]
    if effect.low is not None and effect.high is not None:
        side = -1 if effect.high < 0 else 1 if effect.low > 0 else 0
        ends = [abs(effect.low), abs(effect.high)] if side == 0 else sorted([abs(effect.low), abs(effect.high)])
        found.append(Step(RANGES[counts, side], {"least": str(ends[0]), "most": str(ends[1])}))
        if side == 0:
            found.append(Step("effect_unsure", {}))
    return tuple(found)


_LEVEL = re.compile(r"\b\d{2}(?:[.,]\d+)?\s*%(?:\s*-?\s*(?:ki|ci|konfidensintervall|confidence interval))?", re.I)
_NUMBER = re.compile(r"(?<![0-9.,])-?[0-9]+(?:[.,][0-9]+)?")


def read_estimate(text: str) -> Estimate:
    """ "RR 0,77 (95 % KI 0,71–0,83)" -> the three numbers; a hyphen after a number is "to", else it is a minus.

    Raises BadInput: effect_unreadable(text), effect_interval_wrong(low, high, point).
    """
    said = _LEVEL.sub(" ", text.replace("\u2212", "-"))
    said = re.sub(r"(?<=[0-9])\s*[\u2010-\u2015]\s*", " til ", said)
    said = re.sub(r"(?<=[0-9])\s*-\s*(?=-?[0-9])", " til ", said)
    said = re.sub(r"[\u2010-\u2015](?=[0-9])", "-", said)
    numbers = [read_number(one) for one in _NUMBER.findall(said)]
    if len(numbers) == 1:
        return Estimate(numbers[0])
    if len(numbers) != 3:
        raise BadInput("effect_unreadable", text=text[:60])
    point, low, high = numbers
    if not low <= point <= high:
        raise BadInput("effect_interval_wrong", point=str(point), low=str(low), high=str(high))
    return Estimate(point, low, high)


def read_number(text: str) -> Decimal:
    """ "0,77" or "0.77". Raises BadInput: effect_unreadable(text)."""
    try:
        number = Decimal(text.strip().replace("\u2212", "-").replace(",", "."))
    except InvalidOperation as error:
        raise BadInput("effect_unreadable", text=text[:60]) from error
    if not number.is_finite() or abs(number) > MOST:
        raise BadInput("effect_unreadable", text=text[:60])
    return number
