"""Accounts from the one-person start on: in, out, back again, invited, from a provider; and what a thief tries."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from pipeline.rows import Actor
from pipeline.steps import accounts, invite, mapping
from tests.browser import beside
from tests.browser.conftest import Workbench, serving
from tests.browser.hands import breaches, opened, own_browser, press, settle
from tests.browser.provider import Provider, provider
from tests.local_sources.server import Running

PICTURES = Path(os.environ.get("KB_PICTURES", "")) if os.environ.get("KB_PICTURES") else None
LOGIN, PASSWORD = "eksempel@kommune.example", "fire ganske vilkårlige ord"
SESSION = "kunnskapsbroen_session"


def look(page: Page, name: str) -> None:
    """No breach of WCAG; and a picture, for whoever asks for one."""
    if PICTURES:
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    assert breaches_of(page) == []


def breaches_of(page: Page) -> list[str]:
    """`axe` is put in by the driver, which the page's own rule for scripts does not concern."""
    return breaches(page)


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with provider(tmp_path_factory.mktemp("provider")) as one:
        yield one


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory, sources: Running, issuer: Provider) -> Iterator[Workbench]:
    folder = tmp_path_factory.mktemp("workbench")
    with serving(folder, sources, dict(issuer.settings(folder))) as one:
        yield one


@pytest.fixture(scope="module")
def begun(workbench: Workbench) -> str:
    """An installation that one person has used without accounts; gives the question they work on."""
    with beside.store_of(workbench) as store:
        return beside.begun(store, beside.somebody(store), "Eksempel: Hjelper dette mot fall?")


@pytest.fixture(scope="module")
def with_accounts(workbench: Workbench, begun: str) -> str:
    """Accounts are on, whichever test comes first."""
    with beside.store_of(workbench) as store:
        if not store.accounts_on():
            accounts.start_accounts(store, me(store), LOGIN, PASSWORD)
    return begun


def me(store: object) -> Actor:
    return Actor(store.people_ids()[0])  # type: ignore[attr-defined]


def new_browser(browser: Browser) -> BrowserContext:
    return own_browser(browser, reduced_motion="no-preference")


def sign_in(page: Page, workbench: Workbench, login: str = LOGIN, password: str = PASSWORD) -> None:
    page.goto(f"{workbench.url}/inn")
    page.get_by_label("Brukernavn").fill(login)
    page.get_by_label("Passord").fill(password)
    page.get_by_role("button", name="Logg inn", exact=True).click()


def alert(page: Page) -> str:
    return page.get_by_role("alert").inner_text()


def test_accounts_are_turned_on_and_nothing_is_lost(page: Page, workbench: Workbench, begun: str) -> None:
    opened(page, f"{workbench.url}/innstillinger")
    look(page, "settings-off")
    page.get_by_role("link", name="Slå på kontoer").click()
    expect(page.get_by_role("heading", name="Slå på kontoer")).to_be_visible()
    look(page, "turn-on")
    page.get_by_label("Brukernavn").fill(LOGIN)
    page.get_by_label("Nytt passord").fill("passordpassord1")
    page.get_by_role("button", name="Slå på kontoer").click()
    assert "gjettes først" in alert(page)
    look(page, "turn-on-refused")
    page.get_by_label("Nytt passord").fill(PASSWORD)
    page.get_by_role("button", name="Slå på kontoer").click()
    page.wait_for_url(re.compile("/innstillinger$"))
    settle(page)
    expect(page.get_by_text("Eksempel Person").first).to_be_visible()
    look(page, "settings-on")
    opened(page, f"{workbench.url}/behov?q={begun}")
    expect(page.get_by_role("textbox").first).to_have_value(re.compile("Hjelper dette mot fall"))
    opened(page, f"{workbench.url}/konto")
    expect(page.get_by_text("her og nå")).to_be_visible()
    look(page, "account")


