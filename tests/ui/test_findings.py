"""Findings on the page: what each rests on."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from pipeline.steps import people
from pipeline.steps.fields import save_field
from tests.ui import pages
from tests.ui.pages import box, html, labels, opened, press

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


def test_a_certainty_says_whose_it_is_only_where_somebody_said_it(example_question: str) -> None:
    for part in pages.view().parts(example_question, "finding"):
        save_field(pages.store(), pages.me(), "finding", part.id, "judged_by", "")
    told = html(opened("summarise", example_question))
    assert "Høy tillit<" in told and "egen vurdering)" not in told and "vår vurdering)" not in told
    assert "Si hvem som har vurdert tilliten for" in told


def test_a_summary_is_not_ticked_while_something_must_be_mended(example_question: str) -> None:
    def steps(at: AppTest) -> list[str]:
        return [one.proto.label for one in at.get("page_link") if "Oppsummering" in one.proto.label]

    assert steps(opened("need", example_question)) == ["7 Oppsummering ✓"]
    summary = pages.view().parts(example_question, "summary")[0]
    save_field(pages.store(), pages.me(), "summary", summary.id, "authors", "")
    save_field(pages.store(), pages.me(), "summary", summary.id, "section.gaps", "")
    assert steps(opened("need", example_question)) == ["7 Oppsummering …"]
    assert "Se på: «Hva vet vi ikke?» er ikke skrevet ennå." in html(opened("summarise", example_question))


def test_a_box_shows_what_comes_of_itself(example_question: str) -> None:
    summary = pages.view().parts(example_question, "summary")[0]
    save_field(pages.store(), pages.me(), "summary", summary.id, "section.search", "")
    shown = box(opened("summarise", example_question), "Slik søkte vi").placeholder
    assert shown.startswith("Dette kommer av seg selv i dokumentet: Eksempel: søkene er ikke gjort på ordentlig.")
    assert "\nSøkt i PubMed" in shown


def test_outcomes_of_the_appraisal_become_findings(example_question: str) -> None:
    part = pages.view().parts(example_question, "extraction")[0]
    save_field(pages.store(), pages.me(), "extraction", part.id, "outcome.o1.name", "frykt for å falle")
    at = press(opened("summarise", example_question), "Hent utfallene fra vurderingen (1)")
    assert not at.exception and not [one for one in labels(at) if one.startswith("Hent utfallene")]
    newest = pages.view().parts(example_question, "finding")[-1]
    assert newest.fields.text("outcome") == "frykt for å falle"


def test_an_article_that_was_left_out_stays_on_the_card_until_somebody_takes_it_away(example_question: str) -> None:
    view, finding = pages.view(), pages.view().parts(example_question, "finding")[0]
    left_out = view.references(example_question, status="out")[0]
    save_field(pages.store(), pages.me(), "finding", finding.id, "review", left_out.id)
    at = opened("summarise", example_question)
    assert [one.value for one in at.error if "ikke lenger er tatt med" in one.value]
    assert "bygger på en artikkel som ikke lenger er tatt med" in html(at).partition("Er den klar?")[2]
    first = next(one for one in at.multiselect if one.label == LABEL)
    assert first.value == [left_out.id] and any("(ikke lenger tatt med)" in one for one in first.options)
    kept = view.references(example_question, status="included")[0]
    first.set_value([kept.id]).run()
    assert not at.exception and "ikke lenger er tatt med" not in html(at) and not at.error
