"""How the pages look: readable by the WCAG 2.1 A and AA rules, wide and narrow, light and dark; nothing runs out at the side."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

import wiring
from pipeline import flow
from pipeline.steps.example import load_example
from tests.browser.beside import begun, somebody, store_of
from tests.browser.conftest import Workbench
from tests.browser.hands import breaches, opened, settle

PICTURES = os.environ.get("PICTURES", "")  # a folder to keep pictures of every page in, to look at
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SIZES = {"wide": (1280, 900), "narrow": (390, 844)}
ADDRESSES = {step.id: f"{step.address}?q={{q}}" for step in flow.STEPS} | {
    "home": "",
    "register": "register",
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
    context = browser.new_context(locale="nb-NO", reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


def look(page: Page, name: str) -> dict[str, list[str]]:
    """What is wrong with the page that is open, at a desk and on a telephone, in light and in dark."""
    found: dict[str, list[str]] = {}
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for size, (width, height) in SIZES.items():
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
    seen.set_viewport_size({"width": 390, "height": 844})
    found: dict[str, list[str]] = {}
    for step in flow.STEPS:
        opened(seen, f"{workbench.url}/{step.address}?q={question_id}")
        keep_picture(seen, f"new-{step.id}")
        found[step.id] = [*breaches(seen), *(f"too wide: {one}" for one in seen.evaluate(TOO_WIDE))]
    assert {name: lines for name, lines in found.items() if lines} == {}


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
