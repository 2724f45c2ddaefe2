"""Two browsers, two municipalities: what one has, the other does not see until it is shared, nor after.

Both come in by the real door: one with a password, the other by an invitation's link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

import wiring
from pipeline import flow
from pipeline.rows import NOBODY
from pipeline.steps import example, need
from pipeline.steps.accounts import start_accounts
from pipeline.steps.fields import save_field
from pipeline.steps.invite import invite
from tests.browser.beside import oslo, somebody, store_of
from tests.browser.conftest import Workbench
from tests.browser.hands import breaches, opened, own_browser, pick, press, settle, unfold
from tests.browser.test_looks import keep_picture

TITLE = "Eksempel: Hjelper trening mot fall hos oss?"
PASSWORD = "fire tilfeldige ord er nok"
STEPS = tuple(step.address for step in flow.STEPS)


@dataclass(frozen=True)
class Two:
    """Two people, each in a browser of their own: A of Oslo leads the question, B is Bergen's contact."""

    a: Page
    b: Page
    url: str
    question_id: str

    def of_a(self, address: str) -> str:
        return f"{self.url}/{address}?q={self.question_id}"


@pytest.fixture
def two(workbench: Workbench, browser: Browser) -> Iterator[Two]:
    with store_of(workbench) as store:
        lead = somebody(store)
        need_id = need.raise_need(store, lead, TITLE, oslo(store))
        question_id = example._build(store, lead, need_id, *wiring.library().for_example)
        save_field(store, lead, "question", question_id, "own_sentence", TITLE)
        start_accounts(store, lead, "a@oslo.example", PASSWORD)
        bergen = next(one.id for one in store.seen_by(NOBODY).places() if one.number == "4601")
        _id, token = invite(store, lead, "contact", "municipality", bergen)
    contexts = [own_browser(browser) for _ in range(2)]
    a, b = (context.new_page() for context in contexts)
    a.goto(f"{workbench.url}/inn")
    a.get_by_label("Brukernavn").fill("a@oslo.example")
    a.get_by_label("Passord").fill(PASSWORD)
    a.get_by_role("button", name="Logg inn").click()
    b.goto(f"{workbench.url}/invitasjon/{token}")
    b.get_by_label("Navn", exact=True).fill("Eksempel B")
    b.get_by_label("Brukernavn").fill("b@bergen.example")
    b.get_by_label("Nytt passord").fill(PASSWORD)
    b.get_by_role("button", name="Lag konto og ta imot").click()
    for page in (a, b):
        expect(page.get_by_role("heading", name="Hva lurer dere på?")).to_be_visible()
        settle(page)
    yield Two(a, b, workbench.url, question_id)
    for context in contexts:
        context.close()


def text(page: Page) -> str:
    return page.locator("main").inner_text()


def nothing_of_it(page: Page) -> bool:
    return TITLE not in page.content() and "hjemmeboende" not in text(page).casefold()


def test_what_the_other_municipality_sees(two: Two) -> None:
    """One story: closed, shared, closed again, invited into the team and taken out of it."""
    the_other_municipality_sees_nothing_on_any_page(two)
    the_box_for_talking_stays_open_while_one_talks(two)
    shared_on_the_page_it_can_be_read_and_not_changed(two)
    shared_no_more_it_is_gone_at_the_next_act(two)
    an_invitation_to_the_team_is_made_on_the_page_and_taken_by_the_other(two)
    the_people_of_a_municipality_by_keyboard_and_for_all(two)


def the_other_municipality_sees_nothing_on_any_page(two: Two) -> None:
    for address in (*STEPS, "lag"):
        two.b.goto(two.of_a(address))
        expect(two.b.get_by_text("Det du ser etter, finnes ikke, eller det er ikke ditt.")).to_be_visible()
        settle(two.b)
        keep_picture(two.b, f"b-unshared-{address}")
        assert nothing_of_it(two.b), address
    opened(two.b, two.url)
    expect(two.b.get_by_text("Du er logget inn som Eksempel B. Logg ut her")).to_be_visible()
    for address in ("", "kommunen", "register", "om", "konto"):
        opened(two.b, f"{two.url}/{address}")
        assert nothing_of_it(two.b), address
        assert two.question_id not in two.b.content(), address
    two.a.goto(two.of_a("behov"))
    expect(two.a.locator("h1")).to_contain_text("Hjelper trening")


def the_box_for_talking_stays_open_while_one_talks(two: Two) -> None:
    opened(two.a, two.of_a("sporsmal"))
    unfold(two.a, "Kommentarer (0)")
    press(two.a, "Legg inn kommentaren")
    expect(two.a.get_by_role("alert").filter(has_text="Skriv")).to_be_visible()
    box = two.a.get_by_role("textbox", name="Si noe til de andre")
    box.fill("Kom gjerne med innspill.")
    press(two.a, "Legg inn kommentaren")
    expect(two.a.get_by_text("Kommentarer (1)")).to_be_visible()
    expect(two.a.get_by_text("Kom gjerne med innspill.")).to_be_visible()
    expect(box).to_be_visible()


