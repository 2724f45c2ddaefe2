"""Signing in at a provider: OpenID Connect Core 1.0, the code flow with PKCE (RFC 7636), state, nonce and `iss` (RFC 9207).

Authlib makes the addresses, swaps the code and knows the rules of the claims; joserfc checks the signature. What comes
back is only believed after `identity_of`: issuer, audience, azp, nonce, times and signature by the provider's own keys.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests.utils import get_environ_proxies

from pipeline.access.providers import Provider
from pipeline.access.rows import SignIn
from pipeline.access.tokens import after, digest, new_token
from pipeline.errors import Refused, SourceFailed

ALGORITHMS = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
)  # none and HS* never
LEEWAY_S = 60  # that two clocks may differ
OLDEST_S = 600  # of an ID token when it comes
TIMEOUT_S = (5.0, 15.0)
KEPT_S = 3600.0  # what a provider says of itself
AGAIN_S = 60.0  # keys are not asked for anew more often, however many tokens come with unknown ones
MOST_BYTES = 1_000_000
ON_THE_WAY_S = 600  # so long somebody may take at the provider


@dataclass(frozen=True, slots=True)
class Way:
    """How we reach a provider: as searches do."""

    proxies: Mapping[str, str] | None = field(default=None, repr=False)
    ca: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a provider vouches for."""

    issuer: str
    subject: str
    name: str = ""
    email: str = ""  # only where it is verified
    organisations: tuple[str, ...] = ()  # numbers of nine digits

    def claims(self) -> tuple[tuple[str, str], ...]:
        """What a mapping may be about: (claim, value), the most particular first."""
        domain = self.email.rpartition("@")[2].casefold()
        return (*(("organisation", one) for one in self.organisations), *((("domain", domain),) if domain else ()))


