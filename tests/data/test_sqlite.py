"""What is SQLite's own: rows that cannot be changed by anybody, one writer, whole transactions, clear errors."""

from __future__ import annotations

import hashlib
import multiprocessing
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from data.connections import Connections, wal_reset_fault
from data.schema import APPEND_ONLY, KEYS
from data.store import SqliteStore
from pipeline.errors import NotThere, Problem, StoreFailed
from pipeline.ids import new_id
from pipeline.rights import may
from pipeline.rows import NOBODY, Actor
from pipeline.steps.fields import save_field
from pipeline.steps.people import move_person
from pipeline.steps.screen import vote
from tests.makers import (
    ALTA,
    BERGEN,
    PLACES,
    World,
    counts,
    everything,
    furnish,
    make_references,
    make_store,
    make_world,
    rows,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "test.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    made = make_store(path)
    yield made
    made.close()


@pytest.fixture
def world(store: SqliteStore) -> World:
    return make_world(store)


# -- append-only, whoever holds the file


@pytest.fixture
def full(world: World, path: Path) -> Path:
    """A database with one of everything, to be opened by a program that is not ours."""
    furnish(world)
    return path


def columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_a_plain_connection_cannot_change_what_was_logged_or_received(full: Path, table: str, recursive: str) -> None:
    before = everything(full)[table]
    assert before
    with closing(sqlite3.connect(full)) as connection:
        connection.execute(f"PRAGMA recursive_triggers={recursive}")
        names = columns(connection, table)
        row = connection.execute(f"SELECT * FROM {table} LIMIT 1").fetchone()
        same_key = dict(zip(names, row, strict=True)) | {"id": new_id()}
        marks = ", ".join("?" * len(names))
        attacks: list[tuple[str, tuple[Any, ...]]] = [
            (f"UPDATE {table} SET id = id", ()),
            (f"UPDATE OR REPLACE {table} SET id = id", ()),
            (f"DELETE FROM {table}", ()),
            (f"INSERT OR REPLACE INTO {table} VALUES ({marks})", tuple(row)),
            (f"REPLACE INTO {table} VALUES ({marks})", tuple(row)),
            (f"INSERT OR REPLACE INTO {table} VALUES ({marks})", tuple(same_key.values())),
            (f"INSERT INTO {table} VALUES ({marks}) ON CONFLICT DO UPDATE SET id = 'x'", tuple(row)),
        ]
        for sql, params in attacks:
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(sql, params)
            connection.rollback()
    assert everything(full)[table] == before


def test_every_unique_key_of_an_append_only_table_is_guarded(full: Path) -> None:
    """A key that the triggers do not know of is a way to replace a row."""
    with closing(sqlite3.connect(full)) as connection:
        for table in APPEND_ONLY:
            indexes = connection.execute(f"PRAGMA index_list({table})").fetchall()
            unique = {
                tuple(row[2] for row in connection.execute(f"PRAGMA index_info({one[1]})")) for one in indexes if one[2]
            }
            primary = {(row[1],) for row in connection.execute(f"PRAGMA table_info({table})") if row[5]}
            assert unique | primary == {("id",), KEYS[table]}


def test_of_two_votes_in_force_the_second_is_refused_by_the_database(world: World, path: Path) -> None:
    reference_id = make_references(world, 1)[0]
    vote(world.store, world.actor, reference_id, "abstract", "include")
    with closing(sqlite3.connect(path)) as connection:
        names = [name for name in columns(connection, "vote") if name != "id"]
        copy = f"INSERT INTO vote (id, {', '.join(names)}) SELECT ?, {', '.join(names)} FROM vote"
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            connection.execute(copy, (new_id(),))


def test_bytes_and_raw_text_are_not_doubled_in_the_log(full: Path) -> None:
    logged = rows(full, "SELECT new_value FROM event WHERE kind IN ('file', 'run') AND new_value IS NOT NULL")
    assert logged
    assert not any("bytes" in value for (value,) in logged)


# -- what an event keeps


def test_an_event_keeps_the_municipality_of_its_day(world: World, path: Path) -> None:
    save_field(world.store, world.actor, "question", world.question_id, "own_sentence", "fra Oslo")
    move_person(world.store, world.actor, world.actor.person_id, BERGEN)
    save_field(world.store, world.actor, "question", world.question_id, "own_sentence", "fra Bergen")
    move_person(world.store, world.actor, world.actor.person_id, ALTA)
    of_day = rows(path, "SELECT new_value, municipality_id FROM event WHERE field = 'own_sentence' ORDER BY seq")
    assert of_day == [("fra Oslo", "no-0301"), ("fra Bergen", "no-4601")]


def test_the_log_holds_ids_of_people_and_never_names(world: World, full: Path) -> None:
    move_person(world.store, world.actor, world.actor.person_id, BERGEN)
    about_others = rows(full, "SELECT old_value, new_value, why FROM event")
    assert not any("Eksempel Person" in (text or "") for row in about_others for text in row)


def test_every_event_below_a_need_says_which(full: Path) -> None:
    """One column decides what belongs to whom, in the log too."""
    lost = rows(
        full, "SELECT verb, kind FROM event WHERE need_id IS NULL AND kind NOT IN ('person', 'instrument', 'own_text')"
    )
    assert set(lost) == {("person.register", "appointment")}, (
        "a role in a municipality or the installation is no need's"
    )
    assert rows(
        full, "SELECT count(*) FROM event e WHERE seq <> (SELECT count(*) FROM event b WHERE b.seq <= e.seq)"
    ) == [(0,)]


# -- whole or not at all


class Cut(BaseException):
    """As a thread that is killed: not an `Exception` that anybody may catch."""


@pytest.mark.parametrize("error", [RuntimeError, Cut, KeyboardInterrupt, NotThere])
def test_not_one_byte_of_any_table_remains_of_a_broken_write(
    world: World, path: Path, error: type[BaseException]
) -> None:
    one, two = make_references(world, 2)
    before = everything(path)
    with pytest.raises(error), world.store.write(world.actor, "dedupe.merge", "question", world.question_id) as change:
        change.regroup([two], one)
        change.set_field("question", world.question_id, "own_sentence", "halvt")
        change.add_records(change.view.runs(world.question_id)[0].id, [])
        change.note("question", world.question_id, field="half")
        raise error("cut")
    assert everything(path) == before


def test_a_row_that_the_database_refuses_takes_its_write_with_it(world: World, path: Path) -> None:
    before = everything(path)
    with (
        pytest.raises(sqlite3.IntegrityError),
        world.store.write(world.actor, "finding.add", "question", world.question_id) as change,
    ):
        change.set_field("question", world.question_id, "own_sentence", "halvt")
        change.add("part", {"question_id": world.question_id, "kind": "no such kind", "created_at": change.at})
    assert everything(path) == before


def test_a_write_inside_a_write_fails_at_once(world: World, path: Path) -> None:
    """It could only wait for itself for ever; better that the programmer sees it on the first run."""
    before = everything(path)
    failed: list[BaseException] = []

    def nested() -> None:
        try:
            with world.store.write(world.actor, "question.edit", "question", world.question_id):
                save_field(world.store, world.actor, "question", world.question_id, "own_sentence", "inni")
        except RuntimeError as error:
            failed.append(error)

    thread = threading.Thread(target=nested, daemon=True)
    thread.start()
    thread.join(5)
    assert failed, "a nested write hangs"
    assert everything(path) == before
    save_field(world.store, world.actor, "question", world.question_id, "own_sentence", "etterpå")


# -- one writer, many readers


def _save_many(path: str, person_id: str, question_id: str, number: int) -> None:
    store = SqliteStore(Path(path), may)
    for n in range(10):
        save_field(store, Actor(person_id), "question", question_id, "own_sentence", f"{number}.{n}")
    store.close()


def test_two_processes_on_one_file_lose_nothing(world: World, path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=_save_many, args=(str(path), world.actor.person_id, world.question_id, n))
        for n in range(2)
    ]
    for worker in workers:
        worker.start()
    for n in range(10):
        save_field(world.store, world.actor, "question", world.question_id, "own_sentence", f"2.{n}")
    for worker in workers:
        worker.join(30)
        assert worker.exitcode == 0
    log = rows(path, "SELECT new_value, old_value FROM event WHERE field = 'own_sentence' ORDER BY seq")
    assert sorted(new for new, _ in log) == sorted(f"{a}.{b}" for a in range(3) for b in range(10))
    assert [old for _, old in log] == [None, *(new for new, _ in log[:-1])]


