"""Step 3, the search: strategies, runs against a source, files, and other places where somebody looked."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from pico.checker import problems
from pipeline import columns
from pipeline.document_class import CLASSES
from pipeline.errors import BadInput
from pipeline.file_sources import FILE_SOURCES, LARGEST_FILE
from pipeline.ports import Change, Store
from pipeline.rows import Actor, Job, Run
from pipeline.steps.fields import clean

__all__ = [
    "CLASSES",
    "FILE_SOURCES",
    "LARGEST_FILE",
    "MANY",
    "add_place",
    "ask_fetch",
    "cancel",
    "limit_passed",
    "read_again",
    "remove_import",
    "remove_place",
    "retry",
    "save_strategy",
    "search_again",
    "start_import",
    "start_list",
    "start_search",
    "use_columns",
]

LIST_NAME = "RIS, PMID, DOI"  # what a pasted list is called beside the names of files
MANY = 2_000  # hits: a person is asked before more than these are fetched


def save_strategy(store: Store, actor: Actor, question_id: str, source: str, text: str, *, built: bool = False) -> str:
    """Keep a search text as a new version unless the newest says the same; gives the version's id."""
    text = clean(text).strip()
    if not text:
        raise BadInput("strategy_empty")
    with store.write(actor, "strategy.save", "question", question_id) as change:
        newest = change.view.strategies(question_id).get(source)
        if newest and newest.text == text:
            return newest.id
        return change.add(
            "strategy",
            {
                "question_id": question_id,
                "source": source,
                "version": newest.version + 1 if newest else 1,
                "text": text,
                "origin": "built" if built else "edited",
                "created_at": change.at,
            },
        )


def start_search(store: Store, actor: Actor, strategy_id: str, *, again_of: str = "", client_id: str = "") -> str:
    """Ask a source how many hits a strategy has; gives the run. Nothing is fetched before a person has seen the number.

    `again_of` is the run that this one does again (see `search_again`): what a source has taken once it may take again.
    Raises `BadInput("strategy_stopped")` for a text that the source would take for something else (`pico.checker`).
    """
    strategy = store.seen_by(actor).strategy(strategy_id)
    stops = [one for one in problems(strategy.text, strategy.source) if one.level == "stop"] if not again_of else []
    if stops:
        raise BadInput("strategy_stopped", n=len(stops))
    with store.write(actor, "search.start", "strategy", strategy_id, client_id=client_id) as change:
        strategy = change.view.strategy(strategy_id)
        values = {
            "question_id": strategy.question_id,
            "kind": "search",
            "source": strategy.source,
            "state": "counting",
            "strategy_id": strategy_id,
            "asked_at": change.at,
        }
        run_id = change.add("run", values | ({"receipt": json.dumps({"again_of": again_of})} if again_of else {}))
        _queue(change, "count", strategy.question_id, run_id)
        return run_id


def search_again(store: Store, actor: Actor, run_id: str, *, client_id: str = "") -> str:
    """Run a finished search once more, word for word; gives the new run, which is told what is new since this one.

    Raises `BadInput("search_not_done")` for a search that has not come to its end.
    """
    run = _there(store.seen_by(actor).run(run_id))
    if not run.strategy_id or run.state != "done":
        raise BadInput("search_not_done")
    return start_search(store, actor, run.strategy_id, again_of=run.id, client_id=client_id)


def limit_passed(run: Run) -> int:
    """The most hits that its source gives, where a run has more; 0 = it has not."""
    told = (one for one in run.receipt.get("warnings", ()) if one.get("code") == "too_many_hits")
    return next((int(one["params"]["limit"]) for one in told), 0)


def ask_fetch(store: Store, actor: Actor, run_id: str, *, many: bool = False, client_id: str = "") -> None:
    """Fetch the hits of a run that has been counted, or go on with one that stopped.

    Raises `BadInput("many_hits")` for more than `MANY` unless somebody has said yes to them (`many`); the yes is kept in
    the run's receipt, so that going on later does not ask again.
    """
    with store.write(actor, "search.ask_fetch", "run", run_id, client_id=client_id) as change:
        run = _there(change.view.run(run_id))
        if run.state == "done" or run.counted is None or _open_jobs(change, run):
            return
        values: dict[str, str] = {"state": "fetching"}
        if run.counted > MANY and not run.receipt.get("said_yes_at"):
            if not many:
                raise BadInput("many_hits", count=run.counted, limit=MANY)
            values["receipt"] = json.dumps(
                {**run.receipt, "said_yes_at": change.at}, ensure_ascii=False, sort_keys=True
            )
        change.put("run", run_id, values)
        _queue(change, "fetch", run.question_id, run_id, total=run.counted)


