"""Signing in with a login and a password, and who is signed in at this moment."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.access import passwords, throttle
from pipeline.access.rows import Account, NewSession, Session
from pipeline.access.tokens import after, digest, new_token
from pipeline.errors import Refused
from pipeline.ports import AccessRows


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts, in hours: from its start, and without being used."""

    hours: float = 8.0
    idle_hours: float = 2.0


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is at the other end, as far as the wire tells: nothing of it is proof."""

    address: str = ""
    browser: str = ""  # digest of the browser's own cookie
    device: str = ""  # in short words
    session: str = ""  # digest of the session's token that it came with


def login_form(login: str) -> str:
    """A login as it is kept: without blanks around it, in small letters."""
    return login.strip().casefold()


def sign_in(rows: AccessRows, login: str, password: str, caller: Caller, limits: Limits) -> tuple[Account, str]:
    """Begin a session; gives the account, and the token that is its only key.

    Refused: sign_in_wrong (unknown login, wrong password, disabled account: the same answer in the same time),
    too_many_tries(seconds).
    """
    login = login_form(login)
    known = rows.knows_browser(login, caller.browser)
    keys = throttle.keys_for(login, caller.address, caller.browser, known=known)
    counted = throttle.begin(rows, keys)
    account = rows.account_by_login(login)
    good = passwords.matches(account.password_hash if account and not account.disabled else "", password)
    if account is None or not good:
        raise Refused("sign_in_wrong")
    throttle.right(rows, keys, counted)
    if passwords.outdated(account.password_hash):
        rows.keep_hash(account.id, account.password_hash, passwords.hashed(password))
    return account, begin(rows, account.person_id, "password", caller, limits)


def begin(rows: AccessRows, person_id: str, way: str, caller: Caller, limits: Limits) -> str:
    """A new session for somebody who has shown who they are; gives its token. The one that the browser had ends."""
    token = new_token()
    ends_at = after(hours=limits.hours)
    new = NewSession(person_id, digest(token), way, caller.device, caller.browser, ends_at)
    rows.open_session(new, instead_of=caller.session)
    return token


def current(rows: AccessRows, token: str, limits: Limits) -> Session | None:
    """The session that a token opens now; None where it is over, ended, unused for too long, or was never one."""
    if not token:
        return None
    return rows.session(digest(token), idle_since=after(hours=-limits.idle_hours))


_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
            ("Mac OS", "Mac"), ("Linux", "Linux"))  # fmt: skip
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("Chrome", "Chrome"),
             ("CriOS", "Chrome"), ("Safari", "Safari"))  # fmt: skip


def device_words(user_agent: str) -> str:
    """A browser's long name of itself in two words: "Firefox, Windows". Nothing else of it is kept."""
    found = (next((said for mark, said in table if re.search(mark, user_agent)), "") for table in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, found))
