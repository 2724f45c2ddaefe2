"""Screening by keys: fast presses vote only on what was shown, keys can be switched off, and never fire while one writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.store import SqliteStore
from pipeline.records import Record
from pipeline.rows import Actor, Vote
from tests.browser.beside import begun, somebody, store_of, take_in
from tests.browser.conftest import Workbench
from tests.browser.hands import opened, press, settle
from tests.makers import rows

REFERENCES = 30
# Every title that stands on the page, in the order in which it came. It looks whenever the page changes.
WATCH = """() => {
    window.shownTitles = [];
    const look = () => {
        const title = document.querySelector('.kb-title');
        const text = title ? title.textContent : '';
        if (text && window.shownTitles[window.shownTitles.length - 1] !== text) window.shownTitles.push(text);
    };
    look();
    new MutationObserver(look).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""


@pytest.fixture(scope="module")
def store(workbench: Workbench) -> Iterator[SqliteStore]:
    """The workbench's own store, opened beside the running server."""
    with store_of(workbench) as one:
        yield one


@pytest.fixture(scope="module")
def person(store: SqliteStore) -> Actor:
    """The one person of the installation."""
    return somebody(store)


@pytest.fixture
def references(store: SqliteStore, person: Actor) -> str:
    """A question with thirty references that wait to be screened; gives its id."""
    question_id = begun(store, person, "Eksempel: tastene")
    made = (
        Record(title=f"Example trial number {n} of made-up keys", year=2000 + n % 20, abstract=f"AIM: Example {n}.")
        for n in range(REFERENCES)
    )
    take_in(store, person, question_id, made)
    return question_id


def screening(page: Page, workbench: Workbench, question_id: str) -> None:
    """Open the page and begin to watch what it shows."""
    opened(page, f"{workbench.url}/utvelgelse?q={question_id}")
    expect(page.locator(".kb-title")).to_be_visible()
    page.evaluate(WATCH)


def shown(page: Page) -> list[str]:
    """The titles that have stood on the page."""
    return list(page.evaluate("window.shownTitles"))


def votes(store: SqliteStore, person: Actor, question_id: str, stage: str = "abstract") -> dict[str, Vote]:
    """title -> the vote in force on it."""
    view = store.seen_by(person)
    return {view.reference(one.reference_id).record.title: one for one in view.my_votes(question_id, stage, limit=100)}


def every_vote(folder: Path, question_id: str) -> list[tuple[str, int]]:
    """(reference, how many votes were ever stored on it) for those with any, in force or not."""
    path = folder / "kunnskapsbroen.sqlite"
    return rows(path, "SELECT reference_id, count(*) FROM vote WHERE question_id = ? GROUP BY 1", question_id)


@pytest.mark.parametrize("delay_ms", [0, 25, 100])
def test_ten_fast_presses_vote_only_on_what_was_shown(
    delay_ms: int, workbench: Workbench, store: SqliteStore, person: Actor, references: str, page: Page
) -> None:
    screening(page, workbench, references)
    for number in range(10):
        page.keyboard.press("jkl"[number % 3])
        if delay_ms:
            page.wait_for_timeout(delay_ms)
    settle(page)
    cast, seen = votes(store, person, references), shown(page)
    assert cast, "at least the first press is taken"
    assert set(cast) <= set(seen), "no vote on a reference that never stood on the page"
    assert len(cast) <= len(seen) - 1, "what stands on the page now has not been voted on"
    assert page.locator(".kb-title").inner_text() not in cast
    assert all(count == 1 for _reference, count in every_vote(workbench.folder, references))
    assert list(reversed(cast)) == seen[: len(cast)], "in the order in which they stood there"
    print(f"{delay_ms} ms between presses: {len(cast)} of 10 were taken, the rest fell on a page that was being drawn")


def test_a_vote_is_on_the_title_that_stood_there_with_the_answer_of_the_key(
    workbench: Workbench, store: SqliteStore, person: Actor, references: str, page: Page
) -> None:
    screening(page, workbench, references)
    pressed: dict[str, str] = {}
    for key, answer in (("j", "include"), ("k", "maybe"), ("l", "exclude"), ("j", "include"), ("l", "exclude")):
        title = page.locator(".kb-title").inner_text()
        pressed[title] = answer
        page.keyboard.press(key)
        expect(page.locator(".kb-title")).not_to_have_text(title)
        settle(page)
    assert {title: vote.answer for title, vote in votes(store, person, references).items()} == pressed


def test_a_key_held_down_votes_once_on_each_that_is_shown(
    workbench: Workbench, store: SqliteStore, person: Actor, references: str, page: Page
) -> None:
    screening(page, workbench, references)
    for _ in range(20):  # the keyboard repeats "down" while a key is held
        page.keyboard.down("l")
        page.wait_for_timeout(25)
    page.keyboard.up("l")
    settle(page)
    cast = votes(store, person, references)
    assert set(cast) <= set(shown(page))
    assert all(count == 1 for _reference, count in every_vote(workbench.folder, references))


def test_two_keys_at_once_make_one_vote(
    workbench: Workbench, store: SqliteStore, person: Actor, references: str, page: Page
) -> None:
    screening(page, workbench, references)
    first = page.locator(".kb-title").inner_text()
    page.evaluate(
        """() => { for (const key of ['j', 'l']) document.body.dispatchEvent(
            new KeyboardEvent('keydown', {key, code: 'Key' + key.toUpperCase(), bubbles: true})); }"""
    )
    settle(page)
    cast = votes(store, person, references)
    assert set(cast) <= set(shown(page))
    assert all(count == 1 for _reference, count in every_vote(workbench.folder, references))
    assert first in cast


def test_undo_by_key_brings_the_last_one_back(
    workbench: Workbench, store: SqliteStore, person: Actor, references: str, page: Page
) -> None:
    screening(page, workbench, references)
    first = page.locator(".kb-title").inner_text()
    page.keyboard.press("l")
    expect(page.locator(".kb-title")).not_to_have_text(first)
    settle(page)
    page.keyboard.press("u")
    expect(page.locator(".kb-title")).to_have_text(first)
    settle(page)
    assert votes(store, person, references) == {}
    page.keyboard.press("j")
    expect(page.locator(".kb-title")).not_to_have_text(first)
    settle(page)
    assert {title: vote.answer for title, vote in votes(store, person, references).items()} == {first: "include"}
    said, saved = page.locator(".kb-expected"), page.locator(".kb-saved")
    expect(said).to_have_count(1)
    expect(said).to_contain_text(f"én leser alle (1 av {REFERENCES})")  # with the vote, not after a reload
    expect(saved).to_have_count(1)
    expect(saved).to_contain_text("Alt er lagret kl.")


def test_with_the_keys_switched_off_they_do_nothing(
    workbench: Workbench, store: SqliteStore, person: Actor, references: str, page: Page
) -> None:
    screening(page, workbench, references)
    press(page, "Slå av taster")
    settle(page)
    title = page.locator(".kb-title").inner_text()
    for key in "jklu":
        page.keyboard.press(key)
    page.wait_for_timeout(400)
    settle(page)
    assert page.locator(".kb-title").inner_text() == title
    assert votes(store, person, references) == {}
    press(page, "Ta med")
    assert list(votes(store, person, references)) == [title], "the mouse still votes"


def test_keys_typed_in_the_note_do_not_vote(
    workbench: Workbench, store: SqliteStore, person: Actor, references: str, page: Page
) -> None:
    screening(page, workbench, references)
    title = page.locator(".kb-title").inner_text()
    press(page, "Ta med")
    expect(page.locator(".kb-title")).not_to_have_text(title)
    press(page, re.compile("Fulltekst$"))
    expect(page.locator(".kb-title")).to_have_text(title)
    note = page.get_by_role("textbox", name="Merknad").first
    note.click()
    note.press_sequentially("jul og jakt 123 klokka ulik")
    page.wait_for_timeout(300)
    settle(page)
    assert votes(store, person, references, "full_text") == {}
    assert page.locator(".kb-title").inner_text() == title
    note.press("Tab")
    settle(page)
    press(page, "Ta med")
    settle(page)
    cast = votes(store, person, references, "full_text")
    assert {one: vote.note for one, vote in cast.items()} == {title: "jul og jakt 123 klokka ulik"}
