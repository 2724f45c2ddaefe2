"""Who works on what, who may read it, and which roles this person holds where."""

from __future__ import annotations

import sqlite3

from data.owners import owner_of
from data.queries.base import Reads
from data.walls import HOME, accounts_on, invited, roles_at, scope_of
from pipeline.errors import NotThere
from pipeline.rows import Appointment, Person, Share

_PERSON = "SELECT id, name, municipality_id, language FROM person"
_ADMINISTRATOR = (
    "EXISTS (SELECT 1 FROM appointment a WHERE a.person_id = :me AND a.role = 'administrator' AND a.until_at IS NULL)"
)
# Those at home in the same municipality, those who work or worked on the same need; an administrator sees everybody.
_COLLEAGUES = (
    f"{_PERSON} p WHERE p.erased_at IS NULL AND EXISTS (SELECT 1 FROM person k WHERE k.id = :me AND k.erased_at IS NULL)"
    f" AND (p.id = :me OR p.municipality_id IN ({HOME}) OR {_ADMINISTRATOR} OR EXISTS (SELECT 1 FROM appointment a"
    " JOIN appointment b ON b.scope_kind = 'need' AND b.scope_id = a.scope_id AND b.person_id = :me AND b.until_at IS NULL"
    " WHERE a.person_id = p.id AND a.scope_kind = 'need')) ORDER BY p.created_at, p.id"
)
_APPOINTMENT = (
    "SELECT a.id, a.person_id, p.name AS person, a.role, a.scope_kind, a.scope_id, a.from_at,"
    " coalesce(a.until_at, '') AS until_at FROM appointment a JOIN person p ON p.id = a.person_id"
)
SHARE = (
    "SELECT s.id, s.need_id, s.audience_kind, s.audience_id, s.from_at, coalesce(s.until_at, '') AS until_at,"
    " CASE s.audience_kind"
    " WHEN 'person' THEN coalesce((SELECT name FROM person WHERE id = s.audience_id), '')"
    " WHEN 'cluster' THEN coalesce((SELECT value FROM field WHERE object_id = s.audience_id AND name = 'name'), '')"
    " WHEN 'region' THEN s.audience_id ELSE '' END AS audience FROM share s"
)
# What is nobody's but one person's, or their municipality's: to others it is not there.
_STRANGERS = frozenset({"known", "newcomer", "method"})
_PRIVATE = frozenset({"person", "appointment", "invitation", "account", "identity", "session", "mapping"})


class RightsReads(Reads):
    """Rights and teams, as one person sees them."""

    def me(self) -> Person | None:
        """Who is looking; None for nobody, and for one whose data was erased."""
        row = self._one(f"{_PERSON} WHERE id = :me AND erased_at IS NULL")
        return Person(**dict(row)) if row else None

    def people(self) -> tuple[Person, ...]:
        """The people this person has to do with."""
        return tuple(Person(**dict(row)) for row in self._all(_COLLEAGUES))

    def roles(self, kind: str, object_id: str, verb: str = "") -> frozenset[str]:
        """The roles that this person holds at an object, or at a new one ("").

        Raises `NotThere` for what is not there or not theirs to see. A need that was put aside is seen by the verb that
        brings it back.
        """
        with self._reading() as connection:
            return self._roles(connection, kind, object_id, verb)

    def _roles(self, connection: sqlite3.Connection, kind: str, object_id: str, verb: str) -> frozenset[str]:
        me = self._actor.person_id
        if not object_id:
            known = self.me() is not None
            newcomer = not known and not me and not accounts_on(connection)
            return frozenset({"known"} if known else {"newcomer"} if newcomer else ())
        owner = owner_of(connection, kind, object_id)
        if invited(connection, self._actor.ticket, kind, object_id):
            return frozenset({"invited", "known"} if self.me() else {"invited"})
        if owner.need_id:
            self._see("aside" if verb == "need.restore" else "need", owner.need_id, told=kind)
        roles = roles_at(connection, me, kind, object_id, scope_of(connection, kind, object_id, owner.need_id))
        if kind in _PRIVATE and roles <= _STRANGERS:
            raise NotThere("not_there", kind=kind)
        return roles

    def team(self, need_id: str) -> tuple[Appointment, ...]:
        """Who works on a need by an appointment of its own, those in force first, then those that ended."""
        self._see("need", need_id)
        rows = self._all(
            f"{_APPOINTMENT} WHERE a.scope_kind = 'need' AND a.scope_id = :id"
            " ORDER BY a.until_at IS NOT NULL, a.from_at, a.id",
            id=need_id,
        )
        return tuple(Appointment(**dict(row)) for row in rows)

    def appointment(self, appointment_id: str) -> Appointment:
        """One appointment. Raises `NotThere`."""
        self.roles("appointment", appointment_id)
        row = self._one(f"{_APPOINTMENT} WHERE a.id = :id", id=appointment_id)
        return Appointment(**dict(row or {}))

    def appointed_at(self, scope_kind: str, scope_id: str) -> tuple[Appointment, ...]:
        """The appointments in force at a municipality, cluster, region, the nation or the installation.

        Those of a municipality are seen by its own people and by those who coordinate it; who coordinates is no secret.
        """
        if scope_kind in ("need", "person"):
            raise NotThere("not_there", kind=scope_kind)
        roles = self.roles(scope_kind, scope_id)
        if "known" not in roles or (scope_kind == "municipality" and roles <= {"known"}):
            raise NotThere("not_there", kind=scope_kind)
        rows = self._all(
            f"{_APPOINTMENT} WHERE a.scope_kind = :kind AND a.scope_id = :id AND a.until_at IS NULL ORDER BY a.role, p.name",
            kind=scope_kind,
            id=scope_id,
        )
        return tuple(Appointment(**dict(row)) for row in rows)

    def my_appointments(self) -> tuple[Appointment, ...]:
        """The appointments in force of whoever is looking; not those at needs that were put aside."""
        aside = "a.scope_kind = 'need' AND EXISTS (SELECT 1 FROM need n WHERE n.id = a.scope_id AND n.deleted_at IS NOT NULL)"
        rows = self._all(
            f"{_APPOINTMENT} WHERE a.person_id = :me AND a.until_at IS NULL AND NOT ({aside}) ORDER BY a.from_at, a.id"
        )
        return tuple(Appointment(**dict(row)) for row in rows)

    def shares(self, need_id: str, *, ended: bool = False) -> tuple[Share, ...]:
        """Those beyond the team that a need is shared with today; with `ended`, those it was shared with before, too."""
        self._see("inside", need_id, told="need")
        rows = self._all(
            f"{SHARE} WHERE s.need_id = :id AND (:ended OR s.until_at IS NULL) ORDER BY s.from_at, s.id",
            id=need_id,
            ended=int(ended),
        )
        return tuple(Share(**dict(row)) for row in rows)
