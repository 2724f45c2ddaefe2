"""Passwords: which are taken, how they are kept."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from pipeline.access import passwords
from pipeline.errors import BadInput

GOOD = ("fire ganske vilkårlige ord", "Xq7!mP2@vR9#kL4z", "блажен муж иже не иде", "ord " * 12 + "med noe mer")


@pytest.mark.parametrize("password", GOOD)
def test_a_long_one_is_taken_whatever_signs_it_is_made_of(password: str) -> None:
    passwords.check(password, "eksempel@kommune.example", "Eksempel Person")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("kort", "password_too_short"),
        ("fjorten tegn.", "password_too_short"),
        ("x" * 257, "password_too_long"),
        ("passordpassord1", "password_too_common"),
        ("Passord12345678", "password_too_common"),
        ("123456789012345", "password_too_common"),
        ("qwertyuiopåasdfgh", "password_too_common"),
        ("abcdefghijklmnop", "password_too_common"),
        ("aaaaaaaaaaaaaaaa", "password_too_common"),
        ("hemmelighemmelighemmelig", "password_too_common"),
        ("eksempel@kommune", "password_about_you"),
        ("Eksempel Person1", "password_about_you"),
    ],
)
def test_what_is_guessed_first_is_refused(password: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        passwords.check(password, "eksempel@kommune.example", "Eksempel Person")
    assert refused.value.code == code


def test_only_argon2id_with_a_salt_of_its_own_is_kept() -> None:
    one, two = passwords.hashed(GOOD[0]), passwords.hashed(GOOD[0])
    assert one.startswith("$argon2id$") and one != two and GOOD[0] not in one
    assert passwords.matches(one, GOOD[0]) and not passwords.matches(one, GOOD[0] + " ")


def test_the_same_signs_are_the_same_password() -> None:
    assert passwords.matches(passwords.hashed("vilka\u030arlige ord er fine"), "vilk\u00e5rlige ord er fine")


@pytest.mark.parametrize("password_hash", ["", "no hash", "$argon2id$v=19$m=1"])
def test_where_there_is_no_hash_nothing_matches(password_hash: str) -> None:
    assert not passwords.matches(password_hash, GOOD[0])
    assert not passwords.matches(password_hash, "")


def test_a_hash_of_yesterday_is_told() -> None:
    old = PasswordHasher(time_cost=1, memory_cost=64).hash(GOOD[0])
    assert passwords.outdated(old) and passwords.matches(old, GOOD[0])
    assert not passwords.outdated(passwords.hashed(GOOD[0]))


def test_nobodys_hash_takes_as_long_as_any_other() -> None:
    """It is written down, so it must follow the parameters that hashes are made with."""
    assert not passwords.outdated(passwords.NOBODYS)
