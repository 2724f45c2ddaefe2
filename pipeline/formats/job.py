"""The long verb of importing: read a kept file within bounds, account for every record start, keep the good ones.

Records are kept some hundred at a time, so that what others write meanwhile does not wait for a whole file. The cursor is
how many of the file's records are kept; a job that is taken up again goes on behind them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from pipeline import columns
from pipeline.document_class import stated
from pipeline.formats import guarded
from pipeline.formats.table import ASK
from pipeline.jobs import Alive, still_wanted
from pipeline.ports import Change, Store
from pipeline.records import Look, Parsed
from pipeline.rows import Actor, Job
from pipeline.steps.dedupe import part_automatic
from pipeline.steps.references import show_again
from pipeline.steps.taken_in import after_intake

AT_ONCE = 500  # records kept in one write
SHOWN = 500  # rejected and rescued starts kept in the account, each with at most 400 characters of its text
# What a receipt says of the file, besides how it went.
_KEPT = ("document_class", "pasted", "as_proposed", "plans", "reads_again")


def read_kept_file(store: Store, job: Job, alive: Alive) -> None:
    """Read the file behind an import run. Its records are the file's sha256 and their number, so a repeat adds none.

    A table whose columns are in doubt is not guessed at: the run then asks (`columns.is_asked`), and the job is done.
    """
    actor, run_id = Actor(job.person_id), str(job.params["run_id"])
    view = store.seen_by(actor)
    name, content = view.file_bytes(run_id)
    receipt = view.run(run_id).receipt
    kept = {name: receipt[name] for name in _KEPT if name in receipt}
    alive.beat()
    plans = columns.given(kept)
    anew = bool(kept.get("reads_again"))
    asking = (ASK,) if anew and not plans else ()
    listed = guarded.listed_as(kept)
    with guarded.read(content, plans=plans or asking, name=name, listed=listed, alive=alive.beat) as held:
        if held.doubtful and not plans and not kept.get("as_proposed"):
            _ask(store, actor, job, run_id, kept, held.doubtful)
            return
        alive.beat(total=held.record_starts)
        told = _Told(held.parsed(), "file:" + hashlib.sha256(content).hexdigest(), str(kept.get("document_class", "")))
        while len(some := told.next(AT_ONCE)) == AT_ONCE:
            _keep(store, actor, job, run_id, some, told.number, anew=anew)
            alive.beat(done=told.number)
        with store.write(actor, "import.finish", "run", run_id) as change:
            still_wanted(change, job)
            _take(change, run_id, some, anew=anew)
            state = {"state": "done" if held.format else "failed", "finished_at": change.at}
            state["receipt"] = json.dumps(kept, ensure_ascii=False, sort_keys=True)
            change.put("run", run_id, state | {"account": json.dumps(account(held, told.mended), ensure_ascii=False)})
            after_intake(change, job.question_id)


Received = tuple[str, str, Any, str]


@dataclass(slots=True)
class _Told:
    """The records of a file on their way into the store, and where those stood that were mended."""

    parsed: Iterator[Parsed]
    source: str
    document_class: str
    number: int = 0  # records that have gone by
    mended: list[dict[str, Any]] = field(default_factory=list)

    def next(self, most: int) -> list[Received]:
        """The next records, as the store takes them; fewer than `most` are the last."""
        some = list(islice(self.parsed, most))
        self.number += len(some)
        self.mended += [_mended(one) for one in some if one.repairs][: max(0, SHOWN - len(self.mended))]
        return [(self.source, str(one.number), stated(one.record, self.document_class), one.raw) for one in some]


def _mended(one: Parsed) -> dict[str, Any]:
    return {"line": one.line, "part": one.part, "codes": list(one.repairs), "title": one.record.title[:200]}


def _take(change: Change, run_id: str, some: Iterable[Received], *, anew: bool) -> None:
    """Keep records; what the program merged by what they said before is taken apart, to be compared by what they say now."""
    changed = change.add_records(run_id, some, anew=anew).changed
    show_again(change, changed)
    if anew:
        part_automatic(change, change.view.run(run_id).question_id, changed)


def _keep(
    store: Store, actor: Actor, job: Job, run_id: str, some: Iterable[Received], number: int, *, anew: bool
) -> None:
    """Keep some records, unless they were kept before this job was taken up again."""
    if number <= int(job.cursor.get("kept", 0)):
        return
    with store.write(actor, "import.take", "run", run_id) as change:
        still_wanted(change, job)
        _take(change, run_id, some, anew=anew)
        change.keep_cursor(job.id, {"kept": number}, done=number)
        change.note("run", run_id, field="kept", new=str(number))


def _ask(store: Store, actor: Actor, job: Job, run_id: str, kept: Mapping[str, Any], looks: Iterable[Look]) -> None:
    """Let the run wait for a person to say what the columns are; proposed is what was chosen for such a table before."""
    with store.write(actor, "import.ask", "run", run_id) as change:
        still_wanted(change, job)
        before = _remembered(change, looks)
        told = {**kept, "columns": columns.to_ask(looks, before), "remembered": bool(before)}
        change.put("run", run_id, {"receipt": json.dumps(told, ensure_ascii=False, sort_keys=True)})


def _remembered(change: Change, looks: Iterable[Look]) -> dict[str, str]:
    keys = {columns.key_of(look.headings) for look in looks}
    return {key: text for key in keys if (text := change.view.columns_chosen(key))}


def account(held: guarded.Held, mended: Iterable[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """What became of every record start in a file, as it is kept and shown."""
    return {
        "format": held.format,
        "record_starts": held.record_starts,
        "taken": held.taken,
        "rescued": held.rescued,
        "repairs": dict(held.repairs),
        "mended": list(mended),
        "rejected": [
            {"line": one.line, "part": one.part, "code": one.code, "params": one.params, "raw": one.raw[:400]}
            for one in held.rejected[:SHOWN]
        ],
        "rejected_count": len(held.rejected),
        "notices": [
            {"line": one.line, "part": one.part, "code": one.code, "params": one.params, "raw": one.raw[:400]}
            for one in held.notices[:SHOWN]
        ],
        "notices_count": len(held.notices),
    }
