"""How every query reaches the database: through a view that knows who is looking."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from pipeline.errors import NotThere
from pipeline.rows import Actor

# What this person may see. Walls between municipalities and shared questions go into this one condition.
SEEN = "need.deleted_at IS NULL"
ASIDE = "need.deleted_at IS NOT NULL AND need.example = 0"

_GATES = {
    "need": f"SELECT need.id FROM need WHERE need.id = :id AND {SEEN}",
    "question": f"SELECT question.id FROM question JOIN need ON need.id = question.need_id WHERE question.id = :id AND {SEEN}",
    "research_need": f"SELECT t.id FROM research_need t JOIN need ON need.id = t.need_id WHERE t.id = :id AND {SEEN}",
}
_GATE_OF_PART = (
    "SELECT t.id FROM {table} t JOIN question ON question.id = t.question_id"
    f" JOIN need ON need.id = question.need_id WHERE t.id = :id AND {SEEN}"
)
# The references of the group that :id belongs to. The question comes first: the index begins with it.
GROUP = (
    "question_id = (SELECT question_id FROM reference WHERE id = :id)"
    " AND group_id = (SELECT group_id FROM reference WHERE id = :id)"
)
PARTS = (
    "comment",
    "document",
    "run",
    "strategy",
    "reference",
    "appraisal",
    "part",
    "job",
    "pair",
    "merge",
    "vote",
    "word",
    "study",
)


def among(ids: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Marks for an SQL list and the parameters that fill them."""
    params = {f"id{n}": one for n, one in enumerate(ids)}
    return ", ".join(f":{name}" for name in params) or "NULL", params


class Reads:
    """The base of all queries: runs SQL on a reader and lets nobody past the wall."""

    def __init__(self, actor: Actor, reading: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> None:
        self._actor = actor
        self._reading = reading

    def _all(self, sql: str, **params: Any) -> Sequence[sqlite3.Row]:
        with self._reading() as connection:
            return connection.execute(sql, params | {"me": self._actor.person_id}).fetchall()

    def _one(self, sql: str, **params: Any) -> sqlite3.Row | None:
        rows = self._all(sql, **params)
        return rows[0] if rows else None

    def _number(self, sql: str, **params: Any) -> int:
        row = self._one(sql, **params)
        return int(row[0] or 0) if row else 0

    def _see(self, kind: str, object_id: str) -> None:
        """Raises `NotThere` unless this person may see the object; what is hidden and what is not there look the same."""
        sql = _GATES.get(kind) or (_GATE_OF_PART.format(table=kind) if kind in PARTS else "")
        if not sql or self._one(sql, id=object_id) is None:
            raise NotThere("not_there", kind=kind)
