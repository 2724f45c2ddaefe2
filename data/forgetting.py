"""A person erased: who they were leaves the rows, what they did stays under a name that says nothing.

The log never held names, logins, addresses or digests (`_PRIVATE` in `data/writing.py`), so nothing of it is rewritten.
"""

from __future__ import annotations

import sqlite3

from data.walls import accounts_on

# The account's row stays, without anything in it: where the last account went, nobody would have to sign in any more.
_FORGET = (
    "UPDATE person SET name = :name, erased_at = :now WHERE id = :id",
    "UPDATE account SET login = NULL, password_hash = '', disabled_at = coalesce(disabled_at, :now) WHERE person_id = :id",
    "DELETE FROM identity WHERE person_id = :id",
    "DELETE FROM session WHERE person_id = :id",
    "UPDATE invitation SET email = '' WHERE used_by = :id OR invited_by = :id",
    "UPDATE invitation SET withdrawn_at = :now WHERE invited_by = :id AND used_at IS NULL AND withdrawn_at IS NULL",
    "DELETE FROM field WHERE name LIKE 'draft.' || :id || '.%'",
    "UPDATE share SET until_at = :now WHERE audience_kind = 'person' AND audience_id = :id AND until_at IS NULL",
)


def forget(connection: sqlite3.Connection, person_id: str, name: str, now: str) -> None:
    """Let go of who somebody is."""
    for statement in _FORGET:
        connection.execute(statement, {"id": person_id, "name": name, "now": now})


def can_sign_in(connection: sqlite3.Connection, person_id: str) -> bool:
    """Whether somebody has an account that is open; where there are no accounts, everybody who is here has."""
    sql = (
        "SELECT 1 FROM person p LEFT JOIN account a ON a.person_id = p.id WHERE p.id = :id AND p.erased_at IS NULL"
        " AND (:off OR (a.id IS NOT NULL AND a.disabled_at IS NULL))"
    )
    return connection.execute(sql, {"id": person_id, "off": not accounts_on(connection)}).fetchone() is not None


def leads_alone(connection: sqlite3.Connection, person_id: str) -> tuple[str, ...]:
    """The needs that nobody else leads: theirs who is the only one must be handed over before they go."""
    sql = (
        "SELECT n.id FROM need n JOIN appointment a ON a.scope_kind = 'need' AND a.scope_id = n.id AND a.role = 'lead'"
        " WHERE n.example = 0 AND n.deleted_at IS NULL AND a.person_id = :id AND a.until_at IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM appointment b WHERE b.scope_kind = 'need' AND b.scope_id = n.id AND b.role = 'lead'"
        " AND b.until_at IS NULL AND b.person_id <> :id) ORDER BY n.id"
    )
    return tuple(row[0] for row in connection.execute(sql, {"id": person_id}))
