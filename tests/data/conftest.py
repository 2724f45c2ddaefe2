"""The stores that the contract is put to. Another one joins by a line in `STORES`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.ports import Store
from pipeline.steps.need import delete_need
from tests.makers import Furnished, World, furnish, make_store, make_world

# name -> how to make a new, empty store with three municipalities, given a folder of its own
STORES: dict[str, Callable[[Path], Store]] = {"sqlite": lambda folder: make_store(folder / "test.sqlite")}


def _made(name: str, folder: Path) -> Iterator[Store]:
    made = STORES[name](folder)
    yield made
    if close := getattr(made, "close", None):
        close()


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A new store of each kind."""
    yield from _made(request.param, tmp_path)


@pytest.fixture
def world(store: Store) -> World:
    """A person with a need and a question."""
    return make_world(store)


@pytest.fixture(params=STORES, scope="module")
def quiet_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for all tests of a file that only look, or are refused: none of them may leave anything behind."""
    yield from _made(request.param, tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def aside(quiet_store: Store) -> Furnished:
    """One of everything, below needs that were put aside."""
    full = furnish(make_world(quiet_store))
    for kind in ("need", "empty_need", "example_need"):
        delete_need(quiet_store, full.world.actor, full.ids[kind])
    return full
