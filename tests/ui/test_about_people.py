"""Where people tell of their own day, the help asks whether a patient's name stands there: no program can find a name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.steps import research_need, screen
from tests.ui.pages import html, me, opened, store, view
from tests.ui.test_references import with_references

ASKED = "navnet på en pasient"
# page -> fields with that help, by what their labels begin with
FIELDS = {
    "home": ("Skriv det med egne ord",),
    "need": ("Hva lurer dere på?", "Hva har dere selv erfart?", "Hva sier brukere", "Si noe til de andre"),
    "screen": ("Merknad", "Si noe til de andre"),
    "summarise": ("Si noe til de andre",),
    "research_need": ("Slik ble det først sagt",),
}


@pytest.mark.parametrize("page", FIELDS)
def test_the_help_asks_for_names(page: str, filled: Callable[[Callable[[], str]], str]) -> None:
    question_id = filled(with_references)
    screen.vote(store(), me(), view().references(question_id, limit=1)[0].id, "abstract", "include")
    research_need.raise_research_need(store(), me(), question_id, {"reason": "no_review", "title": "Eksempel"})
    at = opened(page, "" if page == "home" else question_id)
    if page == "screen":
        at = at.button(key="to-full_text").click().run()
    boxes = [*at.text_area, *at.text_input]
    helped = {label: [one.help for one in boxes if one.label.startswith(label)] for label in FIELDS[page]}
    assert {label: helps for label, helps in helped.items() if not helps or ASKED not in helps[0]} == {}


@pytest.mark.parametrize("page", ["need", "about"])
def test_it_is_also_said_on_the_page_itself(page: str, filled: Callable[[Callable[[], str]], str]) -> None:
    question_id = filled(with_references)
    said = html(opened(page, question_id)) + " ".join(one.value for one in opened(page, question_id).markdown)
    assert "opplysninger om pasienter og brukere" in said