def test_readers_go_on_while_somebody_writes_and_cannot_write(world: World, store: SqliteStore) -> None:
    with store.write(world.actor, "question.edit", "question", world.question_id) as change:
        change.note("question", world.question_id)
        assert store.seen_by(world.actor).question(world.question_id).id == world.question_id
    with (
        pytest.raises(StoreFailed) as caught,
        Connections(store.path).reading() as connection,
    ):
        connection.execute("DELETE FROM need")
    assert caught.value.code == "store_not_writable"


def test_more_readers_at_once_than_the_pool_holds(world: World, store: SqliteStore) -> None:
    def nest(depth: int) -> str:
        with store._connections.reading():
            return nest(depth - 1) if depth else store.seen_by(world.actor).question(world.question_id).id

    assert nest(20) == world.question_id


@pytest.mark.parametrize("pragma", ["journal_mode=wal", "synchronous=2", "foreign_keys=1", "recursive_triggers=1"])
def test_every_promise_is_switched_on(store: SqliteStore, pragma: str) -> None:
    name, _, value = pragma.partition("=")
    with store._connections.writing() as connection:
        assert str(connection.execute(f"PRAGMA {name}").fetchone()[0]) == value


def test_every_table_is_strict(path: Path, store: SqliteStore) -> None:
    loose = rows(
        path, "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite%'"
    )
    assert [name for (name,) in loose] == ["_sqlite_migrations"]


