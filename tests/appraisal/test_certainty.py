"""GRADE: start, steps and limits, by table."""

from __future__ import annotations

from itertools import product

import pytest

from appraisal.certainty import DOWN_DOMAINS, LEVELS, UP_DOMAINS, level, rate, spoken, starting_level
from appraisal.text import Text
from pipeline.errors import BadInput

AFTER_DOWN, FROM_HIGH = "certainty_up_after_down", "certainty_up_from_high"


@pytest.mark.parametrize(
    ("start", "downs", "ups", "end", "warnings"),
    [
        ("high", {}, {}, "high", ()),
        ("high", {"imprecision": 0}, {"dose_response": 0}, "high", ()),
        ("high", {"imprecision": -1}, {}, "moderate", ()),
        ("high", {"imprecision": -2}, {}, "low", ()),
        ("high", {"imprecision": -1, "risk_of_bias": -1}, {}, "low", ()),
        ("high", {"imprecision": -1, "risk_of_bias": -2}, {}, "very_low", ()),
        ("high", dict.fromkeys((domain.id for domain in DOWN_DOMAINS), -2), {}, "very_low", ()),
        ("moderate", {"indirectness": -1}, {}, "low", ()),
        ("low", {}, {}, "low", ()),
        ("low", {"publication_bias": -1}, {}, "very_low", ()),
        ("low", {"inconsistency": -2}, {}, "very_low", ()),
        ("very_low", {"inconsistency": -1}, {}, "very_low", ()),
        ("low", {}, {"large_effect": 1}, "moderate", ()),
        ("low", {}, {"large_effect": 2}, "high", ()),
        ("low", {}, {"dose_response": 1, "plausible_confounding": 1}, "high", ()),
        ("low", {}, {"large_effect": 2, "dose_response": 1, "plausible_confounding": 1}, "high", ()),
        ("low", {"risk_of_bias": -1}, {"large_effect": 1}, "low", (AFTER_DOWN,)),
        ("high", {}, {"large_effect": 1}, "high", (FROM_HIGH,)),
        ("high", {"risk_of_bias": -1}, {"large_effect": 1}, "high", (AFTER_DOWN, FROM_HIGH)),
    ],
)
def test_rate(start: str, downs: dict[str, int], ups: dict[str, int], end: str, warnings: tuple[str, ...]) -> None:
    rating = rate(start, downs, ups)
    assert (rating.level, rating.warnings) == (end, warnings)


def test_never_outside_the_four_levels() -> None:
    known = {one.id for one in LEVELS}
    for start, down, up in product(known, (0, -1, -2), (0, 1, 2)):
        assert rate(start, {"risk_of_bias": down, "imprecision": down}, {"large_effect": up}).level in known


def test_the_path_has_one_step_for_each_reason() -> None:
    rating = rate("high", {"imprecision": -1, "risk_of_bias": -2, "indirectness": 0}, {})
    assert [(step.code, step.params) for step in rating.path] == [
        ("certainty_down", {"domain": "risk_of_bias", "steps": -2}),
        ("certainty_down", {"domain": "imprecision", "steps": -1}),
    ]


def test_the_path_in_words() -> None:
    (step,) = rate("high", {"publication_bias": -1}).path
    assert spoken(step, "nn") == {"domain": "Skeiv publisering", "steps": -1}


@pytest.mark.parametrize(
    ("start", "downs", "ups", "code"),
    [
        ("highest", {}, {}, "certainty_level_unknown"),
        ("high", {"luck": -1}, {}, "certainty_domain_unknown"),
        ("high", {"large_effect": -1}, {}, "certainty_domain_unknown"),
        ("high", {"imprecision": -3}, {}, "certainty_step_unknown"),
        ("high", {"imprecision": 1}, {}, "certainty_step_unknown"),
        ("low", {}, {"dose_response": 2}, "certainty_step_unknown"),
        ("low", {}, {"imprecision": 1}, "certainty_domain_unknown"),
    ],
)
def test_unknown_levels_domains_and_steps_are_refused(
    start: str, downs: dict[str, int], ups: dict[str, int], code: str
) -> None:
    with pytest.raises(BadInput) as caught:
        rate(start, downs, ups)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("randomised", "about_effect", "robins_i", "start"),
    [
        (True, True, False, "high"),
        (False, True, False, "low"),
        (False, True, True, "high"),
        (False, False, False, "high"),
    ],
)
def test_where_it_starts(randomised: bool, about_effect: bool, robins_i: bool, start: str) -> None:
    assert starting_level(randomised=randomised, about_effect=about_effect, robins_i=robins_i) == start


def test_levels_have_a_word_in_three_languages_and_four_circles() -> None:
    assert [one.symbol for one in LEVELS] == ["⊕○○○", "⊕⊕○○", "⊕⊕⊕○", "⊕⊕⊕⊕"]
    assert [one.label.get("nn") for one in LEVELS] == ["svært låg tillit", "låg tillit", "middels tillit", "høg tillit"]
    assert level("very_low").label.get("nb") == "svært lav tillit"
    assert level("high").label.get("en") == "high certainty"


def test_every_domain_has_its_words_in_three_languages() -> None:
    for domain in (*DOWN_DOMAINS, *UP_DOMAINS):
        for text in (domain.label, domain.help):
            assert [language for language, _ in text.pairs] == ["en", "nb", "nn"]


def test_text_without_bokmaal_is_refused() -> None:
    with pytest.raises(ValueError, match="bokmål"):
        Text.of({"en": "only English"})
