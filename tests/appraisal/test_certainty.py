"""GRADE: start, steps and limits, by table, with the instrument that ships."""

from __future__ import annotations

import pytest

from appraisal.certainty import instrument_for, proposed_start
from appraisal.judge import judge, spoken
from pipeline.errors import BadInput
from tests.appraisal.test_rules_of_instruments import GRADE

AFTER_DOWN, FROM_HIGH = "certainty_up_after_down", "certainty_up_from_high"
STARTS = {"high": "randomised", "low": "non_randomised"}
DOWN_ITEMS = ("risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias")
DOWNS = {0: "none", -1: "serious", -2: "very_serious"}
UPS = {0: "none", 1: "up", 2: "up_two"}


@pytest.mark.parametrize(
    ("start", "downs", "ups", "end", "warnings"),
    [
        ("high", {}, {}, "high", ()),
        ("high", {"imprecision": 0}, {"dose_response": 0}, "high", ()),
        ("high", {"imprecision": -1}, {}, "moderate", ()),
        ("high", {"imprecision": -2}, {}, "low", ()),
        ("high", {"imprecision": -1, "risk_of_bias": -1}, {}, "low", ()),
        ("high", {"imprecision": -1, "risk_of_bias": -2}, {}, "very_low", ()),
        ("high", dict.fromkeys(DOWN_ITEMS, -2), {}, "very_low", ()),
        ("low", {}, {}, "low", ()),
        ("low", {"publication_bias": -1}, {}, "very_low", ()),
        ("low", {"inconsistency": -2}, {}, "very_low", ()),
        ("low", {}, {"large_effect": 1}, "moderate", ()),
        ("low", {}, {"large_effect": 2}, "high", ()),
        ("low", {}, {"dose_response": 1, "plausible_confounding": 1}, "high", ()),
        ("low", {}, {"large_effect": 2, "dose_response": 1, "plausible_confounding": 1}, "high", ()),
        ("low", {"risk_of_bias": -1}, {"large_effect": 1}, "low", (AFTER_DOWN,)),
        ("high", {}, {"large_effect": 1}, "high", (FROM_HIGH,)),
        ("high", {"risk_of_bias": -1}, {"large_effect": 1}, "high", (AFTER_DOWN, FROM_HIGH)),
    ],
)
def test_levels(start: str, downs: dict[str, int], ups: dict[str, int], end: str, warnings: tuple[str, ...]) -> None:
    answers = {item: DOWNS[step] for item, step in downs.items()} | {item: UPS[step] for item, step in ups.items()}
    verdict = judge(GRADE, {"start": STARTS[start]} | answers)
    codes = tuple(step.code for step in verdict.path if step.code in (AFTER_DOWN, FROM_HIGH))
    assert (verdict.proposed, codes) == (end, warnings)


def test_the_path_has_one_step_for_each_reason_and_says_it_in_words() -> None:
    path = judge(GRADE, {"start": "randomised", "imprecision": "serious", "risk_of_bias": "very_serious"}).path
    assert [step.code for step in path] == ["certainty_start", "certainty_down", "certainty_down", "certainty_end"]
    assert [step.params.get("steps") for step in path] == [None, -2, -1, None]
    assert spoken(GRADE, path[1], "nn") == {"domain": "Risiko for skeivskapar", "steps": -2}


@pytest.mark.parametrize(
    "answers",
    [
        {"start": "highest"},
        {"luck": "serious"},
        {"large_effect": "serious"},
        {"imprecision": "up"},
        {"dose_response": "up_two"},
    ],
)
def test_unknown_levels_domains_and_steps_are_refused(answers: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        judge(GRADE, answers)


@pytest.mark.parametrize(
    ("question_type", "kinds", "start"),
    [
        ("effect", ("randomised",), "randomised"),
        ("effect", ("non_randomised", "non_randomised"), "non_randomised"),
        ("effect", ("robins_i",), "robins_i"),
        ("effect", (), ""),
        ("effect", ("randomised", "non_randomised"), ""),
        ("aetiology", ("non_randomised",), "non_randomised"),
        ("prognosis", ("non_randomised",), "prognosis"),
        ("prevalence", (), "prognosis"),
        ("diagnosis", (), "diagnostic"),
    ],
)
def test_where_it_starts(question_type: str, kinds: tuple[str, ...], start: str) -> None:
    assert proposed_start(question_type, kinds) == start


@pytest.mark.parametrize(
    ("question_type", "instrument"), [("experience", "cerqual"), ("effect", "grade"), ("", "grade")]
)
def test_findings_about_experience_are_judged_with_cerqual(question_type: str, instrument: str) -> None:
    assert instrument_for(question_type) == instrument


def test_levels_have_four_circles() -> None:
    assert [one.symbol for one in GRADE.judgements] == ["⊕⊕⊕⊕", "⊕⊕⊕○", "⊕⊕○○", "⊕○○○"]
