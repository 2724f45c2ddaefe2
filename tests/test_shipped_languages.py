"""Every shipped text is there in bokmål, nynorsk and English, with the same holes, and says it in that language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.languages import LONGEST_SAME, holes, words, wrong_language

DATA = Path(__file__).resolve().parents[1] / "data"
LANGUAGES = ("nb", "nn", "en")
# the glossary is Norwegian words with English ones to search with, not texts in three languages
FILES = [path for path in sorted(DATA.rglob("*.yaml")) if path.parent.name != "vocabulary"]
# Names, and words that English shares with Norwegian.
SAME_IN_ENGLISH = frozenset(
    {"AMSTAR 2", "Cochrane Library", "GRADE", "GRADE-CERQual", "QUADAS-2", "Region", "ROBIS", "{x} {verb} {y}"}
)
# Of more words than LONGEST_SAME, these are the same in bokmål and nynorsk.
SAME_IN_NYNORSK = frozenset(
    {
        "Er det nok og rikt nok materiale bak funnet?",
        "Planen mot det som er rapportert.",
        "Registrering, protokoll og dato for analyseplanen.",
    }
)


def maps(value: object, place: str = "") -> Iterator[tuple[str, dict[str, object]]]:
    """Every map from language to something, with the keys that lead to it."""
    if isinstance(value, dict):
        if "nb" in value:
            yield place, value
            return
        for key, below in value.items():
            yield from maps(below, f"{place}.{key}".lstrip("."))
    elif isinstance(value, list):
        for number, below in enumerate(value):
            yield from maps(below, f"{place}[{number}]")


def leaves(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text below a language, with the keys that lead to it. Words to look for count as one text: they differ."""
    if isinstance(value, dict) and place != ".recommendation":
        for key, below in value.items():
            yield from leaves(below, f"{place}.{key}")
    else:
        yield place, "\n".join(map(str, value)) if isinstance(value, list | dict) else str(value)


ALL = [
    (f"{path.relative_to(DATA)}:{place}", one)
    for path in FILES
    for place, one in maps(yaml.safe_load(path.read_text("utf-8")))
]
# lists of words to look for belong to the checks, and are not sentences
TEXTS = [
    (f"{place}{key}", {language: dict(leaves(one.get(language, "")))[key] for language in LANGUAGES})
    for place, one in ALL
    if ":checks" not in place and not place.endswith(".match")
    for key, _ in leaves(one["nb"])
    if all(key in dict(leaves(one.get(language, ""))) for language in LANGUAGES)
]


def test_texts_are_found() -> None:
    """The search itself: it must see what everybody can see."""
    names = {place for place, _ in ALL}
    assert {
        "templates/question_types.yaml:effect.pattern",
        "templates/steps.yaml:steps[0].card.how",
        "templates/wording.yaml:sentences",
        "checklists/fhi-oversikt@1.0.yaml:parts[0].items[0].help",
    } <= names
    assert len(TEXTS) > 400


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_text_is_there_in_every_language(path: Path) -> None:
    lacking = []
    for place, one in maps(yaml.safe_load(path.read_text("utf-8"))):
        shapes = {
            language: {key for key, text in leaves(one.get(language, "")) if text.strip()} for language in LANGUAGES
        }
        lacking += [
            f"{place}: {language} lacks {key or 'the text'}"
            for language in LANGUAGES
            for key in shapes["nb"] - shapes[language]
        ]
        lacking += [
            f"{place}: only {language} has {key}" for language in LANGUAGES for key in shapes[language] - shapes["nb"]
        ]
    assert lacking == []


def test_every_text_has_the_same_holes() -> None:
    """A sentence pattern may name an element twice; that it does so in the same wordings is tested with the question."""
    different = []
    for place, said in TEXTS:
        of = {language: set(holes(text)) for language, text in said.items()}
        if ":sentences" in place:  # {verb} and {base} are the same word in two forms
            of = {language: {"verb" if name == "base" else name for name in names} for language, names in of.items()}
        different += [
            f"{place}: {language} has {of[language]}" for language in ("nn", "en") if of[language] != of["nb"]
        ]
    assert different == []


def test_every_text_has_as_many_lines() -> None:
    """What is shown as a list has the same points in every language."""
    assert [place for place, said in TEXTS if len({len(text.strip().splitlines()) for text in said.values()}) > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_in_its_language(language: str) -> None:
    assert {place: found for place, said in TEXTS if (found := wrong_language(said[language], language))} == {}


def test_english_is_translated() -> None:
    assert {
        said["nb"]: place for place, said in TEXTS if said["en"] == said["nb"] and said["nb"] not in SAME_IN_ENGLISH
    } == {}


def test_nynorsk_is_translated() -> None:
    same = {
        said["nb"]: place for place, said in TEXTS if said["nn"] == said["nb"] and len(words(said["nb"])) > LONGEST_SAME
    }
    assert {text: place for text, place in same.items() if text not in SAME_IN_NYNORSK} == {}


def test_no_same_is_allowed_in_vain() -> None:
    everything = [said["nb"] for _, said in TEXTS]
    assert (SAME_IN_ENGLISH | SAME_IN_NYNORSK) - set(everything) == set()
