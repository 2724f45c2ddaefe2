"""The verbs that are not below a need: people, municipalities and what is above them, played by the whole cast."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.errors import NotThere, Refused
from pipeline.ids import new_id
from pipeline.rights import VERBS
from pipeline.rows import EXAMPLE_PLACE, NATION
from pipeline.steps.reform import rename
from pipeline.steps.structure import make_cluster
from pipeline.structure import NewPlace
from tests.makers import ALTA, OSLO
from tests.pipeline.cast import CAST, Stage, set_stage

OVER_OSLO = {"coordinates the region", "coordinates the nation", "administers the installation"}
OVER_ALL = OVER_OSLO - {"coordinates the region"}
CLUSTER, REFORM = "a cluster", "a reform"  # made on the stage
AT_OSLO = {name for name in CAST if "Oslo" in name}
# verb -> (kind, id or who, those of the cast who may)
PLAYED: dict[str, tuple[str, str, set[str]]] = {
    "person.register": ("person", "", set()),
    "person.edit": ("person", "works in Oslo", {"works in Oslo"}),
    "person.put_by": ("person", "works in Oslo", {"works in Oslo"}),
    "person.move": ("person", "works in Oslo", {"administers the installation"}),
    "person.erase": ("person", "works in Oslo", {"works in Oslo", "administers the installation"}),
    "need.raise": ("municipality", OSLO, AT_OSLO),
    "municipality.edit": ("municipality", OSLO, {"Oslo's contact"} | OVER_OSLO),
    "cluster.make": ("region", "Øst", OVER_OSLO),
    "cluster.rename": ("cluster", CLUSTER, OVER_OSLO),
    "cluster.end": ("cluster", CLUSTER, OVER_OSLO),
    "cluster.join": ("cluster", CLUSTER, OVER_OSLO),
    "cluster.leave": ("municipality", OSLO, {"Oslo's contact"} | OVER_OSLO),
    "cluster.motor": ("cluster", CLUSTER, OVER_OSLO),
    "region.host": ("region", "Øst", OVER_OSLO),
    "glossary.edit": ("nation", NATION, {"administers the installation", "in the method team"}),
    "glossary.remove": ("nation", NATION, {"administers the installation", "in the method team"}),
    "mesh.load": ("nation", NATION, {"administers the installation", "in the method team"}),
    "mesh.remove": ("nation", NATION, {"administers the installation", "in the method team"}),
    **{
        f"{thing}.{verb}": ("nation", NATION, {"administers the installation", "in the method team"})
        for thing in ("instrument", "text")
        for verb in ("start", "edit", "publish", "retire", "bring_back", "discard")
    },
    "structure.merge": ("nation", NATION, OVER_ALL),
    "structure.split": ("nation", NATION, OVER_ALL),
    "structure.rename": ("nation", NATION, OVER_ALL),
    "structure.take_back": ("reform", REFORM, OVER_ALL),
}


class Undone(Exception):
    """Takes a write back that was let through."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = set_stage(tmp_path_factory.mktemp("stage"))
    boss = made.cast["administers the installation"]
    make_cluster(made.store, boss, "Øst", CLUSTER, "2026-02-01")
    rename(made.store, boss, ALTA, NewPlace("5602", "Nye Alta", "Oslo", "Øst"), "2026-02-01")
    yield made
    made.store.close()  # type: ignore[attr-defined]


def outcome(stage: Stage, name: str, verb: str, kind: str, object_id: str) -> str:
    try:
        with stage.store.write(stage.cast[name], verb, kind, object_id):
            raise Undone
    except Undone:
        return "done"
    except Refused:
        return "refused"
    except NotThere:
        return "not there"


@pytest.mark.parametrize("verb", sorted(PLAYED))
def test_who_may_do_what_elsewhere(stage: Stage, verb: str) -> None:
    kind, of, who = PLAYED[verb]
    seen = stage.store.seen_by(stage.first)
    made = {CLUSTER: seen.clusters()[0].id, REFORM: seen.reforms()[0].id}
    object_id = stage.cast[of].person_id if of in stage.cast else made.get(of, of)
    found = {name: outcome(stage, name, verb, kind, object_id) for name in CAST}
    may = who | ({"nobody"} if verb == "person.register" else set())  # the stage has no accounts: a newcomer may
    assert {name for name, became in found.items() if became == "done"} == may
    if kind == "person" and object_id:
        near = AT_OSLO | OVER_OSLO
        assert all(became == "not there" for name, became in found.items() if name not in near)
    if kind != "nation":
        assert outcome(stage, "works in Oslo", verb, kind, new_id()) == "not there"


@pytest.mark.parametrize("name", [name for name in CAST if name != "nobody"])
def test_everybody_may_raise_an_example_of_their_own(stage: Stage, name: str) -> None:
    assert outcome(stage, name, "need.raise", "municipality", EXAMPLE_PLACE) == "done"


def test_every_verb_played_is_in_the_table() -> None:
    assert set(PLAYED) <= set(VERBS)
