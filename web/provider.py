"""Signing in at a provider: there by `/inn/hos`, back by `/inn/svar/<provider>`."""

from __future__ import annotations

from html import escape

from starlette.responses import Response
from starlette.routing import Route

import wiring
from pipeline.access import sessions, throttle
from pipeline.access.oidc import ON_THE_WAY_S, Client, Identity
from pipeline.access.rows import SignIn
from pipeline.access.tokens import after, digest
from pipeline.errors import Problem, Refused
from pipeline.rows import NOBODY, Actor
from pipeline.steps import invite
from web import pages
from web.asked import Asked, handled, signed_in


def start(asked: Asked) -> Response:
    """POST /inn/hos: on to the provider. A page says so and goes there by itself: a redirect straight from a form would
    have to be let through by the rule for forms."""
    say = asked.say
    name = asked.form.get("provider", "")
    client = wiring.providers().get(name)
    if client is None or not asked.store.accounts_on():
        return _not_in(asked, say("door_no_provider"), 404)
    throttle.begin(asked.store, throttle.door(asked.address))
    invitation = digest(asked.token()) if asked.token() else ""
    address, kept = client.start(
        digest(asked.browser), _callback(asked, name), invitation=invitation, onward=asked.onward
    )
    asked.store.begin_sign_in(kept)
    way = f'<p><a href="{escape(address)}" rel="noreferrer">{escape(say("door_go_to", name=client.provider.name))}</a></p>'
    answer = pages.page(say, say("door_title"), way)
    answer.headers["Refresh"] = f"0; url={address}"
    return answer


def back(asked: Asked) -> Response:
    """GET /inn/svar/<provider>: the answer, once, in the browser where it began."""
    say, query = asked.say, asked.query
    client = wiring.providers().get(asked.path["provider"])
    state = query.get("state", "")
    kept = (
        asked.store.take_sign_in(digest(state), digest(asked.browser), after(seconds=-ON_THE_WAY_S)) if state else None
    )
    if client is None or kept is None or not asked.store.accounts_on():
        return _not_in(asked, say("door_answer_over"), 400)
    if "code" not in query:
        return _not_in(asked, say("door_provider_no"), 403)
    try:
        identity = client.finish(
            kept, query["code"], _callback(asked, asked.path["provider"]), iss=query.get("iss", "")
        )
        who = _whom(asked, client, kept, identity)
    except Problem as problem:
        return _not_in(asked, say(problem.code, **problem.params), 403)
    throttle.right(asked.store, throttle.door(asked.address), ())
    token = sessions.begin(asked.store, who.person_id, identity.issuer, asked.caller, wiring.session_limits())
    me = asked.store.seen_by(who).me()
    return signed_in(asked, token, kept.onward, me.language if me else "")


def _whom(asked: Asked, client: Client, kept: SignIn, identity: Identity) -> Actor:
    """Who this is here: known from before, invited, or vouched for to a municipality. Nobody else comes in."""
    store = asked.store
    account = store.account_of_identity(identity.issuer, identity.subject)
    if account and account.disabled:
        raise Refused("account_closed")
    mapping = None if account or kept.invitation else store.mapping_for(identity.issuer, identity.claims())
    store.end_sign_in(kept.id, identity.subject, mapping.id if mapping else "")
    person_id = account.person_id if account else ""
    name = identity.name or identity.email
    if kept.invitation:
        ticket, invitation_id = Actor(person_id, kept.id), store.open_invitation(kept.invitation)
        if not invitation_id:
            raise Refused("invitation_over")
        return invite.accept(store, ticket, invitation_id, name=name, language=asked.language)
    if account:
        return Actor(person_id)
    if mapping is None:
        raise Refused("door_nobody_vouches" if identity.claims() else "door_no_email", provider=client.provider.name)
    return invite.admit(store, Actor(NOBODY.person_id, kept.id), mapping, name=name, language=asked.language)


def _callback(asked: Asked, name: str) -> str:
    return f"{asked.base}/inn/svar/{name}"


def _not_in(asked: Asked, said: str, status: int) -> Response:
    say = asked.say
    return pages.page(say, say("door_title"), pages.link(say("door_again"), "/inn"), wrong=said, status=status)


ROUTES = (
    Route("/inn/hos", handled(start), methods=["POST"]),
    Route("/inn/svar/{provider}", handled(back), methods=["GET"]),
)
