"""Answers -> proposed judgement, by the convention written in data/checklists/README.md and by worst domain."""

from __future__ import annotations

import csv
import os
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.instrument import Instrument, load_instrument
from appraisal.judge import judge, spoken
from pipeline.errors import BadInput
from tests.appraisal.samples import CHECKLISTS, SMALL, worst_domain_instrument

REVIEW = load_instrument((CHECKLISTS / "fhi-oversikt@1.0.yaml").read_text(encoding="utf-8"))
ITEMS = tuple(item.id for item in REVIEW.items)
TRUST, PRACTICE = ITEMS[:7], ITEMS[7:]
LETTERS = {"y": "yes", "u": "unclear", "n": "no"}


def answers_of(letters: str) -> dict[str, str]:
    """ "yyunyyy---": one letter per item in order; "-" = not answered."""
    letters = letters.replace(" ", "")
    return {item: LETTERS[letter] for item, letter in zip(ITEMS, letters, strict=True) if letter != "-"}


# answers (gate, trust, results, practice) -> proposal, last rule step that was looked at
CONVENTION = [
    ("yy yyyy y yyy", "low", "sound"),
    ("yy yyyy y nnn", "low", "sound"),  # use in practice does not count
    ("yy yyyy y ---", "low", "sound"),
    ("ny yyyy y yyy", "serious", "gate"),
    ("yn yyyy y yyy", "serious", "gate"),
    ("uy yyyy y yyy", "some", "weakness"),  # unclear at the gate is no "no"
    ("yu yyyy y yyy", "some", "weakness"),
    ("yy nyyy y yyy", "serious", "critical"),  # search
    ("yy ynyy y yyy", "some", "weakness"),  # criteria are not critical
    ("yy yyny y yyy", "serious", "critical"),  # quality of the studies
    ("yy yyyn y yyy", "serious", "critical"),  # combining
    ("yy uuuu y yyy", "some", "weakness"),
    ("yy yyyy n yyy", "some", "weakness"),
    ("yy yyyy u yyy", "some", "weakness"),
    ("nn nnnn n nnn", "serious", "gate"),
    ("uu uuuu u uuu", "some", "weakness"),
    # answers are missing
    ("-- ---- - ---", None, "gate"),
    ("n- ---- - ---", "serious", "gate"),
    ("y- nnnn n nnn", None, "gate"),  # item 2 may still be "no"
    ("yy n--- - ---", "serious", "critical"),
    ("yy -yyy n yyy", None, "critical"),  # the search may still be "no"
    ("yy yuyy - ---", "some", "weakness"),
    ("yy yyyy - yyy", None, "weakness"),
    ("yy y-yy y yyy", None, "weakness"),
]


@pytest.mark.parametrize(("letters", "proposed", "last"), CONVENTION)
def test_the_convention_for_reviews(letters: str, proposed: str | None, last: str) -> None:
    verdict = judge(REVIEW, answers_of(letters))
    assert verdict.proposed == proposed
    assert verdict.path[-1].params["step"] == last
    assert verdict.path[-1].code == ("appraisal_step_met" if proposed else "appraisal_step_open")


def test_every_set_of_full_answers_agrees_with_the_convention_in_words() -> None:
    for chosen in product(LETTERS, repeat=7):
        gate, critical = chosen[:2], (chosen[2], chosen[4], chosen[5])
        expected = "serious" if "n" in gate or "n" in critical else "low" if set(chosen) == {"y"} else "some"
        assert judge(REVIEW, answers_of("".join(chosen) + "yyy")).proposed == expected, chosen


FULL = st.fixed_dictionaries({item: st.sampled_from(sorted(LETTERS.values())) for item in ITEMS})


@settings(max_examples=300, deadline=None)
@given(FULL, st.sets(st.sampled_from(ITEMS)))
def test_a_missing_answer_never_changes_what_was_proposed(full: dict[str, str], missing: set[str]) -> None:
    early = judge(REVIEW, {item: answer for item, answer in full.items() if item not in missing})
    assert early.proposed in (None, judge(REVIEW, full).proposed)
    assert set(early.unanswered) == missing


def test_gate_answers_that_ask_to_put_the_paper_aside() -> None:
    verdict = judge(REVIEW, answers_of("nn yyyy y yyy"))
    assert verdict.gate_failed == ("clear_aim", "suitable_studies")
    assert (verdict.path[0].code, verdict.path[0].params) == ("appraisal_gate_failed", {"items": "1, 2"})
    assert judge(REVIEW, answers_of("uu yyyy y yyy")).gate_failed == ()


def test_the_path_names_steps_and_items_that_led_there() -> None:
    path = judge(REVIEW, answers_of("yy nyny y yyy")).path
    assert [(step.code, step.params) for step in path] == [
        ("appraisal_step_not_met", {"step": "gate"}),
        (
            "appraisal_step_met",
            {"step": "critical", "items": "3, 5", "because": "search=no quality=no", "judgement": "serious"},
        ),
    ]


@pytest.mark.parametrize(
    ("language", "judgement", "text"),
    [
        ("nb", "Alvorlige bekymringer", "Søket, vurderingen av studiene eller sammenstillingen har svaret nei."),
        ("nn", "Alvorlege bekymringar", "Søket, vurderinga av studiane eller samanstillinga har svaret nei."),
        ("en", "Serious concerns", "The search, the assessment of the studies or the combining is answered no."),
    ],
)
def test_the_path_in_the_words_of_the_checklist(language: str, judgement: str, text: str) -> None:
    met = judge(REVIEW, answers_of("yy nyyy y yyy")).path[-1]
    words = spoken(REVIEW, met, language)
    assert words["because"] == {"nb": "3 = nei", "nn": "3 = nei", "en": "3 = no"}[language]
    assert (words["step"], words["judgement"], words["text"]) == ("critical", judgement, text)


