"""Somebody in every role, in and out of the municipality, around one need of Oslo; all of it made up.

`CAST` says in plain words which roles each holds at that need, as somebody from the field would tell it. The tests
compare the store with this table, never with the code that works the roles out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.ports import Store
from pipeline.rows import HERE, NATION, NOBODY, Actor
from pipeline.steps import need, people, share, team
from tests.makers import ALTA, BERGEN, OSLO, Furnished, furnish, make_store, make_world


@dataclass(frozen=True, slots=True)
class Part:
    """One of the cast: where they work, the role they were given and where, and what they therefore are at the need."""

    works_in: str
    role: str
    at: str  # "need" | "oslo" | "bergen" | "region" | "nation" | "installation" | ""
    roles: frozenset[str]
    inside: bool  # works on the need: hears what the teams say


def _part(works_in: str, role: str, at: str, roles: str, *, inside: bool) -> Part:
    return Part(works_in, role, at, frozenset(roles.split()), inside)


CAST: Mapping[str, Part] = {
    "leads it": _part(BERGEN, "lead", "need", "known lead", inside=True),
    "in its practice team": _part(BERGEN, "practice", "need", "known practice", inside=True),
    "in its research team": _part(BERGEN, "research", "need", "known research", inside=True),
    "its peer reader": _part(BERGEN, "peer", "need", "known peer", inside=True),
    "on Oslo's list of the practice team": _part(OSLO, "practice", "oslo", "known employee practice", inside=True),
    "on Oslo's list of the research team": _part(OSLO, "research", "oslo", "known employee research", inside=True),
    "Oslo's contact": _part(OSLO, "contact", "oslo", "known employee contact", inside=True),
    "works in Oslo": _part(OSLO, "", "", "known employee", inside=False),
    "Bergen's contact": _part(BERGEN, "contact", "bergen", "known", inside=False),
    "on Bergen's list of the practice team": _part(BERGEN, "practice", "bergen", "known", inside=False),
    "on Bergen's list of the research team": _part(BERGEN, "research", "bergen", "known", inside=False),
    "works in Bergen": _part(BERGEN, "", "", "known", inside=False),
    "coordinates the region": _part(ALTA, "coordinator", "region", "known coordinator", inside=False),
    "coordinates the nation": _part(ALTA, "coordinator", "nation", "known coordinator", inside=False),
    "in the method team": _part(ALTA, "method", "nation", "known method", inside=False),
    "administers the installation": _part(ALTA, "administrator", "installation", "known administrator", inside=False),
    "nobody": _part("", "", "", "", inside=False),
}
SCOPES = {
    "need": "need",
    "oslo": "municipality",
    "bergen": "municipality",
    "region": "region",
    "nation": "nation",
    "installation": "installation",
}


@dataclass(frozen=True)
class Stage:
    """The need with one of everything in it, and the cast around it."""

    full: Furnished
    cast: Mapping[str, Actor]
    first: Actor  # who set the stage: administers the installation, leads the need

    @property
    def store(self) -> Store:
        return self.full.world.store


def set_stage(folder: Path) -> Stage:
    """A new store with the whole cast. Nobody holds more than `CAST` says."""
    store = make_store(folder / "stage.sqlite")
    first = people.register(store, "Eksempel Den Første", ALTA)
    raised_by = people.register(store, "Eksempel Som Meldte", OSLO)
    full = furnish(make_world(store, raised_by), shared=False)
    ids = {"need": full.world.need_id, "oslo": OSLO, "bergen": BERGEN}
    ids |= {"region": "Øst", "nation": NATION, "installation": HERE}
    cast: dict[str, Actor] = {"nobody": NOBODY}
    for name, part in CAST.items():
        if name == "nobody":
            continue
        cast[name] = bare(store, f"Eksempel {name}", part.works_in)
        if part.role:
            giver = raised_by if part.at in ("need", "oslo") else first
            team.appoint(store, giver, cast[name].person_id, part.role, SCOPES[part.at], ids[part.at])
    return Stage(full, cast, raised_by)


def bare(store: Store, name: str, place: str) -> Actor:
    """Somebody who works in a municipality and is on none of its lists."""
    actor = people.register(store, name, place)
    for one in store.seen_by(actor).my_appointments():
        team.leave(store, actor, one.id)
    return actor


# what is done to the need before somebody comes to it -> whether others than those inside may read it
STATES: Mapping[str, tuple[Callable[[Stage], object], bool]] = {
    "unshared": (lambda stage: None, False),
    "shared": (lambda stage: share.share(stage.store, stage.first, stage.full.world.need_id, "everybody"), True),
    "shared no more": (
        lambda stage: share.end_share(
            stage.store, stage.first, share.share(stage.store, stage.first, stage.full.world.need_id, "everybody")
        ),
        False,
    ),
    "put aside": (lambda stage: put_all_aside(stage), False),
}


def put_all_aside(stage: Stage) -> None:
    """The need, and the other two that were raised beside it."""
    for kind in ("need", "empty_need", "example_need"):
        need.delete_need(stage.store, stage.first, stage.full.ids[kind])
