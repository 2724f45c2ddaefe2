"""The glossary: what it holds, what it recognises, and what it takes for Norwegian."""

from __future__ import annotations

import gzip
import re
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.vocabulary import english_of
from pico.shipped import read_yaml
from pico.vocabulary import FACETS, GENERAL, Glossary, load_glossary, looks_norwegian
from pipeline.errors import BadInput

RECOGNISED = [
    (
        "Hjemmeboende eldre med fallrisiko",
        {"home_dwelling": "Hjemmeboende", "older_people": "eldre", "falls": "fallrisiko"},
    ),
    ("fallforebygging", {"falls": "fall"}),
    ("FALLENE på sykehjemmet", {"falls": "FALLENE", "nursing_homes": "sykehjemmet"}),
    ("eldre heimebuande med kols-pasientar", {"older_people": "eldre", "home_dwelling": "heimebuande", "copd": "kols"}),
    ("kognitive rehabiliteringen", {"cognitive_rehabilitation": "kognitive rehabiliteringen"}),
    ("hverdagsrehabilitering", {"reablement": "hverdagsrehabilitering"}),
    ("psykiske plager hos ungdommer", {"mental_health": "psykiske plager", "adolescents": "ungdommer"}),
    ("skulehelsetenesta", {"school_health": "skulehelsetenesta"}),
    ("sjukepleiarane sine lange vakter", {"nurses": "sjukepleiarane", "shift_work": "lange vakter"}),
    ("sykehjemsbeboere med demens", {"residents": "sykehjemsbeboere", "dementia": "demens"}),
    ("demenspårørende", {"dementia": "demens", "caregivers": "pårørende"}),
    ("kommunale helse- og omsorgstjenester", {"primary_care": "kommunale helse- og omsorgstjenester"}),
    ("uønskede hendelser", {"patient_safety": "uønskede hendelser"}),
    ("digital hjemmeoppfølging", {"telemonitoring": "digital hjemmeoppfølging"}),
    ("tiltak mot slag", {"stroke": "slag"}),
    ("digitale tilsyn", {"digital_supervision": "digitale tilsyn"}),  # the glossary has "digitalt tilsyn"
    ("alvorlege psykiske lidingar", {"serious_mental": "alvorlege psykiske lidingar"}),
    ("korsbåndskade og kneskade", {"ligament_injury": "kneskade"}),
    ("armskade", {"arm_part": "arm", "injury": "skade"}),  # no "arms" and form of KAD
    ("strukturert, komplekst", {}),  # no "turer" and no "KOMP" in them
    (
        "småborn og fleirspråklege born",
        {"children": "born", "multilingual_children": "fleirspråklege", "toddlers": "småborn"},
    ),
    ("hva slags tiltak, i alle fall", {}),
    ("bortfall og uavhengighet", {}),
    ("avfall", {"waste_word": "avfall"}),  # no fall
    ("", {}),
    ("!!! … ###", {}),
]


@pytest.mark.parametrize(("text", "wanted"), RECOGNISED)
def test_recognises(text: str, wanted: dict[str, str], glossary: Glossary) -> None:
    found = glossary.recognise(text)
    assert {one.concept.id: one.matched for one in found if one.concept.facet != GENERAL} == wanted
    assert all(text[one.start : one.end] == one.matched for one in found)


ONE_THING = [
    # what is asked about, a word that must be there, and those that must not
    ("færre skader hos eldre", "injur*", {"drowning", "burns", "poisoning", "traffic accident*"}),
    ("drukning", "drowning", {"burns", "injur*"}),
    ("brystkreft", "breast cancer", {"lung cancer", "prostate cancer"}),
    ("kvalme", "nausea", {"diarrhea", "gastrointestinal disease*"}),
    ("støy på avdelingen", "noise", {"radon", "climate change"}),
    ("meslingar", "measles", {"herpes zoster", "foodborne"}),
    ("ørebetennelse", "otitis", {"cough*", "common cold"}),
    ("høyrselstap hos eldre", "hearing loss", {"vision loss", "low vision"}),
    ("mugg i boligen", "mold", {"asbestos", "fireworks"}),
    ("innvandring til kommunen", "immigration", {"wandering"}),
    ("egenøvelser", "exercise program*", {"evacuat*", "emergency preparedness"}),
    ("avrusning", "detoxification", {"needle exchange*"}),
]


