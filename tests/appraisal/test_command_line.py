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
