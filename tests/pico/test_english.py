"""English words in a question, read backwards out of the glossary; and questions in the words of any framework."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pico.__main__ import main
from pico.checker import problems
from pico.english import english, is_english
from pico.vocabulary import Glossary

QUESTIONS = [
    # the question, what the strategy must hold, what it must not name as unknown
    (
        {"P": "older adults in nursing homes", "I": "oral care"},
        ('"Aged"[mh]', '"Nursing Homes"[mh]', '"Oral Hygiene"[mh]'),
    ),
    ({"P": "older people med demens", "I": "sang"}, ('"Aged"[mh]', '"Dementia"[mh]', "singing[tiab]")),
    ({"language": "en", "P": "adults", "I": "kvikksand therapy"}, ("kvikksand[tiab]",)),
    (
        {"framework": "SPIDER", "Sample": "sykepleiere", "Phenomenon of interest": "utbrenthet"},
        ('"Nurses"[mh]', "burnout"),
    ),
    ({"framework": "PICO", "P": "eldre", "I": "trening", "O": "fall"}, ('"Exercise"[mh]',)),
    ({"framework": "pico", "P": "pårørende", "I": "avlastning", "Co": "kommunen"}, ('"Caregivers"[mh]',)),
    ({"framework": "PCC", "P": "innvandrere", "C": "helsekompetanse"}, ('"Health Literacy"[mh]',)),
]


@pytest.mark.parametrize(("question", "held"), QUESTIONS, ids=str)
def test_a_strategy_of_words_in_either_language(
    question: dict[str, str], held: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "question.json"
    file.write_text(json.dumps(question), "utf-8")
    assert main(["build", "--question", str(file)]) == 0
    out = capsys.readouterr().out.strip()
    assert [one for one in held if one not in out] == []
    assert [one for one in problems(out) if one.level in ("stop", "fix")] == []


@pytest.mark.parametrize("text", ["[" * 5_000, '{"P": ' + "9" * 5_000 + "}", "", "   "], ids=lambda text: text[:5])
def test_hostile_and_empty_files_end_with_one_sentence(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "question.json"
    file.write_text(text, "utf-8")
    assert main(["build", "--question", str(file)]) == 2
    said = capsys.readouterr().err.strip()
    assert said.count("\n") == 0 and "Error" not in said


def test_only_what_the_norwegian_reading_left_is_english(glossary: Glossary) -> None:
    """Both "fall" and "barn" are words of both languages: nothing but what is named may be read as English."""
    assert english(glossary, "barn med fall", only=()).named == ()
    assert [one for _, one in english(glossary, "older people", only=("older", "people")).named] == ["older people"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("the effect of exercise", True), ("Does music help?", True), ("trening for eldre", False), ("fall i hjemmet", False),
     ("fall", False), ("oral care for eldre på sykehjem", False)],
)  # fmt: skip
def test_is_english(text: str, said: bool) -> None:
    assert is_english(text) is said
