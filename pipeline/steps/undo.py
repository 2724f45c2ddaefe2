"""Taking back the last thing one did in a step. The log shows both: what was done, and that it was taken back."""

from __future__ import annotations

import json

from pipeline.errors import BadInput
from pipeline.ports import Change, Store
from pipeline.rights import VERBS
from pipeline.rows import Actor, Event
from pipeline.steps import taken_out

# Rows that are taken away by a mark, and so can be brought back.
_MARKED = frozenset({"word", "part", "research_need", "key_article", "remark", "paper", "abstention"})
# Verbs with an undo of their own, on their own page; and those whose work cannot be undone by putting a value back.
_VERBS = frozenset(
    """need.edit need.move question.edit criteria.edit word.add word.remove key.add key.remove remark.write remark.remove
    place.add place.edit place.remove paper.add paper.remove
    import.remove import.columns run.take_out run.bring_back appraise.edit appraise.settle appraise.move appraise.abstain
    question.take_texts screen.take_texts summary.take_texts
    extract.edit finding.add finding.edit finding.remove summary.edit research_need.raise research_need.edit
    research_need.remove""".split()
)


def undoable(step: str) -> tuple[str, ...]:
    """The verbs of a step whose last use can be taken back."""
    return tuple(verb for verb, row in VERBS.items() if row.step == step and verb in _VERBS)


def undo_last(store: Store, actor: Actor, question_id: str, step: str) -> str:
    """Take back this person's newest write in a step; gives its verb, or empty text when there is nothing left.

    Raises `BadInput("undo_overtaken")` when somebody has changed the same thing since.
    """
    last = store.seen_by(actor).my_last_write(question_id, undoable(step))
    if not last:
        return ""
    first = last[0]
    with store.write(actor, first.verb, first.kind, first.object_id) as change:
        if change.view.my_last_write(question_id, undoable(step)) != last:
            return ""
        for event in reversed(last):
            _put_back(change, event, f"undo:{event.write_id}")
        if first.verb in taken_out.VERBS:
            taken_out.follow(change, first.object_id)
    return first.verb


def _put_back(change: Change, event: Event, why: str) -> None:
    if event.field:
        now = change.view.fields(event.kind, event.object_id)[event.field]
        if now.value != (event.new or ""):
            raise BadInput("undo_overtaken")
        change.set_field(event.kind, event.object_id, event.field, event.old or "", why=why)
    elif event.old is not None:
        change.put(event.kind, event.object_id, json.loads(event.old), why=why)
    elif event.kind in _MARKED:
        change.put(event.kind, event.object_id, {"removed_at": change.at}, why=why)
