"""A later import in the store: `python -m benchmarks.dedupe_later FOLDER [--size N]`.

Takes so many pooled records (see `dedupe_growth`) into a new database, looks for duplicates once, then takes in 200 more
and looks again: with what was made ready in the process, and as after a restart. Each search is the whole job: reading
the rows, comparing, and the write that keeps what was found. The database lies in a folder that is thrown away.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import wiring
from benchmarks.dedupe_growth import NEW, pooled
from pipeline.dedupe.values import Item
from pipeline.jobs import Pool
from pipeline.ports import Store
from pipeline.rows import Actor
from pipeline.steps import comparing, dedupe, need, people, question


def take_in(store: Store, me: Actor, question_id: str, items: Sequence[Item]) -> None:
    """Keep records as a finished import does."""
    with store.write(me, "import.finish", "question", question_id) as change:
        values = {"question_id": question_id, "kind": "import", "source": "other", "state": "done"}
        run_id = change.add("run", values | {"asked_at": change.at, "finished_at": change.at})
        change.add_records(run_id, [("other", item.id, item.record, repr(item.record)) for item in items])


def search(store: Store, me: Actor, question_id: str) -> str:
    """One search for duplicates, as the pool does it; what it took and found, as a line of the table."""
    dedupe.start_dedupe(store, me, question_id)
    merged = store.seen_by(me).count_merges(question_id)
    wall, cpu = time.perf_counter(), time.process_time()
    Pool(store, {"dedupe": dedupe.find_duplicates}).work_off()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    job = store.seen_by(me).jobs(question_id)[0]
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
    now = store.seen_by(me).count_merges(question_id)
    return f"{job.done:>9}{now - merged:>8}{wall:>8.2f}{cpu:>8.2f}{mib:>7.0f}  {job.state}"


def timed(name: str, work: Callable[[], object]) -> None:
    """A part of the work and its seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    print(f"  {name}: {time.perf_counter() - wall:.2f} s wall, {time.process_time() - cpu:.2f} s CPU")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=20_000)
    given = parser.parse_args()
    items = pooled(given.folder, given.size + 2 * NEW)
    with tempfile.TemporaryDirectory() as folder:
        store = wiring.open_store(Path(folder) / "later.sqlite")
        place = next(one.id for one in store.seen_by(Actor("")).places() if one.number == "0301")
        me = people.register(store, "Eksempel Person", place)
        question_id = question.start_question(store, me, need.raise_need(store, me, "Eksempel", place))
        take_in(store, me, question_id, items[: given.size])
        print(f"{'search':<28}{'compared':>9}{'merged':>8}{'wall':>8}{'CPU':>8}{'MiB':>7}")
        print(f"{f'all {given.size}':<28}{search(store, me, question_id)}")
        for name, start in (("ready in the process", given.size), ("after a restart", given.size + NEW)):
            take_in(store, me, question_id, items[start : start + NEW])
            if name == "after a restart":
                comparing.SHELF.clear()
            print(f"{f'{NEW} new, {name}':<28}{search(store, me, question_id)}")
        print("parts of a search that has nothing new:")
        view = store.seen_by(me)
        timed("which have been compared", lambda: comparing.waiting(view.to_compare(question_id)))
        timed("what was done, for the account", lambda: view.grouping(question_id))
        timed("flow numbers", lambda: view.flow(question_id))
        store.close()


if __name__ == "__main__":
    main()
