"""`python -m data` and the copies it makes: what holds while others write, and what is left when something fails."""

from __future__ import annotations

import json
import multiprocessing
import shutil
import sqlite3
import time
from pathlib import Path

import pytest
from filelock import FileLock

import wiring
from data import backup
from data.__main__ import main
from pipeline.errors import BadInput, StoreFailed
from pipeline.rights import EVERY_ROLE, VERBS
from pipeline.rows import NOBODY, Actor
from pipeline.steps.need import raise_need
from tests.command import begin, run, run_here

NAME = "kunnskapsbroen.sqlite"
WRITERS = 4


def write_needs(path: Path, person_id: str, place: str, told: Path, stop: Path) -> None:
    """Raise needs in a process of its own until `stop` is there; a line in `told` for each that was kept."""
    store = wiring.open_store(path)
    with told.open("w", encoding="utf-8", buffering=1) as out:
        while not stop.exists():
            out.write(raise_need(store, Actor(person_id), "Et oppdiktet behov", place) + "\n")
    store.close()


def kept(path: Path) -> list[str]:
    """The needs that a writer was told are kept, so far."""
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def needs(path: Path) -> dict[str, int]:
    """need id -> its fields and events, read from a database file as it is."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        sql = (
            "SELECT id, (SELECT count(*) FROM field f WHERE f.object_id = need.id)"
            " + (SELECT count(*) FROM event e WHERE e.object_id = need.id) FROM need"
        )
        return dict(connection.execute(sql).fetchall())
    finally:
        connection.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a small database."""
    folder = tmp_path / "data"
    begin(folder)
    return folder


def more(data: Path, count: int = 1) -> None:
    """Raise more needs."""
    store = wiring.open_store(data / NAME)
    person, place = store.people_ids()[0], store.seen_by(NOBODY).places()[0].id
    for _ in range(count):
        raise_need(store, Actor(person), "Enda et oppdiktet behov", place)
    store.close()


def files(folder: Path) -> set[str]:
    """The files of a folder, but for lock files."""
    return {path.name for path in folder.iterdir() if path.suffix not in (".lock", ".running")}


# -- backup


def test_backup_while_four_processes_write(tmp_path: Path, data: Path) -> None:
    store = wiring.open_store(data / NAME)
    person, place = store.people_ids()[0], store.seen_by(NOBODY).places()[0].id
    store.close()
    stop, deadline = tmp_path / "stop", time.time() + 90
    context = multiprocessing.get_context("spawn")
    told = [tmp_path / f"told-{n}" for n in range(WRITERS)]
    writers = [context.Process(target=write_needs, args=(data / NAME, person, place, one, stop)) for one in told]
    for writer in writers:
        writer.start()
    while not all(kept(one) for one in told):
        time.sleep(0.05)
        assert time.time() < deadline, "the writers did not begin"
    copies = []
    for n in range(3):
        before = {one for path in told for one in kept(path)[:-1]}
        done = run(data, "backup", "--to", tmp_path / f"copy-{n}.sqlite", package="data")
        assert (done.code, done.err) == (0, "")
        copies.append((tmp_path / f"copy-{n}.sqlite", before))
    stop.touch()
    for writer in writers:
        writer.join(30)
    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    for copy, before in copies:
        assert backup.verify(copy)["need"] == len(needs(copy))
        assert before <= set(needs(copy)), "a need that was kept before the copy began is not in it"
        assert set(needs(copy).values()) == {3}, "a need without its text or its two events"
    at_the_end = {one for path in told for one in kept(path)}
    assert at_the_end <= set(needs(data / NAME))
    assert run(data, "check", package="data").code == 0


