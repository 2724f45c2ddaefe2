"""What the log does not keep of the rows it tells of."""

from __future__ import annotations

_NOT_LOGGED = frozenset({"bytes", "shown", "raw"})  # kept in their own rows; the log would only double them
# What the log must not remember, since it cannot forget: who somebody is, and what opens a door.
_PRIVATE = {
    "person": frozenset({"name"}),
    "account": frozenset({"login", "password_hash"}),
    "identity": frozenset({"subject"}),
    "invitation": frozenset({"email", "token_hash"}),
    "session": frozenset({"device", "token_hash", "browser"}),
}
PRIVATE_FIELDS = frozenset({("municipality", "contact_name"), ("municipality", "contact_email")})


def not_logged(kind: str) -> frozenset[str]:
    """The columns of a kind of row that an event leaves out."""
    return _NOT_LOGGED | _PRIVATE.get(kind, frozenset())
