"""A worried sentence becomes a question with words to search with: narrowing, splitting, proposals, profile, criteria."""

from __future__ import annotations

import os
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Workbench
from tests.browser.hands import breaches, choose, field, fill, go, opened, pick, press, settle, unfold

WORRIED = "vi har mange eldre som faller hjemme, hva kan vi gjøre?"
BROAD = "Hjelper trening, kosthold og yoga mot fall hos eldre?"


def picture(page: Page, name: str) -> None:
    """Pictures of wide and narrow pages, where somebody asked for them (`PICTURES_TO` = a folder)."""
    folder = os.environ.get("PICTURES_TO")
    if not folder:
        return
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        page.screenshot(path=Path(folder) / f"words-{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    settle(page)


def test_from_a_worried_sentence_to_words(workbench: Workbench, page: Page, outside: list[str]) -> None:
    opened(page, workbench.url)
    fill(page, "Hva heter du?", "Prøve Eksempel")
    choose(page, "Hvilken kommune arbeider du i?", "4005")
    press(page, "Kom i gang")
    fill(page, "Skriv det med egne ord", WORRIED)
    press(page, "Begynn på spørsmålet")
    expect(page.get_by_text("Er spørsmålet klart?")).to_be_visible()
    expect(page.get_by_text("hvilket tiltak dere tenker på")).to_be_visible()
    found = {"worried need": breaches(page)}
    picture(page, "need")

    fill(page, "Hva lurer dere på?", BROAD)
    expect(page.get_by_text("Flere tiltak på én gang")).to_be_visible()
    found["broad need"] = breaches(page)
    picture(page, "broad")
    press(page, "Del i 3 spørsmål")
    expect(page.get_by_text("Laget 3 spørsmål")).to_be_visible()
    press(page, "Angre delingen")
    expect(page.get_by_text("Laget 3 spørsmål")).to_have_count(0)

    fill(page, "Hva lurer dere på?", WORRIED)
    go(page, "spørsmål")
    press(page, "Fyll ut skjemaet med dette")
    expect(field(page, "P: ")).to_have_value("eldre som faller hjemme")
    fill(page, "I: ", "trening")
    expect(page.locator(".kb-sentence")).to_contain_text("Hvilken effekt har trening")
    proposals = page.get_by_role("button", name=re.compile("^Ta med forslagene"))
    expect(page.get_by_text("Forslag fra ordlisten:").first).to_be_visible()
    for left in range(proposals.count(), 0, -1):
        proposals.first.click()
        expect(proposals).to_have_count(left - 1)
        settle(page)
    expect(page.get_by_role("button", name=re.compile(r"Accidental Falls MeSH"))).to_be_visible()
    unfold(page, "Flere måter å skrive ordene på", -1)
    asked = field(page, "Søk etter emneord i MeSH for I")
    asked.fill("example")
    asked.press("Enter")
    settle(page)
    press(page, "Spør NLM på nett")
    press(page, re.compile("Example Therapy"))
    expect(page.get_by_role("button", name=re.compile("^Example Therapy MeSH"))).to_be_visible()
    press(page, "Lag kriterier av skjemaet")
    expect(field(page, "Ta med")).to_have_value(re.compile("P: eldre som faller hjemme"))
    pick(page, "Full oversikt")
    expect(page.get_by_text("To leser alt")).to_be_visible()
    found["question"] = breaches(page)
    picture(page, "question")
    page.reload()
    settle(page)
    expect(page.get_by_text("To leser alt")).to_be_visible()
    assert outside == []
    assert {name: lines for name, lines in found.items() if lines} == {}
