"""Every step page draws, whatever the question holds; a guessed address gets a sentence and a way home."""

from __future__ import annotations

import pytest

from pipeline import flow
from tests.ui.pages import elements, html, opened, read_as_markdown, said

STEPS = [step.id for step in flow.STEPS]


@pytest.mark.parametrize("step", STEPS)
def test_a_new_question(step: str, new_question: str) -> None:
    at = opened(step, new_question)
    assert not at.exception and not at.error
    assert "Eksempel: Hjelper dette?" in html(at)


@pytest.mark.parametrize("step", STEPS)
def test_the_example(step: str, example_question: str) -> None:
    at = opened(step, example_question)
    assert not at.exception
    assert "kb-example" in html(at)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "guess", ["01a1ff6a-0000-7001-9d37-95a75615b396", "' OR 1=1 --", "<script>alert(1)</script>", ""]
)
def test_a_guessed_question(step: str, guess: str, new_question: str) -> None:
    at = opened(step, guess)
    assert not at.exception
    assert said(at) == ["Det du ser etter, finnes ikke, eller det er ikke ditt. Gå til forsiden og velg derfra."]
    links = [element.proto.label for element in elements(at) if element.type == "page_link"]
    assert "Gå til forsiden" in links
    assert new_question not in html(at)


@pytest.mark.parametrize("step", STEPS)
def test_a_question_that_was_put_aside_is_as_if_it_were_not_there(step: str, new_question: str) -> None:
    at = opened("need", new_question)
    next(button for button in at.button if button.label == "Legg bort").click().run()
    at = opened(step, new_question)
    assert not at.exception and "Hjelper dette" not in html(at)


@pytest.mark.parametrize("page", ["home", "register", "structure", "about"])
def test_the_other_pages(page: str, example_question: str) -> None:
    at = opened(page)
    assert not at.exception and not at.error


@pytest.mark.parametrize("step", STEPS)
def test_each_page_names_its_step_and_every_other(step: str, new_question: str) -> None:
    stepper = [text for where, text in read_as_markdown(opened(step, new_question)) if where == "page_link.label"]
    numbered = [label for label in stepper if label.strip("*")[:1].isdigit()]
    assert len(numbered) == len(STEPS)
    assert [label.strip("*")[:1] for label in numbered if label.startswith("**")] == [str(STEPS.index(step) + 1)]
