"""The fall-prevention review of the example, appraised by two people to consensus with two checklists; certainty for two
outcomes; the pictures. Everything by hand in two browsers, as somebody does who has never been here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import wiring
from pipeline.access import sessions
from pipeline.access.sessions import Caller
from pipeline.access.tokens import digest
from pipeline.rows import Actor
from pipeline.steps import invite
from pipeline.steps.accounts import start_accounts
from pipeline.steps.example import load_example
from pipeline.steps.fields import save_field
from tests.browser.beside import oslo, somebody, store_of
from tests.browser.conftest import Workbench
from tests.browser.hands import breaches, choose, fill, opened, own_browser, press, settle, unfold
from tests.browser.test_looks import keep_picture

PASSWORD = "fire tilfeldige ord er nok"
FALLS = "Exercise for preventing falls"


@dataclass(frozen=True)
class Two:
    """Two people, each in a browser of their own, at the example."""

    first: Page
    second: Page
    url: str
    question_id: str

    def at(self, page: Page, address: str) -> Page:
        opened(page, f"{self.url}/{address}?q={self.question_id}")
        return page


def signed_in(browser: Browser, workbench: Workbench, who: Actor) -> BrowserContext:
    """A browser that somebody is signed in by."""
    with store_of(workbench) as store:
        caller = Caller("127.0.0.1", "", "", "")
        token = sessions.begin(store, who.person_id, "password", caller, wiring.session_limits())
    context = own_browser(browser)
    context.add_cookies([{"name": wiring.SESSION_COOKIE, "value": token, "url": workbench.url}])
    return context


@pytest.fixture
def two(workbench: Workbench, browser: Browser) -> Iterator[Two]:
    with store_of(workbench) as store:
        one = somebody(store)
        question_id = load_example(store, one, *wiring.library().for_example)
        need_id = store.seen_by(one).question(question_id).need_id
        save_field(store, one, "question", question_id, "profile", "full")
        start_accounts(store, one, "a@oslo.example", PASSWORD)
        invitation_id, token = invite.invite(store, one, "research", "need", need_id, municipality_id=oslo(store))
        ticket = Actor("", digest(token))
        account = {"name": "Eksempel To", "login": "b@oslo.example", "password": PASSWORD, "language": "nb"}
        other = invite.accept(store, ticket, invitation_id, **account)
    contexts = [signed_in(browser, workbench, who) for who in (one, other)]
    pages = [context.new_page() for context in contexts]
    yield Two(*pages, workbench.url, question_id)
    for context in contexts:
        context.close()


def chosen(two: Two, page: Page, checklist: str) -> None:
    two.at(page, "vurdering")
    choose(page, "Hvilken artikkel?", FALLS)
    choose(page, "Hvilken sjekkliste?", checklist)


def answered(page: Page, words: dict[int, str], usual: str = "Ja") -> None:
    """Every item, with all of them in view; `words`: place -> another answer."""
    page.get_by_role("radiogroup", name="Vis").get_by_text("Alle punktene").click()
    settle(page)
    groups = page.locator('[role="radiogroup"]').filter(has=page.locator("label"))
    names = groups.evaluate_all("all => all.map(one => one.getAttribute('aria-label') || '')")
    items = [name for name in names if re.match(r"\d+[ab]?\. ", name)]
    for place, name in enumerate(items, 1):
        group = page.get_by_role("radiogroup", name=name, exact=True).first
        group.get_by_text(words.get(place, usual), exact=False).first.click()
        settle(page)


def concluded(page: Page, judgement: str, reason: str) -> None:
    group = page.get_by_role("radiogroup", name=re.compile("Hvor store bekymringer|samlede vurderingen")).first
    group.get_by_text(re.compile(judgement)).first.click()
    settle(page)
    fill(page, "Hvorfor? Skriv det med egne ord.", reason)


def agreed(page: Page, answer: str, judgement: str) -> None:
    """Go through what differs together, and judge."""
    press(page, "Gå gjennom svarene sammen")
    groups = page.locator('[role="radiogroup"]')
    names = groups.evaluate_all("all => all.map(one => one.getAttribute('aria-label') || '')")
    for name in [one for one in names if one.startswith("Enige om punkt")]:
        page.get_by_role("radiogroup", name=name, exact=True).get_by_text(answer).first.click()
        settle(page)
    expect(page.get_by_text("Gjenstår: 0.")).to_be_visible()
    group = page.get_by_role("radiogroup", name=re.compile("Hvor store bekymringer|samlede vurderingen")).last
    group.get_by_text(re.compile(judgement)).first.click()
    settle(page)
    page.get_by_role("textbox", name="Hvorfor? Skriv det med egne ord.").last.fill("Eksempel: enige")
    page.keyboard.press("Tab")
    settle(page)


def test_two_people_to_consensus(two: Two) -> None:
    """One story: blind, then agreed item by item; another checklist and the pictures; certainty for two outcomes."""
    the_second_person_sees_nothing_before_they_have_finished(two)
    they_agree_item_by_item(two)
    they_use_a_second_checklist(two)
    they_rate_two_outcomes(two)


def the_second_person_sees_nothing_before_they_have_finished(two: Two) -> None:
    page = two.second
    chosen(two, page, "Oversiktsartikkel")
    expect(page.get_by_text("To skal gjøre det hver for seg")).to_be_visible()
    assert "bare ett søk" not in page.locator("main").inner_text()
    keep_picture(page, "two-blind")
    press(page, "Begynn på sjekklisten")
    answered(page, {3: "Nei"})
    concluded(page, "Noen bekymringer", "Eksempel: søket er fra 2018")
    expect(page.get_by_role("heading", name="Bli enige")).to_be_visible()
    assert breaches(page) == []
    keep_picture(page, "two-finished")


def they_agree_item_by_item(two: Two) -> None:
    page = two.first
    chosen(two, page, "Oversiktsartikkel")
    agreed(page, "Uklart", "Noen bekymringer")
    assert breaches(page) == []
    keep_picture(page, "two-agreed")


def they_use_a_second_checklist(two: Two) -> None:
    for page, words, judgement in ((two.first, {2: "Nei"}, "Lav"), (two.second, {2: "Nei", 4: "Nei"}, "Svært lav")):
        chosen(two, page, "AMSTAR 2")
        press(page, "Begynn på sjekklisten")
        expect(page.get_by_role("heading", name="Sjekkliste: AMSTAR 2")).to_be_visible()
        answered(page, words)
        concluded(page, judgement, "Eksempel på en grunn")
    page = two.second
    expect(page.get_by_role("heading", name="Bli enige")).to_be_visible()
    agreed(page, "Nei", "Svært lav")
    assert breaches(page) == []
    keep_picture(page, "two-agreed-amstar")
    page.reload()
    settle(page)
    for name in ("AMSTAR 2", "Oversiktsartikkel"):
        unfold(page, f"Bilder av vurderingene: {name}")
    assert breaches(page) == []
    keep_picture(page, "two-pictures")
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    keep_picture(page, "two-pictures-narrow")
    page.set_viewport_size({"width": 1280, "height": 900})


def they_rate_two_outcomes(two: Two) -> None:
    page = two.at(two.first, "oppsummering")
    for place in (0, 1):
        unfold(page, "Vurder tilliten trinn for trinn (GRADE)", place)
        page.get_by_role("radiogroup", name=re.compile("Hva slags studier")).nth(place).get_by_text(
            "Randomiserte"
        ).click()
        settle(page)
        group = page.get_by_role("radiogroup", name=re.compile("Upresise resultater")).nth(place)
        group.get_by_text("Alvorlig, ned ett nivå", exact=True).click()
        settle(page)
        box = page.get_by_role("textbox", name="Grunn: upresise resultater").nth(place)
        box.fill("Eksempel: få hendelser")
        box.press("Tab")
        settle(page)
        page.get_by_role("button", name=re.compile("^Bruk i funnet: .*middels tillit")).nth(place).click()
        settle(page)
    table = page.get_by_role("table").filter(has_text="vår vurdering").first
    expect(table).to_be_visible()
    assert breaches(page) == []
    keep_picture(page, "two-certainty")
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    keep_picture(page, "two-certainty-narrow")
