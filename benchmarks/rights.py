"""How fast the front page is when rights are asked of 20,000 needs: `python -m benchmarks.rights [--needs 20000]`.

Builds a store in a folder that is thrown away: needs of all municipalities, each with a question, a lead and references of
which some wait; then looks as three people: one on a municipality's lists (500 questions that are theirs to work on), one
to whom 500 were shared and who works on ten, and one who sees nothing but what is shared with everybody (`--public`, 500).
Times each read that the front page makes, then the page itself drawn by Streamlit's own test runner (a whole run of the
script on the server, without network and browser). All of it is made up. With `--explain`: the plans of the slowest reads.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

SEEN = 500
WORDS = (
    "fall trening eldre hjemmesykepleie demens uro musikk søvn ungdom skole autisme foreldre veiledning ernæring"
    " underernæring sykehjem slag rehabilitering angst depresjon kols røyking vekt diabetes sår smerte legemidler"
    " velferdsteknologi trygghet ensomhet frivillige pårørende avlastning barnevern rus bolig arbeid innvandrere tolk"
).split()
AT = "2026-01-02T03:04:05.678Z"


def build(folder: Path, needs: int, references: int) -> dict[str, str]:
    """Fill a data folder; gives the ids of the people who look: listed, shared, public."""
    os.environ["KUNNSKAPSBROEN_DATA"] = str(folder)
    import wiring
    from pipeline.rows import NOBODY, Actor
    from pipeline.steps import people, team

    def bare(name: str, place: str) -> Actor:
        """Somebody who is on none of their municipality's lists."""
        one = people.register(store, name, place)
        for held in store.seen_by(one).my_appointments():
            team.leave(store, one, held.id)
        return one

    store = wiring.house().store
    places = [one.id for one in store.seen_by(NOBODY).places()]
    first = people.register(store, "Eksempel Administrator", places[0])
    listed, shared, public = (bare(f"Eksempel {n}", place) for n, place in enumerate(places[:3]))
    for role in ("practice", "research", "contact"):
        team.appoint(store, first, listed.person_id, role, "municipality", places[0])
    chance = random.Random(1)
    with store._connections.writing() as connection:  # past the verbs: 20,000 needs by one commit each take minutes
        for number in range(needs):
            own = number < SEEN
            place = places[0] if own else places[3 + number % (len(places) - 3)]
            _need(connection, number, place, first.person_id, chance, references if own or number < 2 * SEEN else 0)
            if SEEN <= number < 2 * SEEN:
                _share(connection, number, "person", shared.person_id)
                if number < SEEN + 10:
                    _appoint(connection, number, shared.person_id, "research")
            elif 2 * SEEN <= number < 3 * SEEN:
                _share(connection, number, "everybody", "")
    return {"on the lists": listed.person_id, "shared with": shared.person_id, "everybody's": public.person_id}


def _need(connection: Any, n: int, place: str, person: str, chance: random.Random, references: int) -> None:
    words = " ".join(chance.sample(WORDS, 6))
    need_id, question_id = f"need-{n:06}", f"question-{n:06}"
    connection.execute(
        "INSERT INTO need (id, municipality_id, created_at, created_by) VALUES (?, ?, ?, ?)",
        (need_id, place, AT, person),
    )
    connection.execute(
        "INSERT INTO question (id, need_id, created_at, created_by) VALUES (?, ?, ?, ?)",
        (question_id, need_id, AT, person),
    )
    told = (
        (need_id, "text", f"Eksempel {n}: hva vet vi om {words}?"),
        (question_id, "sentence", f"Eksempel {n}: hjelper {words}?"),
        (question_id, "element.P", words),
        (question_id, "element.I", words),
    )
    for object_id, name, value in told:
        kind = object_id.partition("-")[0]
        connection.execute(
            "INSERT INTO field (object_id, name, kind, value, version, at, person_id) VALUES (?, ?, ?, ?, 1, ?, ?)",
            (object_id, name, kind, value, AT, person),
        )
    connection.execute(
        "INSERT INTO word (id, question_id, element, text, kind, origin) VALUES (?, ?, 'P', 'falls', 'text', 'hand')",
        (f"word-{n:06}", question_id),
    )
    _appoint(connection, n, person, "lead")
    _references(connection, n, question_id, person, references)


def _references(connection: Any, n: int, question_id: str, person: str, references: int) -> None:
    if not references:
        return
    connection.execute(
        "INSERT INTO run (id, question_id, kind, source, state, asked_at) VALUES (?, ?, 'search', 'pubmed', 'done', ?)",
        (f"run-{n:06}", question_id, AT),
    )
    connection.execute(
        "INSERT INTO event (seq, id, write_id, at, person_id, municipality_id, verb, kind, object_id, question_id, field)"
        " VALUES (?, ?, ?, ?, ?, 'm', 'dedupe.run', 'question', ?, ?, 'duplicates')",
        (1_000_000 + n, f"event-{n:06}", f"write-{n:06}", AT, person, question_id, question_id),
    )
    for each in range(references):
        reference_id = f"reference-{n:06}-{each:04}"
        connection.execute(
            "INSERT INTO reference (id, question_id, group_id, shown, title, year, created_at)"
            " VALUES (?, ?, ?, '{}', ?, 2020, ?)",
            (reference_id, question_id, reference_id, f"Example trial {each}", AT),
        )
        if each < references // 2 or n % 3:  # of every third question half of them wait
            connection.execute(
                "INSERT INTO vote (id, question_id, reference_id, stage, person_id, answer, at, seq)"
                " VALUES (?, ?, ?, 'abstract', ?, 'exclude', ?, ?)",
                (f"vote-{n:06}-{each:04}", question_id, reference_id, person, AT, each),
            )


