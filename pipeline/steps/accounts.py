"""Accounts: turned on, opened, closed; passwords, sessions; and a person's own data, seen or erased."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pipeline.access import passwords
from pipeline.access.sessions import login_form
from pipeline.access.tokens import after, digest, new_token
from pipeline.errors import BadInput, Refused
from pipeline.ports import Change, Store
from pipeline.rows import HERE, Actor

Say = Callable[[str, Mapping[str, object]], str]  # code and params -> sentence

RESET_HOURS = 24
LONGEST_LOGIN = 100
AT_THE_MACHINE = "at the machine"  # why: by whoever runs it, and not signed in
PLAIN_ERASED = "Tidligere bruker"


def start_accounts(store: Store, actor: Actor, login: str, password: str, *, client_id: str = "") -> str:
    """From now on people sign in here: the administrator of this installation gets the first account; gives its id.

    Nothing else changes: whatever they did and may do stays. BadInput: accounts_are_on, login_not_valid, and those of
    `passwords.check`.
    """
    me = store.seen_by(actor).me()
    login = checked_login(login)
    passwords.check(password, login, me.name if me else "")
    password_hash = passwords.hashed(password)
    with store.write(actor, "account.start", "installation", HERE, client_id=client_id) as change:
        if store.accounts_on() and not change.replayed:
            raise BadInput("accounts_are_on")
        return add_account(change, change.person_id, login, password_hash)


def checked_login(login: str) -> str:
    """A login as it is kept. BadInput: login_not_valid."""
    login = login_form(login)
    if not 3 <= len(login) <= LONGEST_LOGIN or any(sign.isspace() or not sign.isprintable() for sign in login):
        raise BadInput("login_not_valid", longest=LONGEST_LOGIN)
    return login


def add_account(change: Change, person_id: str, login: str, password_hash: str) -> str:
    """Inside a write that may: an account, with a login of its own or without ("" where they come from a provider)."""
    values = {"person_id": person_id, "login": login or None, "password_hash": password_hash, "created_at": change.at}
    return change.add("account", values)


def change_password(store: Store, actor: Actor, old: str, new: str, *, keep_session: str = "") -> None:
    """Choose another password; all other sessions of this person end. Refused: password_wrong; BadInput: as `passwords.check`."""
    account = store.account_of(actor.person_id)
    if account is None or not account.login:
        raise BadInput("no_password_here")
    if not passwords.matches(account.password_hash, old):
        raise Refused("password_wrong")
    passwords.check(new, account.login, _name(store, actor))
    with store.write(actor, "account.password", "account", account.id) as change:
        change.put("account", account.id, {"password_hash": passwords.hashed(new)})
        end_sessions(change, actor.person_id, but=keep_session)


def reset_password(store: Store, actor: Actor, account_id: str, *, why: str = "") -> str:
    """A link by which somebody who has forgotten theirs chooses a new password; gives its token, which is kept nowhere.

    Nothing changes until it is used. `why` is a code of `history_words.WHYS`, or empty.
    """
    token = new_token()
    with store.write(actor, "account.reset", "account", account_id) as change:
        one = change.view.account(account_id)
        if not one.login:
            raise BadInput("no_password_here")
        values = {"role": "", "scope_kind": "person", "scope_id": one.person_id, "municipality_id": one.municipality_id}
        times = {"invited_by": change.person_id, "at": change.at, "ends_at": after(hours=RESET_HOURS)}
        change.add("invitation", {**values, **times, "email": "", "token_hash": digest(token)}, why=why)
    return token


def reset_at_the_machine(store: Store, login: str) -> str:
    """The same for an administrator who has forgotten theirs, asked for by whoever runs the machine; gives the token.

    Only for administrators: they make such links for all others, signed in. The log says that it was done as this
    administrator, without signing in. BadInput: accounts_off, login_unknown(login), account_closed; Refused: refused(verb,
    roles, givers) for anybody else.
    """
    if not store.accounts_on():
        raise BadInput("accounts_off")
    account = store.account_by_login(login_form(login))
    if account is None:
        raise BadInput("login_unknown", login=login)
    if account.disabled:
        raise BadInput("account_closed")
    return reset_password(store, Actor(account.person_id), account.id, why=AT_THE_MACHINE)


def disable_account(store: Store, actor: Actor, account_id: str, *, why: str = "") -> None:
    """Close an account at once, in all its sessions; what they did stays. BadInput: last_administrator."""
    with store.write(actor, "account.disable", "account", account_id) as change:
        one = change.view.account(account_id)
        if one.disabled_at:
            return
        _others_administer(change, one.person_id)
        change.put("account", account_id, {"disabled_at": change.at}, why=why)
        end_sessions(change, one.person_id)


def enable_account(store: Store, actor: Actor, account_id: str, *, why: str = "") -> None:
    """Open a closed account again."""
    with store.write(actor, "account.enable", "account", account_id) as change:
        if change.view.account(account_id).disabled_at:
            change.put("account", account_id, {"disabled_at": None}, why=why)


def end_session(store: Store, actor: Actor, session_id: str) -> None:
    """Sign out of one place."""
    with store.write(actor, "session.end", "session", session_id) as change:
        if session_id in change.sessions_of(change.view.session_row(session_id).person_id):
            change.put("session", session_id, {"ended_at": change.at})


def end_all_sessions(store: Store, actor: Actor, person_id: str, *, but: str = "") -> None:
    """Sign out everywhere, or everywhere but in one session."""
    with store.write(actor, "session.end_all", "person", person_id) as change:
        end_sessions(change, person_id, but=but)


def end_sessions(change: Change, person_id: str, *, but: str = "") -> None:
    """Inside a write that may: end somebody's sessions."""
    for session_id in change.sessions_of(person_id):
        if session_id != but:
            change.put("session", session_id, {"ended_at": change.at})


