"""Everything out of a database, in forms that any program can read; nobody is to be locked in, or lose what is readable.

The folder: `manifest.json` (what is in it, how many, and its sha256), `tables/` (every table as JSON, exact, a row a
line, and as CSV for spreadsheets; the log is `tables/event`), `references/` (a RIS file for each question), `files/` (what
was imported, as it came). It appears whole or not at all. Sessions, sign-ins on their way, failed attempts, and the hashes
of passwords and links are left out, and the manifest says so.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from data.rowing import load_record, utc_now
from data.salvage import Reader, columns, snapshot, tables
from pipeline.errors import BadInput, StoreFailed
from pipeline.records import Record

FORMAT = 1
MANIFEST = "manifest.json"
# What opens a door, or would help somebody to open one, stays in the database: an export is made to be handed on.
LEFT_OUT = frozenset({"session", "attempt", "sign_in"})
SECRET = {"account": frozenset({"password_hash"}), "invitation": frozenset({"token_hash"})}
WriteRis = Callable[[Iterable[Record]], str]
_UNSAFE = re.compile(r"[^\w.,()+ -]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")  # what a spreadsheet would take for a formula (ASVS 5.0, 1.2.10)


@dataclass
class _Told:
    """What has been written so far."""

    tables: dict[str, dict[str, int]] = field(default_factory=dict)
    references: dict[str, int] = field(default_factory=dict)  # RIS file -> records in it
    files: list[str] = field(default_factory=list)


def export_all(source: Path, target: Path, write_ris: WriteRis) -> dict[str, Any]:
    """Write all that a database holds into a new folder, check it, and give its manifest.

    A damaged database gives what can be read of it: then `complete` is False, and `holes` of a table counts the places
    where rows are missing. Raises BadInput: backup_source_missing(file), export_target_exists(file); StoreFailed:
    export_failed(reason), store_not_ours(file), store_damaged(reason), store_unreadable(file), store_locked,
    export_differs(file).
    """
    if not source.exists():
        raise BadInput("backup_source_missing", file=source.name)
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise BadInput("export_target_exists", file=target.name)
    half = target.with_name(f"{target.name}.{os.getpid()}.half")
    try:
        with snapshot(source) as connection:
            half.mkdir(parents=True)
            manifest = _written(connection, half, write_ris)
        verify(half)
        os.replace(half, target)
    except OSError as failure:
        raise StoreFailed("export_failed", reason=failure.strerror or str(failure)) from failure
    finally:
        with suppress(OSError):
            shutil.rmtree(half)
    return manifest


def _written(connection: sqlite3.Connection, folder: Path, write_ris: WriteRis) -> dict[str, Any]:
    told = _Told()
    for name in ("tables", "references", "files"):
        (folder / name).mkdir()
    for table in tables(connection):
        if table in LEFT_OUT:
            continue
        reader = Reader(connection, table)
        rows = _references_too(reader.rows(), folder, write_ris, told) if table == "reference" else reader.rows()
        names = tuple(one for one in columns(connection, table) if one not in SECRET.get(table, ()))
        count = _table(rows, folder, table, names, told)
        told.tables[table] = {"rows": count, "holes": reader.holes}
    manifest = {
        "format": FORMAT,
        "made_at": utc_now(),
        "left_out": sorted(LEFT_OUT | {f"{table}.{name}" for table, names in SECRET.items() for name in names}),
        "complete": not any(one["holes"] for one in told.tables.values()),
        "tables": told.tables,
        "references": told.references,
        "files": len(told.files),
        "sha256": {_name(path, folder): _sha256(path) for path in _all_files(folder)},
    }
    with (folder / MANIFEST).open("w", encoding="utf-8") as out:
        json.dump(manifest, out, ensure_ascii=False, indent=1, sort_keys=True)
        _settle(out)
    return manifest


def _table(rows: Iterable[sqlite3.Row], folder: Path, table: str, names: tuple[str, ...], told: _Told) -> int:
    """One table as JSON and CSV; gives its rows. Bytes become files of their own, and their place stands in the row."""
    count = 0
    base = folder / "tables" / table
    with (
        base.with_suffix(".json").open("w", encoding="utf-8") as exact,
        base.with_suffix(".csv").open("w", encoding="utf-8-sig", newline="") as sheet,
    ):
        lines = csv.writer(sheet)
        lines.writerow(names)
        exact.write("[")
        for row in rows:
            values = {name: _plain(row[name], row, folder, told) for name in names}
            exact.write(("," if count else "") + "\n" + json.dumps(values, ensure_ascii=False))
            lines.writerow([_inert(value) for value in values.values()])
            count += 1
        exact.write("\n]\n")
        _settle(exact)
        _settle(sheet)
    return count


def _plain(value: Any, row: sqlite3.Row, folder: Path, told: _Told) -> Any:
    """A value as JSON knows it; bytes are written to a file, named after the row's id and what the file was called."""
    if not isinstance(value, bytes):
        return value
    here = row.keys()
    name = _safe(f"{row['id'] if 'id' in here else len(told.files)}-{row['name'] if 'name' in here else 'bytes'}")
    place = folder / "files" / name
    with place.open("xb") as out:
        out.write(value)
        _settle(out)
    told.files.append(name)
    return {"file": f"files/{name}"}


