"""Which parts of an element's text are put into English."""

from __future__ import annotations

import pytest

from pico.proposal import looked_up, propose, proposed
from pico.vocabulary import Glossary

LOOKED_UP = [
    ("C", "ingen tiltak mot fall", ""),
    ("C", "Ingen trening", ""),
    ("C", "ikkje noko tiltak mot fall", ""),
    ("C", "uten trening, eller vanlig oppfølging", "eller vanlig oppfølging"),
    ("C", "ingen tiltak mot fall eller vanlig oppfølging", "eller vanlig oppfølging"),
    ("C", "vanlig oppfølging", "vanlig oppfølging"),
    ("C", "balansetrening", "balansetrening"),
    ("C", "", ""),
    ("I", "trening uten veiledning", "trening uten veiledning"),
    ("P", "eldre som ikke faller", "eldre som ikke faller"),
]


@pytest.mark.parametrize(("code", "text", "left"), LOOKED_UP)
def test_a_comparison_with_nothing_is_not_looked_up(code: str, text: str, left: str) -> None:
    assert looked_up(code, text).strip(" ,") == left


def test_no_words_for_falls_are_proposed_for_no_measures_against_falls(glossary: Glossary) -> None:
    text = {"I": "ingen tiltak mot fall", "C": "ingen tiltak mot fall"}
    blocks = propose(glossary, text, ("I", "C")).blocks
    assert {one.element for one in blocks} == {"I"}, "in the comparison it gives none; elsewhere it is looked up"


EXAMPLE = {
    "P": "personer på 60 år og eldre som bor hjemme",
    "I": "trening",
    "O": "antall fall\npersoner som faller\nbrudd\nskader av treningen",
}


def test_an_outcome_gets_no_words_for_what_is_done(glossary: Glossary) -> None:
    texts = {one.text for one in proposed(glossary, "O", EXAMPLE)}
    assert {"Accidental Falls", "fracture*", "injur*"} <= texts
    assert not texts & {"Exercise", "Exercise Therapy", "strength training", "balance training", "Aged"}


def test_an_outcome_that_is_the_intervention_itself_keeps_its_words(glossary: Glossary) -> None:
    assert "Exercise" in {one.text for one in proposed(glossary, "O", {"I": "trening", "O": "trening"})}
