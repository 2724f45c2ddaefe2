"""A problem is said on the page where it was met, on pages of every make: in a fragment, and without the frame."""

from __future__ import annotations

import pytest

import messages
from pipeline.errors import StoreFailed
from pipeline.steps import screen
from tests.pipeline.test_guard import NUMBERS
from tests.ui.pages import box, opened, said


def test_a_vote_that_could_not_be_kept_is_said(example_question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object, **_named: object) -> str:
        raise StoreFailed("store_full")

    at = opened("screen", example_question)
    at = at.button(key="to-full_text").click().run()
    undo = next(button for button in at.button if str(button.key).startswith("undo-full_text"))
    at = undo.click().run()
    monkeypatch.setattr(screen, "vote", full)
    vote = next(button for button in at.button if str(button.key).startswith("vote-full_text-include"))
    at = vote.click().run()
    assert messages.text("store_full") in said(at)


def test_a_name_that_cannot_be_kept_is_said(example_question: str) -> None:
    at = opened("account", example_question)
    at = box(at, "Navn").set_value(f"Eksempel {NUMBERS[0]}").run()
    assert messages.text("personal_number") in said(at)
