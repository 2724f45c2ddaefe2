"""The self-check (T20): each item on its own, damage found late, and leftovers of killed programs."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from data import backup, health, leftovers
from data.connections import connect, promises_broken
from data.health import Watch
from pipeline.errors import StoreFailed
from tests.data.test_command_line import damage
from tests.makers import make_store, make_world

DEAD = 2**22 + 11  # beyond the highest number that Linux gives a process


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A small database that nobody has open."""
    store = make_store(tmp_path / "test.sqlite")
    make_world(store)
    store.close()
    return tmp_path / "test.sqlite"


@pytest.mark.parametrize(
    ("version", "status"),
    [
        ((3, 36, 0), "fail"),
        ((3, 40, 1), "warn"),
        ((3, 44, 6), "ok"),
        ((3, 50, 7), "ok"),
        ((3, 51, 2), "warn"),
        ((3, 51, 3), "ok"),
    ],
)
def test_the_version_gate(version: tuple[int, ...], status: str) -> None:
    assert health.sqlite_item(version).status == status


def test_an_sqlite_that_is_too_old_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_SQLITE", (99, 0, 0))
    with pytest.raises(StoreFailed, match="sqlite_too_old"):
        Watch(path).start()


def test_promises(path: Path) -> None:
    connection = connect(path)
    assert promises_broken(connection, in_use=True) == ()
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=OFF")
    assert promises_broken(connection, in_use=True) == ("synchronous", "foreign_keys")
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    assert health.promises_item(path, in_use=True).params == {"names": "journal_mode"}
    assert health.promises_item(path, in_use=False).status == "ok"


@pytest.mark.parametrize(("free", "status"), [(10 * 2**30, "ok"), (2**29, "warn"), (2**20, "fail")])
def test_free_disk(path: Path, monkeypatch: pytest.MonkeyPatch, free: int, status: str) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(2**40, 0, free))  # type: ignore[attr-defined]
    assert health.disk_item(path).status == status