def retry(store: Store, actor: Actor, run_id: str, *, client_id: str = "") -> None:
    """Try again a run that failed, was stopped or has nobody at work on it, from where it had come."""
    run = _there(store.seen_by(actor).run(run_id))
    if run.kind == "search" and run.counted is not None:
        return ask_fetch(store, actor, run_id, client_id=client_id)
    with store.write(actor, "search.start", "run", run_id, client_id=client_id) as change:
        if change.view.run(run_id).state != "done" and not _open_jobs(change, run):
            search = run.kind == "search"
            change.put("run", run_id, {"state": "counting" if search else "waiting"})
            _queue(change, "count" if search else "import", run.question_id, run_id)


def cancel(store: Store, actor: Actor, run_id: str) -> None:
    """Stop a run. What has been fetched stays."""
    with store.write(actor, "search.cancel", "run", run_id) as change:
        run = change.view.run(run_id)
        for job in _open_jobs(change, run):
            change.put("job", job.id, {"state": "cancelled"})
        if run.state not in ("done", "failed"):
            change.put("run", run_id, {"state": "cancelled"})


def start_import(
    store: Store,
    actor: Actor,
    question_id: str,
    name: str,
    content: bytes,
    source: str,
    *,
    document_class: str = "",
    as_proposed: bool = False,
    pasted: bool = False,
    client_id: str = "",
) -> str:
    """Keep a file as it came and let it be read; gives the run. `source` is the database it was exported from.

    `document_class` is what all of its records are (a key of `CLASSES`), where the export does not say so itself. A table
    whose columns are in doubt waits for a person (`use_columns`) unless it is to be read `as_proposed`. What was `pasted` is
    references of any format, or a list of PMIDs and DOIs, a line each.
    """
    name = clean(name).strip()[-200:] or "fil"
    if source not in FILE_SOURCES:
        raise BadInput("file_source_missing")
    if not content:
        raise BadInput("file_empty")
    if len(content) > LARGEST_FILE:
        raise BadInput("file_too_large", file=name, megabytes=len(content) // 2**20, largest=LARGEST_FILE // 2**20)
    digest = hashlib.sha256(content).hexdigest()
    with store.write(actor, "import.start", "question", question_id, client_id=client_id) as change:
        run_values = {"question_id": question_id, "kind": "import", "source": source, "state": "waiting"}
        file_id = change.view.file_id(question_id, digest) or change.add(
            "file",
            {
                "question_id": question_id,
                "sha256": digest,
                "name": name,
                "size": len(content),
                "bytes": content,
                "received_at": change.at,
            },
        )
        told = {"document_class": document_class} if document_class in CLASSES else {}
        told |= {name: True for name, so in (("as_proposed", as_proposed),) if so}  # type: ignore[misc]
        told |= {"pasted": "any"} if pasted else {}
        if told:
            run_values["receipt"] = json.dumps(told)
        run_id = change.add("run", run_values | {"file_id": file_id, "asked_at": change.at})
        _queue(change, "import", question_id, run_id)
        return run_id


def start_list(store: Store, actor: Actor, question_id: str, text: str, *, client_id: str = "") -> str:
    """Take in what somebody has pasted: references of any format that a file may have, also as running text, or PMIDs and
    DOIs, a line each or several on one; gives the run.

    What is neither is put aside and named. Raises `BadInput("list_empty")` where there is no line.
    """
    text = clean(text).strip()
    if not text:
        raise BadInput("list_empty")
    content = (text + "\n").encode("utf-8")
    return start_import(store, actor, question_id, LIST_NAME, content, "other", pasted=True, client_id=client_id)


def use_columns(store: Store, actor: Actor, run_id: str, *, client_id: str = "") -> None:
    """Take in the table that a run asks about, with the columns as they are chosen now; the choice is remembered.

    Raises `BadInput`: `columns_not_asked`, or `columns_no_title` where no column is a title, a DOI or a PMID.
    """
    with store.write(actor, "import.use", "run", run_id, client_id=client_id) as change:
        run = change.view.run(run_id)
        if change.replayed:
            return
        if not columns.is_asked(_there(run)) or _open_jobs(change, run):
            raise BadInput("columns_not_asked")
        looks = columns.asked(run)
        plans = columns.chosen(looks, change.view.fields("run", run_id))
        if not any(plan.usable for plan in plans):
            raise BadInput("columns_no_title")
        told = {name: value for name, value in run.receipt.items() if name not in ("columns", "remembered")}
        told["plans"] = [asdict(plan) for plan in plans]
        change.put("run", run_id, {"receipt": json.dumps(told, ensure_ascii=False, sort_keys=True)})
        for plan in plans:
            if plan.usable:
                name = f"columns.{columns.key_of(plan.headings)}"
                change.set_field("question", run.question_id, name, columns.as_text(plan))
        _queue(change, "import", run.question_id, run_id)


def read_again(store: Store, actor: Actor, run_id: str, *, client_id: str = "") -> str:
    """Read the table of an earlier run once more, with other columns: the new run asks what they are; gives it.

    What comes of it are newer versions of the same records, so that references, votes and counts stay where they are.
    Raises `BadInput("columns_not_of_table")` for a run that was no table, and `columns_asked_already` where it is under way.
    """
    with store.write(actor, "import.again", "run", run_id, client_id=client_id) as change:
        if change.replayed:
            return change.made("run") or change.result
        run = _there(change.view.run(run_id))
        runs = change.view.runs(run.question_id)
        if not columns.can_be_read_again(run) or run.id in columns.superseded(runs):
            raise BadInput("columns_not_of_table")
        if any(columns.reads_again(one) == run_id and one.state == "waiting" for one in runs):
            raise BadInput("columns_asked_already")
        kept = {name: run.receipt[name] for name in ("document_class",) if name in run.receipt}
        values = {"question_id": run.question_id, "kind": "import", "source": run.source, "state": "waiting"}
        values |= {"receipt": json.dumps(kept | {"reads_again": run_id}), "asked_at": change.at}
        new_id = change.add("run", values | {"file_id": change.view.file_of(run_id)})
        _queue(change, "import", run.question_id, new_id)
        return new_id


def remove_import(store: Store, actor: Actor, run_id: str, *, client_id: str = "") -> None:
    """Take the card of a file that could not be read, or was stopped, off the page; the file and the log keep it.

    The mark stands in the run's receipt, and undo takes it away again. Raises `BadInput("import_has_records")` for an
    import that has brought references, or may still do so.
    """
    with store.write(actor, "import.remove", "run", run_id, client_id=client_id) as change:
        run = change.view.run(run_id)
        if run.kind != "import" or run.state not in ("failed", "cancelled") or run.fetched or _open_jobs(change, run):
            raise BadInput("import_has_records")
        if not run.receipt.get("removed_at"):
            told = json.dumps({**run.receipt, "removed_at": change.at}, ensure_ascii=False, sort_keys=True)
            change.put("run", run_id, {"receipt": told})


def add_place(store: Store, actor: Actor, question_id: str, *, client_id: str = "") -> str:
    """A line in the log of other places where somebody looked: reference works, guidelines, web sites."""
    with store.write(actor, "place.add", "question", question_id, client_id=client_id) as change:
        return change.add("part", {"question_id": question_id, "kind": "other_place", "created_at": change.at})


def remove_place(store: Store, actor: Actor, part_id: str) -> None:
    """Take a line out of that log."""
    with store.write(actor, "place.remove", "part", part_id) as change:
        change.put("part", part_id, {"removed_at": change.at})


def _there(run: Run) -> Run:
    """The run, if it has not been taken out of its question. Raises `BadInput("run_taken_out")`."""
    if run.removed_at:
        raise BadInput("run_taken_out")
    return run


def _open_jobs(change: Change, run: Run) -> list[Job]:
    """The jobs that wait or work for a run. None on an unfinished run: its work broke off, and it can be tried again."""
    found = [job for job in change.view.jobs(run.question_id) if job.params.get("run_id") == run.id]
    return [job for job in found if job.state in ("queued", "running")]


def _queue(change: Change, kind: str, question_id: str, run_id: str, *, total: int = 0) -> None:
    change.add(
        "job",
        {
            "kind": kind,
            "question_id": question_id,
            "person_id": change.person_id,
            "state": "queued",
            "params": json.dumps({"run_id": run_id}),
            "total": total,
            "created_at": change.at,
        },
    )
