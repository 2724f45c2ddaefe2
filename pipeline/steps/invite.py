"""Inviting somebody by a link: it is shown once, can be sent in any way, works once, and can be taken back."""

from __future__ import annotations

import re

from pipeline.access import passwords
from pipeline.access.rows import Invitation, Vouched
from pipeline.access.tokens import after, digest, new_token
from pipeline.errors import BadInput, NotThere, Refused
from pipeline.ports import Change, Store
from pipeline.rights import ROLES, may_give
from pipeline.rows import Actor
from pipeline.steps.accounts import add_account, checked_login, end_sessions
from pipeline.steps.fields import clean
from pipeline.steps.team import add_appointment, require_giver

VALID_DAYS = 14
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}\.[^@\s.]{2,}")
_INVITES_HOME = frozenset({"contact", "coordinator", "administrator"})


def invite(
    store: Store,
    actor: Actor,
    role: str,
    scope_kind: str,
    scope_id: str,
    *,
    municipality_id: str = "",
    email: str = "",
    client_id: str = "",
) -> tuple[str, str]:
    """Invite somebody to a role at a scope; gives the invitation's id, and the token of its link, which is kept nowhere.

    `municipality_id` is where a person works who is new here ("" = the municipality of the scope, or one's own).
    A resend of the same press gives a new token, and the first link no longer works.
    BadInput: role_unknown(role, scope), email_not_valid, municipality_missing. Refused: refused(verb, roles, givers).
    """
    if role not in ROLES or scope_kind not in ROLES[role].scopes:
        raise BadInput("role_unknown", role=role, scope=scope_kind)
    if (email := email.strip()) and not _EMAIL.fullmatch(email):
        raise BadInput("email_not_valid")
    token = new_token()
    with store.write(actor, "invite.send", scope_kind, scope_id, client_id=client_id) as change:
        require_giver(change, "invite.send", role, scope_kind, scope_id)
        if change.replayed:
            invitation_id = change.made("invitation")
        else:
            home = _home(change, scope_kind, scope_id, municipality_id)
            values = {"role": role, "scope_kind": scope_kind, "scope_id": scope_id, "municipality_id": home}
            times = {"invited_by": change.person_id, "at": change.at, "ends_at": after(days=VALID_DAYS)}
            invitation_id = change.add("invitation", {**values, **times, "email": email, "token_hash": digest(token)})
    if change.replayed:
        store.renew_invitation(invitation_id, digest(token))
    return invitation_id, token


def withdraw(store: Store, actor: Actor, invitation_id: str, *, client_id: str = "") -> None:
    """Let a link work no more. One that has been used, or withdrawn before, is left as it is."""
    with store.write(actor, "invite.withdraw", "invitation", invitation_id, client_id=client_id) as change:
        if change.view.invitation(invitation_id).state in ("open", "expired"):
            change.put("invitation", invitation_id, {"withdrawn_at": change.at, "email": ""})


def _home(change: Change, scope_kind: str, scope_id: str, wished: str) -> str:
    """Where the invited will work. Another municipality than that of the scope takes a right there."""
    own = change.home_of(scope_kind, scope_id)
    home = wished or own
    if home not in {place.id for place in change.view.places()}:
        raise BadInput("municipality_missing")
    if home != own and change.view.roles("municipality", home).isdisjoint(_INVITES_HOME):
        raise Refused(
            "refused", verb="invite.send", roles=" ".join(sorted(_INVITES_HOME)), givers="coordinator administrator"
        )
    return home


def accept(
    store: Store,
    actor: Actor,
    invitation_id: str,
    *,
    name: str = "",
    login: str = "",
    password: str = "",
    language: str = "nb",
) -> Actor:
    """Take an invitation; gives who came in. `actor.ticket` is the digest of the link, or a sign-in at a provider.

    Somebody who is signed in gets the role. Somebody new is made known: with a login and a password, or as whom the
    provider vouches for. The link of a forgotten password sets it, and signs out everywhere.
    NotThere: the link is used, over or withdrawn. BadInput: accounts_off, invitation_over, name_missing, login_not_valid,
    login_taken, and those of `passwords.check`.
    """
    if not store.accounts_on():
        raise BadInput("accounts_off")
    secret = passwords.hashed(password) if password else ""
    with store.write(actor, "invite.accept", "invitation", invitation_id) as change:
        one = change.view.invitation(invitation_id)
        if one.scope_kind == "person":
            who = _new_password(store, change, one.scope_id, password, secret)
        else:
            _still_given(store, one)
            who = actor.person_id or _newcomer(
                store, change, one.municipality_id, name, login, password, secret, language
            )
            add_appointment(change, who, one.role, one.scope_kind, one.scope_id, why="invited")
        change.put("invitation", invitation_id, {"used_at": change.at, "used_by": who})
    return Actor(who)


def admit(store: Store, actor: Actor, mapping: Vouched, *, name: str, language: str = "nb") -> Actor:
    """Let somebody in for the first time whom a provider vouches for to a municipality; gives who came in."""
    with store.write(actor, "person.admit", "mapping", mapping.id) as change:
        who = _newcomer(store, change, mapping.municipality_id, name, "", "", "", language)
        if mapping.role:
            add_appointment(change, who, mapping.role, "municipality", mapping.municipality_id, why="mapping")
    return Actor(who)


def _newcomer(
    store: Store, change: Change, place_id: str, name: str, login: str, password: str, secret: str, language: str
) -> str:
    """A new person with an account: that of a provider where there is one, else with a login and a password."""
    if not (name := clean(name).strip()):
        raise BadInput("name_missing")
    issuer, subject = change.vouched_for()
    if not issuer:
        login = checked_login(login)
        passwords.check(password, login, name)
        if store.account_by_login(login) is not None:
            raise BadInput("login_taken")
    values = {"name": name, "municipality_id": place_id, "language": language, "created_at": change.at}
    who = change.add("person", values)
    add_account(change, who, "" if issuer else login, "" if issuer else secret)
    if issuer:
        change.add("identity", {"person_id": who, "issuer": issuer, "subject": subject, "created_at": change.at})
    return who


def _new_password(store: Store, change: Change, person_id: str, password: str, secret: str) -> str:
    account = store.account_of(person_id)
    if account is None or account.disabled:
        raise BadInput("invitation_over")
    passwords.check(password, account.login)
    change.put("account", account.id, {"password_hash": secret})
    end_sessions(change, person_id)
    return person_id


def _still_given(store: Store, one: Invitation) -> None:
    """Whoever invited must still be able to give the role: a right that was taken away takes its invitations along."""
    try:
        roles = store.seen_by(Actor(one.invited_by_id)).roles(one.scope_kind, one.scope_id)
    except NotThere:
        roles = frozenset()
    if not may_give(one.role, one.scope_kind, roles):
        raise BadInput("invitation_over")


def may_invite(role: str, scope_kind: str, roles: frozenset[str]) -> bool:
    """Whether somebody with these roles at a scope may invite to a role there: for pages."""
    return may_give(role, scope_kind, roles)
