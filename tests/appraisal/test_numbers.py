"""Agreement, absolute effects and overlap, by tables of known results."""

from __future__ import annotations

from decimal import Decimal

import pytest

from appraisal.agreement import agreement, agreement_2x2
from appraisal.effects import absolute, read_estimate, steps
from appraisal.overlap import corrected_covered_area, degree, overlap
from pipeline.errors import BadInput


@pytest.mark.parametrize(
    ("counts", "percent", "kappa", "pabak", "ac1", "advice"),
    [
        ((40, 5, 5, 50), 0.900, 0.798, 0.800, 0.802, "agreement_good"),
        ((3, 2, 3, 192), 0.975, 0.533, 0.950, 0.974, "agreement_uneven"),
        ((118, 5, 2, 0), 0.944, -0.023, 0.888, 0.941, "agreement_uneven"),
        ((20, 0, 0, 0), 1.0, None, 1.0, 1.0, "agreement_all_alike"),
        ((0, 0, 0, 20), 1.0, None, 1.0, 1.0, "agreement_all_alike"),
        ((25, 25, 25, 25), 0.5, 0.0, 0.0, 0.0, "agreement_low"),
        ((2, 1, 0, 2), 0.8, 0.615, 0.6, 0.6, "agreement_few"),
    ],
)
def test_agreement(
    counts: tuple[int, int, int, int], percent: float, kappa: float | None, pabak: float, ac1: float, advice: str
) -> None:
    found = agreement_2x2(*counts)
    assert found.percent == pytest.approx(percent, abs=0.0005)
    assert found.pabak == pytest.approx(pabak, abs=0.0005)
    assert found.ac1 == pytest.approx(ac1, abs=0.0005)
    if kappa is None:
        assert found.kappa is None
    else:
        assert found.kappa == pytest.approx(kappa, abs=0.0005)
    assert found.advice == advice


def test_agreement_with_three_answers() -> None:
    """Observed 0.7; by chance 0.35 (kappa); Gwet's with three answers by hand."""
    pairs = [("yes", "yes")] * 4 + [("no", "no")] * 2 + [("unclear", "unclear")] + [("yes", "no")] * 2
    pairs += [("unclear", "yes")]
    found = agreement(pairs, 3)
    first, second = {"yes": 0.6, "no": 0.2, "unclear": 0.2}, {"yes": 0.5, "no": 0.4, "unclear": 0.1}
    chance = sum(first[one] * second[one] for one in first)
    spread = sum((first[one] + second[one]) / 2 * (1 - (first[one] + second[one]) / 2) for one in first) / 2
    assert found.percent == pytest.approx(0.7)
    assert found.kappa == pytest.approx((0.7 - chance) / (1 - chance))
    assert found.ac1 == pytest.approx((0.7 - spread) / (1 - spread))
    assert found.pabak == pytest.approx((3 * 0.7 - 1) / 2)


@pytest.mark.parametrize("counts", [(0, 0, 0, 0), (-1, 2, 3, 4)])
def test_agreement_of_nothing(counts: tuple[int, int, int, int]) -> None:
    with pytest.raises(BadInput):
        agreement_2x2(*counts)


@pytest.mark.parametrize(
    ("measure", "estimate", "baseline", "after", "difference", "low", "high"),
    [
        ("rate", "0.77 (0.71-0.83)", "850", "655", "-195", "-246", "-144"),
        ("risk", "RR 1,5 (1,2–2,0)", "100", "150", "50", "20", "100"),
        ("risk", "3 (2-20)", "500", "1000", "500", "500", "500"),  # a share is at most all
        ("rate", "2 (1.5-3)", "850", "1700", "850", "425", "1700"),  # a rate may be more
        ("odds", "0.5 (0.3-0.8)", "200", "111", "-89", "-130", "-33"),
        ("hazard", "0.5 (0.3-0.8)", "200", "106", "-94", "-135", "-37"),
        ("mean", "-1.25 (-2.5 to 0)", "10", "8.75", "-1.25", "-2.50", "0.00"),
        ("smd", "-0.5 (-0.9 to -0.1)", "10", None, "-5.0", "-9.0", "-1.0"),
        ("risk", "1", "0", "0", "0", None, None),
    ],
)
def test_absolute_effects(
    measure: str, estimate: str, baseline: str, after: str | None, difference: str, low: str | None, high: str | None
) -> None:
    found = absolute(measure, read_estimate(estimate), Decimal(baseline))  # type: ignore[arg-type]
    wanted = [None if one is None else Decimal(one) for one in (after, difference, low, high)]
    assert [found.after, found.difference, found.low, found.high] == wanted


