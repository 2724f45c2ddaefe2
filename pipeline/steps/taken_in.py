"""What follows by itself when records have come in: duplicates among them are looked for.

It is queued in the write that ends an import or a fetch, once for the whole of it, and never beside another that waits: that
one takes what has come too. Of one question no two run side by side (`store.claim_job`), so what comes while one works is
taken by the next. What people have said of pairs and groups holds for this search as for any other.
"""

from __future__ import annotations

import json

from pipeline.ports import Change
from pipeline.steps.comparing import waiting

KIND = "dedupe"


def look_for_duplicates(change: Change, question_id: str, *, by_itself: bool = False) -> None:
    """Queue a search for duplicates, unless one waits already; `by_itself`: nobody asked, it follows from what came."""
    if not any(job.kind == KIND and job.state == "queued" for job in change.view.jobs(question_id)):
        values = {"kind": KIND, "question_id": question_id, "person_id": change.person_id, "state": "queued"}
        params = json.dumps({"by_itself": True} if by_itself else {})
        change.add("job", values | {"params": params, "created_at": change.at})


def after_intake(change: Change, question_id: str) -> None:
    """Let duplicates be looked for where anything has come, or changed, that was not compared yet."""
    if not change.replayed and waiting(change.view.to_compare(question_id)):
        look_for_duplicates(change, question_id, by_itself=True)
