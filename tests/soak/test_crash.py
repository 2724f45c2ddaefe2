"""Killed in the middle of anything (T1, T16), and the log of a machine that lost its power (T2)."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import time
from contextlib import closing
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from sqlite_utils import Database

from data import carry_over, schema
from data.store import SqliteStore
from pipeline.rights import may
from tests.data.fixtures.__main__ import FOLDER, restore
from tests.makers import counts, make_references, make_store, make_world, rows
from tests.soak.acts import Act, choose, do, read_told, tell, write_until_killed
from tests.soak.invariants import broken

WRITERS = 3
context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["tests.soak.test_crash"])


def kill(process: BaseProcess) -> None:
    """As the operating system does when memory is short, or somebody pulls the plug of the program."""
    if process.pid is not None and process.is_alive():
        os.kill(process.pid, signal.SIGKILL)
    process.join(20)


# -- T1


class Storm:
    """Rounds of writers that are killed; what each knew to be kept must be there, what it did not know is sent again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "test.sqlite"
        store = make_store(self.path)
        self.world = make_world(store)
        make_references(self.world, 20)
        store.close()
        self.kills = self.kept = self.unknown = self.committed_unknown = 0
        self.reopened: list[float] = []
        self.lost: list[Act] = []
        self.doubled = 0

    def round(self, number: int, luck: random.Random) -> None:
        """Start the writers, kill them at a random moment, look at what is left, send again what was under way."""
        told = [self.folder / f"told-{number}-{n}" for n in range(WRITERS)]
        me, question = self.world.actor.person_id, self.world.question_id
        writers = [
            context.Process(
                target=write_until_killed, args=(str(self.path), me, question, str(one), luck.randrange(10**9))
            )
            for one in told
        ]
        for writer in writers:
            writer.start()
        deadline = time.monotonic() + 60
        while not all(read_told(one)[1] for one in told):
            time.sleep(0.01)
            assert time.monotonic() < deadline, "the writers did not begin"
        for writer in writers:
            time.sleep(luck.uniform(0, 0.15))
            kill(writer)
            self.kills += 1
        self._look(told)

    def _look(self, told: list[Path]) -> None:
        begun = time.perf_counter()
        store = SqliteStore(self.path, may)
        store.seen_by(self.world.actor).question(self.world.question_id)
        self.reopened.append(time.perf_counter() - begun)
        there = {one for (one,) in rows(self.path, "SELECT id FROM event")}
        for one in told:
            sent, kept = read_told(one)
            self.kept += len(kept)
            self.lost += [act for act in sent if act.client_id in kept and _leaves_event(act, self.path) not in there]
            for act in sent[-1:]:
                if act.client_id not in kept:
                    self.unknown += 1
                    self.committed_unknown += act.client_id in there
                    before = _seq(self.path)
                    do(store, act)
                    once = _seq(self.path)
                    do(store, act)
                    self.doubled += _seq(self.path) != once or (act.client_id in there and once != before)
        store.close()
        assert broken(self.path) == []


def _leaves_event(act: Act, path: Path) -> str:
    """The id of the event that an act must have left. A merge that was undone before leaves none, and says so by nothing."""
    if act.kind in ("merge", "undo_merge") and not rows(path, "SELECT 1 FROM event WHERE id = ?", act.client_id):
        done = rows(path, "SELECT e.id FROM event e WHERE e.object_id = ? ORDER BY seq DESC LIMIT 1", act.target)
        return str(done[0][0]) if done else act.client_id
    return act.client_id


def _seq(path: Path) -> int:
    return int(rows(path, "SELECT max(seq) FROM event")[0][0])


def storm(folder: Path, rounds: int) -> None:
    """T1 with figures."""
    found, luck = Storm(folder), random.Random(20261121)
    begun = time.monotonic()
    for number in range(rounds):
        found.round(number, luck)
    tell(
        f"T1: {found.kills} kills in {time.monotonic() - begun:.0f} s, {found.kept} writes known to be kept,"
        f" {len(found.lost)} lost; {found.unknown} under way of which {found.committed_unknown} were kept, sent again"
        f" twice: {found.doubled} doubled; reopened in {max(found.reopened) * 1000:.0f} ms at most;"
        f" {counts(found.path)['event']} events"
    )
    assert found.lost == []
    assert found.doubled == 0
    assert max(found.reopened) < 1


