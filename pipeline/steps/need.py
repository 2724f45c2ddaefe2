"""Step 1, the knowledge need: what somebody in a municipality wonders about, in plain words."""

from __future__ import annotations

from pipeline.errors import BadInput
from pipeline.ports import Store
from pipeline.rows import Actor
from pipeline.steps.fields import clean
from pipeline.steps.team import add_appointment


def raise_need(
    store: Store, actor: Actor, text: str, municipality_id: str, *, example: bool = False, client_id: str = ""
) -> str:
    """Raise a knowledge need; gives its id. Whoever raises it leads it. The words may be corrected afterwards, the first
    ones stay in the log.
    """
    text = clean(text).strip()
    if not text:
        raise BadInput("need_empty")
    if not example and municipality_id not in {place.id for place in store.seen_by(actor).places()}:
        raise BadInput("municipality_missing")
    with store.write(actor, "need.raise", "municipality", municipality_id, client_id=client_id) as change:
        values = {
            "municipality_id": municipality_id,
            "example": int(example),
            "created_at": change.at,
            "created_by": change.person_id,
        }
        need_id = change.add("need", values)
        add_appointment(change, change.person_id, "lead", "need", need_id)
        change.set_field("need", need_id, "text", text)
        return need_id


def move_need(store: Store, actor: Actor, need_id: str, municipality_id: str) -> None:
    """Let another municipality be the one that raises the need."""
    if municipality_id not in {place.id for place in store.seen_by(actor).places()}:
        raise BadInput("municipality_missing")
    with store.write(actor, "need.move", "need", need_id) as change:
        if change.view.need(need_id).municipality_id != municipality_id:
            change.put("need", need_id, {"municipality_id": municipality_id})


def delete_need(store: Store, actor: Actor, need_id: str, *, why: str = "") -> None:
    """Put a need and all that hangs on it aside. Nothing is erased: `restore_need` brings it back."""
    with store.write(actor, "need.delete", "need", need_id) as change:
        change.put("need", need_id, {"deleted_at": change.at}, why=why)


def restore_need(store: Store, actor: Actor, need_id: str) -> None:
    """Bring back a need that was put aside."""
    with store.write(actor, "need.restore", "need", need_id) as change:
        change.put("need", need_id, {"deleted_at": None})
