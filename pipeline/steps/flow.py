"""Saying that a later result still holds although something before it has changed."""

from __future__ import annotations

from pipeline.ports import Store
from pipeline.rows import Actor


def keep(store: Store, actor: Actor, question_id: str, step: str, *, why: str = "", client_id: str = "") -> None:
    """A person has looked at a result that was out of date and lets it stand."""
    with store.write(actor, f"keep.{step}", "question", question_id, client_id=client_id) as change:
        change.note("question", question_id, field=f"keep.{step}", why=why)
