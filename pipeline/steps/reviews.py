"""Before a search is made: how many systematic reviews there are of a question already."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pipeline.errors import BadInput
from pipeline.ports import Store
from pipeline.rows import Actor
from pipeline.steps.fields import clean

KIND = "reviews"  # of the job


def ask_reviews(store: Store, actor: Actor, question_id: str, asks: Mapping[str, str], *, client_id: str = "") -> str:
    """Ask sources how many systematic reviews they have (source -> search text); gives the job, one at a time.

    Nothing of it is a search of the question's own account. Raises `BadInput("strategy_empty")`.
    """
    wanted = {source: clean(text).strip() for source, text in asks.items()}
    if not wanted or not all(wanted.values()):
        raise BadInput("strategy_empty")
    with store.write(actor, "question.ask_reviews", "question", question_id, client_id=client_id) as change:
        if change.replayed:
            return change.made("job")
        for job in change.view.jobs(question_id):
            if job.kind == KIND and job.state in ("queued", "running"):
                return job.id
        return change.add(
            "job",
            {
                "kind": KIND,
                "question_id": question_id,
                "person_id": change.person_id,
                "state": "queued",
                "params": json.dumps({"asks": wanted}, ensure_ascii=False),
                "total": len(wanted),
                "created_at": change.at,
            },
        )
