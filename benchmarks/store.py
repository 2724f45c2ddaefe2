"""Seconds and memory of the store with 2,000 and 20,000 references: `python -m benchmarks.store [--records 2000 20000]`.

Each size on a new database in a folder that is thrown away, in a process of its own. The records are made up, with an
abstract of about 1,500 characters, one in ten a duplicate; half are screened before reading is measured. Milliseconds
are the median and the slowest of twenty of `TURNS`, seconds are of one turn.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles

import wiring
from pipeline.formats import ris as ris_format
from pipeline.jobs import Pool
from pipeline.ports import Store
from pipeline.records import Record
from pipeline.rows import Actor
from pipeline.steps import dedupe, need, people, question, screen, search

SIZES = (2_000, 20_000)
TURNS = 40
STEMS = (
    "walk sing row read knit cook garden paint dance swim sleep bake weave carve write sail climb sew draw ride".split()
)
ENDS = "ing ers able ful less ment ology ics ate ism".split()
SAVED = 500  # references that get a vote by way of the verb; the rest of the half get theirs in one write


def once(work: Callable[[], object]) -> str:
    """Seconds of one turn."""
    begun = time.perf_counter()
    work()
    return f"{time.perf_counter() - begun:9.2f} s"


def often(work: Callable[[], object]) -> str:
    """Median and the slowest of twenty, in milliseconds."""
    taken = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return f"{median(taken):9.1f} ms {quantiles(taken, n=20)[-1]:9.1f} ms"


def ris(records: int) -> bytes:
    """A RIS file of made-up records; the last tenth says again what others said, as another database would."""
    chance = random.Random(1)
    made = [made_up(number, chance) for number in range(records - records // 10)]
    again = [
        replace(one, title=one.title.upper(), authors=tuple(name.upper() for name in one.authors), pmid="", issue="")
        for one in chance.sample(made, records // 10)
    ]
    return ris_format.write(made + again).encode("utf-8")


def made_up(number: int, chance: random.Random) -> Record:
    """One record of the length of an ordinary one."""
    words = [f"{chance.choice(STEMS)}{chance.choice(ENDS)}" for _ in range(12)]
    sentence = "Example participants were followed for a made-up number of weeks and nothing real was measured here. "
    return Record(
        title=f"Example trial of {' '.join(words[:8])} in older adults {number}",
        authors=tuple(f"{word.title()}, {chance.choice('ABCDEFGH')}" for word in words[8:]),
        year=1990 + number % 35,
        abstract=f"BACKGROUND: {sentence * 7}\nRESULTS: {sentence * 8}",
        journal=f"Journal of Made-up {words[0].title()}",
        volume=str(number % 80),
        pages=f"{number}-{number + 9}",
        doi=f"10.9999/example.{number}",
        pmid=str(10_000_000 + number),
    )


def screen_half(store: Store, actor: Actor, question_id: str, rows: list[tuple[str, str]]) -> None:
    """Votes on half of the references, as a team that is half-way has given them."""
    view = store.seen_by(actor)
    ids = [one.id for one in view.outlines(question_id)]
    with store.write(actor, "screen.vote", "question", question_id) as change:
        for n, one in enumerate(ids[SAVED : len(ids) // 2]):
            answer = "include" if n % 10 == 0 else "exclude"
            values = {
                "question_id": question_id,
                "reference_id": one,
                "stage": "abstract",
                "person_id": actor.person_id,
            }
            change.add("vote", values | {"answer": answer, "at": change.at, "seq": change.next_seq()})
    rows.append(
        (
            f"vote ({SAVED})",
            once(lambda: [screen.vote(store, actor, one, "abstract", "exclude") for one in ids[:SAVED]]),
        )
    )


def measure(records: int) -> list[tuple[str, str]]:
    """What is measured -> how long it took."""
    rows: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        store = wiring.open_store(Path(folder) / "measured.sqlite")
        view = store.seen_by(Actor(""))
        actor = people.register(store, "Eksempel", view.places()[0].id)
        view = store.seen_by(actor)
        need_id = need.raise_need(store, actor, "Eksempel på et behov", view.places()[0].id)
        asked = question.start_question(store, actor, need_id)
        pool = Pool(store, wiring.job_verbs())
        content = ris(records)
        search.start_import(store, actor, asked, "measured.ris", content, "other")
        rows.append((f"import of {records} records, {len(content) / 2**20:.0f} MiB", once(pool.work_off)))
        search.start_import(store, actor, asked, "measured.ris", content, "other")
        rows.append(("the same file again", once(pool.work_off)))
        dedupe.start_dedupe(store, actor, asked)
        rows.append(("search for duplicates, and keeping them", once(pool.work_off)))
        merged = view.count_merges(asked)
        screen_half(store, actor, asked, rows)
        one = view.references(asked, limit=1, offset=records // 3)[0].id
        rows += [
            ("next to screen", often(lambda: view.next_to_screen(asked, "abstract"))),
            ("next to read in full text", often(lambda: view.next_to_screen(asked, "full_text"))),
            ("how many wait", often(lambda: view.count_to_screen(asked, "abstract"))),
            ("one reference", often(lambda: view.reference(one))),
            ("progress of a question", often(lambda: view.progress([asked]))),
            ("first page of the list", often(lambda: view.references(asked))),
            ("last page of the list", often(lambda: view.references(asked, offset=records * 8 // 10))),
            ("a page of a search in the list", often(lambda: view.references(asked, text="intervention 77"))),
            ("numbers of the flow", often(lambda: view.flow(asked))),
            ("one vote and its undo", often(lambda: _vote_and_undo(store, actor, asked))),
            ("undo of a merge", once(lambda: dedupe.undo_merge(store, actor, view.merges(asked)[0].id))),
            ("merges", f"{merged:9d}"),
        ]
        rows.append(("database", f"{store.path.stat().st_size / 2**20:9.0f} MiB"))
        store.close()
    rows.append(("peak memory", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:9.0f} MiB"))
    return rows


def _vote_and_undo(store: Store, actor: Actor, question_id: str) -> None:
    waiting = store.seen_by(actor).next_to_screen(question_id, "abstract")
    if waiting is not None:
        screen.undo_vote(store, actor, screen.vote(store, actor, waiting.id, "abstract", "maybe"))


def main() -> None:
    """Print one table for each size."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--records", type=int, nargs="+", default=SIZES, metavar="N")
    options.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    for records in chosen.records:
        if not chosen.here:
            subprocess.run([sys.executable, "-m", "benchmarks.store", "--here", "--records", str(records)], check=True)
            continue
        print(f"\n{records} records")
        for what, took in measure(records):
            print(f"  {what:44s} {took}")


if __name__ == "__main__":
    main()
