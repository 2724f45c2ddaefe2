"""Clusters and regions: who is in them, who is the motor municipality, who hosts. Each holds from a day to a day.

A municipality is in one cluster at a time, and in one of its own region: the Brobygging method carries a research need
from municipality to cluster, region and nation, and that way has to be one. Whoever takes a municipality into a cluster
needs a say on both sides, since the members read what is shared with the cluster, and its coordinator coordinates them.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline import days
from pipeline.errors import BadInput, Refused
from pipeline.ports import Change, Store, View
from pipeline.rights import Asked, may, open_to
from pipeline.rows import Actor
from pipeline.steps.fields import clean
from pipeline.structure import Belonging, ClusterEntry, NamePeriod

_YEARS = range(1900, 2101)
LONGEST_NAME = 100  # characters


def day_of(text: str) -> str:
    """A day as it is kept ("2027-01-01"), from any way to write it (`pipeline/days.py`). BadInput: day_unreadable(given)."""
    day = days.read(text)
    if day is None or day.year not in _YEARS:
        raise BadInput("day_unreadable", given=" ".join(text.split())[:40])
    return day.isoformat()


def said(day: str) -> str:
    """A day as it is told: "01.01.2027"."""
    return ".".join(reversed(day.split("-")))


def name_of(text: str) -> str:
    """A name as it is kept, on one line. BadInput: place_name_missing, place_name_long(longest)."""
    name = " ".join(clean(text).split())
    if not name:
        raise BadInput("place_name_missing")
    if len(name) > LONGEST_NAME:
        raise BadInput("place_name_long", longest=LONGEST_NAME)
    return name


def there(view: View, municipality_id: str, day: str) -> NamePeriod:
    """What a municipality is called on a day. BadInput: municipality_missing, place_not_there(name, day)."""
    if not municipality_id:
        raise BadInput("municipality_missing")
    entry = view.municipality(municipality_id)
    for one in entry.names:
        if one.holds_on(day):
            return one
    raise BadInput("place_not_there", name=entry.name, day=said(day))


def make_cluster(
    store: Store, actor: Actor, region_id: str, name: str, day: str, *, why: str = "", client_id: str = ""
) -> str:
    """A new cluster in a region from a day on; gives its id. BadInput: cluster_name_taken(name), and those of name and day."""
    name, day = name_of(name), day_of(day)
    if not region_id:
        raise BadInput("region_unknown", given="")
    with store.write(actor, "cluster.make", "region", region_id, client_id=client_id) as change:
        if change.replayed:
            return change.made("cluster")
        _name_free(change.view, region_id, name)
        values = {"region_id": region_id, "created_at": change.at, "valid_from": day}
        cluster_id = change.add("cluster", values, why=why)
        change.set_field("cluster", cluster_id, "name", name)
        return cluster_id


def rename_cluster(
    store: Store, actor: Actor, cluster_id: str, name: str, *, expected: int | None = None, client_id: str = ""
) -> int:
    """Call a cluster something else; gives the version of its name. BadInput: cluster_name_taken(name)."""
    name = name_of(name)
    with store.write(actor, "cluster.rename", "cluster", cluster_id, client_id=client_id) as change:
        _name_free(change.view, change.view.cluster(cluster_id).region_id, name, but=cluster_id)
        return change.set_field("cluster", cluster_id, "name", name, expected=expected)


def end_cluster(store: Store, actor: Actor, cluster_id: str, day: str, *, why: str = "", client_id: str = "") -> None:
    """Let a cluster be no more from a day on: its members leave it that day. BadInput: day_before_start(name, start)."""
    day = day_of(day)
    with store.write(actor, "cluster.end", "cluster", cluster_id, client_id=client_id) as change:
        if change.replayed:
            return
        cluster = _alive(change.view, cluster_id, day)
        for kind, held in (("cluster_motor", cluster.motors), ("cluster_member", cluster.members)):
            for one in _from(held, day):
                change.put(kind, one.id, {"valid_to": max(day, one.valid_from)}, why=why)
        change.put("cluster", cluster_id, {"valid_to": day}, why=why)


def join_cluster(
    store: Store, actor: Actor, cluster_id: str, municipality_id: str, day: str, *, why: str = "", client_id: str = ""
) -> str:
    """Take a municipality into a cluster from a day on; gives the membership's id, that of the one it has there already.

    BadInput: cluster_other_region(name, region), cluster_member_elsewhere(name, cluster, start), place_not_there(name, day),
    cluster_not_there(name). Refused, too, for somebody with no say in the municipality.
    """
    day = day_of(day)
    with store.write(actor, "cluster.join", "cluster", cluster_id, client_id=client_id) as change:
        if change.replayed:
            return change.made("cluster_member")
        place = there(change.view, municipality_id, day)
        _has_say(change.view, municipality_id)
        cluster = _alive(change.view, cluster_id, day)
        if place.region != cluster.region_id:
            raise BadInput("cluster_other_region", name=place.name, region=cluster.region_id)
        for one in _from(change.view.municipality(municipality_id).clusters, day):
            if one.scope_id == cluster_id and one.holds_on(day):
                return one.id
            raise BadInput("cluster_member_elsewhere", name=place.name, cluster=one.scope, start=said(one.valid_from))
        values = {"cluster_id": cluster_id, "municipality_id": municipality_id, "valid_from": day}
        return change.add("cluster_member", values, why=why)


def leave_cluster(
    store: Store, actor: Actor, cluster_id: str, municipality_id: str, day: str, *, why: str = "", client_id: str = ""
) -> None:
    """Let a municipality be in a cluster no more from a day on; its time there stays told. A motor municipality stops being it.

    Whoever coordinates the cluster may, and whoever speaks for the municipality. BadInput: cluster_no_member(name),
    day_before_start(name, start) unless the day is the one it began on: then it never was there.
    """
    day = day_of(day)
    if not municipality_id:
        raise BadInput("municipality_missing")
    at_cluster = open_to("cluster.leave", store.seen_by(actor).roles("cluster", cluster_id))
    kind, object_id = ("cluster", cluster_id) if at_cluster else ("municipality", municipality_id)
    with store.write(actor, "cluster.leave", kind, object_id, client_id=client_id) as change:
        if change.replayed:
            return
        cluster = change.view.cluster(cluster_id)
        held = [one for one in _from(cluster.members, day) if one.municipality_id == municipality_id]
        if not held:
            raise BadInput("cluster_no_member", name=change.view.municipality(municipality_id).name)
        motors = [one for one in _from(cluster.motors, day) if one.municipality_id == municipality_id]
        for one in motors:
            change.put("cluster_motor", one.id, {"valid_to": max(day, one.valid_from)}, why=why)
        _end(change, "cluster_member", held, day, why)


def choose_motor(
    store: Store, actor: Actor, cluster_id: str, municipality_id: str, day: str, *, why: str = "", client_id: str = ""
) -> str:
    """Let a member be the motor municipality (motorkommune) from a day on, and the one until then no more; "" = none.

    Gives the id of the period. BadInput: cluster_no_member(name), day_before_start(name, start).
    """
    day = day_of(day)
    with store.write(actor, "cluster.motor", "cluster", cluster_id, client_id=client_id) as change:
        if change.replayed:
            return change.made("cluster_motor")
        cluster = _alive(change.view, cluster_id, day)
        if municipality_id:
            place = there(change.view, municipality_id, day)
            if not any(one.municipality_id == municipality_id and one.holds_on(day) for one in cluster.members):
                raise BadInput("cluster_no_member", name=place.name)
        values = {"cluster_id": cluster_id, "municipality_id": municipality_id}
        return _take_turns(change, "cluster_motor", cluster.motors, values, day, why)


def choose_host(
    store: Store, actor: Actor, region_id: str, municipality_id: str, day: str, *, why: str = "", client_id: str = ""
) -> str:
    """Let a municipality of a region host it (vertskommune) from a day on; gives the id of the period.

    BadInput: host_other_region(name, region), place_not_there(name, day), day_before_start(name, start).
    """
    day = day_of(day)
    with store.write(actor, "region.host", "region", region_id, client_id=client_id) as change:
        if change.replayed:
            return change.made("region_host")
        place = there(change.view, municipality_id, day)
        if place.region != region_id:
            raise BadInput("host_other_region", name=place.name, region=region_id)
        values = {"region_id": region_id, "municipality_id": municipality_id}
        return _take_turns(change, "region_host", change.view.region(region_id).hosts, values, day, why)


def _take_turns(
    change: Change, kind: str, held: Iterable[Belonging], values: dict[str, str], day: str, why: str
) -> str:
    """One at a time: whoever it is until then ends on the day that the next one begins."""
    at_the_time = list(_from(held, day))
    for one in at_the_time:
        if one.municipality_id == values["municipality_id"] and one.valid_from <= day:
            return one.id
    _end(change, kind, at_the_time, day, why)
    return change.add(kind, {**values, "valid_from": day}, why=why) if values["municipality_id"] else ""


def _end(change: Change, kind: str, held: Iterable[Belonging], day: str, why: str) -> None:
    for one in held:
        if day < one.valid_from:
            raise BadInput("day_before_start", name=one.municipality, start=said(one.valid_from))
        change.put(kind, one.id, {"valid_to": day}, why=why)


def _from(held: Iterable[Belonging], day: str) -> Iterable[Belonging]:
    """Those periods that hold on a day or later."""
    return (one for one in held if not one.valid_to or one.valid_to > day)


def _alive(view: View, cluster_id: str, day: str) -> ClusterEntry:
    """A cluster that is there on a day. BadInput: day_before_start(name, start), cluster_not_there(name)."""
    cluster = view.cluster(cluster_id)
    if day < cluster.valid_from:
        raise BadInput("day_before_start", name=cluster.name, start=said(cluster.valid_from))
    if cluster.valid_to and cluster.valid_to <= day:
        raise BadInput("cluster_not_there", name=cluster.name)
    return cluster


def _name_free(view: View, region_id: str, name: str, but: str = "") -> None:
    same = (one for one in view.clusters() if one.region_id == region_id and one.name.casefold() == name.casefold())
    if any(one.id != but for one in same):
        raise BadInput("cluster_name_taken", name=name)


def _has_say(view: View, municipality_id: str) -> None:
    """Raises `Refused` for somebody who could not say for a municipality where it belongs."""
    if missing := may(Asked("municipality.edit", view.roles("municipality", municipality_id))):
        roles, givers = " ".join(missing.roles), " ".join(missing.givers)
        raise Refused("refused", verb="cluster.join", roles=roles, givers=givers)
