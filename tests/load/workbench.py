"""A workbench to load: a data folder with large questions, and the server on it as `make run` starts it."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import wiring
from pipeline.rows import NOBODY
from pipeline.steps.need import raise_need
from pipeline.steps.people import register
from pipeline.steps.question import start_question
from tests.makers import World, record, take_in

ROOT = Path(__file__).resolve().parents[2]
NAME = "kunnskapsbroen.sqlite"
ABSTRACT = "\n".join(
    f"{label}: " + "This is a made-up sentence of an example abstract about walking and older people. " * 4
    for label in ("BACKGROUND", "METHODS", "RESULTS", "CONCLUSION")
)


@dataclass(frozen=True, slots=True)
class Seeded:
    """What is in the folder: the database and (need, question) of each question."""

    path: Path
    questions: tuple[tuple[str, str], ...]


def seed(folder: Path, *, questions: int, references: int) -> Seeded:
    """Make a database with one person and so many questions of so many references each."""
    store = wiring.open_store(folder / NAME)
    place = store.seen_by(NOBODY).places()[0].id
    actor = register(store, "Prøveperson", place)
    made = []
    for number in range(questions):
        need_id = raise_need(store, actor, f"Oppdiktet behov nummer {number}", place)
        world = World(store, actor, need_id, start_question(store, actor, need_id))
        first = number * references
        take_in(world, [record(n, abstract=ABSTRACT) for n in range(first + 1, first + references + 1)])
        made.append((need_id, world.question_id))
    store.close()
    return Seeded(folder / NAME, tuple(made))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, int]]:
    """The server on a data folder; gives its address and process id. What it logs is in `server.log` there."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = {"KUNNSKAPSBROEN_DATA": str(folder)}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stdout=log, stderr=log)
        try:
            _wait_for(url, folder)
            yield url, process.pid
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(url: str, folder: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError((folder / "server.log").read_text(encoding="utf-8", errors="replace")[-2000:])


def resident_mb(pid: int) -> float:
    """The memory of a process that is in use (RSS), in MB; Linux."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def cpu_seconds(pid: int) -> float:
    """The processor time that a process has used, in seconds; Linux."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def lost_or_doubled(path: Path, kept: Mapping[tuple[str, str], Sequence[str]]) -> list[str]:
    """What is wrong with what was kept: each text in the log exactly once and in order, the last one in the field."""
    wrong = []
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        for (need_id, name), texts in kept.items():
            rows = connection.execute(
                "SELECT new_value FROM event WHERE object_id = ? AND field = ? ORDER BY seq", (need_id, name)
            )
            logged = [row[0] for row in rows if row[0].startswith("Oppdiktet tekst")]
            if logged != list(texts):
                wrong.append(f"{need_id} {name}: {len(texts)} texts were kept, {len(logged)} are in the log")
            value = connection.execute(
                "SELECT value FROM field WHERE object_id = ? AND name = ?", (need_id, name)
            ).fetchone()
            if not value or value[0] != texts[-1]:
                wrong.append(f"{need_id} {name}: the field does not hold what was written last")
        doubled = connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM vote WHERE ended_seq IS NULL GROUP BY reference_id, stage, person_id"
            " HAVING count(*) > 1)"
        ).fetchone()[0]
    return [*wrong, *([f"{doubled} references have two votes of one person"] if doubled else [])]