def _references_too(
    rows: Iterable[sqlite3.Row], folder: Path, write_ris: WriteRis, told: _Told
) -> Iterator[sqlite3.Row]:
    """The rows of `reference` as they come; each that leads its group also goes into the RIS file of its question."""
    open_file: IO[str] | None = None
    open_name = ""
    try:
        for row in rows:
            if row["id"] == row["group_id"] and (record := _shown(row["shown"])):
                name = f"references/{_safe(row['question_id'])}.ris"
                if name != open_name:
                    if open_file:
                        open_file.close()
                    open_file, open_name = (folder / name).open("a", encoding="utf-8", newline="\n"), name
                assert open_file is not None
                open_file.write(write_ris([record]))
                told.references[name] = told.references.get(name, 0) + 1
            yield row
    finally:
        if open_file:
            open_file.close()


def _shown(text: str) -> Record | None:
    """A reference as it is shown; None where what is kept of it is damaged (its row is in the table all the same)."""
    try:
        return load_record(text)
    except (ValueError, TypeError):
        return None


def verify(folder: Path) -> dict[str, Any]:
    """Count what is in an exported folder again and compare with its manifest, which is given.

    Raises BadInput: file_missing(file) where there is no manifest; StoreFailed: export_differs(file) for the first file
    that is missing, changed, not in the manifest or has another count.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise BadInput("file_missing", file=str(folder / MANIFEST)) from missing
    except ValueError as failure:
        raise StoreFailed("export_differs", file=MANIFEST) from failure
    there = {_name(path, folder): path for path in _all_files(folder) if path != folder / MANIFEST}
    for name in sorted(manifest["sha256"].keys() | there.keys()):
        if name not in there or _sha256(there[name]) != manifest["sha256"].get(name):
            raise StoreFailed("export_differs", file=name)
    csv.field_size_limit(2**31 - 1)  # a record as it was received may be long
    counted = {f"tables/{name}.json": one["rows"] for name, one in manifest["tables"].items()}
    for name, rows in counted.items():
        if sum(1 for _ in rows_of(folder, Path(name).stem)) != rows:
            raise StoreFailed("export_differs", file=name)
        with (folder / name).with_suffix(".csv").open(encoding="utf-8-sig", newline="") as sheet:
            if sum(1 for _ in csv.reader(sheet)) != rows + 1:
                raise StoreFailed("export_differs", file=str(Path(name).with_suffix(".csv")))
    for name, records in manifest["references"].items():
        with (folder / name).open(encoding="utf-8") as ris:
            if sum(line.startswith("TY  - ") for line in ris) != records:
                raise StoreFailed("export_differs", file=name)
    if len(list((folder / "files").iterdir())) != manifest["files"]:
        raise StoreFailed("export_differs", file="files")
    return manifest


def rows_of(folder: Path, table: str) -> Iterator[dict[str, Any]]:
    """The rows of one table in an exported folder, as they were in the database, bytes too."""
    with (folder / "tables" / f"{table}.json").open(encoding="utf-8") as exact:
        for line in exact:
            if not line.startswith("{"):
                continue
            row: dict[str, Any] = json.loads(line.rstrip().removesuffix(","))
            for name, value in row.items():
                if isinstance(value, dict):
                    row[name] = (folder / value["file"]).read_bytes()
            yield row


def _inert(value: Any) -> Any:
    """A value for a spreadsheet: text that begins like a formula gets an apostrophe in front; bytes are their file."""
    if isinstance(value, dict):
        return value["file"]
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _safe(name: str) -> str:
    """A file name that leads nowhere else and works on every system."""
    return _UNSAFE.sub("_", name).strip(". ")[:150] or "_"


def _all_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _settle(out: IO[Any]) -> None:
    """Have the disk keep what was written."""
    out.flush()
    os.fsync(out.fileno())
