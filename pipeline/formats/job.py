"""The long verb of importing: read a kept file within bounds, account for every record start, keep the good ones in one write."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from pipeline.document_class import stated
from pipeline.formats import guarded
from pipeline.jobs import Alive, still_wanted
from pipeline.ports import Store
from pipeline.records import Rejected
from pipeline.rows import Actor, Job
from pipeline.steps.references import show_again

SHOWN_REJECTS = 500  # rejected starts kept in the account, each with at most 400 characters of its text


def read_kept_file(store: Store, job: Job, alive: Alive) -> None:
    """Read the file behind an import run. Its records are the file's sha256 and their number, so a repeat adds none."""
    actor, run_id = Actor(job.person_id), str(job.params["run_id"])
    _name, content = store.seen_by(actor).file_bytes(run_id)
    alive.beat()
    source = "file:" + hashlib.sha256(content).hexdigest()
    with guarded.read(content, alive=alive.beat) as held:
        alive.beat(total=held.record_starts)
        with store.write(actor, "import.finish", "run", run_id) as change:
            still_wanted(change, job)
            said = str(change.view.run(run_id).receipt.get("document_class", ""))
            records = ((source, str(one.number), stated(one.record, said), one.raw) for one in held.parsed())
            intake = change.add_records(run_id, records)
            show_again(change, intake.changed)
            state = {"state": "done" if held.format else "failed", "finished_at": change.at}
            state["receipt"] = json.dumps({"document_class": said} if said else {})
            change.put("run", run_id, state | {"account": json.dumps(account(held), ensure_ascii=False)})


def account(held: guarded.Held) -> dict[str, Any]:
    """What became of every record start in a file, as it is kept and shown."""
    return {
        "format": held.format,
        "record_starts": held.record_starts,
        "taken": held.taken,
        "rescued": held.rescued,
        "repairs": dict(held.repairs),
        "rejected": [
            {"line": one.line, "part": one.part, "code": one.code, "params": one.params, "raw": one.raw[:400]}
            for one in held.rejected[:SHOWN_REJECTS]
        ],
        "rejected_count": len(held.rejected),
    }


def rejects(store: Store, actor: Actor, run_id: str) -> tuple[str, Sequence[Rejected]]:
    """(name of the file, every rejected start with its whole text) of an import, read anew from the kept file."""
    name, content = store.seen_by(actor).file_bytes(run_id)
    with guarded.read(content, records=False) as held:
        return name, held.rejected
