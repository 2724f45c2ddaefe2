"""`python -m data export-all`: everything comes out, exact, whole or not at all, also of a copy that is damaged."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from data import export_all as exporting
from data.export_all import export_all, rows_of, verify
from data.schema import migrations
from data.store import SqliteStore
from pipeline.access import sessions
from pipeline.access.sessions import Caller, Limits
from pipeline.access.tokens import digest
from pipeline.errors import BadInput, Problem, StoreFailed
from pipeline.formats import ris
from pipeline.rights import may
from pipeline.steps import accounts, invite
from pipeline.steps.fields import save_field
from tests.command import begin, run, run_here
from tests.data.fixtures.__main__ import fill
from tests.makers import FILE, counts, make_references, make_store, make_world, rows

NAME = "kunnskapsbroen.sqlite"
HOSTILE = ("=1+1", "+1", "-1", "@cmd", "\tx", "plain æøå", "linje\nto", '"sitat"', "a,b")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one of everything, at rest."""
    path = tmp_path_factory.mktemp("source") / NAME
    store = make_store(path)
    fill(store)
    store.close()
    return path


def copied(source: Path, folder: Path) -> Path:
    """A copy that a test may spoil."""
    folder.mkdir(exist_ok=True)
    path = folder / NAME
    path.write_bytes(source.read_bytes())
    return path


def exported(path: Path) -> dict[str, int]:
    """Rows of every table that is for others to have."""
    return {name: n for name, n in counts(path).items() if name not in exporting.LEFT_OUT}


def test_what_opens_a_door_stays_in_the_database(tmp_path: Path) -> None:
    store = make_store(tmp_path / NAME)
    world = make_world(store)
    accounts.start_accounts(store, world.actor, "eksempel", "fire ganske vilkårlige ord")
    _account, token = sessions.sign_in(store, "eksempel", "fire ganske vilkårlige ord", Caller(), Limits())
    _id, link = invite.invite(store, world.actor, "practice", "need", world.need_id)
    secret = store.account_of(world.actor.person_id)
    assert secret is not None
    store.close()
    manifest = export_all(tmp_path / NAME, tmp_path / "out", ris.write)
    assert manifest["left_out"] == ["account.password_hash", "attempt", "invitation.token_hash", "session", "sign_in"]
    everything = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    for word in (secret.password_hash, "argon2", token, link, digest(token), digest(link)):
        assert word.encode() not in everything
    assert [row["login"] for row in rows_of(tmp_path / "out", "account")] == ["eksempel"]


