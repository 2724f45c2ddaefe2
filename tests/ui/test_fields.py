"""Fields save themselves, are there in the next session, and never write over somebody else's words."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.pages import box, html, labels, opened, press, said

# Fields that are asked for and not kept: searches, the calculator, what is typed before a button adds it.
NOT_KEPT = ("find-", "add-", "hand-", "note-", "baseline-", "ratio-", "new-", "say-", "register-text")
STEPS = ("need", "question", "search", "appraise", "summarise", "research_need")


def kept_fields(at: AppTest) -> dict[str, Any]:
    """key -> field, of every text field that is to be kept."""
    fields = (*at.text_input, *at.text_area)
    return {str(field.key): field for field in fields if not str(field.key).startswith(NOT_KEPT)}


@pytest.mark.parametrize("step", STEPS)
def test_every_text_field_saves_when_it_is_left_and_is_there_in_a_new_session(step: str, example_question: str) -> None:
    at = opened(step, example_question)
    written = {key: f"Prøve nummer {number}" for number, key in enumerate(kept_fields(at))}
    assert written
    for key, text in written.items():
        kept_fields(at)[key].set_value(text)
    at.run()
    assert not at.exception and not at.error
    found = {key: field.value for key, field in kept_fields(opened(step, example_question)).items()}
    assert {key: found.get(key) for key in written} == written


@pytest.mark.parametrize("step", STEPS)
def test_a_field_that_is_emptied_is_empty_in_a_new_session(step: str, example_question: str) -> None:
    at = opened(step, example_question)
    before = {key: field for key, field in kept_fields(at).items() if field.value and ":strategy:" not in key}
    key = next(reversed(before))
    before[key].set_value("").run()
    assert not at.exception
    assert kept_fields(opened(step, example_question))[key].value == ""


def test_lists_and_round_buttons_save_too(example_question: str) -> None:
    at = opened("need", example_question)
    area = box(at, "Tjenesteområde")
    before = area.value
    area.select_index((area.index + 1) % len(area.options)).run()
    chosen = box(at, "Tjenesteområde").value
    assert chosen != before
    assert box(opened("need", example_question), "Tjenesteområde").value == chosen


CONFLICTS = [
    ("need", "Hvorfor er det viktig?"),
    ("question", "P: "),
    ("question", "Ikke ta med"),
    ("summarise", "Hovedbudskap"),
    ("summarise", "Utfallet, slik det står i en setning"),
    ("appraise", "Kommentar til punkt"),
    ("research_need", "Forskningsbehovet som et spørsmål"),
]


@pytest.mark.parametrize(("step", "label"), CONFLICTS)
def test_two_who_write_in_one_field_are_both_heard(step: str, label: str, example_question: str) -> None:
    one, other = opened(step, example_question), opened(step, example_question)
    box(one, label).set_value("Den første skrev dette.").run()
    box(other, label).set_value("Den andre skrev dette.").run()
    assert not other.exception
    assert "har endret dette feltet mens du skrev" in said(other)[0]
    assert "Den første skrev dette." in html(other) and "Den andre skrev dette." in html(other)
    assert box(opened(step, example_question), label).value == "Den første skrev dette."


def in_conflict(question_id: str) -> AppTest:
    """A session that has just learnt that somebody else was first."""
    one, other = opened("need", question_id), opened("need", question_id)
    box(one, "Hvorfor er det viktig?").set_value("Deres ord.").run()
    return box(other, "Hvorfor er det viktig?").set_value("Mine ord.").run()


@pytest.mark.parametrize(("choice", "stands"), [("La deres tekst stå", "Deres ord."), ("Bruk min tekst", "Mine ord.")])
def test_a_person_chooses_which_words_stand(choice: str, stands: str, example_question: str) -> None:
    at = press(in_conflict(example_question), choice)
    assert not at.exception and not at.warning
    assert box(at, "Hvorfor er det viktig?").value == stands
    assert box(opened("need", example_question), "Hvorfor er det viktig?").value == stands


def test_a_third_writer_during_a_conflict_is_heard_too(example_question: str) -> None:
    other = in_conflict(example_question)
    third = opened("need", example_question)
    box(third, "Hvorfor er det viktig?").set_value("Den tredjes ord.").run()
    other = press(other, "Bruk min tekst")
    assert not other.exception
    assert "Den tredjes ord." in html(other) and "Mine ord." in html(other)
    assert box(opened("need", example_question), "Hvorfor er det viktig?").value == "Den tredjes ord."


def test_no_conflict_where_both_wrote_the_same(example_question: str) -> None:
    one, other = opened("need", example_question), opened("need", example_question)
    for at in (one, other):
        box(at, "Hvorfor er det viktig?").set_value("De samme ordene.").run()
    assert not other.warning and not other.exception


def test_what_somebody_else_saved_shows_at_the_next_draw(example_question: str) -> None:
    one, other = opened("need", example_question), opened("need", example_question)
    box(one, "Hvorfor er det viktig?").set_value("Nye ord.").run()
    assert box(other.run(), "Hvorfor er det viktig?").value == "Nye ord."


UNDO = [
    ("need", "Hvorfor er det viktig?"),
    ("question", "P: "),
    ("question", "Ta med"),
    ("search", "Hva fant dere der?"),
    ("appraise", "Kommentar til punkt"),
    ("summarise", "Hovedbudskap"),
    ("research_need", "Forskningsbehovet som et spørsmål"),
]


@pytest.mark.parametrize(("step", "label"), UNDO)
def test_the_last_change_of_a_step_is_taken_back(step: str, label: str, example_question: str) -> None:
    at = opened(step, example_question)
    before = box(at, label).value
    box(at, label).set_value("Dette var feil.").run()
    assert "Angre siste endring" in labels(at)
    at = press(at, "Angre siste endring")
    assert not at.exception and not at.error
    assert box(at, label).value == before
    assert box(opened(step, example_question), label).value == before


def test_undo_and_undo_again_goes_back_one_change_at_a_time(example_question: str) -> None:
    at = opened("need", example_question)
    before = box(at, "Hvorfor er det viktig?").value
    for text in ("Første gang.", "Andre gang."):
        box(at, "Hvorfor er det viktig?").set_value(text).run()
    at = press(at, "Angre siste endring")
    assert box(at, "Hvorfor er det viktig?").value == "Første gang."
    at = press(at, "Angre siste endring")
    assert box(at, "Hvorfor er det viktig?").value == before
