"""Reading a file that somebody else made, so that it cannot take the server down: in a child process, within bounds.

A hostile or huge file costs at most `SECONDS` of one processor and `MEMORY` bytes, of a process that is then gone; the
server holds one record at a time. Unpacked text and XML of up to `SMALL` bytes is read in this process: every reader goes
through a text in time proportional to its length (`tests/pipeline/formats/test_hostile.py`), so that this much takes
less than the start of a child would.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipeline.file_sources import LARGEST_FILE
from pipeline.formats import decoding, foreign, id_list, packed, spool
from pipeline.formats.child import OUT_OF_MEMORY
from pipeline.formats.read import read_file
from pipeline.records import Look, Noticed, Parsed, Plan, Reading, Rejected

SMALL = 256 * 1024  # bytes
SECONDS = 120  # of processor time
WAITED = 300  # seconds by the clock
MEMORY = 3 * 1024**3  # bytes of address space
WRITTEN = 2 * 1024**3  # bytes of what the child writes
_ROOT = Path(__file__).resolve().parents[2]
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "HOME", "TMPDIR", "VIRTUAL_ENV")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a child may use."""

    seconds: int = SECONDS
    waited: float = WAITED
    memory: int = MEMORY
    written: int = WRITTEN
    small: int = SMALL  # bytes up to which there is no child


@dataclass(frozen=True, slots=True)
class Held:
    """What a file held: the numbers of `Reading`, and the records one by one."""

    format: str | None
    record_starts: int
    taken: int
    rescued: int
    repairs: Mapping[str, int]  # code -> records read after this repair
    rejected: tuple[Rejected, ...]
    _open: Callable[[], Iterator[Parsed]] = field(repr=False)
    doubtful: tuple[Look, ...] = ()  # as in `Reading`
    notices: tuple[Noticed, ...] = ()  # likewise

    def parsed(self) -> Iterator[Parsed]:
        """The records, in the order of the file. May be gone through again while the file is held."""
        return self._open()


@contextmanager
def read(
    data: bytes,
    *,
    plans: Sequence[Plan] = (),
    name: str = "",
    listed: str = "",
    records: bool = True,
    alive: Callable[[], object] = lambda: None,
    bounds: Bounds | None = None,
) -> Iterator[Held]:
    """Read a file within bounds: what cannot be read within them is `file_too_heavy`, a larger one `file_larger_than_limit`.

    `name` says no more than what to tell of a file that cannot be read. `listed` (see `listed_as`): somebody has typed or
    pasted it, "ids" a list of PMIDs and DOIs, a line each, "any" that or references as some format has them. Without
    `records` only the account is wanted, and `Held.parsed` may give none. `alive` is called about once a second while the
    child works; what it raises ends the child and goes on.
    """
    bounds = bounds or Bounds()
    if len(data) > LARGEST_FILE:
        yield _refused("file_larger_than_limit", megabytes=len(data) >> 20, largest=LARGEST_FILE >> 20)
    elif listed == "ids":
        yield _held(id_list.every_line(decoding.decode(data)))
    elif listed:
        numbers = id_list.every_line(decoding.decode(data))
        if 2 * len(numbers.parsed) >= numbers.record_starts:
            yield _held(numbers)
            return
        with read(data, plans=plans, records=records, alive=alive, bounds=bounds) as held:
            yield held if held.taken or held.rescued or held.doubtful else _held(numbers)
    elif len(data) <= bounds.small and not packed.is_packed(data):
        yield _held(foreign.against_name(read_file(data, plans=plans), name))
    else:
        with tempfile.TemporaryDirectory(prefix="kunnskapsbroen-") as folder:
            source, target = Path(folder) / "source", Path(folder) / "target"
            source.write_bytes(data)
            code = _child(source, target, plans, records, alive, bounds)
            yield _from(target, name) if code == 0 else _refused("file_too_heavy", seconds=bounds.seconds)


def listed_as(receipt: Mapping[str, Any]) -> str:
    """What the receipt of a run says of text that was typed or pasted: "ids" (as it once had to be), "any", "" = a file."""
    pasted = receipt.get("pasted")
    return "any" if pasted == "any" else "ids" if pasted else ""


def _child(
    source: Path, target: Path, plans: Sequence[Plan], records: bool, alive: Callable[[], object], bounds: Bounds
) -> int:
    """Let a child read `source`; its exit code, 0 = `target` is whole."""
    order = {
        "source": str(source),
        "target": str(target),
        "records": records,
        "plans": [asdict(one) for one in plans],
        "seconds": bounds.seconds,
        "memory": bounds.memory,
        "written": bounds.written,
    }
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    command = [sys.executable, "-m", "pipeline.formats.child", json.dumps(order)]
    with subprocess.Popen(
        command,
        cwd=_ROOT,
        env=kept | {"OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        deadline = time.monotonic() + bounds.waited
        try:
            while True:
                try:
                    return process.wait(timeout=1.0)
                except subprocess.TimeoutExpired:
                    alive()
                    if time.monotonic() > deadline:
                        return OUT_OF_MEMORY
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)


def _from(target: Path, name: str) -> Held:
    """What the child wrote: the numbers now, the records as they are asked for."""
    with target.open(encoding="utf-8", errors="surrogatepass", newline="\n") as lines:
        (form, starts, taken, rescued, repairs, doubtful), rejected, notices = spool.told(lines)

    def opened() -> Iterator[Parsed]:
        with target.open(encoding="utf-8", errors="surrogatepass", newline="\n") as lines:
            yield from spool.parsed(lines)

    looks = tuple(map(spool.look_of, doubtful))
    if form is None:
        return _held(foreign.against_name(Reading(None, 0, (), tuple(rejected), looks), name))
    return Held(form, starts, taken, rescued, repairs, tuple(rejected), opened, looks, tuple(notices))


def _held(reading: Reading) -> Held:
    repairs = Counter(code for codes in reading.repairs() for code in codes)
    counts = (reading.record_starts, reading.taken, reading.rescued)
    opened = lambda: iter(reading.parsed)  # noqa: E731
    return Held(reading.format, *counts, repairs, reading.rejected, opened, reading.doubtful, reading.notices)


def _refused(code: str, **params: str | int) -> Held:
    return _held(Reading(None, 0, rejected=(Rejected(1, code, params),)))
