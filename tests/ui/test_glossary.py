"""The glossary's page: a word is looked up, and the method team adds one."""

from __future__ import annotations

import wiring
from pipeline.steps.question import save_element
from tests.ui.pages import html, labels, me, opened, press, store, view


def test_a_word_is_looked_up_and_added(new_question: str) -> None:
    at = opened("glossary")
    at.text_input(key="glossary-text").set_value("fallforebygging og kvikksvadring").run()
    assert not at.exception
    assert "accidental fall" in html(at) and "Ikke i ordlisten: kvikksvadring" in html(at)
    at.text_input(key="concept-id").set_value("quick_example")
    at.text_area(key="concept-nb").set_value("kvikksvadring")
    at.text_area(key="concept-en").set_value("example chatter*")
    at = press(at, "Lagre begrepet")
    assert not at.exception and not at.error
    assert [one.name for one in view().glossary_concepts()] == ["quick_example"]
    assert "Ikke i ordlisten" not in html(at) and "metodelaget" in html(at)


def test_wide_words_are_shown_apart_and_kept_by_a_correction(new_question: str) -> None:
    at = opened("glossary")
    at.text_input(key="glossary-text").set_value("kostnader").run()
    assert "Videre, og ikke valgt: cost; costs; Costs and Cost Analysis" in html(at)
    at = press(press(at, "Rett begrepet"), "Lagre begrepet")
    assert not at.exception and not at.error
    (own,) = view().glossary_concepts()
    assert '"wide": ["cost", "costs", "Costs and Cost Analysis"]' in own.text


def test_wide_words_wait_to_be_chosen_beside_the_question(new_question: str) -> None:
    kinds, frameworks = wiring.library().question_types, wiring.library().frameworks
    save_element(store(), me(), new_question, "O", "skader", kinds["effect"], frameworks["PICO"])
    at = press(opened("question", new_question), "Ta med forslagene")
    assert {one.text for one in view().words(new_question)} == {"injur*", "injury prevention"}
    at = press(at, "Legg til Wounds and Injuries (MeSH)")
    assert not at.exception and ("mesh", "Wounds and Injuries") in {
        (one.kind, one.text) for one in view().words(new_question)
    }
    assert "Legg til Wounds and Injuries" not in " ".join(labels(at))
