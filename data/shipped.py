"""What ships of the structure, brought into the database when the workbench starts. Facts, not acts: no event.

A municipality has an id of its own; its number, name and region are attributes that hold from a day to a day. What is in
the database already was perhaps corrected by people since, so that only new periods and new ends come in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from data.rowing import utc_now
from pipeline import days
from pipeline.ids import new_id

Row = Mapping[str, Any]
_COLUMNS = ("id", "municipality_id", "number", "name", "county", "ksf_region", "valid_from", "valid_to")
_HELD = "(valid_to IS NULL OR valid_to > valid_from)"


def keep_places(connection: sqlite3.Connection, places: Iterable[Row]) -> int:
    """Keep names of municipalities that are new, and ends of names that have one by now; gives how many."""
    by_number = _by_number(connection)
    new = 0
    for one in places:
        place_id = one.get("municipality_id") or by_number.setdefault(one["number"], new_id())
        by_number[one["number"]] = place_id
        known = connection.execute(
            "SELECT id, valid_to FROM municipality_name WHERE municipality_id = ? AND valid_from = ?"
            f" ORDER BY {_HELD} DESC LIMIT 1",
            (place_id, one["valid_from"]),
        ).fetchone()
        if known is None:
            _add_name(connection, place_id, one)
        elif one["valid_to"] and known["valid_to"] is None:
            connection.execute("UPDATE municipality_name SET valid_to = ? WHERE id = ?", (one["valid_to"], known["id"]))
        else:
            continue
        new += 1
    return new


def _by_number(connection: sqlite3.Connection) -> dict[str, str]:
    """number -> municipality; one that never was, since it was taken back, comes last."""
    rows = connection.execute(f"SELECT number, municipality_id FROM municipality_name ORDER BY {_HELD}, valid_from")
    return {row["number"]: row["municipality_id"] for row in rows}


def _add_name(connection: sqlite3.Connection, place_id: str, one: Row) -> None:
    """A new period: the one before it ends where it begins, and it ends where a later one begins."""
    connection.execute("INSERT INTO municipality (id) VALUES (?) ON CONFLICT DO NOTHING", (place_id,))
    if one["ksf_region"]:
        _keep_region(connection, one["ksf_region"])
    begins, ends = one["valid_from"], one["valid_to"]
    following = connection.execute(
        f"SELECT min(valid_from) FROM municipality_name WHERE municipality_id = ? AND valid_from > ? AND {_HELD}",
        (place_id, begins),
    ).fetchone()[0]
    connection.execute(
        f"UPDATE municipality_name SET valid_to = :begins WHERE municipality_id = :place AND valid_from < :begins AND {_HELD}"
        " AND (valid_to IS NULL OR valid_to > :begins)",
        {"place": place_id, "begins": begins},
    )
    row = {**one, "id": new_id(), "municipality_id": place_id}
    row["valid_to"] = min(filter(None, (ends, following)), default=None)
    connection.execute(
        f"INSERT INTO municipality_name ({', '.join(_COLUMNS)}) VALUES (:{', :'.join(_COLUMNS)})",
        {name: row[name] for name in _COLUMNS},
    )


def keep_regions(connection: sqlite3.Connection, hosts: Iterable[tuple[str, str, str]]) -> int:
    """Keep regions, each with the number of its host and since when: only where no host was ever told. Gives how many."""
    by_number = _by_number(connection)
    new = 0
    for region, number, since in hosts:
        _keep_region(connection, region)
        told = connection.execute("SELECT 1 FROM region_host WHERE region_id = ?", (region,)).fetchone()
        if told is None and number in by_number:
            connection.execute(
                "INSERT INTO region_host (id, region_id, municipality_id, valid_from) VALUES (?, ?, ?, ?)",
                (new_id(), region, by_number[number], since),
            )
            new += 1
    return new


def _keep_region(connection: sqlite3.Connection, region: str) -> None:
    connection.execute("INSERT INTO region (id, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING", (region, utc_now()))


def keep_region_of(connection: sqlite3.Connection, number: str, region: str) -> bool:
    """Let a municipality be in another region from today on, where it is in another; its time in that one stays told."""
    today = days.today()
    row = connection.execute(
        "SELECT * FROM municipality_name WHERE number = ? AND valid_from <= ? AND (valid_to IS NULL OR valid_to > ?)",
        (number, today, today),
    ).fetchone()
    if row is None or row["ksf_region"] == region:
        return False
    if row["valid_from"] == today:
        connection.execute("UPDATE municipality_name SET ksf_region = ? WHERE id = ?", (region, row["id"]))
        return True
    connection.execute("UPDATE municipality_name SET valid_to = ? WHERE id = ?", (today, row["id"]))
    connection.execute(
        f"INSERT INTO municipality_name ({', '.join(_COLUMNS)}) VALUES (:{', :'.join(_COLUMNS)})",
        {**dict(row), "id": new_id(), "ksf_region": region, "valid_from": today},
    )
    return True
