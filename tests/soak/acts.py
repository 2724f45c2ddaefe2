"""What the writers of a long run do, each act named by what it needs, so that it can be sent again exactly as it was."""

from __future__ import annotations

import json
import random
import signal
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from data.store import SqliteStore
from pipeline.errors import Problem
from pipeline.ids import new_id
from pipeline.ports import Store
from pipeline.rights import may
from pipeline.rows import Actor
from pipeline.steps import dedupe, references, screen
from pipeline.steps.fields import save_field
from tests.makers import received, record

KINDS = ("field", "field", "vote", "vote", "records", "merge", "undo_merge")
RECORDS = 4  # in one act


@dataclass(frozen=True, slots=True)
class Act:
    """One write. `client_id` is the same when it is sent again."""

    client_id: str
    kind: str
    person_id: str
    question_id: str
    target: str  # a reference, a pair or a merge
    number: int  # of the text, the answer or the first record

    def line(self) -> str:
        """The act as one line of text."""
        return json.dumps(asdict(self))


def do(store: Store, act: Act) -> None:
    """Send one act."""
    me = Actor(act.person_id)
    if act.kind == "field":
        text = f"Oppdiktet setning {act.number}"
        save_field(store, me, "question", act.question_id, "own_sentence", text, client_id=act.client_id)
    elif act.kind == "vote":
        answer = screen.ANSWERS["abstract"][act.number % 3]
        screen.vote(store, me, act.target, "abstract", answer, change_mind=True, client_id=act.client_id)
    elif act.kind == "records":
        _take_in(store, me, act)
    elif act.kind == "merge":
        dedupe.same(store, me, act.target, client_id=act.client_id)
    else:
        dedupe.undo_merge(store, me, act.target, client_id=act.client_id)


def _take_in(store: Store, me: Actor, act: Act) -> None:
    """Records as a finished search brings them, and a doubtful pair of the first two; all in one write."""
    made = [record(n) for n in range(act.number, act.number + RECORDS)]
    with store.write(me, "import.finish", "question", act.question_id, client_id=act.client_id) as change:
        values = {"question_id": act.question_id, "kind": "search", "source": "pubmed", "state": "done"}
        run_id = change.add("run", values | {"asked_at": change.at, "finished_at": change.at, "counted": RECORDS})
        intake = change.add_records(run_id, received(made))
        references.show_again(change, intake.changed)
        if intake.added:
            a, b = sorted(intake.added[:2])
            pair: dict[str, Any] = {"question_id": act.question_id, "a_id": a, "b_id": b, "state": "doubtful"}
            change.add("pair", pair | {"reason_code": "dedupe_close_title", "reason_params": "{}", "score": 90.0})


def choose(store: Store, me: Actor, question_id: str, luck: random.Random) -> Act:
    """The next act of a writer: one that there is something to do for."""
    view, kind, target = store.seen_by(me), luck.choice(KINDS), ""
    if kind == "vote":
        found = view.references(question_id, limit=1, offset=luck.randrange(max(1, view.count_references(question_id))))
        target = found[0].id if found else ""
    elif kind == "merge":
        pairs = view.pairs(question_id)
        target = luck.choice(pairs).id if pairs else ""
    elif kind == "undo_merge":
        merges = view.merges(question_id, limit=5)
        target = luck.choice(merges).id if merges else ""
    if not target and kind in ("vote", "merge", "undo_merge"):
        kind = "records"
    return Act(new_id(), kind, me.person_id, question_id, target, luck.randrange(10**9) * 10)


def write_until_killed(path: str, person_id: str, question_id: str, told: str, seed: int) -> None:
    """Write without pause. Each act is told before it is sent ("?") and again when it is kept ("!")."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    store = SqliteStore(Path(path), may)
    luck = random.Random(seed)
    with Path(told).open("w", encoding="utf-8", buffering=1) as out:
        while True:
            act = choose(store, Actor(person_id), question_id, luck)
            out.write(f"?{act.line()}\n")
            do(store, act)
            out.write(f"!{act.client_id}\n")


def write_for(path: str, person_id: str, question_id: str, told: str, seed: int, seconds: float) -> None:
    """Write without pause for so long; tell the time that each act took, and every problem."""
    store = SqliteStore(Path(path), may)
    luck = random.Random(seed)
    times: list[float] = []
    problems: list[str] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        kind = luck.choice(("field", "records", "field"))
        act = Act(new_id(), kind, person_id, question_id, "", luck.randrange(10**9) * 10)
        begun = time.perf_counter()
        try:
            do(store, act)
            times.append(time.perf_counter() - begun)
        except Problem as problem:
            problems.append(str(problem))
    store.close()
    Path(told).write_text(json.dumps({"times": times, "problems": problems}), encoding="utf-8")


def read_told(path: Path) -> tuple[list[Act], set[str]]:
    """What a writer has told: the acts that it sent, and the client ids of those that it knows are kept."""
    sent: list[Act] = []
    kept: set[str] = set()
    lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
    for line in lines[:-1]:  # the last one may be cut
        if line.startswith("?"):
            sent.append(Act(**json.loads(line[1:])))
        else:
            kept.add(line[1:])
    return sent, kept


def tell(*lines: str) -> None:
    """Print figures so that they are seen whether or not pytest keeps what tests print."""
    for line in lines:
        sys.__stdout__.write(f"\n  {line}") if sys.__stdout__ else None
    if sys.__stdout__:
        sys.__stdout__.flush()
