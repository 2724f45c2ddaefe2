"""Many who write at once (T8), and copies made meanwhile (T13)."""

from __future__ import annotations

import json
import multiprocessing
import random
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from data import backup
from data.store import SqliteStore
from pipeline.errors import Problem
from pipeline.ids import new_id
from pipeline.rights import may
from pipeline.steps import screen
from pipeline.steps.fields import save_field
from tests.load.people import percentile
from tests.makers import World, counts, make_references, make_store, make_world, rows
from tests.soak.acts import tell, write_for, write_until_killed
from tests.soak.invariants import broken
from tests.soak.test_crash import context, kill


def figures(times: Sequence[float]) -> str:
    """p50, p95, p99 and the longest, in ms."""
    shown = (percentile(times, share) * 1000 for share in (0.5, 0.95, 0.99, 1.0))
    return " / ".join(f"{one:.1f}" for one in shown) + " ms (p50 / p95 / p99 / max)"


def begun(path: Path) -> World:
    """A database with a question and some references, that nobody has open."""
    store = make_store(path)
    world = make_world(store)
    make_references(world, 50)
    store.close()
    return world


# -- T8: processes that never rest


def writers(folder: Path, count: int, seconds: float) -> None:
    """So many processes write without pause; each write is kept, none meets a lock, each is in the log."""
    path = folder / "test.sqlite"
    world = begun(path)
    me, question = world.actor.person_id, world.question_id
    before = counts(path)["event"]
    told = [folder / f"told-{n}" for n in range(count)]
    processes = [
        context.Process(target=write_for, args=(str(path), me, question, str(one), n, seconds))
        for n, one in enumerate(told)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(seconds + 120)
        assert process.exitcode == 0
    answers = [json.loads(one.read_text(encoding="utf-8")) for one in told]
    times = [took for one in answers for took in one["times"]]
    problems = [said for one in answers for said in one["problems"]]
    tell(
        f"T8: {count} writers {seconds:.0f} s: {len(times)} writes ({len(times) / seconds:.0f}/s), {figures(times)},"
        f" {len(problems)} problems, {counts(path)['event'] - before} events"
    )
    assert problems == []
    writes = rows(path, "SELECT count(DISTINCT write_id) FROM event WHERE seq > ?", before)[0][0]
    assert writes == len(times), "a write that was acknowledged is not in the log, or is there twice"
    assert broken(path) == []
    assert percentile(times, 0.99) < 2


def test_four_writers_that_never_rest(tmp_path: Path) -> None:
    writers(tmp_path, 4, 2)


@pytest.mark.soak
def test_sixteen_writers_that_never_rest(tmp_path: Path) -> None:
    writers(tmp_path, 16, 10)


# -- T8: people, who think


def people(folder: Path, count: int, seconds: float, think_s: float) -> None:
    """So many people in one server: each reads, votes or leaves a field, thinks, and does it again."""
    path = folder / "test.sqlite"
    world = begun(path)
    store = SqliteStore(path, may)
    end = time.monotonic() + seconds
    times: list[float] = []
    problems: list[str] = []

    def one(number: int) -> None:
        luck, view = random.Random(number), store.seen_by(world.actor)
        listed = [each.id for each in view.references(world.question_id)]
        time.sleep(luck.uniform(0, think_s))
        while time.monotonic() < end:
            started = time.perf_counter()
            try:
                if luck.random() < 0.5:
                    text = f"Oppdiktet setning {new_id()}"
                    save_field(store, world.actor, "question", world.question_id, "own_sentence", text)
                else:
                    screen.vote(store, world.actor, luck.choice(listed), "abstract", "include", change_mind=True)
                view.progress([world.question_id])
            except Problem as problem:
                problems.append(str(problem))
            times.append(time.perf_counter() - started)
            time.sleep(luck.uniform(0.5, 1.5) * think_s)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
    tell(f"T8: {count} people who think {think_s} s: {len(times)} acts, {figures(times)}, {len(problems)} problems")
    assert problems == []
    assert broken(path) == []
    assert percentile(times, 0.95) < 0.1


def test_ten_people_who_think(tmp_path: Path) -> None:
    people(tmp_path, 10, 2, 0.5)


@pytest.mark.soak
def test_thirty_people_who_think(tmp_path: Path) -> None:
    people(tmp_path, 30, 20, 0.5)


# -- T13


def copies(folder: Path, count: int) -> None:
    """Copies while three processes write: each is whole, holds what was kept before it began, and can be put back."""
    path = folder / "test.sqlite"
    world = begun(path)
    told = [folder / f"told-{n}" for n in range(3)]
    processes: list[multiprocessing.process.BaseProcess] = [
        context.Process(
            target=write_until_killed, args=(str(path), world.actor.person_id, world.question_id, str(one), n)
        )
        for n, one in enumerate(told)
    ]
    for process in processes:
        process.start()
    while not all(one.exists() and "!" in one.read_text(encoding="utf-8") for one in told):
        time.sleep(0.02)
    times: list[float] = []
    for number in range(count):
        kept = rows(path, "SELECT max(seq) FROM event")[0][0]
        started = time.perf_counter()
        manifest = backup.copy_database(path, folder / f"copy-{number}.sqlite")
        times.append(time.perf_counter() - started)
        assert manifest["event"] >= kept
        assert broken(folder / f"copy-{number}.sqlite") == []
    for process in processes:
        kill(process)
    newer = counts(path)["event"]
    last = folder / f"copy-{count - 1}.sqlite"
    assert newer > counts(last)["event"]
    backup.restore(last, path)  # what the killed writers left in the log must not come back over it
    assert counts(path) == counts(last)
    assert broken(path) == []
    again = SqliteStore(path, may)
    save_field(again, world.actor, "question", world.question_id, "own_sentence", "etterpå")
    again.close()
    tell(
        f"T13: {count} copies while 3 processes wrote: all whole, {figures(times)}; the last put back over a live folder"
    )


def test_three_copies_while_others_write(tmp_path: Path) -> None:
    copies(tmp_path, 3)


@pytest.mark.soak
def test_forty_copies_while_others_write(tmp_path: Path) -> None:
    copies(tmp_path, 40)
