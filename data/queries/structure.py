"""Who belongs where: municipalities, clusters and regions. The structure itself is open to everybody who is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from data.queries.base import SEEN_IN_LISTS, among
from data.queries.questions import EVENT, QuestionReads
from data.walls import GONE, HOME, KNOWN, MY_CLUSTERS, MY_REGIONS, in_force, same_places
from pipeline import days
from pipeline.errors import NotThere
from pipeline.rows import Event, Place
from pipeline.structure import (
    Audience,
    Belonging,
    ClusterEntry,
    ClusterRow,
    MunicipalityEntry,
    NamePeriod,
    Reform,
    RegionEntry,
    RegionRow,
    Succession,
)


def _on(row: str) -> str:
    """True of a period that holds on the day asked for."""
    return in_force(row).replace(":today", ":on")


def _held(row: str) -> str:
    """True of a period that held some day; one that was taken back ends on the day it begins."""
    return f"({row}.valid_to IS NULL OR {row}.valid_to > {row}.valid_from)"


def _name_on(place: str, day: str, until: str = "<=") -> str:
    return (
        f"coalesce((SELECT x.name FROM municipality_name x WHERE x.municipality_id = {place} AND x.valid_from {until} {day}"
        f" ORDER BY {_held('x')} DESC, x.valid_from DESC LIMIT 1), '')"
    )


_CLUSTER_NAME = "coalesce((SELECT value FROM field WHERE object_id = cluster.id AND name = 'name'), '')"
_CLUSTER = (
    f"SELECT cluster.id, {_CLUSTER_NAME} AS name, cluster.region_id, cluster.valid_from,"
    " coalesce(cluster.valid_to, '') AS valid_to FROM cluster"
)
_CLUSTER_ROW = (
    f"SELECT cluster.id, {_CLUSTER_NAME} AS name, cluster.region_id, cluster.valid_from,"
    " coalesce(cluster.valid_to, '') AS valid_to, coalesce(t.municipality_id, '') AS motor_id,"
    f" {_name_on('t.municipality_id', ':on')} AS motor, (SELECT count(*) FROM cluster_member m"
    f" WHERE m.cluster_id = cluster.id AND {_on('m')}) AS members"
    f" FROM cluster LEFT JOIN cluster_motor t ON t.cluster_id = cluster.id AND {_on('t')} WHERE {_on('cluster')} AND {KNOWN}"
)
_REGION_ROW = (
    f"SELECT region.id, region.id AS name, coalesce(h.municipality_id, '') AS host_id,"
    f" {_name_on('h.municipality_id', ':on')} AS host,"
    f" (SELECT count(*) FROM municipality_name n WHERE n.ksf_region = region.id AND {_on('n')}) AS municipalities,"
    f" (SELECT count(*) FROM cluster c WHERE c.region_id = region.id AND {_on('c')}) AS clusters"
    f" FROM region LEFT JOIN region_host h ON h.region_id = region.id AND {_on('h')} WHERE {KNOWN} ORDER BY region.id"
)
_NAMES = (
    "SELECT n.id, n.municipality_id, n.number, n.name, n.county, n.ksf_region AS region, n.valid_from,"
    f" coalesce(n.valid_to, '') AS valid_to FROM municipality_name n WHERE {_held('n')} AND {KNOWN}"
)
_SUCCESSION = (
    f"SELECT s.id, s.reform_id, r.kind, s.from_id, {_name_on('s.from_id', 's.valid_from', '<')} AS from_name, s.to_id,"
    f" {_name_on('s.to_id', 's.valid_from')} AS to_name, s.valid_from, s.heir FROM succession s"
    f" JOIN reform r ON r.id = s.reform_id WHERE {KNOWN}"
)
_IN_PLACE = same_places("SELECT :id AS id")
_PEOPLE = f"SELECT count(*) FROM person WHERE erased_at IS NULL AND municipality_id IN ({_IN_PLACE})"
_QUESTIONS = (
    "SELECT count(*) FROM question JOIN need ON need.id = question.need_id"
    f" WHERE need.municipality_id IN ({_IN_PLACE}) AND question.removed_at IS NULL AND {SEEN_IN_LISTS}"
)
# Every municipality of a day, and where it belongs.
WHOLE = (
    "SELECT n.number, n.name, n.county, n.ksf_region AS region,"
    f" {_name_on('h.municipality_id', ':on')} AS host, {_CLUSTER_NAME.replace('cluster.id', 'm.cluster_id')} AS cluster,"
    f" {_name_on('t.municipality_id', ':on')} AS motor, n.valid_from, coalesce(n.valid_to, '') AS valid_to"
    f" FROM municipality_name n LEFT JOIN region_host h ON h.region_id = n.ksf_region AND {_on('h')}"
    f" LEFT JOIN cluster_member m ON m.municipality_id = n.municipality_id AND {_on('m')}"
    f" LEFT JOIN cluster_motor t ON t.cluster_id = m.cluster_id AND {_on('t')} WHERE {_on('n')} ORDER BY n.number"
)
# table -> (column of the cluster or region, what that is called)
_BELONGING = {
    "cluster_member": ("cluster_id", _CLUSTER_NAME.replace("cluster.id", "b.cluster_id")),
    "cluster_motor": ("cluster_id", _CLUSTER_NAME.replace("cluster.id", "b.cluster_id")),
    "region_host": ("region_id", "b.region_id"),
}


class StructureReads(QuestionReads):
    """The structure, as one person sees it. `on` is a day; "" = today."""

    def my_audiences(self) -> tuple[Audience, ...]:
        """The clusters and the region that this person belongs to today, by name: whom a need can be shared with."""
        rows = self._all(
            f"SELECT 'cluster' AS kind, id, {_CLUSTER_NAME} AS name FROM cluster WHERE {in_force('cluster')}"
            f" AND id IN ({MY_CLUSTERS}) UNION ALL SELECT 'region', id, id FROM region WHERE id IN ({MY_REGIONS}) ORDER BY 1, 3"
        )
        return tuple(Audience(**dict(row)) for row in rows)

    def my_place(self) -> Place | None:
        """The municipality where this person works, as it is today: the heir of the one they gave, where that is gone."""
        row = self._one(
            "SELECT n.municipality_id AS id, n.number, n.name, n.county, n.ksf_region FROM municipality_name n"
            f" WHERE {in_force('n')} AND n.municipality_id IN ({HOME})"
        )
        return Place(**dict(row)) if row else None

    def regions(self, *, on: str = "") -> tuple[RegionRow, ...]:
        """The KSF regions by name, with the host of that day."""
        return tuple(RegionRow(**dict(row)) for row in self._all(_REGION_ROW, on=on or days.today()))

    def region(self, region_id: str) -> RegionEntry:
        """One region: its hosts from when to when, and the clusters it has today. Raises `NotThere`."""
        self._see("region", region_id)
        clusters = tuple(one for one in self.clusters() if one.region_id == region_id)
        return RegionEntry(
            region_id, region_id, self._belonging("region_host", "b.region_id = :id", region_id), clusters
        )

    def clusters(self, *, on: str = "") -> tuple[ClusterRow, ...]:
        """The clusters that are there on a day, by region and name."""
        rows = self._all(f"{_CLUSTER_ROW} ORDER BY cluster.region_id, name, cluster.id", on=on or days.today())
        return tuple(ClusterRow(**dict(row)) for row in rows)

    def cluster(self, cluster_id: str) -> ClusterEntry:
        """One cluster, ended or not, with all its members and motor municipalities. Raises `NotThere`."""
        self._see("cluster", cluster_id)
        row = self._one(f"{_CLUSTER} WHERE cluster.id = :id", id=cluster_id)
        return ClusterEntry(
            **dict(row or {}),
            members=self._belonging("cluster_member", "b.cluster_id = :id", cluster_id),
            motors=self._belonging("cluster_motor", "b.cluster_id = :id", cluster_id),
            fields=self.fields("cluster", cluster_id),
        )

    def municipality(self, municipality_id: str) -> MunicipalityEntry:
        """One municipality, there today or not. Raises `NotThere`."""
        self._see("municipality", municipality_id)
        names = self._all(f"{_NAMES} AND n.municipality_id = :id ORDER BY n.valid_from DESC", id=municipality_id)
        if not names:
            raise NotThere("not_there", kind="municipality")
        gone = self._one(f"SELECT place_id FROM {GONE} WHERE id = :id", id=municipality_id)
        may_count = self.roles("municipality", municipality_id) > {"known"}
        of_it = "b.municipality_id = :id"
        return MunicipalityEntry(
            id=municipality_id,
            place_id=gone["place_id"] if gone else municipality_id,
            names=tuple(NamePeriod(**dict(row)) for row in names),
            became=self._successions("s.from_id = :id", municipality_id),
            came_from=self._successions("s.to_id = :id", municipality_id),
            clusters=self._belonging("cluster_member", of_it, municipality_id),
            motor_of=self._belonging("cluster_motor", of_it, municipality_id),
            host_of=self._belonging("region_host", of_it, municipality_id),
            fields=self.fields("municipality", municipality_id),
            people=self._number(_PEOPLE, id=municipality_id) if may_count else None,
            questions=self._number(_QUESTIONS, id=municipality_id),
        )

    def names(self, *, on: str = "", number: str = "") -> tuple[NamePeriod, ...]:
        """The names in force on a day, or all that ever had a number; every name there is where neither is given."""
        sql = f"{_NAMES} AND (:on = '' OR ({_on('n')})) AND (:number = '' OR n.number = :number) ORDER BY n.number, n.valid_from"
        return tuple(NamePeriod(**dict(row)) for row in self._all(sql, on=on, number=number))

    def reforms(self) -> tuple[Reform, ...]:
        """What was entered of merges, splits and new names, the newest first, those taken back too."""
        entered = self._all(
            "SELECT r.id, r.kind, r.valid_from, r.created_at, coalesce(r.undone_at, '') AS undone_at,"
            " (SELECT c.write_id FROM event c WHERE c.object_id = r.id AND c.old_value IS NULL ORDER BY c.seq LIMIT 1)"
            " AS write_id"
            f" FROM reform r WHERE {KNOWN} ORDER BY r.created_at DESC, r.id DESC"
        )
        named = {row["id"]: row["name"] for row in self._all("SELECT id, name FROM municipality_name")}
        successions = {one.id: one for one in self._successions("1 = 1", "")}
        done = self._of_writes([row["write_id"] for row in entered])
        return tuple(_reform(row, done[row["write_id"]], named, successions) for row in entered)

    def _of_writes(self, write_ids: Sequence[str]) -> Mapping[str, list[Event]]:
        found: dict[str, list[Event]] = {one: [] for one in write_ids}
        for start in range(0, len(write_ids), 500):
            marks, params = among(write_ids[start : start + 500])
            for row in self._all(f"{EVENT} WHERE e.write_id IN ({marks}) ORDER BY e.seq", **params):
                found[row["write_id"]].append(Event(**dict(row)))
        return found

    def reform_events(self, reform_id: str) -> tuple[Event, ...]:
        """What entering a reform did, event by event, in its order."""
        of_it = "SELECT write_id FROM event WHERE object_id = :id AND kind = 'reform' AND old_value IS NULL"
        rows = self._all(f"{EVENT} WHERE e.write_id IN ({of_it}) AND {KNOWN} ORDER BY e.seq", id=reform_id)
        return tuple(Event(**dict(row)) for row in rows)

    def _belonging(self, table: str, where: str, object_id: str) -> tuple[Belonging, ...]:
        column, scope = _BELONGING[table]
        rows = self._all(
            f"SELECT b.id, b.{column} AS scope_id, {scope} AS scope, b.municipality_id,"
            f" {_name_on('b.municipality_id', 'b.valid_from')} AS municipality,"
            f" {_name_on('coalesce(gone.place_id, b.municipality_id)', ':today')} AS municipality_now, b.valid_from,"
            f" coalesce(b.valid_to, '') AS valid_to FROM {table} b LEFT JOIN {GONE} gone ON gone.id = b.municipality_id"
            f" WHERE {where} AND {_held('b')} AND {KNOWN} ORDER BY b.valid_from DESC, municipality, b.id",
            id=object_id,
        )
        return tuple(Belonging(**dict(row)) for row in rows)

    def _successions(self, where: str, object_id: str) -> tuple[Succession, ...]:
        stands = "s.undone_at IS NULL" if object_id else "1 = 1"
        rows = self._all(
            f"{_SUCCESSION} AND {where} AND {stands} ORDER BY s.valid_from, s.heir DESC, s.id", id=object_id
        )
        return tuple(Succession(**{**dict(row), "heir": bool(row["heir"])}) for row in rows)


def _reform(row: Any, done: list[Event], named: Mapping[str, str], successions: Mapping[str, Succession]) -> Reform:
    """One reform out of the events of its write: the names that it ended, and those that it began."""
    of_names = [one for one in done if one.kind == "municipality_name"]
    ended = [named[one.object_id] for one in of_names if one.old is not None]
    begun = [named[one.object_id] for one in of_names if one.old is None]
    steps = [successions[one.object_id] for one in done if one.kind == "succession"]
    went_on = (
        [] if any(one.heir for one in steps) else [one.from_name for one in steps if not ended]
    )  # it is its own heir
    before = (*ended, *(one.from_name for one in steps))
    after = (*went_on, *(one.to_name for one in steps if one.heir), *begun, *(one.to_name for one in steps))
    return Reform(
        id=row["id"],
        kind=row["kind"],
        valid_from=row["valid_from"],
        created_at=row["created_at"],
        undone_at=row["undone_at"],
        person=done[0].person if done else "",
        before=tuple(dict.fromkeys(before)),
        after=tuple(dict.fromkeys(after)),
    )
