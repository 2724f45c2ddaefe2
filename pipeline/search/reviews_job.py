"""The long verb behind "is it answered already?": how many systematic reviews each source has.

Each source answers for itself. What one says, or that it did not answer, is kept as it comes, so that a failure of one takes
nothing from the other and is never read as none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from pipeline.errors import BadInput, Problem
from pipeline.jobs import Alive, still_wanted
from pipeline.ports import Store
from pipeline.rows import Actor, Job
from pipeline.search.source import QueryRejected, Source, utc_now


def count_reviews(store: Store, job: Job, alive: Alive, sources: Mapping[str, Source]) -> None:
    """Ask each source; the answers stand in the job's cursor (`found`: source -> receipt, or `failure` and when).

    Raises the first failure when all have been asked, so that the job is told as failed too.
    """
    actor = Actor(job.person_id)
    asks: Mapping[str, str] = job.params["asks"]
    found: dict[str, dict[str, Any]] = dict(job.cursor.get("found", {}))
    failed: list[Problem] = []
    alive.beat(total=len(asks), done=len(found))
    for source in [one for one in asks if one not in found]:
        try:
            if source not in sources:
                raise BadInput("source_not_set_up", source=source)
            found[source] = asdict(sources[source].heeding(alive.heed).search(asks[source]).receipt)
        except Problem as problem:
            failed.append(problem)
            told = asdict(problem.receipt) if isinstance(problem, QueryRejected) else {"term": asks[source]}
            failure = {"code": problem.code, "params": problem.params}
            found[source] = {"asked_at": utc_now(), **told, "count": None, "failure": failure}
        with store.write(actor, "question.count_reviews", "question", job.question_id) as change:
            still_wanted(change, job)
            change.note("question", job.question_id, field="reviews", new=_told(source, found[source]))
            change.keep_cursor(job.id, {"found": found}, done=len(found))
        alive.beat(done=len(found))
    if failed:
        raise failed[0]


def _told(source: str, receipt: Mapping[str, Any]) -> str:
    """What the log keeps: who was asked what, and the number (null where there is none)."""
    kept = {"source": source, "count": receipt.get("count"), "term": receipt.get("term")}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)
