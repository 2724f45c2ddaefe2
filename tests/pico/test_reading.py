"""A sentence taken apart: core question and elements, and questions of several shapes from a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from data import reference
from pico.command_build import forms
from pico.narrowing import load_fields, narrow
from pico.question import sentence
from pico.question_file import read_question
from pico.reading import read_sentence
from pico.vocabulary import Glossary
from pipeline.errors import BadInput

READ = [
    (
        "Hvilken effekt har styrke- og balansetrening på fall hos hjemmeboende eldre?",
        "effect",
        {"P": "hjemmeboende eldre", "I": "styrke- og balansetrening", "O": "fall"},
    ),
    (
        "Kva verknad har kvardagsrehabilitering på funksjonsnivået til heimebuande eldre, samanlikna med heimehjelp?",
        "effect",
        {"P": "heimebuande eldre", "I": "kvardagsrehabilitering", "C": "heimehjelp", "O": "funksjonsnivået"},
    ),
    (
        "Reduserer musikkterapi uro hos sykehjemspasienter med demens?",
        "effect",
        {"P": "sykehjemspasienter med demens", "I": "musikkterapi", "O": "uro"},
    ),
    (
        "Hvilke erfaringer har pårørende til yngre personer med demens med dagaktivitetstilbud?",
        "experience",
        {"P": "pårørende til yngre personer med demens", "I": "dagaktivitetstilbud"},
    ),
    (
        "Korleis opplever aleinebuande eldre matombringing frå heimetenesta?",
        "experience",
        {"P": "aleinebuande eldre", "I": "matombringing", "Co": "heimetenesta"},
    ),
    (
        "Kva effekt har musikk på uro hos personar med demens på sjukeheimen?",
        "effect",
        {"P": "personar med demens på sjukeheimen", "I": "musikk", "O": "uro"},
    ),
    ("Kor vanleg er dehydrering blant eldre?", "prevalence", {"P": "eldre", "I": "dehydrering"}),
    (
        "Kor treffsikkert er EPDS for å finne barseldepresjon hos nybakte mødrer?",
        "diagnosis",
        {"P": "mødrer", "I": "EPDS", "O": "barseldepresjon"},
    ),
    ("Hvordan går det med eldre etter hoftebrudd?", "prognosis", {"P": "eldre etter hoftebrudd"}),
    ("Hvorfor faller eldre på sykehjem?", "aetiology", {"P": "eldre på sykehjem", "O": "faller"}),
    ("Virker fallforebygging hos eldre?", "effect", {"P": "eldre", "I": "fallforebygging"}),
    ("vi har mange eldre som faller hjemme, hva kan vi gjøre?", "effect", {"P": "eldre som faller hjemme"}),
    ("", "effect", {}),
]


@pytest.mark.parametrize(("text", "kind", "elements"), READ)
def test_a_sentence_is_taken_apart(text: str, kind: str, elements: dict[str, str], glossary: Glossary) -> None:
    reading = read_sentence(text, glossary)
    assert (reading.type, dict(reading.elements)) == (kind, elements)
    assert reading.reason.lower() in text.lower()


TABLE = yaml.safe_load((Path(__file__).parent / "worried_sentences.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: str(row["text"])[:60])
def test_a_worried_sentence_becomes_a_question(row: dict[str, Any], glossary: Glossary) -> None:
    fields = load_fields(reference.text("templates/narrowing.yaml"))
    frameworks, types = forms()
    seen = narrow(row["text"], glossary, fields, row["language"])
    assert dict(seen.reading.elements) == row["elements"]
    kind = types[seen.reading.type]
    assert sentence(frameworks[kind.framework], kind, seen.reading.elements, row["language"]) == row["sentence"]
    offered = [way for sign in seen.signs if sign.code != "whole_field" for way in sign.ways]
    assert offered == row.get("ways", [])


PLACES = [
    ("Hvordan opplever barn i fosterhjem samværet?", {"P": "barn i fosterhjem", "I": "samværet"}),
    ("Kva erfaringar har eldre på sjukeheim med musikk?", {"P": "eldre på sjukeheim", "I": "musikk"}),
    ("Hvordan opplever eldre besøksvenn på sykehjem?", {"P": "eldre", "I": "besøksvenn", "Co": "sykehjem"}),
    ("Hvordan oppleves skjermet enhet av beboere?", {"P": "beboere", "I": "skjermet enhet"}),
]


@pytest.mark.parametrize(("text", "elements"), PLACES)
def test_a_place_that_says_who_they_are_is_searched_for(
    text: str, elements: dict[str, str], glossary: Glossary
) -> None:
    assert dict(read_sentence(text, glossary).elements) == elements


ASKED = [
    ({"question": "Virker trening for eldre?"}, {"P": "eldre", "I": "trening"}),
    ("Virker trening for eldre?", {"P": "eldre", "I": "trening"}),
    ([{"spørsmål": "Verkar trening for eldre?", "målform": "nynorsk"}], {"P": "eldre", "I": "trening"}),
    ({"P": "eldre", "I": "trening"}, {"P": "eldre", "I": "trening"}),
    ({"pico": {"populasjon": "eldre", "tiltak": ["trening", "kosthold"]}}, {"P": "eldre", "I": "trening\nkosthold"}),
    ({"question": {"p": "eldre", "i": {"nn": "trening"}}, "language": "nn"}, {"P": "eldre", "I": "trening"}),
    ({"Population": "eldre", "Intervention": "trening", "Outcome": None}, {"P": "eldre", "I": "trening", "O": ""}),
    ({"question": "Virker trening?", "elements": {"P": "eldre"}}, {"P": "eldre"}),
    # as somebody wrote them who had not seen the program
    ({" P ": "eldre", "I (tiltak)": "trening"}, {"P": "eldre", "I": "trening"}),
    ({"Pasient/problem": "eldre", "Utfallsmål": "fall"}, {"P": "eldre", "O": "fall"}),
    ({"type": None, "framework": None, "words": None, "search": None, "P": "eldre"}, {"P": "eldre"}),
    ({"type": ["effect"], "search": [], "P": "eldre"}, {"P": "eldre"}),
    ({"spørsmål": {"tekst": "Virker trening for eldre?"}}, {"P": "eldre", "I": "trening"}),
    ({"title": "Om trening", "description": "Virker trening for eldre?"}, {"P": "eldre", "I": "trening"}),
    (
        {"elements": [{"code": "P", "text": "eldre"}, {"element": "I", "value": "trening"}]},
        {"P": "eldre", "I": "trening"},
    ),
    ({"SPIDER": {"Sample": "eldre", "Design": "intervju"}}, {"S": "eldre", "D": "intervju"}),
    (
        "Does exercise prevent falls in older adults living at home?",
        {"P": "older adults\nliving at home", "I": "exercise", "O": "falls"},
    ),
]


@pytest.mark.parametrize(("value", "elements"), ASKED, ids=str)
def test_shapes_of_a_question(value: object, elements: dict[str, str], glossary: Glossary) -> None:
    assert dict(read_question(json.dumps(value), "x.json", glossary).elements) == elements


def test_what_nobody_knows_is_named(glossary: Glossary) -> None:
    asked = read_question('{"P": "eldre", "kommune": "Eksempel"}', "x.json", glossary)
    assert asked.ignored == ("kommune",)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "json_broken"),
        ("3", "question_key_wrong"),
        ("{}", "question_empty"),
        ('{"typ": "x"}', "question_key_wrong"),
        ('{"question": 3}', "question_key_wrong"),
        ('{"P": ["eldre", 1]}', "question_key_wrong"),
        ('{"P": "eldre", "search": "P"}', "question_key_wrong"),
    ],
)
def test_what_cannot_be_read_says_what_is_wanted(text: str, code: str, glossary: Glossary) -> None:
    with pytest.raises(BadInput) as caught:
        read_question(text, "x.json", glossary)
    assert caught.value.code == code


@pytest.mark.parametrize("table", ["municipal_questions.yaml", "held_out_questions.yaml", "further_questions.yaml"])
def test_nine_words_of_ten_are_put_into_english(table: str, glossary: Glossary) -> None:
    questions = yaml.safe_load((Path(__file__).parent / table).read_text(encoding="utf-8"))
    texts = [one["text"] for listed in questions.values() for one in listed]
    counts = [tuple(map(len, glossary.coverage(text))) for text in texts]
    mapped, missing = (sum(column) for column in zip(*counts, strict=True))
    assert len(texts) >= 40
    assert mapped / (mapped + missing) >= 0.9
