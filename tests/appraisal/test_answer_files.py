"""Files of answers, as people and other tools write them; and tables of judgements with a stated overall."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from appraisal.answer_files import read_rows
from appraisal.cases import Judged, judge_case, read_cases
from appraisal.instrument import Instrument
from appraisal.judge import judge
from appraisal.words import find
from pipeline.errors import BadInput
from tests.appraisal.test_judge import REVIEW
from tests.appraisal.test_rules_of_instruments import AMSTAR2, GRADE, ROB2, shipped

QUADAS2 = shipped("quadas2")
FULL = {"1.1": "yes", "1.2": "yes", "1.3": "no"}


def judged(instrument: Instrument, content: str | bytes, name: str = "svar.json") -> list[Judged]:
    raw = content if isinstance(content, bytes) else content.encode("utf-8")
    return [judge_case(case) for case in read_cases(instrument, read_rows(raw, name), name)]


SHAPES = {
    "an object": {"1.1": "yes", "1.2": "yes", "1.3": "no"},
    "answers below a key": {"study": "A", "answers": {"1.1": "yes", "1.2": "yes", "1.3": "no"}},
    "by study": {"A": {"1.1": "yes", "1.2": "yes", "1.3": "no"}},
    "a list of items": [{"item": item, "answer": answer} for item, answer in FULL.items()],
    "a list of studies": [{"study": "A", "1.1": "yes", "1.2": "yes", "1.3": "no"}],
    "studies below a key": {"studies": [{"study": "A", "answers": FULL}]},
    "with reasons": {item: {"answer": answer, "reason": "made up"} for item, answer in FULL.items()},
    "by domain": {"D1": {"1.1": "yes", "1.2": "yes", "1.3": "no"}},
    "ids": {"d1_1": "yes", "d1_2": "yes", "d1_3": "no"},
    "numbers written otherwise": {"Q1.1": "yes", "1_2": "yes", "Item 1.3": "no"},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_of_json(shape: str) -> None:
    (one,) = judged(ROB2, json.dumps(SHAPES[shape]))
    assert dict(one.case.answers) == {"d1_1": "yes", "d1_2": "yes", "d1_3": "no"}
    assert dict(one.verdict.domains)["d1"] == "low"


TABLES = {
    "a line a study": "Study,1.1,1.2,1.3\nA,Y,PY,N\n",
    "semicolons": "Studie;1.1;1.2;1.3\r\nA;ja;trolig ja;nei\r\n",
    "tabs": "Study\t1.1\t1.2\t1.3\nA\tyes\tprobably yes\tno\n",
    "a line an item": "punkt;svar\n1.1;ja\n1.2;trolig ja\n1.3;nei\n",
    "a line an item, with study": "study,item,answer\nA,1.1,Y\nA,1.2,PY\nA,1.3,N\n",
    "a mark at the start": "\ufeffStudy,1.1,1.2,1.3\nA,Y,PY,N\n",
    "an empty line and a short one": "Study,1.1,1.2,1.3,2.1\n\nA,Y,PY,N\n",
    "remarks beside": "Study,1.1,1.2,1.3,Comment\nA,Y,PY,N,made up\n",
}


@pytest.mark.parametrize(
    ("name", "encoding"), [*((name, "utf-8") for name in TABLES), ("a line a study", "utf-16"), ("tabs", "utf-16")]
)
def test_shapes_of_csv(name: str, encoding: str) -> None:
    (one,) = judged(ROB2, TABLES[name].encode(encoding), "svar.csv")
    assert dict(one.case.answers) == {"d1_1": "yes", "d1_2": "probably_yes", "d1_3": "no"}


def test_csv_as_excel_saves_it_in_norway() -> None:
    (one,) = judged(REVIEW, "Studie;1;2\nÅs 2020;ja;nei\n".encode("cp1252"), "svar.csv")
    assert (one.case.study, dict(one.case.answers)) == ("Ås 2020", {"clear_aim": "yes", "suitable_studies": "no"})


@pytest.mark.parametrize(
    ("instrument", "item", "words", "answer"),
    [
        (ROB2, "d1_1", ["Y", "yes", "ja", "JA.", "Yes"], "yes"),
        (ROB2, "d1_1", ["PY", "probably yes", "Probably_Yes", "trolig ja", "truleg ja"], "probably_yes"),
        (ROB2, "d1_1", ["PN", "probably no", "Trolig nei"], "probably_no"),
        (ROB2, "d1_1", ["NI", "no information", "ingen opplysninger", "ikke oppgitt"], "no_information"),
        (ROB2, "d2_3", ["NA", "n/a", "not applicable", "ikke aktuelt"], "na"),
        (REVIEW, "search", ["unclear", "Uklart", "can't tell", "can\u2019t tell", "NI", "delvis", "?"], "unclear"),
        (REVIEW, "search", ["PY", "y", "ja", "true"], "yes"),
        (AMSTAR2, "protocol", ["PY", "partial yes", "Delvis ja", "partly"], "partial_yes"),
        (AMSTAR2, "impact", ["no meta-analysis", "No meta-analysis conducted", "NMA", "N/A"], "no_meta"),
        (QUADAS2, "patients", ["Some concerns", "unclear", "no information", "uklar"], "unclear"),
        (GRADE, "imprecision", ["-1", "serious", "Alvorlig"], "serious"),
        (GRADE, "imprecision", ["\u22122", "very serious", "svært alvorlig"], "very_serious"),
        (GRADE, "imprecision", ["0", "none", "not serious", "ingen"], "none"),
        (GRADE, "large_effect", ["+2", "2", "very large"], "up_two"),
        (GRADE, "start", ["RCT", "randomised", "high"], "randomised"),
        (GRADE, "start", ["observational", "low", "cohort"], "non_randomised"),
    ],
)
def test_words_for_answers(instrument: Instrument, item: str, words: list[str], answer: str) -> None:
    offered = [instrument.answer(one) for one in instrument.item(item).answers]
    assert [find(word, offered) for word in words] == [answer] * len(words)


def test_numbers_true_and_false_in_json() -> None:
    (one,) = judged(GRADE, '{"start": "RCT", "imprecision": -1, "large_effect": 0, "dose_response": false}')
    assert one.verdict.proposed == "moderate"
    (two,) = judged(REVIEW, '{"search": true, "quality": null}')
    assert dict(two.case.answers) == {"search": "yes"}


def test_an_item_in_two_halves_takes_one_answer() -> None:
    (one,) = judged(AMSTAR2, json.dumps({str(number): "no" if number == 9 else "yes" for number in range(1, 17)}))
    assert (one.case.answers["bias_rct"], one.case.answers["bias_nrsi"]) == ("no", "no")
    assert one.verdict.proposed == "low"


def test_halves_domains_and_steps_may_be_nested() -> None:
    flaws = {str(number): "yes" for number in range(1, 17)} | {"9": {"RCT": "yes", "NRSI": "no"}}
    (one,) = judged(AMSTAR2, json.dumps(flaws))
    assert (one.case.answers["bias_rct"], one.case.answers["bias_nrsi"]) == ("yes", "no")
    (two,) = judged(
        QUADAS2, '{"D1": {"risk": "low", "applicability": "high"}, "D2 applicability": "unclear", "D4": "low"}'
    )
    assert dict(two.case.answers) == {
        "patients": "low",
        "patients_fit": "high",
        "index_test_fit": "unclear",
        "flow": "low",
    }
    (three,) = judged(GRADE, '{"start": "high", "down": {"risk_of_bias": 1, "imprecision": -2}, "up": {"gradient": 0}}')
    assert three.verdict.proposed == "very_low"


def test_the_variant_and_the_critical_items_may_stand_in_the_file() -> None:
    answers = {"effect": "per protocol", "2.1": "N", "2.2": "N", "2.3": "NA", "2.4": "Y", "2.5": "N", "2.6": "PN"}
    (one,) = judged(ROB2, json.dumps(answers))
    assert dict(one.verdict.domains)["d2_adherence"] == "high"
    flaws = {str(number): "no" if number in (4, 7) else "yes" for number in range(1, 17)}
    assert judged(AMSTAR2, json.dumps(flaws))[0].verdict.proposed == "critically_low"
    assert judged(AMSTAR2, json.dumps(flaws | {"critical": ["2", "4"]}))[0].verdict.proposed == "low"


def test_what_is_stated_is_shown_and_never_overwritten() -> None:
    flaws = {str(number): "no" if number in (4, 7) else "yes" for number in range(1, 17)} | {"overall": "Moderate"}
    (one,) = judged(AMSTAR2, json.dumps(flaws))
    assert (one.case.stated, one.verdict.proposed, one.differs) == ("moderate", "critically_low", True)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        ("", "a.json", "appraisal_answers_not_json"),
        ("", "a.csv", "appraisal_answers_not_csv"),
        ("[]", "a.json", "appraisal_answers_not_map"),
        ("{}", "a.json", "appraisal_answers_none"),
        ("[1, 2]", "a.json", "appraisal_answers_not_map"),
        ('{"1.1": ["yes"]}', "a.json", "appraisal_answers_not_map"),
        ('{"1.1": "yes", "1.1": "no"}', "a.json", "appraisal_answer_twice"),
        ('{"1.1": "yes", "Q1.1": "no"}', "a.json", "appraisal_answer_twice"),
        ('{"1.1": "maybe so"}', "a.json", "appraisal_answer_unknown"),
        ('{"A": {"1.1": "maybe so"}}', "a.json", "appraisal_answer_unknown_in"),
        ('{"7.1": "yes"}', "a.json", "appraisal_item_unknown"),
        ('{"effect": "sideways", "1.1": "yes"}', "a.json", "appraisal_variant_unknown"),
        ('{"D1": "low", "1.1": "yes"}', "a.json", "appraisal_answers_mixed"),
        ("just a line of words", "a.csv", "appraisal_answers_not_csv"),
        ("Study,1.1,1.1\nA,Y,N\n", "a.csv", "appraisal_answer_twice"),
        ("Study,colour\nA,red\n", "a.csv", "appraisal_item_unknown"),
        ("item,answer\n1.1,Y\n1.1,N\n", "a.csv", "appraisal_answer_twice"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a.csv", "appraisal_file_not_utf8"),
    ],
)
def test_what_cannot_be_used_is_refused(content: str | bytes, name: str, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        judged(ROB2, content, name)
    assert caught.value.code == code


def test_a_column_that_is_not_ours_is_told_of() -> None:
    (one,) = judged(ROB2, "Study,D1,D1b,D2,D3,D4,D5\nA,Low,Not applicable,Low,Low,Low,Low\n", "t.csv")
    assert one.verdict.proposed == "low"
    assert [step.params for step in one.case.notes] == [{"heading": "D1b"}]


# -- the made-up tables of another tool


def table(shared_dir: Path, name: str) -> bytes:
    return (shared_dir / "benchmarks" / "appraisal-style-examples" / name).read_bytes()


def test_rob2_table_overall_is_the_worst_domain(shared_dir: Path) -> None:
    every = judged(ROB2, table(shared_dir, "data_rob2.csv"), "data_rob2.csv")
    assert len(every) == 9
    assert [one.case.study for one in every if one.differs or not one.case.stated] == []
    assert [one.verdict.proposed for one in every] == [one.case.stated for one in every]
    third = every[2]
    assert [step.code for step in third.case.notes] == ["appraisal_no_judgement"], "no information is told, not counted"


def test_quadas_table_keeps_what_it_states_beside_its_worst_domain(shared_dir: Path) -> None:
    content = table(shared_dir, "data_quadas.csv")
    every = judged(QUADAS2, content, "data_quadas.csv")
    rows = list(csv.DictReader(content.decode("utf-8").splitlines()))
    assert [one.case.stated_word for one in every] == [row["Overall"] for row in rows]
    assert {one.verdict.proposed for one in every} == {None}, "QUADAS-2 itself has no rule for the whole"
    assert [one.case.study for one in every if one.differs] == ["Study 11"]
    second = every[1]
    assert (second.case.answers["patients"], second.case.stated, second.worst) == ("unclear", "unclear", "unclear")
    assert {"heading": "D1", "word": "Some concerns", "answer": "unclear"} in [one.params for one in second.case.notes]
    eleventh = every[10]
    assert (eleventh.case.stated_word, eleventh.worst) == ("Some concerns", "high")


def test_the_same_answers_by_hand_and_from_a_file() -> None:
    answers = {item.id: "yes" for item in REVIEW.items}
    (one,) = judged(REVIEW, json.dumps(answers))
    assert one.verdict == judge(REVIEW, answers)


# -- what others' tables look like


LOW = dict.fromkeys(("d1", "d2", "d3", "d4", "d5"), "low")
ROB2_TABLES = {
    "names of the domains": (
        "Study,Randomization process,Deviations from intended interventions,Missing outcome data,"
        "Measurement of the outcome,Selection of the reported result,Overall\nA,Low,Some concerns,Low,Low,Low,High\n",
        LOW | {"d2": "some"},
    ),
    "names with bias": (
        "Study,Bias arising from the randomization process,Bias due to deviations from intended interventions,"
        "Bias due to missing outcome data,Bias in measurement of the outcome,Bias in selection of the reported result\n"
        "A,Low,Low,High,Low,Low\n",
        LOW | {"d3": "high"},
    ),
    "number and name": ("Study,D1: Randomisation,D2: Deviations,D3: Missing,D4: x,D5: y\nA,Low,Low,Low,Low,Low\n", LOW),
    "signs": ("Study;D1;D2;D3;D4;D5\nA;+;-;?;!;X\n", LOW | {"d2": "high", "d3": "some", "d4": "some", "d5": "high"}),
    "letters": ("Study,D1,D2,D3,D4,D5\nA,L,S,H,l,L\n", LOW | {"d2": "some", "d3": "high"}),
    "Norwegian words": ("Studie;D1;D2;D3;D4;D5\nA;Lav;Noe bekymring;Høy;lav;Lav\n", LOW | {"d2": "some", "d3": "high"}),
    "Excel's first line": ("sep=;\nStudy;D1;D2;D3;D4;D5\nA;Low;Low;Low;Low;Low\n", LOW),
    "a table in one column": ('"Study;D1;D2;D3;D4;D5"\n"A;Low;Low;Low;Low;Low"\n', LOW),
}


@pytest.mark.parametrize("name", ROB2_TABLES)
def test_tables_of_domains_as_others_write_them(name: str) -> None:
    content, wanted = ROB2_TABLES[name]
    (one,) = judged(ROB2, content, "t.csv")
    assert dict(one.case.domains) == wanted
    assert one.case.faults == ()


def test_a_domain_that_is_not_in_the_table_keeps_the_whole_open() -> None:
    """A table that lacks two domains said "low" of the whole; only the worst of all is certain without them."""
    open_, certain = judged(ROB2, "Study,D3,D4,D5\nA,Low,Low,Low\nB,Low,High,Low\n", "t.csv")
    assert (open_.verdict.proposed, certain.verdict.proposed) == (None, "high")
    assert [step.code for step in open_.verdict.path].count("appraisal_domain_lacking") == 2


@pytest.mark.parametrize("word", ["Probably-no", "N/PN", "no / probably no", "PN"])
def test_answers_with_signs_between(word: str) -> None:
    offered = [ROB2.answer(one) for one in ROB2.item("d1_3").answers]
    assert find(word, offered) in ("no", "probably_no")


def test_headings_as_other_programs_make_them() -> None:
    (one,) = judged(ROB2, json.dumps({"rob2_1_1": "Y", "X1.2": "Y", "1-3": "N"}))
    assert dict(one.case.answers) == {"d1_1": "yes", "d1_2": "yes", "d1_3": "no"}
    (two,) = judged(QUADAS2, "Study,Applicability: Index test,Risk of bias: Flow and timing\nA,high,low\n", "t.csv")
    assert dict(two.case.answers) == {"index_test_fit": "high", "flow": "low"}


def test_the_good_part_is_judged_and_the_rest_is_told() -> None:
    (one,) = judged(ROB2, json.dumps(FULL | {"2.1": "maybe", "9.9": "Y"}))
    assert dict(one.verdict.domains)["d1"] == "low"
    assert [step.code for step in one.case.faults] == ["appraisal_answer_unknown", "appraisal_item_unknown"]
    (two,) = judged(ROB2, "item,answer\n1.1,Y\n1.2,Y\n1.3,N\n2.1,Y\n2.1,N\n4.1,Y\n", "t.csv")
    assert (dict(two.verdict.domains)["d4"], two.case.faults[0].params["item"]) == ("high", "2.1")
    rows = read_rows(b"Study,D1,D2,D3,D4,D5\nA,Low,Low,Low,Low,Low\nB,,,,,banana\n", "t.csv")
    refused: list[BadInput] = []
    cases = read_cases(ROB2, rows, "t.csv", refused=refused)
    assert ([one.study for one in cases], [one.params["study"] for one in refused]) == (["A"], ["B"])


def test_a_column_that_is_called_like_a_part_of_a_checklist_is_no_answer() -> None:
    (one,) = judged(AMSTAR2, "Study,Question,1,2\nA,Does it work?,yes,no\n", "t.csv")
    assert (len(one.case.answers), one.case.faults) == (2, ())