def test_a_page_leads_to_the_sign_in_and_back(page: Page, workbench: Workbench, with_accounts: str) -> None:
    page.goto(f"{workbench.url}/sporsmal?q={with_accounts}")
    expect(page.get_by_role("heading", name="Logg inn", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "nb"
    look(page, "sign-in")
    page.get_by_label("Brukernavn").fill(LOGIN)
    page.get_by_label("Passord").fill("dette er ikke passordet")
    page.keyboard.press("Enter")
    assert "Brukernavnet eller passordet er feil" in alert(page)
    look(page, "sign-in-wrong")
    page.get_by_label("Passord").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{workbench.url}/sporsmal?q={with_accounts}")
    settle(page)
    expect(page.locator("h1").first).to_be_visible()


def test_a_stolen_key_opens_nothing_after_the_sign_out(
    page: Page, browser: Browser, workbench: Workbench, with_accounts: str
) -> None:
    sign_in(page, workbench)
    page.wait_for_url(f"{workbench.url}/")
    stolen = [one for one in page.context.cookies() if one["name"] == SESSION]
    assert stolen[0]["httpOnly"] and stolen[0]["sameSite"] == "Lax"
    thief = new_browser(browser)
    thief.add_cookies(stolen)  # type: ignore[arg-type]
    theirs = thief.new_page()
    opened(theirs, workbench.url)
    expect(theirs.get_by_role("heading", name="Hva lurer dere på?")).to_be_visible()  # until then it is a key
    page.goto(f"{workbench.url}/ut")
    look(page, "sign-out")
    page.get_by_role("button", name="Logg ut").click()
    expect(page.get_by_role("heading", name="Du er logget ut")).to_be_visible()
    look(page, "signed-out")
    assert SESSION not in {one["name"] for one in page.context.cookies()}
    press(theirs, "Begynn på spørsmålet")  # an open tab, at its next act
    expect(theirs.get_by_role("heading", name="Du er logget ut")).to_be_visible()
    theirs.goto(f"{workbench.url}/behov?q={with_accounts}")
    expect(theirs.get_by_role("heading", name="Logg inn", exact=True)).to_be_visible()
    thief.close()


def test_a_key_that_was_planted_is_not_the_one_that_opens(
    page: Page, browser: Browser, workbench: Workbench, with_accounts: str
) -> None:
    planted = {"name": SESSION, "value": "A" * 43, "url": workbench.url}
    page.context.add_cookies([planted])  # type: ignore[list-item]
    sign_in(page, workbench)
    page.wait_for_url(f"{workbench.url}/")
    assert next(one["value"] for one in page.context.cookies() if one["name"] == SESSION) != "A" * 43
    other = new_browser(browser)
    other.add_cookies([planted])  # type: ignore[list-item]
    theirs = other.new_page()
    theirs.goto(workbench.url)
    expect(theirs.get_by_role("heading", name="Logg inn", exact=True)).to_be_visible()
    other.close()


def test_words_that_were_typed_after_the_end_of_a_session_are_shown(
    page: Page, workbench: Workbench, with_accounts: str
) -> None:
    sign_in(page, workbench)
    page.wait_for_url(f"{workbench.url}/")
    opened(page, f"{workbench.url}/behov?q={with_accounts}")
    with closing(sqlite3.connect(workbench.folder / "kunnskapsbroen.sqlite")) as connection:
        connection.execute("UPDATE session SET ends_at = '2026-01-01T00:00:00.000Z'")
        connection.commit()
    box = page.get_by_role("textbox").first
    box.fill("Eksempel: Ord som ikke skal bli borte")
    box.press("Tab")
    settle(page)
    expect(page.get_by_role("heading", name="Du er logget ut")).to_be_visible()
    expect(page.get_by_text("Ord som ikke skal bli borte")).to_be_visible()
    look(page, "session-over")
    page.get_by_role("link", name="Gå til innloggingen").click()
    page.get_by_label("Brukernavn").fill(LOGIN)
    page.get_by_label("Passord").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{workbench.url}/behov?q={with_accounts}")


def test_somebody_new_comes_by_a_link(page: Page, workbench: Workbench, with_accounts: str) -> None:
    with beside.store_of(workbench) as store:
        _id, token = invite.invite(store, me(store), "practice", "municipality", beside.oslo(store))
    page.goto(f"{workbench.url}/invitasjon/{token}")
    look(page, "invitation")
    page.get_by_label("Navn", exact=True).fill("Invitert Person")
    page.get_by_label("Brukernavn").fill("invitert")
    page.get_by_label("Nytt passord").fill("enda fire andre ord til")
    page.get_by_role("button", name="Lag konto og ta imot").click()
    page.wait_for_url(f"{workbench.url}/")
    opened(page, f"{workbench.url}/konto")
    expect(page.get_by_role("textbox", name="Navn")).to_have_value("Invitert Person")
    page.goto(f"{workbench.url}/innstillinger")
    settle(page)
    expect(page.get_by_role("heading", name="Innstillinger")).not_to_be_visible()
    page.goto(f"{workbench.url}/invitasjon/{token}")
    assert "virker ikke lenger" in alert(page)
    look(page, "invitation-over")
    page.goto(f"{workbench.url}/passord")
    look(page, "password")
    page.get_by_label("Passordet du har nå").fill("enda fire andre ord til")
    page.get_by_label("Nytt passord").fill("og så noen helt nye ord")
    page.get_by_role("button", name="Bytt passord").click()
    expect(page.get_by_text("Passordet er byttet")).to_be_visible()


# -- a provider


def at_provider(page: Page, workbench: Workbench, subject: str, stop: list[str] | None = None) -> None:
    """Sign in at the provider; with `stop`, its answer is taken down instead of being followed."""
    page.goto(f"{workbench.url}/inn")
    page.get_by_role("button", name="Logg inn med Eksempelkommunen").click()
    page.wait_for_url(re.compile("/oauth2/authorize"))
    if stop is not None:
        told = page.context.request.post(page.url, form={"sub": subject}, max_redirects=0)
        stop.append(told.headers["location"])
        return
    page.get_by_placeholder("sub").fill(subject)
    page.get_by_role("button", name="Authorize").click()


def test_the_first_sign_in_from_a_municipality(
    page: Page, workbench: Workbench, issuer: Provider, with_accounts: str
) -> None:
    with beside.store_of(workbench) as store:
        mapping.add_mapping(store, me(store), issuer.issuer, "domain", "oslo.example", beside.oslo(store), "practice")
    issuer.knows("kari", name="Kommunalt Eksempel", email="kari@oslo.example", email_verified=True)
    at_provider(page, workbench, "kari")
    page.wait_for_url(f"{workbench.url}/")
    opened(page, f"{workbench.url}/konto")
    expect(page.get_by_role("textbox", name="Navn")).to_have_value("Kommunalt Eksempel")
    address = page.url
    page.goto(f"{workbench.url}/ut")
    page.get_by_role("button", name="Logg ut").click()
    at_provider(page, workbench, "kari")  # again: the same person
    page.wait_for_url(f"{workbench.url}/")
    opened(page, address)
    with beside.store_of(workbench) as store:
        found = [one for one in store.seen_by(me(store)).accounts() if one.person == "Kommunalt Eksempel"]
    assert len(found) == 1 and found[0].providers == issuer.issuer and found[0].login == ""


@pytest.mark.parametrize(
    ("subject", "claims", "said"),
    [
        ("fremmed", {"email": "en@ukjent.example", "email_verified": True}, "ingen har åpnet for"),
        ("ubekreftet", {"email": "en@oslo.example", "email_verified": False}, "bekreftet e-postadresse"),
        ("uten", {}, "bekreftet e-postadresse"),
    ],
)
def test_nobody_else_comes_in(
    page: Page,
    workbench: Workbench,
    issuer: Provider,
    with_accounts: str,
    subject: str,
    claims: dict[str, object],
    said: str,
) -> None:
    issuer.knows(subject, name="Fremmed Eksempel", **claims)
    at_provider(page, workbench, subject)
    assert said in alert(page)
    look(page, f"provider-{subject}")
    assert SESSION not in {one["name"] for one in page.context.cookies()}


def test_an_answer_is_used_once_and_in_its_own_browser(
    page: Page, browser: Browser, workbench: Workbench, issuer: Provider, with_accounts: str
) -> None:
    with beside.store_of(workbench) as store:
        if not store.seen_by(me(store)).mappings():
            mapping.add_mapping(
                store, me(store), issuer.issuer, "domain", "oslo.example", beside.oslo(store), "practice"
            )
    issuer.knows("ola", name="Annet Eksempel", email="ola@oslo.example", email_verified=True)
    answers: list[str] = []
    page.on("request", lambda request: answers.append(request.url) if "/inn/svar/" in request.url else None)
    at_provider(page, workbench, "ola")
    page.wait_for_url(f"{workbench.url}/")
    page.goto(answers[0])  # the same answer once more
    assert "brukt før" in alert(page)
    other = new_browser(browser)
    theirs = other.new_page()
    begun_here: list[str] = []
    at_provider(theirs, workbench, "ola", stop=begun_here)
    page.context.clear_cookies()
    page.goto(begun_here[0])  # an answer that was begun in another browser: signing somebody in as somebody else
    assert "annen nettleser" in alert(page)
    assert SESSION not in {one["name"] for one in page.context.cookies()}
    other.close()


def test_somebody_who_says_no_at_the_provider(page: Page, workbench: Workbench, with_accounts: str) -> None:
    page.goto(f"{workbench.url}/inn")
    page.get_by_role("button", name="Logg inn med Eksempelkommunen").click()
    page.get_by_role("button", name="Deny").click()
    assert page.get_by_role("alert").count() == 1


def test_an_invitation_is_taken_by_way_of_the_provider(
    page: Page, workbench: Workbench, issuer: Provider, with_accounts: str
) -> None:
    with beside.store_of(workbench) as store:
        _id, token = invite.invite(store, me(store), "research", "municipality", beside.oslo(store))
    issuer.knows("gjest", name="Invitert Fra Annet Sted", email="gjest@ukjent.example", email_verified=True)
    page.goto(f"{workbench.url}/invitasjon/{token}")
    page.get_by_role("button", name="Logg inn med Eksempelkommunen").click()
    page.wait_for_url(re.compile("/oauth2/authorize"))
    page.get_by_placeholder("sub").fill("gjest")
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{workbench.url}/")
    opened(page, f"{workbench.url}/konto")
    expect(page.get_by_role("textbox", name="Navn")).to_have_value("Invitert Fra Annet Sted")
