"""What the store hands out of coming and going: frozen values. Times are UTC text (`2026-11-21T14:32:05.123Z`)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that gives somebody a role at a scope."""

    id: str
    role: str
    scope_kind: str
    scope_id: str
    municipality_id: str  # where the invited works, if new here
    email: str  # that it was sent to, or meant for ("" = not said)
    invited_by: str  # name
    invited_by_id: str
    at: str
    ends_at: str
    state: str  # "open" | "used" | "expired" | "withdrawn"


@dataclass(frozen=True, slots=True)
class Account:
    """What signing in needs to know of somebody; the hash stays in the program. No login: they come from a provider."""

    id: str
    person_id: str
    login: str  # "" = none of its own
    password_hash: str = field(repr=False)
    disabled: bool


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account as an administrator sees it."""

    id: str
    person_id: str
    person: str  # name
    municipality_id: str
    login: str
    providers: str  # issuers that this person also comes from, with spaces between
    created_at: str
    seen_at: str  # last ("" = never)
    disabled_at: str


@dataclass(frozen=True, slots=True)
class Session:
    """Where somebody is signed in, or was."""

    id: str
    person_id: str
    way: str  # "password", or the issuer
    device: str  # in short words
    opened_at: str
    seen_at: str
    ends_at: str


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session that is about to begin. `token_hash` and `browser` are digests."""

    person_id: str
    token_hash: str
    way: str
    device: str
    browser: str
    ends_at: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in on its way to a provider and back. `id` is the digest of its state."""

    id: str
    issuer: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    browser: str  # digest of the browser's cookie: the answer must come to the same one
    invitation: str  # digest of the invitation's token, or ""
    onward: str  # where the person was going
    at: str


@dataclass(frozen=True, slots=True)
class Vouched:
    """People whom a provider vouches for so are let in, to a municipality."""

    id: str
    issuer: str
    claim: str  # "domain" of a verified e-mail address, or "organisation" number
    value: str
    municipality_id: str
    role: str  # given at the first sign-in; "" = none
    at: str
