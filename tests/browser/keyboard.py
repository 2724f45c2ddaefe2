"""A person who has a keyboard and nothing else: every act is a press, and where the focus is is asked, never set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import FileChooser, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.hands import AT_REST, settle

CEILING = 140  # presses of Tab before a person would give up; the longest page of the walk has fewer stops
MOST_CHOICES = 12  # round buttons of a group, tabs of a row
Name = str | re.Pattern[str]

HAS_FOCUS = "all => all.includes(document.activeElement)"
# What has the focus, as its user would name it; null = nothing has.
FOCUSED = """() => {
    const one = document.activeElement;
    if (!one || one === document.body || one === document.documentElement) return null;
    const text = one.getAttribute('aria-label') || [...(one.labels || [])].map(label => label.innerText).join(' ')
        || one.innerText || one.getAttribute('title') || '';
    const kind = one.getAttribute('role') || one.type || one.tagName.toLowerCase();
    return kind + ' «' + text.replace(/\\s+/g, ' ').trim().slice(0, 40) + '»';
}"""


def said(name: Name) -> str:
    """A name or its pattern, to be told."""
    return name if isinstance(name, str) else name.pattern


@dataclass
class Keyboard:
    """The keys of one tab. `presses` counts them (letters typed are counted apart), `stops` how often Tab moved the focus."""

    page: Page
    presses: int = 0
    stops: int = 0
    letters: int = 0
    longest: tuple[int, str] = field(default=(0, ""))

    def press(self, key: str, *, times: int = 1) -> None:
        """Press a key and wait till the page is at rest."""
        for _ in range(times):
            self.page.keyboard.press(key)
            self.presses += 1
        settle(self.page)

    def type(self, text: str) -> None:
        """Write where the focus is, in place of what stands there."""
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.presses += 1
        self.letters += len(text)

    def focused(self) -> str | None:
        """What has the focus, in words."""
        named: str | None = self.page.evaluate(FOCUSED)
        return named

    def tab(self, *, back: bool = False) -> str | None:
        """One stop on; gives what has the focus now."""
        self.page.keyboard.press("Shift+Tab" if back else "Tab")
        self.presses += 1
        self.stops += 1
        return self.focused()

    def is_on(self, wanted: Locator) -> bool:
        """Whether it has the focus, also when what is being drawn just now is there."""
        if not wanted.evaluate_all(HAS_FOCUS):
            return False
        if not self.page.evaluate(AT_REST):  # a run that comes late may put another in its place
            settle(self.page)
        return bool(wanted.evaluate_all(HAS_FOCUS))

    def way(self, looked_for: str, *, back: bool = False) -> Iterator[str]:
        """Where the focus is, then each stop of Tab; fails naming what was met when nobody has stopped at the ceiling."""
        met = [str(self.focused())]
        yield met[-1]
        for _ in range(CEILING):
            met.append(str(self.tab(back=back)))
            self.longest = max(self.longest, (len(met) - 1, looked_for))
            yield met[-1]
        raise AssertionError(f"{CEILING} presses of Tab did not reach {looked_for}; met: " + ", ".join(met))

    def go_to(self, wanted: Locator, looked_for: str, *, back: bool = False) -> None:
        """Tab until one of these has the focus."""
        for _stop in self.way(looked_for, back=back):
            if self.is_on(wanted):
                return

    def to(self, role: Any, name: Name, *, back: bool = False) -> None:
        """Tab until the focus is on what has this role and name."""
        self.go_to(self.page.get_by_role(role, name=name), f"{role} «{said(name)}»", back=back)

    def push(self, name: Name, *, back: bool = False, key: str = "Enter") -> None:
        """Go to a button and press it."""
        self.to("button", name, back=back)
        self.press(key)

    def open(self, name: Name) -> None:
        """Go to a closed expander and open it."""
        self.go_to(self.page.locator("summary", has_text=name), f"expander «{said(name)}»")
        self.press("Enter")

    def write(self, label: Name, text: str, *, back: bool = False) -> None:
        """Go to a field, write in it and leave it: that is what saves it."""
        self.to("textbox", label, back=back)
        self.type(text)
        self.tab()
        settle(self.page)

    def choose(self, label: Name, text: str, *, back: bool = False) -> None:
        """Go to a list, narrow it by typing and take what stands first."""
        option = self.page.get_by_role("option", name=text).first
        self.to("combobox", label, back=back)
        for patience in (7_000, 7_000, 20_000):  # a page that is drawn anew meanwhile closes the list
            settle(self.page)
            self.type(text)
            try:
                option.wait_for(timeout=patience)
                break
            except PlaywrightTimeout:
                self.press("Escape")
        option.wait_for()
        self.press("Enter")

    def pick(self, name: Name, *, back: bool = False) -> None:
        """Go into a group of round buttons and move with the arrows until the one that is meant is chosen."""
        wanted = self.page.get_by_role("radio", name=name)
        for _stop in self.way(f"radio «{said(name)}»", back=back):
            group: str | None = self.page.evaluate(
                "document.activeElement.type === 'radio' ? document.activeElement.name : null"
            )
            if group is None or not wanted.evaluate_all("(all, group) => all.some(one => one.name === group)", group):
                continue
            for _ in range(MOST_CHOICES):
                if self.is_on(wanted):
                    self.press("Space")
                    return
                self.press("ArrowDown")

    def turn_to(self, name: str, *, back: bool = False) -> None:
        """Go to the row of tabs and along it with the arrow until this one is chosen."""
        wanted = self.page.get_by_role("tab", name=name)
        self.go_to(self.page.get_by_role("tab"), "the row of tabs", back=back)
        for _ in range(MOST_CHOICES):
            if wanted.get_attribute("aria-selected") == "true":
                return
            self.press("ArrowRight")
            if self.is_on(wanted) and wanted.get_attribute("aria-selected") != "true":
                self.press("Enter")
        raise AssertionError(f"the tab «{name}» was not reached; {self.focused()} has the focus")

    def browse(self, name: Name) -> FileChooser:
        """Go to a button that opens the choice of files, and open it; a press while the page is drawn is made again."""
        self.to("button", name)
        for patience in (3_000, 10_000):
            try:
                with self.page.expect_file_chooser(timeout=patience) as waiting:
                    self.page.keyboard.press("Enter")
                    self.presses += 1
                return waiting.value
            except PlaywrightTimeout:
                settle(self.page)
        raise AssertionError(f"no choice of files was opened; {self.focused()} has the focus")