class Client:
    """Talks to one provider; what that says of itself is asked for once an hour."""

    def __init__(self, provider: Provider, way: Way, clock: Callable[[], float] = time.monotonic) -> None:
        self.provider = provider
        self._way = way
        self._clock = clock
        self._lock = threading.Lock()
        self._held: dict[str, tuple[float, Mapping[str, Any]]] = {}

    def start(self, browser: str, callback: str, *, invitation: str = "", onward: str = "") -> tuple[str, SignIn]:
        """Where to send somebody, and what to keep until they are back. SourceFailed: provider_unreachable(provider)."""
        state, nonce, verifier = new_token(), new_token(), new_token()
        extra = {"prompt": self.provider.prompt} if self.provider.prompt else {}
        with self._session(callback) as session:
            endpoint = self._said("authorization_endpoint")
            address, _ = session.create_authorization_url(
                endpoint, state=state, code_verifier=verifier, nonce=nonce, **extra
            )
        kept = SignIn(
            digest(state), self.provider.issuer, nonce, verifier, browser, invitation, onward, after(seconds=0)
        )
        return str(address), kept

    def finish(self, sign_in: SignIn, code: str, callback: str, *, iss: str = "") -> Identity:
        """Swap the code for tokens and check them. Refused: provider_answer(provider, reason); SourceFailed as above."""
        if sign_in.issuer != self.provider.issuer or (iss and iss != self.provider.issuer):
            raise self._refused("issuer")
        with self._session(callback) as session:
            try:
                tokens = session.fetch_token(
                    self._said("token_endpoint"),
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=sign_in.verifier,
                    redirect_uri=callback,
                )
            except AuthlibBaseError as failure:
                raise self._refused("code") from failure
            except (requests.RequestException, ValueError) as failure:
                raise self._unreachable() from failure
            claims = self.checked(str(tokens.get("id_token", "")), sign_in.nonce, str(tokens.get("access_token", "")))
            return self._identity({**self._user_info(session, claims), **claims})

    def checked(self, id_token: str, nonce: str, access_token: str = "") -> Mapping[str, Any]:
        """The claims of an ID token that holds in every way. Refused: provider_answer(provider, reason)."""
        try:
            token = jwt.decode(id_token, self._keys(id_token), algorithms=list(ALGORITHMS))
            options = {"iss": {"essential": True, "value": self.provider.issuer}}
            claims = CodeIDToken(
                token.claims,
                token.header,
                {**options, "aud": {"essential": True, "value": self.provider.client_id}},
                {"nonce": nonce, "client_id": self.provider.client_id, "access_token": access_token},
            )
            claims.validate(leeway=LEEWAY_S)
        except (JoseError, ValueError, TypeError, KeyError) as failure:
            raise self._refused(getattr(failure, "error", "") or "token") from failure
        if not nonce or token.claims["iat"] < time.time() - OLDEST_S - LEEWAY_S:
            raise self._refused("expired_token")
        return token.claims

    # -- what the provider says

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        how = self.provider
        email = str(claims.get(how.email_claim) or "").strip()
        verified = how.email_is_verified or claims.get(how.email_verified_claim) in (True, "true", "1", 1)
        numbers = found(claims, how.organisation_claim) if how.organisation_claim else ()
        return Identity(
            how.issuer,
            str(claims["sub"]),
            str(claims.get("name") or "").strip(),
            email if verified and email.count("@") == 1 else "",
            tuple(dict.fromkeys(filter(None, map(organisation_number, numbers)))),
        )

    def _user_info(self, session: OAuth2Session, claims: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the ID token leaves out. It must be about the same person (OpenID Connect Core, 5.3.2)."""
        if claims.get(self.provider.email_claim) or "userinfo_endpoint" not in self._metadata():
            return {}
        try:
            answer = session.get(self._said("userinfo_endpoint"))
            told = answer.json() if answer.ok else {}
        except (requests.RequestException, ValueError) as failure:
            raise self._unreachable() from failure
        if not isinstance(told, dict) or (told and told.get("sub") != claims["sub"]):
            raise self._refused("sub")
        return told

    def _said(self, name: str) -> str:
        value = str(self._metadata().get(name) or "")
        if not value.startswith("https://") and not self.provider.issuer.startswith("http://"):
            raise self._refused(name)
        return value

    def _metadata(self) -> Mapping[str, Any]:
        address = f"{self.provider.issuer.rstrip('/')}/.well-known/openid-configuration"
        told = self._get(address, KEPT_S)
        if told.get("issuer") != self.provider.issuer:  # OpenID Connect Discovery 1.0, 4.3
            raise self._refused("issuer")
        return told

    def _keys(self, id_token: str) -> KeySet:
        """The provider's keys; asked for anew where the token names one that we do not know."""
        address = self._said("jwks_uri")
        key_id = jws.extract_compact(id_token.encode()).headers().get("kid")
        keys = self._get(address, KEPT_S)
        if key_id and key_id not in {one.get("kid") for one in keys.get("keys", ())}:
            keys = self._get(address, AGAIN_S)
        return KeySet.import_key_set({"keys": list(keys.get("keys", ()))})

    def _get(self, address: str, fresh_s: float) -> Mapping[str, Any]:
        """A JSON object from the provider, held for a while."""
        with self._lock:
            at, held = self._held.get(address, (0.0, {}))
            if held and self._clock() - at < fresh_s:
                return held
        try:
            with requests.Session() as session:
                self._dress(session)
                answer = session.get(address, timeout=TIMEOUT_S, allow_redirects=False)
            told = answer.json() if answer.status_code == 200 and len(answer.content) < MOST_BYTES else None
        except (requests.RequestException, ValueError) as failure:
            raise self._unreachable() from failure
        if not isinstance(told, dict):
            raise self._unreachable()
        with self._lock:
            self._held[address] = (self._clock(), told)
        return told

    def _session(self, callback: str) -> OAuth2Session:
        session = OAuth2Session(
            self.provider.client_id,
            self.provider.client_secret or None,
            token_endpoint_auth_method=self._client_method(),
            scope=self.provider.scope,
            redirect_uri=callback,
            code_challenge_method="S256",
            default_timeout=TIMEOUT_S,
        )
        self._dress(session)
        return session

    def _client_method(self) -> str:
        """How we show that we are the client that the provider knows."""
        if not self.provider.client_secret:
            return "none"
        offered = self._metadata().get("token_endpoint_auth_methods_supported") or ("client_secret_basic",)
        return "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"

    def _dress(self, session: requests.Session) -> None:
        if self._way.proxies:
            session.proxies.update(self._way.proxies)
        if self._way.ca:
            if self._way.proxies is None:
                session.proxies.update(get_environ_proxies(self.provider.issuer))
            session.trust_env = False  # REQUESTS_CA_BUNDLE would go before our own setting
            session.verify = self._way.ca
        session.max_redirects = 0

    def _refused(self, reason: str) -> Refused:
        return Refused("provider_answer", provider=self.provider.name, reason=reason)

    def _unreachable(self) -> SourceFailed:
        return SourceFailed("provider_unreachable", provider=self.provider.name)


def found(claims: Any, path: str) -> tuple[str, ...]:
    """All values at a path of names in nested claims; lists are walked through."""
    here = [claims]
    for name in path.split("."):
        below = [one.get(name) for one in here if isinstance(one, Mapping)]
        here = [inner for one in below for inner in (one if isinstance(one, list) else [one]) if inner is not None]
    return tuple(str(one) for one in here if isinstance(one, str | int))


def organisation_number(text: str) -> str:
    """The nine digits of a Norwegian organisation number, also where it stands as "0192:123456785"; "" = it is none."""
    digits = text.rpartition(":")[2].replace(" ", "")
    if len(digits) != 9 or not digits.isdecimal():
        return ""
    control = -sum(int(one) * weight for one, weight in zip(digits, (3, 2, 7, 6, 5, 4, 3, 2), strict=False)) % 11
    return digits if control == int(digits[8]) else ""
