"""`python -m appraisal`: what is printed, where, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("messages")

from appraisal.__main__ import main
from appraisal.judge import judge
from tests.appraisal.samples import SHIPPED, SMALL
from tests.appraisal.test_judge import REVIEW, answers_of


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(answers_of("yy nuyy y y--")), encoding="utf-8")
    return path


def test_list_names_every_shipped_checklist(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(SHIPPED)
    assert all(path.stem in line for path, line in zip(SHIPPED, lines, strict=True))


def test_check_a_good_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "small.yaml"
    path.write_text("\ufeff" + SMALL, encoding="utf-8")
    assert main(["check", str(path)]) == 0
    assert "small@1.0" in capsys.readouterr().out


def _is_one_sentence(capsys: pytest.CaptureFixture[str], *words: str) -> None:
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    for word in words:
        assert word in printed.err


def test_check_a_broken_file_names_line_and_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(SMALL.replace("at_least: 2", "at_least: many"), encoding="utf-8")
    line = SMALL[: SMALL.index("at_least: 2")].count("\n") + 1
    assert main(["check", str(path)]) == 2
    _is_one_sentence(capsys, str(line), "rule.steps[0].at_least")


@pytest.mark.parametrize("content", [b"x" * 10_000_000, b"\xff\xfe\x00", b"", b"a: *a", b"\x00"])
def test_check_what_is_no_checklist(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "odd.yaml"
    path.write_bytes(content)
    assert main(["check", str(path)]) == 2
    _is_one_sentence(capsys)


def test_check_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "absent.yaml")]) == 2
    _is_one_sentence(capsys, "absent.yaml")


@pytest.mark.parametrize("name", ["fhi-oversikt", "fhi-oversikt@1.0"])
def test_judge_as_json(name: str, answers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["judge", "--instrument", name, "--answers", str(answers), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    verdict = judge(REVIEW, json.loads(answers.read_text(encoding="utf-8")))
    assert printed["instrument"] == "fhi-oversikt@1.0"
    assert printed["proposed"] == verdict.proposed == "serious"
    assert [step["code"] for step in printed["path"]] == [step.code for step in verdict.path]
    assert all(step["text"] for step in printed["path"])
    assert printed["unanswered"] == ["outcomes", "balance"]
    assert printed["gate_failed"] == []


@pytest.mark.parametrize(
    ("language", "label"),
    [("nb", "Alvorlige bekymringer"), ("nn", "Alvorlege bekymringar"), ("en", "Serious concerns")],
)
def test_judge_as_text(language: str, label: str, answers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--language", language, "judge", "--instrument", "fhi-oversikt", "--answers", str(answers)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert label in lines[0]
    assert [line[:2] for line in lines[1:3]] == ["- ", "- "]
    assert "9, 10" in lines[-1]


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        "3",
        '{"search": 1}',
        '{"search": {"a": "b"}}',
        '{"search": "yes", "search": "no"}',
        '{"search": "perhaps"}',
        '{"nothing": "yes"}',
        "[" * 200_000,
    ],
)
def test_judge_refuses_answers_that_it_cannot_use(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "answers.json"
    path.write_text(content, encoding="utf-8")
    assert main(["judge", "--instrument", "fhi-oversikt", "--answers", str(path)]) == 2
    _is_one_sentence(capsys)


def test_judge_names_the_known_instruments(answers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["judge", "--instrument", "robins", "--answers", str(answers)]) == 2
    _is_one_sentence(capsys, "fhi-oversikt@1.0")


def test_agreement_is_told_with_plain_advice(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agree", "3", "2", "3", "192"]) == 0
    numbers, advice = capsys.readouterr().out.splitlines()
    assert numbers == "Enige i 195 av 200 (0.975). Cohens kappa: 0.533. PABAK: 0.950. AC1: 0.974."
    assert "PABAK og AC1" in advice
    assert main(["--language", "en", "agree", "20", "0", "0", "0"]) == 0
    assert "kappa: cannot be computed" in capsys.readouterr().out
    assert main(["agree", "40", "5", "5", "50", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert round(found["kappa"], 3) == 0.798 and found["n"] == 100


def test_an_effect_is_told_with_its_interval(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["effect", "rate", "0.77 (0.71-0.83)", "--baseline", "850"]
    assert main(command) == 0
    assert capsys.readouterr().out.splitlines() == [
        "850 → 655 per 1000 personår: 195 færre.",
        "Usikkerhet: 144 til 246 færre.",
    ]
    assert main([*command, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["after"], found["difference"], found["low"], found["high"]) == (655, -195, -246, -144)


@pytest.mark.parametrize(
    "command",
    [
        ["agree", "1", "2", "3", "x"],
        ["agree", "1", "2", "3", "-4"],
        ["agree", "0", "0", "0", "0"],
        ["effect", "rate", "0.77"],
        ["effect", "rate", "so much", "--baseline", "850"],
        ["effect", "speed", "0.77", "--baseline", "850"],
        ["effect", "risk", "0.77", "--baseline", "1001"],
    ],
)
def test_numbers_that_cannot_be_are_refused_in_one_sentence(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command) == 2
    _is_one_sentence(capsys)


def test_a_table_is_judged_study_by_study_with_what_it_states(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "t.csv"
    table.write_text("Study,D1,D2,D3,D4,Overall\nA,Low,High,Low,Low,Some concerns\nB,Low,Low,Low,Low,Low\n", "utf-8")
    assert main(["judge", "--instrument", "quadas2", "--answers", str(table)]) == 0
    said = capsys.readouterr().out
    assert "Stemmer ikke: oppgitt er Uklar risiko, men områdene eller regelen gir Høy risiko." in said
    assert said.rstrip().endswith("Oppgitt og beregnet er ulike for: A.")
    assert [line for line in said.splitlines() if line in ("A", "B")] == ["A", "B"], "each study is named once"
    assert main(["judge", "--instrument", "quadas2", "--answers", str(table), "--json"]) == 0
    one, two = json.loads(capsys.readouterr().out)["studies"]
    assert (one["proposed"], one["stated"], one["stated_as"], one["worst_domain"], one["agrees"]) == (
        *(None, "unclear", "Some concerns", "high", False),
    )
    assert two["agrees"] is True and two["domains"] == {"d1": "low", "d2": "low", "d3": "low", "d4": "low"}


def test_a_study_that_cannot_be_read_leaves_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "t.csv"
    table.write_text("Study,D1,D2,D3,D4,D5\nA,Low,Low,Low,Low,Low\nB,,,,,banana\nC,Low,Low,High,Low,Low\n", "utf-8")
    assert main(["judge", "--instrument", "rob2", "--answers", str(table), "--json"]) == 1
    out, told = capsys.readouterr()
    assert [(one["study"], one["proposed"]) for one in json.loads(out)["studies"]] == [("A", "low"), ("C", "high")]
    assert told.startswith("B: «banana» er ikke et svar på «D5».") and told.count("\n") == 1


def test_the_variant_and_the_critical_items_are_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"2.1": "N", "2.2": "N", "2.3": "NA", "2.4": "Y", "2.5": "N", "2.6": "PN"}', "utf-8")
    command = ["judge", "--instrument", "rob2", "--answers", str(path), "--json", "--effect"]
    assert main([*command, "adherence"]) == 0
    assert json.loads(capsys.readouterr().out)["domains"]["d2_adherence"] == "high"
    assert main([*command, "sideways"]) == 2
    _is_one_sentence(capsys, "assignment, adherence")
    flaws = {str(number): "no" if number in (4, 7) else "yes" for number in range(1, 17)}
    path.write_text(json.dumps(flaws), "utf-8")
    command = ["judge", "--instrument", "amstar2", "--answers", str(path), "--json"]
    assert main([*command, "--critical", "2,4"]) == 0
    assert json.loads(capsys.readouterr().out)["proposed"] == "low"
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out)["proposed"] == "critically_low"