@pytest.mark.parametrize(("text", "there", "not_there"), ONE_THING)
def test_a_word_brings_its_own_english_and_no_others(
    text: str, there: str, not_there: set[str], glossary: Glossary
) -> None:
    words = {one.text for one in glossary.proposals(text)}
    assert there in words and not words & not_there


def test_wide_words_are_given_by_themselves(glossary: Glossary) -> None:
    assert {one.text for one in glossary.proposals("skade", wide=True)} == {"Wounds and Injuries"}
    assert "Wounds and Injuries" not in {one.text for one in glossary.proposals("skade")}
    assert {one.text for one in glossary.proposals("kostnader", wide=True)} == {
        "cost",
        "costs",
        "Costs and Cost Analysis",
    }


def test_a_wide_word_must_be_one_of_the_words() -> None:
    text = "concepts: {one: {facet: outcome, nb: [ting], en: [thing], wide: [other]}}"
    with pytest.raises(BadInput) as caught:
        load_glossary(text)
    assert caught.value.params["key"] == "concepts.one.wide"


def test_one_word_may_name_two_concepts(glossary: Glossary) -> None:
    assert {one.concept.id for one in glossary.recognise("unge")} == {"children", "adolescents"}


def test_unknown_words_are_named_and_stop_words_are_not(glossary: Glossary) -> None:
    assert glossary.unmapped("Hvordan virker kvikkhage for de eldre, og Kvikkhage i 2024?") == (
        "kvikkhage",
        "Kvikkhage",
    )


def test_a_general_half_of_an_unknown_word_is_not_enough(glossary: Glossary) -> None:
    found, missing = glossary.coverage("Hjelper kvikkproblem?")
    assert not found and missing == ("kvikkproblem",)


def test_the_expected_english(glossary: Glossary) -> None:
    """Nearly every word has the English that is expected of it, and hardly any has another instead."""
    counts: dict[str, int] = {"right": 0, "another": 0, "none": 0}
    tables = [
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in Path(__file__).parent.glob("expected_*.yaml")
    ]
    assert len(tables) >= 2
    for one in (one for table in tables for rows in table.values() for one in rows):
        for word, wanted in one["words"].items():
            english = english_of(glossary, one["text"], word)
            counts["right" if any(w in e for w in wanted for e in english) else "another" if english else "none"] += 1
    assert counts["another"] < counts["right"] / 100
    assert counts["none"] < counts["right"] / 50


def test_every_word_finds_its_own_concept(glossary: Glossary) -> None:
    for concept in glossary.concepts.values():
        for word in (*concept.nb, *concept.nn, *concept.exact):
            assert concept.id in {one.concept.id for one in glossary.recognise(word)}, (concept.id, word)


@given(st.text(max_size=80))
def test_any_text_keeps_places_true(glossary: Glossary, text: str) -> None:
    found = glossary.recognise(text + " fall")
    assert all((text + " fall")[one.start : one.end] == one.matched for one in found)


def test_time_is_linear_in_the_text(glossary: Glossary) -> None:
    started = time.process_time()
    glossary.recognise("x" * 200_000)
    glossary.recognise("fall" * 50_000)
    glossary.recognise("fallforebygging og demens " * 4_000)
    assert time.process_time() - started < 3


def test_proposals_are_headings_and_text_words(glossary: Glossary) -> None:
    words = glossary.proposals("Trening, og mer trening")
    assert words[0].text == "Exercise" and words[0].kind == "mesh" and words[0].concept == "exercise"
    assert "exercis*" in [one.text for one in words if one.kind == "text"]
    assert len({(one.kind, one.text) for one in words}) == len(words)
    assert all(one.origin == "glossary" for one in words)


def test_the_glossary_is_whole(glossary: Glossary) -> None:
    assert len(glossary.concepts) >= 2900
    for concept in glossary.concepts.values():
        assert concept.facet in FACETS
        assert concept.nb and concept.nn and concept.en, concept.id
        assert not [word for word in concept.en if glossary.looks_norwegian(word)], concept.id


