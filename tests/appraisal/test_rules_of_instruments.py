"""RoB 2, AMSTAR 2 and GRADE as they ship, against tables that were written from the published rules, not from the files.

A = yes or probably yes, N = no or probably no, NI = no information, * = anything. In a table the first row that fits says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import pytest

from appraisal.instrument import Instrument, load_instrument
from appraisal.judge import judge, judge_domains
from pipeline.errors import BadInput
from tests.appraisal.samples import CHECKLISTS


def shipped(name: str) -> Instrument:
    return load_instrument((CHECKLISTS / f"{name}@1.0.yaml").read_text(encoding="utf-8"))


ROB2, AMSTAR2, GRADE = shipped("rob2"), shipped("amstar2"), shipped("grade")

CLASSES = {"A": ("yes", "probably_yes"), "N": ("no", "probably_no"), "NI": ("no_information",)}
ANSWERS = {answer: letter for letter, answers in CLASSES.items() for answer in answers}

# (items) and rows: a letter for each item, then the judgement
D1 = """
1.1 1.2 1.3
*   N   *   high
*   NI  A   high
*   NI  *   some
*   A   A   some
N   A   *   some
*   A   *   low
"""
D2_DEVIATIONS = """
2.1 2.2 2.3 2.4 2.5
N   N   *   *   *   low
*   *   N   *   *   low
*   *   NI  *   *   some
*   *   A   N   *   some
*   *   A   *   A   some
*   *   A   *   *   high
"""
D2_ANALYSIS = """
2.6 2.7
A   *   low
*   N   some
*   *   high
"""
D3 = """
3.1 3.2 3.3 3.4
A   *   *   *   low
*   A   *   *   low
*   *   N   *   low
*   *   *   N   some
*   *   *   *   high
"""
D4 = """
4.1 4.2 4.3 4.4 4.5
A   *   *   *   *   high
*   A   *   *   *   high
*   N   N   *   *   low
*   N   *   N   *   low
*   N   *   *   N   some
*   NI  N   *   *   some
*   NI  *   N   *   some
*   NI  *   *   N   some
*   *   *   *   *   high
"""
D5 = """
5.1 5.2 5.3
*   A   *   high
*   *   A   high
A   N   N   low
*   *   *   some
"""


class Table:
    """A decision table in text."""

    def __init__(self, text: str) -> None:
        head, *rows = text.strip().splitlines()
        self.items = head.split()
        self.rows = [line.split() for line in rows]

    def says(self, letters: Mapping[str, str]) -> str:
        return next(
            row[-1]
            for row in self.rows
            if all(wanted in ("*", letters[item]) for item, wanted in zip(self.items, row[:-1], strict=True))
        )


def all_answers(items: list[str], known: Mapping[str, tuple[str, ...]] | None = None) -> Iterator[dict[str, str]]:
    """Every set of full answers to the items."""
    offered = [(known or {}).get(item, tuple(ANSWERS)) for item in items]
    for chosen in product(*offered):
        yield dict(zip(items, chosen, strict=True))


def letters_of(answers: Mapping[str, str]) -> dict[str, str]:
    return {item: ANSWERS[answer] for item, answer in answers.items()}


def judged(instrument: Instrument, part: str, by_number: Mapping[str, str], variant: str = "") -> str | None:
    within = instrument.within(variant)
    ids = {item.number: item.id for item in within.items}
    verdict = judge(within, {ids[number]: answer for number, answer in by_number.items()})
    return dict(verdict.domains)[part]


ONE_LETTER = {letter: answers[0] for letter, answers in CLASSES.items()}
NO_NI = {"3.2": ("yes", "probably_yes", "probably_no", "no")}


@pytest.mark.parametrize(("part", "text"), [("d1", D1), ("d3", D3), ("d4", D4), ("d5", D5)])
def test_rob2_domains_exhaustively(part: str, text: str) -> None:
    table = Table(text)
    seen = 0
    for answers in all_answers(table.items, NO_NI):
        assert judged(ROB2, part, answers) == table.says(letters_of(answers)), answers
        seen += 1
    assert seen == {"d1": 5**3, "d3": 4 * 5**3, "d4": 5**5, "d5": 5**3}[part]


def test_rob2_effect_of_assignment_exhaustively() -> None:
    deviations, analysis = Table(D2_DEVIATIONS), Table(D2_ANALYSIS)
    three = dict.fromkeys([*deviations.items, *analysis.items], tuple(ONE_LETTER.values()))
    for answers in all_answers([*deviations.items, *analysis.items], three):
        letters = letters_of(answers)
        both = {deviations.says(letters), analysis.says(letters)}
        expected = "high" if "high" in both else "low" if both == {"low"} else "some"
        assert judged(ROB2, "d2", answers) == expected, answers


def test_rob2_effect_of_adherence_exhaustively() -> None:
    items = ["2.1", "2.2", "2.3", "2.4", "2.5", "2.6"]
    three = tuple(ONE_LETTER.values())
    may_be_skipped = dict.fromkeys(("2.3", "2.4", "2.5"), (*three, "na"))
    for answers in all_answers(items, dict.fromkeys(items, three) | may_be_skipped):
        letters = {item: ANSWERS.get(answer, "NA") for item, answer in answers.items()}
        known = letters["2.1"] in ("A", "NI") or letters["2.2"] in ("A", "NI")
        bad = (known and letters["2.3"] in ("N", "NI")) or bool({letters["2.4"], letters["2.5"]} & {"A", "NI"})
        expected = "low" if not bad else "some" if letters["2.6"] == "A" else "high"
        assert judged(ROB2, "d2_adherence", answers, "adherence") == expected, answers


@pytest.mark.parametrize("item", [item.id for item in ROB2.items])
def test_rob2_probably_is_read_as_surely(item: str) -> None:
    """Wherever yes and no are answers, so are their weaker forms, and each rule takes both."""
    offered = ROB2.item(item).answers
    for strong, weak in (("yes", "probably_yes"), ("no", "probably_no")):
        assert (strong in offered) and (weak in offered)
    for _, steps in ROB2.rule.domains:
        for step in steps:
            for condition in step.when:
                assert ("yes" in condition.answers) == ("probably_yes" in condition.answers)
                assert ("no" in condition.answers) == ("probably_no" in condition.answers)


@pytest.mark.parametrize("chosen", list(product(["low", "some", "high"], repeat=5)))
def test_rob2_overall_from_domains(chosen: tuple[str, ...]) -> None:
    parts = [part.id for part in ROB2.within().parts]
    verdict = judge_domains(ROB2, dict(zip(parts, chosen, strict=True)))
    expected = "high" if "high" in chosen else "some" if "some" in chosen else "low"
    assert verdict.proposed == expected
    offered = [step.code for step in verdict.path if step.code == "appraisal_offer"]
    assert bool(offered) == (expected == "some" and chosen.count("some") >= 2), (
        "raised by a person only, never by itself"
    )


def test_rob2_skipped_questions_are_not_asked_for() -> None:
    verdict = judge(ROB2, {"d2_1": "no", "d2_2": "probably_no", "d2_6": "yes", "d2_3": "na"})
    assert dict(verdict.domains)["d2"] == "low"
    assert not {"d2_3", "d2_4", "d2_5", "d2_7"} & set(verdict.unanswered)


def test_rob2_not_applicable_where_it_is_asked_decides_nothing() -> None:
    verdict = judge(ROB2, {"d2_1": "yes", "d2_2": "no", "d2_3": "na", "d2_6": "yes"})
    assert dict(verdict.domains)["d2"] is None


def test_rob2_says_because() -> None:
    step = next(one for one in judge(ROB2, {"d1_2": "no"}).path if one.params.get("part") == "d1")
    assert (step.code, step.params["because"]) == ("appraisal_domain_because", "d1_2=no")


# -- AMSTAR 2: items by number; those in bold in the source are critical

CRITICAL = {"2", "4", "7", "9", "11", "13", "15"}
NUMBERS = [str(number) for number in range(1, 17)]


def amstar(flaws: set[str], critical: set[str]) -> str:
    bad = len(flaws & critical)
    if bad > 1:
        return "critically_low"
    if bad == 1:
        return "low"
    return "moderate" if len(flaws - critical) > 1 else "high"


def by_number(instrument: Instrument, flaws: set[str], split: str = "") -> dict[str, str]:
    """Answers with a "no" at these numbers; an item in two halves fails in the half `split`, or in both."""
    answers = {}
    for item in instrument.items:
        number, half = item.number.rstrip("ab"), item.number[-1]
        flawed = number in flaws and (not split or half not in "ab" or half == split)
        answers[item.id] = "no" if flawed else "yes"
    return answers


def test_amstar2_over_all_flaw_patterns() -> None:
    for pattern in product((False, True), repeat=16):
        flaws = {number for number, flawed in zip(NUMBERS, pattern, strict=True) if flawed}
        assert judge(AMSTAR2, by_number(AMSTAR2, flaws)).proposed == amstar(flaws, CRITICAL), flaws


@pytest.mark.parametrize("split", ["a", "b", ""])
@pytest.mark.parametrize("number", ["9", "11"])
def test_amstar2_halves_of_an_item_are_one_flaw(number: str, split: str) -> None:
    assert judge(AMSTAR2, by_number(AMSTAR2, {number}, split)).proposed == "low"


@pytest.mark.parametrize(
    ("item", "answer"),
    [
        ("protocol", "partial_yes"),
        ("search", "partial_yes"),
        ("excluded", "partial_yes"),
        ("described", "partial_yes"),
        ("bias_rct", "partial_yes"),
        ("meta_rct", "no_meta"),
        ("impact", "no_meta"),
        ("publication", "no_meta"),
    ],
)
def test_amstar2_partial_yes_and_no_meta_analysis_are_no_flaws(item: str, answer: str) -> None:
    assert judge(AMSTAR2, by_number(AMSTAR2, set()) | {item: answer}).proposed == "high"


@pytest.mark.parametrize("item", ["pico", "designs", "selection", "extraction", "funding", "discussed", "conflicts"])
def test_amstar2_offers_partial_yes_only_where_the_instrument_does(item: str) -> None:
    with pytest.raises(BadInput):
        judge(AMSTAR2, {item: "partial_yes"})


def test_amstar2_with_a_set_the_team_has_chosen() -> None:
    own = AMSTAR2.with_set("critical", {"protocol", "bias_rct", "bias_nrsi"})
    for flaws in ({"4"}, {"4", "7"}, {"2"}, {"9"}, {"2", "9"}, {"2", "4", "7"}):
        assert judge(own, by_number(own, flaws)).proposed == amstar(flaws, {"2", "9"}), flaws


# -- GRADE

ORDER = ["very_low", "low", "moderate", "high"]
STARTS = {"randomised": "high", "non_randomised": "low", "robins_i": "high", "prognosis": "high"}
DOWN = {"none": 0, "serious": -1, "very_serious": -2}
DOWN_ITEMS = ("risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias")


def test_grade_over_all_steps_stays_within_its_limits() -> None:
    ups = [("large_effect", ("none", "up", "up_two")), ("dose_response", ("none", "up"))]
    ups += [("plausible_confounding", ("none", "up"))]
    size = {"none": 0, "up": 1, "up_two": 2}
    for start, level in STARTS.items():
        for downs in product(DOWN, repeat=5):
            for raised in product(*(answers for _, answers in ups)):
                answers = {"start": start} | dict(zip(DOWN_ITEMS, downs, strict=True))
                answers |= {item: answer for (item, _), answer in zip(ups, raised, strict=True)}
                moved = ORDER.index(level) + sum(DOWN[one] for one in downs) + sum(size[one] for one in raised)
                verdict = judge(GRADE, answers)
                assert verdict.proposed == ORDER[max(0, min(3, moved))], answers
                codes = {step.code for step in verdict.path}
                lowered, lifted = any(DOWN[one] for one in downs), any(size[one] for one in raised)
                assert ("certainty_up_after_down" in codes) == (lowered and lifted)
                assert ("certainty_up_from_high" in codes) == (lifted and level == "high")


def test_grade_needs_to_know_where_to_start() -> None:
    verdict = judge(GRADE, {"imprecision": "serious"})
    assert (verdict.proposed, [step.code for step in verdict.path]) == (None, ["certainty_no_start"])


def test_cerqual_robis_and_quadas2_leave_the_whole_to_people() -> None:
    for name in ("cerqual", "robis", "quadas2"):
        instrument = shipped(name)
        answers = {item.id: item.answers[0] for item in instrument.items}
        assert judge(instrument, answers).proposed is None
        assert judge(instrument, answers).path[-1].code == "appraisal_people_judge"
