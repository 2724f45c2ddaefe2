"""Inviting somebody by a link: it is shown once, can be sent in any way, works once, and can be taken back."""

from __future__ import annotations

import re

from pipeline.access.tokens import after, digest, new_token
from pipeline.errors import BadInput, Refused
from pipeline.ports import Change, Store
from pipeline.rights import ROLES, may_give
from pipeline.rows import Actor
from pipeline.steps.team import require_giver

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


def may_invite(role: str, scope_kind: str, roles: frozenset[str]) -> bool:
    """Whether somebody with these roles at a scope may invite to a role there: for pages."""
    return may_give(role, scope_kind, roles)
