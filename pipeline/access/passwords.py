"""Passwords: how long, which are refused, and how they are kept.

Length and no rules about signs: NIST SP 800-63B-4 (3.1.1.2: 15 where the password is all there is) and ASVS 5.0 (6.2).
Kept by Argon2id with the parameters that RFC 9106 recommends second (64 MiB, 3 rounds, 4 lanes), which argon2-cffi ships.
"""

from __future__ import annotations

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pipeline.errors import BadInput

SHORTEST, LONGEST = 15, 256  # characters
FEWEST_KINDS = 5  # different characters
FEWEST_OWN = 10  # that are left when name and login are taken away
_HASHER = PasswordHasher()
_AT_ONCE = threading.Semaphore(2)  # each takes 64 MiB: many at the door at once must not fill the machine
# Words that people choose most often, alone, repeated, or with numbers round them; each is refused in all those forms.
COMMON = frozenset(
    """passord passordet hemmelig hemmeligpassord password passw letmein welcome velkommen velkomen qwerty qwertyuiop
    qwertyuiopå asdfgh asdfghjkl zxcvbn zxcvbnm abc abcdef abcdefgh abcdefghijklmnop alphabet monkey dragon football
    fotball baseball iloveyou jegelskerdeg elskerdeg sunshine solskinn princess prinsesse master admin administrator root
    login logginn test testing testtest changeme byttmeg sommer sommeren vinter vinteren høst hosten våren norge noreg
    norway oslo bergen trondheim stavanger kommune kommunen sykehus sykehjem helse superman batman pokemon starwars
    michael jordan liverpool arsenal rosenborg brann whatever trustno shadow secret google facebook computer internet
    kunnskapsbroen kunnskapsbroa kunnskapsbro brobygging kunnskap correcthorsebatterystaple""".split()
)
_ROWS = ("abcdefghijklmnopqrstuvwxyzæøå", "qwertyuiopåasdfghjkløæzxcvbnm", "01234567890123456789")
# A hash of a password that was drawn at random and never kept: checked where there is no such login, so that the answer
# takes as long. It stands here because hashing takes a tenth of a second of every start.
NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$qYbuqstEEAMO040E6LI/KQ$UPYv+HH23b9dz69N1/gjwhMTvDNy4TG/B5ufdZLsikU"


def _plain(password: str) -> str:
    """One form for the same signs, however a keyboard composes them."""
    return unicodedata.normalize("NFKC", password)


def check(password: str, *about: str) -> None:
    """BadInput: password_too_short(shortest), password_too_long(longest), password_too_common, password_about_you.

    `about` is what others know of this person: login and name.
    """
    plain = _plain(password)
    if len(plain) < SHORTEST:
        raise BadInput("password_too_short", shortest=SHORTEST)
    if len(plain) > LONGEST:
        raise BadInput("password_too_long", longest=LONGEST)
    low = plain.casefold()
    if len(set(low)) < FEWEST_KINDS or _once(_letters(low)) in COMMON or _once(low) in COMMON or _in_a_row(low):
        raise BadInput("password_too_common")
    known = [word for text in about for word in (text.casefold(), text.casefold().partition("@")[0]) if len(word) >= 5]
    if any(len(low.replace(word, "")) < FEWEST_OWN for word in known):
        raise BadInput("password_about_you")


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalpha())


def _once(text: str) -> str:
    """The part that a text repeats: "passpass" is "pass"."""
    at = (text + text).find(text, 1)
    return text[:at] if at > 0 else text


def _in_a_row(text: str) -> bool:
    """True where it is one run along the alphabet, the keyboard or the numbers."""
    return any(text in row + row or text[::-1] in row + row for row in _ROWS)


def hashed(password: str) -> str:
    """What is kept: Argon2id with its parameters and a salt of its own."""
    with _AT_ONCE:
        return _HASHER.hash(_plain(password))


def matches(password_hash: str, password: str) -> bool:
    """Whether this is the password. It takes the same time without a hash ("") as with a wrong one."""
    if len(password) > LONGEST:
        password, password_hash = "", ""
    try:
        with _AT_ONCE:
            return _HASHER.verify(password_hash or NOBODYS, _plain(password)) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


def outdated(password_hash: str) -> bool:
    """Whether it should be hashed anew, with the parameters of today."""
    return _HASHER.check_needs_rehash(password_hash)
