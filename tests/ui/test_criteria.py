"""Criteria that were made from the form, and a form that is changed after: said, and made anew by a person only."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from pipeline.steps.fields import save_field
from pipeline.steps.question import fill_question, save_element
from pipeline.steps.screen import vote
from pipeline.steps.undo import undo_last
from tests.makers import World, make_references
from tests.ui.pages import box, html, labels, me, opened, press, store, view
from wiring import library

TOLD = "Kriteriene sier fortsatt det gamle."
KIND = library().question_types["effect"]
FRAMEWORK = library().frameworks[KIND.framework]


def population(question_id: str, text: str) -> None:
    save_element(store(), me(), question_id, "P", text, KIND, FRAMEWORK)


def made(question_id: str) -> AppTest:
    """The page of a question whose criteria were made from its form."""
    fill_question(store(), me(), question_id, KIND, FRAMEWORK, {"P": "eldre hjemme", "I": "trening"})
    at = press(opened("question", question_id), "Lag kriterier av skjemaet")
    assert not at.exception and "P: eldre hjemme" in box(at, "Ta med").value and TOLD not in html(at)
    return at


def test_a_change_of_the_form_is_said_beside_the_criteria_and_overwrites_nothing(new_question: str) -> None:
    at = made(new_question)
    kept = f"{box(at, 'Ta med').value}\nBare studier fra Norden"
    save_field(store(), me(), "criteria", new_question, "inclusion", kept)
    population(new_question, "eldre på sykehjem")
    at = opened("question", new_question)
    assert TOLD in html(at) and "Kommer inn:" in html(at) and box(at, "Ta med").value == kept
    at = press(at, "Lag kriteriene på nytt av skjemaet")
    now = box(at, "Ta med").value
    assert not at.exception and TOLD not in html(at)
    assert "P: eldre på sykehjem" in now and "eldre hjemme" not in now and now.endswith("Bare studier fra Norden")
    assert "eldre på sykehjem" in box(at, "Ikke ta med").value
    told = [one.old for one in view().history(new_question, ["criteria.edit"]) if one.field == "inclusion"]
    assert kept in told, "the old text is in the history"
    assert undo_last(store(), me(), new_question, "question") == "criteria.edit"
    assert view().fields("question", new_question).text("inclusion") == kept
    assert TOLD in html(opened("question", new_question))


def test_criteria_may_stand_as_they_are(new_question: str) -> None:
    made(new_question)
    population(new_question, "eldre på sykehjem")
    at = press(opened("question", new_question), "La kriteriene stå som de er")
    assert not at.exception and TOLD not in html(at) and "P: eldre hjemme" in box(at, "Ta med").value
    population(new_question, "eldre i omsorgsbolig")
    assert TOLD in html(opened("question", new_question)), "the form has changed again"


def test_it_is_said_where_references_are_chosen_and_criteria_of_ones_own_are_left_in_peace(new_question: str) -> None:
    made(new_question)
    make_references(World(store(), me(), view().question(new_question).need_id, new_question), 1)
    population(new_question, "eldre på sykehjem")
    at = opened("screen", new_question)
    assert TOLD in html(at)
    at = press(at, "Lag kriteriene på nytt av skjemaet")
    assert not at.exception and TOLD not in html(at) and "P: eldre på sykehjem" in html(at)
    population(new_question, "eldre i omsorgsbolig")
    (waiting,) = view().references(new_question)
    vote(store(), me(), waiting.id, "abstract", "exclude")
    assert TOLD in html(opened("screen", new_question)), "when all is chosen, too"
    for name in ("inclusion", "exclusion"):
        save_field(store(), me(), "criteria", new_question, name, "")
    assert "Lag kriterier av skjemaet" in labels(opened("question", new_question))


def test_what_people_wrote_themselves_is_never_called_outdated(new_question: str) -> None:
    fill_question(store(), me(), new_question, KIND, FRAMEWORK, {"P": "eldre hjemme", "I": "trening"})
    save_field(store(), me(), "criteria", new_question, "inclusion", "P: eldre hjemme")
    population(new_question, "eldre på sykehjem")
    assert TOLD not in html(opened("question", new_question))
