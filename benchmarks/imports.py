"""Seconds and peak memory of taking in 20,000 RIS records, as the page does it and as the command line reads it.

    python -m benchmarks.imports [SAMPLE.ris] [--records 20000]

`page`: the file is kept, a job is queued and worked off (what the page asks for, done by the workers), on a new store; then
duplicates are looked for, which begins by itself and has seconds of its own.
`again`: the same file once more, which adds no record. `dry-run`: `python -m pipeline import --dry-run --json`.
Each in a process of its own. The records are those of SAMPLE, or made-up ones, as in `benchmarks.formats`.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import wiring
from benchmarks.formats import repeated, synthetic
from pipeline.formats import decoding
from pipeline.jobs import Alive, Pool
from pipeline.ports import Store
from pipeline.rows import NOBODY, Actor, Job
from pipeline.steps import need, people, question, search

WAYS = ("page", "again", "dry-run")
MIB = 2**20


def through_the_store(path: Path) -> dict[str, Any]:
    """Keep the file, let a worker take it in; gives seconds of both and how many records were new."""
    store = wiring.open_store()
    view = store.seen_by(NOBODY)
    known = view.people()
    actor = Actor(known[0].id) if known else people.register(store, "Eksempel Person", view.places()[0].id)
    questions = store.seen_by(actor).questions()
    if questions:
        question_id = questions[0].id
    else:
        need_id = need.raise_need(store, actor, "Eksempel: en stor fil", view.places()[0].id)
        question_id = question.start_question(store, actor, need_id)
    began = time.perf_counter()
    run_id = search.start_import(store, actor, question_id, path.name, path.read_bytes(), "other")
    kept = time.perf_counter()
    verbs, taken = dict(wiring.job_verbs()), 0.0

    def then_duplicates(at: Store, job: Job, alive: Alive) -> None:
        nonlocal taken
        taken = time.perf_counter()
        wiring.job_verbs()["dedupe"](at, job, alive)

    Pool(store, verbs | {"dedupe": then_duplicates}, workers=0).work_off()
    ended = time.perf_counter()
    taken = taken or ended
    run = store.seen_by(actor).run(run_id)
    store.close()
    if run.state != "done":
        raise SystemExit(f"the import ended as {run.state}")
    size = sum(one.stat().st_size for one in wiring.data_folder().glob("*.sqlite*"))
    return {"records": run.fetched, "new": run.new, "seconds": taken - began, "keeping": kept - began, "cpu": cpu()} | {
        "duplicates": ended - taken,
        "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "database": size / MIB,
    }


def on_the_command_line(path: Path) -> dict[str, Any]:
    """Read the file without a database, as a researcher's script would."""
    command = [sys.executable, "-m", "pipeline", "import", str(path), "--dry-run", "--json"]
    began = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - began
    (one,) = json.loads(done.stdout)["files"]
    mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"records": one["taken"] + one["rescued"], "new": 0, "seconds": seconds, "mib": mib, "cpu": cpu()}


def cpu() -> float:
    """Seconds of the processor that this process and its children have used, the start of Python among them."""
    return sum(os.times()[:4])


def in_its_own_process(way: str, path: Path, folder: Path) -> dict[str, Any]:
    """Measure one way in a new process on the data folder given."""
    command = [sys.executable, "-m", "benchmarks.imports", str(path), "--measure", way]
    settings = os.environ | {"KUNNSKAPSBROEN_DATA": str(folder)}
    found: dict[str, Any] = json.loads(
        subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=settings).stdout
    )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sample", nargs="?", type=Path, help="a RIS file to repeat; without it made-up records")
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--measure", choices=WAYS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure = on_the_command_line if options.measure == "dry-run" else through_the_store
        print(json.dumps(measure(options.sample)))
        return
    sample = decoding.decode(options.sample.read_bytes()).text if options.sample else synthetic()
    with tempfile.TemporaryDirectory() as name:
        path, folder = Path(name) / "records.ris", Path(name) / "data"
        path.write_text(repeated(sample, options.records), "utf-8")
        print(f"{options.records} records, {path.stat().st_size / MIB:.1f} MiB")
        print(
            f"{'way':<10}{'records':>9}{'new':>8}{'seconds':>9}{'duplicates':>12}{'CPU s':>7}{'peak MiB':>10}{'database MiB':>14}"
        )
        for way in WAYS:
            found = in_its_own_process(way, path, folder)
            database = f"{found['database']:.0f}" if "database" in found else "–"
            print(
                f"{way:<10}{found['records']:>9}{found['new']:>8}{found['seconds']:>9.2f}"
                f"{found.get('duplicates', 0):>12.2f}{found['cpu']:>7.1f}"
                f"{found['mib']:>10.0f}"
                f"{database:>14}"
            )


if __name__ == "__main__":
    main()