def shared_on_the_page_it_can_be_read_and_not_changed(two: Two) -> None:
    opened(two.a, two.of_a("lag"))
    unfold(two.a, "Del med flere")
    pick(two.a, "Alle som bruker Kunnskapsbroen her")
    expect(two.a.get_by_text("Kommentarer, kladder, hvem som stemte hva, og historikken blir i laget.")).to_be_visible()
    keep_picture(two.a, "a-shares")
    press(two.a, re.compile("^Del$"))
    expect(two.a.get_by_text("Delt med alle · siden")).to_be_visible()
    assert breaches(two.a) == []
    opened(two.b, two.url)
    expect(two.b.get_by_role("heading", name="Delt med deg")).to_be_visible()
    assert breaches(two.b) == []
    keep_picture(two.b, "b-home-shared")
    for address in STEPS:
        opened(two.b, two.of_a(address))
        expect(two.b.get_by_text("Du leser dette fordi det er delt med alle. Du kan ikke endre noe.")).to_be_visible()
        keep_picture(two.b, f"b-shared-{address}")
        assert breaches(two.b) == [], address
        assert two.b.locator("main textarea:visible").count() == 0, address
        assert two.b.get_by_text("Historikk: hvem har gjort hva her").count() == 0


def shared_no_more_it_is_gone_at_the_next_act(two: Two) -> None:
    opened(two.b, two.of_a("oppsummering"))
    opened(two.a, two.of_a("lag"))
    press(two.a, "Slutt å dele med alle")
    expect(
        two.a.get_by_text(
            "Bare laget, og praksislag, forskerlag og kontaktperson i kommunen. Ingen andre ser at det finnes."
        )
    ).to_be_visible()
    press(two.b, re.compile("^Gå til forskningsbehov"))
    expect(two.b.get_by_text("Det du ser etter, finnes ikke, eller det er ikke ditt.")).to_be_visible()
    keep_picture(two.b, "b-unshared-again")
    assert nothing_of_it(two.b)
    opened(two.b, two.url)
    assert nothing_of_it(two.b)
    unfold(two.a, "Historikk: hvem har gjort hva her")
    two.a.get_by_text("Vis historikken").click()
    settle(two.a)
    told = two.a.locator("ol.kb-history").inner_text()
    assert "delte behovet" in told and "sluttet å dele behovet" in told
    keep_picture(two.a, "a-history")


def an_invitation_to_the_team_is_made_on_the_page_and_taken_by_the_other(two: Two) -> None:
    opened(two.a, two.of_a("lag"))
    unfold(two.a, "Inviter en som ikke er her ennå")
    press(two.a, "Lag en lenke")
    link = two.a.locator("code", has_text="/invitasjon/").inner_text().strip()
    assert link.startswith(f"{two.url}/invitasjon/")
    keep_picture(two.a, "a-invites")
    assert breaches(two.a) == []
    opened(two.a, two.of_a("lag"))
    unfold(two.a, "Inviter en som ikke er her ennå")
    assert two.a.locator("code", has_text="/invitasjon/").count() == 0, "shown once"
    two.a.get_by_label("E-postadresse (kan stå tom)").fill("c@bergen.example")
    press(two.a, "Lag en lenke")
    gone = two.a.locator("code", has_text="/invitasjon/").inner_text().strip()
    press(two.a, "Trekk tilbake invitasjonen til c@bergen.example")
    two.b.goto(gone)
    expect(two.b.get_by_text("Lenken virker ikke lenger.")).to_be_visible()
    two.b.goto(link)
    with two.b.expect_navigation():  # the next address would break it off
        two.b.get_by_role("button", name="Ta imot").click()
    two.b.goto(two.of_a("sporsmal"))
    expect(two.b.get_by_text("Du er i praksislaget.")).to_be_visible()
    opened(two.a, two.of_a("lag"))
    press(two.a, re.compile("^Ta ut Eksempel B"))
    two.b.get_by_role("link", name=re.compile("Søk")).first.click()
    expect(two.b.get_by_text("Det du ser etter, finnes ikke, eller det er ikke ditt.")).to_be_visible()


def the_people_of_a_municipality_by_keyboard_and_for_all(two: Two) -> None:
    opened(two.b, f"{two.url}/kommunen")
    assert breaches(two.b) == []
    keep_picture(two.b, "b-people")
    expect(two.b.get_by_role("heading", name="Bergen")).to_be_visible()
    assert "Eksempel Person" not in text(two.b), "nobody of Oslo is named"
    button = two.b.get_by_role("button", name="Lag en lenke")
    for _press in range(60):
        two.b.keyboard.press("Tab")
        if button.evaluate("one => one === document.activeElement"):
            break
    two.b.keyboard.press("Enter")
    expect(two.b.locator("code", has_text="/invitasjon/")).to_be_visible()
    opened(two.a, f"{two.url}/kommunen")
    assert breaches(two.a) == []
    keep_picture(two.a, "a-people")
