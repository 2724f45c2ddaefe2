"""Which need and question a row leads to. Only the need says which municipality owns it."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from pipeline.errors import NotThere

_BY_QUESTION = (
    "word strategy file run reference source_record pair merge vote study study_report appraisal part job comment document"
    " link pick study_apart key_article remark paper abstention"
).split()
_SQL = {
    "need": "SELECT id AS need_id, NULL AS question_id FROM need WHERE id = :id",
    "question": "SELECT need_id, id AS question_id FROM question WHERE id = :id",
    "share": "SELECT need_id, NULL AS question_id FROM share WHERE id = :id",
    "research_need": "SELECT need_id, question_id FROM research_need WHERE id = :id",
} | {
    table: f"SELECT q.need_id, q.id AS question_id FROM {table} t JOIN question q ON q.id = t.question_id WHERE t.id = :id"
    for table in _BY_QUESTION
}
# Rows that lead to no need: people, places, and who is what where.
_FREE = frozenset(
    "person municipality municipality_name region region_host cluster cluster_member cluster_motor reform succession"
    " appointment invitation mapping account identity session glossary_concept instrument own_text".split()
)
KINDS = frozenset(_SQL) | _FREE
# What rights can be asked at although there is no row of it.
NO_ROW = frozenset({"nation", "installation"})


class Owner(NamedTuple):
    """The need that a row leads to, and the question, if it belongs to one."""

    need_id: str | None
    question_id: str | None


def owner_of(connection: sqlite3.Connection, kind: str, object_id: str) -> Owner:
    """Follow a row to its need. Raises `NotThere` for an id that does not exist."""
    if kind in NO_ROW:
        return Owner(None, None)
    if kind in _FREE:
        if connection.execute(f"SELECT 1 FROM {kind} WHERE id = ?", (object_id,)).fetchone():
            return _owner_of_scope(connection, kind, object_id)
    elif row := connection.execute(_SQL[kind], {"id": object_id}).fetchone():
        return Owner(row["need_id"], row["question_id"])
    raise NotThere("not_there", kind=kind)


def _owner_of_scope(connection: sqlite3.Connection, kind: str, object_id: str) -> Owner:
    """An appointment or invitation to a need leads to that need; the others lead to none."""
    if kind not in ("appointment", "invitation"):
        return Owner(None, None)
    row = connection.execute(f"SELECT scope_kind, scope_id FROM {kind} WHERE id = ?", (object_id,)).fetchone()
    return Owner(row["scope_id"], None) if row["scope_kind"] == "need" else Owner(None, None)
