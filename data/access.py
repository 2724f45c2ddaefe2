"""Signing in, as rows: kept by the program itself, before anybody is known. Times and digests, never a token or a password.

None of this is an event: who looks in is nobody's history. What people do with accounts and invitations is, by the verbs.
"""

from __future__ import annotations

from data.connections import Connections


class AccessRows:
    """A part of the store. See `pipeline.ports.AccessRows`."""

    _connections: Connections

    def renew_invitation(self, invitation_id: str, token_hash: str) -> None:
        """Let an open invitation have a new link instead of the one it had."""
        with self._connections.writing() as connection:
            connection.execute(
                "UPDATE invitation SET token_hash = ? WHERE id = ? AND used_at IS NULL AND withdrawn_at IS NULL",
                (token_hash, invitation_id),
            )
