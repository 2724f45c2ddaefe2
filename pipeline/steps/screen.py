"""Step 5, screening: votes belong to people; where a reference stands is derived from them."""

from __future__ import annotations

from pipeline.errors import BadInput
from pipeline.ports import Store
from pipeline.rows import Actor
from pipeline.steps.fields import clean
from pipeline.steps.own_texts import stay

STAGES = ("abstract", "full_text")
ANSWERS = {"abstract": ("include", "maybe", "exclude"), "full_text": ("include", "exclude")}


def vote(
    store: Store,
    actor: Actor,
    reference_id: str,
    stage: str,
    answer: str,
    *,
    reason: str = "",
    note: str = "",
    change_mind: bool = False,
    client_id: str = "",
) -> str:
    """Vote on one reference; gives the id of the vote in force.

    A second vote by the same person at the same stage counts only where `change_mind` says so: a key held down or
    pressed again before the page has moved on changes nothing. Exclusion on full text needs a reason.
    """
    if answer not in ANSWERS.get(stage, ()):
        raise BadInput("no_such_answer", answer=answer)
    if stage == "full_text" and answer == "exclude" and not reason:
        raise BadInput("reason_missing")
    with store.write(actor, "screen.vote", "reference", reference_id, client_id=client_id) as change:
        reference = change.view.reference(reference_id)
        if stage == "full_text" and reference.status in ("unscreened", "excluded"):
            raise BadInput("full_text_too_early")
        mine = [
            one for one in change.view.votes(reference.id) if (one.person_id, one.stage) == (actor.person_id, stage)
        ]
        if mine and not change_mind:
            return mine[-1].id
        for earlier in mine:
            change.end_vote(earlier.id, why="changed")
        if stage == "full_text" and answer == "exclude":
            stay(change, reference.question_id, "screen")
        return change.add(
            "vote",
            {
                "question_id": reference.question_id,
                "reference_id": reference.id,
                "stage": stage,
                "person_id": actor.person_id,
                "answer": answer,
                "reason": reason if answer == "exclude" else "",
                "note": clean(note).strip(),
                "at": change.at,
                "seq": change.next_seq(),
            },
            why=reason,
        )


def undo(store: Store, actor: Actor, question_id: str, stage: str) -> str:
    """Take back this person's newest vote at a stage; gives the reference it was on, or empty text if there is none."""
    newest = store.seen_by(actor).my_votes(question_id, stage)
    return undo_vote(store, actor, newest[0].id) if newest else ""


def undo_vote(store: Store, actor: Actor, vote_id: str) -> str:
    """Take back one own vote; gives the reference it was on."""
    with store.write(actor, "screen.undo", "vote", vote_id) as change:
        mine = change.view.vote(vote_id)
        if mine.person_id != actor.person_id:
            raise BadInput("vote_of_another")
        change.end_vote(vote_id, why="undone")
        return mine.reference_id
