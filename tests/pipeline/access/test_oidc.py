"""What a provider sends is believed only when all of it holds: token by token, signed with keys made here."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from pipeline.access.oidc import Client, Identity, Way, found, organisation_number
from pipeline.access.providers import Provider
from pipeline.access.rows import SignIn
from pipeline.errors import Refused, SourceFailed

ISSUER, CLIENT, NONCE = "https://provider.example/tenant/v2.0", "client-id", "the-nonce-of-this-sign-in"
KEY, OTHER = RSAKey.generate_key(2048, {"kid": "one"}), RSAKey.generate_key(2048, {"kid": "one"})
PROVIDER = Provider("eksempel", "Eksempelkommunen", ISSUER, CLIENT)
DISCOVERY = f"{ISSUER}/.well-known/openid-configuration"
METADATA = {
    "issuer": ISSUER,
    "authorization_endpoint": "https://provider.example/authorize",
    "token_endpoint": "https://provider.example/token",
    "jwks_uri": "https://provider.example/keys",
}


class Told(Client):
    """A client whose provider says what the test wants."""

    def __init__(self, provider: Provider = PROVIDER, **metadata: object) -> None:
        super().__init__(provider, Way())
        self.asked: list[str] = []
        self._answers: dict[str, Mapping[str, Any]] = {
            DISCOVERY: METADATA | metadata,
            METADATA["jwks_uri"]: {"keys": [KEY.as_dict(private=False)]},
        }

    def _get(self, address: str, fresh_s: float) -> Mapping[str, Any]:
        self.asked.append(address)
        return self._answers[address]


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    made = {"iss": ISSUER, "sub": "subject", "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": NONCE} | changes
    return {name: value for name, value in made.items() if value is not None}


def signed(key: Any = KEY, alg: str = "RS256", **changes: Any) -> str:
    return jwt.encode({"alg": alg, "kid": "one"}, claims(**changes), key, algorithms=[alg])


def unsigned(**changes: Any) -> str:
    """A token that says that it needs no signature."""
    parts = ({"alg": "none", "kid": "one"}, claims(**changes))
    return ".".join(base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in parts) + "."


def by_the_public_key() -> str:
    """A token signed by HS256 with what everybody knows (RFC 8725, 2.1); written out, since the library refuses to."""
    parts = ({"alg": "HS256", "kid": "one"}, claims())
    text = ".".join(base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in parts)
    mark = hmac.new(KEY.as_pem(private=False), text.encode(), "sha256").digest()
    return f"{text}.{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"


def altered() -> str:
    head, _body, signature = signed().split(".")
    body = base64.urlsafe_b64encode(json.dumps(claims(sub="somebody else")).encode()).decode().rstrip("=")
    return f"{head}.{body}.{signature}"


def test_a_token_that_holds() -> None:
    assert Told().checked(signed(), NONCE)["sub"] == "subject"
    assert Told().checked(signed(aud=[CLIENT]), NONCE)["sub"] == "subject"
    assert Told().checked(signed(aud=[CLIENT, "another"], azp=CLIENT), NONCE)["sub"] == "subject"


NOW = int(time.time())
WRONG: dict[str, str] = {
    "for somebody else": signed(aud="another-client"),
    "for two, and nobody says which": signed(aud=[CLIENT, "another"]),
    "for two, and the other asked": signed(aud=[CLIENT, "another"], azp="another"),
    "asked for by another": signed(azp="another"),
    "without an audience": signed(aud=None),
    "from somebody else": signed(iss="https://evil.example"),
    "from another tenant": signed(iss="https://provider.example/other/v2.0"),
    "without an issuer": signed(iss=None),
    "of another sign-in (replayed)": signed(nonce="the-nonce-of-an-earlier-one"),
    "without a nonce": signed(nonce=None),
    "expired": signed(exp=NOW - 120),
    "without an end": signed(exp=None),
    "made long ago": signed(iat=NOW - 3600, exp=NOW + 3600),
    "made in the future": signed(iat=NOW + 3600, exp=NOW + 7200),
    "not valid yet": signed(nbf=NOW + 3600),
    "without a time": signed(iat=None),
    "without a subject": signed(sub=None),
    "unsigned": unsigned(),
    "signed with a key of nobody's": signed(OTHER),
    "signed with the public key as a secret": by_the_public_key(),
    "altered": altered(),
    "empty": "",
    "no token": "x.y.z",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_token_that_does_not_hold(name: str) -> None:
    with pytest.raises(Refused) as refused:
        Told().checked(WRONG[name], NONCE)
    assert refused.value.code == "provider_answer"
    assert WRONG[name] == "" or WRONG[name] not in str(refused.value)


def test_no_token_holds_where_no_nonce_was_sent() -> None:
    with pytest.raises(Refused):
        Told().checked(signed(nonce=""), "")


def test_a_provider_that_says_it_is_another_is_not_believed() -> None:
    with pytest.raises(Refused):
        Told(issuer="https://evil.example").start("browser", "https://here.example/inn/svar/eksempel")


def test_addresses_in_the_clear_are_not_used() -> None:
    with pytest.raises(Refused):
        Told(authorization_endpoint="http://provider.example/authorize").start("browser", "https://here.example")


def test_where_somebody_is_sent() -> None:
    address, kept = Told().start("browser", "https://here.example/inn/svar/eksempel", onward="/behov")
    for part in ("code_challenge_method=S256", "response_type=code", f"nonce={kept.nonce}", "scope=openid"):
        assert part in address
    assert kept.verifier not in address and kept.id not in address
    assert (kept.issuer, kept.browser, kept.onward) == (ISSUER, "browser", "/behov")
    assert kept.nonce not in repr(kept) and kept.verifier not in repr(kept)


@pytest.mark.parametrize("iss", ["https://evil.example", ISSUER + "/"])
def test_an_answer_from_another_provider_is_not_swapped(iss: str) -> None:
    kept = SignIn("id", ISSUER, NONCE, "verifier", "browser", "", "/", "2026-01-01T00:00:00.000Z")
    with pytest.raises(Refused):
        Told().finish(kept, "code", "https://here.example", iss=iss)


def test_a_provider_that_does_not_answer_is_told() -> None:
    with pytest.raises(SourceFailed) as failed:
        Client(Provider("x", "Eksempel", "http://127.0.0.1:9", CLIENT), Way()).start("browser", "https://here.example")
    assert failed.value.code == "provider_unreachable"


def test_our_own_bundle_of_certificates_goes_before_that_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/theirs.pem")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:8080")
    client = Client(Provider("x", "Eksempel", "https://provider.example", CLIENT), Way(ca="/ours.pem"))
    session = client._session("https://here.example")
    used = session.merge_environment_settings("https://provider.example", {}, None, None, None)
    assert used["verify"] == "/ours.pem"
    assert used["proxies"]["https"] == "http://proxy.example:8080", "the proxy of the environment still counts"


@pytest.mark.parametrize(
    ("more", "email"),
    [
        ({"email": "a@b.example", "email_verified": True}, "a@b.example"),
        ({"email": "a@b.example", "email_verified": "true"}, "a@b.example"),
        ({"email": "a@b.example", "email_verified": False}, ""),
        ({"email": "a@b.example"}, ""),
        ({"email": "a@evil.example@b.example", "email_verified": True}, ""),
        ({}, ""),
    ],
)
def test_only_a_verified_address_counts(more: dict[str, Any], email: str) -> None:
    assert Told()._identity(claims(**more)).email == email


def test_what_a_mapping_may_be_about() -> None:
    one = Identity(ISSUER, "subject", email="En@Kommune.Example", organisations=("974760673",))
    assert one.claims() == (("organisation", "974760673"), ("domain", "kommune.example"))
    assert Identity(ISSUER, "subject").claims() == ()


def test_a_number_deep_in_the_claims_is_found() -> None:
    told = {"authorization_details": [{"authorized_parties": [{"orgno": {"ID": "0192:974760673"}}, {"orgno": {}}]}]}
    assert found(told, "authorization_details.authorized_parties.orgno.ID") == ("0192:974760673",)
    assert [organisation_number(one) for one in ("0192:974760673", "974 760 673", "974760674", "x")] == [
        *("974760673", "974760673", "", "")
    ]
