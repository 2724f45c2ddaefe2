"""Coming and going, as one person sees it: invitations, accounts, sessions, and what is kept of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.queries.rights import RightsReads
from data.rowing import utc_now
from pipeline.access.rows import AccountLine, Invitation, Session, Vouched
from pipeline.errors import NotThere
from pipeline.rights import open_to
from pipeline.rows import HERE

_INVITATION = (
    "SELECT i.id, i.role, i.scope_kind, i.scope_id, i.municipality_id, i.email, p.name AS invited_by,"
    " p.id AS invited_by_id, i.at, i.ends_at, CASE"
    " WHEN i.used_at IS NOT NULL THEN 'used' WHEN i.withdrawn_at IS NOT NULL THEN 'withdrawn'"
    " WHEN i.ends_at <= :now THEN 'expired' ELSE 'open' END AS state"
    " FROM invitation i JOIN person p ON p.id = i.invited_by"
)
_ACCOUNT = (
    "SELECT a.id, a.person_id, p.name AS person, p.municipality_id, coalesce(a.login, '') AS login, a.created_at,"
    " coalesce((SELECT group_concat(i.issuer, ' ') FROM identity i WHERE i.person_id = p.id), '') AS providers,"
    " coalesce((SELECT max(s.seen_at) FROM session s WHERE s.person_id = p.id), '') AS seen_at,"
    " coalesce(a.disabled_at, '') AS disabled_at FROM account a JOIN person p ON p.id = a.person_id"
)
_SESSION = "SELECT id, person_id, way, device, opened_at, seen_at, ends_at FROM session"
_GOOD = "ended_at IS NULL AND ends_at > :now"
# name in the file -> what is kept of a person, in their own words or about them
_MINE = {
    "person": "SELECT id, name, municipality_id, language, created_at FROM person WHERE id = :me",
    "account": "SELECT login, created_at, disabled_at FROM account WHERE person_id = :me",
    "identities": "SELECT issuer, subject, created_at FROM identity WHERE person_id = :me",
    "appointments": "SELECT role, scope_kind, scope_id, from_at, until_at FROM appointment WHERE person_id = :me ORDER BY id",
    "sessions": "SELECT way, device, opened_at, seen_at, ends_at, ended_at FROM session WHERE person_id = :me ORDER BY id",
    "invitations_sent": "SELECT role, scope_kind, scope_id, email, at, ends_at, used_at, withdrawn_at FROM invitation"
    " WHERE invited_by = :me ORDER BY id",
    "invitations_taken": "SELECT role, scope_kind, scope_id, email, at, used_at FROM invitation WHERE used_by = :me ORDER BY id",
    "shares_with_me": "SELECT need_id, from_at, until_at FROM share WHERE audience_kind = 'person' AND audience_id = :me",
    "votes": "SELECT question_id, reference_id, stage, answer, reason, note, at FROM vote WHERE person_id = :me ORDER BY id",
    "appraisals": "SELECT id, question_id, reference_id, instrument, version FROM appraisal WHERE person_id = :me ORDER BY id",
    "comments": "SELECT question_id, step, text, at, removed_at FROM comment WHERE person_id = :me ORDER BY id",
    "remarks": "SELECT question_id, strategy_id, element, outcome, line, text, at, removed_at FROM remark"
    " WHERE person_id = :me ORDER BY id",
    "drafts": "SELECT object_id, name, value, at FROM field WHERE name LIKE 'draft.' || :me || '.%' AND value <> ''",
    "events": "SELECT seq, at, verb, kind, object_id, field, old_value, new_value, why FROM event"
    " WHERE person_id = :me OR (kind = 'person' AND object_id = :me) ORDER BY seq",
}


class AccessReads(RightsReads):
    """Accounts and invitations, as one person sees them."""

    def invitations(self, scope_kind: str, scope_id: str) -> tuple[Invitation, ...]:
        """Invitations to a scope, newest first: for those who may invite there; to others there are none."""
        if scope_kind == "need":
            self._see("inside", scope_id, told="need")
        if not open_to("invite.send", self.roles(scope_kind, scope_id)):
            return ()
        rows = self._all(
            f"{_INVITATION} WHERE i.scope_kind = :kind AND i.scope_id = :id ORDER BY i.at DESC, i.id DESC",
            kind=scope_kind,
            id=scope_id,
            now=utc_now(),
        )
        return tuple(Invitation(**dict(row)) for row in rows)

    def invitation(self, invitation_id: str) -> Invitation:
        """One invitation, for those who may take it back, and for whoever holds its link. Raises `NotThere`."""
        roles = self.roles("invitation", invitation_id)
        row = self._one(f"{_INVITATION} WHERE i.id = :id", id=invitation_id, now=utc_now())
        if row is None or not (open_to("invite.withdraw", roles) or "invited" in roles):
            raise NotThere("not_there", kind="invitation")
        if row["scope_kind"] == "need" and "invited" not in roles:
            self._see("inside", row["scope_id"], told="invitation")
        return Invitation(**dict(row))

    def accounts(self) -> tuple[AccountLine, ...]:
        """All accounts, for whoever may disable them; to others there are none."""
        if not open_to("account.disable", self.roles("installation", HERE)):
            return ()
        rows = self._all(f"{_ACCOUNT} WHERE p.erased_at IS NULL ORDER BY p.name, a.id")
        return tuple(AccountLine(**dict(row)) for row in rows)

    def account(self, account_id: str) -> AccountLine:
        """One account: one's own, or any for whoever may disable it. Raises `NotThere`."""
        roles = self.roles("account", account_id)
        if "self" not in roles and not open_to("account.disable", roles):
            raise NotThere("not_there", kind="account")
        row = self._one(f"{_ACCOUNT} WHERE a.id = :id", id=account_id)
        return AccountLine(**dict(row or {}))

    def my_account(self) -> AccountLine | None:
        """The account of whoever is looking."""
        row = self._one(f"{_ACCOUNT} WHERE a.person_id = :me AND p.erased_at IS NULL")
        return AccountLine(**dict(row)) if row else None

    def my_sessions(self) -> tuple[Session, ...]:
        """Where whoever is looking is signed in, the one used last first."""
        rows = self._all(f"{_SESSION} WHERE person_id = :me AND {_GOOD} ORDER BY seen_at DESC, id DESC", now=utc_now())
        return tuple(Session(**dict(row)) for row in rows)

    def session_row(self, session_id: str) -> Session:
        """One session of one's own. Raises `NotThere`."""
        if "self" not in self.roles("session", session_id):
            raise NotThere("not_there", kind="session")
        row = self._one(f"{_SESSION} WHERE id = :id", id=session_id)
        return Session(**dict(row or {}))

    def mappings(self) -> tuple[Vouched, ...]:
        """Whom providers vouch for so that they are let in, for whoever may change it; to others there is nothing."""
        if not open_to("mapping.add", self.roles("installation", HERE)):
            return ()
        sql = "SELECT id, issuer, claim, value, municipality_id, role, at FROM mapping WHERE removed_at IS NULL"
        return tuple(Vouched(**dict(row)) for row in self._all(f"{sql} ORDER BY issuer, claim, value"))

    def my_data(self) -> Mapping[str, Any]:
        """All that is kept of whoever is looking: name of a part -> its rows. No token, no password, nothing of others.

        Raises `NotThere` for nobody.
        """
        if self.me() is None:
            raise NotThere("not_there", kind="person")
        return {name: [dict(row) for row in self._all(sql)] for name, sql in _MINE.items()}
