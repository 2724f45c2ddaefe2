"""Taking a wrong search or file out of a question, and bringing it back. Nothing is erased.

The run gets a mark in its receipt; lists, counts, duplicates, flow diagram and account follow from it (`data/taken_out.py`).
References that another run found too stay, with their votes; the others go with all that hangs on them, and come back whole.
"""

from __future__ import annotations

import json

from pipeline.errors import BadInput
from pipeline.ports import Change, Store
from pipeline.rows import Actor, Run
from pipeline.steps.fields import clean
from pipeline.steps.references import show_groups
from pipeline.steps.taken_in import after_intake

VERBS = frozenset({"run.take_out", "run.bring_back"})
LONGEST_WHY = 500  # characters
MARKS = ("removed_at", "removed_why")  # in the receipt of a run that was taken out


def can_be_taken_out(run: Run) -> bool:
    """Whether a run is a search or a file that has come to an end, or brought something, and is there."""
    ended = run.state in ("done", "failed", "cancelled") or run.fetched > 0
    return run.kind in ("search", "import") and ended and not run.removed_at


def take_out(store: Store, actor: Actor, run_id: str, why: str, *, client_id: str = "") -> None:
    """Take a search or a file out of its question, with the references that only it found. `why` is kept in the log.

    Raises `BadInput`: `take_out_why_missing`, `take_out_not_now` for one that is still at work, or was typed by hand.
    """
    why = " ".join(clean(why).split())[:LONGEST_WHY]
    if not why:
        raise BadInput("take_out_why_missing")
    with store.write(actor, "run.take_out", "run", run_id, client_id=client_id) as change:
        run = change.view.run(run_id)
        if change.replayed or run.removed_at:
            return
        at_work = any(
            job.params.get("run_id") == run_id and job.state in ("queued", "running")
            for job in change.view.jobs(run.question_id)
        )
        if at_work or not can_be_taken_out(run):
            raise BadInput("take_out_not_now")
        _keep(change, run, {**run.receipt, "removed_at": change.at, "removed_why": why}, why)


def bring_back(store: Store, actor: Actor, run_id: str, *, client_id: str = "") -> None:
    """Put a run that was taken out where it was, with its references, their votes and what else hung on them."""
    with store.write(actor, "run.bring_back", "run", run_id, client_id=client_id) as change:
        run = change.view.run(run_id)
        if change.replayed or not run.removed_at:
            return
        _keep(change, run, {name: value for name, value in run.receipt.items() if name not in MARKS}, "")


def _keep(change: Change, run: Run, receipt: dict[str, object], why: str) -> None:
    change.put("run", run.id, {"receipt": json.dumps(receipt, ensure_ascii=False, sort_keys=True)}, why=why)
    follow(change, run.id)


def follow(change: Change, run_id: str) -> None:
    """Let the groups of what a run found follow its mark, and show them as what is there says.

    A group that no other run has found anything of says what it said.
    """
    question_id = change.view.run(run_id).question_id
    change.settle_groups(question_id)
    found = change.view.found_with_others(run_id)
    members: dict[str, list[str]] = {}
    leaders = change.view.leaders(question_id)
    touched = {leaders[one] for one in found if one in leaders}
    for one, leader in leaders.items():
        if leader in touched:
            members.setdefault(leader, []).append(one)
    show_groups(change, question_id, members)
    after_intake(change, question_id)
