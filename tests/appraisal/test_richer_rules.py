"""Conditions, groups, sets, variants, levels and points in a file: what is refused, where, and what comes back out."""

from __future__ import annotations

from pathlib import Path

import pytest

from appraisal.instrument import dump_instrument, load_instrument
from appraisal.judge import judge
from pipeline.errors import BadInput
from tests.appraisal.other_instruments import agree_ii, mmat
from tests.appraisal.samples import CHECKLISTS, SMALL

ROB2 = (CHECKLISTS / "rob2@1.0.yaml").read_text(encoding="utf-8")
AMSTAR2 = (CHECKLISTS / "amstar2@1.0.yaml").read_text(encoding="utf-8")
GRADE = (CHECKLISTS / "grade@1.0.yaml").read_text(encoding="utf-8")

BROKEN = [
    (AMSTAR2, "items: critical", "items: decisive", "checklist_not_one_of", "rule.steps[0].items"),
    (AMSTAR2, "[bias_rct, bias_nrsi]", "[bias_rct, bias]", "checklist_not_one_of", "rule.sets[0].items[3][1]"),
    (AMSTAR2, "[bias_rct, bias_nrsi]", "[bias_rct, search]", "checklist_id_twice", "rule.sets[0].items[3]"),
    (AMSTAR2, "    at_least: 2\n", "    at_least: 9\n", "checklist_count_too_high", "rule.steps[0].at_least"),
    (ROB2, "  - part: d1\n", "  - part: d9\n", "checklist_not_one_of", "rule.domains[0].part"),
    (ROB2, "  - part: d1\n", "  - part: d2\n", "checklist_id_twice", "rule.domains[1].part"),
    (
        ROB2,
        "      proposes: some\n",
        "      proposes: grave\n",
        "checklist_not_one_of",
        "rule.domains[0].steps[2].proposes",
    ),
    (ROB2, "variants: [assignment]", "variants: [aim]", "checklist_not_one_of", "parts[1].variants[0]"),
    (ROB2, "    blank: [na]", "    blank: [nought]", "checklist_not_one_of", "parts[1].items[2].blank[0]"),
    (GRADE, "serious: -1", "serious: down", "checklist_bad_number", "rule.levels.moves.serious"),
    (GRADE, "    item: start\n", "    item: beginning\n", "checklist_not_one_of", "rule.levels.item"),
    (GRADE, "robins_i: high", "robins_i: sky", "checklist_not_one_of", "rule.levels.starts.robins_i"),
    (GRADE, "kind: levels", "kind: judgement", "checklist_key_unknown", "rule.levels"),
    (SMALL, "kind: judgement", "kind: levels", "checklist_key_unknown", "rule.steps"),
    (SMALL, "      at_least: 2\n", "", "checklist_key_missing", "rule.steps[0].at_least"),
    (SMALL, "      at_least: 2\n", "      when: []\n", "checklist_key_unknown", "rule.steps[0].items"),
    (agree_ii(), "p7: 7", "p7: many", "checklist_bad_number", "rule.points.p7"),
    (agree_ii(), "p7: 7", "p8: 7", "checklist_key_unknown", "rule.points.p8"),
    (mmat(), "variants: [mixed]", "variants: [mixture]", "checklist_not_one_of", "parts[5].variants[0]"),
]


@pytest.mark.parametrize(("text", "old", "new", "code", "key"), BROKEN)
def test_a_broken_rule_is_refused_with_line_and_key(text: str, old: str, new: str, code: str, key: str) -> None:
    assert old in text, "the sample has changed"
    broken = text.replace(old, new, 1)
    with pytest.raises(BadInput) as caught:
        load_instrument(broken)
    assert (caught.value.code, caught.value.params["key"]) == (code, key)
    line = caught.value.params["line"]
    assert isinstance(line, int) and 1 <= line <= broken.count("\n") + 1


def test_a_domain_without_a_rule_is_named() -> None:
    start = ROB2.index("  - part: d5\n")
    with pytest.raises(BadInput) as caught:
        load_instrument(ROB2[:start] + ROB2[ROB2.index("  offer:") :])
    assert (caught.value.code, caught.value.params["part"]) == ("checklist_domain_missing", "d5")


def test_a_condition_speaks_only_of_items_before_its_own() -> None:
    with pytest.raises(BadInput) as caught:
        load_instrument(SMALL.replace("        gate: true\n", "        when: [{items: [two], answers: [no]}]\n", 1))
    assert caught.value.params["key"] == "parts[0].items[0].when[0].items[0]"


def test_two_variants_may_use_the_same_number_and_one_may_not() -> None:
    with pytest.raises(BadInput) as caught:
        load_instrument(ROB2.replace("variants: [adherence]", "variants: [assignment, adherence]", 1))
    assert caught.value.code == "checklist_id_twice"


def test_an_item_that_is_not_asked_is_not_missing() -> None:
    text = SMALL.replace("        quote: true\n", "        when: [{items: [one], answers: [no]}]\n", 1)
    instrument = load_instrument(text)
    assert judge(instrument, {}).unanswered == ("one", "three")
    assert judge(instrument, {"one": "no"}).unanswered == ("two", "three")
    assert judge(instrument, {"one": "yes"}).unanswered == ("three",)


def test_other_variants_are_refused() -> None:
    instrument = load_instrument(ROB2)
    with pytest.raises(KeyError):
        instrument.within("sideways")
    with pytest.raises(BadInput):
        judge(instrument, {"d2b_1": "yes"})
    assert judge(instrument, {"d2b_1": "yes"}, "adherence")


@pytest.mark.parametrize("path", sorted(CHECKLISTS.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_way_out_and_in_keeps_the_meaning(path: Path) -> None:
    """Equal values, and equal judgements for many sets of answers."""
    instrument = load_instrument(path.read_text(encoding="utf-8"))
    again = load_instrument(dump_instrument(instrument))
    assert again == instrument
    for variant in [one.id for one in instrument.variants] or [""]:
        for shift in range(8):
            items = instrument.within(variant).items
            answers = {item.id: item.answers[(at * shift + shift) % len(item.answers)] for at, item in enumerate(items)}
            assert judge(again, answers, variant) == judge(instrument, answers, variant)
