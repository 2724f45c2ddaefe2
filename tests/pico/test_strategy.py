"""Building strategies, and the marking of words."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pico.proposal import propose, split
from pico.strategy import SYNTAXES, Block, build, choose, highlight_words, mark_spans, problems, words_from
from pico.vocabulary import Glossary, Word
from pipeline.errors import BadInput


def block(element: str, *words: str) -> Block:
    """A block; a word that begins with "mesh:" is a heading."""
    made = (Word(one.removeprefix("mesh:"), "mesh" if one.startswith("mesh:") else "text") for one in words)
    return Block(element, tuple(made))


FALLS = block("P", "mesh:Accidental Falls", "falls", "hip fracture*")
EXERCISE = block("I", "mesh:Exercise", "exercis*")
BUILT = [
    (
        "pubmed",
        [FALLS, EXERCISE],
        '("Accidental Falls"[mh] OR falls[tiab] OR "hip fracture*"[tiab]) AND ("Exercise"[mh] OR exercis*[tiab])',
    ),
    (
        "epistemonikos",
        [FALLS, EXERCISE],
        '(title:("Accidental Falls" OR falls OR "hip fracture*")'
        ' OR abstract:("Accidental Falls" OR falls OR "hip fracture*"))'
        " AND (title:(Exercise OR exercis*) OR abstract:(Exercise OR exercis*))",
    ),
    ("pubmed", [block("P", " “fall∗” ", 'the "old" way', "FALL*", "pre‑frail")],
     '(fall*[tiab] OR "the old way"[tiab] OR pre-frail[tiab])'),
    ("pubmed", [block("P"), EXERCISE, block("C", " * ", '""')], '("Exercise"[mh] OR exercis*[tiab])'),
    ("pubmed", [EXERCISE, EXERCISE], '("Exercise"[mh] OR exercis*[tiab])'),
    ("pubmed", [block("P", "not", "OR", "COVID-19", "a/b")],
     '(not[tiab] OR "OR"[tiab] OR COVID-19[tiab] OR "a/b"[tiab])'),
    ("epistemonikos", [block("P", "mesh:Aged", "mesh:Vision, Low", "elder*")],
     '(title:("Low Vision" OR elder*) OR abstract:("Low Vision" OR elder*))'),
    ("epistemonikos", [block("P", "mesh:Aged")], "(title:(Aged) OR abstract:(Aged))"),
    ("ovid", [FALLS], '(exp Accidental Falls/ or falls.ti,ab. or "hip fracture*".ti,ab.)'),
    ("cochrane", [FALLS, EXERCISE],
     '([mh "Accidental Falls"] OR falls:ti,ab OR (hip NEXT fracture*):ti,ab) AND ([mh "Exercise"] OR exercis*:ti,ab)'),
    ("europepmc", [EXERCISE], '(KW:"Exercise" OR TITLE_ABS:exercis*)'),
]  # fmt: skip


@pytest.mark.parametrize(("syntax", "blocks", "wanted"), BUILT)
def test_build(syntax: str, blocks: list[Block], wanted: str) -> None:
    assert build(blocks, syntax) == wanted


@pytest.mark.parametrize("blocks", [[], [block("P")], [block("P", "", " ", "*", '"')]])
def test_no_words_at_all_is_bad_input(blocks: list[Block]) -> None:
    with pytest.raises(BadInput) as caught:
        build(blocks)
    assert caught.value.code == "strategy_empty"


def test_an_unknown_database_is_named() -> None:
    with pytest.raises(BadInput) as caught:
        build([EXERCISE], "embase")
    assert caught.value.params == {"syntax": "embase", "known": ", ".join(SYNTAXES)}


@given(st.lists(st.text(max_size=20), max_size=6))
def test_what_is_built_never_stops_the_checker(texts: list[str]) -> None:
    for syntax in ("pubmed", "epistemonikos"):
        made = build([block("P", "falls", *texts)], syntax)
        assert not [one for one in problems(made, syntax) if one.level == "stop"], made


def test_typed_words() -> None:
    typed = 'falls, “hip fracture∗”; (exercise OR training)\n"Vision, Low"[mesh], gait[tiab], Frailty[mh], falls, ,"*"'
    found = [(word.kind, word.text) for word in words_from(typed, "falls")]
    assert found == [
        ("text", "falls"),
        ("text", "hip fracture*"),
        ("text", "exercise"),
        ("text", "training"),
        ("mesh", "Vision, Low"),
        ("text", "gait"),
        ("mesh", "Frailty"),
    ]
    assert {word.origin for word in words_from(typed)} == {"hand"}
    assert {word.concept for word in words_from(typed, "falls")} == {"falls"}


def test_choose_takes_elements_in_order() -> None:
    other = block("O", "pain")
    assert choose([other, EXERCISE, FALLS], ("P", "I")) == (FALLS, EXERCISE)


def test_different_kinds_of_concept_narrow_and_the_same_kind_widens(glossary: Glossary) -> None:
    proposal = propose(
        glossary, {"P": "hjemmeboende eldre", "I": "trening og ernæring i kvikkhage", "O": "fall"}, ("P", "I")
    )
    assert [one.element for one in proposal.blocks] == ["P", "P", "I"]
    assert {word.concept for word in proposal.blocks[2].words} == {"exercise", "nutrition"}
    assert proposal.unmapped == {"I": ("kvikkhage",)}


def test_a_word_for_the_whole_element_never_narrows(glossary: Glossary) -> None:
    words = (*glossary.proposals("hjemmeboende eldre"), Word("pensioner*"))
    parts = split(Block("P", words), glossary)
    assert len(parts) == 2
    assert all(part.words[-1].text == "pensioner*" for part in parts)
    assert split(Block("P", ()), glossary) == ()


def test_words_chosen_by_people_take_the_place_of_proposals(glossary: Glossary) -> None:
    proposal = propose(glossary, {"P": "kvikkhage"}, ("P",), {"P": [Word("garden*")]})
    assert build(proposal.blocks) == "(garden*[tiab])"
    assert not proposal.unmapped


def test_words_to_mark() -> None:
    blocks = [block("P", "mesh:Aged", "mesh:Vision, Low", "Falls", "fall*", "falling", "hip fracture*"), EXERCISE]
    assert highlight_words(blocks) == ("low vision", "fall*", "hip fracture*", "exercis*")


MARKED = [
    ("Falls and Exercise, exercises.", ["falls", "exercis*"], ["Falls", "Exercise", "exercises"]),
    ("downfall fall fallen", ["fall"], ["fall"]),
    ("follow up, follow-up, follow–up", ["follow-up"], ["follow up", "follow-up", "follow–up"]),
    ("older people", ["older", "older people"], ["older people"]),
    ("a.b axb C++", ["a.b", "c++"], ["a.b", "C++"]),
    ("nothing", ["*", "", " "], []),
    ("Sår og SÅR", ["sår"], ["Sår", "SÅR"]),
    ("anything", [], []),
]


@pytest.mark.parametrize(("text", "words", "wanted"), MARKED)
def test_mark_spans(text: str, words: list[str], wanted: list[str]) -> None:
    assert [text[start:end] for start, end in mark_spans(text, words)] == wanted


@given(st.text(max_size=60), st.lists(st.text(max_size=8), max_size=5))
def test_spans_never_overlap(text: str, words: list[str]) -> None:
    spans = mark_spans(text, words)
    assert all(start < end for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


def test_marking_is_quick(glossary: Glossary) -> None:
    words = highlight_words([Block("P", tuple(word for one in glossary.concepts.values() for word in one.words()))])
    abstract = "Older adults living at home took part in exercise to prevent falls. " * 40
    mark_spans("", words)
    started = time.process_time()
    for _ in range(20):
        mark_spans(abstract, words)
    mark_spans("fall- " * 20_000, ["fall -fall", "fall*"])
    assert time.process_time() - started < 2
