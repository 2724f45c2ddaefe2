"""A store of its own for each test of the acting verbs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.store import SqliteStore
from tests.makers import World, make_store, make_world


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of the store."""
    return tmp_path / "test.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    """A new store with three municipalities."""
    made = make_store(path)
    yield made
    made.close()


@pytest.fixture
def world(store: SqliteStore) -> World:
    """A person with a need and a question."""
    return make_world(store)
