"""The stores that the contract is put to. Another one joins by a line in `STORES`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.ports import Store
from tests.makers import World, make_store, make_world

# name -> how to make a new, empty store with three municipalities, given a folder of its own
STORES: dict[str, Callable[[Path], Store]] = {"sqlite": lambda folder: make_store(folder / "test.sqlite")}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A new store of each kind."""
    made = STORES[request.param](tmp_path)
    yield made
    if close := getattr(made, "close", None):
        close()


@pytest.fixture
def world(store: Store) -> World:
    """A person with a need and a question."""
    return make_world(store)
