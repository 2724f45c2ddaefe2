"""Signing in by password: what opens, for how long, and what happens to those who guess."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from data.store import SqliteStore
from pipeline.access import passwords, sessions, throttle
from pipeline.access.sessions import Caller, Limits
from pipeline.access.throttle import Limit, wait_s
from pipeline.errors import Refused
from pipeline.rows import Actor
from pipeline.steps import accounts
from tests.makers import make_person, make_store, rows

LOGIN, PASSWORD = "eksempel", "fire ganske vilkårlige ord"
LIMITS = Limits(hours=8, idle_hours=2)
HERE = Caller("127.0.0.1", "browser", "Firefox, Linux")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = make_store(tmp_path / "test.sqlite")
    accounts.start_accounts(made, make_person(made), LOGIN, PASSWORD)
    yield made
    made.close()


def person(store: SqliteStore) -> Actor:
    return Actor(store.people_ids()[0])


def test_a_key_opens_until_it_is_ended(store: SqliteStore) -> None:
    account, token = sessions.sign_in(store, " Eksempel ", PASSWORD, HERE, LIMITS)
    held = sessions.current(store, token, LIMITS)
    assert held is not None and held.person_id == account.person_id == person(store).person_id
    assert held.device == "Firefox, Linux"
    accounts.end_session(store, person(store), held.id)
    assert sessions.current(store, token, LIMITS) is None


def test_no_token_no_password_and_no_login_is_in_the_log(store: SqliteStore) -> None:
    _account, token = sessions.sign_in(store, LOGIN, PASSWORD, HERE, LIMITS)
    accounts.end_all_sessions(store, person(store), person(store).person_id)
    accounts.change_password(store, person(store), PASSWORD, PASSWORD + " til")
    told = str(rows(store.path, "SELECT * FROM event"))
    kept = str(rows(store.path, "SELECT * FROM session"))
    for secret in (token, sessions.digest(token), PASSWORD, LOGIN + "'", "argon2", "Firefox"):
        assert secret not in told
    assert token not in kept


@pytest.mark.parametrize("limits", [Limits(hours=-1), Limits(idle_hours=-1)])
def test_a_session_has_an_end(store: SqliteStore, limits: Limits) -> None:
    _account, token = sessions.sign_in(store, LOGIN, PASSWORD, HERE, limits)
    assert sessions.current(store, token, limits) is None


def test_each_sign_in_is_a_new_session_and_ends_the_one_before(store: SqliteStore) -> None:
    _account, first = sessions.sign_in(store, LOGIN, PASSWORD, HERE, LIMITS)
    again = Caller("127.0.0.1", "browser", "", sessions.digest(first))
    _account, second = sessions.sign_in(store, LOGIN, PASSWORD, again, LIMITS)
    assert first != second
    assert sessions.current(store, first, LIMITS) is None and sessions.current(store, second, LIMITS)


def test_a_new_password_ends_the_others(store: SqliteStore) -> None:
    _account, here = sessions.sign_in(store, LOGIN, PASSWORD, HERE, LIMITS)
    _account, there = sessions.sign_in(store, LOGIN, PASSWORD, Caller("127.0.0.2", "other"), LIMITS)
    held = sessions.current(store, here, LIMITS)
    assert held is not None
    with pytest.raises(Refused):
        accounts.change_password(store, person(store), "feil", "enda fire andre ord til")
    accounts.change_password(store, person(store), PASSWORD, "enda fire andre ord til", keep_session=held.id)
    assert sessions.current(store, here, LIMITS) and sessions.current(store, there, LIMITS) is None


def test_an_old_hash_is_made_anew_at_the_sign_in(store: SqliteStore) -> None:
    account = store.account_by_login(LOGIN)
    assert account is not None
    store.keep_hash(account.id, account.password_hash, PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD))
    sessions.sign_in(store, LOGIN, PASSWORD, HERE, LIMITS)
    now = store.account_by_login(LOGIN)
    assert now is not None and not passwords.outdated(now.password_hash)


def refused(store: SqliteStore, login: str, password: str, caller: Caller = HERE) -> Refused:
    with pytest.raises(Refused) as caught:
        sessions.sign_in(store, login, password, caller, LIMITS)
    return caught.value


def test_an_unknown_login_is_told_from_a_wrong_password_by_nothing(store: SqliteStore) -> None:
    def taken(login: str) -> float:
        begun = time.perf_counter()
        said = refused(store, login, "dette er feil passord", Caller(f"127.0.1.{len(login)}", "x"))
        assert (said.code, said.params) == ("sign_in_wrong", {})
        return time.perf_counter() - begun

    known, unknown = min(taken(LOGIN) for _ in range(3)), min(taken("finnes-ikke") for _ in range(3))
    assert 0.5 < known / unknown < 2


def test_somebody_who_guesses_waits_longer_and_longer_and_others_do_not(store: SqliteStore) -> None:
    for n in range(throttle.LOGIN_FROM_ADDRESS.free):
        assert refused(store, LOGIN, f"gjetning nummer {n}").code == "sign_in_wrong"
    waits = refused(store, LOGIN, PASSWORD)  # even the right one
    assert waits.code == "too_many_tries" and 1 <= int(waits.params["seconds"]) <= 2
    elsewhere = Caller("127.0.0.9", "another browser")
    assert sessions.sign_in(store, LOGIN, PASSWORD, elsewhere, LIMITS)[0].login == LOGIN
    time.sleep(1.1)
    assert sessions.sign_in(store, LOGIN, PASSWORD, HERE, LIMITS)[0].login == LOGIN, "nobody is locked out for good"


def test_guessing_from_everywhere_does_not_keep_out_the_owner(store: SqliteStore) -> None:
    own = Caller("127.0.0.1", "the owner's browser")
    sessions.sign_in(store, LOGIN, PASSWORD, own, LIMITS)
    keys = throttle.keys_for(LOGIN, "127.9.9.9", "thief", known=False)
    store.note_attempts([keys[1][1]] * (throttle.LOGIN.free + 20))
    assert refused(store, LOGIN, PASSWORD, Caller("127.9.9.10", "thief")).code == "too_many_tries"
    assert sessions.sign_in(store, LOGIN, PASSWORD, own, LIMITS)[0].login == LOGIN


def test_a_whole_office_behind_one_address_signs_in(store: SqliteStore) -> None:
    for n in range(throttle.ADDRESS.free + 5):
        sessions.sign_in(store, LOGIN, PASSWORD, Caller("10.0.0.1", f"browser {n}"), LIMITS)


@pytest.mark.parametrize(
    ("failed", "since", "wait"),
    [
        (0, 0, 0),
        (4, 0, 0),
        (5, 0, 1),
        (6, 0, 2),
        (10, 0, 32),
        (10, 31.5, 1),
        (10, 40, 0),
        (1000, 0, 900),
        (1000, 899, 1),
    ],
)
def test_how_long(failed: int, since: float, wait: int) -> None:
    assert wait_s(Limit("x", 5, 900), failed, since) == wait


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
            "Chrome, Linux",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_a_device_in_short_words(agent: str, words: str) -> None:
    assert sessions.device_words(agent) == words
