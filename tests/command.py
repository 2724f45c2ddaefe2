"""Running a command as a person does: in a process of its own, from the root of the tree, on a data folder of the test."""

from __future__ import annotations

import importlib
import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

import wiring
from pipeline.rows import NOBODY
from pipeline.steps.need import raise_need
from pipeline.steps.people import register
from pipeline.steps.question import start_question

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a command."""

    code: int
    out: str
    err: str

    def says(self, *words: str) -> None:
        """Check that it failed with one sentence on the error stream that holds these words."""
        assert self.code == 2, self
        assert self.err.count("\n") == 1, self
        assert "Traceback" not in self.err
        assert "…" not in self.err, self
        assert [word for word in words if word not in self.err] == []


def run(data: Path, *arguments: object, package: str = "pipeline", **settings: str) -> Done:
    """Run `python -m PACKAGE ARGUMENTS` on a data folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KUNNSKAPSBROEN_", "COV_"))}
    done = subprocess.run(
        [sys.executable, "-m", package, *map(str, arguments)],
        cwd=ROOT,
        env={**kept, "PYTHONIOENCODING": "utf-8", "KUNNSKAPSBROEN_DATA": str(data), **settings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def run_here(data: Path, *arguments: object, package: str = "pipeline") -> Done:
    """The same in this process: quicker, for the many ways to be refused."""
    main = importlib.import_module(f"{package}.__main__").main
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setenv("KUNNSKAPSBROEN_DATA", str(data))
        patch.setattr(sys, "stdin", io.StringIO())
        try:
            code = main([str(one) for one in arguments])
        except SystemExit as end:  # --help
            code = int(end.code or 0)
    texts = [stream.buffer.getvalue().decode() for stream in (out, err)]
    return Done(code, *texts)


def begin(data: Path) -> tuple[str, str]:
    """A database with one person and one empty question; gives their ids."""
    store = wiring.open_store(data / wiring.database_path().name)
    try:
        place = store.seen_by(NOBODY).places()[0].id
        actor = register(store, "Prøveperson", place)
        need_id = raise_need(store, actor, "Et oppdiktet behov til en prøve", place)
        return actor.person_id, start_question(store, actor, need_id)
    finally:
        store.close()
