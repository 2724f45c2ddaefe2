"""Tokens that open a door: made here, handed to one person, and kept only as a digest."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

BYTES = 32  # 256 bits of the system's own randomness: nothing to guess, so a plain digest is enough to keep (ASVS 5.0, 7.2.3)


def new_token() -> str:
    """A new token, 43 characters that are safe in an address."""
    return secrets.token_urlsafe(BYTES)


def digest(token: str) -> str:
    """What is kept of a token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def after(**span: float) -> str:
    """The time (UTC text) so long from now: `after(hours=8)`; back in time with a negative number."""
    return (datetime.now(UTC) + timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
