"""Step 8, the research need: what research does not answer, carried on with the question it came from."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.errors import BadInput
from pipeline.ports import Change, Store
from pipeline.rows import Actor
from pipeline.steps import shapes
from pipeline.steps.fields import EDITABLE, clean


def raise_research_need(
    store: Store, actor: Actor, question_id: str, fields: Mapping[str, str], *, client_id: str = ""
) -> str:
    """Enter what is not answered into the register, with the fields it is born with; gives its id.

    Raises `BadInput("need_reason_empty")`, and `BadInput("research_need_known")` where this question has an entry with
    the same title and reason already: a second press, in this window or another, makes no second entry. Texts are
    kept as `clean` gives them, and refused as it refuses them; so is a date that is none.
    """
    fields = {name: clean(value) for name, value in fields.items()}
    for name, value in fields.items():
        shapes.check(EDITABLE["research_need"].shape_of(name), value)
    if not fields.get("reason"):
        raise BadInput("need_reason_empty")
    with store.write(actor, "research_need.raise", "question", question_id, client_id=client_id) as change:
        question = change.view.question(question_id)
        if not change.replayed and _known(change, question_id, fields):
            raise BadInput("research_need_known")
        values = {"need_id": question.need_id, "question_id": question_id, "created_at": change.at}
        research_need_id = change.add("research_need", values)
        for name, value in fields.items():
            change.set_field("research_need", research_need_id, name, value)
        return research_need_id


def _known(change: Change, question_id: str, fields: Mapping[str, str]) -> bool:
    """Whether the register has an entry of this question that says the same."""
    return any(
        all(one.fields.text(name) == fields.get(name, "") for name in ("title", "reason"))
        for one in change.view.research_needs()
        if one.question_id == question_id
    )


def remove_research_need(store: Store, actor: Actor, research_need_id: str, *, why: str = "") -> None:
    """Take an entry out of the register; nothing is erased."""
    with store.write(actor, "research_need.remove", "research_need", research_need_id) as change:
        change.put("research_need", research_need_id, {"removed_at": change.at}, why=why)
