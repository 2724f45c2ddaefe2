"""Records as they were received, and the references that they make. Part of one write."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from data import taken_out
from data.owners import owner_of
from data.rowing import dump_record
from pipeline.ids import new_id
from pipeline.ports import Received
from pipeline.records import Intake, Record

_LAST = (
    "SELECT id, version, content_hash, reference_id FROM source_record"
    " WHERE question_id = ? AND source = ? AND source_key = ? ORDER BY version DESC LIMIT 1"
)
_OF_FILE = (
    "file:"  # how the source of records of a file begins; its digest follows, so that a key never changes its text
)


class ReferenceWrites:
    """What a verb does with source records and references. See `pipeline.ports.Change`."""

    _c: sqlite3.Connection
    at: str
    replayed: bool

    def _insert(self, table: str, row: Mapping[str, Any]) -> None:
        raise NotImplementedError

    def add_records(self, run_id: str, received: Iterable[Received], *, anew: bool = False) -> Intake:
        """Keep records as received and link each to the run; what is known already only gets the link.

        Records of a file that is read `anew` are newer versions of those read before, where they come out otherwise.
        """
        if self.replayed:
            return Intake()
        question_id = owner_of(self._c, "run", run_id).question_id
        new = known = 0
        changed: list[str] = []
        added: list[str] = []
        gone = self._gone(question_id)
        for source, key, record, raw in received:
            digest = _digest(raw + "\n" + dump_record(record) if anew else raw)
            last = self._c.execute(_LAST, (question_id, source, key)).fetchone()
            if last and (last["content_hash"] == digest or (source.startswith(_OF_FILE) and not anew)):
                record_id, is_new = last["id"], 0
                changed += [last["reference_id"]] if last["reference_id"] in gone else []
            else:
                if last:
                    changed.append(last["reference_id"])
                else:
                    added.append(self._add_reference(question_id, record))
                reference_id = last["reference_id"] if last else added[-1]
                is_new = int(not last)
                version = last["version"] + 1 if last else 1
                record_id = self._add_source_record(
                    question_id, (source, key, record, raw), version, digest, reference_id
                )
            self._c.execute(
                "INSERT INTO hit (run_id, source_record_id, is_new) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (run_id, record_id, is_new),
            )
            new, known = new + is_new, known + (not is_new)
        if gone:
            self.settle_groups(str(question_id))
        return Intake(new, known, tuple(changed), tuple(added))

    def add_beside(self, reference_id: str, received: Received) -> bool:
        """Keep what was looked up for a reference beside its own records, as no hit of any run; False = known already."""
        if self.replayed:
            return False
        source, key, _, raw = received
        question_id = owner_of(self._c, "reference", reference_id).question_id
        digest = _digest(raw)
        last = self._c.execute(_LAST, (question_id, source, key)).fetchone()
        if last and last["content_hash"] == digest:
            return False
        beside = last["reference_id"] if last else reference_id
        self._add_source_record(question_id, received, last["version"] + 1 if last else 1, digest, beside)
        return True

    def _add_source_record(
        self, question_id: str | None, received: Received, version: int, digest: str, reference_id: str
    ) -> str:
        source, key, record, raw = received
        record_id = new_id()
        self._c.execute(
            "INSERT INTO source_record (id, question_id, source, source_key, version, content_hash, raw, record,"
            " reference_id, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(record_id, question_id, source, key, version, digest, raw),
                *(dump_record(record), reference_id, self.at),
            ),
        )
        return record_id

    def _add_reference(self, question_id: str | None, record: Record) -> str:
        reference_id = new_id()
        self._insert(
            "reference",
            {
                "id": reference_id,
                "question_id": question_id,
                "group_id": reference_id,
                "shown": dump_record(record),
                "title": record.title,
                "year": record.year,
                "created_at": self.at,
            },
        )
        return reference_id

    def show(self, reference_id: str, record: Record) -> None:
        """Keep how a group is shown. Derived from its source records and corrections, so it writes no event."""
        if not self.replayed:
            self._c.execute(
                "UPDATE reference SET shown = ?, title = ?, year = ? WHERE id = ?",
                (dump_record(record), record.title, record.year, reference_id),
            )

    def regroup(self, reference_ids: Sequence[str], group_id: str) -> None:
        """Let references belong to the group that `group_id` leads. The verb writes the event that says why."""
        if not self.replayed:
            self._c.executemany(
                "UPDATE reference SET group_id = ? WHERE id = ?", [(group_id, one) for one in reference_ids]
            )

    def settle_groups(self, question_id: str) -> None:
        """Let the groups follow the runs that were taken out, or brought back: see `data/taken_out.py`. Derived: no event."""
        if not self.replayed:
            for sql in taken_out.SETTLE:
                self._c.execute(sql, {"question": question_id})

    def _gone(self, question_id: str | None) -> frozenset[str]:
        """The references that are not there, since the runs that found them were taken out."""
        rows = self._c.execute(taken_out.references(":question")[1:-1], {"question": question_id})
        return frozenset(row[0] for row in rows)

    def keep_compared(self, marks: Mapping[str, str]) -> None:
        """Keep what references said when they were compared with the others. Progress is no decision: no event."""
        if not self.replayed:
            self._c.executemany(
                "UPDATE reference SET compared = ? WHERE id = ?", [(mark, one) for one, mark in marks.items()]
            )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