def _appoint(connection: Any, n: int, person: str, role: str) -> None:
    connection.execute(
        "INSERT INTO appointment (id, person_id, role, scope_kind, scope_id, from_at) VALUES (?, ?, ?, 'need', ?, ?)",
        (f"appointment-{n:06}-{role}", person, role, f"need-{n:06}", AT),
    )


def _share(connection: Any, n: int, kind: str, audience: str) -> None:
    connection.execute(
        "INSERT INTO share (id, need_id, audience_kind, audience_id, from_at) VALUES (?, ?, ?, ?, ?)",
        (f"share-{n:06}", f"need-{n:06}", kind, audience, AT),
    )


def reads(person_id: str) -> Iterator[tuple[str, Callable[[], object]]]:
    """What the front page reads, by name."""
    import wiring
    from pipeline.rows import Actor
    from pipeline.similar import similar
    from pipeline.turn import turns

    view = wiring.house().store.seen_by(Actor(person_id))
    work = view.my_work()
    ids = [one.question_id for one in work if one.question_id]
    progress = view.progress(ids)
    known = view.known_questions()
    shown = view.questions(limit=10)
    yield "my_work", view.my_work
    yield "progress of all I work on", lambda: view.progress(ids)
    yield "waiting_comments", lambda: view.waiting_comments(limit=500)
    yield "turns (no store)", lambda: turns(work, progress, ())
    yield "count_questions", view.count_questions
    yield "count_questions mine", lambda: view.count_questions(whose="mine")
    yield "count_questions shared", lambda: view.count_questions(whose="shared")
    yield "count_questions of a word", lambda: view.count_questions(text="demens")
    yield "questions, first ten mine", lambda: view.questions(limit=10, whose="mine")
    yield "questions, first ten shared", lambda: view.questions(limit=10, whose="shared")
    yield "questions of a word", lambda: view.questions(limit=10, text="demens")
    yield "progress of ten", lambda: view.progress([one.id for one in shown])
    yield "shared_with_me of ten", lambda: view.shared_with_me([one.need_id for one in shown])
    yield "places_asked", view.places_asked
    yield "open_needs", view.open_needs
    yield "example_needs", view.example_needs
    yield "put_aside", view.put_aside
    yield "known_questions", view.known_questions
    yield "known_answers", view.known_answers
    yield "similar (no store)", lambda: similar("Mange eldre med demens er urolige om natten. Hjelper musikk?", known)


def timed(act: Callable[[], object], times: int) -> str:
    """Median and 95th percentile in milliseconds: by the clock, and of the processor (all threads of this process)."""
    act()
    clock, processor = [], []
    for _each in range(times):
        began, worked = time.perf_counter(), time.process_time()
        act()
        clock.append((time.perf_counter() - began) * 1000)
        processor.append((time.process_time() - worked) * 1000)
    return "   ".join(f"{median(taken):8.1f}  p95 {quantiles(taken, n=20)[-1]:8.1f}" for taken in (clock, processor))


def page(person_id: str, typed: str = "") -> Callable[[], object]:
    """A whole run of the front page's script for somebody; with a need typed, questions like it are looked for."""
    from streamlit.testing.v1 import AppTest

    main = Path(__file__).resolve().parents[1] / "ui" / "main.py"
    at = AppTest.from_file(main, default_timeout=60)
    at.session_state["person_id"] = person_id
    at.run()
    assert not at.exception, at.exception
    if typed:
        at.text_area[0].set_value(typed)
    return at.run


def explain(person_id: str) -> None:
    """The plan of every statement that the front page runs and that takes more than five milliseconds."""
    import wiring
    from pipeline.rows import Actor

    view_type: Any = type(wiring.house().store.seen_by(Actor(person_id)))
    slow: dict[str, float] = {}
    plain = view_type._all

    def watched(self: Any, sql: str, **params: object) -> object:
        began = time.perf_counter()
        rows = plain(self, sql, **params)
        slow[sql] = max(slow.get(sql, 0.0), (time.perf_counter() - began) * 1000)
        if slow[sql] > 5:
            with self._reading() as connection:
                known = {"me": person_id, "today": "2026-06-01", **params}
                plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}", known).fetchall()
            plans[sql] = [f"    {row['detail']}" for row in plan]
        return rows

    plans: dict[str, list[str]] = {}
    view_type._all = watched
    for _name, read in reads(person_id):
        read()
    view_type._all = plain
    for sql in sorted(plans, key=lambda one: -slow[one]):
        print(f"\n{slow[sql]:.1f} ms: {sql[:300]}\n" + "\n".join(plans[sql]))


def main() -> None:
    """Build, look, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--needs", type=int, default=20_000)
    parser.add_argument("--references", type=int, default=100, help="of each question that somebody works on")
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--explain", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        people = build(Path(folder), chosen.needs, chosen.references)
        for name, person_id in people.items():
            print(
                f"\n{name}: {chosen.needs} needs, {chosen.references} references each; ms by the clock, of the processor"
            )
            for what, read in reads(person_id):
                print(f"  {what:32} {timed(read, chosen.times)}")
            for what, typed in (("the front page", ""), ("the same with a need typed", "Urolige eldre med demens")):
                print(f"  {what:32} {timed(page(person_id, typed), chosen.times)}")
            if chosen.explain:
                explain(person_id)
        import wiring

        wiring.close_house()


if __name__ == "__main__":
    main()
