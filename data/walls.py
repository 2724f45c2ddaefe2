"""The walls between people and municipalities, as SQL: whom a need is open to, and which roles somebody holds where.

Every condition takes `:me` (a person's id) and `:today` (a day as text), and is true of a row of `need`. What is not
open to somebody is to them as if it were not there.

A municipality that was merged into another, or went on under a new number after a split, is one place with its heir: the
places are compared as such groups, so that old needs keep the place they were raised at and are found by those who came
after (`same_places`).
"""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

from data.rowing import ago, utc_now
from pipeline import days
from pipeline.errors import NotThere
from pipeline.rows import EXAMPLE_PLACE


def in_force(row: str) -> str:
    """True of a period that holds today."""
    return f"{row}.valid_from <= :today AND ({row}.valid_to IS NULL OR {row}.valid_to > :today)"


_HEIR = "s.heir = 1 AND s.undone_at IS NULL AND s.valid_from <= :today"


def same_places(start: str) -> str:
    """The ids of all municipalities that are one place today with one of those that `start` selects (as `id`)."""
    return (
        f"WITH RECURSIVE onward(id) AS ({start} UNION SELECT s.to_id FROM succession s JOIN onward o ON s.from_id = o.id"
        f" WHERE {_HEIR}), together(id) AS (SELECT id FROM onward UNION SELECT s.from_id FROM succession s"
        f" JOIN together t ON s.to_id = t.id WHERE {_HEIR}) SELECT id FROM together"
    )


# A table of the municipalities that have an heir by now: (id, place_id of the one that is there today). It is made once
# for a whole list, where a look-up in each row would walk the same way thousands of times.
GONE = (
    "(WITH RECURSIVE onward(id, to_id) AS (SELECT s.from_id, s.to_id FROM succession s"
    f" WHERE {_HEIR} UNION SELECT o.id, s.to_id FROM onward o JOIN succession s ON s.from_id = o.to_id WHERE {_HEIR})"
    " SELECT o.id, o.to_id AS place_id FROM onward o WHERE NOT EXISTS"
    f" (SELECT 1 FROM succession s WHERE s.from_id = o.to_id AND {_HEIR}))"
)


# Where this person works: the municipality they gave, under all its names.
HOME = same_places("SELECT municipality_id AS id FROM person WHERE id = :me AND erased_at IS NULL")


def listed(*roles: str) -> str:
    """The municipalities on whose own lists this person has one of the roles."""
    return same_places(
        "SELECT scope_id AS id FROM appointment WHERE person_id = :me AND scope_kind = 'municipality' AND until_at IS NULL"
        f" AND role IN ({', '.join(repr(role) for role in roles)})"
    )


LISTED_ROLES = ("practice", "research", "contact")
_LISTED = listed(*LISTED_ROLES)
# The clusters and the regions that this person belongs to, by their municipality or as coordinator.
MY_CLUSTERS = (
    f"SELECT m.cluster_id FROM cluster_member m WHERE {in_force('m')} AND m.municipality_id IN ({HOME})"
    " UNION SELECT scope_id FROM appointment WHERE person_id = :me AND scope_kind = 'cluster' AND until_at IS NULL"
    f" AND scope_id IN (SELECT c.id FROM cluster c WHERE {in_force('c')})"
)
MY_REGIONS = (
    f"SELECT n.ksf_region FROM municipality_name n WHERE {in_force('n')} AND n.municipality_id IN ({HOME})"
    " UNION SELECT scope_id FROM appointment WHERE person_id = :me AND scope_kind = 'region' AND until_at IS NULL"
)
KNOWN = "EXISTS (SELECT 1 FROM person k WHERE k.id = :me AND k.erased_at IS NULL)"
# A share that is meant for this person.
FOR_ME = (
    f"{KNOWN} AND s.until_at IS NULL AND (s.audience_kind IN ('everybody', 'published')"
    " OR (s.audience_kind = 'person' AND s.audience_id = :me)"
    f" OR (s.audience_kind = 'cluster' AND s.audience_id IN ({MY_CLUSTERS}))"
    f" OR (s.audience_kind = 'region' AND s.audience_id IN ({MY_REGIONS})))"
)
ON_NEED = "FROM appointment a WHERE a.person_id = :me AND a.scope_kind = 'need' AND a.until_at IS NULL"