def test_the_example_in_sentences() -> None:
    told = steps(absolute("rate", read_estimate("0,77 (0,71–0,83)"), Decimal(850)))
    assert [(one.code, one.params) for one in told] == [
        ("effect_fewer", {"n": "195", "per": 1000, "unit": "years", "before": "850", "after": "655"}),
        ("effect_range_fewer", {"least": "144", "most": "246"}),
    ]
    crossing = steps(absolute("risk", read_estimate("0.9 (0.7-1.2)"), Decimal(100)))
    assert [one.code for one in crossing] == ["effect_fewer", "effect_range_both", "effect_unsure"]
    assert crossing[1].params == {"least": "30", "most": "20"}


@pytest.mark.parametrize(
    "text",
    [
        "0.77 (0.71-0.83)",
        "RR 0,77 (95 % KI 0,71–0,83)",
        "0.77 [0.71; 0.83]",
        "0.77 (95% CI 0.71 to 0.83)",
        "0,77 (0,71, 0,83)",
        "IRR 0.77, 95 %-KI 0.71 - 0.83",
        "0.77 0.71 0.83",
    ],
)
def test_estimates_as_people_write_them(text: str) -> None:
    found = read_estimate(text)
    assert (found.point, found.low, found.high) == (Decimal("0.77"), Decimal("0.71"), Decimal("0.83"))


@pytest.mark.parametrize("text", ["-0.5 (-0.9 to -0.1)", "\u22120,5 (\u22120,9\u2013\u22120,1)", "-0.5 (-0.9--0.1)"])
def test_a_minus_is_told_from_a_hyphen(text: str) -> None:
    assert read_estimate(text).low == Decimal("-0.9")


@pytest.mark.parametrize(
    ("measure", "estimate", "baseline", "code"),
    [
        ("rate", "", "10", "effect_unreadable"),
        ("rate", "0.7 (0.5)", "10", "effect_unreadable"),
        ("rate", "0.9 (0.1-0.5)", "10", "effect_interval_wrong"),
        ("rate", "0", "10", "effect_ratio_not_positive"),
        ("rate", "-0.5", "10", "effect_ratio_not_positive"),
        ("risk", "0.5", "1001", "effect_baseline_wrong"),
        ("risk", "0.5", "-1", "effect_baseline_wrong"),
        ("smd", "0.5", "0", "effect_no_deviation"),
    ],
)
def test_what_cannot_be_is_refused(measure: str, estimate: str, baseline: str, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        absolute(measure, read_estimate(estimate), Decimal(baseline))  # type: ignore[arg-type]
    assert caught.value.code == code


def test_a_study_is_one_whatever_its_capitals() -> None:
    found = overlap({"A": {"Example 2010"}, "B": {"example 2010", "Other 2011"}})
    assert (found.shared, len(found.rows), found.inclusions) == (1, 2, 3)


def test_overlap_of_three_reviews() -> None:
    found = overlap({"A": {"s1", "s2", "s3"}, "B": {"s1", "s2", "s4"}, "C": {"s1", "s5"}, "D": set()})
    assert found.reviews == ("A", "B", "C"), "a review without a list of studies is left out"
    assert (found.inclusions, len(found.rows), found.shared) == (8, 5, 2)
    assert found.cca == pytest.approx((8 - 5) / (5 * 3 - 5) * 100)
    assert found.rows[0] == ("s1", (True, True, True))
    assert found.pairs[0] == ("A", "B", 2, pytest.approx((6 - 4) / (4 * 2 - 4) * 100))
    assert found.degree == "overlap_very_high"


@pytest.mark.parametrize(
    ("cca", "word"),
    [
        (None, ""),
        (0.0, "overlap_slight"),
        (5.4, "overlap_slight"),
        (5.6, "overlap_moderate"),
        (10.0, "overlap_moderate"),
        (15.0, "overlap_high"),
        (15.6, "overlap_very_high"),
        (100.0, "overlap_very_high"),
    ],
)
def test_degrees_of_overlap(cca: float | None, word: str) -> None:
    assert degree(cca) == word


@pytest.mark.parametrize("reviews", [[], [{"a"}], [set(), set()]])
def test_overlap_of_nothing(reviews: list[set[str]]) -> None:
    assert corrected_covered_area(list(reviews)) is None
