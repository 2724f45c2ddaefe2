"""Which providers of sign-in an installation trusts: a TOML file that a setting names. See `docs/sign-in.md`."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.errors import BadInput

KEYS = (
    *("name", "issuer", "client_id", "client_secret", "client_secret_file", "client_secret_env", "scope"),
    *("email_claim", "email_verified_claim", "email_is_verified", "organisation_claim", "prompt"),
)
_ID = re.compile(r"[a-z][a-z0-9-]{0,30}")


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of sign-in (OpenID Connect), and where in its tokens what we need stands."""

    id: str
    name: str  # as it is called on the sign-in page
    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    scope: str = "openid profile email"
    email_claim: str = "email"
    email_verified_claim: str = "email_verified"
    email_is_verified: bool = False  # the provider only ever tells addresses that its owner has given out
    organisation_claim: str = ""  # a path: "authorization_details.authorized_parties.orgno.ID"
    prompt: str = ""


def read_providers(path: Path) -> Mapping[str, Provider]:
    """The providers of a file, by id. BadInput: providers_unreadable(file), provider_wrong(provider, key)."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as failure:
        raise BadInput("providers_unreadable", file=path.name) from failure
    return {name: _provider(name, table, path.parent) for name, table in tables.items()}


def _provider(name: str, table: Any, folder: Path) -> Provider:
    if not isinstance(table, dict) or not _ID.fullmatch(name):
        raise BadInput("provider_wrong", provider=name, key="id")
    for key, value in table.items():
        wanted = bool if key == "email_is_verified" else str
        if key not in KEYS or not isinstance(value, wanted):
            raise BadInput("provider_wrong", provider=name, key=key)
    for key in ("issuer", "client_id"):
        if not table.get(key):
            raise BadInput("provider_wrong", provider=name, key=key)
    if not _safe(table["issuer"]):
        raise BadInput("provider_wrong", provider=name, key="issuer")
    plain = {key: value for key, value in table.items() if not key.startswith("client_secret_")}
    return Provider(id=name, **{"name": name, **plain, "client_secret": _secret(name, table, folder)})


def _safe(address: str) -> bool:
    """https; plain http only for a provider on this very machine, as in tests."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1"))


def _secret(name: str, table: Mapping[str, str], folder: Path) -> str:
    """The client's secret: in the file, in a file of its own, or in the environment."""
    if place := table.get("client_secret_file"):
        try:
            return (folder / place).read_text(encoding="utf-8").strip()
        except OSError as failure:
            raise BadInput("provider_wrong", provider=name, key="client_secret_file") from failure
    if variable := table.get("client_secret_env"):
        if not (value := os.environ.get(variable, "").strip()):
            raise BadInput("provider_wrong", provider=name, key="client_secret_env")
        return value
    return table.get("client_secret", "")
