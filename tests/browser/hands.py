"""What a person does on the pages: fill a field, choose in a list, press a button, wait until all is settled."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, TimeoutError, expect

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
}
MOST = 90  # seconds that a page may take to come to rest
AXE = Axe().axe_script

# A page notes when it sent something that the server has not answered yet: what a busy server is about to do is not rest.
ASKED = """(() => {
    const send = WebSocket.prototype.send, heard = new WeakSet();
    WebSocket.prototype.send = function (...message) {
        if (!heard.has(this)) this.addEventListener('message', () => { delete window.askedAt; });
        heard.add(this);
        window.askedAt ??= performance.now();
        return send.apply(this, message);
    };
})()"""
AT_REST = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    const answered = performance.now() - (window.askedAt ?? -Infinity) > 10000;  // a line that was cut never answers
    return !!app && answered && app.getAttribute('data-test-script-state') !== 'running'
        && !document.querySelector('[data-testid="stSkeleton"]') && !document.querySelector('[data-stale="true"]');
}"""


def own_browser(browser: Browser, **options: Any) -> BrowserContext:
    """A browser of one person: in Norwegian, at a desk, still, unless the options (of `Browser.new_context`) say otherwise."""
    usual = {"locale": "nb-NO", "reduced_motion": "reduce", "viewport": {"width": 1280, "height": 900}}
    context = browser.new_context(**usual | options)
    context.set_default_timeout(20_000)
    context.add_init_script(ASKED)
    return context


def settle(page: Page) -> None:
    """Wait until Streamlit has drawn the page to its end."""
    quiet, until = 0, time.monotonic() + MOST
    while quiet < 2:  # a run may begin a moment after the act that asks for it
        page.wait_for_timeout(60)
        quiet = quiet + 1 if page.evaluate(AT_REST) else 0
        if time.monotonic() > until:
            raise TimeoutError(f"Timeout {MOST * 1000}ms exceeded: {page.url} does not come to rest")


def opened(page: Page, address: str) -> None:
    """Open an address and wait for its heading."""
    page.goto(address)
    expect(page.locator("h1").first).to_be_visible()
    settle(page)


def fill(page: Page, label: str, text: str) -> None:
    """Write in a field and leave it: that is what saves it."""
    box = field(page, label)
    box.fill(text)
    box.press("Tab")
    settle(page)


def field(page: Page, label: str) -> Locator:
    """The field that a label (or its beginning) names."""
    return page.get_by_role("textbox", name=label).first


def choose(page: Page, label: str, text: str) -> None:
    """Choose in a list by typing and Enter, as the keyboard does."""
    box = page.get_by_role("combobox", name=label).first
    settle(page)
    option = page.get_by_role("option", name=text).first
    for _try in range(3):  # a page that is drawn anew meanwhile closes the list
        box.click()
        box.fill(text)
        try:
            option.wait_for(timeout=7_000)
            break
        except TimeoutError:
            box.press("Escape")
    option.wait_for()
    box.press("Enter")
    settle(page)


def list_open(page: Page, label: str) -> None:
    """Open a list by keyboard, and leave it open."""
    box, choices = page.get_by_role("combobox", name=label).first, page.get_by_role("listbox")
    for _try in range(3):  # a page that is drawn anew meanwhile closes the list
        settle(page)
        box.focus()
        page.keyboard.press("ArrowDown")
        with suppress(TimeoutError):
            choices.wait_for(timeout=5_000)
            return
    choices.wait_for()


def unfold(page: Page | Locator, text: str | re.Pattern[str], place: int = 0) -> None:
    """Open what is folded away under a line (the `place`-th that says so); nothing where it is open."""
    whole = page if isinstance(page, Page) else page.page
    line = page.locator("summary", has_text=text).nth(place)
    for _try in range(3):  # a page that is drawn anew meanwhile can swallow the press
        settle(whole)
        line.wait_for()
        if line.evaluate("it => it.parentElement.open"):
            return
        line.click()
    settle(whole)
    assert line.evaluate("it => it.parentElement.open"), text


def everything_open(page: Page) -> None:
    """Open every expander, those within others too, and the histories in them."""
    for _ in range(4):
        closed = page.evaluate(
            """() => { const all = [...document.querySelectorAll('main details:not([open]) > summary')]
                .filter(one => one.checkVisibility()); all.forEach(one => one.click()); return all.length; }"""
        )
        settle(page)
        if not closed:
            break
    for toggle in page.get_by_role("checkbox", name="Vis historikken").all():
        toggle.locator("xpath=ancestor::label").click()
        settle(page)


def press(page: Page, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
    """Press a button by its name."""
    (within or page).get_by_role("button", name=name).first.click()
    settle(page)


def pick(page: Page, name: str) -> None:
    """Choose one of a group of round buttons by its text."""
    page.locator("label", has_text=name).first.click()
    settle(page)


def go(page: Page, step: str) -> None:
    """Take the primary button to the next step."""
    press(page, re.compile(f"^Gå til {step}"))
    page.wait_for_timeout(200)
    settle(page)


def breaches(page: Page) -> list[str]:
    """What axe finds by the WCAG 2.1 A and AA rules, one line each; empty = nothing."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: Any = page.evaluate("rules => axe.run(rules).then(told => told.violations)", RULES)
    return [f"{one['id']}: {node['target']} {node['failureSummary'][:200]}" for one in found for node in one["nodes"]]


def sample(shared: Path | None, inside: str, own: Path) -> Path:
    """A real file from the shared fixtures where they are, else our own sample."""
    real = shared / "fixtures" / inside if shared else None
    return real if real and real.exists() else own