def test_headings_are_written_as_in_mesh(glossary: Glossary, mesh_table: Path) -> None:
    with gzip.open(mesh_table, "rt", encoding="utf-8") as lines:
        headings = {line.split("\t")[1] for line in lines if line.count("\t") == 2}
    used = {heading for concept in glossary.concepts.values() for heading in concept.mesh}
    assert not used - headings


def test_no_word_of_a_mesh_heading_is_taken_for_norwegian(glossary: Glossary, mesh_table: Path) -> None:
    with gzip.open(mesh_table, "rt", encoding="utf-8") as lines:
        words = {word for line in lines for word in re.findall(r"[^\W\d_]{2,}", line.split("\t")[1])}
    assert len(words) > 10_000
    assert not [word for word in words if glossary.looks_norwegian(word)]


@pytest.mark.parametrize(
    "word",
    ["eldre", "sår", "pårørende", "hjemmeboende", "infeksjon", "skulehelseteneste", "barn", "og", "fysisk opplæring"],
)
def test_looks_norwegian(word: str) -> None:
    assert looks_norwegian(word)


@pytest.mark.parametrize(
    "word", ["trening", "demens", "ensomhet", "sjukeheimar", "kols", "alkohol", "bemanning", "uten", "vold"]
)
def test_the_glossary_knows_more_norwegian_words(word: str, glossary: Glossary) -> None:
    assert glossary.looks_norwegian(word)


@pytest.mark.parametrize(
    "word",
    ["exercise", "falls", "fall", "catheter", "engineering", "more", "angst", "tape", "hygiene", "COPD", "*", ""],
)
def test_english_words_are_left_alone(word: str, glossary: Glossary) -> None:
    assert not glossary.looks_norwegian(word)


SMALL = "concepts: {a: {facet: people, nb: [eldre], en: [%s]}}"


@pytest.mark.parametrize(
    ("text", "code", "key"),
    [
        (SMALL % "fal*", "concept_star_short", "concepts.a.en[0]"),
        (SMALL % "behavio*r", "concept_star_inside", "concepts.a.en[0]"),
        (SMALL % "1", "data_key_wrong", "concepts.a.en[0]"),
        (SMALL.replace("people", "folk") % "x", "data_key_wrong", "concepts.a.facet"),
        ("concepts: {a: {facet: people, nb: [eldre]}}", "data_key_missing", "concepts.a.en"),
        ("concepts: {a: {facet: people, nb: ['-'], en: [x]}}", "concept_no_word", "concepts.a.nb[0]"),
        ("concept: {}", "data_key_unknown", "concept"),
    ],
)
def test_a_broken_glossary_names_its_key(text: str, code: str, key: str) -> None:
    with pytest.raises(BadInput) as caught:
        load_glossary(text)
    assert (caught.value.code, caught.value.params["key"]) == (code, key)


def test_a_small_glossary_of_ones_own_works() -> None:
    own = load_glossary(SMALL % "elder*")
    assert [word.text for word in own.proposals("for de eldre")] == ["elder*"]


def test_a_word_that_is_found_only_as_it_stands_is_no_half_of_a_compound() -> None:
    own = load_glossary(
        "concepts: {a: {facet: outcome, nb: [vandring], en: [wandering]}, "
        "b: {facet: outcome, nb: [helt ren], exact: [ren], en: [clean]}}"
    )
    assert [one.concept.id for one in own.recognise("vandringsren ren")] == ["a", "b"]
    assert [one.concept.id for one in own.recognise("kvikkvandring, vandringsrenere")] == ["a", "a"]


SHAPES = [
    ("a: {<<: {b: c}, d: e}", {"a": {"b": "c", "d": "e"}}),
    ("a: &x [b]\nc: *x", {"a": ["b"], "c": ["b"]}),
    ("a: 2020-01-01\nb: 3\nc: true", {"a": "2020-01-01", "b": 3, "c": True}),
    ("", None),
]


@pytest.mark.parametrize(("text", "value"), SHAPES)
def test_yaml_of_any_shape_is_read(text: str, value: object) -> None:
    assert read_yaml(text).value == value


@pytest.mark.parametrize("text", ["&a [*a]", "&a {b: *a}", "a: 1\na: 2", "[" * 300])
def test_what_holds_itself_or_says_a_thing_twice_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_yaml(text)
