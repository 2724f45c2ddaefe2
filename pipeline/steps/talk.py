"""Talking at a step: the practice team asks, the research team answers, or the other way round."""

from __future__ import annotations

from pipeline.errors import BadInput
from pipeline.ports import Store
from pipeline.rows import Actor
from pipeline.steps.fields import clean

TEAMS = ("practice", "research")


def say(
    store: Store, actor: Actor, question_id: str, step: str, text: str, *, waits_for: str = "", client_id: str = ""
) -> str:
    """Say something at a step; `waits_for` names the team whose answer it waits for. Gives the comment's id."""
    text = clean(text).strip()
    if not text:
        raise BadInput("comment_empty")
    if waits_for not in ("", *TEAMS):
        raise BadInput("no_such_answer", answer=waits_for)
    with store.write(actor, "comment.write", "question", question_id, client_id=client_id) as change:
        return change.add(
            "comment",
            {
                "question_id": question_id,
                "step": step,
                "text": text,
                "person_id": change.person_id,
                "at": change.at,
                "waits_for": waits_for,
            },
        )


def settle(store: Store, actor: Actor, comment_id: str, *, client_id: str = "") -> None:
    """Say that a comment has its answer; it stays to be read."""
    with store.write(actor, "comment.settle", "comment", comment_id, client_id=client_id) as change:
        if not change.view.comment(comment_id).settled_at:
            change.put("comment", comment_id, {"settled_at": change.at})


def open_again(store: Store, actor: Actor, comment_id: str) -> None:
    """Undo `settle`."""
    with store.write(actor, "comment.settle", "comment", comment_id) as change:
        change.put("comment", comment_id, {"settled_at": None})


def remove(store: Store, actor: Actor, comment_id: str) -> None:
    """Take a comment away from the page; the log keeps it."""
    with store.write(actor, "comment.remove", "comment", comment_id) as change:
        change.put("comment", comment_id, {"removed_at": change.at})