def test_backup_beside_a_running_server(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUNNSKAPSBROEN_DATA", str(data))
    wiring.house()
    try:
        done = run(data, "backup", package="data")
        assert run(data, "check", package="data").code == 0
    finally:
        wiring.close_house()
    assert done.code == 0
    copies = list((data / "backups").iterdir())
    assert len(copies) == 1 and copies[0].name in done.out
    assert backup.verify(copies[0])["need"] == 1


def test_backup_into_a_folder(tmp_path: Path, data: Path) -> None:
    (tmp_path / "to").mkdir()
    assert run(data, "backup", "--to", tmp_path / "to", package="data").code == 0
    assert [path.name.startswith("kunnskapsbroen-2") for path in (tmp_path / "to").iterdir()] == [True]


def test_backup_never_overwrites_and_leaves_nothing_half(tmp_path: Path, data: Path) -> None:
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    run_here(data, "backup", "--to", tmp_path / "mine", package="data").says("mine", "finnes fra før")
    run_here(data, "backup", "--to", tmp_path / "mine" / "copy", package="data").says("ikke laget")
    run_here(tmp_path / "empty", "backup", package="data").says("finnes ikke")
    assert (tmp_path / "mine").read_text(encoding="utf-8") == "mine"
    assert files(tmp_path) == {"mine", "data"}


def test_backup_of_a_damaged_database_is_no_backup(tmp_path: Path, data: Path) -> None:
    damage(data / NAME)
    run_here(data, "backup", "--to", tmp_path / "copy", package="data").says("ikke laget")
    assert files(tmp_path) == {"data"}


def test_backup_stopped_before_its_end_leaves_no_target(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path) -> dict[str, int]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "verify", full)
    with pytest.raises(StoreFailed, match="backup_failed"):
        backup.copy_database(data / NAME, tmp_path / "copy")
    assert files(tmp_path) == {"data"}


# -- restore


def damage(path: Path) -> None:
    """Overwrite the middle of a file."""
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096 * 8] = b"\xa5" * (4096 * 8)
    path.write_bytes(content)


def test_restore_over_a_live_folder_with_a_stale_log(tmp_path: Path, data: Path) -> None:
    """The log of the old database must not be replayed over the copy that took its place."""
    copy = tmp_path / "copy.sqlite"
    manifest = backup.copy_database(data / NAME, copy)
    store = wiring.open_store(data / NAME)
    person, place = store.people_ids()[0], store.seen_by(NOBODY).places()[0].id
    for _ in range(40):
        raise_need(store, Actor(person), "Et behov etter kopien", place)
    stale = {end: (data / (NAME + end)).read_bytes() for end in ("", "-wal")}
    assert len(stale["-wal"]) > 4096
    store.close()
    for end, content in stale.items():  # as a machine that lost its power leaves them
        (data / (NAME + end)).write_bytes(content)
    done = run(data, "restore", copy, "--yes", package="data")
    assert (done.code, done.err) == (0, "")
    assert f"Hendelser: {manifest['event']}." in done.out and f"{NAME}.before-restore" in done.out
    assert backup.verify(data / NAME) == manifest
    assert len(needs(data / f"{NAME}.before-restore")) == 41, "what was only in the log is not in the old database"
    assert files(data) == {NAME, f"{NAME}.before-restore"}
    more(data)
    assert backup.verify(data / NAME)["need"] == manifest["need"] + 1


