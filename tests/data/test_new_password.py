"""`python -m data new-password`: the way back in for an administrator, by whoever runs the machine. Nobody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import wiring
from data.store import SqliteStore
from pipeline.access import sessions
from pipeline.access.sessions import Caller, Limits
from pipeline.access.tokens import digest
from pipeline.errors import Refused
from pipeline.history_words import WHYS
from pipeline.rows import HERE, Actor
from pipeline.steps import accounts, invite, team
from tests.command import begin, run, run_here
from tests.makers import everything, rows

LOGIN, PASSWORD, NEW = "eksempel@kommune.example", "fire ganske vilkårlige ord", "enda fire andre ord til"
NAME = "kunnskapsbroen.sqlite"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An installation with accounts, whose only administrator has forgotten the password."""
    folder = tmp_path / "data"
    person_id, _question = begin(folder)
    with opened(folder) as store:
        accounts.start_accounts(store, Actor(person_id), LOGIN, PASSWORD)
    return folder


@contextmanager
def opened(folder: Path) -> Iterator[SqliteStore]:
    store = wiring.open_store(folder / NAME)
    try:
        yield store
    finally:
        store.close()


def token_in(out: str) -> str:
    """The token of the one link that a command printed."""
    found: list[str] = re.findall(r"/invitasjon/([A-Za-z0-9_-]{43})$", out, re.M)
    assert len(found) == 1, out
    return found[0]


def signs_in(store: SqliteStore, password: str) -> str:
    return sessions.sign_in(store, LOGIN, password, Caller(), Limits())[1]


def test_the_administrator_comes_back_in(data: Path) -> None:
    with opened(data) as store:
        elsewhere = signs_in(store, PASSWORD)
    done = run(data, "new-password", "Eksempel@Kommune.example", package="data")  # stopped
    assert (done.code, done.err) == (0, "") and "http://127.0.0.1:8501/invitasjon/" in done.out
    assert "annen port" in done.out
    ticket = Actor("", digest(token_in(done.out)))
    with opened(data) as store:
        assert sessions.current(store, elsewhere, Limits()), "nothing changes until the link is used"
        invitation_id = store.open_invitation(ticket.ticket)
        who = invite.accept(store, ticket, invitation_id, password=NEW)
        assert sessions.current(store, elsewhere, Limits()) is None
        assert signs_in(store, NEW)
        with pytest.raises(Refused):
            signs_in(store, PASSWORD)
        assert "administrator" in store.seen_by(who).roles("installation", HERE)
        assert not store.open_invitation(ticket.ticket), "it works once"


def test_beside_a_running_workbench(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUNNSKAPSBROEN_DATA", str(data))
    store = wiring.house().store
    try:
        public = {"KUNNSKAPSBROEN_PUBLIC_URL": "https://kunnskapsbroen.example"}
        done = run(data, "new-password", LOGIN, package="data", **public)
        assert done.code == 0 and "https://kunnskapsbroen.example/invitasjon/" in done.out
        assert "annen port" not in done.out
        assert store.open_invitation(digest(token_in(done.out))), "the workbench knows the link at once"
    finally:
        wiring.close_house()


def test_the_log_says_that_it_was_done_at_the_machine_and_nothing_keeps_the_token(data: Path) -> None:
    token = token_in(run_here(data, "new-password", LOGIN, package="data").out)
    kept = [tuple(row) for row in rows(data / NAME, "SELECT verb, why FROM event WHERE verb = 'account.reset'")]
    assert set(kept) == {("account.reset", accounts.AT_THE_MACHINE)} and accounts.AT_THE_MACHINE in WHYS
    assert token not in str(everything(data / NAME))
    with opened(data) as store:
        person_id = store.people_ids()[0]
        told = accounts.my_data(store, Actor(person_id))["events"]
        assert next(one["why"] for one in told if one["verb"] == "account.reset") == accounts.AT_THE_MACHINE


def test_only_for_an_administrator_who_has_an_open_account(data: Path) -> None:
    with opened(data) as store:
        admin = Actor(store.people_ids()[0])
        place = store.seen_by(admin).places()[0].id
        invitation_id, token = invite.invite(store, admin, "practice", "municipality", place)
        other = invite.accept(
            store, Actor("", digest(token)), invitation_id, name="Eksempel To", login="eksempel-to", password=NEW
        )
        before = everything(data / NAME)["invitation"]
    run_here(data, "new-password", "eksempel-to", package="data").says("eksempel-to", "Innstillinger")
    run_here(data, "new-password", "hvem-som-helst", package="data").says("hvem-som-helst", "stavemåten")
    run_here(data, "new-password", package="data").says("BRUKERNAVN")
    assert everything(data / NAME)["invitation"] == before
    with opened(data) as store:
        team.appoint(store, admin, other.person_id, "administrator", "installation", HERE)
        account = store.account_of(other.person_id)
        assert account is not None
        accounts.disable_account(store, admin, account.id)
    run_here(data, "new-password", "eksempel-to", package="data").says("stengt")


def test_where_there_is_nothing_to_forget(tmp_path: Path) -> None:
    run_here(tmp_path / "empty", "new-password", LOGIN, package="data").says(NAME, "finnes ikke")
    assert not (tmp_path / "empty" / NAME).exists(), "asking makes no database"
    begin(tmp_path / "begun")
    run_here(tmp_path / "begun", "new-password", LOGIN, package="data").says("ingen kontoer")
