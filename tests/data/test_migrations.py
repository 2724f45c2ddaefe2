"""From every schema that was released to today's: rows, numbers, links and triggers hold; a copy is made first."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from data import carry_over, schema
from data.schema import APPEND_ONLY
from data.store import SqliteStore
from pico.concepts import read_concept, read_own
from pipeline.errors import BadInput, StoreFailed
from pipeline.rights import may
from pipeline.rows import Actor
from pipeline.steps.fields import save_field
from tests.data.fixtures.__main__ import FOLDER, numbers, restore
from tests.makers import counts, everything, make_person, make_store, make_world, rows

RELEASED = sorted(path.stem for path in FOLDER.glob("*.sql"))


def fingerprint(path: Path) -> list[tuple[Any, ...]]:
    """Every table, index and trigger as it was written, in an order of their own."""
    found = rows(path, "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    return sorted((kind, name, " ".join((sql or "").split())) for kind, name, sql in found)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "test.sqlite"


@pytest.fixture
def extra(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A migration of tomorrow; gives a list that grows each time it runs. `["break"]` in it makes it fail half-way."""
    monkeypatch.setattr(schema.migrations, "_migrations", list(schema.migrations._migrations))
    ran: list[str] = []

    @schema.migrations()
    def m999_tomorrow(db: Database) -> None:
        """A new table and a new column."""
        db.execute("CREATE TABLE tomorrow (id TEXT PRIMARY KEY) STRICT")
        if "break" in ran:
            raise RuntimeError("cut off half-way")
        db.execute("ALTER TABLE person ADD COLUMN tomorrow TEXT")
        ran.append("ran")

    yield ran


def told(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def test_every_released_schema_has_an_example() -> None:
    """Released: all but a step that is still being worked on, which has its example made on the day it goes out."""
    assert set(RELEASED) == {one.name for one in schema.migrations._migrations}


@pytest.mark.parametrize("name", RELEASED)
def test_every_released_schema_is_brought_up_to_date_whole(path: Path, tmp_path: Path, name: str) -> None:
    restore(name, path)
    kept = told(name)
    assert counts(path) == kept["rows"]
    store = SqliteStore(path, may)
    rest = {table: n for table, n in counts(path).items() if table in kept["rows"] and not table.startswith("_")}
    rest["event"] -= _carried(path)
    assert rest == {table: n for table, n in kept["rows"].items() if not table.startswith("_")} | (
        {"appointment": rest["appointment"]} if "appointment" in rest else {}
    )
    seen = json.loads(json.dumps(numbers(store, kept["question"])))
    for part in ("progress", "flow"):
        assert {key: seen[part][key] for key in kept[part]} == kept[part]
    store.close()
    make_store(tmp_path / "new.sqlite").close()
    assert fingerprint(path) == fingerprint(tmp_path / "new.sqlite")


def _carried(path: Path) -> int:
    """Roles that the step to roles gave those who had worked here, each by an event."""
    return int(rows(path, "SELECT count(*) FROM event WHERE why = ?", carry_over.WHY)[0][0])


@pytest.mark.parametrize("name", [name for name in RELEASED if name < "m004"])
def test_whoever_worked_on_a_need_before_there_were_roles_goes_on(path: Path, name: str) -> None:
    """The leader leads, the other who voted may vote again, and no name of a person is left in the log."""
    restore(name, path)
    question_id = told(name)["question"]
    store = SqliteStore(path, may)
    held = {one: store.seen_by(Actor(one)).roles("question", question_id) for one in store.people_ids()}
    me, two = held.values()
    assert {"lead", "administrator", "contact"} <= me
    assert two == {"known", "research"}
    assert rows(
        path, "SELECT count(*) FROM need WHERE id NOT IN (SELECT scope_id FROM appointment WHERE role = 'lead')"
    )[0] == (0,)
    logged = " ".join(str(value) for row in rows(path, "SELECT old_value, new_value, why FROM event") for value in row)
    assert "Eksempel Person" not in logged
    assert "Eksempel To" not in logged


@pytest.mark.parametrize("name", RELEASED)
def test_a_database_brought_up_to_date_is_sound_and_in_use(path: Path, name: str) -> None:
    restore(name, path)
    store = SqliteStore(path, may)
    assert rows(path, "PRAGMA foreign_key_check") == []
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    triggers = {name for (name,) in rows(path, "SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    stays = {
        f"{table}_no_{verb}"
        for table in (*APPEND_ONLY, "instrument", "own_text")
        for verb in ("update", "delete", "replace")
    }
    texts = {
        f"{table}_text_no_{verb}" for table in ("instrument", "own_text") for verb in ("insert", "update", "delete")
    }
    assert triggers == stays | texts
    world = make_world(store, make_person(store))
    save_field(store, world.actor, "question", world.question_id, "own_sentence", "Virker det fortsatt?")
    assert rows(path, "SELECT max(seq) - count(*) FROM event") == [(0,)], "the order goes on where it was"


@pytest.mark.parametrize("name", RELEASED)
def test_the_example_is_small_and_made_up(name: str) -> None:
    text = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    assert len(text) < 200_000
    assert "/home/" not in text
    assert "/tmp/" not in text


def test_a_new_database_is_that_of_the_newest_example(path: Path, tmp_path: Path) -> None:
    """A released step is never edited. Before a first release: `python -m tests.data.fixtures --again`."""
    make_store(path).close()
    restore(RELEASED[-1], tmp_path / "kept.sqlite")
    assert fingerprint(path) == fingerprint(tmp_path / "kept.sqlite")


def test_opening_twice_changes_nothing_and_makes_no_copy(path: Path) -> None:
    make_store(path).close()
    before = everything(path), fingerprint(path)
    SqliteStore(path, may).close()
    assert (everything(path), fingerprint(path)) == before
    assert not (path.parent / "backups").exists()


def test_a_database_of_a_newer_program_is_refused_and_left_alone(path: Path) -> None:
    make_store(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, 'm998_next_year', '')",
            (schema.SET,),
        )
    before = everything(path)
    with pytest.raises(StoreFailed) as caught:
        SqliteStore(path, may)
    assert (caught.value.code, caught.value.params) == ("store_newer", {"step": "m998_next_year"})
    assert everything(path) == before


def test_before_a_migration_a_copy_is_made(path: Path, extra: list[str]) -> None:
    restore(RELEASED[-1], path)
    before, old = counts(path), fingerprint(path)
    SqliteStore(path, may).close()
    assert extra == ["ran"]
    copies = list((path.parent / "backups").iterdir())
    assert [copy.name.startswith("before-migration-") for copy in copies] == [True]
    assert (counts(copies[0]), fingerprint(copies[0])) == (before, old)
    assert counts(path) == before | {"tomorrow": 0, "_sqlite_migrations": before["_sqlite_migrations"] + 1}


def test_a_new_database_needs_no_copy(path: Path, extra: list[str]) -> None:
    make_store(path).close()
    assert extra == ["ran"]
    assert not (path.parent / "backups").exists()


def test_a_migration_that_breaks_leaves_the_database_as_it_was(path: Path, extra: list[str]) -> None:
    restore(RELEASED[-1], path)
    before, old = everything(path), fingerprint(path)
    extra.append("break")
    with pytest.raises(RuntimeError, match="half-way"):
        SqliteStore(path, may)
    assert (everything(path), fingerprint(path)) == (before, old)
    extra.clear()
    for copy in (path.parent / "backups").iterdir():
        copy.unlink()  # the next copy may be made within the same second
    SqliteStore(path, may).close()
    assert extra == ["ran"]


def test_no_migration_begins_when_the_copy_cannot_be_made(path: Path, extra: list[str]) -> None:
    restore(RELEASED[-1], path)
    old = fingerprint(path)
    (path.parent / "backups").write_text("a file where the folder should be")
    with pytest.raises((StoreFailed, OSError)):
        SqliteStore(path, may)
    assert (fingerprint(path), extra) == (old, [])


def test_several_that_open_a_new_database_at_once_make_it_once(path: Path) -> None:
    gate = threading.Barrier(4)

    def start() -> None:
        gate.wait(10)
        make_store(path).close()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(start) for _ in range(4)]:
            done.result(30)
    assert {name: n for name, n in counts(path).items() if n} == {
        "_sqlite_migrations": len(schema.migrations._migrations),
        "municipality": 4,
        "municipality_name": 4,
        "region": 1,
    }


