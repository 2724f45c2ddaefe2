"""A fresh data folder for each test, in one process, as the pages open it. What is the same for many is made once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import wiring
from pipeline.steps import need, people, question
from pipeline.steps.example import load_example
from tests.ui import pages
from tests.ui.staged import staged

Fill = Callable[[], str]


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Nobody has been here before."""
    wiring.close_house()
    monkeypatch.setenv("KUNNSKAPSBROEN_DATA", str(tmp_path / "data"))
    yield tmp_path / "data"
    wiring.close_house()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Fill], tuple[Path, str]]:
    """A folder that a function has filled, made the first time it is asked for; with what the function gave."""
    held: dict[Fill, tuple[Path, str]] = {}

    def make(fill: Fill) -> tuple[Path, str]:
        if fill not in held:
            with pytest.MonkeyPatch.context() as patch:
                folder = tmp_path_factory.mktemp(fill.__name__)
                patch.setenv("KUNNSKAPSBROEN_DATA", str(folder))
                given = fill()
                wiring.close_house()
                held[fill] = (folder, given)
        return held[fill]

    return make


@pytest.fixture
def filled(data_folder: Path, made: Callable[[Fill], tuple[Path, str]]) -> Callable[[Fill], str]:
    """Let the test begin on a copy of a filled folder."""

    def begin(fill: Fill) -> str:
        folder, given = made(fill)
        shutil.copytree(folder, data_folder, ignore=shutil.ignore_patterns("*.lock", "*.running"))
        return given

    return begin


def just_begun() -> str:
    """Somebody has said who they are and has begun on a question; nothing more."""
    me = people.register(pages.store(), "Eksempel Person", pages.place())
    need_id = need.raise_need(pages.store(), me, "Eksempel: Hjelper dette?", pages.place())
    return question.start_question(pages.store(), me, need_id)


def with_the_example() -> str:
    """Somebody has said who they are and has loaded the example."""
    me = people.register(pages.store(), "Eksempel Person", pages.place())
    return load_example(pages.store(), me, *wiring.library().for_example)


@pytest.fixture
def new_question(filled: Callable[[Fill], str]) -> str:
    """The id of a question on which somebody has just begun."""
    return filled(just_begun)


@pytest.fixture
def example_question(filled: Callable[[Fill], str]) -> str:
    """The id of the example question, loaded by somebody who is known."""
    return filled(with_the_example)


@pytest.fixture
def stage(filled: Callable[[Fill], str]) -> str:
    """The id of the question of `tests/ui/staged.py`, with its cast."""
    return filled(staged)
