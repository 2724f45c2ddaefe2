"""Giving and taking roles on a page: who holds what, adding somebody known, inviting somebody new. For any scope."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial

import streamlit as st

import wiring
from pipeline.access.rows import Invitation
from pipeline.rights import ROLES, Asked, may, may_give, open_to
from pipeline.rows import Appointment, Person
from pipeline.steps.invite import invite, withdraw
from pipeline.steps.team import appoint, leave, remove
from ui import here, kit, once, safe
from ui.words import _, day, language, sentence


def role_name(role: str) -> str:
    """What a role is called, as a label."""
    said = sentence(f"value_role_{role}")
    return said[:1].upper() + said[1:]


def givable(scope_kind: str, roles: frozenset[str], *, but: Collection[str] = ()) -> list[str]:
    """The roles that somebody with these roles at a scope may give there."""
    return [one for one in ROLES if one not in but and may_give(one, scope_kind, roles)]


def refused(verb: str, roles: frozenset[str]) -> None:
    """Which role is missing for a verb, and who can give it; nothing where it is not missing."""
    missing = may(Asked(verb, roles))
    if missing is not None:
        code = "refused" if missing.givers else "refused_to_all"
        said = sentence(code, {"roles": " ".join(missing.roles), "givers": " ".join(missing.givers)})
        safe.show(safe.tag("p", said, css="kb-legend"))


def people(held: Sequence[Appointment], roles: frozenset[str]) -> None:
    """Each person with their role and since when; a way out for oneself, and for others where the reader may take a role."""
    me = here.actor().person_id
    for one in held:
        with st.container(horizontal=True, vertical_alignment="center", key=f"held-{one.id}"):
            line = f"{safe.tag('strong', one.person)} · {safe.marked(role_name(one.role))}"
            since = safe.tag("span", _("siden {day}", day=day(one.from_at)), css="kb-legend")
            safe.show(f"<p>{line} {since}</p>")
            if one.person_id == me and _alone(one, held):
                safe.show(safe.tag("p", sentence(_ALONE[one.role]), css="kb-legend"))
            elif one.person_id == me:
                label = _("Gå ut ({role})", role=role_name(one.role).lower())
                kit.button(label, f"leave-{one.id}", partial(_leave, one))
            elif may_give(one.role, one.scope_kind, roles):
                name = safe.for_label(one.person)
                label = _("Ta ut {name} ({role})", name=name, role=role_name(one.role).lower())
                kit.button(label, f"out-{one.id}", partial(_remove, one))


_ALONE = {"lead": "last_lead", "administrator": "last_administrator"}
"""A role that somebody must hold -> why the last one who does cannot give it up, and what to do."""


def _alone(one: Appointment, held: Sequence[Appointment]) -> bool:
    return one.role in _ALONE and sum(other.role == one.role for other in held) == 1


def _leave(one: Appointment, client_id: str) -> None:
    leave(here.store(), here.actor(), one.id, client_id=client_id)


def _remove(one: Appointment, client_id: str) -> None:
    remove(here.store(), here.actor(), one.id, client_id=client_id)


def add(scope_kind: str, scope_id: str, choices: Mapping[str, Person], roles: Sequence[str]) -> None:
    """Give a colleague who is known a role."""
    if not choices:
        safe.paragraph(_("Det er ingen andre her ennå. Inviter noen med en lenke."))
        return
    who, what = f"add-who-{scope_id}", f"add-role-{scope_id}"
    left, right = st.columns(2)
    left.selectbox(
        _("Hvem?"),
        list(choices),
        index=None,
        format_func=lambda one: choices[one].name,
        placeholder=_("Velg en kollega"),
        key=who,
    )
    with right:
        _role(what, roles)

    def give(client_id: str) -> None:
        person, role = str(st.session_state.get(who) or ""), str(st.session_state.get(what) or roles[0])
        if not person:
            st.session_state["problem"] = _("Velg først hvem det gjelder.")
            return
        appoint(here.store(), here.actor(), person, role, scope_kind, scope_id, client_id=client_id)
        st.session_state[who] = None

    kit.button(_("Gi rollen"), f"give-{scope_id}", give)


def _role(key: str, roles: Sequence[str]) -> None:
    st.selectbox(_("Rolle"), roles, format_func=role_name, key=key)
    chosen = str(st.session_state.get(key) or roles[0])
    safe.show(safe.tag("p", sentence(f"role_means_{chosen}"), css="kb-legend"))


def invitations(scope_kind: str, scope_id: str, held: frozenset[str], roles: Sequence[str]) -> None:
    """Invite somebody who is not here yet; the link is shown once, and those that are open can be taken back."""
    if not open_to("invite.send", held) or not roles:
        return
    if not here.store().accounts_on():
        safe.paragraph(sentence("accounts_off"))
        return
    what, mail, made = f"invite-role-{scope_id}", f"invite-mail-{scope_id}", f"invite-link-{scope_id}"
    safe.paragraph(
        _("Lenken gjelder i 14 dager og virker én gang. Send den selv, på den måten dere pleier å sende slikt.")
    )
    if not wiring.public_url():
        safe.paragraph(
            _(
                "Lenken virker bare på denne maskinen, til den som har ansvaret for installasjonen, setter adressen som andre bruker (KUNNSKAPSBROEN_PUBLIC_URL)."
            )
        )
    left, right = st.columns(2)
    with left:
        _role(what, roles)
    right.text_input(_("E-postadresse (kan stå tom)"), key=mail, max_chars=254, autocomplete="off")

    def send(client_id: str) -> None:
        role, email = str(st.session_state.get(what) or roles[0]), str(st.session_state.get(mail) or "")
        made_id, token = invite(
            here.store(), here.actor(), role, scope_kind, scope_id, email=email, client_id=client_id
        )
        link = here.address(f"/invitasjon/{token}")
        st.session_state[made], st.session_state[mail] = link, ""
        _post(made_id, email.strip(), link)

    kit.button(_("Lag en lenke"), f"invite-{scope_id}", send)
    if link := once.take(made):
        st.success(_("Kopier lenken nå. Den vises bare denne ene gangen."))
        st.code(str(link), language=None, wrap_lines=True)
    for one in here.view().invitations(scope_kind, scope_id):
        if one.state in ("open", "expired"):
            _invitation(one)


def _post(invitation_id: str, email: str, link: str) -> None:
    """Send the link too, where there is a mail server; one that is not sent is still there to be copied."""
    box, me = wiring.post_box(), here.view().me()
    if box is None or not email or me is None:
        return
    until = day(here.view().invitation(invitation_id).ends_at)
    text = sentence("mail_text", {"who": me.name, "day": until, "link": link})
    box.send(email, sentence("mail_subject"), text, language())


def _invitation(one: Invitation) -> None:
    name = one.email or _("uten e-postadresse")
    until = (
        _("gjelder til {day}", day=day(one.ends_at))
        if one.state == "open"
        else _("gikk ut {day}", day=day(one.ends_at))
    )
    by = _("invitert av {name} {day}", name=one.invited_by, day=day(one.at))
    with st.container(horizontal=True, vertical_alignment="center", key=f"invited-{one.id}"):
        safe.show(safe.tag("p", f"{role_name(one.role)} · {name} · {by} · {until}"))
        kit.button(
            _("Trekk tilbake invitasjonen til {name}", name=safe.for_label(one.email))
            if one.email
            else _("Trekk tilbake denne invitasjonen ({role})", role=role_name(one.role).lower()),
            f"withdraw-{one.id}",
            lambda client_id: withdraw(here.store(), here.actor(), one.id, client_id=client_id),
        )