def test_the_gate_question_in_words() -> None:
    failed = judge(REVIEW, answers_of("ny yyyy y yyy")).path[0]
    assert spoken(REVIEW, failed, "nn") == {"items": "1", "ask": "Leggje artikkelen til side?"}


@pytest.mark.parametrize(
    ("answers", "code", "params"),
    [
        ({"nothing": "yes"}, "appraisal_item_unknown", {"item": "nothing", "instrument": "fhi-oversikt@1.0"}),
        (
            {"search": "maybe"},
            "appraisal_answer_unknown",
            {"item": "search", "answer": "maybe", "allowed": "yes, unclear, no"},
        ),
        ({"search": ""}, "appraisal_answer_unknown", {"item": "search", "answer": "", "allowed": "yes, unclear, no"}),
    ],
)
def test_unknown_items_and_answers_are_refused(
    answers: dict[str, str], code: str, params: dict[str, str | int]
) -> None:
    with pytest.raises(BadInput) as caught:
        judge(REVIEW, answers)
    assert (caught.value.code, caught.value.params) == (code, params)


@pytest.mark.parametrize(
    ("answers", "proposed"),
    [
        ({"one": "no", "two": "no"}, "low"),
        ({"one": "no", "two": "not_done"}, None),  # three may still be a second "no"
        ({"one": "no", "two": "not_done", "three": "not_done"}, "high"),
        ({"one": "yes", "two": "not_done"}, "high"),  # one more "no" would not be enough
    ],
)
def test_counts_and_otherwise(answers: dict[str, str], proposed: str | None) -> None:
    assert judge(load_instrument(SMALL), answers).proposed == proposed


def test_a_step_that_holds_without_any_item_says_so() -> None:
    step = judge(load_instrument(SMALL), {"one": "no", "two": "not_done", "three": "not_done"}).path[-1]
    assert (step.code, step.params["items"]) == ("appraisal_step_otherwise", "")


def test_an_answer_that_an_item_does_not_offer_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        judge(load_instrument(SMALL), {"one": "not_done"})
    assert caught.value.params["allowed"] == "yes, no"


def test_without_rule_steps_people_judge() -> None:
    unaided = load_instrument(SMALL[: SMALL.index("  steps:")])
    verdict = judge(unaided, {"one": "no", "two": "no", "three": "no"})
    assert verdict.proposed is None
    assert [step.code for step in verdict.path] == ["appraisal_gate_failed", "appraisal_people_judge"]


def test_no_step_holds() -> None:
    partial = load_instrument(SMALL[: SMALL.index("    - id: otherwise")])
    verdict = judge(partial, {"one": "yes", "two": "yes", "three": "yes"})
    assert (verdict.proposed, verdict.path[-1].code) == (None, "appraisal_no_step")


WORST = load_instrument(worst_domain_instrument(["d1", "d2", "d3"], ["low", "some", "high"]))


@pytest.mark.parametrize(
    ("answers", "proposed"),
    [
        (("low", "low", "low"), "low"),
        (("low", "some", "low"), "some"),
        (("some", "some", "some"), "some"),
        (("low", "some", "high"), "high"),
        (("high",), "high"),  # nothing is worse
        (("low", "some"), None),
        ((), None),
    ],
)
def test_worst_domain(answers: tuple[str, ...], proposed: str | None) -> None:
    verdict = judge(WORST, dict(zip(("d1", "d2", "d3"), answers, strict=False)))
    assert verdict.proposed == proposed
    domains = ["appraisal_domain_because"] * len(answers) + ["appraisal_domain_open"] * (3 - len(answers))
    assert [step.code for step in verdict.path] == [*domains, *(["appraisal_worst_domain"] if proposed else [])]


def test_worst_domain_in_words() -> None:
    verdict = judge(WORST, {"d1": "low", "d2": "some", "d3": "low"})
    assert spoken(WORST, verdict.path[1], "nb") == {"part": "Del d2", "judgement": "some", "because": "2 = some"}
    assert spoken(WORST, verdict.path[-1], "nb") == {"judgement": "some"}


SHARED = Path(os.environ.get("KUNNSKAPSBROEN_SHARED") or Path(__file__).resolve().parents[2] / ".." / "shared")


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("data_rob2.csv", ["No information", "Low", "Some concerns", "High"]),
        ("data_robins_i.csv", ["No information", "Low", "Moderate", "Serious", "Critical"]),
    ],
)
def test_worst_domain_on_made_up_tables_of_another_tool(name: str, order: list[str]) -> None:
    table = SHARED / "benchmarks" / "appraisal-style-examples" / name
    if not table.exists():
        pytest.skip(f"{name} is not beside the checkout")
    ids = {word: word.lower().replace(" ", "_") for word in order}
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    columns = [column for column in rows[0] if column.startswith("D")]
    instrument: Instrument = load_instrument(
        worst_domain_instrument([column.lower() for column in columns], list(ids.values()))
    )
    assert rows
    for row in rows:
        given_answers = {column.lower(): ids[row[column]] for column in columns}
        assert judge(instrument, given_answers).proposed == ids[row["Overall"]], row["Study"]