@pytest.mark.parametrize(
    ("version", "fault"),
    [
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 54, 1), False),
    ],
)
def test_which_versions_have_the_wal_reset_fault(version: tuple[int, ...], fault: bool) -> None:
    assert wal_reset_fault(version) is fault


# -- when the disk is full or the file is none of ours


def test_a_full_disk_is_told_and_harms_nothing(world: World, store: SqliteStore, path: Path) -> None:
    save_field(world.store, world.actor, "question", world.question_id, "own_sentence", "før")
    with store._connections.alone() as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count={pages + 2}")
    before = everything(path)
    with pytest.raises(StoreFailed) as caught:
        save_field(world.store, world.actor, "criteria", world.question_id, "inclusion", "stor " * 3_900)
    assert caught.value.code == "store_full"
    assert everything(path) == before
    with store._connections.alone() as db:
        db.execute("PRAGMA max_page_count=1000000")
    save_field(world.store, world.actor, "criteria", world.question_id, "inclusion", "nå går det")


def test_a_file_that_is_no_database_is_refused_with_a_word(path: Path) -> None:
    path.write_bytes(b"this is no database, but somebody's letter" * 100)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(Problem) as caught:
        SqliteStore(path, may)
    assert caught.value.code == "store_damaged"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == digest


# -- municipalities


def test_municipalities_are_kept_once(store: SqliteStore, path: Path) -> None:
    before = everything(path)
    assert store.keep_places(PLACES) == 0
    assert everything(path) == before


def test_a_municipality_with_a_new_name_keeps_its_old_one_in_its_time(world: World, store: SqliteStore) -> None:
    old = dict(PLACES[0])
    new = old | {"name": "Nye Oslo", "valid_from": "2026-06-01"}
    assert store.keep_places((old | {"valid_to": "2026-06-01"}, new)) == 2
    named = {place.id: place.name for place in store.seen_by(world.actor).places()}
    assert len(named) == len(store.seen_by(world.actor).places()) == 3, "one name each"
    assert named["no-0301"] == "Nye Oslo"
    assert store.seen_by(world.actor).need(world.need_id).municipality == "Nye Oslo"


def test_a_municipality_is_known_again_by_its_number(store: SqliteStore) -> None:
    bare = {name: value for name, value in PLACES[1].items() if name != "municipality_id"}
    new = {**bare, "number": "9999", "name": "Nykommunen"}
    renamed = {**new, "name": "Nyere kommune", "valid_from": "2026-02-01"}
    ended = {**new, "valid_to": "2026-02-01"}
    assert store.keep_places((bare, ended, renamed)) == 2
    assert store.keep_places((bare, ended, renamed)) == 0
    here = {place.number: place for place in store.seen_by(NOBODY).places()}
    assert (here["4601"].id, here["9999"].name) == (BERGEN, "Nyere kommune")


def test_counts_of_a_new_database(path: Path, store: SqliteStore) -> None:
    filled = {name: n for name, n in counts(path).items() if n and not name.startswith("_")}
    assert filled == {"municipality": len(PLACES), "municipality_name": len(PLACES), "region": 1}
