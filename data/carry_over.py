"""What the step to roles does with a database of the time when everybody could do everything.

Whoever raised a need leads it, whoever else has done something in it is in its research team, and the first person of
the installation is its administrator; each is appointed by an event of its own. Names of people leave the log, which
cannot forget: from here on the log knows people by their id alone, so that a person can be erased.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlite_utils import Database

from data.rowing import dump, utc_now
from pipeline.ids import new_id
from pipeline.rights import first_roles

WHY = "carried over: before there were roles, everybody could do everything"
_OF_NEED = (
    "SELECT e.need_id, e.person_id FROM event e JOIN person p ON p.id = e.person_id"
    " WHERE e.need_id IS NOT NULL GROUP BY e.need_id, e.person_id ORDER BY min(e.seq)"
)
Given = tuple[str, str, str, str]  # person, role, kind of scope, id of scope


def carry_over(db: Database) -> None:
    """Appoint people to what they worked on, and take their names out of the log."""
    now = utc_now()
    write_id = new_id()
    for person_id, role, kind, scope_id in dict.fromkeys(_given(db)):
        values = {"person_id": person_id, "role": role, "scope_kind": kind, "scope_id": scope_id, "from_at": now}
        appointment_id = new_id()
        db.execute(
            "INSERT INTO appointment (id, person_id, role, scope_kind, scope_id, from_at)"
            " VALUES (:id, :person_id, :role, :scope_kind, :scope_id, :from_at)",
            {"id": appointment_id, **values},
        )
        _event(db, (now, write_id, person_id, appointment_id, scope_id if kind == "need" else None, dump(values)))
    _forget_names(db)


def _given(db: Database) -> Iterator[Given]:
    people = db.execute("SELECT id, municipality_id FROM person ORDER BY created_at, id").fetchall()
    for person_id, municipality_id in people:
        yield from first_roles(person_id, municipality_id, first=person_id == people[0][0])
    creators = dict(db.execute("SELECT id, created_by FROM need").fetchall())
    for need_id, person_id in creators.items():
        yield (person_id, "lead", "need", need_id)
    for need_id, person_id in db.execute(_OF_NEED).fetchall():
        if creators[need_id] != person_id:
            yield (person_id, "research", "need", need_id)


def _event(db: Database, row: Sequence[Any]) -> None:
    at, write_id, person_id, appointment_id, need_id, new = row
    db.execute(
        "INSERT INTO event (seq, id, write_id, at, person_id, municipality_id, verb, kind, object_id, need_id,"
        " question_id, field, old_value, new_value, why)"
        " SELECT (SELECT coalesce(max(seq), 0) + 1 FROM event), ?, ?, ?, id, municipality_id, 'team.appoint', 'appointment',"
        " ?, ?, NULL, '', NULL, ?, ? FROM person WHERE id = ?",
        (new_id(), write_id, at, appointment_id, need_id, new, WHY, person_id),
    )


def _forget_names(db: Database) -> None:
    """The one time that the log is written over: its guard is lifted for it and stands again before anybody sees it."""
    guard = db.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'event_no_update'").fetchone()[
        0
    ]
    db.execute("DROP TRIGGER event_no_update")
    for seq, old, new in db.execute("SELECT seq, old_value, new_value FROM event WHERE kind = 'person'").fetchall():
        db.execute("UPDATE event SET old_value = ?, new_value = ? WHERE seq = ?", (_nameless(old), _nameless(new), seq))
    db.execute(guard)


def _nameless(text: str | None) -> str | None:
    if not text:
        return text
    values = json.loads(text)
    return dump({name: value for name, value in values.items() if name != "name"}) if isinstance(values, dict) else text
