"""Starting: two servers on one folder (T18), a clock that jumps (T19), what the start itself looks at (T20)."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import wiring
from data import rowing, store, writing
from data.connections import wal_reset_fault
from pipeline.errors import StoreFailed
from pipeline.rows import Job
from pipeline.steps import screen
from pipeline.steps.fields import save_field
from tests.command import begin
from tests.makers import World, make_references, make_store, make_world, rows
from tests.soak.invariants import broken

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a small database, that settings name."""
    begin(tmp_path / "data")
    monkeypatch.setenv("KUNNSKAPSBROEN_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def second(data: Path) -> str:
    """What a second server on a folder says."""
    code = (
        "import wiring\nfrom pipeline.errors import Problem\n"
        "try:\n    wiring.house()\n    print('open')\nexcept Problem as problem:\n    print(problem.code)\nwiring.close_house()"
    )
    settings = {"KUNNSKAPSBROEN_DATA": str(data)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_second_server_on_a_folder_is_refused(data: Path) -> None:
    wiring.house()
    try:
        assert second(data) == "store_in_use"
    finally:
        wiring.close_house()
    assert second(data) == "open", "when the first has gone, the next one may"


def test_a_folder_that_a_killed_server_left_is_free(data: Path) -> None:
    code = "import os, wiring; wiring.house(); os.kill(os.getpid(), 9)"
    subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ | {"KUNNSKAPSBROEN_DATA": str(data)}, check=False
    )
    assert second(data) == "open"


# -- T19

Clock = Callable[[float], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Sets the clock off by so many seconds, for all that the store writes."""

    def off(seconds: float) -> None:
        def stamp(ago: float = 0) -> str:
            moment = datetime.now(UTC) + timedelta(seconds=seconds - ago)
            return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"

        for module in (rowing, writing, store):
            monkeypatch.setattr(module, "utc_now", stamp)
        monkeypatch.setattr(store, "ago", stamp)

    return off


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(make_store(tmp_path / "test.sqlite"))


@pytest.mark.parametrize("jump", [-3600, -86_400, 3600])
def test_a_clock_that_jumps_changes_no_order(world: World, tmp_path: Path, clock: Clock, jump: float) -> None:
    """An hour back (daylight saving done wrong, a battery that died): the order is that of `seq`, and votes stay in force."""
    ids = make_references(world, 4)
    path = tmp_path / "test.sqlite"
    for n, reference_id in enumerate(ids):
        clock(jump if n >= 2 else 0)
        screen.vote(world.store, world.actor, reference_id, "abstract", "include")
        save_field(world.store, world.actor, "question", world.question_id, "own_sentence", f"Oppdiktet setning {n}")
    view = world.store.seen_by(world.actor)
    assert view.my_votes(world.question_id, "abstract")[0].reference_id == ids[-1], "the newest vote is the last one"
    assert screen.undo(world.store, world.actor, world.question_id, "abstract") == ids[-1]
    said = [one.new for one in view.events(world.question_id) if one.field == "own_sentence"]
    assert said == [f"Oppdiktet setning {n}" for n in (3, 2, 1, 0)]
    times = [at for (at,) in rows(path, "SELECT at FROM event ORDER BY seq")]
    assert (times != sorted(times)) == (jump < 0), "the times do go back"
    assert broken(path) == []


def _queued(world: World) -> Job:
    with world.store.write(world.actor, "dedupe.start", "question", world.question_id) as change:
        values = {"kind": "dedupe", "question_id": world.question_id, "person_id": change.person_id, "state": "queued"}
        change.add("job", values | {"params": "{}", "created_at": change.at})
    job = world.store.claim_job("first", 30)
    assert job is not None
    return job


def test_after_a_clock_was_set_back_one_worker_has_the_job(world: World, clock: Clock) -> None:
    """Nobody knows how old a sign of life from the future is: the job may change hands, but never has two."""
    store, job = world.store, _queued(world)
    clock(-3600)
    taken = store.claim_job("second", 30)
    alive = {name: store.beat(job.id, worker=name) for name in ("first", "second")}
    assert alive == {"first": taken is None, "second": taken is not None}
    assert store.claim_job("third", 30) is None, "a sign of life was given this very moment"
    clock(-3600 + 20)
    assert store.claim_job("third", 30) is None, "20 s since the last sign of life"
    clock(-3600 + 40)
    assert store.claim_job("third", 30) is not None, "40 s since the last sign of life: the worker is gone"


# -- T20


def test_the_start_looks_at_what_it_stands_on(data: Path) -> None:
    house = wiring.house()
    try:
        state = wiring.health()
        with house.store._connections.writing() as connection:
            pragmas = {
                name: connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "busy_timeout")
            }
    finally:
        wiring.close_house()
    assert state["wal_reset_fault"] == wal_reset_fault()
    assert state["sqlite"] == sqlite3.sqlite_version
    assert state["free_bytes"] > 0 and state["rows"]["need"] == 1 and state["last_backup"] == ""
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "busy_timeout": 10_000,
    }


def test_a_start_on_a_damaged_database_is_told(data: Path) -> None:
    path = data / "kunnskapsbroen.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    content = bytearray(path.read_bytes())
    content[size * 2 : size * 6] = b"\xa5" * (size * 4)
    path.write_bytes(content)
    with pytest.raises(StoreFailed) as caught:
        wiring.house()
    assert wiring.self_check().status == "fail"
    wiring.close_house()
    assert caught.value.code == "store_check_failed"


def test_a_start_on_a_database_of_a_newer_program_is_told(data: Path) -> None:
    with closing(sqlite3.connect(data / "kunnskapsbroen.sqlite")) as connection, connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('kunnskapsbroen', 'm998', '')"
        )
    with pytest.raises(StoreFailed, match="store_newer"):
        wiring.house()
    wiring.close_house()
