"""Whom a provider vouches for: mail domain or organisation number -> municipality. Without a row here nobody new comes in."""

from __future__ import annotations

import re

from pipeline.access.oidc import organisation_number
from pipeline.errors import BadInput
from pipeline.ports import Store
from pipeline.rows import HERE, Actor

CLAIMS = ("domain", "organisation")
ROLES = ("", "practice", "research")  # that may be given at the first sign-in; those above them are given by a person
_DOMAIN = re.compile(r"(?:[a-z0-9æøå](?:[a-z0-9æøå-]{0,61}[a-z0-9æøå])?\.)+[a-z]{2,}")


def add_mapping(
    store: Store,
    actor: Actor,
    issuer: str,
    claim: str,
    value: str,
    municipality_id: str,
    role: str = "",
    *,
    client_id: str = "",
) -> str:
    """Let people in whom `issuer` vouches for so; gives the mapping's id.

    BadInput: mapping_issuer, mapping_claim, mapping_domain, mapping_organisation, mapping_twice, municipality_missing,
    role_unknown.
    """
    if not issuer.strip():
        raise BadInput("mapping_issuer")
    value = _checked(claim, value)
    if role not in ROLES:
        raise BadInput("role_unknown", role=role, scope="municipality")
    if municipality_id not in {place.id for place in store.seen_by(actor).places()}:
        raise BadInput("municipality_missing")
    with store.write(actor, "mapping.add", "installation", HERE, client_id=client_id) as change:
        if not change.replayed and any(
            (one.issuer, one.claim, one.value) == (issuer.strip(), claim, value) for one in change.view.mappings()
        ):
            raise BadInput("mapping_twice")
        values = {"issuer": issuer.strip(), "claim": claim, "value": value, "municipality_id": municipality_id}
        return change.add("mapping", {**values, "role": role, "at": change.at})


def remove_mapping(store: Store, actor: Actor, mapping_id: str, *, client_id: str = "") -> None:
    """Let nobody new in so. Those who have come stay; they are closed out one by one."""
    with store.write(actor, "mapping.remove", "mapping", mapping_id, client_id=client_id) as change:
        if any(one.id == mapping_id for one in change.view.mappings()):
            change.put("mapping", mapping_id, {"removed_at": change.at})


def _checked(claim: str, value: str) -> str:
    value = value.strip().casefold().removeprefix("@")
    if claim == "domain":
        if not _DOMAIN.fullmatch(value):
            raise BadInput("mapping_domain")
        return value
    if claim == "organisation":
        if not (number := organisation_number(value)):
            raise BadInput("mapping_organisation")
        return number
    raise BadInput("mapping_claim")
