"""Taking an invitation, or the link of a forgotten password: `/invitasjon/<token>`."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response
from starlette.routing import Route

import wiring
from pipeline.access import sessions, throttle
from pipeline.access.rows import Invitation
from pipeline.access.tokens import digest
from pipeline.errors import Problem, Refused
from pipeline.rows import Actor
from pipeline.steps import invite
from web import pages, sign_in
from web.asked import LANGUAGES, Asked, handled, signed_in

NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}


def invitation(asked: Asked) -> Response:
    """GET shows what it is an invitation to, POST takes it."""
    say, ticket = asked.say, digest(asked.token("token"))
    if not asked.store.accounts_on():
        return pages.page(say, say("door_invited_title"), wrong=say("accounts_off"), status=403)
    invitation_id = asked.store.open_invitation(ticket)
    if not invitation_id:
        return _over(asked)
    if not asked.form:
        return show(asked, invitation_id)
    session = asked.session
    given = asked.form
    try:
        who = invite.accept(
            asked.store,
            Actor(session.person_id if session else "", ticket),
            invitation_id,
            name=given.get("name", ""),
            login=given.get("login", ""),
            password=given.get("password", ""),
            language=given.get("language", "nb") if given.get("language") in LANGUAGES else "nb",
        )
    except Problem as problem:
        return show(asked, invitation_id, wrong=say(problem.code, **problem.params), status=400)
    if session and who.person_id == session.person_id:
        return pages.onward("/")
    token = sessions.begin(asked.store, who.person_id, "password", asked.caller, wiring.session_limits())
    me = asked.store.seen_by(who).me()
    return signed_in(asked, token, "/", me.language if me else "")


def _over(asked: Asked) -> Response:
    """A link that opens nothing. Whoever tries many of them has to wait."""
    say, wrong, status = asked.say, "invitation_over", 404
    params: Mapping[str, str | int] = {}
    try:
        throttle.begin(asked.store, throttle.door(asked.address))
    except Refused as refused:
        wrong, params, status = refused.code, refused.params, 429
    what = (pages.text(say("door_invitation_over_what")), pages.link(say("door_sign_in"), "/inn"))
    return pages.page(say, say("door_invited_title"), *what, wrong=say(wrong, **params), status=status)


def show(asked: Asked, invitation_id: str, *, wrong: str = "", status: int = 200) -> Response:
    """What it is, and what is needed of whoever takes it."""
    say = asked.say
    view = asked.store.seen_by(Actor("", digest(asked.token("token"))))
    one = view.invitation(invitation_id)
    here = f"/invitasjon/{asked.token('token')}"
    if one.scope_kind == "person":
        fields = (
            pages.field(
                "password",
                say("door_password_new"),
                kind="password",
                fill="new-password",
                hint=say("door_password_hint"),
            ),
        )
        form = pages.form(here, asked.form_token, say("door_password_change"), *fields)
        return pages.page(say, say("door_password_title"), form, wrong=wrong, status=status)
    names = {place.id: place.name for place in view.places()}
    what = pages.text(say("door_invited", who=one.invited_by, role=one.role, place=_where(say, one, names)))
    session = asked.session
    if session:
        me = asked.store.seen_by(Actor(session.person_id)).me()
        take = pages.form(
            here, asked.form_token, say("door_take"), pages.text(say("door_signed_in_as", name=me.name if me else ""))
        )
        return pages.page(say, say("door_invited_title"), what, take, wrong=wrong, status=status)
    return pages.page(say, say("door_invited_title"), what, *_for_new(asked, one, here), wrong=wrong, status=status)


def _for_new(asked: Asked, one: Invitation, here: str) -> tuple[str, ...]:
    """A new account, an account from before, or a provider."""
    say, given = asked.say, asked.form
    new = pages.form(
        here,
        asked.form_token,
        say("door_make_account"),
        pages.field("name", say("door_name"), value=given.get("name", "")[:100], fill="name"),
        pages.field(
            "login",
            say("door_login"),
            value=given.get("login", one.email)[:100],
            fill="username",
            hint=say("door_login_hint"),
        ),
        pages.field(
            "password", say("door_password_new"), kind="password", fill="new-password", hint=say("door_password_hint")
        ),
        pages.choice("language", say("door_language"), tuple(NAMES.items()), given.get("language", asked.language)),
    )
    kept = {"invitasjon": asked.token("token")}
    others = sign_in.at_providers(asked, kept)
    before = pages.link(say("door_have_account"), f"/inn?invitasjon={asked.token('token')}")
    return (
        before,
        pages.heading(say("door_new_here")),
        new,
        *((pages.heading(say("door_other_ways")),) if others else ()),
        *others,
    )


def _where(say: pages.Words, one: Invitation, names: dict[str, str]) -> str:
    place = names.get(one.municipality_id, "")
    return say(f"door_scope_{one.scope_kind}", place=names.get(one.scope_id, place))


ROUTES = (Route("/invitasjon/{token}", handled(invitation), methods=["GET", "POST"]),)