def test_free_disk_is_held_against_the_size(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_size", lambda _: 2**31)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(2**40, 0, 7 * 2**30))  # type: ignore[attr-defined]
    assert health.disk_item(path).params["wanted"] == 8 * 1024


@pytest.mark.parametrize(
    ("days", "code"), [(0, "health_backup_today"), (3, "health_backup_ok"), (8, "health_backup_old")]
)
def test_age_of_the_last_copy(path: Path, days: int, code: str) -> None:
    copy = path.parent / backup.FOLDER / "copy.sqlite"
    assert health.copy_item(path).code == "check_no_backup"
    backup.copy_database(path, copy)
    then = time.time() - days * 86_400 - 60
    os.utime(copy, (then, then))
    assert health.copy_item(path).code == code


def test_what_is_no_copy_of_ours_does_not_count(path: Path) -> None:
    (path.parent / backup.FOLDER).mkdir()
    (path.parent / backup.FOLDER / "notes.sqlite").write_text("no database")
    assert health.copy_item(path).code == "check_no_backup"


def test_a_copy_that_lies_elsewhere_is_remembered(path: Path, tmp_path: Path) -> None:
    backup.copy_database(path, tmp_path / "elsewhere" / "copy.sqlite")
    backup.remember(path, tmp_path / "elsewhere" / "copy.sqlite")
    assert health.copy_item(path).code == "health_backup_today"
    assert "elsewhere" not in (path.parent / backup.LAST).read_text()
    (path.parent / backup.LAST).write_text('{"at": 7}')
    assert health.copy_item(path).code == "check_no_backup"


# -- leftovers


def leave(path: Path, name: str, *, folder: bool = False, days: float = 0) -> Path:
    """Something that a program left beside a database."""
    one = path.parent / name
    one.parent.mkdir(parents=True, exist_ok=True)
    if folder:
        one.mkdir()
        (one / "manifest.json").write_text("{}")
    else:
        one.write_text("half")
    then = time.time() - days * 86_400
    os.utime(one, (then, then))
    return one


@pytest.mark.parametrize(
    ("name", "cleared"),
    [
        (f"copy.sqlite.{DEAD}.half", True),
        (f"copy.sqlite.{DEAD}.half-journal", True),
        (f"backups/copy.sqlite.{DEAD}.half", True),
        (f".omtale.docx.{DEAD}.half", True),
        ("test.sqlite.new", True),
        ("copy.sqlite.SELF.half", False),  # its maker is at work
        ("copy.sqlite.half", False),
        ("other.sqlite.new", False),
        ("test.sqlite.before-restore", False),
        ("backups/copy.sqlite", False),
        ("notes.half.txt", False),
    ],
)
def test_what_a_start_clears(path: Path, name: str, cleared: bool) -> None:
    one = leave(path, name.replace("SELF", str(os.getpid())))
    watch = Watch(path)
    watch.start()
    assert one.exists() is not cleared
    left = next(item for item in watch.report().items if item.id == "leftovers")
    assert left.code == ("health_leftovers_cleared" if cleared else "health_leftovers_none")
    watch.close()


def test_the_number_of_a_process_is_not_believed_for_ever(path: Path) -> None:
    one = leave(path, f"copy.sqlite.{os.getpid()}.half", days=2)
    assert leftovers.clear(path) == (1, 0) and not one.exists()


def test_half_an_export_is_a_folder(path: Path) -> None:
    one = leave(path, f"alt.{DEAD}.half", folder=True)
    assert leftovers.clear(path) == (1, 0) and not one.exists()


def test_a_link_is_taken_away_and_not_what_it_points_to(path: Path, tmp_path: Path) -> None:
    kept = tmp_path / "precious"
    kept.mkdir()
    (kept / "text").write_text("here")
    (path.parent / f"alt.{DEAD}.half").symlink_to(kept)
    assert leftovers.clear(path) == (1, 0)
    assert (kept / "text").exists()


def test_the_command_line_only_counts(path: Path) -> None:
    one = leave(path, f"copy.sqlite.{DEAD}.half")
    report = health.examined(path, health.WHOLE, health.LINKED)
    assert next(item for item in report.items if item.id == "leftovers").code == "health_leftovers_found"
    assert one.exists()


# -- the whole file


def test_a_damaged_file_is_not_opened_and_not_changed(path: Path) -> None:
    damage(path)
    before = path.read_bytes()
    with pytest.raises(StoreFailed, match="store_check_failed"):
        Watch(path).start()
    assert path.read_bytes() == before


def test_a_first_start_has_nothing_to_read(tmp_path: Path) -> None:
    watch = Watch(tmp_path / "new.sqlite")
    watch.start()
    watch.close()
    assert not (tmp_path / "new.sqlite").exists()


def test_a_large_file_is_read_on_beside_the_work(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading takes longer than the start waits; then it turns out to be damaged, and nothing more is written."""
    go = threading.Event()

    def slow(_: sqlite3.Connection) -> bool:
        go.wait(10)
        return False

    monkeypatch.setattr(backup, "is_whole", slow)
    watch = Watch(path)
    watch.start(wait_s=0.05)
    store = make_store(path)
    watch.when_damaged(store.only_read)
    report = watch.report()
    assert (report.status, [one.id for one in report.items if one.status == "checking"]) == ("warn", ["whole", "links"])
    world = make_world(store)
    go.set()
    watch.close()
    assert watch.report().status == "fail"
    with pytest.raises(StoreFailed, match="store_only_read"):
        make_world(store, world.actor)
    assert store.seen_by(world.actor).question(world.question_id).title, "what is there can still be read"
    store.close()


def test_check_gives_the_same_items(path: Path) -> None:
    watch = Watch(path)
    watch.start()
    here: Any = [one.id for one in watch.report().items]
    watch.close()
    told = health.as_json(health.examined(path, health.WHOLE, health.LINKED))
    assert [one["id"] for one in told["items"]] == here
    assert json.dumps(told)