def my_data(store: Store, actor: Actor, say: Say | None = None) -> Mapping[str, Any]:
    """All that is kept of whoever asks, to be taken along. Raises `NotThere` for nobody.

    With `say` (code, parameters -> sentence) what each part and each column is called to people stands first, as `labels`.
    """
    kept = store.seen_by(actor).my_data()
    if say is None:
        return kept
    names = dict.fromkeys((*kept, *(name for rows in kept.values() for row in rows for name in row)))
    return {"labels": {name: say(f"mine_{name}", {}) for name in names}, **kept}


def erase_person(store: Store, actor: Actor, person_id: str) -> None:
    """Let go of who somebody is: name, login, addresses, identities, sessions and drafts. What they did stays, under a name
    that only tells one former user from another. It cannot be undone.

    BadInput: last_administrator, last_lead_of(count) (somebody else must take over first).
    """
    with store.write(actor, "person.erase", "person", person_id) as change:
        _others_administer(change, person_id)
        alone = change.leads_alone(person_id)
        if alone:
            raise BadInput("last_lead_of", count=len(alone))
        for kind in ("need", "municipality", "cluster", "region", "nation", "installation"):
            for appointment_id in change.appointments_of(person_id, kind):
                change.end("appointment", appointment_id, why="erased")
        change.forget(person_id, former_name(person_id))
        change.note("person", person_id, field="erased", new="1")


def former_name(person_id: str) -> str:
    """What somebody is called who was erased: the same each time, and nothing that leads back to them."""
    return f"{PLAIN_ERASED} {digest(person_id)[:4].upper()}"


def _others_administer(change: Change, person_id: str) -> None:
    holders = [one.person_id for one in change.view.appointed_at("installation", HERE) if one.role == "administrator"]
    if person_id in holders and not any(one != person_id and change.can_sign_in(one) for one in holders):
        raise BadInput("last_administrator")


def _name(store: Store, actor: Actor) -> str:
    me = store.seen_by(actor).me()
    return me.name if me else ""
