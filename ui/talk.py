"""Talking and history at the foot of every step page."""

from __future__ import annotations

from html import escape

import streamlit as st

from pipeline.rights import VERBS
from pipeline.rows import Comment, Event
from pipeline.steps import talk
from ui import here, kit, safe
from ui.words import _, clock, day, sentence

PER_PAGE = 25


def team_name(team: str) -> str:
    """What a team is called."""
    return {"practice": _("praksislaget"), "research": _("forskerlaget")}[team]


def comments(question_id: str, step_id: str) -> None:
    """What has been said at this step, who it waits for, and a field to say something."""
    said = here.view().comments(question_id, step_id)
    waiting = sum(1 for one in said if one.waits_for and not one.settled_at)
    label = _("Kommentarer ({n})", n=len(said))
    with st.expander(f"{label}: {_('{n} venter på svar', n=waiting)}" if waiting else label):
        for one in said:
            _comment(one)
        _say(question_id, step_id)


def _comment(one: Comment) -> None:
    waits = ""
    if one.waits_for:
        waits = _("besvart") if one.settled_at else _("venter på {team}", team=team_name(one.waits_for))
    head = " · ".join(part for part in (one.person, f"{day(one.at)} kl. {clock(one.at)}", waits) if part)
    safe.show(safe.tag("p", head, css="kb-legend"), *(safe.tag("p", line) for line in one.text.splitlines() if line))
    store, actor = here.store(), here.actor()
    with st.container(horizontal=True):
        if one.waits_for and not one.settled_at:
            kit.button(
                _("Det er besvart"), f"settle-{one.id}", lambda cid: talk.settle(store, actor, one.id, client_id=cid)
            )
        elif one.settled_at:
            kit.button(
                _("Det er ikke besvart likevel"), f"open-{one.id}", lambda _id: talk.open_again(store, actor, one.id)
            )
        kit.button(_("Ta bort kommentaren"), f"drop-comment-{one.id}", lambda _id: talk.remove(store, actor, one.id))


def _say(question_id: str, step_id: str) -> None:
    team_key = f"say-to-{question_id}-{step_id}"
    kit.draft(question_id, f"say.{step_id}", _("Si noe til de andre"), kind="area", height=80)
    teams = {"": _("ingen: bare til orientering"), **{team: team_name(team) for team in talk.TEAMS}}
    st.radio(_("Hvem skal svare?"), list(teams), format_func=lambda one: teams[one], key=team_key, horizontal=True)

    def say(client_id: str) -> None:
        text, team = kit.draft_text(question_id, f"say.{step_id}"), str(st.session_state.get(team_key) or "")
        talk.say(here.store(), here.actor(), question_id, step_id, text, waits_for=team, client_id=client_id)
        kit.drop_draft(question_id, f"say.{step_id}")

    kit.button(_("Legg inn kommentaren"), f"send-{question_id}-{step_id}", say)


def history(question_id: str, step_id: str) -> None:
    """Who changed what, when, from what to what: read when somebody asks for it."""
    with st.expander(_("Historikk: hvem har gjort hva her")):
        key = f"history-{question_id}-{step_id}"
        if not st.toggle(_("Vis historikken"), key=key):
            return
        verbs = [verb for verb, of in VERBS.items() if of == step_id]
        page = int(st.session_state.get(f"{key}-page", 1))
        events = here.view().history(question_id, verbs, limit=PER_PAGE + 1, offset=(page - 1) * PER_PAGE)
        safe.show(_table(events[:PER_PAGE]))
        with st.container(horizontal=True):
            st.button(_("Nyere"), key=f"{key}-newer", disabled=page == 1, on_click=_turn, args=(key, page - 1))
            st.button(
                _("Eldre"), key=f"{key}-older", disabled=len(events) <= PER_PAGE, on_click=_turn, args=(key, page + 1)
            )


def _turn(key: str, page: int) -> None:
    st.session_state[f"{key}-page"] = page


def _table(events: tuple[Event, ...]) -> str:
    if not events:
        return safe.tag("p", _("Ingenting er gjort her ennå."))
    heads = (_("Når"), _("Hvem"), _("Hva"), _("Før"), _("Etter"), _("Hvorfor"))
    body = []
    for one in events:
        what = sentence(f"verb_{one.verb}")
        if one.field:
            what = f"{what}: {one.field}"
        cells = (f"{day(one.at)} kl. {clock(one.at)}", one.person, what, one.old or "", one.new or "", _why(one.why))
        body.append("<tr>" + "".join(f"<td>{escape(cell[:400])}</td>" for cell in cells) + "</tr>")
    return safe.table(_("Historikk"), heads, body)


def _why(why: str) -> str:
    return _("angret") if why.startswith("undo:") else why
