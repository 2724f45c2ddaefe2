"""Who works on a need, and who holds a role in a municipality, cluster, region or the nation. Each change is an event."""

from __future__ import annotations

from pipeline.errors import BadInput, Refused
from pipeline.ports import Change, Store
from pipeline.rights import ROLES, givers_of, may_give
from pipeline.rows import Actor


def appoint(
    store: Store,
    actor: Actor,
    person_id: str,
    role: str,
    scope_kind: str,
    scope_id: str,
    *,
    why: str = "",
    client_id: str = "",
) -> str:
    """Give somebody a role at a scope; gives the appointment's id, that of the one in force where they hold it already.

    BadInput: role_unknown(role, scope), person_not_found. Refused: refused(verb, roles, givers).
    """
    if role not in ROLES or scope_kind not in ROLES[role].scopes:
        raise BadInput("role_unknown", role=role, scope=scope_kind)
    with store.write(actor, "team.appoint", scope_kind, scope_id, client_id=client_id) as change:
        require_giver(change, "team.appoint", role, scope_kind, scope_id)
        return add_appointment(change, person_id, role, scope_kind, scope_id, why=why)


def add_appointment(change: Change, person_id: str, role: str, scope_kind: str, scope_id: str, *, why: str = "") -> str:
    """Inside a write that may: the row of an appointment, unless the same is in force."""
    held = change.appointed(person_id, role, scope_kind, scope_id)
    if held:
        return held
    values = {"person_id": person_id, "role": role, "scope_kind": scope_kind, "scope_id": scope_id}
    return change.add("appointment", {**values, "from_at": change.at}, why=why)


def remove(store: Store, actor: Actor, appointment_id: str, *, why: str = "", client_id: str = "") -> None:
    """Take a role from somebody, at once. What they have done stays, under their name.

    BadInput: last_lead, last_administrator (somebody else must be given the role first).
    """
    with store.write(actor, "team.remove", "appointment", appointment_id, client_id=client_id) as change:
        one = change.view.appointment(appointment_id)
        require_giver(change, "team.remove", one.role, one.scope_kind, one.scope_id)
        _end(change, appointment_id, why)


def leave(store: Store, actor: Actor, appointment_id: str, *, why: str = "", client_id: str = "") -> None:
    """Give up a role of one's own. BadInput: last_lead, last_administrator."""
    with store.write(actor, "team.leave", "appointment", appointment_id, client_id=client_id) as change:
        _end(change, appointment_id, why)


def hand_over(store: Store, actor: Actor, need_id: str, person_id: str, *, why: str = "", client_id: str = "") -> str:
    """Let somebody else lead a need; who led it until now stays in its practice team. Gives the new appointment's id."""
    with store.write(actor, "team.hand_over", "need", need_id, client_id=client_id) as change:
        new = add_appointment(change, person_id, "lead", "need", need_id, why=why)
        for one in change.view.team(need_id):
            if one.role == "lead" and one.person_id != person_id and not one.until_at:
                change.put("appointment", one.id, {"until_at": change.at}, why=why)
                add_appointment(change, one.person_id, "practice", "need", need_id, why=why)
        return new


def _end(change: Change, appointment_id: str, why: str) -> None:
    one = change.view.appointment(appointment_id)
    if one.until_at:
        return
    if one.role in ("lead", "administrator") and change.holders(one.role, one.scope_kind, one.scope_id) <= 1:
        raise BadInput("last_lead" if one.role == "lead" else "last_administrator")
    change.put("appointment", appointment_id, {"until_at": change.at}, why=why)


def require_giver(change: Change, verb: str, role: str, scope_kind: str, scope_id: str) -> None:
    """Inside a write: raises `Refused` for whoever may not give this role at this scope."""
    if not may_give(role, scope_kind, change.view.roles(scope_kind, scope_id)):
        givers = ROLES[role].givers
        raise Refused("refused", verb=verb, roles=" ".join(givers), givers=" ".join(givers_of(givers)))
