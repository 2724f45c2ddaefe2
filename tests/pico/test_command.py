"""The command line: what it prints, where, and how it ends."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from pico.__main__ import main


def asked(folder: Path, question: object) -> list[str]:
    file = folder / "question.json"
    file.write_text(question if isinstance(question, str) else json.dumps(question), encoding="utf-8")
    return ["build", "--question", str(file)]


def test_build_prints_the_strategy_and_names_unknown_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    question = {"type": "effect", "elements": {"P": "eldre", "I": "trening i kvikksand", "O": "fall"}}
    assert main(asked(tmp_path, question)) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith('("Aged"[mh] OR ') and ') AND ("Exercise"[mh] OR ' in printed.out
    assert "fall" not in printed.out
    assert printed.out.count("\n") == 1
    assert "Hvilken effekt har trening i kvikksand på fall hos eldre?" in printed.err


def test_build_for_epistemonikos_with_words_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    question = {"elements": {"P": "eldre"}, "search": ["I"], "words": {"I": ["exercis*, gait", "Exercise[mh]"]}}
    assert main([*asked(tmp_path, question), "--for", "epistemonikos"]) == 0
    assert (
        capsys.readouterr().out == "(title:(exercis* OR gait OR Exercise) OR abstract:(exercis* OR gait OR Exercise))\n"
    )


@pytest.mark.parametrize(
    "question",
    ["{", "[]", {"typ": "effect"}, {"type": "guess"}, {"elements": {"P": 1}}, {"elements": {"Q": "eldre"}},
     {"search": "P"}, {"words": {"P": "x"}}, {"words": []}, {"elements": {"P": "kvikksand"}}, {}],
    ids=str,
)  # fmt: skip
def test_bad_questions_end_with_one_sentence(
    question: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(asked(tmp_path, question)) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.strip().splitlines()) == 1 and "Traceback" not in printed.err


def test_a_missing_file_ends_with_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--question", str(tmp_path / "none.json")]) == 2
    assert str(tmp_path) not in capsys.readouterr().err


@pytest.mark.parametrize(("query", "ends"), [("falls[tiab]", 0), ("trening[tiab]", 0), ("falls[foo]", 1), ("", 1)])
def test_check_ends_with_one_where_something_stops(query: str, ends: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", query]) == ends
    assert capsys.readouterr().out


def test_check_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "(a OR b)[tiab]", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert list(found[0]) == ["code", "level", "from", "to", "message", "fix"]
    shown = {name: found[0][name] for name in ("code", "level", "from", "to", "fix")}
    assert shown == {"code": "tag_on_group", "level": "stop", "from": 0, "to": 14, "fix": "(a[tiab] OR b[tiab])"}


def test_check_reads_lines_from_stdin(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("1. exp Exercise/\n2. exercis*.ti,ab.\n3. or/1-2\n"))
    assert main(["check", "-", "--syntax", "ovid"]) == 0
    assert main(["check", "x", "--headings", "/none/there.tsv"]) == 2


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"], ["check", "--help"]])
def test_help(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    assert "bruk: python -m pico" in capsys.readouterr().out


def test_build_of_a_sentence_says_how_it_was_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(asked(tmp_path, {"question": "vi har mange eldre som faller hjemme, hva kan vi gjøre?"})) == 0
    printed = capsys.readouterr()
    assert printed.out.count(" AND (") == 2 and '"Accidental Falls"[mh]' in printed.out
    assert "P: eldre som faller hjemme" in printed.err


def test_build_as_json_says_where_words_come_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*asked(tmp_path, {"populasjon": "eldre", "tiltak": "trening", "id": 7}), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["recognised"]["I"][0]["concept"] == "exercise"
    assert told["recognised"]["I"][0]["origin"] == "glossary"
    assert told["strategy"].startswith("(")


@pytest.mark.parametrize(
    ("text", "ends", "said"),
    [
        ("Virker trening mot fall hos eldre?", 0, "effekt av tiltak"),
        ("Hva er demens?", 1, "bakgrunnsspørsmål"),
        ("Virker trening og yoga mot fall hos eldre?", 1, "Virker yoga mot fall hos eldre?"),
        ("", 2, ""),
    ],
)
def test_narrow(text: str, ends: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["narrow", text]) == ends
    assert said in capsys.readouterr().out


def test_narrow_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["narrow", "Virker velferdsteknologi?", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in told["signs"]] == ["no_population", "whole_field"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_check_reads_what_other_programs_pipe(
    encoding: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("søvn[tiab]".encode(encoding))))
    assert main(["check", "-"]) == 0
    assert "1-4 warn: «søvn» ser norsk ut" in capsys.readouterr().out
