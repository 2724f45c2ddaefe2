"""As what somebody reads a page: the roles they hold, and what those leave open. Pages only hide; the verb refuses."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from pipeline.errors import NotThere
from pipeline.rights import VERBS, open_to
from pipeline.rows import Appointment, Question, Share
from pipeline.steps.fields import EDITABLE
from ui import here
from ui.words import _, sentence

TEAMS = ("practice", "research", "peer", "contact")


def read(question: Question) -> None:
    """Look up, once a draw, what this person is to the question on the page."""
    st.session_state["roles"] = here.view().roles("question", question.id)


def roles() -> frozenset[str]:
    """The roles that were looked up for this draw."""
    return frozenset(st.session_state.get("roles", ()))


def may(*verbs: str) -> bool:
    """Whether all these verbs are open to this person on the page's question."""
    return all(open_to(verb, roles()) for verb in verbs)


def may_edit(thing: str) -> bool:
    """Whether the fields of a thing (a key of `EDITABLE`) are open to this person."""
    return may(EDITABLE[thing].verb)


def works_here() -> bool:
    """Whether this person hears what the teams say: comments, drafts and the log are theirs."""
    return may("comment.write")


def does(step_id: str) -> bool:
    """Whether there is anything at a step for this person to do, but to take a copy home."""
    return any(may(verb) for verb, row in VERBS.items() if row.step == step_id and "reader" not in row.roles)


def as_what(step_id: str, share: Share | None) -> str:
    """One sentence: as what this person reads the page, and who does the work of this step when it is not they."""
    if not works_here():
        return _reads(share)
    if "lead" in roles():
        return _("Du leder dette behovet.")
    held = [sentence(f"role_here_{one}") for one in TEAMS if one in roles()]
    said = _("Du er {what}.", what=_(" og ").join(held))
    if does(step_id):
        return said
    rows = [row for row in VERBS.values() if row.step == step_id and "reader" not in row.roles]
    doers = [one for row in rows for one in row.roles if one in TEAMS[:2]]
    return f"{said} {sentence('step_done_by', {'roles': ' '.join(dict.fromkeys(doers))})}"


def _reads(share: Share | None) -> str:
    said = {
        "person": _("Du leser dette fordi det er delt med deg. Du kan ikke endre noe."),
        "cluster": _("Du leser dette fordi det er delt med klyngen. Du kan ikke endre noe."),
        "region": _("Du leser dette fordi det er delt med regionen. Du kan ikke endre noe."),
        "everybody": _("Du leser dette fordi det er delt med alle. Du kan ikke endre noe."),
        "published": _("Du leser dette fordi det er publisert. Du kan ikke endre noe."),
    }
    return said[share.audience_kind] if share else _("Du kan lese dette, men ikke endre noe.")


def shared_with(share: Share) -> str:
    """Whom a share is with, as a name: "klyngen Eksempel"."""
    return {
        "person": share.audience,
        "cluster": _("klyngen {name}", name=share.audience),
        "region": _("regionen {name}", name=share.audience),
        "everybody": _("alle"),
        "published": _("hele verden"),
    }[share.audience_kind]


def listed(question: Question) -> tuple[Appointment, ...]:
    """Those on the lists of the question's municipality, who take part in all its needs; named to its own people only."""
    if question.example:
        return ()
    try:
        found = here.view().appointed_at("municipality", question.municipality_id)
    except NotThere:
        return ()
    return tuple(one for one in found if one.role in ("practice", "research"))


def team_line(
    team: Collection[Appointment], shares: Collection[Share], from_lists: Collection[Appointment] = ()
) -> str:
    """Who leads, how many they are with those of the municipality's lists, and who else may read it: plain text."""
    held = [one for one in team if not one.until_at]
    leads = [one.person for one in held if one.role == "lead"]
    people = len({one.person_id for one in (*held, *from_lists)})
    told = [_("1 i laget") if people == 1 else _("{n} i laget", n=people)]
    if "lead" not in roles():
        told.insert(0, _("{name} leder", name=_(" og ").join(leads)) if leads else _("Ingen leder"))
    if shares:
        told.append(_("delt med {whom}", whom=", ".join(shared_with(one) for one in shares)))
    return " · ".join(told)
