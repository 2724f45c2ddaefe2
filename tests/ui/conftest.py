"""A fresh data folder for each test, in one process, as the pages open it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import wiring
from pipeline.steps import need, people, question
from pipeline.steps.example import load_example
from tests.ui import pages


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Nobody has been here before."""
    wiring.close_house()
    monkeypatch.setenv("KUNNSKAPSBROEN_DATA", str(tmp_path))
    yield tmp_path
    wiring.close_house()


@pytest.fixture
def new_question() -> str:
    """Somebody has said who they are and has just begun on a question; nothing more."""
    me = people.register(pages.store(), "Eksempel Person", pages.place())
    need_id = need.raise_need(pages.store(), me, "Eksempel: Hjelper dette?", pages.place())
    return question.start_question(pages.store(), me, need_id)


@pytest.fixture
def example_question() -> str:
    """Somebody has said who they are and has loaded the example."""
    me = people.register(pages.store(), "Eksempel Person", pages.place())
    return load_example(pages.store(), me, *wiring.library().for_example)
