"""Standard sentences against the source table, checks on text, readability, the gate before publishing."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

import messages
from pipeline.errors import BadInput
from pipeline.export.document import Author, IncludedReview, SearchAccount, Summary
from pipeline.flow_counts import FlowCounts
from pipeline.summarise import (
    Finding,
    absolute_effect,
    certainty_label,
    check_text,
    gate,
    lix,
    load_wording,
    numbers_known,
    sentence_with_certainty,
    standard_sentence,
)

TEXT = (Path(__file__).resolve().parents[2] / "data" / "templates" / "wording.yaml").read_text(encoding="utf-8")
WORDING = load_wording(TEXT)
FALLS = Finding(
    "f1",
    "antall fall",
    "trening",
    "reduces",
    "moderate",
    "195 færre fall er viktig",
    "high",
    "ingen grunn til å trekke ned",
    relative="RaR 0,77 (0,71-0,83)",
    absolute="850 per 1000 -> 655 per 1000",
    studies=59,
    people=12981,
    judged_by="review",
    review="Made-up 2019",
)

# (size, certainty, direction) -> the sentence of the source's table, with X = trening and Y = fall
TABLE = {
    ("large", "high", "reduces"): "Trening gir stor reduksjon i fall.",
    ("large", "high", "increases"): "Trening gir stor økning i fall.",
    ("large", "moderate", "reduces"): "Trening gir trolig stor reduksjon i fall.",
    ("large", "moderate", "increases"): "Trening gir trolig stor økning i fall.",
    ("large", "low", "reduces"): "Trening gir muligens stor reduksjon i fall.",
    ("large", "low", "increases"): "Trening gir muligens stor økning i fall.",
    ("moderate", "high", "reduces"): "Trening reduserer fall.",
    ("moderate", "high", "increases"): "Trening øker fall.",
    ("moderate", "moderate", "reduces"): "Trening reduserer trolig fall.",
    ("moderate", "moderate", "increases"): "Trening øker trolig fall.",
    ("moderate", "low", "reduces"): "Trening reduserer muligens fall.",
    ("moderate", "low", "increases"): "Trening øker muligens fall.",
    ("small", "high", "reduces"): "Trening reduserer fall litt.",
    ("small", "high", "increases"): "Trening øker fall litt.",
    ("small", "moderate", "reduces"): "Trening reduserer trolig fall litt.",
    ("small", "moderate", "increases"): "Trening øker trolig fall litt.",
    ("small", "low", "reduces"): "Trening reduserer muligens fall litt.",
    ("small", "low", "increases"): "Trening øker muligens fall litt.",
    **{
        ("trivial", "high", way): "Trening gir liten eller ingen forskjell i fall."
        for way in ("reduces", "increases", "none")
    },
    **{
        ("trivial", "moderate", way): "Trening gir trolig liten eller ingen forskjell i fall."
        for way in ("reduces", "increases", "none")
    },
    **{
        ("trivial", "low", way): "Trening gir muligens liten eller ingen forskjell i fall."
        for way in ("reduces", "increases", "none")
    },
    **{
        (size, "very_low", way): "Det er svært usikkert om trening påvirker fall."
        for size in ("large", "moderate", "small", "trivial")
        for way in ("reduces", "increases", "none")
    },
}


@pytest.mark.parametrize(("key", "sentence"), TABLE.items())
def test_bokmal_sentence_is_the_tables(key: tuple[str, str, str], sentence: str) -> None:
    size, certainty, direction = key
    assert standard_sentence(WORDING, Finding("f", "fall", "trening", direction, size, certainty=certainty)) == sentence


@pytest.mark.parametrize(
    ("language", "size", "certainty", "form", "sentence"),
    [
        ("nn", "moderate", "moderate", "uncertain", "Trening aukar truleg fall."),
        ("nn", "large", "low", "uncertain", "Trening gir moglegvis stor auke i fall."),
        ("nn", "small", "very_low", "uncertain", "Det er svært usikkert om trening påverkar fall."),
        ("en", "large", "high", "uncertain", "Trening results in a large increase in fall."),
        ("en", "moderate", "moderate", "uncertain", "Trening probably increases fall."),
        ("en", "small", "low", "uncertain", "Trening may increase fall slightly."),
        ("en", "small", "very_low", "uncertain", "The evidence is very uncertain about the effect of trening on fall."),
        ("en", "large", "very_low", "may", "Trening may increase fall, but the evidence is very uncertain."),
        ("nb", "large", "very_low", "may", "Trening øker muligens fall, men forskningsgrunnlaget er svært usikkert."),
        (
            "nb",
            "trivial",
            "very_low",
            "may",
            "Trening gir muligens liten eller ingen forskjell i fall, men forskningsgrunnlaget er svært usikkert.",
        ),
    ],
)
def test_other_languages_and_the_second_very_low_form(
    language: str, size: str, certainty: str, form: str, sentence: str
) -> None:
    finding = Finding("f", "fall", "trening", "increases", size, certainty=certainty, very_low_form=form)
    assert standard_sentence(WORDING, finding, language) == sentence


def test_qualitative_finding_is_worded_by_cerqual() -> None:
    finding = Finding("f", "Eldre vil trene sammen med andre", certainty="low", kind="qualitative")
    assert standard_sentence(WORDING, finding) == "Eldre vil trene sammen med andre. Vi har lav tillit til funnet."
    assert standard_sentence(WORDING, finding, "nn").endswith("Vi har låg tillit til funnet.")


def test_the_example() -> None:
    exercise = absolute_effect(850, "0,77")
    assert (exercise.before, exercise.after, exercise.difference) == (850, 655, -195)
    assert [absolute_effect(850, ratio).difference for ratio in ("0.71", "0.83")] == [-246, -144]
    assert standard_sentence(WORDING, FALLS) == "Trening reduserer antall fall."
    assert sentence_with_certainty(WORDING, FALLS) == "Trening reduserer antall fall (høy tillit)."
    assert certainty_label(WORDING, "high") == "⊕⊕⊕⊕ Høy tillit"
    assert sentence_with_certainty(WORDING, replace(FALLS, sentence="Færre faller.")) == "Færre faller (høy tillit)."


@pytest.mark.parametrize("ratio", ["", "abc", "-1", "0", "NaN", "Infinity"])
def test_a_ratio_that_cannot_be_read(ratio: str) -> None:
    with pytest.raises(BadInput) as caught:
        absolute_effect(850, ratio)
    assert caught.value.code == "ratio_unreadable"


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"comparison": " "}, "finding_incomplete", "comparison"),
        ({"outcome": ""}, "finding_incomplete", "outcome"),
        ({"size": ""}, "finding_incomplete", "size"),
        ({"direction": "none"}, "finding_incomplete", "direction"),
        ({"certainty": ""}, "finding_incomplete", "certainty"),
        ({"size": "huge"}, "finding_value", "size"),
        ({"certainty": "sure"}, "finding_value", "certainty"),
    ],
)
def test_a_finding_without_what_the_sentence_needs(change: dict[str, str], code: str, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        standard_sentence(WORDING, replace(FALLS, **change))  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.params["field"]) == (code, field)


def test_nothing_in_peoples_text_is_filled_in_or_evaluated() -> None:
    hostile = replace(FALLS, outcome="{verb} {x.__class__} {{7*7}}")
    assert standard_sentence(WORDING, hostile) == "Trening reduserer {verb} {x.__class__} {{7*7}}."


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("- a", "id"),
        (TEXT.replace('small: "{x} {verb} truleg {y} litt"', ""), "sentences.nn.moderate.small"),
    ],
)
def test_a_table_with_a_hole_is_refused(text: str, place: str) -> None:
    with pytest.raises(BadInput) as caught:
        load_wording(text)
    assert caught.value.code == "wording_broken" and str(caught.value.params["place"]).startswith(place)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        standard_sentence(WORDING, FALLS, "sv")
    assert caught.value.code == "language_unknown"


MAYBE = replace(FALLS, id="f2", outcome="brudd", certainty="low", absolute="", relative="", studies=10, people=4047)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trening reduserer antall fall (høy tillit).", []),
        ("Trening reduserer antall fall. Høy tillit.", []),
        ("Trening reduserer muligens brudd.", []),
        ("Trening reduserer antall fall (høy tillit) og muligens brudd.", []),
        ("Trening reduserer antall fall.", ["text_effect_without_certainty:reduserer"]),
        ("Virker trening?", []),
        ("Vi vet ikke om trening virker på smerte.", []),
        ("Trening reduserer trolig antall fall.", ["text_certainty_disagrees:"]),
        ("Trening gir trolig færre fall hos eldre.", ["text_certainty_disagrees:"]),
        ("Trening reduserer brudd (høy tillit).", ["text_certainty_disagrees:"]),
        ("Det er svært usikkert om trening påvirker antall fall.", ["text_certainty_disagrees:"]),
        ("Trening har ingen effekt på brudd (lav tillit).", ["text_no_effect:ingen effekt"]),
        (
            "Vi fant ingen studier. Trening har altså ingen effekt (lav tillit).",
            ["text_no_studies_no_effect:ingen effekt"],
        ),
        ("Vi fant ingen studier om smerte.", []),
        ("Forskjellen var statistisk signifikant.", ["text_significant:signifikant"]),
        ("Kommunen bør tilby trening.", ["text_recommendation:bør"]),
        ("Vi anbefaler trening.", ["text_recommendation:anbefaler"]),
        ("Vi skal lese mer.", ["text_recommendation:skal"]),
        ("Børsen skalv, og virksomheten har god økonomi.", []),
        ("59 studier med 12 981 deltakere: 195 færre fall per 1000 (høy tillit).", []),
        ("59 studier med 12\u202f981 deltakere, fra 850 til 655, RaR 0.77 (0,71\u20130,83).", []),
        ("60 studier.", ["text_number_unknown:60"]),
        ("Oversikten søkte 2. mai 2018, vi søkte 21.11.2026 i CD012424.", []),
        ("Trening reduserer muligens brudd. Kanskje hjelper den mot smerte.", ["text_certainty_synonym:Kanskje"]),
    ],
)
def test_checks_in_bokmal(text: str, expected: list[str]) -> None:
    found = check_text(text, (FALLS, MAYBE), WORDING)
    shown = [
        f"{one.code}:{text[one.start : one.end] if one.code != 'text_certainty_disagrees' else ''}" for one in found
    ]
    assert shown == expected


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("nn", "Trening reduserer truleg antall fall.", ["text_certainty_disagrees"]),
        ("nn", "Trening verkar ikkje (høg tillit).", ["text_no_effect"]),
        ("nn", "Vi tilrår trening.", ["text_recommendation"]),
        ("en", "Exercise prevents falls.", ["text_effect_without_certainty"]),
        ("en", "The change was significant and you should train.", ["text_significant", "text_recommendation"]),
    ],
)
def test_checks_in_other_languages(language: str, text: str, codes: list[str]) -> None:
    assert [one.code for one in check_text(text, (FALLS,), WORDING, language)] == codes


@pytest.mark.parametrize("read_in", ["nb", "nn", "en"])
@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("nb", "Trening reduserer antall fall.", ("trolig", "høy tillit")),
        ("nn", "Trening reduserer talet på fall.", ("truleg", "høg tillit")),
        ("en", "Exercise prevents falls.", ("probably", "high certainty")),
        ("nb", "Trening har ingen effekt.", ("gir liten eller ingen forskjell", "svært usikkert")),
        ("nn", "Trening verkar ikkje.", ("svært usikkert",)),
    ],
)
def test_words_that_are_offered_are_in_the_language_of_the_text(
    language: str, text: str, words: tuple[str, ...], read_in: str
) -> None:
    found = check_text(text, (FALLS,), WORDING, language)
    said = " ".join(messages.text(one.code, one.params, read_in) for one in found)
    assert [one for one in words if one not in said] == [] and "{" not in said


def test_the_standard_sentence_passes_its_own_checks() -> None:
    for (size, certainty, direction), _ in TABLE.items():
        for form in ("uncertain", "may") if direction != "none" or size == "trivial" else ("uncertain",):
            one = replace(FALLS, size=size, certainty=certainty, direction=direction, very_low_form=form)
            for language in ("nb", "nn", "en"):
                said = sentence_with_certainty(WORDING, one, language)
                assert check_text(said, (one,), WORDING, language) == (), said


def test_background_is_not_asked_for_certainty_or_numbers() -> None:
    text = "I fjor falt 340 eldre. Trening virker for noen."
    assert check_text(text, (FALLS,), WORDING, claims=False) == ()
    assert [one.code for one in check_text(text, (FALLS,), WORDING, also=("340",))] == ["text_effect_without_certainty"]


@pytest.mark.parametrize(
    "part", ["Trening reduserer fall 12 981 ", "1 ", "1,", "1", ".", "ca. ", "x", ".) ", "\n", "-1"]
)
def test_long_text_is_checked_in_time_that_grows_with_its_length(part: str) -> None:
    """A row of dots once took minutes; all of these take well under a second."""
    start = time.process_time()
    text = part * (20_000 // len(part))
    check_text(text, (FALLS,), WORDING)
    lix(text)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("... !", None),
        ("Vi går tur.", 3),  # 3 words, 1 sentence, no long word
        ("Vi går tur. De ser på.", 3),
        ("Kommunen undersøker helsetjenesten.", 103),  # 3 words, all of more than six letters
        ("Trening hjelper mange.", 70),  # 3 + 100 x 2 / 3
        ("Ett to tre fire fem seks sju åtte ni ti.", 10),
        ("Overskrift\n\nVi går tur", 27),  # 4 words, 2 lines: 2 + 100 x 1 / 4
        ("Vi tar bl.a. med ca. ti.", 7),  # an abbreviation ends no sentence; "bl.a" is two words
    ],
)
def test_lix(text: str, value: int | None) -> None:
    assert lix(text) == value


CITATION = "Made-up A. Example review of exercise. J Ex. 2019. PMID: 30703272."
READY = Summary(
    title="Virker trening?",
    findings=(FALLS,),
    references=(CITATION,),
    authors=(Author("Kari Eksempel", "skrev"),),
    included=(
        IncludedReview(CITATION, 2019, "2018-05-02", "25 land", 108, 23407, "små bekymringer", "fhi-oversikt 1"),
    ),
    searches=(SearchAccount("PubMed", "falls[ti]", "2026-11-21", 12),),
    sections={"makers": "Ingen interesser."},
    date="2026-11-21",
    version="1",
    review_by="2028-11-21",
)


def test_a_finished_summary_passes_the_gate() -> None:
    assert gate(READY) == ()


def test_only_a_review_has_a_search_date_to_lack() -> None:
    study = replace(READY.included[0], search_date="", is_review=False)
    assert gate(replace(READY, included=(study,))) == ()


def test_no_review_found_is_a_publishable_answer() -> None:
    assert gate(replace(READY, findings=(), included=(), references=(), no_review=True)) == ()
    assert [one.code for one in gate(replace(READY, no_review=True))] == ["gate_no_review_but_findings"]


@pytest.mark.parametrize(
    ("change", "code", "level"),
    [
        ({"title": "Trening mot fall"}, "gate_title_not_question", "stop"),
        ({"title": " "}, "gate_title_empty", "stop"),
        ({"findings": ()}, "gate_no_finding", "stop"),
        ({"findings": (replace(FALLS, certainty=""),)}, "gate_no_finding", "stop"),
        ({"findings": (FALLS, replace(FALLS, certainty=""))}, "gate_finding_incomplete", "stop"),
        ({"findings": (replace(FALLS, certainty="low", certainty_reason=""),)}, "gate_certainty_reason", "stop"),
        ({"findings": (replace(FALLS, judged_by=""),)}, "gate_judged_by", "stop"),
        ({"findings": (replace(FALLS, size_reason=""),)}, "gate_size_reason", "warn"),
        ({"findings": (replace(FALLS, review=""),)}, "gate_finding_source", "stop"),
        ({"findings": (replace(FALLS, gone=("Alfa 2019",)),)}, "gate_finding_source_gone", "stop"),
        ({"late": {"summarise": ("screen.vote",)}}, "late_step_summarise", "warn"),
        ({"included": ()}, "gate_no_included", "stop"),
        ({"included": (replace(READY.included[0], judgement=""),)}, "gate_judgement", "stop"),
        ({"included": (replace(READY.included[0], instrument=""),)}, "gate_instrument", "stop"),
        ({"included": (replace(READY.included[0], search_date=""),)}, "gate_review_search_date", "warn"),
        ({"references": ("Another. PMID: 1.",)}, "gate_reference_missing", "stop"),
        ({"references": (CITATION, "Lapp på pulten.")}, "gate_reference_unresolvable", "warn"),
        ({"searches": ()}, "gate_sources", "stop"),
        ({"searches": (replace(READY.searches[0], date=""),)}, "gate_search_date", "stop"),
        ({"searches": (replace(READY.searches[0], strategy=""),)}, "gate_strategy", "warn"),
        ({"authors": (Author(" "),)}, "gate_authors", "stop"),
        ({"sections": {}}, "gate_conflicts", "warn"),
        ({"flow": FlowCounts(screened=3)}, "gate_flow", "stop"),
        ({"flow": FlowCounts(identified=(("A", 2),), awaiting_screening=2)}, "gate_unfinished", "warn"),
        ({"review_by": ""}, "gate_review_by", "warn"),
    ],
)
def test_the_gate_names_what_is_missing(change: dict[str, object], code: str, level: str) -> None:
    assert (code, level) in [(one.code, one.level) for one in gate(replace(READY, **change))]  # type: ignore[arg-type]


def test_what_was_found_in_another_way_is_asked_for_no_strategy() -> None:
    searches = (replace(READY.searches[0], strategy="", by_strategy=False),)
    assert "gate_strategy" not in [one.code for one in gate(replace(READY, searches=searches))]


def test_numbers_of_reviews_and_searches_are_known() -> None:
    said = "Oversikten har 108 studier fra 25 land. PubMed ga 12 treff."
    assert check_text(said, (FALLS,), WORDING, also=numbers_known(READY)) == ()
