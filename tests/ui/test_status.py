"""What happens without a new page is said in a region that screen readers announce (WCAG 4.1.3): `role="status"`."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from pipeline.steps import dedupe, search
from tests.ui.pages import box, html, me, opened, press, store, view
from tests.ui.test_references import HOW_MANY, with_references

STATUS = re.compile(r'<(\w+)[^>]*role="status"[^>]*>(.*?)</\1>', re.DOTALL)


def announced(page: str) -> str:
    """The text of every status region of a page."""
    return " | ".join(re.sub(r"<[^>]*>", "", text) for _, text in STATUS.findall(page))


@pytest.fixture
def many(filled: Callable[[Callable[[], str]], str]) -> str:
    """A question with references that wait."""
    return filled(with_references)


@pytest.fixture
def nobody_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUNNSKAPSBROEN_WORKERS", "0")


def test_saved(many: str) -> None:
    at = box(opened("need", many), "Hvorfor er det viktig?").set_value("Eksempel").run()
    assert re.search(r"Lagret|Alt er lagret", announced(html(at)))


def test_how_many_are_left(many: str) -> None:
    at = opened("screen", many)
    assert f"{HOW_MANY + 1} igjen" in announced(html(at))
    assert f"{HOW_MANY} igjen" in announced(html(press(at, "Ta med")))


@pytest.mark.usefixtures("nobody_works")
def test_counting_and_comparing(many: str) -> None:
    search.start_search(store(), me(), search.save_strategy(store(), me(), many, "pubmed", "example"))
    assert announced(html(opened("search", many)))
    dedupe.start_dedupe(store(), me(), many)
    assert f"Sammenligner {HOW_MANY + 1} referanser" in announced(html(opened("dedupe", many)))


@pytest.mark.usefixtures("nobody_works")
def test_a_search_for_duplicates_that_stands_still(many: str, monkeypatch: pytest.MonkeyPatch) -> None:
    dedupe.start_dedupe(store(), me(), many)
    with monkeypatch.context() as patch:
        patch.setattr("data.store.utc_now", lambda: "2026-01-02T11:30:00.000Z")
        assert store().claim_job("gone", 30)
    said = "Arbeidet har stått stille siden kl. 12.30. Det tas opp igjen av seg selv."
    assert said in announced(html(opened("dedupe", many)))
    store().beat(view().jobs(many)[0].id)
    assert said not in html(opened("dedupe", many))


def test_which_item_of_a_checklist(example_question: str) -> None:
    assert view().appraisals(example_question)
    assert re.search(r"\d+ av \d+", announced(html(opened("appraise", example_question))))
