"""One write: the change and its events, kept together or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from data import forgetting, hanging
from data.logged import PRIVATE_FIELDS, not_logged
from data.owners import KINDS, Owner, owner_of
from data.queries.view import SqliteView
from data.rowing import ago, dump, utc_now
from data.walls import TICKET_S
from data.writing_references import ReferenceWrites
from pipeline import days
from pipeline.errors import BadInput, Conflict
from pipeline.ids import new_id
from pipeline.rows import Actor


class SqliteChange(ReferenceWrites):
    """What a verb does inside `store.write`. See `pipeline.ports.Change`."""

    def __init__(
        self, connection: sqlite3.Connection, actor: Actor, municipality_id: str, verb: str, client_id: str
    ) -> None:
        self._c = connection
        self._verb = verb
        self._client_id = client_id
        self._municipality_id = municipality_id
        self.person_id = actor.person_id
        self._ticket = actor.ticket
        self.at = utc_now()
        self.view = SqliteView.inside(connection, actor)
        earlier = connection.execute(
            "SELECT object_id, write_id, verb, person_id FROM event WHERE id = ?", (client_id,)
        ).fetchone()
        self.logged = False  # True once this write has an event
        self.replayed = bool(client_id) and earlier is not None
        if self.replayed and (earlier["verb"], earlier["person_id"]) != (verb, actor.person_id):
            raise ValueError(f"the client id of a {earlier['verb']} was used again for a {verb}")
        self._write_id = earlier["write_id"] if self.replayed else new_id()
        self.result: str = earlier["object_id"] if self.replayed else ""

    # -- the log

    def note(
        self,
        kind: str,
        object_id: str,
        *,
        field: str = "",
        old: str | None = None,
        new: str | None = None,
        why: str = "",
        owner: Owner | None = None,
    ) -> int:
        """Write one event and give its `seq`."""
        if self.replayed:
            return 0
        owner = owner or owner_of(self._c, kind, object_id)
        event_id, self._client_id = self._client_id or new_id(), ""
        self.result = self.result or object_id
        self.logged = True
        seq: int = self._c.execute("SELECT coalesce(max(seq), 0) + 1 FROM event").fetchone()[0]
        self._c.execute(
            "INSERT INTO event (seq, id, write_id, at, person_id, municipality_id, verb, kind, object_id, need_id, question_id,"
            " field, old_value, new_value, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(
                    seq,
                    event_id,
                    self._write_id,
                    self.at,
                    self.person_id,
                    self._municipality_id,
                    self._verb,
                    kind,
                    object_id,
                ),
                *(owner.need_id, owner.question_id, field, old, new, why),
            ),
        )
        return seq

    def made(self, kind: str) -> str:
        """The first row of a kind that this write added (the earlier one, when replayed); empty = none."""
        row = self._c.execute(
            "SELECT object_id FROM event WHERE write_id = ? AND kind = ? AND field = '' AND old_value IS NULL"
            " ORDER BY seq LIMIT 1",
            (self._write_id, kind),
        ).fetchone()
        return str(row["object_id"]) if row else ""

    # -- rows

    def add(self, kind: str, values: Mapping[str, Any], *, why: str = "") -> str:
        """A new row with its event; gives its id (that of the earlier write, when replayed)."""
        if self.replayed:
            return self.made(kind) or self.result
        row = {"id": new_id()} | dict(values)
        self._insert(kind, row)
        logged = {key: value for key, value in values.items() if key not in not_logged(kind)}
        self.note(kind, row["id"], new=dump(logged), why=why)
        return str(row["id"])

    def put(self, kind: str, object_id: str, values: Mapping[str, Any], *, why: str = "") -> None:
        """Change columns of a row, with one event that holds old and new."""
        if self.replayed:
            return
        columns = ", ".join(values)
        before = self._c.execute(f"SELECT {columns} FROM {self._table(kind)} WHERE id = ?", (object_id,)).fetchone()
        owner_of(self._c, kind, object_id)
        sets = ", ".join(f"{name} = :{name}" for name in values)
        self._c.execute(f"UPDATE {kind} SET {sets} WHERE id = :id", {**values, "id": object_id})
        logged = [key for key in values if key not in not_logged(kind)]
        old, new = ({key: row[key] for key in logged} for row in (before, values))
        self.note(kind, object_id, old=dump(old), new=dump(new), why=why)

    def set_field(
        self, kind: str, object_id: str, name: str, value: str, *, expected: int | None = None, why: str = ""
    ) -> int:
        """Save one edited field; gives its version. Raises `Conflict` when it changed since version `expected`."""
        self._table(kind)
        row = self._c.execute(
            "SELECT value, version, person_id FROM field WHERE object_id = ? AND name = ?", (object_id, name)
        ).fetchone()
        version, old = (int(row["version"]), str(row["value"])) if row else (0, "")
        if self.replayed or (value == old and not why):
            return version
        if expected is not None and expected != version:
            who = (
                self._c.execute("SELECT name FROM person WHERE id = ?", (row["person_id"],)).fetchone() if row else None
            )
            raise Conflict("field_conflict", theirs=old, yours=value, who=who["name"] if who else "", version=version)
        self._c.execute(
            "INSERT INTO field (object_id, name, kind, value, version, at, person_id) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (object_id, name) DO UPDATE SET value = excluded.value, version = excluded.version,"
            " at = excluded.at, person_id = excluded.person_id",
            (object_id, name, kind, value, version + 1, self.at, self.person_id),
        )
        before, after = (None, None) if (kind, name) in PRIVATE_FIELDS else (old if row else None, value)
        self.note(kind, object_id, field=name, old=before, new=after, why=why)
        return version + 1

    # -- rights

    def end(self, kind: str, object_id: str, *, why: str = "") -> None:
        """End a share or an appointment from now on; one that has ended is left as it is."""
        row = self._c.execute(f"SELECT until_at FROM {self._table(kind)} WHERE id = ?", (object_id,)).fetchone()
        if row["until_at"] is None:
            self.put(kind, object_id, {"until_at": self.at}, why=why)

    def appointed(self, person_id: str, role: str, scope_kind: str, scope_id: str) -> str:
        """The id of such an appointment in force, or empty text. BadInput: person_not_found."""
        known = "SELECT 1 FROM person WHERE id = ? AND erased_at IS NULL"
        if self._c.execute(known, (person_id,)).fetchone() is None:
            raise BadInput("person_not_found")
        row = self._c.execute(
            "SELECT id FROM appointment WHERE person_id = ? AND role = ? AND scope_kind = ? AND scope_id = ?"
            " AND until_at IS NULL",
            (person_id, role, scope_kind, scope_id),
        ).fetchone()
        return str(row["id"]) if row else ""

    def appointments_of(self, person_id: str, scope_kind: str) -> tuple[str, ...]:
        """The ids of somebody's appointments in force at scopes of a kind."""
        sql = "SELECT id FROM appointment WHERE person_id = ? AND scope_kind = ? AND until_at IS NULL ORDER BY id"
        return tuple(row["id"] for row in self._c.execute(sql, (person_id, scope_kind)))

    def municipality_of(self, person_id: str) -> str:
        """Where somebody works."""
        row = self._c.execute("SELECT municipality_id FROM person WHERE id = ?", (person_id,)).fetchone()
        return str(row["municipality_id"])

    def home_of(self, scope_kind: str, scope_id: str) -> str:
        """The municipality that a scope belongs to: a need's, a municipality itself; one's own for wider scopes."""
        if scope_kind == "need":
            row = self._c.execute("SELECT municipality_id FROM need WHERE id = ?", (scope_id,)).fetchone()
            return str(row["municipality_id"])
        return scope_id if scope_kind == "municipality" else self._municipality_id

    def holders(self, role: str, scope_kind: str, scope_id: str) -> int:
        """How many people hold a role at a scope, by an appointment there."""
        sql = "SELECT count(*) FROM appointment WHERE role = ? AND scope_kind = ? AND scope_id = ? AND until_at IS NULL"
        return int(self._c.execute(sql, (role, scope_kind, scope_id)).fetchone()[0])

    # -- accounts

    def can_sign_in(self, person_id: str) -> bool:
        """Whether somebody has an account that is open; where there are no accounts, everybody has."""
        return forgetting.can_sign_in(self._c, person_id)

    def vouched_for(self) -> tuple[str, str]:
        """(issuer, subject) that a provider has vouched for in the sign-in that is this actor's ticket; ("", "") = none."""
        row = self._c.execute(
            "SELECT issuer, subject FROM sign_in WHERE id = ? AND subject <> '' AND used_at > ?",
            (self._ticket, ago(TICKET_S)),
        ).fetchone()
        return (row["issuer"], row["subject"]) if row else ("", "")

    def sessions_of(self, person_id: str) -> tuple[str, ...]:
        """The ids of somebody's sessions that have not ended."""
        rows = self._c.execute("SELECT id FROM session WHERE person_id = ? AND ended_at IS NULL", (person_id,))
        return tuple(row["id"] for row in rows)

    def leads_alone(self, person_id: str) -> tuple[str, ...]:
        """The ids of the needs that nobody but this person leads."""
        return forgetting.leads_alone(self._c, person_id)

    def forget(self, person_id: str, name: str) -> None:
        """Let go of who somebody is; from now on they have this name. The verb writes the event."""
        if not self.replayed:
            forgetting.forget(self._c, person_id, name, self.at)

    def audience_exists(self, kind: str, audience_id: str) -> bool:
        """Whether there is such a person, cluster or region to share with."""
        alive = {
            "person": "erased_at IS NULL",
            "cluster": "(valid_to IS NULL OR valid_to > :today)",
            "region": "1 = 1",
        }[kind]
        sql = f"SELECT 1 FROM {kind} WHERE id = :id AND {alive}"
        return bool(self._c.execute(sql, {"id": audience_id, "today": days.today()}).fetchone())

    # -- structure

    def hangs_on(self, municipality_id: str) -> int:
        """How much hangs on a municipality beside its names: people, needs, roles, places in clusters and regions, heirs."""
        return hanging.hangs_on(self._c, municipality_id)

    def stands(self, kind: str, object_id: str, values: Mapping[str, Any]) -> bool:
        """Whether the columns of a row still hold these values."""
        row = self._c.execute(
            f"SELECT {', '.join(values)} FROM {self._table(kind)} WHERE id = ?", (object_id,)
        ).fetchone()
        return row is not None and dict(row) == dict(values)

    # -- votes

    def end_vote(self, vote_id: str, *, why: str = "") -> None:
        """End a vote that is in force; the row stays. A vote that has ended is left as it is."""
        in_force = self._c.execute("SELECT 1 FROM vote WHERE id = ? AND ended_seq IS NULL", (vote_id,)).fetchone()
        if self.replayed or not in_force:
            return
        seq = self.note("vote", vote_id, field="ended", new="1", why=why)
        self._c.execute("UPDATE vote SET ended_seq = ? WHERE id = ?", (seq, vote_id))

    def next_seq(self) -> int:
        """The `seq` that the next event of this write will have."""
        return int(self._c.execute("SELECT coalesce(max(seq), 0) + 1 FROM event").fetchone()[0])

    # -- jobs

    def keep_cursor(self, job_id: str, cursor: Mapping[str, Any], *, done: int) -> None:
        """Keep how far a job has come, in the same write as what it has done. Progress is no decision: no event."""
        if not self.replayed:
            self._c.execute(
                "UPDATE job SET cursor = ?, done = ?, heartbeat_at = ? WHERE id = ?",
                (dump(cursor), done, self.at, job_id),
            )

    # -- documents

    def keep_newest_documents(self, question_id: str, format: str, keep: int) -> None:
        """Let go of the bytes of all but the newest documents of a format; their rows stay. They can be made again: no event."""
        if not self.replayed:
            self._c.execute(
                "UPDATE document SET bytes = NULL WHERE question_id = :question AND format = :format AND bytes IS NOT NULL"
                " AND id NOT IN (SELECT id FROM document WHERE question_id = :question AND format = :format"
                " ORDER BY id DESC LIMIT :keep)",
                {"question": question_id, "format": format, "keep": keep},
            )

    # -- plain SQL of this file

    def _insert(self, table: str, row: Mapping[str, Any]) -> None:
        names = ", ".join(row)
        marks = ", ".join(f":{name}" for name in row)
        self._c.execute(f"INSERT INTO {self._table(table)} ({names}) VALUES ({marks})", dict(row))

    def _table(self, kind: str) -> str:
        if kind not in KINDS:
            raise KeyError(f"no table is called {kind}")
        return kind
