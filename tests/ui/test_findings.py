"""Findings on the page: what each rests on."""

from __future__ import annotations

from pipeline.steps import people
from tests.ui import pages
from tests.ui.pages import html, opened

LABEL = "Hvilke artikler bygger funnet på?"


def test_the_example_says_what_its_findings_rest_on_and_it_can_be_chosen(example_question: str) -> None:
    at = opened("summarise", example_question)
    boxes = [one for one in at.multiselect if one.label == LABEL]
    included = pages.view().references(example_question, status="included")
    assert boxes and all(len(one.value) == 1 for one in boxes)
    boxes[0].set_value([one.id for one in included]).run()
    boxes = [one for one in at.multiselect if one.label == LABEL]
    assert len(boxes[0].value) == len(included)
    boxes[0].set_value([]).run()
    assert not at.exception and next(one for one in at.multiselect if one.label == LABEL).value == []
    finding = pages.view().parts(example_question, "finding")[0]
    assert finding.fields["review"].value == "" and finding.fields["review"].version == 2


def test_the_table_of_findings_is_in_one_language(example_question: str) -> None:
    people.edit_person(pages.store(), pages.me(), language="en")
    told = html(opened("summarise", example_question))
    assert "Høy tillit (oversiktens egen vurdering)" in told and "(the review" not in told
    assert "What the log tells is in the language of the question: Bokmål." in told