def test_restore_into_an_empty_folder(tmp_path: Path, data: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    manifest = backup.copy_database(data / NAME, copy)
    assert run(tmp_path / "new", "restore", copy, "--yes", package="data").code == 0
    assert backup.verify(tmp_path / "new" / NAME) == manifest
    assert files(tmp_path / "new") == {NAME}


def test_each_restore_keeps_what_it_replaces(tmp_path: Path, data: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    backup.copy_database(data / NAME, copy)
    for count in (2, 3):
        more(data, count - 1)
        assert run(data, "restore", copy, "--yes", package="data").code == 0
        assert len(needs(data / NAME)) == 1
    assert len(needs(data / f"{NAME}.before-restore")) == 2
    assert len(needs(data / f"{NAME}.before-restore-2")) == 3


def test_restore_replaces_a_damaged_database(tmp_path: Path, data: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    manifest = backup.copy_database(data / NAME, copy)
    (data / NAME).write_bytes(b"no database at all" * 500)
    (data / f"{NAME}-wal").write_bytes(b"nor a log")
    old = (data / NAME).read_bytes()
    assert run(data, "restore", copy, "--yes", package="data").code == 0
    assert backup.verify(data / NAME) == manifest
    assert (data / f"{NAME}.before-restore").read_bytes() == old
    assert not (data / f"{NAME}-wal").exists()


@pytest.mark.parametrize("locked_by", ["server", "another program"])
def test_restore_refuses_while_somebody_uses_the_database(tmp_path: Path, data: Path, locked_by: str) -> None:
    copy = tmp_path / "copy.sqlite"
    backup.copy_database(data / NAME, copy)
    before = files(data)
    if locked_by == "server":
        with FileLock(str(data / NAME) + ".running"):
            run(data, "restore", copy, "--yes", package="data").says("i bruk")
    else:
        store = wiring.open_store(data / NAME)
        run(data, "restore", copy, "--yes", package="data").says("i bruk")
        store.close()
    assert files(data) == before
    assert len(needs(data / NAME)) == 1


def test_restore_asks_first(tmp_path: Path, data: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    backup.copy_database(data / NAME, copy)
    run_here(data, "restore", copy, package="data").says("--yes")
    assert files(data) == {NAME}


@pytest.mark.parametrize("fault", ["absent", "empty", "text", "cut", "garbled", "foreign", "newer", "itself", "folder"])
def test_restore_refuses_a_copy_that_is_not_sound(tmp_path: Path, data: Path, fault: str) -> None:
    copy = tmp_path / "copy.sqlite"
    backup.copy_database(data / NAME, copy)
    if fault == "absent":
        copy.unlink()
    elif fault == "empty":
        copy.write_bytes(b"")
    elif fault == "text":
        copy.write_text("ikke en database " * 400, encoding="utf-8")
    elif fault == "cut":
        copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    elif fault == "garbled":
        damage(copy)
    elif fault in ("foreign", "newer"):
        connection = sqlite3.connect(copy)
        if fault == "foreign":
            connection.execute("DROP TABLE _sqlite_migrations")
        else:
            connection.execute(
                "INSERT INTO _sqlite_migrations"
                " SELECT 99, migration_set, 'm999', max(applied_at) FROM _sqlite_migrations GROUP BY migration_set"
            )
        connection.commit()
        connection.close()
    elif fault == "itself":
        copy.unlink()
        copy.symlink_to(data / NAME)
    else:
        copy.unlink()
        copy.mkdir()
    before = (data / NAME).read_bytes()
    run_here(data, "restore", copy, "--yes", package="data").says(*(["m999"] if fault == "newer" else []))
    assert (data / NAME).read_bytes() == before
    assert files(data) == {NAME}


def test_restore_that_stops_before_its_end_leaves_the_old_database(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy.sqlite"
    backup.copy_database(data / NAME, copy)
    more(data)
    before = (data / NAME).read_bytes()

    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("data.backup.os.replace", no_space)
    with pytest.raises(StoreFailed, match="restore_failed"):
        backup.restore(copy, data / NAME)
    assert len(needs(data / NAME)) == 2
    assert len((data / NAME).read_bytes()) == len(before)
    assert f"{NAME}.new" not in files(data)


def test_a_copy_with_a_log_of_its_own_is_restored_whole(tmp_path: Path, data: Path) -> None:
    """Somebody copied database and log by hand while nobody wrote."""
    store = wiring.open_store(data / NAME)
    person, place = store.people_ids()[0], store.seen_by(NOBODY).places()[0].id
    raise_need(store, Actor(person), "Et behov som bare står i loggen", place)
    for ending in ("", "-wal"):
        shutil.copyfile(data / (NAME + ending), tmp_path / f"hand.sqlite{ending}")
    store.close()
    assert run(tmp_path / "new", "restore", tmp_path / "hand.sqlite", "--yes", package="data").code == 0
    assert len(needs(tmp_path / "new" / NAME)) == 2


def test_names_with_odd_signs(tmp_path: Path) -> None:
    folder = tmp_path / "100% data? #1 æøå"
    begin(folder)
    assert run_here(folder, "backup", "--to", folder / "kopi %20.sqlite", package="data").code == 0
    assert run_here(folder, "restore", folder / "kopi %20.sqlite", "--yes", package="data").code == 0
    assert run_here(folder, "check", package="data").code == 0


# -- check


def test_check_as_json(data: Path) -> None:
    done = run(data, "check", "--json", package="data")
    found = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert (found["sound"], found["broken_links"], found["rows"]["need"], found["last_backup"]) == (True, 0, 1, "")
    assert run(data, "backup", package="data").code == 0
    assert json.loads(run_here(data, "check", "--json", package="data").out)["last_backup"].endswith(".sqlite")


def test_check_for_people(data: Path) -> None:
    done = run(data, "check", package="data")
    assert done.code == 0
    assert done.out.startswith("Databasen er i orden. Hendelser: ")
    assert "ingen sikkerhetskopi" in done.out and "…" not in done.out


def test_check_of_rows_that_point_nowhere(data: Path) -> None:
    connection = sqlite3.connect(data / NAME)
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("DELETE FROM person")
    connection.commit()
    connection.close()
    done = run(data, "check", package="data")
    assert done.code == 1 and "peker på noe som ikke finnes" in done.out
    assert json.loads(run_here(data, "check", "--json", package="data").out)["sound"] is False


def test_check_of_a_damaged_database(tmp_path: Path, data: Path) -> None:
    damage(data / NAME)
    run_here(data, "check", package="data").says("skadet")
    done = run(data, "check", "--json", package="data")
    done.says("skadet")
    assert json.loads(done.out)["sound"] is False
    run_here(tmp_path / "absent", "check", package="data").says("finnes ikke")
    assert not (tmp_path / "absent").exists()


@pytest.mark.parametrize("command", ["", "backup", "restore", "check"])
def test_help_is_bokmal_with_an_example(tmp_path: Path, command: str) -> None:
    done = run_here(tmp_path, *filter(None, [command]), "--help", package="data")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("bruk: python -m data")
    assert f"eksempel:\n  python -m data {command}" in done.out


def test_unknown_command(tmp_path: Path) -> None:
    run_here(tmp_path, "erase", package="data").says("erase", "backup")


def test_errors_of_the_functions(tmp_path: Path, data: Path) -> None:
    with pytest.raises(BadInput, match="backup_source_missing"):
        backup.copy_database(tmp_path / "absent", tmp_path / "copy")
    with pytest.raises(BadInput, match="restore_onto_itself"):
        backup.restore(data / NAME, data / NAME)


def test_rights_prints_every_verb_and_every_role(capsys: pytest.CaptureFixture[str]) -> None:
    """The table that the store asks is the one that people read."""
    assert main(["rights"]) == 0
    said = capsys.readouterr().out
    lines = {line.split()[0]: line for line in said.splitlines() if line}
    assert set(VERBS) <= set(lines)
    for verb, row in VERBS.items():
        marks = lines[verb].split()[1 : 1 + len(EVERY_ROLE)]
        assert [role for role, mark in zip(EVERY_ROLE, marks, strict=True) if mark == "●"] == [
            role for role in EVERY_ROLE if role in row.roles
        ]
    assert all(f"({role})" in said for role in EVERY_ROLE)
    assert main(["rights", "--json"]) == 0
    assert json.loads(capsys.readouterr().out).keys() == VERBS.keys()


def test_the_structure_of_a_day(data: Path) -> None:
    told = json.loads(run(data, "structure", "--on", "1.1.2027", "--json", package="data").out)
    assert (told["on"], len(told["municipalities"])) == ("2027-01-01", 357)
    oslo = next(one for one in told["municipalities"] if one["number"] == "0301")
    assert (oslo["region"], oslo["host"], oslo["cluster"]) == ("Øst", "Lillestrøm", "")
    table = run_here(data, "structure", package="data").out.splitlines()
    assert len(table) == 359 and table[0].split()[:2] == ["Nummer", "Kommune"]
    assert "ikke en dag" in run_here(data, "structure", "--on", "snart", package="data").err
