"""The glossary's page: a word is looked up, and the method team adds one."""

from __future__ import annotations

from tests.ui.pages import html, opened, press, view


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
