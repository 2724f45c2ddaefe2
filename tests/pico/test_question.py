"""Frameworks, question types and the question as one sentence."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import reference
from pico.criteria import criteria, renewed
from pico.phrasing import fill, tidy
from pico.question import (
    Framework,
    QuestionType,
    default_type,
    elements_for,
    load_frameworks,
    load_question_types,
    say,
    sentence,
)
from pipeline.errors import BadInput

SENTENCES = [
    ("effect", {"P": "hjemmeboende eldre", "I": "trening"}, "Hvilken effekt har trening hos hjemmeboende eldre?"),
    (
        "effect",
        {"P": "Hjemmeboende eldre.", "I": " Trening? ", "C": "ingen trening", "O": "Fall"},
        "Hvilken effekt har trening på fall hos hjemmeboende eldre, sammenlignet med ingen trening?",
    ),
    (
        "effect",
        {"P": "eldre", "I": "trening", "O": "- Fall\n- Brudd;\n\nSkade."},
        "Hvilken effekt har trening på fall, brudd og skade hos eldre?",
    ),
    ("effect", {"I": "trening"}, "Hvilken effekt har trening hos …?"),
    ("effect", {"P": "eldre"}, "Hvilken effekt har … hos eldre?"),
    ("effect", {"P": "eldre", "I": "Å trene"}, "Hvilken effekt har det å trene hos eldre?"),
    ("effect", {"P": "KOLS-pasienter", "I": "GPS"}, "Hvilken effekt har GPS hos KOLS-pasienter?"),
    (
        "effect",
        {"P": "Norske barn", "I": "Parkinson-trening"},
        "Hvilken effekt har Parkinson-trening hos norske barn?",
    ),
    ("effect", {"P": "eldre på sykehjem", "I": "{P} [x]"}, "Hvilken effekt har {P} [x] hos eldre på sykehjem?"),
    ("effect", {"P": "by og bygd", "I": "to turer"}, "Hvilken effekt har to turer hos by og bygd?"),
    ("effect", {"P": "eldre", "I": "trening", "O": "to prøver"}, "Hvilken effekt har trening på to prøver hos eldre?"),
    ("effect", {"Co": "i skolen"}, ""),
    ("effect", {"P": " . ", "I": "\n"}, ""),
    (
        "aetiology",
        {"P": "sykepleiere", "I": "lange vakter", "O": "uønskede hendelser"},
        "Er det sammenheng mellom lange vakter og uønskede hendelser hos sykepleiere?",
    ),
    ("aetiology", {"P": "ansatte", "O": "sykefravær"}, "Hva øker risikoen for sykefravær hos ansatte?"),
    ("aetiology", {"P": "ansatte", "I": "nattarbeid"}, "Hva kan nattarbeid føre til hos ansatte?"),
    (
        "diagnosis",
        {"P": "eldre", "I": "Et skjema", "C": "full utredning", "O": "underernæring"},
        "Hvor treffsikker er et skjema for å finne underernæring hos eldre, sammenlignet med full utredning?",
    ),
    ("diagnosis", {"P": "eldre", "I": "et skjema"}, "Hvor treffsikker er et skjema hos eldre?"),
    ("prevalence", {"P": "ungdom", "I": "Ensomhet"}, "Hvor vanlig er ensomhet hos ungdom?"),
    ("prognosis", {"P": "personer med slag"}, "Hvordan går det med personer med slag over tid?"),
    ("prognosis", {"P": "eldre", "O": "flytting"}, "Hvordan går det med eldre når det gjelder flytting?"),
    ("prognosis", {"I": "alder", "O": "død"}, "Hvilken betydning har alder for død hos …?"),
    (
        "experience",
        {"P": "Pårørende", "I": "med dagsenter", "Co": "på sykehjem"},
        "Hvilke erfaringer har pårørende med dagsenter på sykehjem?",
    ),
    ("experience", {"P": "ansatte", "I": "Å bruke nettbrett"}, "Hvilke erfaringer har ansatte med å bruke nettbrett?"),
    (
        "experience",
        {"P": "barn", "I": "leksehjelp", "Co": "I skolen"},
        "Hvilke erfaringer har barn med leksehjelp i skolen?",
    ),
]

NYNORSK = [
    ("effect", {"P": "heimebuande eldre", "I": "trening"}, "Kva effekt har trening hos heimebuande eldre?"),
    (
        "effect",
        {"P": "Eldre på sjukeheim", "I": "Å trene", "C": "Vanleg oppfølging", "O": "Fall\nBrot\nSkadar"},
        "Kva effekt har det å trene på fall, brot og skadar hos eldre på sjukeheim, samanlikna med vanleg oppfølging?",
    ),
    ("effect", {"I": "trening"}, "Kva effekt har trening hos …?"),
    ("prevalence", {"P": "Ungdom", "I": "Einsemd"}, "Kor vanleg er einsemd hos ungdom?"),
    (
        "aetiology",
        {"P": "sjukepleiarar", "I": "lange vakter", "O": "uønskte hendingar"},
        "Er det samanheng mellom lange vakter og uønskte hendingar hos sjukepleiarar?",
    ),
    ("aetiology", {"P": "tilsette", "O": "sjukefråvær"}, "Kva aukar risikoen for sjukefråvær hos tilsette?"),
    ("aetiology", {"P": "tilsette", "I": "nattarbeid"}, "Kva kan nattarbeid føre til hos tilsette?"),
    (
        "diagnosis",
        {"P": "eldre", "I": "Eit skjema", "C": "full utgreiing", "O": "underernæring"},
        "Kor treffsikker er eit skjema for å finne underernæring hos eldre, samanlikna med full utgreiing?",
    ),
    (
        "prognosis",
        {"P": "eldre", "I": "skrøpelegheit", "O": "flytting"},
        "Kva har skrøpelegheit å seie for flytting hos eldre?",
    ),
    ("prognosis", {"P": "personar med slag"}, "Korleis går det med personar med slag over tid?"),
    ("prognosis", {"P": "eldre", "O": "søvn"}, "Korleis går det med eldre når det gjeld søvn?"),
    (
        "experience",
        {"P": "Pårørande", "I": "dagsenter", "Co": "innan demensomsorg"},
        "Kva erfaringar har pårørande med dagsenter innan demensomsorg?",
    ),
]

ENGLISH = [
    ("effect", {"P": "Older people", "I": "Exercise"}, "What is the effect of exercise in older people?"),
    (
        "effect",
        {"P": "people over 65 who live at home", "I": "exercise", "C": "usual care", "O": "falls\nfractures\nharm"},
        "What is the effect of exercise on falls, fractures and harm in people over 65 who live at home, "
        "compared with usual care?",
    ),
    ("effect", {"P": "In nursing homes", "I": "GPS"}, "What is the effect of GPS in nursing homes?"),
    ("effect", {"P": "Norwegian children", "I": "A game"}, "What is the effect of a game in Norwegian children?"),
    ("effect", {"P": "adults", "I": "Vitamin D"}, "What is the effect of vitamin D in adults?"),
    ("effect", {"P": "adults"}, "What is the effect of … in adults?"),
    ("prevalence", {"P": "young people", "I": "falls"}, "What is the prevalence of falls among young people?"),
    (
        "aetiology",
        {"P": "nurses", "I": "long shifts", "O": "adverse events"},
        "Is there an association between long shifts and adverse events in nurses?",
    ),
    ("aetiology", {"P": "staff", "O": "sick leave"}, "What increases the risk of sick leave in staff?"),
    ("aetiology", {"P": "staff", "I": "night work"}, "What can night work lead to in staff?"),
    (
        "diagnosis",
        {"P": "older people", "I": "A short form", "C": "full assessment", "O": "malnutrition"},
        "What is the accuracy of a short form for detecting malnutrition in older people, compared with full assessment?",
    ),
    ("prognosis", {"P": "people with stroke"}, "What is the outlook for people with stroke over time?"),
    (
        "prognosis",
        {"P": "older people", "I": "frailty", "O": "moving"},
        "What is the importance of frailty for moving in older people?",
    ),
    ("prognosis", {"P": "adults", "O": "sleep"}, "What is the outlook for adults with regard to sleep?"),
    (
        "experience",
        {"P": "Relatives", "I": "day centres", "Co": "at home"},
        "What are the experiences of relatives with day centres at home?",
    ),
]


@pytest.mark.parametrize(("kind", "elements", "wanted"), SENTENCES)
def test_the_question_as_one_sentence(
    kind: str, elements: dict[str, str], wanted: str, frameworks: dict[str, Framework], types: dict[str, QuestionType]
) -> None:
    assert sentence(frameworks[types[kind].framework], types[kind], elements) == wanted


@pytest.mark.parametrize(
    ("language", "kind", "elements", "wanted"),
    [*(("nn", *row) for row in NYNORSK), *(("en", *row) for row in ENGLISH)],
)
def test_the_question_in_the_other_languages(
    language: str,
    kind: str,
    elements: dict[str, str],
    wanted: str,
    frameworks: dict[str, Framework],
    types: dict[str, QuestionType],
) -> None:
    assert sentence(frameworks[types[kind].framework], types[kind], elements, language) == wanted


@pytest.mark.parametrize("language", ["nn", "en"])
def test_every_sentence_has_the_same_parts_in_every_language(
    language: str, frameworks: dict[str, Framework], types: dict[str, QuestionType]
) -> None:
    """Whatever is filled in: what stands in the bokmål sentence stands in the others, gaps too."""
    for kind in types.values():
        framework = frameworks[kind.framework]
        codes = [one.code for one in framework.elements]
        for chosen in (set(some) for n in range(1, len(codes) + 1) for some in combinations(codes, n)):
            elements = {code: f"x{code.lower()}1" for code in chosen}
            nb, other = (sentence(framework, kind, elements, each) for each in ("nb", language))
            shown = [one for one in elements.values() if one in nb]
            assert [one for one in elements.values() if one in other] == shown, (kind.id, chosen)
            assert nb.count("…") == other.count("…") and other.endswith("?")


@given(st.dictionaries(st.sampled_from(["P", "I", "C", "O"]), st.text(max_size=40)))
def test_any_text_gives_one_sentence_or_none(elements: dict[str, str]) -> None:
    made = fill("Hvilken effekt har {I}[ på {O}] hos {P}[, sammenlignet med {C}]?", elements)
    filled = any(tidy(text) for text in elements.values())
    assert bool(made) == filled
    assert not filled or (made.endswith("?") and "\n" not in made)


def test_a_language_without_a_pattern_falls_back(
    frameworks: dict[str, Framework], types: dict[str, QuestionType]
) -> None:
    elements = {"P": "eldre", "I": "trening"}
    assert sentence(frameworks["PICO"], types["effect"], elements, "se").startswith("Hvilken effekt")


def test_six_types_as_plain_questions(types: dict[str, QuestionType]) -> None:
    assert list(types) == ["prevalence", "aetiology", "diagnosis", "effect", "prognosis", "experience"]
    assert default_type(types).id == "effect"
    assert all(say(one.plain).endswith("?") for one in types.values())
    assert all(one.designs[0].id == "systematic-review" for one in types.values())
    assert all(one.checklist_ids[0] == "fhi-oversikt" for one in types.values())
    assert all(len(one.checklist_ids) == len(one.designs) for one in types.values())


def test_the_default_search_is_p_and_i(frameworks: dict[str, Framework]) -> None:
    assert {name: one.search_elements for name, one in frameworks.items()} == {
        "PICO": ("P", "I"),
        "PICo": ("P", "I"),
        "PEO": ("P", "E"),
        "PCC": ("P", "Cn"),
        "SPIDER": ("S", "PI"),
        "PICOT": ("P", "I"),
        "PICOS": ("P", "I"),
    }
    assert [one.code for one in frameworks["PICo"].elements] == ["P", "I", "Co"]
    with pytest.raises(BadInput, match="element_unknown"):
        frameworks["PICo"].element("C")


def test_fields_are_worded_for_the_type(frameworks: dict[str, Framework], types: dict[str, QuestionType]) -> None:
    worded = {one.code: say(one.label) for one in elements_for(frameworks["PICO"], types["diagnosis"])}
    assert worded["I"] == "Hvilken test eller kartlegging?"
    assert worded["P"] == say(frameworks["PICO"].element("P").label)


def _types_with(old: str, new: str) -> str:
    text = reference.text("templates/question_types.yaml")
    assert old in text
    return text.replace(old, new, 1)


BROKEN: list[tuple[Callable[[], object], str, str]] = [
    (lambda: load_frameworks("PICO: [1"), "data_yaml_broken", ""),
    (lambda: load_frameworks("- a"), "data_key_wrong", "(root)"),
    (lambda: load_frameworks("PICO: {label: {en: a}, elements: [{code: P}]}"), "data_key_missing", "label"),
    (lambda: load_frameworks("{}"), "data_key_missing", "PICO"),
    (lambda: load_question_types(_types_with("default: true", "default: false")), "data_key_wrong", "default"),
    (lambda: load_question_types(_types_with("hint:", "hnit:")), "data_key_unknown", "prevalence.hnit"),
    (lambda: load_question_types(_types_with("aetiology:", "prevalence:")), "data_key_twice", "prevalence"),
    (
        lambda: load_question_types(_types_with('label: {nb: "forekomst", ', "label: {")),
        "data_key_missing",
        "prevalence.label.nb",
    ),
]


@pytest.mark.parametrize(("load", "code", "key"), BROKEN)
def test_a_broken_file_names_its_key(load: Callable[[], object], code: str, key: str) -> None:
    with pytest.raises(BadInput) as caught:
        load()
    assert caught.value.code == code
    assert key in str(caught.value.params.get("key", ""))


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("framework: PICO\n", "framework: PECO\n", "prevalence.framework"),
        ("hos {P}", "hos {Q}", "prevalence.pattern.nb"),
    ],
)
def test_types_are_checked_against_frameworks(old: str, new: str, key: str, frameworks: dict[str, Framework]) -> None:
    with pytest.raises(BadInput) as caught:
        load_question_types(_types_with(old, new), frameworks)
    assert caught.value.params["key"] == key


OWN_PATTERNS = [
    ("PEO", {"P": "sykepleiere", "E": "nattarbeid", "O": "søvn"}, "Hva har nattarbeid å si for søvn hos sykepleiere?"),
    ("PEO", {"P": "sykepleiere", "E": "nattarbeid"}, "Hva betyr nattarbeid for sykepleiere?"),
    ("PCC", {"Cn": "oppfølging", "P": "eldre"}, "Hva finnes det av forskning om oppfølging for eldre?"),
    ("SPIDER", {"S": "pårørende", "PI": "tilsyn", "D": "intervjuer"},
     "Hvilke erfaringer har pårørende med tilsyn, undersøkt med intervjuer?"),
    ("PICOT", {"P": "eldre", "I": "trening", "T": "et år"}, "Hvilken effekt har trening hos eldre, over et år?"),
]  # fmt: skip


@pytest.mark.parametrize(("framework", "elements", "wanted"), OWN_PATTERNS)
def test_a_framework_may_have_its_own_sentence(
    framework: str,
    elements: dict[str, str],
    wanted: str,
    frameworks: dict[str, Framework],
    types: dict[str, QuestionType],
) -> None:
    assert sentence(frameworks[framework], types["effect"], elements) == wanted


def test_the_form_gives_criteria(frameworks: dict[str, Framework], types: dict[str, QuestionType]) -> None:
    elements = {"P": "eldre", "I": "trening", "O": "fall", "C": ""}
    inclusion, exclusion = criteria(frameworks["PICO"], types["effect"], elements)
    assert inclusion.splitlines()[:3] == ["P: eldre", "I: trening", "O: fall"]
    assert "randomisert kontrollert studie" in inclusion
    assert "P: andre enn dette: eldre" in exclusion and "O:" not in exclusion
    assert criteria(frameworks["PICO"], types["effect"], {}) == ("", "")


@pytest.mark.parametrize(
    ("current", "before", "now", "anew"),
    [
        ("P: eldre\nI: trening", "P: eldre\nI: trening", "P: voksne\nI: trening", "P: voksne\nI: trening"),
        ("P: eldre\nBare norske", "P: eldre", "P: voksne", "P: voksne\nBare norske"),
        ("P: eldre", "P: eldre\nStudier: RCT", "P: voksne\nStudier: RCT", "P: voksne"),
        ("P: eldre over 80", "P: eldre", "P: eldre\nI: trening", "I: trening\nP: eldre over 80"),
        ("Vårt\nP: eldre", "P: eldre", "P: eldre", "Vårt\nP: eldre"),
        ("P: voksne", "P: eldre", "P: voksne", "P: voksne"),
    ],
    ids=["changed", "an own line", "taken away", "a line put in other words", "nothing changed", "put right by hand"],
)
def test_criteria_made_anew_keep_what_people_wrote(current: str, before: str, now: str, anew: str) -> None:
    assert renewed(current, before, now) == anew
