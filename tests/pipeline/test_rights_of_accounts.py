"""The verbs of coming and going, played by the whole cast on a stage where people sign in. See `test_rights_elsewhere.py`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from pipeline.access.rows import NewSession
from pipeline.ids import new_id
from pipeline.rights import VERBS
from pipeline.rows import HERE
from pipeline.steps import accounts, invite, mapping
from tests.makers import OSLO
from tests.pipeline.cast import CAST, Stage, set_stage
from tests.pipeline.test_rights_elsewhere import outcome

OVER_ALL = {"administers the installation"}
OWN = {"works in Oslo"}
# verb -> (kind of what it is done on, those of the cast who may). All of it belongs to somebody who works in Oslo.
SIGNED: dict[str, tuple[str, set[str]]] = {
    "account.start": ("installation", OVER_ALL),
    "account.password": ("account", OWN),
    "account.reset": ("account", OVER_ALL),
    "account.disable": ("account", OVER_ALL),
    "account.enable": ("account", OVER_ALL),
    "session.end": ("session", OWN),
    "session.end_all": ("person", OWN | OVER_ALL),
    "mapping.add": ("installation", OVER_ALL),
    "mapping.remove": ("mapping", OVER_ALL),
    "invite.accept": ("invitation", set()),  # by its link alone: `steps/test_accounts.py`
    "person.admit": ("mapping", set()),  # by a provider's word alone: as above
}


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, Mapping[str, str]]]:
    """The stage, and the id of one of each."""
    made = set_stage(tmp_path_factory.mktemp("signed"))
    admin, who = made.cast["administers the installation"], made.cast["works in Oslo"]
    accounts.start_accounts(made.store, admin, "eksempel", "fire ganske vilkårlige ord")
    with made.store.write(admin, "account.start", "installation", HERE) as change:
        ids = {"account": accounts.add_account(change, who.person_id, "oslo", "")}
    made.store.open_session(NewSession(who.person_id, "digest", "password", "", "", "2999-01-01T00:00:00.000Z"))
    ids["session"] = made.store.seen_by(who).my_sessions()[0].id
    ids["mapping"] = mapping.add_mapping(made.store, admin, "https://provider.example", "domain", "oslo.example", OSLO)
    ids["invitation"] = invite.invite(made.store, admin, "contact", "municipality", OSLO)[0]
    yield made, ids | {"installation": HERE, "person": who.person_id}
    made.store.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("verb", sorted(SIGNED))
def test_who_may_do_what_where_people_sign_in(signed: tuple[Stage, Mapping[str, str]], verb: str) -> None:
    stage, ids = signed
    kind, who = SIGNED[verb]
    found = {name: outcome(stage, name, verb, kind, ids[kind]) for name in CAST}
    assert {name for name, became in found.items() if became == "done"} == who
    if kind != "installation":  # there is one, and everybody knows
        assert found["nobody"] == found["works in Bergen"] == "not there"
        assert {outcome(stage, name, verb, kind, new_id()) for name in CAST} == {"not there"}


def test_where_people_sign_in_nobody_is_a_newcomer(signed: tuple[Stage, Mapping[str, str]]) -> None:
    assert {outcome(signed[0], name, "person.register", "person", "") for name in CAST} == {"refused"}


def test_every_verb_played_is_in_the_table() -> None:
    assert set(SIGNED) <= set(VERBS)