# Inside: those who work on a need, and may read what its teams say to each other.
INSIDE = f"({KNOWN} AND (EXISTS (SELECT 1 {ON_NEED} AND a.scope_id = need.id) OR need.municipality_id IN ({_LISTED})))"
_SHARED = f"EXISTS (SELECT 1 FROM share s WHERE s.need_id = need.id AND {FOR_ME})"
OPEN = f"({KNOWN} AND ({INSIDE} OR {_SHARED}))"
# The same, for lists over very many needs: it begins with those that are open instead of trying each one.
_MINE = f"SELECT a.scope_id {ON_NEED} UNION SELECT n.id FROM need n WHERE n.municipality_id IN ({_LISTED})"
OPEN_IN_LISTS = f"({KNOWN} AND need.id IN ({_MINE} UNION SELECT s.need_id FROM share s WHERE {FOR_ME}))"
INSIDE_IN_LISTS = f"({KNOWN} AND need.id IN ({_MINE}))"


class Scope(NamedTuple):
    """What a right is asked at."""

    kind: str  # "need" | "municipality" | "cluster" | "region" | "nation" | "installation" | "person"
    id: str


# kind of row -> where the rights to it are asked; the other kinds lead to a need (`data/owners.py`)
_ALONE = frozenset({"municipality", "cluster", "region", "nation", "installation", "person"})
_SCOPED = {
    "appointment": "SELECT scope_kind, scope_id FROM appointment WHERE id = :id",
    "invitation": "SELECT scope_kind, scope_id FROM invitation WHERE id = :id",
    "share": "SELECT 'need', need_id FROM share WHERE id = :id",
    "cluster_member": "SELECT 'cluster', cluster_id FROM cluster_member WHERE id = :id",
    "cluster_motor": "SELECT 'cluster', cluster_id FROM cluster_motor WHERE id = :id",
    "region_host": "SELECT 'region', region_id FROM region_host WHERE id = :id",
    "municipality_name": "SELECT 'nation', 'ksf' FROM municipality_name WHERE id = :id",
    "reform": "SELECT 'nation', 'ksf' FROM reform WHERE id = :id",
    "succession": "SELECT 'nation', 'ksf' FROM succession WHERE id = :id",
    "glossary_concept": "SELECT 'nation', 'ksf' FROM glossary_concept WHERE id = :id",
    "instrument": "SELECT 'nation', 'ksf' FROM instrument WHERE id = :id",
    "own_text": "SELECT 'nation', 'ksf' FROM own_text WHERE id = :id",
    "mapping": "SELECT 'installation', 'here' FROM mapping WHERE id = :id",
    "account": "SELECT 'person', person_id FROM account WHERE id = :id",
    "identity": "SELECT 'person', person_id FROM identity WHERE id = :id",
    "session": "SELECT 'person', person_id FROM session WHERE id = :id",
}


def scope_of(connection: sqlite3.Connection, kind: str, object_id: str, need_id: str | None) -> Scope:
    """Where the rights to a row are asked. Raises `NotThere` for one that does not exist."""
    if need_id:
        return Scope("need", need_id)
    if kind in _ALONE:
        return Scope(kind, object_id)
    if kind in _SCOPED and (row := connection.execute(_SCOPED[kind], {"id": object_id}).fetchone()):
        return Scope(row[0], row[1])
    raise NotThere("not_there", kind=kind)


