"""Signing in and out with a login and a password, and choosing another password."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

import wiring
from pipeline.access import sessions, throttle
from pipeline.access.tokens import digest
from pipeline.errors import Problem, Refused
from pipeline.rows import Actor
from pipeline.steps import accounts
from web import pages
from web.asked import Asked, handled, set_cookie, signed_in

STYLE = Path(__file__).with_name("style.css")


def show(asked: Asked, *, wrong: str = "", status: int = 200) -> Response:
    """The page to sign in on."""
    say, hidden = asked.say, _kept(asked)
    own = pages.form(
        "/inn",
        asked.form_token,
        say("door_sign_in"),
        pages.field("login", say("door_login"), value=asked.form.get("login", "")[:100], fill="username"),
        pages.field("password", say("door_password"), kind="password", fill="current-password"),
        hidden=hidden,
    )
    others = at_providers(asked, hidden)
    forgotten = pages.text(say("door_forgotten"))
    more = (pages.heading(say("door_other_ways")), *others) if others else ()
    return pages.page(say, say("door_title"), own, *more, forgotten, wrong=wrong, status=status)


def at_providers(asked: Asked, kept: Mapping[str, str]) -> list[str]:
    """A button for each provider that people can sign in at."""
    return [
        pages.form(
            "/inn/hos",
            asked.form_token,
            asked.say("door_sign_in_at", name=client.provider.name),
            other=True,
            hidden={"provider": name, **kept},
        )
        for name, client in wiring.providers().items()
    ]


def _kept(asked: Asked) -> dict[str, str]:
    """What is carried along while somebody signs in."""
    kept = {"til": asked.onward, "invitasjon": asked.token()}
    return {name: value for name, value in kept.items() if value not in ("", "/")}


def sign_in(asked: Asked) -> Response:
    """GET and POST /inn."""
    if not asked.store.accounts_on():
        return pages.onward("/")
    if not asked.form:
        return show(asked)
    try:
        account, token = sessions.sign_in(
            asked.store,
            asked.form.get("login", ""),
            asked.form.get("password", ""),
            asked.caller,
            wiring.session_limits(),
        )
    except Refused as refused:
        status = 429 if refused.code == "too_many_tries" else 403
        return show(asked, wrong=asked.say(refused.code, **refused.params), status=status)
    me = asked.store.seen_by(Actor(account.person_id)).me()
    onward = f"/invitasjon/{asked.token()}" if asked.token() else asked.onward
    return signed_in(asked, token, onward, me.language if me else "")


def sign_out(asked: Asked) -> Response:
    """GET /ut asks, POST /ut does: a link on a foreign page signs nobody out."""
    say = asked.say
    if not asked.form:
        ask = pages.form("/ut", asked.form_token, say("door_sign_out"))
        return pages.page(say, say("door_sign_out_title"), ask, pages.link(say("door_back"), "/"))
    if asked.session_token:
        asked.store.end_session(digest(asked.session_token))
    answer = pages.page(
        say, say("door_signed_out_title"), pages.text(say("door_signed_out")), pages.link(say("door_sign_in"), "/inn")
    )
    set_cookie(answer, asked, wiring.SESSION_COOKIE, "", 0)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def password(asked: Asked) -> Response:
    """GET and POST /passord: for somebody who is signed in."""
    say, session = asked.say, asked.session
    if session is None:
        return pages.onward("/inn")
    wrong, status = "", 200
    if asked.form:
        try:
            _changed(asked, Actor(session.person_id), session.id)
            done = (pages.text(say("door_password_done")), pages.link(say("door_back"), "/konto"))
            return pages.page(say, say("door_password_title"), *done)
        except Problem as problem:
            wrong, status = say(problem.code, **problem.params), 400
    fields = (
        pages.field("old", say("door_password_old"), kind="password", fill="current-password"),
        pages.field(
            "new", say("door_password_new"), kind="password", fill="new-password", hint=say("door_password_hint")
        ),
    )
    form = pages.form("/passord", asked.form_token, say("door_password_change"), *fields)
    return pages.page(
        say, say("door_password_title"), form, pages.link(say("door_back"), "/konto"), wrong=wrong, status=status
    )


def turn_on(asked: Asked) -> Response:
    """GET and POST /kontoer: the one person of an installation without accounts gets the first, and is signed in by it."""
    say, me = asked.say, asked.store.only_person()
    if me is None:
        return pages.onward("/inn" if asked.store.accounts_on() else "/")
    wrong, status, login = "", 200, asked.form.get("login", "")
    if asked.form:
        try:
            accounts.start_accounts(asked.store, Actor(me.id), login, asked.form.get("password", ""))
            token = sessions.begin(asked.store, me.id, "password", asked.caller, wiring.session_limits())
            return signed_in(asked, token, "/innstillinger", me.language)
        except Problem as problem:
            wrong, status = say(problem.code, **problem.params), 400
    form = pages.form(
        "/kontoer",
        asked.form_token,
        say("door_turn_on"),
        pages.field("login", say("door_login"), value=login[:100], fill="username", hint=say("door_login_hint")),
        pages.field(
            "password", say("door_password_new"), kind="password", fill="new-password", hint=say("door_password_hint")
        ),
    )
    told = pages.text(say("door_turn_on_what", name=me.name))
    return pages.page(
        say, say("door_turn_on"), told, form, pages.link(say("door_back"), "/"), wrong=wrong, status=status
    )


def _changed(asked: Asked, actor: Actor, session_id: str) -> None:
    """The old password is asked for with the same patience as at the door."""
    account = asked.store.account_of(actor.person_id)
    keys = throttle.keys_for(account.login if account else "", asked.address, digest(asked.browser), known=True)
    counted = throttle.begin(asked.store, keys)
    accounts.change_password(
        asked.store, actor, asked.form.get("old", ""), asked.form.get("new", ""), keep_session=session_id
    )
    throttle.right(asked.store, keys, counted)


def style(_: Request) -> Response:
    """The one style sheet of these pages."""
    return FileResponse(STYLE, headers={"Cache-Control": "max-age=3600", "X-Content-Type-Options": "nosniff"})


ROUTES = (
    Route("/inn", handled(sign_in), methods=["GET", "POST"]),
    Route("/inn/stil.css", style, methods=["GET"]),
    Route("/ut", handled(sign_out), methods=["GET", "POST"]),
    Route("/kontoer", handled(turn_on), methods=["GET", "POST"]),
    Route("/passord", handled(password), methods=["GET", "POST"]),
)
