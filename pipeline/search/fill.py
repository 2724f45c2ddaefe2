"""The long verb of filling gaps: ask by DOI or PMID for what a reference's own sources did not say. Nothing they said changes.

What comes is kept as a source record beside the others, with its own text; it is no hit of a search, so no count of
found records knows of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.jobs import Alive, still_wanted
from pipeline.ports import Store, View
from pipeline.rows import Actor, Job
from pipeline.search.source import Looked, Lookup
from pipeline.steps.references import lacking, show_again


def fill(store: Store, job: Job, alive: Alive, lookups: Sequence[Lookup]) -> None:
    """Look up each reference of a question that has a DOI or PMID and lacks something, from where the job had come."""
    actor = Actor(job.person_id)
    view = store.seen_by(actor)
    wanted = lacking(view, job.question_id)
    after, filled = str(job.cursor.get("after", "")), int(job.cursor.get("filled", 0))
    alive.beat(total=len(wanted))
    doors = [one.heeding(alive.heed) for one in lookups]
    for number, (reference_id, known) in enumerate(wanted, 1):
        if reference_id <= after:
            continue
        asked = [(door, known[door.by]) for door in doors if known.get(door.by)]
        found = [(door.name, looked) for door, it in asked if (looked := door.look_up(it)) is not None]
        if found:
            filled += _keep(store, actor, job, reference_id, found, filled, number)
        alive.beat(done=number)


def _keep(
    store: Store, actor: Actor, job: Job, reference_id: str, found: list[tuple[str, Looked]], filled: int, number: int
) -> int:
    """Keep what was found beside a reference; 1 where it has something that it had not."""
    with store.write(actor, "reference.fill", "reference", reference_id) as change:
        still_wanted(change, job)
        before = _shown(change.view, reference_id)
        new = [name for name, one in found if change.add_beside(reference_id, (name, one.key, one.record, one.raw))]
        if not new:
            return 0
        change.note("reference", reference_id, field="filled", new=" ".join(new))
        show_again(change, [reference_id])
        gained = int(_shown(change.view, reference_id) != before)
        change.keep_cursor(job.id, {"after": reference_id, "filled": filled + gained}, done=number)
        return gained


def _shown(view: View, reference_id: str) -> object:
    return view.reference(reference_id).record
