"""Our own pages (sign-in, invitation, password, accounts on) for whoever reads them: dark, on a telephone, in each language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

import messages
from pipeline.steps import accounts, invite
from pipeline.steps.people import edit_person
from tests.browser import beside
from tests.browser.conftest import Workbench, serving
from tests.browser.hands import breaches, own_browser
from tests.browser.provider import Provider
from tests.local_sources.server import Running

LOGIN, PASSWORD = "eksempel@kommune.example", "fire ganske vilkårlige ord"
SPOKEN = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}
SIZES = {"a telephone": {"width": 390, "height": 844}, "a screen": {"width": 1280, "height": 900}}
LOOKS = [(language, "dark", "a telephone") for language in SPOKEN] + [
    ("nn", "light", "a screen"),
    ("en", "dark", "a screen"),
]


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory, sources: Running) -> Iterator[Workbench]:
    """With a provider that is never asked: it is only a button."""
    folder = tmp_path_factory.mktemp("workbench")
    settings = dict(Provider("http://127.0.0.1:9").settings(folder))
    with serving(folder, sources, settings) as one:
        yield one


class Reader:
    """A browser of somebody who reads one language in one way."""

    def __init__(self, browser: Browser, url: str, language: str, scheme: str, size: str) -> None:
        self.url, self.language = url, language
        context = own_browser(browser, locale=SPOKEN[language], color_scheme=scheme, viewport=SIZES[size])
        self.page: Page = context.new_page()
        self.looked_at: list[str] = []

    def say(self, code: str, **params: object) -> str:
        return messages.text(code, params, self.language)

    def open(self, path: str, title: str) -> None:
        """Go to a page and look at it."""
        self.page.goto(f"{self.url}{path}")
        self.look(title)

    def send(self, title: str, **fields: str) -> None:
        """Fill the first form, send it, and look at what comes."""
        for name, value in fields.items():
            self.page.locator(f"[name={name}]").first.fill(value)
        self.page.locator("form button").first.click()
        self.look(title)

    def look(self, title: str) -> None:
        """The heading is in this language, nothing breaks WCAG, and nothing is wider than the window."""
        page, said = self.page, self.say(title)
        assert page.locator("h1").inner_text() == said
        assert page.locator("html").get_attribute("lang") == self.language
        assert breaches(page) == [], (self.language, said)
        wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide <= window, (said, wide)
        self.looked_at.append(title)

    def wrong(self, code: str, **params: object) -> None:
        """What went wrong is said in this language."""
        assert self.say(code, **params) in self.page.get_by_role("alert").inner_text()


def readers(browser: Browser, url: str) -> Iterator[Reader]:
    for language, scheme, size in LOOKS:
        one = Reader(browser, url, language, scheme, size)
        yield one
        one.page.context.close()


def test_own_pages_are_for_everybody(browser: Browser, workbench: Workbench) -> None:
    with beside.store_of(workbench) as store:
        me = beside.somebody(store)
        for reader in readers(browser, workbench.url):
            edit_person(store, me, language=reader.language)  # theirs, whatever the browser speaks
            reader.open("/kontoer", "door_turn_on")
            reader.send("door_turn_on", login=LOGIN, password="passordpassord1")
            reader.wrong("password_too_common")
        edit_person(store, me, language="nb")
        accounts.start_accounts(store, me, LOGIN, PASSWORD)
        account = store.account_of(me.person_id)
        assert account is not None
        forgotten = accounts.reset_password(store, me, account.id)
        invited = invite.invite(
            store, me, "practice", "municipality", beside.oslo(store), email="kari@kommune.example"
        )[1]
        for reader in readers(browser, workbench.url):
            walk(reader, invited, forgotten)


def walk(reader: Reader, invited: str, forgotten: str) -> None:
    """Each page, and each with something wrong on it."""
    reader.open("/inn", "door_title")
    reader.send("door_title", login=LOGIN, password="dette er ikke passordet")
    reader.wrong("sign_in_wrong")
    reader.open(f"/invitasjon/{invited}", "door_invited_title")
    assert reader.page.locator("[name=login]").input_value() == "kari@kommune.example"
    reader.page.locator("[name=name]").fill("Eksempel To")
    reader.page.locator("[name=password]").fill("for kort")
    reader.page.get_by_role("button", name=reader.say("door_make_account")).click()
    reader.look("door_invited_title")
    reader.wrong("password_too_short", shortest=15)
    reader.open(f"/invitasjon/{forgotten}", "door_password_title")
    reader.send("door_password_title", password="for kort")
    reader.wrong("password_too_short", shortest=15)
    reader.open(f"/invitasjon/{'A' * 43}", "door_invited_title")
    reader.wrong("invitation_over")
    reader.page.goto(f"{reader.url}/inn?til=/om")
    reader.page.locator("[name=login]").fill(LOGIN)
    reader.page.locator("[name=password]").fill(PASSWORD)
    reader.page.locator("form button").first.click()
    reader.page.wait_for_url(f"{reader.url}/om")
    chosen = {"name": "kunnskapsbroen_language", "value": reader.language, "url": reader.url}
    reader.page.context.add_cookies([chosen])  # type: ignore[list-item]
    reader.open("/passord", "door_password_title")
    reader.send("door_password_title", old="ikke dette heller", new="enda fire andre ord til")
    reader.wrong("password_wrong")
    reader.open(f"/invitasjon/{invited}", "door_invited_title")  # somebody who is here already
    reader.open("/ut", "door_sign_out_title")
    reader.send("door_signed_out_title")
    assert len(reader.looked_at) == 12