def test_three_writers_killed_a_few_times(tmp_path: Path) -> None:
    storm(tmp_path, 4)


@pytest.mark.soak
def test_three_writers_killed_a_hundred_times(tmp_path: Path) -> None:
    storm(tmp_path, 100)


# -- T2


def damaged_logs(folder: Path, tries: int) -> None:
    """T2 with figures: a log that was cut, garbled or partly never written gives the commits up to there, whole."""
    path = folder / "whole.sqlite"
    store = make_store(path)
    world = make_world(store)
    make_references(world, 10)
    with store._connections.alone() as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.execute("PRAGMA wal_autocheckpoint=0")
    base = _seq(path)
    luck = random.Random(2)
    for _ in range(60):
        do(store, choose(store, world.actor, world.question_id, luck))
    log = (folder / "whole.sqlite-wal").read_bytes()
    events = rows(path, "SELECT * FROM event ORDER BY seq")
    ends = {base, *_ends(path)}
    lengths = []
    for number in range(tries):
        copy = folder / f"copy-{number}.sqlite"
        shutil.copyfile(path, copy)
        (folder / f"copy-{number}.sqlite-wal").write_bytes(spoilt(log, number, luck))
        SqliteStore(copy, may).close()
        kept = rows(copy, "SELECT * FROM event ORDER BY seq")
        assert kept == events[: len(kept)], "not the first of the commits"
        assert len(kept) in ends, "half a commit"
        assert broken(copy) == []
        lengths.append(len(kept))
        copy.unlink()
    store.close()
    tell(
        f"T2: {tries} damaged logs of {len(log) // 1024} kB, {len(events) - base} events in them: all opened,"
        f" {min(lengths) - base} to {max(lengths) - base} events kept, always whole commits from the first on"
    )
    assert len(set(lengths)) > tries // 10, "the damage was too much alike"


def _ends(path: Path) -> list[int]:
    return [row[0] for row in rows(path, "SELECT max(seq) FROM event GROUP BY write_id")]


def spoilt(log: bytes, number: int, luck: random.Random) -> bytes:
    """A log cut short, with bits flipped, with a block that never reached the disk, or with another's tail."""
    at = luck.randrange(len(log))
    content = bytearray(log)
    if number % 4 == 0:
        return log[:at]
    if number % 4 == 1:
        for _ in range(luck.randrange(1, 9)):
            content[luck.randrange(at, len(log))] ^= 1 << luck.randrange(8)
    elif number % 4 == 2:
        block = at // 4096 * 4096
        content[block : block + 4096] = bytes(len(content[block : block + 4096]))
    else:
        content[at:] = luck.randbytes(len(log) - at)
    return bytes(content)


def test_some_damaged_logs(tmp_path: Path) -> None:
    damaged_logs(tmp_path, 12)


@pytest.mark.soak
def test_a_hundred_damaged_logs(tmp_path: Path) -> None:
    damaged_logs(tmp_path, 100)


# -- T16


def slow_step(db: Database) -> None:
    """A step of tomorrow that takes its time: a new table with every event in it, a new column, an index."""
    db.execute("CREATE TABLE tomorrow (seq INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT")
    db.execute("INSERT INTO tomorrow SELECT seq, verb || coalesce(new_value, '') FROM event")
    db.execute("ALTER TABLE person ADD COLUMN tomorrow TEXT")
    db.execute("UPDATE person SET tomorrow = name")
    db.execute("CREATE INDEX tomorrow_text ON tomorrow(text)")


def bring_up(path: str, begun: str) -> None:
    """Open a database with a program that knows one step more."""
    schema.migrations(name="m999_tomorrow")(slow_step)
    Path(begun).touch()
    SqliteStore(Path(path), may).close()


