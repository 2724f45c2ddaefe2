"""Boxes that people write in tell browser and screen reader the language of the question, and keep the reader's label."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import Page

from pico.question import Framework, QuestionType
from pipeline.steps.question import save_language
from tests.browser.beside import begun, somebody, store_of
from tests.browser.conftest import Workbench
from tests.browser.hands import breaches, field, fill, opened, settle
from wiring import library

LANGUAGES = """() => Object.fromEntries(
    [...document.querySelectorAll('main textarea, main input:not([type=checkbox]):not([type=radio])')]
        .map(one => [one.getAttribute('aria-label') || one.id, one.getAttribute('lang') || '']))"""


def write_in(workbench: Workbench, question_id: str, language: str) -> None:
    """Say which language a question is written in, beside the running server."""
    types: Mapping[str, QuestionType] = library().question_types
    frameworks: Mapping[str, Framework] = library().frameworks
    kind = next(iter(types.values()))
    with store_of(workbench) as store:
        save_language(store, somebody(store), question_id, language, kind, frameworks[kind.framework])


def test_boxes_follow_the_language_of_the_question(workbench: Workbench, page: Page) -> None:
    with store_of(workbench) as store:
        question_id = begun(store, somebody(store), "Eksempel: Kva hjelper?")
    write_in(workbench, question_id, "nn")
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    opened(page, f"{workbench.url}/behov?q={question_id}")
    marked = page.evaluate(LANGUAGES)
    assert marked["Hva lurer dere på?"] == marked["Hvorfor er det viktig?"] == marked["Si noe til de andre"] == "nn"
    assert marked["Kommune"] == marked["Tjenesteområde"] == "", "lists are in the reader's language"
    box = field(page, "Hvorfor er det viktig?")
    assert box.get_attribute("aria-labelledby"), "named by the label on the page, which is in the reader's language"
    assert breaches(page) == []

    fill(page, "Hvorfor er det viktig?", "Døme: fordi det hastar.")  # drawn again: still marked, still saved
    assert page.evaluate(LANGUAGES)["Hvorfor er det viktig?"] == "nn"
    write_in(workbench, question_id, "en")
    fill(page, "Hvordan er det hos dere?", "Example: far apart.")
    page.wait_for_timeout(200)
    settle(page)
    assert page.evaluate(LANGUAGES)["Hvorfor er det viktig?"] == "en", "another language is followed at the next draw"
    assert field(page, "Hvorfor er det viktig?").input_value() == "Døme: fordi det hastar."

    opened(page, f"{workbench.url}/sok?q={question_id}")
    marked = page.evaluate(LANGUAGES)
    assert {name: lang for name, lang in marked.items() if name.startswith("Søketekst")} == {
        "Søketekst for PubMed": "",
        "Søketekst for Epistemonikos": "",
    }, "search texts are English and belong to nobody's language"
    assert wrong == []