def left(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_everything_is_there_and_exact(source: Path, tmp_path: Path) -> None:
    manifest = export_all(source, tmp_path / "out", ris.write)
    assert manifest["complete"]
    assert {name: one["rows"] for name, one in manifest["tables"].items()} == exported(source)
    assert verify(tmp_path / "out") == manifest
    with closing(sqlite3.connect(source)) as connection:
        connection.row_factory = sqlite3.Row
        for table in exported(source):
            hidden = exporting.SECRET.get(table, frozenset())
            found = connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid')
            kept = [{name: row[name] for name in row.keys() if name not in hidden} for row in found]  # noqa: SIM118
            assert list(rows_of(tmp_path / "out", table)) == kept, table


def test_a_database_made_of_what_came_out_is_the_same(source: Path, tmp_path: Path) -> None:
    """Nobody is locked in: the tables of the folder are a database again."""
    export_all(source, tmp_path / "out", ris.write)
    again = tmp_path / "again.sqlite"
    SqliteStore(again, may).close()
    with closing(sqlite3.connect(again)) as connection, connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        for table in exported(source):
            if table.startswith("_"):
                continue
            for row in rows_of(tmp_path / "out", table):
                # nobody can sign in by it, and no link works: passwords and invitations are given anew
                row |= {name: f"gone-{row['id']}" for name in exporting.SECRET.get(table, ())}  # noqa: C420
                marks = ", ".join(f":{name}" for name in row)
                connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", row)
    assert counts(again) == counts(source)
    assert rows(again, "PRAGMA foreign_key_check") == []
    store = SqliteStore(again, may)  # and the program goes on with it
    make_references(make_world(store), 1)
    store.close()


def test_the_references_of_each_question_can_be_read_by_any_program(source: Path, tmp_path: Path) -> None:
    manifest = export_all(source, tmp_path / "out", ris.write)
    for question_id, n in rows(source, "SELECT question_id, count(*) FROM reference WHERE id = group_id GROUP BY 1"):
        name = f"references/{question_id}.ris"
        assert manifest["references"][name] == n
        reading = ris.parse((tmp_path / "out" / name).read_text(encoding="utf-8"))
        assert (reading.taken, len(reading.rejected)) == (n, 0)
        titles = {title for (title,) in rows(source, "SELECT title FROM reference WHERE id = group_id")}
        assert {one.record.title for one in reading.parsed} <= titles


def test_imported_files_are_as_they_came(source: Path, tmp_path: Path) -> None:
    export_all(source, tmp_path / "out", ris.write)
    assert FILE in {path.read_bytes() for path in (tmp_path / "out" / "files").iterdir()}
    assert len(left(tmp_path / "out" / "files")) == sum(counts(source)[kind] for kind in ("file", "document", "paper"))


def test_a_spreadsheet_meets_no_formula(tmp_path: Path) -> None:
    store = make_store(tmp_path / NAME)
    world = make_world(store)
    for text in HOSTILE:
        save_field(store, world.actor, "question", world.question_id, "own_sentence", text)
    store.close()
    export_all(tmp_path / NAME, tmp_path / "out", ris.write)
    with (tmp_path / "out" / "tables" / "event.csv").open(encoding="utf-8-sig", newline="") as sheet:
        shown = [row["new_value"] for row in csv.DictReader(sheet) if row["field"] == "own_sentence"]
    assert shown == [f"'{text}" if text[0] in "=+-@\t" else text for text in HOSTILE]
    exact = [row["new_value"] for row in rows_of(tmp_path / "out", "event") if row["field"] == "own_sentence"]
    assert tuple(exact) == HOSTILE


def test_a_file_name_from_outside_leads_nowhere_else(tmp_path: Path) -> None:
    begin(tmp_path / "data")
    with closing(sqlite3.connect(tmp_path / "data" / NAME)) as connection, connection:
        question = connection.execute("SELECT id FROM question").fetchone()[0]
        connection.execute(
            "INSERT INTO file VALUES ('../../../x', ?, 'h', '../../etc/passwd', 1, x'00', '')", (question,)
        )
    export_all(tmp_path / "data" / NAME, tmp_path / "out", ris.write)
    assert left(tmp_path) == ["data", "out"]
    assert [row["bytes"] for row in rows_of(tmp_path / "out", "file")] == [b"\0"]


# -- where it can be made from


def test_beside_a_store_in_use_with_commits_in_its_log(tmp_path: Path) -> None:
    store = make_store(tmp_path / NAME)
    world = make_world(store)
    make_references(world, 30)
    assert (tmp_path / f"{NAME}-wal").stat().st_size > 0
    manifest = export_all(tmp_path / NAME, tmp_path / "out", ris.write)
    assert manifest["tables"]["reference"]["rows"] == 30
    make_references(world, 1, first=31)
    store.close()


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A small file system that is mounted so that nobody can write to it, not even root; give it content first."""
    folder = tmp_path / "mounted"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("a file system can only be mounted by root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("with_log", [False, True])
def test_from_a_copy_that_cannot_be_written_to(read_only: Path, tmp_path: Path, with_log: bool) -> None:
    store = make_store(tmp_path / NAME)
    make_references(make_world(store), 30)
    if not with_log:
        store.close()
    for ending in ("", "-wal") if with_log else ("",):
        (read_only / (NAME + ending)).write_bytes((tmp_path / (NAME + ending)).read_bytes())
    subprocess.run(["mount", "-o", "remount,ro", str(read_only)], check=True)
    manifest = export_all(read_only / NAME, tmp_path / "out", ris.write)
    assert (manifest["complete"], manifest["tables"]["reference"]["rows"]) == (True, 30)
    if with_log:
        store.close()


def spoil(path: Path, table: str) -> int:
    """Overwrite one page in the middle of a table; gives how many pages of it are left sound."""
    with closing(sqlite3.connect(path)) as connection:
        sql = "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path"
        try:
            pages = [row[0] for row in connection.execute(sql, (table,))]
        except sqlite3.OperationalError:
            pytest.skip("this SQLite has no dbstat")
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    content = bytearray(path.read_bytes())
    at = (pages[len(pages) // 2] - 1) * size
    content[at : at + size] = b"\xa5" * size
    path.write_bytes(content)
    return len(pages) - 1


@pytest.mark.parametrize("table", ["event", "reference", "source_record"])
def test_of_a_damaged_database_all_that_can_be_read(tmp_path: Path, table: str) -> None:
    store = make_store(tmp_path / NAME)
    world = make_world(store)
    make_references(world, 200)
    for n in range(200):
        save_field(store, world.actor, "question", world.question_id, "own_sentence", f"Oppdiktet setning {n} " * 5)
    store.close()
    whole = exported(tmp_path / NAME)
    numbers = {row[0] for row in rows(tmp_path / NAME, f"SELECT rowid FROM {table}")}
    sound = spoil(tmp_path / NAME, table)
    manifest = export_all(tmp_path / NAME, tmp_path / "out", ris.write)
    assert not manifest["complete"]
    assert {name for name, one in manifest["tables"].items() if one["holes"]} == {table}
    assert {name: one["rows"] for name, one in manifest["tables"].items() if name != table} == {
        name: n for name, n in whole.items() if name != table
    }
    got = manifest["tables"][table]["rows"]
    share = sound / (sound + 1)
    assert len(numbers) * share * 0.9 <= got < len(numbers), f"{got} of {len(numbers)} rows, {sound} pages are sound"
    verify(tmp_path / "out")


@pytest.mark.parametrize(("content", "code"), [(b"", "store_not_ours"), (b"ingen database " * 999, "store_not_ours")])
def test_what_is_no_database_gives_no_folder(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "x.sqlite").write_bytes(content)
    with pytest.raises(StoreFailed) as caught:
        export_all(tmp_path / "x.sqlite", tmp_path / "out", ris.write)
    assert caught.value.code == code
    assert left(tmp_path) == ["x.sqlite"]


# -- whole or not at all, and counted again


def test_a_full_disk_leaves_nothing_half(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = 0

    def full(out: Any) -> None:
        nonlocal done
        done += 1
        if done > 20:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(exporting, "_settle", full)
    with pytest.raises(StoreFailed, match="export_failed"):
        export_all(source, tmp_path / "out", ris.write)
    assert left(tmp_path) == []


def test_a_folder_that_is_there_is_not_touched(source: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("mine", encoding="utf-8")
    with pytest.raises(BadInput, match="export_target_exists"):
        export_all(source, tmp_path / "out", ris.write)
    assert left(tmp_path / "out") == ["mine"]
    (tmp_path / "empty").mkdir()
    export_all(source, tmp_path / "empty", ris.write)
    with pytest.raises(BadInput, match="backup_source_missing"):
        export_all(tmp_path / "absent", tmp_path / "new", ris.write)


SPOILT = {
    "a row less": lambda out: _cut(out / "tables" / "event.json"),
    "a table gone": lambda out: (out / "tables" / "vote.csv").unlink(),
    "a file changed": lambda out: next((out / "files").iterdir()).write_bytes(b"x"),
    "a file more": lambda out: (out / "files" / "more").write_bytes(b"x"),
    "a reference less": lambda out: _cut(next((out / "references").iterdir())),
    "manifest garbled": lambda out: (out / "manifest.json").write_text("{"),
}


def _cut(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:1] + lines[2:]), encoding="utf-8")


@pytest.mark.parametrize("how", SPOILT)
def test_verify_finds_what_is_not_as_it_was(source: Path, tmp_path: Path, how: str) -> None:
    export_all(source, tmp_path / "out", ris.write)
    SPOILT[how](tmp_path / "out")
    with pytest.raises(Problem) as caught:
        verify(tmp_path / "out")
    assert caught.value.code == "export_differs"


def test_counts_are_checked_even_where_the_sums_were_made_to_fit(source: Path, tmp_path: Path) -> None:
    export_all(source, tmp_path / "out", ris.write)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    manifest["tables"]["vote"]["rows"] += 1
    (tmp_path / "out" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(StoreFailed, match=r"tables/vote\.json"):
        verify(tmp_path / "out")


# -- on the command line


def test_on_the_command_line(tmp_path: Path) -> None:
    begin(tmp_path / "data")
    assert run(tmp_path / "data", "export-all", "--to", tmp_path / "out", package="data").code == 0
    assert run_here(tmp_path / "data", "verify", tmp_path / "out", package="data").code == 0
    assert run_here(tmp_path / "data", "export-all", "--to", tmp_path / "out", package="data").code == 2
    assert run_here(tmp_path / "data", "verify", tmp_path / "nothing", package="data").code == 2
    assert len(migrations._migrations) == len(list(rows_of(tmp_path / "out", "_sqlite_migrations")))


def test_a_damaged_copy_ends_with_one(tmp_path: Path) -> None:
    begin(tmp_path / "data")
    store = make_store(tmp_path / "data" / NAME)
    world = make_world(store)
    make_references(world, 50)
    store.close()
    spoil(tmp_path / "data" / NAME, "reference")
    done = run_here(
        tmp_path, "export-all", "--from", tmp_path / "data" / NAME, "--to", tmp_path / "out", package="data"
    )
    assert (done.code, done.err) == (1, "")


@pytest.mark.parametrize("command", ["export-all", "verify"])
def test_help_has_an_example(tmp_path: Path, command: str) -> None:
    done = run_here(tmp_path, command, "--help", package="data")
    assert (done.code, done.err) == (0, "")
    assert f"eksempel:\n  python -m data {command}" in done.out
