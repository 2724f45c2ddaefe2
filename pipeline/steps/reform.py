"""Municipalities that merge, split, or change name, number, county or region: each a reform that holds from its day on.

The day may lie ahead. Questions and people stay where they were written down, and are found and at home at the heir: the
one municipality that takes over. What is there after the day that was not there before (a name, a place in a cluster) is a
row of its own, so that a reform entered by mistake can be taken back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from pipeline.errors import BadInput
from pipeline.ports import Change, Store
from pipeline.rows import NATION, Actor, Event
from pipeline.steps.structure import day_of, name_of, said
from pipeline.structure import Belonging, MunicipalityEntry, NamePeriod, NewPlace

_NUMBER = re.compile(r"[0-9]{4}")


def merge(
    store: Store,
    actor: Actor,
    from_ids: Sequence[str],
    into: str | NewPlace,
    day: str,
    *,
    why: str = "",
    client_id: str = "",
) -> str:
    """Let municipalities become one from a day on, a new one or one of those there are; gives its id.

    `from_ids` are those that end. BadInput: merge_too_few, merge_into_itself(name), place_not_there(name, day),
    reform_ahead(name), day_before_start(name, start), number_unreadable(given), number_taken(number, name),
    region_unknown(given), county_missing.
    """
    day, ending = day_of(day), tuple(dict.fromkeys(from_ids))
    with store.write(actor, "structure.merge", "nation", NATION, client_id=client_id) as change:
        if change.replayed:
            return change.made("municipality") or str(into)
        if len(ending) < (2 if isinstance(into, NewPlace) else 1):
            raise BadInput("merge_too_few")
        if into in ending:
            raise BadInput("merge_into_itself", name=change.view.municipality(str(into)).name)
        entries = [_open(change, one, day)[0] for one in ending]
        reform_id = _reform(change, "merge", day, why)
        for entry in entries:
            _end_name(change, entry, day)
        to_id = _become(change, into, day)
        for entry in entries:
            _succeed(change, reform_id, entry.id, to_id, day, heir=True)
        _hand_on(change, entries, to_id, day)
        return to_id


def split(
    store: Store,
    actor: Actor,
    municipality_id: str,
    parts: Sequence[str | NewPlace],
    heir: int,
    day: str,
    *,
    own: NewPlace | None = None,
    why: str = "",
    client_id: str = "",
) -> tuple[str, ...]:
    """Let a municipality become several from a day on; gives their ids in the order of `parts`.

    `parts[heir]` takes over its questions, people and roles. The municipality itself may be among the parts: then it goes
    on and is the heir, as `own` where it has a new number or name from then. The others may be new, or be there already.
    BadInput: split_too_few, split_heir, split_part_twice, and those of `merge`.
    """
    day = day_of(day)
    known = [one for one in parts if isinstance(one, str)]
    with store.write(actor, "structure.split", "nation", NATION, client_id=client_id) as change:
        if change.replayed:
            return _made(change, parts)
        if len(parts) < 2:
            raise BadInput("split_too_few")
        if len(set(known)) < len(known):
            raise BadInput("split_part_twice")
        goes_on = municipality_id in known
        if heir not in range(len(parts)) or (goes_on and parts[heir] != municipality_id):
            raise BadInput("split_heir")
        entry, _now = _open(change, municipality_id, day)
        reform_id = _reform(change, "split", day, why)
        if not goes_on:
            _end_name(change, entry, day)
        elif own is not None:
            _new_name(change, entry, own, day)
        ids = tuple(one if one == municipality_id else _become(change, one, day) for one in parts)
        for place, to_id in enumerate(ids):
            if to_id != municipality_id:
                _succeed(change, reform_id, municipality_id, to_id, day, heir=place == heir)
        if not goes_on:
            _hand_on(change, [entry], ids[heir], day)
        return ids


def rename(
    store: Store, actor: Actor, municipality_id: str, own: NewPlace, day: str, *, why: str = "", client_id: str = ""
) -> str:
    """A new name, number, county or region for a municipality from a day on; it stays the same one. Gives the reform's id.

    BadInput: rename_same, and those of `merge`.
    """
    day = day_of(day)
    with store.write(actor, "structure.rename", "nation", NATION, client_id=client_id) as change:
        if change.replayed:
            return change.made("reform")
        entry, now = _open(change, municipality_id, day)
        if (now.number, now.name, now.county, now.region) == (own.number, own.name, own.county, own.region):
            raise BadInput("rename_same")
        reform_id = _reform(change, "name", day, why)
        _new_name(change, entry, own, day)
        return reform_id


def take_back(store: Store, actor: Actor, reform_id: str, *, why: str = "", client_id: str = "") -> None:
    """Let a reform that was entered by mistake not have been. The log shows both.

    BadInput: reform_missing, reform_overtaken where something that it did was changed since, reform_in_use(name) where
    people, needs or roles have come to a municipality that it made.
    """
    if not reform_id:
        raise BadInput("reform_missing")
    with store.write(actor, "structure.take_back", "reform", reform_id, client_id=client_id) as change:
        if change.replayed:
            return
        if not change.stands("reform", reform_id, {"undone_at": None}):
            raise BadInput("reform_overtaken")
        events = change.view.reform_events(reform_id)
        names = {one.municipality_id: one.name for one in change.view.names()}
        for event in reversed(events):
            _put_back(change, event, why)
        change.put("reform", reform_id, {"undone_at": change.at}, why=why)
        for event in events:
            if event.kind == "municipality" and change.hangs_on(event.object_id):
                raise BadInput("reform_in_use", name=names.get(event.object_id, ""))


def _put_back(change: Change, event: Event, why: str) -> None:
    """Undo one event of a reform: an old row has its end again, a new one ends on the day it began."""
    if event.kind in ("reform", "municipality"):
        return
    new = json.loads(event.new or "{}")
    if event.kind == "succession":
        change.put("succession", event.object_id, {"undone_at": change.at}, why=why)
        return
    told = {"valid_to": new.get("valid_to")}
    if not change.stands(event.kind, event.object_id, told):
        raise BadInput("reform_overtaken")
    back = json.loads(event.old)["valid_to"] if event.old is not None else new["valid_from"]
    change.put(event.kind, event.object_id, {"valid_to": back}, why=why)


# -- what a reform is made of


def _reform(change: Change, kind: str, day: str, why: str) -> str:
    return change.add("reform", {"kind": kind, "valid_from": day, "created_at": change.at}, why=why)


def _succeed(change: Change, reform_id: str, from_id: str, to_id: str, day: str, *, heir: bool) -> None:
    values = {"reform_id": reform_id, "from_id": from_id, "to_id": to_id, "valid_from": day, "heir": int(heir)}
    change.add("succession", values)


def _open(change: Change, municipality_id: str, day: str) -> tuple[MunicipalityEntry, NamePeriod]:
    """A municipality that is there on a day with no change ahead of it, and its name until then."""
    if not municipality_id:
        raise BadInput("municipality_missing")
    entry = change.view.municipality(municipality_id)
    last = entry.names[0]
    if last.valid_to and last.valid_to <= day:
        raise BadInput("place_not_there", name=last.name, day=said(day))
    if last.valid_to:
        raise BadInput("reform_ahead", name=last.name)
    if day <= last.valid_from:
        raise BadInput("day_before_start", name=last.name, start=said(last.valid_from))
    return entry, last


def _end_name(change: Change, entry: MunicipalityEntry, day: str) -> None:
    change.put("municipality_name", entry.names[0].id, {"valid_to": day})


def _new_name(change: Change, entry: MunicipalityEntry, own: NewPlace, day: str) -> None:
    _end_name(change, entry, day)
    _add_name(change, entry.id, own, day)


def _become(change: Change, one: str | NewPlace, day: str) -> str:
    """The id of one that takes over: it is there on the day and after, or is made."""
    if isinstance(one, NewPlace):
        municipality_id = change.add("municipality", {})
        _add_name(change, municipality_id, one, day)
        return municipality_id
    last = change.view.municipality(one).names[0]
    if last.valid_to:
        raise BadInput("place_not_there", name=last.name, day=said(day))
    if day < last.valid_from:
        raise BadInput("day_before_start", name=last.name, start=said(last.valid_from))
    return one


def _add_name(change: Change, municipality_id: str, own: NewPlace, day: str) -> None:
    number, county = own.number.strip(), " ".join(own.county.split())
    if not _NUMBER.fullmatch(number):
        raise BadInput("number_unreadable", given=number[:20])
    for one in change.view.names(number=number):
        if one.municipality_id != municipality_id:
            raise BadInput("number_taken", number=number, name=one.name)
    if not county:
        raise BadInput("county_missing")
    if own.region not in {one.id for one in change.view.regions()}:
        raise BadInput("region_unknown", given=own.region[:40])
    values = {"number": number, "name": name_of(own.name), "county": name_of(county), "ksf_region": own.region}
    change.add("municipality_name", {"municipality_id": municipality_id, **values, "valid_from": day, "valid_to": None})


def _made(change: Change, parts: Sequence[str | NewPlace]) -> tuple[str, ...]:
    """The parts of a split that was done before: the new ones in the order they were made."""
    successions = change.view.reform_events(change.made("reform"))
    new = iter([one.object_id for one in successions if one.kind == "municipality"])
    return tuple(next(new) if isinstance(one, NewPlace) else one for one in parts)


def _hand_on(change: Change, ending: Sequence[MunicipalityEntry], heir_id: str, day: str) -> None:
    """Places in clusters and regions end with the municipality, and the heir takes over those that are clear.

    An heir that is in a cluster of its own stays there. Where those that end were in several clusters, nobody knows which
    one the heir belongs to, and it is in none until somebody says so.
    """
    heir = change.view.municipality(heir_id)
    left = _close(change, "cluster_member", (one for entry in ending for one in entry.clusters), day)
    motors = _close(change, "cluster_motor", (one for entry in ending for one in entry.motor_of), day)
    hosted = _close(change, "region_host", (one for entry in ending for one in entry.host_of), day)
    own = next((one.scope_id for one in heir.clusters if not one.valid_to or one.valid_to > day), "")
    cluster_id = own or (left[0] if len(left) == 1 else "")
    row = {"municipality_id": heir_id, "valid_from": day, "valid_to": None}
    if cluster_id and not own:
        change.add("cluster_member", {"cluster_id": cluster_id, **row})
    if cluster_id in motors:
        change.add("cluster_motor", {"cluster_id": cluster_id, **row})
    for region_id in hosted:
        if heir.names[0].region == region_id:
            change.add("region_host", {"region_id": region_id, **row})


def _close(change: Change, kind: str, held: Iterable[Belonging], day: str) -> tuple[str, ...]:
    """End what holds on a day or later; gives the clusters or regions where something held until then."""
    ended = []
    for one in held:
        if not one.valid_to or one.valid_to > day:
            change.put(kind, one.id, {"valid_to": max(day, one.valid_from)})
            if one.valid_from < day:
                ended.append(one.scope_id)
    return tuple(dict.fromkeys(ended))
