"""Who has the focus is seen: every stop of Tab on every page, in light and in dark, looked at pixel by pixel."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, FloatRect, Page

import wiring
from pipeline.steps.example import load_example
from tests.browser.beside import somebody, store_of
from tests.browser.conftest import Workbench
from tests.browser.hands import opened, own_browser, settle
from tests.browser.keyboard import FOCUSED
from tests.browser.test_looks import ADDRESSES, FOLLOWED, SCHEMES, Scheme

Colours = NDArray[np.float64]
MOST_STOPS = 300
CONTRAST = 3.0  # WCAG 2.1, 1.4.11: what shows a state differs at least so much
ROOM = 6  # px round an element in which its ring may lie

# The element with the focus: where it is, what it is called, what kind of thing it is, and how its ring is drawn.
STOP = """() => {
    const one = document.activeElement;
    if (!one || one === document.body || one === document.documentElement) return null;
    const drawn = one.type === 'radio' || one.type === 'checkbox' ? one.closest('label') : one;
    const box = drawn.getBoundingClientRect();
    const style = getComputedStyle(one);
    const held = one.closest('[data-testid]');
    return {
        kind: [one.tagName, one.getAttribute('role') || one.type || '', held ? held.dataset.testid : ''].join(' '),
        box: [box.x, box.y, box.width, box.height],
        ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        colour: style.outlineColor,
        ground: getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor,
    };
}"""
LEAVE = "() => { window.heldFocus = document.activeElement; window.heldFocus.blur(); }"
RETURN = "() => window.heldFocus.focus({focusVisible: true, preventScroll: true})"


def luminance(colours: Colours) -> Colours:
    """Relative luminance, as WCAG 2.1 defines it, of colours with three channels of 0-255 in the last axis."""
    parts = colours / 255
    linear = np.where(parts <= 0.03928, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    weighed: Colours = linear @ np.array([0.2126, 0.7152, 0.0722])
    return weighed


def contrast(one: Colours, other: Colours) -> Colours:
    """The contrast of colours with others, 1 to 21 (WCAG 2.1)."""
    first, second = luminance(one), luminance(other)
    return (np.maximum(first, second) + 0.05) / (np.minimum(first, second) + 0.05)


def colour(css: str) -> Colours:
    """From `rgb(1, 2, 3)`."""
    return np.array([float(part) for part in css[css.index("(") + 1 : -1].split(",")[:3]])


def changed(before: bytes, after: bytes) -> int:
    """How many pixels differ between two pictures by the contrast that a state needs."""
    first, second = (np.asarray(Image.open(io.BytesIO(one)).convert("RGB"), dtype=float) for one in (before, after))
    return int((contrast(first, second) >= CONTRAST).sum())


@pytest.fixture
def seen(browser: Browser) -> Iterator[Page]:
    """A page at a desk that does not move by itself."""
    context = own_browser(browser)
    page = context.new_page()
    yield page
    context.close()


def invisible(page: Page, looked_at: set[str]) -> list[str]:
    """The stops of the page that is open whose focus cannot be seen; each new kind of stop is looked at in pictures."""
    found: list[str] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop: Any = page.evaluate(STOP)
        if stop is None:
            return found
        name = f"{stop['kind']}: {page.evaluate(FOCUSED)}"
        if not stop["ring"] or contrast(colour(stop["colour"]), colour(stop["ground"])) < CONTRAST:
            found.append(f"{name}: no ring of 2 px with a contrast of {CONTRAST}")
        elif stop["kind"] not in looked_at:
            looked_at.add(stop["kind"])
            pixels, needed = ring_pixels(page, stop["box"])
            if pixels < needed:
                found.append(f"{name}: {pixels} pixels change, {needed} are needed")
    raise AssertionError(f"more than {MOST_STOPS} stops: the focus does not come out of the page")


def ring_pixels(page: Page, box: list[float]) -> tuple[int, int]:
    """(pixels that change enough, pixels of a line of 1 px round what can be seen of the element)."""
    size = page.viewport_size
    assert size is not None
    left, top = max(box[0] - ROOM, 0), max(box[1] - ROOM, 0)
    right, bottom = min(box[0] + box[2] + ROOM, size["width"]), min(box[1] + box[3] + ROOM, size["height"])
    clip: FloatRect = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    page.wait_for_timeout(60)
    with_focus = page.screenshot(clip=clip)
    page.evaluate(LEAVE)
    page.wait_for_timeout(60)
    without = page.screenshot(clip=clip)
    page.evaluate(RETURN)
    return changed(without, with_focus), round(2 * (min(box[2], right - left) + min(box[3], bottom - top)))


def test_every_stop_of_every_page_shows_that_it_has_the_focus(workbench: Workbench, seen: Page) -> None:
    found: dict[str, list[str]] = {}
    looked_at: dict[Scheme, set[str]] = {scheme: set() for scheme in SCHEMES}

    def tab_through(name: str, address: str) -> None:
        opened(seen, f"{workbench.url}/{address}")
        for scheme in SCHEMES:
            seen.emulate_media(color_scheme=scheme)
            seen.wait_for_function(FOLLOWED, arg=scheme)
            settle(seen)
            found[f"{name} {scheme}"] = invisible(seen, looked_at[scheme])

    tab_through("welcome", "")  # nobody has said who they are yet
    with store_of(workbench) as store:
        question_id = load_example(store, somebody(store), *wiring.library().for_example)
    for name, address in ADDRESSES.items():
        tab_through(name, address.format(q=question_id))
    assert {name: stops for name, stops in found.items() if stops} == {}
