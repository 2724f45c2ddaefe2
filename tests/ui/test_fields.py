"""Fields save themselves, are there in the next session, and never write over somebody else's words."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import wiring
from pipeline.steps.fields import EDITABLE
from tests.ui.pages import box, html, labels, opened, press, said, view

# Fields that are asked for and not kept: searches, the calculator, what is typed before a button adds it.
NOT_KEPT = ("find-", "add-", "hand-", "note-", "baseline-", "ratio-", "new-", "say-", "register-text", "shown-at")
STEPS = ("need", "question", "search", "appraise", "summarise", "research_need")


SHAPED = {"date": "21.11.2026", "count": "1 234"}  # what fits where a date or a count belongs


COUNTED_WITH = {"relative": "0,5 (0,4–0,6)", "baseline": "800"}  # what the calculator of the example's finding can read


def fitting(key: str, text: str) -> str:
    """The text, or a date or a count where the field (by the end of its key) holds nothing else."""
    name = key.rpartition(":")[2]
    if name in COUNTED_WITH:
        return COUNTED_WITH[name]
    shapes = {shape for one in EDITABLE.values() for field, shape in one.shapes.items() if field == name}
    return SHAPED[shapes.pop()] if shapes else text


def kept_fields(at: AppTest) -> dict[str, Any]:
    """key -> field, of every text field that is to be kept."""
    fields = (*at.text_input, *at.text_area)
    return {str(field.key): field for field in fields if not str(field.key).startswith(NOT_KEPT)}


@pytest.mark.parametrize("step", STEPS)
def test_every_text_field_saves_when_it_is_left_and_is_there_in_a_new_session(step: str, example_question: str) -> None:
    at = opened(step, example_question)
    written = {key: fitting(key, f"Prøve nummer {number}") for number, key in enumerate(kept_fields(at))}
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


def test_what_came_with_nobody_told_is_saved_and_an_empty_box_is_no_text(example_question: str) -> None:
    """A page that is left and comes back: its state is there, and no field was called."""
    at = opened("need", example_question)
    why = box(at, "Hvorfor er det viktig?")
    stood = why.value
    at.session_state[why.key] = ""
    at.run()
    assert stood and box(at, "Hvorfor er det viktig?").value == stood
    at.session_state[why.key] = "Prøve på vei"
    at.run()
    assert box(at, "Hvorfor er det viktig?").value == "Prøve på vei"
    assert box(opened("need", example_question), "Hvorfor er det viktig?").value == "Prøve på vei"


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
    assert "Deres tekst:" in html(at := opened(step, example_question)), "it is there after a reload"
    assert "Den første skrev dette." in html(at), "what was saved first is what stands"
    assert not press(at, "La deres tekst stå").exception
    assert box(opened(step, example_question), label).value == "Den første skrev dette."


def in_conflict(question_id: str) -> AppTest:
    """A session that has just learnt that somebody else was first."""
    one, other = opened("need", question_id), opened("need", question_id)
    box(one, "Hvorfor er det viktig?").set_value("Deres ord.").run()
    return box(other, "Hvorfor er det viktig?").set_value("Mine ord.").run()


def what_stands(question_id: str) -> str:
    """What the store holds of the field that the two wrote in."""
    need_id = view().question(question_id).need_id
    return view().fields("need", need_id).text("why")


@pytest.mark.parametrize(("choice", "stands"), [("La deres tekst stå", "Deres ord."), ("Bruk min tekst", "Mine ord.")])
def test_a_person_chooses_which_words_stand(choice: str, stands: str, example_question: str) -> None:
    at = press(in_conflict(example_question), choice)
    assert not at.exception and not at.warning
    assert box(at, "Hvorfor er det viktig?").value == stands
    assert box(opened("need", example_question), "Hvorfor er det viktig?").value == stands


def test_a_third_writer_during_a_conflict_is_heard_too(example_question: str) -> None:
    third = opened("need", example_question)
    other = in_conflict(example_question)
    third = third.run()
    box(third, "Hvorfor er det viktig?").set_value("Den tredjes ord.").run()
    other = press(other, "Bruk min tekst")
    assert not other.exception
    assert "Den tredjes ord." in html(other) and "Mine ord." in html(other)
    assert what_stands(example_question) == "Den tredjes ord."


@pytest.mark.parametrize("mine", ["Mine ord.\nTo linjer.", ""])
@pytest.mark.parametrize("again", ["a reload", "a restart"])
def test_an_unsettled_conflict_is_there_after(again: str, mine: str, example_question: str) -> None:
    one, other = opened("need", example_question), opened("need", example_question)
    box(one, "Hvorfor er det viktig?").set_value("Deres ord.").run()
    box(other, "Hvorfor er det viktig?").set_value(mine).run()
    if again == "a restart":
        wiring.close_house()
    at = opened("need", example_question)
    assert "har endret dette feltet mens du skrev" in said(at)[0]
    assert "Deres ord." in html(at) and box(at, "Hvorfor er det viktig?").value == mine
    assert "Ett felt er ikke lagret" in html(at)
    at = press(at, "Bruk min tekst")
    assert not at.warning and not at.exception
    at = opened("need", example_question)
    assert not at.warning and box(at, "Hvorfor er det viktig?").value == mine


def test_a_conflict_that_is_settled_for_theirs_is_gone_for_good(example_question: str) -> None:
    press(in_conflict(example_question), "La deres tekst stå")
    at = opened("need", example_question)
    assert not at.warning and box(at, "Hvorfor er det viktig?").value == "Deres ord."


def test_writing_on_during_a_conflict_that_was_taken_up_again_writes_over_nobody(example_question: str) -> None:
    in_conflict(example_question)
    at = opened("need", example_question)
    at = box(at, "Hvorfor er det viktig?").set_value("Mine ord, og flere.").run()
    assert at.warning and "Mine ord, og flere." in html(at)
    assert what_stands(example_question) == "Deres ord."
    assert "Mine ord, og flere." in html(opened("need", example_question))


def test_writing_what_the_other_wrote_settles_it(example_question: str) -> None:
    at = in_conflict(example_question)
    at = box(at, "Hvorfor er det viktig?").set_value("Deres ord.").run()
    assert not at.warning and not opened("need", example_question).warning


WRONG = [
    ("search", "Når så dere der?", "i går", "er ikke en dato"),
    ("appraise", "Når søkte de sist?", "31.02.2018", "er ikke en dato"),
    ("appraise", "Antall studier", "mange *", "er ikke et helt tall"),
    ("summarise", "Antall personer", "ca. 500", "er ikke et helt tall"),
    ("research_need", "Vi søkte sist", "i fjor", "er ikke en dato"),
]


@pytest.mark.parametrize(("step", "label", "typed", "why"), WRONG)
def test_what_is_no_date_or_count_is_said_where_it_was_typed(
    step: str, label: str, typed: str, why: str, example_question: str
) -> None:
    at = opened(step, example_question)
    before = box(at, label).value
    at = box(at, label).set_value(typed).run()
    assert len(at.error) == 1 and why in at.error[0].value
    assert box(at, label).value == typed, "the words stay in the field"
    assert "Ett felt er ikke lagret" in html(at)
    assert box(opened(step, example_question), label).value == before
    at = box(at, label).set_value("").run()
    assert not at.error, "empty is always allowed"


def test_fields_that_were_refused_are_counted(example_question: str) -> None:
    at = opened("appraise", example_question)
    at = box(at, "Når søkte de sist?").set_value("i fjor").run()
    at = box(at, "Antall studier").set_value("mange").run()
    assert len(at.error) == 2 and "2 felt er ikke lagret" in html(at)


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
    assert "Angret: " in html(at) and "Angret" not in html(at.run()), "said once, with what it was"
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
