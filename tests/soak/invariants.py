"""What must hold of every database at every moment, read past the store: each row of state has its event, and agrees with it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

LOGGED = (
    "person need question word strategy file run pair merge vote study appraisal part research_need comment".split()
)


def broken(path: Path) -> list[str]:
    """What does not hold; empty = all is well."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA query_only=ON")
        return list(_broken(connection))


def _broken(c: sqlite3.Connection) -> Iterator[str]:
    if (said := c.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
        yield f"integrity: {said}"
    if links := c.execute("PRAGMA foreign_key_check").fetchall():
        yield f"{len(links)} rows point nowhere"
    for table in LOGGED:
        sql = f"SELECT count(*) FROM {table} t WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.object_id = t.id)"
        yield from _none(c, sql, f"rows of {table} without an event")
    for what, sql in _AGREE.items():
        yield from _none(c, sql, what)
    yield from _groups(c)


_AGREE = {
    "gaps in the order of events": "SELECT max(seq) - count(*) FROM event",
    "fields that are not what their last event says": """SELECT count(*) FROM field f WHERE f.value IS NOT
        (SELECT new_value FROM event e WHERE e.object_id = f.object_id AND e.field = f.name ORDER BY seq DESC LIMIT 1)""",
    "fields with another version than they have events": """SELECT count(*) FROM field f WHERE f.version <>
        (SELECT count(*) FROM event e WHERE e.object_id = f.object_id AND e.field = f.name)""",
    "field events whose old value is not the one before": """SELECT count(*) FROM (SELECT old_value,
        lag(new_value) OVER (PARTITION BY object_id, field ORDER BY seq) AS before FROM event
        WHERE object_id IN (SELECT object_id FROM field) AND field IN (SELECT name FROM field))
        WHERE old_value IS NOT before""",
    "votes whose event is not the one they name": """SELECT count(*) FROM vote v WHERE NOT EXISTS
        (SELECT 1 FROM event e WHERE e.seq = v.seq AND e.object_id = v.id)""",
    "ended votes without the event that ended them": """SELECT count(*) FROM vote v WHERE v.ended_seq IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM event e WHERE e.seq = v.ended_seq AND e.object_id = v.id AND e.field = 'ended')""",
    "votes that ended in the log only": """SELECT count(*) FROM event e JOIN vote v ON v.id = e.object_id
        WHERE e.field = 'ended' AND v.ended_seq IS NULL""",
    "records that no run has found": """SELECT count(*) FROM source_record s WHERE NOT EXISTS
        (SELECT 1 FROM hit h WHERE h.source_record_id = s.id)""",
    "references without a record": """SELECT count(*) FROM reference r WHERE NOT EXISTS
        (SELECT 1 FROM source_record s WHERE s.reference_id = r.id)""",
    "runs with fewer records than they counted": """SELECT count(*) FROM run r WHERE r.state = 'done'
        AND r.counted > (SELECT count(*) FROM hit h WHERE h.run_id = r.id)""",
    "pairs in another state than the log says": """SELECT count(*) FROM pair p WHERE p.state <> coalesce(
        (SELECT json_extract(new_value, '$.state') FROM event e WHERE e.object_id = p.id ORDER BY seq DESC LIMIT 1), '')""",
    "events that came twice": """SELECT count(*) FROM (SELECT 1 FROM event WHERE field <> '' AND new_value IS NOT NULL
        GROUP BY object_id, field, new_value, person_id HAVING count(*) > 1 AND new_value LIKE 'Oppdiktet setning%')""",
}


def _none(c: sqlite3.Connection, sql: str, what: str) -> Iterator[str]:
    if count := c.execute(sql).fetchone()[0]:
        yield f"{count} {what}"


def _groups(c: sqlite3.Connection) -> Iterator[str]:
    """References are in one group exactly where merges in force join them."""
    leader: dict[str, str] = {one: one for (one,) in c.execute("SELECT id FROM reference")}

    def of(one: str) -> str:
        while leader[one] != one:
            one = leader[one]
        return one

    for (moved,) in c.execute("SELECT moved FROM merge WHERE undone_at IS NULL"):
        a, b = json.loads(moved)["link"]
        leader[of(a)] = of(b)
    stored: dict[str, set[str]] = {}
    joined: dict[str, set[str]] = {}
    for one, group in c.execute("SELECT id, group_id FROM reference"):
        stored.setdefault(group, set()).add(one)
        joined.setdefault(of(one), set()).add(one)
    if sorted(map(sorted, stored.values())) != sorted(map(sorted, joined.values())):
        yield "groups of references that the merges in force do not explain"