def _state(path: Path) -> tuple[bool, ...]:
    """Whether each trace of the step is there."""
    with closing(sqlite3.connect(path)) as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        person = {row[1] for row in connection.execute("PRAGMA table_info(person)")}
        steps = {row[0] for row in connection.execute("SELECT name FROM _sqlite_migrations")}
    return ("tomorrow" in names, "tomorrow" in person, "tomorrow_text" in names, "m999_tomorrow" in steps)


def killed_migrations(folder: Path, kills: int) -> None:
    """T16 with figures: the old schema or the new one, never between; the next start completes it."""
    start = folder / "start.sqlite"
    restore(sorted(path.stem for path in FOLDER.glob("*.sql"))[0], start)
    with closing(sqlite3.connect(start)) as connection, connection:
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000) INSERT INTO event (seq, id,"
            " write_id, at, person_id, municipality_id, verb, kind, object_id, field, new_value) SELECT (SELECT max(seq)"
            " FROM event) + i, 'e' || i, 'w' || i, '', 'p', 'm', 'need.edit', 'need', 'o', 'f', 'x' || i FROM n"
        )
    before, luck = counts(start), random.Random(16)
    undisturbed = _took(folder / "timed.sqlite", start)
    old = new = 0
    for number in range(kills):
        path, begun = folder / f"{number}" / "test.sqlite", folder / f"begun-{number}"
        path.parent.mkdir()
        shutil.copyfile(start, path)
        process = context.Process(target=bring_up, args=(str(path), str(begun)))
        process.start()
        while not begun.exists():
            time.sleep(0.001)
        time.sleep(luck.uniform(0, undisturbed))
        kill(process)
        state = _state(path)
        assert len(set(state)) == 1, f"between old and new: {state}"
        old, new = old + (not any(state)), new + all(state)
        assert rows(path, "PRAGMA integrity_check") == [("ok",)]
        _took(path, None)
        assert all(_state(path))
        after = counts(path)
        carried = (
            "SELECT count(*) FROM event WHERE why = ?"  # roles given to those who had worked here, each by an event
        )
        after["event"] -= rows(path, carried, carry_over.WHY)[0][0]
        assert {name: after[name] for name in before if name[0] != "_"} == {
            n: c for n, c in before.items() if n[0] != "_"
        }
        shutil.rmtree(path.parent)
    tell(
        f"T16: {kills} kills within a migration of {undisturbed * 1000:.0f} ms ({before['event']} events):"
        f" {old} old, {new} new, 0 between; every next start completed it"
    )


def _took(path: Path, start: Path | None) -> float:
    """Let a process bring a database up undisturbed; gives the time from its beginning."""
    if start is not None:
        shutil.copyfile(start, path)
    begun = path.with_name("begun")
    process = context.Process(target=bring_up, args=(str(path), str(begun)))
    process.start()
    while not begun.exists():
        time.sleep(0.001)
    at = time.perf_counter()
    process.join(60)
    assert process.exitcode == 0
    begun.unlink()
    return time.perf_counter() - at


def test_a_start_in_the_second_after_one_that_was_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy of the start that broke off lies there, and is left alone; the next start makes its own."""
    monkeypatch.setattr("data.migrate.utc_now", lambda: "2026-11-21T10:00:00.000Z")
    path, copies = tmp_path / "test.sqlite", tmp_path / "backups"
    restore(sorted(each.stem for each in FOLDER.glob("*.sql"))[0], path)
    copies.mkdir()
    (copies / "before-migration-2026-11-21T100000.sqlite").write_bytes(b"what was copied a moment ago")
    SqliteStore(path, may).close()
    assert (copies / "before-migration-2026-11-21T100000.sqlite").read_bytes() == b"what was copied a moment ago"
    assert counts(copies / "before-migration-2026-11-21T100000-2.sqlite")["event"] > 0


def test_a_few_kills_within_a_migration(tmp_path: Path) -> None:
    killed_migrations(tmp_path, 4)


@pytest.mark.soak
def test_forty_kills_within_a_migration(tmp_path: Path) -> None:
    killed_migrations(tmp_path, 40)
