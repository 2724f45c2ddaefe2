"""Lists over many needs before and after many merges: `python -m benchmarks.structure [NEEDS]` (20,000 when not said).

Every third municipality is merged into another, in chains; a person with a role in one of them, and an administrator, look
at the lists. Prints the median and the 95th percentile in milliseconds.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

import wiring
from pipeline.rows import NOBODY, Actor
from pipeline.steps import people, reform
from pipeline.steps.team import add_appointment, appoint

LOOKS = 20


def fill(store: wiring.SqliteStore, needs: int) -> tuple[Actor, Actor]:
    """So many shared needs with a question each, all over the country; gives an administrator and a contact."""
    places = store.seen_by(NOBODY).places()
    boss = people.register(store, "Eksempel Administrator", places[0].id)
    contact = people.register(store, "Eksempel Kontakt", places[1].id)
    askers = [boss, contact, *(people.register(store, f"Eksempel {one.name}", one.id) for one in places[2:])]
    appoint(store, boss, boss.person_id, "contact", "municipality", places[1].id)
    for at, one in enumerate(
        places
    ):  # one write a municipality: as many rows as by the verbs, in a fraction of the time
        with store.write(askers[at], "need.raise", "municipality", one.id) as change:
            for number in range(at, needs, len(places)):
                row = {"created_at": change.at, "created_by": change.person_id}
                need_id = change.add("need", {"municipality_id": one.id, "example": 0, **row})
                add_appointment(change, change.person_id, "lead", "need", need_id)
                change.set_field("need", need_id, "text", f"Eksempel {number} om fall hos eldre")
                change.add("question", {"need_id": need_id, **row})
                if number % 40 == 0:
                    shared = {"need_id": need_id, "audience_kind": "everybody", "audience_id": ""}
                    change.add("share", {**shared, "from_at": change.at})
    return boss, contact


def merge_many(store: wiring.SqliteStore, boss: Actor) -> int:
    """Merge every third municipality into the next, and some of those again; gives how many reforms."""
    places = store.seen_by(boss).places()
    pairs = [(places[at].id, places[at + 1].id) for at in range(0, len(places) - 3, 3)]
    for one, into in pairs:
        reform.merge(store, boss, [one], into, "2026-06-01")
    chained = [(pairs[at][1], pairs[at + 1][1]) for at in range(0, len(pairs) - 1, 2)]
    for one, into in chained:
        reform.merge(store, boss, [one], into, "2026-07-01")
    return len(pairs) + len(chained)


def measured(look: Callable[[], object]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    took = []
    for _ in range(LOOKS):
        start = time.perf_counter()
        look()
        took.append((time.perf_counter() - start) * 1000)
    return median(took), quantiles(took, n=20)[-1]


def table(store: wiring.SqliteStore, actor: Actor, head: str) -> None:
    """The times of every list that knows of municipalities."""
    view = store.seen_by(actor)
    place = view.my_place()
    place_id = place.id if place else ""
    one = view.questions(limit=1)[0].id
    looks: dict[str, Callable[[], object]] = {
        "questions, a page of 10": lambda: view.questions(limit=10),
        "questions, a word": lambda: view.questions(limit=10, text="fall"),
        "questions, a municipality": lambda: view.questions(limit=10, place=place_id),
        "count of questions": view.count_questions,
        "count, a word": lambda: view.count_questions(text="fall"),
        "one question": lambda: view.question(one),
        "municipalities asked": view.places_asked,
        "register": view.research_needs,
        "municipality": lambda: view.municipality(place_id),
        "regions": view.regions,
        "clusters": view.clusters,
        "reforms": view.reforms,
    }
    print(f"\n{head}: {view.count_questions()} questions seen\n{'':28}{'median':>9}{'p95':>9}  ms")
    for name, look in looks.items():
        middle, late = measured(look)
        print(f"{name:28}{middle:9.1f}{late:9.1f}")


def main() -> None:
    """One table before the merges, two after."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.structure", description=__doc__)
    parser.add_argument("needs", nargs="?", type=int, default=20_000, help="how many needs")
    needs = parser.parse_args().needs
    with tempfile.TemporaryDirectory() as folder:
        store = wiring.open_store(Path(folder) / "structure.sqlite")
        boss, contact = fill(store, needs)
        table(store, contact, "contact, no merges")
        print(f"\n{merge_many(store, boss)} merges")
        table(store, contact, "contact, after")
        table(store, boss, "administrator with a role, after")
        store.close()


if __name__ == "__main__":
    main()
