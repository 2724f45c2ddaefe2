"""How long somebody who has guessed wrong waits before the next try. Nobody is ever locked out for good.

A browser that has signed in to an account before has a count of its own there, so that others who guess do not keep its
owner out (the "device cookie" of OWASP's Authentication Cheat Sheet). The keys are digests: the rows tell no login or address.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline.access.tokens import after, digest
from pipeline.errors import Refused
from pipeline.ports import AccessRows

WINDOW_S = 86_400


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries are free; after that the wait doubles from one second to `longest_s`."""

    name: str
    free: int
    longest_s: int


KNOWN_BROWSER = Limit("browser", 10, 900)
LOGIN_FROM_ADDRESS = Limit("login-address", 5, 900)
LOGIN = Limit("login", 50, 60)
ADDRESS = Limit("address", 30, 900)
DOOR = Limit("door", 30, 300)  # links, sign-ins begun at a provider, new passwords

Key = tuple[Limit, str]


def keys_for(login: str, address: str, browser: str, *, known: bool) -> tuple[Key, ...]:
    """What a try with a login counts under."""
    if known:
        return (_key(KNOWN_BROWSER, login, browser),)
    return (_key(LOGIN_FROM_ADDRESS, login, address), _key(LOGIN, login), _key(ADDRESS, address))


def door(address: str) -> tuple[Key, ...]:
    """What a try with something that is no login counts under."""
    return (_key(DOOR, address),)


def _key(limit: Limit, *parts: str) -> Key:
    return limit, digest("\0".join((limit.name, *parts)))


def wait_s(limit: Limit, failed: int, since_last_s: float) -> int:
    """Seconds that are left to wait; 0 = now."""
    if failed < limit.free:
        return 0
    pause = min(limit.longest_s, 2 ** min(failed - limit.free, 20))
    return max(0, int(pause - since_last_s + 0.999))


_turn = threading.Lock()  # one process serves a database: many tries at the same time are counted one by one


def begin(rows: AccessRows, keys: Sequence[Key]) -> tuple[str, ...]:
    """Count one try, before it is looked at; gives what `right` takes. Refused: too_many_tries(seconds)."""
    with _turn:
        now = datetime.now(UTC)
        longest = 0
        for limit, key in keys:
            failed, last = rows.attempts(key, after(seconds=-WINDOW_S))
            if last:
                gone = (now - datetime.fromisoformat(last.replace("Z", "+00:00"))).total_seconds()
                longest = max(
                    longest, wait_s(limit, failed, max(gone, 0.0))
                )  # a clock set back makes nobody wait longer
        if longest:
            raise Refused("too_many_tries", seconds=longest)
        return rows.note_attempts([key for _limit, key in keys])


def right(rows: AccessRows, keys: Sequence[Key], ids: Sequence[str]) -> None:
    """It was right: the counts of this login begin anew; that of the address goes on without this try."""
    rows.forget_attempts([key for limit, key in keys if limit is not ADDRESS], ids)
