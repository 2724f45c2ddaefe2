"""Is a question too broad, and in which way? Tables of questions with the signs that are expected of them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from data import reference
from pico.narrowing import HINTS, SIGNS, Fields, load_fields, narrow
from pico.vocabulary import Glossary

TABLES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "narrowing_questions.yaml").read_text(encoding="utf-8")
)
WORRIED = "vi har mange eldre som faller hjemme, hva kan vi gjøre?"


@pytest.fixture(scope="module")
def fields() -> Fields:
    return load_fields(reference.text("templates/narrowing.yaml"))


@pytest.mark.parametrize(
    "row", [row for rows in TABLES.values() for row in rows], ids=lambda row: str(row["text"])[:60]
)
def test_signs(row: dict[str, Any], glossary: Glossary, fields: Fields) -> None:
    seen = narrow(row["text"], glossary, fields)
    assert seen.ground == row.get("ground", "foreground")
    assert {one.code for one in seen.signs if one.level == "broad"} == set(row.get("signs", ()))


def test_the_tables_hold_every_sign() -> None:
    assert all(len(rows) >= 24 for rows in TABLES.values())
    assert {sign for rows in TABLES.values() for row in rows for sign in row.get("signs", ())} == set(SIGNS)


def test_a_list_is_split_into_one_question_each(glossary: Glossary, fields: Fields) -> None:
    seen = narrow("Virker trening, kosthold og yoga mot fall hos eldre?", glossary, fields)
    assert seen.signs[0].ways == (
        "Virker trening mot fall hos eldre?",
        "Virker kosthold mot fall hos eldre?",
        "Virker yoga mot fall hos eldre?",
    )


UNSURE = [
    "Virker styrke- og balansetrening og hjemmebesøk mot fall hos eldre?",
    "Virker trening og hjemmebesøk av ergoterapeut mot fall hos eldre?",
    "Virker balansetrening, hjemmebesøk mot fall hos eldre?",
]


@pytest.mark.parametrize("text", UNSURE)
def test_where_a_list_cannot_be_parted_for_certain_nothing_is_proposed(
    text: str, glossary: Glossary, fields: Fields
) -> None:
    seen = narrow(text, glossary, fields)
    assert (seen.signs[0].code, seen.signs[0].ways) == ("several_interventions", ())


def test_two_questions_are_parted(glossary: Glossary, fields: Fields) -> None:
    seen = narrow("Hvor vanlig er ensomhet blant eldre, og hvordan oppleves det?", glossary, fields)
    assert seen.signs[0].ways == ("Hvor vanlig er ensomhet blant eldre?", "Hvordan oppleves det?")


def test_a_whole_field_gives_narrower_ones_in_the_written_language(glossary: Glossary, fields: Fields) -> None:
    nb, nn = (
        narrow(text, glossary, fields, language)
        for text, language in (
            ("Virker velferdsteknologi for eldre?", "nb"),
            ("Verkar velferdsteknologi for eldre?", "nn"),
        )
    )
    assert nb.signs[0].ways[0] == "Virker trygghetsalarm for eldre?"
    assert nn.signs[0].ways[0] == "Verkar tryggleiksalarm for eldre?"


def test_the_worried_sentence(glossary: Glossary, fields: Fields) -> None:
    seen = narrow(WORRIED, glossary, fields)
    assert (seen.ground, seen.too_broad) == ("foreground", False)
    assert [one.code for one in seen.signs] == list(HINTS)
    assert seen.reading.elements == {"P": "eldre som faller hjemme"}


LISTS = [
    # a sentence, the sign that is shown (or none), and the words it stands on
    (
        "Kan kvikkhage, plystring og steinkasting redusere uro hos eldre?",
        "several_interventions",
        ("kvikkhage", "plystring", "steinkasting"),
    ),
    ("Har personar med diabetes og demens nytte av ernæringsplan?", "", ()),
    ("Har eldre med diabetes eller demens nytte av ernæringsplan?", "several_populations", ("diabetes", "demens")),
    ("Hvor godt skiller skjemaet mellom depresjon og demens hos eldre?", "", ()),
    ("Virker forebyggende arbeid for ungdom?", "whole_field", ("forebyggende arbeid",)),
    ("Virker forebygging av fall for eldre?", "", ()),
    ("Kan plystring og andre aktiviteter dempe uro hos eldre?", "", ()),
    (
        "Gir kvikkhage bedre syn, færre plager og mindre slit hos eldre?",
        "several_outcomes",
        ("bedre syn", "færre plager", "mindre slit"),
    ),
    ("Påvirker turnus søvn, plystring og sykefravær hos sykepleiere?", "several_outcomes", ("søvn", "sykefravær")),
]


@pytest.mark.parametrize(("text", "code", "words"), LISTS)
def test_what_is_a_list(text: str, code: str, words: tuple[str, ...], glossary: Glossary, fields: Fields) -> None:
    signs = {one.code: one.found for one in narrow(text, glossary, fields).signs if one.level == "broad"}
    assert signs == ({code: words} if code else {})


def test_a_row_of_unknown_things_is_split(glossary: Glossary, fields: Fields) -> None:
    seen = narrow("Kan kvikkhage, plystring og steinkasting redusere uro hos eldre?", glossary, fields)
    assert seen.signs[0].ways[1] == "Kan plystring redusere uro hos eldre?"


GROUNDS = [
    ("Hva er grunnen til at eldre faller?", "foreground", "aetiology"),
    ("Kva er fordelane med gruppetrening for eldre?", "foreground", "effect"),
    ("Hva er grunnstønad?", "background", "effect"),
    ("Hva er motiverende intervju?", "background", "effect"),
]


@pytest.mark.parametrize(("text", "ground", "kind"), GROUNDS)
def test_what_is_asked_with_hva_er(text: str, ground: str, kind: str, glossary: Glossary, fields: Fields) -> None:
    seen = narrow(text, glossary, fields)
    assert (seen.ground, seen.reading.type) == (ground, kind)


AGES = [
    ("Hva hjelper mot søvnvansker hos barn, ungdom og voksne?", ("barn og ungdom", "voksne")),
    ("Korleis lærer born og vaksne symjing?", ("born", "vaksne")),
    ("Kan barn og unge voksne med diabetes ha nytte av app?", None),
    ("Hjelper samtaler unge voksne barn av alkoholikere?", None),
]


@pytest.mark.parametrize(("text", "wanted"), AGES)
def test_every_age_in_one_is_several_groups(
    text: str, wanted: tuple[str, ...] | None, glossary: Glossary, fields: Fields
) -> None:
    found = {one.code: one for one in narrow(text, glossary, fields).signs}
    assert (found["several_populations"].found if "several_populations" in found else None) == wanted
    if wanted:
        assert all(way.endswith("?") and "," not in way for way in found["several_populations"].ways)


DIAGNOSTIC = [
    ("Er skjemaet god til å finne depresjon hos eldre?", "diagnosis"),
    ("Kor god er klokketesten til å finne demens hos eldre?", "diagnosis"),
    ("Hvor godt fanger sjekklisten opp vold i hjemmet?", "diagnosis"),
    ("Er TUG-testen eigna til å avdekke fallrisiko hos eldre?", "diagnosis"),
    ("Kan kommunen bli god til å finne eldre som er ensomme?", "effect"),
    ("Er musikk egnet til å dempe uro?", "effect"),
]


@pytest.mark.parametrize(("text", "kind"), DIAGNOSTIC)
def test_how_good_a_test_is_at_finding(text: str, kind: str, glossary: Glossary, fields: Fields) -> None:
    assert narrow(text, glossary, fields).reading.type == kind


@given(st.text(max_size=120))
def test_any_text_can_be_looked_at(glossary: Glossary, fields: Fields, text: str) -> None:
    for sign in narrow(text + " trening og kosthold", glossary, fields).signs:
        assert sign.code in (*SIGNS, *HINTS)


def test_time_is_linear_in_the_text(glossary: Glossary, fields: Fields) -> None:
    started = time.process_time()
    narrow("trening og kosthold for eldre, " * 600, glossary, fields)
    assert time.process_time() - started < 5


def test_every_field_is_a_concept(glossary: Glossary, fields: Fields) -> None:
    assert set(fields.whole) <= set(fields.narrower) <= set(glossary.concepts)
    for ways in fields.narrower.values():
        assert set(ways) == {"nb", "nn", "en"}
