"""The search in a real browser: mend a strategy, see its parts with hits, try known articles, paste one; nothing breaks WCAG."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from pipeline.steps.search import save_strategy
from tests.browser.beside import begun, somebody, store_of
from tests.browser.conftest import Workbench
from tests.browser.hands import breaches, field, fill, opened, pick, press, settle, unfold
from tests.local_sources.corpus import FIRST_PMID


def a_search(workbench: Workbench, term: str) -> str:
    """A question with a strategy for PubMed; gives the address of its search."""
    with store_of(workbench) as store:
        person = somebody(store)
        question_id = begun(store, person, "Eksempel: mange eldre faller hjemme")
        save_strategy(store, person, question_id, "pubmed", term)
    return f"{workbench.url}/sok?q={question_id}"


def test_a_strategy_is_mended_counted_tried_and_replaced(workbench: Workbench, page: Page, outside: list[str]) -> None:
    opened(page, a_search(workbench, "(falls OR slips)[ti] AND (exercise[ti] OR fall∗[ti])"))
    expect(page.get_by_text("Dette må rettes før det kan søkes.")).to_be_visible()
    expect(page.get_by_role("button", name="Tell treff i PubMed")).to_be_disabled()
    assert breaches(page) == []
    press(page, re.compile(r"^Skriv \(falls\[ti\] OR slips\[ti\]\)"))
    press(page, re.compile(r"^Skriv \*"))
    expect(field(page, "Søketekst for PubMed")).to_have_value(
        "(falls[ti] OR slips[ti]) AND (exercise[ti] OR fall*[ti])"
    )
    expect(page.get_by_role("button", name="Tell treff i PubMed")).to_be_enabled()

    unfold(page, "Se strategien del for del")
    press(page, "Tell treff for hver del")
    expect(page.get_by_text(re.compile(r"^Hele strategien: \d+ treff"))).to_be_visible(timeout=20_000)
    settle(page)
    expect(page.get_by_role("region", name="Ordene i del 1")).to_be_visible()
    assert breaches(page) == []

    unfold(page, "Finner søket artiklene dere kjenner?")
    fill(page, "PMID eller DOI", f"{FIRST_PMID}\n{FIRST_PMID + 12}")
    press(page, re.compile("^Legg til$"))
    expect(page.get_by_text("kjente artikler er funnet.")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("region", name="Emneord og artikler")).to_be_visible()
    settle(page)
    assert breaches(page) == []

    unfold(page, "Lim inn en strategi fra PubMed eller Ovid")
    fill(page, "Strategien, med eller uten linjenumre", "1. exp Exercise/\n2. exercis$.ti,ab.\n3. or/1-2")
    pick(page, "Ovid MEDLINE")
    expect(page.get_by_text("Slik ble den lest:")).to_be_visible()
    press(page, "Bruk den i PubMed")
    expect(page.get_by_text("Strategien er tatt i bruk.")).to_be_visible()
    expect(field(page, "Søketekst for PubMed")).to_have_value(re.compile(r'#1 "Exercise"\[mh\]'))
    press(page, "Tell treff i PubMed")
    expect(page.get_by_role("button", name=re.compile(r"^Hent \d+ treff")).first).to_be_visible(timeout=20_000)
    settle(page)
    for name in ("Søketekst for andre databaser", "Legg til et filter", "Tidligere utgaver"):
        unfold(page, name)
    assert breaches(page) == []
    assert outside == []
