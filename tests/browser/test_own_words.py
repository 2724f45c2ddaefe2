"""What Streamlit says by itself is in the reader's language: in the menu, in fields, in lists, and when it cannot be reached."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import messages
from pipeline import flow
from pipeline.steps.people import edit_person
from tests.browser.beside import begun, somebody, store_of
from tests.browser.conftest import Workbench
from tests.browser.hands import breaches, everything_open, field, opened, settle
from ui.own_words import WORDS

# Every text that stands outside what our pages and people have written, and every name, title and placeholder.
SAID = """() => {
    const out = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const node = walk.currentNode;
        if (node.nodeType === Node.TEXT_NODE) {
            const place = node.parentElement;
            if (!place.closest('script, style, noscript, [data-testid="stHtml"]')) out.push(node.data.trim());
        } else for (const name of ['aria-label', 'title', 'placeholder']) out.push(node.getAttribute(name) || '');
    }
    return out.filter(Boolean);
}"""
ENGLISH = {re.compile(said.replace("(?<", "(?P<"), re.DOTALL): code for said, code in WORDS.items()}
PAGES = ("", "register", "om", *(step.address for step in flow.STEPS))


def left_in_english(page: Page, language: str) -> set[str]:
    """What is said in Streamlit's English words, where the language has other words for it."""
    told: list[Any] = page.evaluate(SAID)
    own = {messages.text(code, language=language) for code in WORDS.values()}
    return {one for one in told if one not in own and any(english.fullmatch(one) for english in ENGLISH)}


@pytest.fixture(scope="module")
def question(workbench: Workbench) -> str:
    """A question to look at."""
    with store_of(workbench) as store:
        return begun(store, somebody(store), "Eksempel: Hva hjelper?")


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_no_page_speaks_english(workbench: Workbench, page: Page, question: str, language: str) -> None:
    with store_of(workbench) as store:
        edit_person(store, somebody(store), language=language)
    said = {code: messages.text(code, language=language) for code in WORDS.values()}
    for address in PAGES:
        opened(page, f"{workbench.url}/{address}?q={question}")
        everything_open(page)
        assert left_in_english(page, language) == set(), address
        assert [one for one in page.evaluate(SAID) if "\\" in one] == [], "a sign that a screen reader would say"
    opened(page, f"{workbench.url}/behov?q={question}")
    expect(page.get_by_role("link", name=said["streamlit_skip"])).to_have_count(1)
    box = page.get_by_role("textbox", name=re.compile("^(Kva|Hva) lurer")).first
    box.press_sequentially("x")
    expect(page.get_by_text(said["streamlit_ctrl_enter"])).to_be_visible()
    box.press("Tab")  # what was typed is saved, and the page drawn anew: that closes a list
    settle(page)
    page.get_by_role("combobox", name="Kommune").fill("zzzz")
    expect(page.get_by_text(said["streamlit_nothing_fits"], exact=True)).to_be_visible()
    assert left_in_english(page, language) == set()


def test_the_upload_says_it_in_norwegian(workbench: Workbench, page: Page, question: str) -> None:
    opened(page, f"{workbench.url}/sok?q={question}")
    expect(page.get_by_text("100 MB")).not_to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("Velg? filer")).last).to_be_visible()
    uploads = page.locator('input[type="file"]').first
    uploads.set_input_files({"name": "eksempel.txt", "mimeType": "text/plain", "buffer": b"x" * 1229})
    expect(page.get_by_text(re.compile("^1,2\\s?KB$"))).to_be_visible()


def test_a_page_that_is_not_there_is_told_in_norwegian(workbench: Workbench, page: Page) -> None:
    with store_of(workbench) as store:
        edit_person(store, somebody(store), language="nb")
    opened(page, f"{workbench.url}/finnes-ikke")
    told = page.get_by_role("dialog")
    expect(told).to_contain_text("Siden finnes ikke")
    expect(told).to_contain_text("Her er forsiden i stedet.")
    expect(told.get_by_role("button", name="Lukk")).to_be_visible()
    assert left_in_english(page, "nb") == set()
    assert breaches(page) == []


def test_what_people_write_is_left_alone(workbench: Workbench, page: Page) -> None:
    with store_of(workbench) as store:
        question_id = begun(store, somebody(store), "Help")
    opened(page, f"{workbench.url}/?q={question_id}")
    expect(page.locator("h3", has_text=re.compile("^Help$"))).to_be_visible()
    opened(page, f"{workbench.url}/behov?q={question_id}")
    assert field(page, "Hva lurer dere på?").input_value() == "Help"


def test_a_server_that_is_gone_is_told_in_norwegian(workbench: Workbench, page: Page, question: str) -> None:
    opened(page, f"{workbench.url}/behov?q={question}")
    workbench.stop()
    try:
        page.wait_for_timeout(4000)
        assert left_in_english(page, "nb") == set()
        expect(page.get_by_text(re.compile("Kobler til|Ingen forbindelse")).first).to_be_visible()
    finally:
        workbench.start()