CONCEPTS = {
    "example_measure": '{"facet": "measure", "nb": ["eksempeltiltak"], "nn": ["døme-tiltak"], "en": ["example measure*"]}',
    "falls": '{"facet": "condition", "nb": ["fall"], "en": ["falls"], "mesh": ["Accidental Falls"], "wide": ["falls"]}',
}


@pytest.mark.parametrize("name", [name for name in RELEASED if "m005" <= name < "m009"])
def test_the_concepts_of_a_method_team_are_the_first_edition_of_its_words(path: Path, name: str) -> None:
    """Those in force, and as they were; what was taken away stays away, and what holds nowhere makes nothing fail."""
    restore(name, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        person = connection.execute("SELECT id FROM person ORDER BY created_at, id").fetchone()[0]
        rows_before = [
            *((name, text, None) for name, text in CONCEPTS.items()),
            ("taken_away", CONCEPTS["falls"], "2026-01-01T00:00:00.000Z"),
            ("of_an_earlier_day", '{"facet": "colour", "nb": ["x"], "en": ["y"]}', None),
        ]
        for number, (concept, text, removed) in enumerate(rows_before):
            connection.execute(
                "INSERT INTO glossary_concept (id, name, concept, created_at, created_by, removed_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (f"row-{number}", concept, text, f"2025-01-0{number + 1}T00:00:00.000Z", person, removed),
            )
    store = SqliteStore(path, may)
    view = store.seen_by(Actor(person))
    (edition,) = view.own_texts("glossary")
    assert (edition.state, edition.number, edition.based_on) == ("published", 1, "shipped")
    own = read_own(view.published_text(edition.id)).concepts
    assert own == {one: read_concept(one, json.loads(text)) for one, text in CONCEPTS.items()}
    assert rows(path, "SELECT count(*) FROM glossary_concept") == [(4,)]
    assert rows(path, "SELECT field FROM event WHERE object_id = ? ORDER BY seq", edition.id) == [
        ("",),
        ("text",),
        ("",),
    ]
    with pytest.raises(BadInput, match="text_not_draft"):
        save_field(store, Actor(person), "own_text", edition.id, "text", "concepts: {}")
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute("UPDATE field SET value = '' WHERE object_id = ?", (edition.id,))
    store.close()
