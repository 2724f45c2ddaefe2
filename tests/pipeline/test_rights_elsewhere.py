"""The verbs that are not below a need: people, municipalities and what is above them, played by the whole cast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from pipeline.access.rows import NewSession
from pipeline.errors import NotThere, Refused
from pipeline.ids import new_id
from pipeline.rights import VERBS
from pipeline.rows import EXAMPLE_PLACE, HERE
from pipeline.steps import accounts, invite, mapping
from tests.makers import OSLO
from tests.pipeline.cast import CAST, Stage, set_stage

OVER_OSLO = {"coordinates the region", "coordinates the nation", "administers the installation"}
AT_OSLO = {name for name in CAST if "Oslo" in name}
# verb -> (kind, id or who, those of the cast who may)
PLAYED: dict[str, tuple[str, str, set[str]]] = {
    "person.register": ("person", "", set()),
    "person.edit": ("person", "works in Oslo", {"works in Oslo"}),
    "person.move": ("person", "works in Oslo", {"administers the installation"}),
    "person.erase": ("person", "works in Oslo", {"works in Oslo", "administers the installation"}),
    "need.raise": ("municipality", OSLO, AT_OSLO),
    "account.start": ("installation", HERE, {"administers the installation"}),
    "account.password": ("account", "account", {"works in Oslo"}),
    "account.reset": ("account", "account", {"administers the installation"}),
    "account.disable": ("account", "account", {"administers the installation"}),
    "account.enable": ("account", "account", {"administers the installation"}),
    "session.end": ("session", "session", {"works in Oslo"}),
    "session.end_all": ("person", "works in Oslo", {"works in Oslo", "administers the installation"}),
    "mapping.add": ("installation", HERE, {"administers the installation"}),
    "mapping.remove": ("mapping", "mapping", {"administers the installation"}),
    "invite.accept": ("invitation", "invitation", set()),  # by its link alone: `steps/test_invite.py`
    "person.admit": ("mapping", "mapping", set()),  # by a provider's word alone: `steps/test_mapping.py`
}
# Verbs that are done where people sign in.
WITH_ACCOUNTS = {
    verb for verb, (kind, _of, _who) in PLAYED.items() if kind in ("account", "session", "mapping", "invitation")
}


class Undone(Exception):
    """Takes a write back that was let through."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = set_stage(tmp_path_factory.mktemp("stage"))
    yield made
    made.store.close()  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, Mapping[str, str]]]:
    """A stage where people sign in, and the ids of what there is then: all of it belongs to somebody who works in Oslo."""
    made = set_stage(tmp_path_factory.mktemp("signed"))
    admin, who = made.cast["administers the installation"], made.cast["works in Oslo"]
    accounts.start_accounts(made.store, admin, "eksempel", "fire ganske vilkårlige ord")
    with made.store.write(admin, "account.start", "installation", HERE) as change:
        ids = {"account": accounts.add_account(change, who.person_id, "oslo", "")}
    made.store.open_session(NewSession(who.person_id, "digest", "password", "", "", "2999-01-01T00:00:00.000Z"))
    ids["session"] = made.store.seen_by(who).my_sessions()[0].id
    ids["mapping"] = mapping.add_mapping(made.store, admin, "https://provider.example", "domain", "oslo.example", OSLO)
    ids["invitation"] = invite.invite(made.store, admin, "contact", "municipality", OSLO)[0]
    yield made, ids
    made.store.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("verb", sorted(WITH_ACCOUNTS))
def test_who_may_do_what_where_people_sign_in(signed: tuple[Stage, Mapping[str, str]], verb: str) -> None:
    stage, ids = signed
    kind, of, who = PLAYED[verb]
    found = {name: outcome(stage, name, verb, kind, ids[of]) for name in CAST}
    assert {name for name, became in found.items() if became == "done"} == who
    assert found["nobody"] == found["works in Bergen"] == "not there"
    assert {outcome(stage, name, verb, kind, new_id()) for name in CAST} == {"not there"}


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


@pytest.mark.parametrize("verb", sorted(set(PLAYED) - WITH_ACCOUNTS))
def test_who_may_do_what_elsewhere(stage: Stage, verb: str) -> None:
    kind, of, who = PLAYED[verb]
    object_id = stage.cast[of].person_id if of in stage.cast else of
    found = {name: outcome(stage, name, verb, kind, object_id) for name in CAST}
    may = who | ({"nobody"} if verb == "person.register" else set())  # the stage has no accounts: a newcomer may
    assert {name for name, became in found.items() if became == "done"} == may
    if kind == "person" and object_id:
        near = AT_OSLO | OVER_OSLO
        assert all(became == "not there" for name, became in found.items() if name not in near)
    if kind != "installation":  # there is one
        assert outcome(stage, "works in Oslo", verb, kind, new_id()) == "not there"


@pytest.mark.parametrize("name", [name for name in CAST if name != "nobody"])
def test_everybody_may_raise_an_example_of_their_own(stage: Stage, name: str) -> None:
    assert outcome(stage, name, "need.raise", "municipality", EXAMPLE_PLACE) == "done"


def test_every_verb_played_is_in_the_table() -> None:
    assert set(PLAYED) <= set(VERBS)
