"""Talking and history at the foot of every step page."""

from __future__ import annotations

import streamlit as st

from pipeline.rows import Comment
from pipeline.steps import talk
from ui import here, kit, reader, safe
from ui.history import draw as draw_history
from ui.words import _, moment


def team_name(team: str) -> str:
    """What a team is called."""
    return {"practice": _("praksislaget"), "research": _("forskerlaget")}[team]


def comments(question_id: str, step_id: str) -> None:
    """What has been said at this step, who it waits for, and a field to say something."""
    said = here.view().comments(question_id, step_id)
    waiting = sum(1 for one in said if one.waits_for and not one.settled_at)
    label = _("Kommentarer ({n})", n=len(said))
    said_so = f"{label}: {_('{n} venter på svar', n=waiting)}" if waiting else label
    here_now = bool(st.session_state.get(_talking(question_id, step_id)))
    with st.expander(said_so, expanded=waiting > 0 or here_now):  # whoever comes to answer finds the question open
        for one in said:
            _comment(one)
        _say(question_id, step_id)


def _talking(question_id: str, step_id: str) -> str:
    """Where it is noted that this person takes part: the box, whose label counts, does not close on them."""
    return f"talking-{question_id}-{step_id}"


def _comment(one: Comment) -> None:
    waits = ""
    if one.waits_for:
        waits = _("besvart") if one.settled_at else _("venter på {team}", team=team_name(one.waits_for))
    head = " · ".join(part for part in (one.person, moment(one.at), waits) if part)
    safe.show(safe.tag("p", head, css="kb-legend"), safe.typed_lines(one.text, kit.written_in()))
    store, actor = here.store(), here.actor()
    with st.container(horizontal=True):
        if one.waits_for and not one.settled_at:
            kit.button(
                _("Det er besvart"),
                f"settle-{one.id}",
                lambda cid: talk.settle(store, actor, one.id, client_id=cid),
                verb="comment.settle",
            )
        elif one.settled_at:
            kit.button(
                _("Det er ikke besvart likevel"),
                f"open-{one.id}",
                lambda _id: talk.open_again(store, actor, one.id),
                verb="comment.settle",
            )
        if one.person_id == actor.person_id or reader.may("comment.remove"):
            kit.button(
                _("Ta bort kommentaren"), f"drop-comment-{one.id}", lambda _id: talk.remove(store, actor, one.id)
            )


def _say(question_id: str, step_id: str) -> None:
    team_key = f"say-to-{question_id}-{step_id}"
    kit.draft(question_id, f"say.{step_id}", _("Si noe til de andre"), kind="area", height=80, help=kit.about_people())
    teams = {"": _("ingen: bare til orientering"), **{team: team_name(team) for team in talk.TEAMS}}
    st.radio(_("Hvem skal svare?"), list(teams), format_func=lambda one: teams[one], key=team_key, horizontal=True)

    def say(client_id: str) -> None:
        st.session_state[_talking(question_id, step_id)] = True
        text, team = kit.draft_text(question_id, f"say.{step_id}"), str(st.session_state.get(team_key) or "")
        talk.say(here.store(), here.actor(), question_id, step_id, text, waits_for=team, client_id=client_id)
        kit.drop_draft(question_id, f"say.{step_id}")

    kit.button(_("Legg inn kommentaren"), f"send-{question_id}-{step_id}", say)


def history(question_id: str, step_id: str) -> None:
    """Who changed what, when, from what to what."""
    with st.expander(_("Historikk: hvem har gjort hva her")):
        draw_history(question_id, step_id)
