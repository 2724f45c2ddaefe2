"""The long verb of importing: read a kept file, account for every record start, keep the good ones in one write."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pipeline.document_class import stated
from pipeline.formats.read import read_file
from pipeline.jobs import Alive, still_wanted
from pipeline.ports import Store
from pipeline.records import Reading
from pipeline.rows import Actor, Job
from pipeline.steps.references import show_again

SHOWN_REJECTS = 500  # rejected starts kept in the account, each with at most 400 characters of its text


def read_kept_file(store: Store, job: Job, alive: Alive) -> None:
    """Read the file behind an import run. Its records are the file's sha256 and their number, so a repeat adds none."""
    actor, run_id = Actor(job.person_id), str(job.params["run_id"])
    name, content = store.seen_by(actor).file_bytes(run_id)
    alive.beat()
    reading = read_file(content, name)
    alive.beat(total=reading.record_starts)
    source = "file:" + hashlib.sha256(content).hexdigest()
    with store.write(actor, "import.finish", "run", run_id) as change:
        still_wanted(change, job)
        said = str(change.view.run(run_id).receipt.get("document_class", ""))
        records = ((source, str(one.number), stated(one.record, said), one.raw) for one in reading.parsed)
        intake = change.add_records(run_id, records)
        show_again(change, intake.changed)
        state = {"state": "done" if reading.format else "failed", "finished_at": change.at}
        state["receipt"] = json.dumps({"document_class": said} if said else {})
        change.put("run", run_id, state | {"account": json.dumps(account(reading), ensure_ascii=False)})


def account(reading: Reading) -> dict[str, Any]:
    """What became of every record start in a file, as it is kept and shown."""
    repaired: dict[str, int] = {}
    for one in reading.parsed:
        for code in one.repairs:
            repaired[code] = repaired.get(code, 0) + 1
    return {
        "format": reading.format,
        "record_starts": reading.record_starts,
        "taken": reading.taken,
        "rescued": reading.rescued,
        "repairs": repaired,
        "rejected": [
            {"line": one.line, "code": one.code, "params": one.params, "raw": one.raw[:400]}
            for one in reading.rejected[:SHOWN_REJECTS]
        ],
        "rejected_count": len(reading.rejected),
    }
