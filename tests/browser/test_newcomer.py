"""Somebody new, a worried sentence, ten minutes: is it answered already, the question, a strategy, and known articles tried."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Workbench
from tests.browser.hands import breaches, choose, field, fill, go, opened, press, settle, unfold
from tests.local_sources.corpus import FIRST_PMID

WORRIED = "vi har mange eldre som faller hjemme, hva kan vi gjøre?"
MOST_SECONDS = 240  # of a machine that presses at once; a person has ten minutes, and reads meanwhile


def picture(page: Page, name: str) -> None:
    """Pictures of wide and narrow pages, where somebody asked for them (`PICTURES_TO` = a folder)."""
    folder = os.environ.get("PICTURES_TO")
    if not folder:
        return
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 2600})
        settle(page)
        page.screenshot(path=Path(folder) / f"newcomer-{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    settle(page)


def take_all_proposals(page: Page) -> None:
    proposals = page.get_by_role("button", name=re.compile("^Ta med forslagene"))
    for left in range(proposals.count(), 0, -1):
        proposals.first.click()
        expect(proposals).to_have_count(left - 1)
        settle(page)


def test_a_worried_sentence_becomes_a_tried_search(workbench: Workbench, page: Page, outside: list[str]) -> None:
    began = time.monotonic()
    opened(page, workbench.url)
    fill(page, "Hva heter du?", "Prøve Eksempel")
    choose(page, "Hvilken kommune arbeider du i?", "4005")
    press(page, "Kom i gang")
    fill(page, "Skriv det med egne ord", WORRIED)
    press(page, "Begynn på spørsmålet")
    expect(page.get_by_text("Er spørsmålet klart?")).to_be_visible()
    press(page, "Tell systematiske oversikter")
    expect(page.get_by_text(re.compile(r"PubMed: \d+ treff på systematiske oversikter"))).to_be_visible(timeout=30_000)
    found = {"need": breaches(page)}
    picture(page, "1-need")

    go(page, "spørsmål")
    press(page, "Fyll ut skjemaet med dette")
    fill(page, "I: ", "styrke- og balansetrening")
    take_all_proposals(page)
    expect(page.get_by_text("Spørsmålet er endret siden tellingen.")).to_be_visible()
    found["question"] = breaches(page)
    picture(page, "2-question")

    go(page, "søk")
    expect(page.get_by_text("Arbeidsprofil: Hurtigoversikt")).to_be_visible()
    expect(field(page, "Søketekst for PubMed")).to_have_value(re.compile(r'"Accidental Falls"\[mh\]'))
    press(page, "Tell treff i PubMed")
    expect(page.get_by_text(re.compile(r"^\d+ treff\. Ingenting er hentet ennå\."))).to_be_visible(timeout=30_000)
    unfold(page, "Finner søket artiklene dere kjenner?")
    fill(page, "PMID eller DOI", f"{FIRST_PMID}\n{FIRST_PMID + 12}")
    press(page, "Legg til")
    expect(page.get_by_text(re.compile("kjente artikler er funnet|mister den")).first).to_be_visible(timeout=30_000)
    found["search"] = breaches(page)
    picture(page, "3-search")
    spent = time.monotonic() - began
    print(f"from the first page to known articles tried: {spent:.0f} s")
    assert spent < MOST_SECONDS
    assert {name: listed for name, listed in found.items() if listed} == {}
    assert outside == []
