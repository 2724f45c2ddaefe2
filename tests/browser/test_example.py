"""The example from its loading to its deletion; searches that fail and are tried again; work that outlives the tab."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pipeline import flow
from pipeline.steps.search import save_strategy
from tests.browser.beside import begun, somebody, store_of
from tests.browser.conftest import Workbench
from tests.browser.hands import field, go, opened, press, settle
from tests.local_sources.faults import Kind
from tests.local_sources.server import Running

NAMES = {"need": "behov", "question": "spørsmål", "search": "søk", "dedupe": "referanser", "screen": "utvelgelse",
         "appraise": "vurdering", "summarise": "oppsummering", "research_need": "forskningsbehov"}  # fmt: skip


@pytest.fixture(autouse=True)
def no_faults_left(sources: Running) -> Iterator[None]:
    """Each test plans its own faults."""
    sources.faults.clear()
    yield
    sources.faults.clear()


def test_the_example_is_seen_first_walked_through_deleted_and_opened_anew(
    workbench: Workbench, page: Page, outside: list[str]
) -> None:
    opened(page, workbench.url)
    press(page, "Se eksempelet først")
    expect(field(page, "Hva lurer dere på?")).to_be_visible()
    for step in flow.STEPS:
        expect(page).to_have_url(re.compile(f"/{step.address}\\?q="))
        expect(page.locator(".kb-example").first).to_have_text("Eksempel")
        expect(page.locator("h1").first).not_to_be_empty()
        expect(page.get_by_text("Noe gikk galt")).to_have_count(0)
        following = flow.after(step)
        if following is not None:
            go(page, NAMES[following.id])
    press(page, "Til forsiden")
    expect(page.locator(".kb-example")).to_have_count(1)
    press(page, "Slett eksempelet")
    press(page, "Ja, slett eksempelet")
    expect(page.locator(".kb-example")).to_have_count(0)
    expect(page.get_by_text("Ingen spørsmål ennå.")).to_be_visible()
    opened(page, f"{workbench.url}/register")
    expect(page.locator(".kb-example")).to_have_count(0)
    opened(page, workbench.url)
    press(page, "Åpne eksempelet")
    expect(page.locator(".kb-example").first).to_have_text("Eksempel")
    expect(field(page, "Hva lurer dere på?")).not_to_have_value("")
    assert outside == []


def a_search(workbench: Workbench, text: str, term: str) -> str:
    """A question of one's own with a search text for PubMed; gives the address of its search."""
    with store_of(workbench) as store:
        person = somebody(store)
        question_id = begun(store, person, text)
        save_strategy(store, person, question_id, "pubmed", term)
    return f"{workbench.url}/sok?q={question_id}"


@pytest.mark.parametrize("kind", ["server_error", "invalid_json", "outage"])
def test_a_search_that_fails_is_told_never_as_zero_and_can_be_tried_again(
    kind: Kind, workbench: Workbench, sources: Running, page: Page
) -> None:
    opened(page, a_search(workbench, f"Eksempel: kilden svarer med {kind}", "exercise AND falls"))
    sources.faults.add(kind, "esearch", times=50)
    press(page, "Tell treff i PubMed")
    unknown = page.get_by_text("Antall treff er ukjent. Det er ikke det samme som null.")
    expect(unknown).to_be_visible(timeout=60_000)
    settle(page)
    told = page.locator('[data-testid="stAlert"]').filter(has_text="PubMed")
    expect(told).to_have_count(1)
    assert len(told.inner_text().strip()) < 300 and "Traceback" not in told.inner_text()
    expect(page.get_by_text(re.compile(r"\b0 treff|Ingen treff"))).to_have_count(0)
    sources.faults.clear()
    press(page, "Prøv igjen")
    expect(page.get_by_role("button", name=re.compile(r"^Hent \d+ treff"))).to_be_visible(timeout=30_000)
    settle(page)
    expect(unknown).to_have_count(0)


def test_fetching_goes_on_when_the_tab_is_closed(
    workbench: Workbench, sources: Running, context: BrowserContext, page: Page
) -> None:
    address = a_search(workbench, "Eksempel: fanen lukkes", "example")
    opened(page, address)
    press(page, "Tell treff i PubMed")
    fetch = page.get_by_role("button", name=re.compile(r"^Hent \d+ treff"))
    expect(fetch).to_be_visible(timeout=30_000)
    settle(page)
    sources.faults.add("delay", "efetch", times=1, value=2.0)
    fetch.click()
    expect(page.get_by_text(re.compile("^Henter: "))).to_be_visible()
    page.close()
    with store_of(workbench) as store:
        view, question_id = store.seen_by(somebody(store)), address.partition("q=")[2]
        until = time.monotonic() + 20
        while view.runs(question_id)[0].state != "done":
            assert time.monotonic() < until, "nobody looks, and the work stands still"
            time.sleep(0.1)
    again = context.new_page()
    opened(again, address)
    expect(again.get_by_text(re.compile("^Ferdig"))).to_be_visible(timeout=20_000)
    opened(again, address.replace("/sok", "/referanser"))
    expect(again.locator(".kb-numbers")).to_contain_text("funnet")
    expect(again.get_by_role("table").first).to_be_visible()
