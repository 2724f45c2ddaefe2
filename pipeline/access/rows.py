"""What the store hands out of coming and going: frozen values. Times are UTC text (`2026-11-21T14:32:05.123Z`)."""

from __future__ import annotations

from dataclasses import dataclass


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
    at: str
    ends_at: str
    state: str  # "open" | "used" | "expired" | "withdrawn"