_PLACE = same_places("SELECT :place AS id")
_OVER = (  # of coordinators: over the cluster or region that a municipality is in today
    f"(a.scope_kind = 'cluster' AND a.scope_id IN (SELECT m.cluster_id FROM cluster_member m WHERE {in_force('m')}"
    f" AND m.municipality_id IN ({_PLACE}))) OR (a.scope_kind = 'region' AND a.scope_id IN (SELECT n.ksf_region"
    f" FROM municipality_name n WHERE {in_force('n')} AND n.municipality_id IN ({_PLACE})))"
)
_EVERYWHERE = "a.scope_kind IN ('nation', 'installation')"
_AT_PLACE = f"(a.scope_kind = 'municipality' AND a.scope_id IN ({_PLACE})) OR {_OVER} OR {_EVERYWHERE}"
_AT: dict[str, str] = {
    "need": f"(a.scope_kind = 'need' AND a.scope_id = :id) OR {_AT_PLACE}",
    "municipality": _AT_PLACE,
    "person": _AT_PLACE,
    "cluster": "(a.scope_kind = 'cluster' AND a.scope_id = :id) OR (a.scope_kind = 'region' AND a.scope_id ="
    f" (SELECT region_id FROM cluster WHERE id = :id)) OR {_EVERYWHERE}",
    "region": f"(a.scope_kind = 'region' AND a.scope_id = :id) OR {_EVERYWHERE}",
    "nation": _EVERYWHERE,
    "installation": _EVERYWHERE,
}
_PLACE_OF = {
    "need": "SELECT municipality_id FROM need WHERE id = :id",
    "person": "SELECT municipality_id FROM person WHERE id = :id",
    "municipality": "SELECT id FROM municipality WHERE id = :id",
}
_OWN = {  # rows that are somebody's own
    "person": "SELECT 1 FROM person WHERE id = :id AND id = :me",
    "comment": "SELECT 1 FROM comment WHERE id = :id AND person_id = :me",
    "remark": "SELECT 1 FROM remark WHERE id = :id AND person_id = :me",
    "appointment": "SELECT 1 FROM appointment WHERE id = :id AND person_id = :me",
    "account": "SELECT 1 FROM account WHERE id = :id AND person_id = :me",
    "identity": "SELECT 1 FROM identity WHERE id = :id AND person_id = :me",
    "session": "SELECT 1 FROM session WHERE id = :id AND person_id = :me",
    "invitation": "SELECT 1 FROM invitation WHERE id = :id AND invited_by = :me",
}


def accounts_on(connection: sqlite3.Connection) -> bool:
    """Whether people sign in here. Without accounts, whoever uses the machine says who they are."""
    return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM account)").fetchone()[0])


# kind -> whether a ticket opens such a row now: an invitation's own link, or a sign-in that a provider has vouched for
_VOUCHED = "SELECT 1 FROM sign_in s WHERE s.id = :ticket AND s.subject <> '' AND s.used_at > :lately"
_OPEN_INVITATION = "i.id = :id AND i.used_at IS NULL AND i.withdrawn_at IS NULL AND i.ends_at > :now"
_TICKETS = {
    "invitation": f"SELECT 1 FROM invitation i WHERE {_OPEN_INVITATION} AND (i.token_hash = :ticket"
    f" OR EXISTS ({_VOUCHED} AND s.invitation = i.token_hash))",
    "mapping": f"{_VOUCHED} AND s.mapping_id = :id"
    " AND EXISTS (SELECT 1 FROM mapping m WHERE m.id = :id AND m.removed_at IS NULL)",
}
TICKET_S = 600  # so long after a provider has vouched for somebody they may come in on that


def invited(connection: sqlite3.Connection, ticket: str, kind: str, object_id: str) -> bool:
    """Whether somebody's ticket lets them in by this invitation or mapping."""
    if not ticket or kind not in _TICKETS:
        return False
    params = {"id": object_id, "ticket": ticket, "now": utc_now(), "lately": ago(TICKET_S)}
    return connection.execute(_TICKETS[kind], params).fetchone() is not None


def roles_at(connection: sqlite3.Connection, person_id: str, kind: str, object_id: str, scope: Scope) -> frozenset[str]:
    """All roles that somebody holds at an object in this moment."""
    params: dict[str, Any] = {"me": person_id, "id": scope.id, "today": days.today()}
    if not connection.execute(f"SELECT {KNOWN}", params).fetchone()[0]:
        return frozenset() if person_id or accounts_on(connection) else frozenset({"newcomer"})
    found = {"known"}
    place = connection.execute(_PLACE_OF[scope.kind], params).fetchone() if scope.kind in _PLACE_OF else None
    params["place"] = place[0] if place else ""
    if scope.kind in _AT:
        sql = f"SELECT role FROM appointment a WHERE a.person_id = :me AND a.until_at IS NULL AND ({_AT[scope.kind]})"
        found |= {row[0] for row in connection.execute(sql, params)}
    at_home = connection.execute(f"SELECT :place IN ({HOME})", params).fetchone()[0]
    if at_home or params["place"] == EXAMPLE_PLACE:
        found.add("employee")
    shared = f"SELECT EXISTS (SELECT 1 FROM share s WHERE s.need_id = :id AND {FOR_ME})"
    if scope.kind == "need" and connection.execute(shared, params).fetchone()[0]:
        found.add("reader")
    if kind in _OWN and connection.execute(_OWN[kind], {"id": object_id, "me": person_id}).fetchone():
        found.add("self")
    return frozenset(found)
