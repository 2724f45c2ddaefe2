"""Signing in, as rows: kept by the program itself, before anybody is known. Times and digests, never a token or a password.

None of this is an event: who looks in is nobody's history. What people do with accounts and invitations is, by the verbs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from data.connections import Connections
from data.rowing import ago, utc_now
from data.walls import accounts_on
from pipeline.access.rows import Account, NewSession, Session, SignIn, Vouched
from pipeline.ids import new_id

SEEN_EVERY_S = 60  # a session is marked as seen no more often than this, so that reading a page is no write
KEPT_DAYS = 90  # so long is told where somebody was signed in
_SESSION = "SELECT id, person_id, way, device, opened_at, seen_at, ends_at FROM session"
_ACCOUNT = (
    "SELECT a.id, a.person_id, coalesce(a.login, '') AS login, a.password_hash,"
    " (a.disabled_at IS NOT NULL OR p.erased_at IS NOT NULL) AS disabled FROM account a JOIN person p ON p.id = a.person_id"
)
_SIGN_IN = "SELECT id, issuer, nonce, verifier, browser, invitation, onward, at FROM sign_in"


class AccessRows:
    """A part of the store. See `pipeline.ports.AccessRows`."""

    _connections: Connections

    # -- accounts

    def accounts_on(self) -> bool:
        """Whether people sign in here."""
        with self._connections.reading() as connection:
            return accounts_on(connection)

    def account_by_login(self, login: str) -> Account | None:
        """The account with this login (in small letters)."""
        return self._account("WHERE a.login = ?", login)

    def account_of(self, person_id: str) -> Account | None:
        """Somebody's account."""
        return self._account("WHERE a.person_id = ?", person_id)

    def account_of_identity(self, issuer: str, subject: str) -> Account | None:
        """The account of whom a provider knows by this subject."""
        return self._account(
            "JOIN identity i ON i.person_id = a.person_id WHERE i.issuer = ? AND i.subject = ?", issuer, subject
        )

    def keep_hash(self, account_id: str, was: str, password_hash: str) -> None:
        """The same password, hashed as it is done today."""
        with self._connections.writing() as connection:
            sql = "UPDATE account SET password_hash = ? WHERE id = ? AND password_hash = ?"
            connection.execute(sql, (password_hash, account_id, was))

    def _account(self, where: str, *params: str) -> Account | None:
        row = self._row(f"{_ACCOUNT} {where}", *params)
        return Account(**{**dict(row), "disabled": bool(row["disabled"])}) if row else None

    # -- sessions

    def open_session(self, new: NewSession, *, instead_of: str = "") -> str:
        """Begin a session and give its id; the one that this browser had (digest of its token) ends."""
        row = {**asdict(new), "id": new_id(), "now": utc_now()}
        with self._connections.writing() as connection:
            _end_session(connection, instead_of, row["now"])
            connection.execute(
                "INSERT INTO session (id, token_hash, person_id, way, device, browser, opened_at, seen_at, ends_at)"
                " VALUES (:id, :token_hash, :person_id, :way, :device, :browser, :now, :now, :ends_at)",
                row,
            )
            _sweep(connection)
        return str(row["id"])

    def session(self, token_hash: str, *, idle_since: str) -> Session | None:
        """The session with this token, if it is still good: not ended, not over, used since `idle_since`, and the account
        neither disabled nor gone. It is marked as seen."""
        now = utc_now()
        row = self._row(
            f"{_SESSION} s WHERE token_hash = ? AND ended_at IS NULL AND ends_at > ? AND seen_at > ?"
            " AND EXISTS (SELECT 1 FROM account a JOIN person p ON p.id = a.person_id WHERE a.person_id = s.person_id"
            " AND a.disabled_at IS NULL AND p.erased_at IS NULL)",
            *(token_hash, now, idle_since),
        )
        if row is None:
            return None
        if row["seen_at"] < ago(SEEN_EVERY_S):
            with self._connections.writing() as connection:
                connection.execute("UPDATE session SET seen_at = ? WHERE id = ? AND seen_at < ?", (now, row["id"], now))
        return Session(**dict(row))

    def end_session(self, token_hash: str) -> None:
        """Sign out: from now on this token opens nothing."""
        with self._connections.writing() as connection:
            _end_session(connection, token_hash, utc_now())

    def knows_browser(self, login: str, browser: str) -> bool:
        """Whether somebody has signed in to this account with this browser before."""
        sql = "SELECT 1 FROM session s JOIN account a ON a.person_id = s.person_id WHERE a.login = ? AND s.browser = ? LIMIT 1"
        return bool(browser) and self._row(sql, login, browser) is not None

    # -- attempts

    def attempts(self, key: str, since: str) -> tuple[int, str]:
        """How many attempts failed since then, and when the last one did ("" = none)."""
        row = self._row("SELECT count(*), coalesce(max(at), '') FROM attempt WHERE key = ? AND at > ?", key, since)
        return (int(row[0]), str(row[1])) if row else (0, "")

    def note_attempts(self, keys: Sequence[str]) -> tuple[str, ...]:
        """One more attempt under each key; gives their ids."""
        now = utc_now()
        ids = tuple(new_id() for _ in keys)
        with self._connections.writing() as connection:
            connection.executemany(
                "INSERT INTO attempt (id, key, at) VALUES (?, ?, ?)",
                [(one, key, now) for one, key in zip(ids, keys, strict=True)],
            )
            _sweep(connection)
        return ids

    def forget_attempts(self, keys: Sequence[str], ids: Sequence[str]) -> None:
        """It was right after all: nothing is counted under these keys any more, nor these attempts under any."""
        with self._connections.writing() as connection:
            connection.executemany("DELETE FROM attempt WHERE key = ?", [(key,) for key in keys])
            connection.executemany("DELETE FROM attempt WHERE id = ?", [(one,) for one in ids])

    # -- sign-ins at a provider

    def begin_sign_in(self, new: SignIn) -> None:
        """Somebody is sent to a provider."""
        with self._connections.writing() as connection:
            connection.execute(
                "INSERT INTO sign_in (id, issuer, nonce, verifier, browser, invitation, onward, at)"
                " VALUES (:id, :issuer, :nonce, :verifier, :browser, :invitation, :onward, :at)",
                asdict(new),
            )
            _sweep(connection)

    def take_sign_in(self, state_hash: str, browser: str, since: str) -> SignIn | None:
        """The sign-in that an answer belongs to: once only, in the browser where it began, and not older than `since`."""
        with self._connections.writing() as connection:
            taken = connection.execute(
                "UPDATE sign_in SET used_at = ? WHERE id = ? AND browser = ? AND at > ? AND used_at IS NULL",
                (utc_now(), state_hash, browser, since),
            )
            if taken.rowcount != 1:
                return None
            return SignIn(**dict(connection.execute(f"{_SIGN_IN} WHERE id = ?", (state_hash,)).fetchone()))

    def end_sign_in(self, sign_in_id: str, subject: str, mapping_id: str) -> None:
        """The provider vouched for somebody: the sign-in's id is now a ticket for whoever has that identity."""
        with self._connections.writing() as connection:
            sql = "UPDATE sign_in SET subject = ?, mapping_id = ?, nonce = '', verifier = '' WHERE id = ?"
            connection.execute(sql, (subject, mapping_id, sign_in_id))

    def mapping_for(self, issuer: str, claims: Sequence[tuple[str, str]]) -> Vouched | None:
        """The first mapping in force for one of these (claim, value)."""
        for claim, value in claims:
            row = self._row(
                "SELECT id, issuer, claim, value, municipality_id, role, at FROM mapping"
                " WHERE issuer = ? AND claim = ? AND value = ? AND removed_at IS NULL",
                *(issuer, claim, value),
            )
            if row:
                return Vouched(**dict(row))
        return None

    # -- invitations

    def open_invitation(self, token_hash: str) -> str:
        """The id of the invitation that a link belongs to, while it is open; else empty text."""
        sql = "SELECT id FROM invitation WHERE token_hash = ? AND used_at IS NULL AND withdrawn_at IS NULL AND ends_at > ?"
        row = self._row(sql, token_hash, utc_now())
        return str(row["id"]) if row else ""

    def renew_invitation(self, invitation_id: str, token_hash: str) -> None:
        """Let an open invitation have a new link instead of the one it had."""
        with self._connections.writing() as connection:
            connection.execute(
                "UPDATE invitation SET token_hash = ? WHERE id = ? AND used_at IS NULL AND withdrawn_at IS NULL",
                (token_hash, invitation_id),
            )

    def _row(self, sql: str, *params: Any) -> sqlite3.Row | None:
        with self._connections.reading() as connection:
            row: sqlite3.Row | None = connection.execute(sql, params).fetchone()
            return row


def _end_session(connection: sqlite3.Connection, token_hash: str, now: str) -> None:
    connection.execute("UPDATE session SET ended_at = ? WHERE token_hash = ? AND ended_at IS NULL", (now, token_hash))


def _sweep(connection: sqlite3.Connection) -> None:
    """Let go of what has had its time."""
    connection.execute("DELETE FROM attempt WHERE at < ?", (ago(86_400),))
    connection.execute("DELETE FROM sign_in WHERE at < ?", (ago(3_600),))
    connection.execute("DELETE FROM session WHERE coalesce(ended_at, ends_at) < ?", (ago(KEPT_DAYS * 86_400),))
