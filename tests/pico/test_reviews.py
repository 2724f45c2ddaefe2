"""The search that asks how many systematic reviews there are: made of what stands in the question, whoever wrote it."""

from __future__ import annotations

import pytest

import wiring
from pico.reviews import asked_of, review_searches
from pico.vocabulary import Word

FALLS = "Vi har mange eldre som faller hjemme, hva kan vi gjøre?"
CODES = ("P", "I")


def searches(text: str, elements: dict[str, str], words: dict[str, list[Word]] | None = None) -> dict[str, str]:
    library = wiring.library()
    found = asked_of(library.glossary, text, elements, words or {}, CODES)
    return dict(review_searches(found, library.filters))


def test_a_worried_sentence_is_enough() -> None:
    found = searches(FALLS, {})
    assert '"Accidental Falls"[mh]' in found["pubmed"] and found["pubmed"].endswith("AND (systematic[sb])")
    assert "systematic[sb]" not in found["epistemonikos"], "its door gives reviews only"
    assert "[mh]" not in found["epistemonikos"] and "falls" in found["epistemonikos"]


def test_what_the_elements_say_goes_before_the_sentence() -> None:
    found = searches(FALLS, {"P": "Personer med demens", "I": "Musikkterapi"})
    assert "Dementia" in found["pubmed"] and "Music Therapy" in found["pubmed"] and "Falls" not in found["pubmed"]


def test_words_that_people_chose_go_before_all() -> None:
    found = searches(FALLS, {"P": "Personer med demens"}, {"P": [Word("sundowning")]})
    assert found["pubmed"] == "(sundowning[tiab]) AND (systematic[sb])"


@pytest.mark.parametrize("text", ["", "Xyzzy qwerty?"])
def test_without_a_known_word_there_is_nothing_to_ask(text: str) -> None:
    assert searches(text, {}) == {}


def test_only_a_hoped_for_outcome_is_better_than_nothing() -> None:
    assert "Loneliness" in searches("Hvordan kan vi redusere ensomhet?", {})["pubmed"]
