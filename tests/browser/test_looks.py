"""How the pages look: readable by the WCAG 2.1 A and AA rules, wide and narrow, light and dark; nothing runs out at the side."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

import wiring
from pipeline import flow
from pipeline.steps.example import load_example
from pipeline.steps.fields import save_field
from tests.browser.beside import begun, somebody, store_of
from tests.browser.conftest import Workbench, serving
from tests.browser.hands import breaches, everything_open, fill, list_open, opened, own_browser, press, settle
from tests.local_sources.server import Running

PICTURES = os.environ.get("PICTURES", "")  # a folder to keep pictures of every page in, to look at
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SIZES = {"wide": (1280, 900), "narrow": (390, 844)}
EVERY_WAY = tuple(product(SCHEMES, SIZES))
EACH_ONCE: tuple[tuple[Scheme, str], ...] = (("light", "narrow"), ("dark", "wide"))
ADDRESSES = {step.id: f"{step.address}?q={{q}}" for step in flow.STEPS} | {
    "home": "",
    "register": "register",
    "structure": "ksf",
    "om": "om",
}
# Streamlit has drawn itself anew in the scheme that was asked for.
FOLLOWED = """scheme => {
    const ground = getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor;
    return (Number(ground.match(/\\d+/)[0]) > 127) === (scheme === 'light');
}"""
# What sticks out at the side, where the page can be scrolled sideways: what makes it so, as tag and class.
TOO_WIDE = """() => {
    const page = document.scrollingElement, room = page.clientWidth;
    const main = document.querySelector('[data-testid="stMain"]');
    if (page.scrollWidth <= room + 1 && main.scrollWidth <= main.clientWidth + 1) return [];
    return [...document.querySelectorAll('[data-testid="stMain"] *')]
        .filter(one => one.getBoundingClientRect().right > room + 1 && !one.closest('.kb-scroll'))
        .slice(0, 8).map(one => one.tagName + '.' + one.className + ' ' + one.textContent.slice(0, 40));
}"""


@pytest.fixture(scope="module")
def example(workbench: Workbench) -> str:
    """The id of the example question, loaded beside the running server."""
    with store_of(workbench) as store:
        return load_example(store, somebody(store), *wiring.library().for_example)


@pytest.fixture
def seen(browser: Browser) -> Iterator[Page]:
    """A page that does not move by itself."""
    context = own_browser(browser)
    page = context.new_page()
    yield page
    context.close()


def look(page: Page, name: str, ways: Sequence[tuple[Scheme, str]] = EVERY_WAY) -> dict[str, list[str]]:
    """What is wrong with the page that is open, at a desk and on a telephone, in light and in dark."""
    found: dict[str, list[str]] = {}
    for scheme, size in ways:
        page.emulate_media(color_scheme=scheme)
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(FOLLOWED, arg=scheme)
        settle(page)
        here = f"{name}-{scheme}-{size}"
        keep_picture(page, here)
        wrong = [*breaches(page), *(f"too wide: {one}" for one in page.evaluate(TOO_WIDE))]
        found |= {here: wrong} if wrong else {}
    return found


@pytest.mark.parametrize("page_name", list(ADDRESSES))
def test_every_page_of_the_example(page_name: str, workbench: Workbench, example: str, seen: Page) -> None:
    opened(seen, f"{workbench.url}/{ADDRESSES[page_name].format(q=example)}")
    assert look(seen, page_name) == {}


def test_every_step_of_a_question_that_has_just_begun(workbench: Workbench, seen: Page) -> None:
    with store_of(workbench) as store:
        question_id = begun(store, somebody(store), "Eksempel: så vidt begynt")
    found: dict[str, list[str]] = {}
    for step in flow.STEPS:
        opened(seen, f"{workbench.url}/{step.address}?q={question_id}")
        found |= look(seen, f"new-{step.id}", EACH_ONCE)
    assert found == {}


def test_the_first_start(sources: Running, tmp_path: Path, seen: Page) -> None:
    """Before anybody has said who they are; what is missing is said; then a front page with nothing on it."""
    with serving(tmp_path, sources) as one:
        opened(seen, one.url)
        press(seen, "Kom i gang")
        assert seen.get_by_role("alert").count() == 1
        found = look(seen, "welcome")
        with store_of(one) as store:
            somebody(store)
        for address in ("", "register"):
            opened(seen, f"{one.url}/{address}")
            found |= look(seen, f"empty-{address or 'home'}")
    assert found == {}


def test_on_a_telephone(workbench: Workbench, example: str, browser: Browser) -> None:
    """The menu has a name and shuts itself, no key of a keyboard is shown, rows are cards, and the way on is in one screen."""
    context = own_browser(browser, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    opened(page, f"{workbench.url}/{ADDRESSES['screen'].format(q=example)}")
    letters = page.locator("main button kbd")
    assert letters.count() and not any(one.is_visible() for one in letters.all())
    menu = page.get_by_role("button", name="Åpne menyen")
    name = "getComputedStyle(document.querySelector('[data-testid=\"stExpandSidebarButton\"]'), '::after').content"
    assert "menyen" in page.evaluate(f"{name}") or "aria-label" in page.evaluate(f"{name}")
    menu.tap()
    page.get_by_role("link", name="Forskningsbehov", exact=True).first.tap()
    page.wait_for_url("**/register")
    settle(page)
    page.wait_for_function(
        """() => document.querySelector('[data-testid="stSidebar"]').getBoundingClientRect().right <= 0
            && document.activeElement.dataset.testid === 'stExpandSidebarButton'"""
    )
    cell = page.locator(".kb-table td").first
    assert "Kommune" in cell.evaluate("one => getComputedStyle(one, '::before').content + one.dataset.label")
    assert page.get_by_role("columnheader", name="Kommune").count() == 1
    assert page.get_by_role("row").count() == 2
    assert page.locator(".kb-scroll").evaluate("one => one.scrollWidth <= one.clientWidth")
    assert breaches(page) == []
    opened(page, f"{workbench.url}/{ADDRESSES['summarise'].format(q=example)}")
    tabs, way_on = page.get_by_role("tablist").bounding_box(), page.locator(".st-key-next").bounding_box()
    assert tabs and way_on and tabs["y"] + tabs["height"] <= way_on["y"], "the tabs are not under the line at the foot"
    keep_picture(page, "telephone-summarise")
    context.close()


def tab_open(page: Page, name: str) -> None:
    """Go to a tab and open all that is in it."""
    page.get_by_role("tab", name=name).click()
    everything_open(page)


def help_open(page: Page) -> None:
    """A help text, as it opens for whoever comes to it by keyboard."""
    page.get_by_role("button", name="Hjelp til Hva lurer dere på?").focus()
    page.get_by_role("tooltip").wait_for()


STATES: dict[str, tuple[str, Callable[[Page], None]]] = {
    **{f"{step.id}, all open": (ADDRESSES[step.id], everything_open) for step in flow.STEPS},
    "summarise, second tab": (ADDRESSES["summarise"], lambda page: tab_open(page, "Tekst")),
    "summarise, third tab": (ADDRESSES["summarise"], lambda page: tab_open(page, "Er den klar?")),
    "home, all open": ("", everything_open),
    "structure, all open": ("ksf", everything_open),
    "structure, clusters": ("ksf", lambda page: tab_open(page, "Klyngene")),
    "structure, regions": ("ksf", lambda page: tab_open(page, "Regionene")),
    "structure, changes": ("ksf", lambda page: tab_open(page, "Endringer")),
    "list open": (ADDRESSES["need"], lambda page: list_open(page, "Tjenesteområde")),
    "list of several open": (ADDRESSES["search"], lambda page: list_open(page, "Hva skal det søkes med?")),
    "help open": (ADDRESSES["need"], help_open),
}


@pytest.mark.parametrize("state", list(STATES))
def test_every_state_of_a_page(state: str, workbench: Workbench, example: str, seen: Page) -> None:
    address, reach = STATES[state]
    opened(seen, f"{workbench.url}/{address.format(q=example)}")
    reach(seen)
    assert look(seen, state, EACH_ONCE) == {}


def test_two_texts_and_a_choice_between_them(workbench: Workbench, seen: Page) -> None:
    with store_of(workbench) as store:
        person = somebody(store)
        question_id = begun(store, person, "Eksempel: to skriver samtidig")
        need_id = store.seen_by(person).question(question_id).need_id
        opened(seen, f"{workbench.url}/behov?q={question_id}")
        save_field(store, person, "need", need_id, "why", "Skrevet av en annen")
    fill(seen, "Hvorfor er det viktig?", "Skrevet her")
    seen.get_by_role("button", name="Bruk min tekst").wait_for()
    assert look(seen, "conflict") == {}


def test_something_that_cannot_be_done(workbench: Workbench, example: str, seen: Page) -> None:
    opened(seen, workbench.url)
    press(seen, "Begynn på spørsmålet")
    assert seen.get_by_role("alert").count() == 1, "a problem is said to a screen reader too"
    assert look(seen, "problem") == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_our_own_colours_follow_what_streamlit_follows(scheme: Scheme, workbench: Workbench, seen: Page) -> None:
    seen.emulate_media(color_scheme=scheme)
    opened(seen, workbench.url)
    ours = seen.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--kb-ground').trim()")
    theirs = seen.evaluate("getComputedStyle(document.querySelector('[data-testid=\"stApp\"]')).backgroundColor")
    red, green, blue = (int(ours[at : at + 2], 16) for at in (1, 3, 5))
    assert theirs == f"rgb({red}, {green}, {blue})"


def keep_picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page where somebody has asked for it."""
    if PICTURES:
        main = page.locator('[data-testid="stMainBlockContainer"]')
        height = int((main.bounding_box() or {"height": 900})["height"]) + 120
        before = page.viewport_size
        assert before is not None
        page.set_viewport_size({"width": before["width"], "height": min(height, 6000)})
        page.wait_for_timeout(300)
        page.screenshot(path=Path(PICTURES) / f"{name}.png")
        page.set_viewport_size(before)
