"""Many people on the walk at once: `python -m tests.load.people --people 50 --minutes 5`.

Each opens a tab of Streamlit by websocket, goes from page to page of a question with 2,000 references, leaves fields,
votes, and thinks for 3 s in between. It makes a data folder and starts the workbench on it itself. Told at the
end: times from sending until the page is drawn (p50, p95, p99 per kind of act), errors, memory of the server at the
start, in the middle and at the end, and whether everything that was kept is there once. Until there are accounts all of
them are the one person of the installation: a reference that two of them vote on has one vote, by design.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.ids import new_id
from tests.load.session import PageBroke, Tab
from tests.load.workbench import Seeded, cpu_seconds, lost_or_doubled, resident_mb, seed, serving

THINK_S = 3.0
WARM_S = 20.0  # all come in at once, which a working day does not do: told apart
PAGES = ("behov", "sporsmal", "sok", "referanser", "utvelgelse", "vurdering", "oppsummering", "forskningsbehov")
FIELDS = ("text", "why", "context", "experience", "users")  # of a need: one for each person at a question


@dataclass
class Told:
    """What was measured. Times in seconds."""

    times: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)  # that the server has used, each time its memory was read
    kept: dict[tuple[str, str], list[str]] = field(default_factory=dict)  # (need, field) -> texts, in order
    bytes_in: int = 0
    begun: float = field(default_factory=time.monotonic)
    warm: list[float] = field(default_factory=list)  # the times from `WARM_S` on

    def took(self, act: str, seconds: float) -> None:
        """One act and its time."""
        self.times.setdefault(act, []).append(seconds)
        if time.monotonic() - self.begun > WARM_S:
            self.warm.append(seconds)

    @property
    def all(self) -> list[float]:
        """Every time."""
        return list(itertools.chain.from_iterable(self.times.values()))


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lies (nearest rank)."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else 0.0


@dataclass
class Person:
    """One person in front of one tab."""

    number: int
    need_id: str
    question_id: str
    field_name: str
    told: Told
    think_s: float
    luck: random.Random

    async def walk(self, url: str, until: float) -> None:
        """Come in, walk until the time is up."""
        await asyncio.sleep(self.luck.uniform(0, self.think_s))
        try:
            async with Tab(url) as tab:
                self.told.took("first page", await tab.open(""))
                async for act, seconds in self._acts(tab):
                    self.told.took(act, seconds)
                    if time.monotonic() > until:
                        break
                    await asyncio.sleep(self.luck.uniform(0.5, 1.5) * self.think_s)
                self.told.bytes_in += tab.bytes_in
        except (PageBroke, OSError, KeyError, EOFError) as error:
            self.told.errors.append(f"person {self.number}: {type(error).__name__} {error}")

    async def _acts(self, tab: Tab) -> AsyncIterator[tuple[str, float]]:
        """Page after page; on each what one does there."""
        for page in itertools.islice(itertools.cycle(PAGES), self.number, None):
            yield f"open {page}", await tab.open(page, q=self.question_id)
            if page == "behov":
                for _ in range(3):
                    yield "leave a field", await self._leave_field(tab)
            if page == "utvelgelse":
                for _ in range(6):
                    if vote := next(iter(tab.keys("vote-abstract-include")), ""):
                        yield "vote", await self._vote(tab, vote)

    async def _leave_field(self, tab: Tab) -> float:
        text = f"Oppdiktet tekst {new_id()} av person {self.number}"
        took = await tab.write(f"{self.need_id}:{self.field_name}", text)
        self.told.kept.setdefault((self.need_id, self.field_name), []).append(text)
        return took

    async def _vote(self, tab: Tab, key: str) -> float:
        return await tab.press(key.replace("include", self.luck.choice(("include", "maybe", "exclude")), 1))


async def drive(url: str, seeded: Seeded, people: int, seconds: float, think_s: float, pid: int | None) -> Told:
    """Let so many people walk for so long; `pid` is the server whose memory is read."""
    told = Told()
    until = time.monotonic() + seconds
    walkers = [
        Person(n, *seeded.questions[n // len(FIELDS)], FIELDS[n % len(FIELDS)], told, think_s, random.Random(n))
        for n in range(people)
    ]

    async def watch() -> None:
        while pid is not None:
            told.memory_mb.append(resident_mb(pid))
            told.cpu_s.append(cpu_seconds(pid))
            await asyncio.sleep(max(1.0, seconds / 30))

    watcher = asyncio.create_task(watch())
    await asyncio.gather(*(one.walk(url, until) for one in walkers))
    watcher.cancel()
    if pid is not None:
        told.memory_mb.append(resident_mb(pid))
        told.cpu_s.append(cpu_seconds(pid))
    return told


def report(told: Told) -> Iterator[str]:
    """The figures, a line each."""
    yield f"{'act':<24}{'n':>7}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'max ms':>9}"
    for act, times in [*sorted(told.times.items()), ("all", told.all), ("all, when all are in", told.warm)]:
        shown = (percentile(times, share) * 1000 for share in (0.5, 0.95, 0.99, 1.0))
        yield f"{act:<24}{len(times):>7}" + "".join(f"{one:>9.0f}" for one in shown)
    if memory := told.memory_mb:
        samples = "  ".join(f"{one:.0f}" for one in memory[:: max(1, len(memory) // 10)])
        middle = memory[len(memory) // 2]
        yield f"server memory MB: start {memory[0]:.0f}, middle {middle:.0f}, end {memory[-1]:.0f} ({samples})"
    if told.cpu_s and told.all:
        used = told.cpu_s[-1] - told.cpu_s[0]
        yield f"server processor time: {used:.1f} s, {used / len(told.all) * 1000:.0f} ms an act"
    yield f"received {told.bytes_in / 2**20:.1f} MB; errors: {len(told.errors)}"
    yield from told.errors[:20]


@contextmanager
def _own_server(people: int, references: int) -> Iterator[tuple[str, Seeded, int]]:
    with tempfile.TemporaryDirectory(prefix="load-") as name:
        folder = Path(name)
        begun = time.monotonic()
        seeded = seed(folder, questions=-(-people // len(FIELDS)), references=references)
        print(f"{len(seeded.questions)} questions of {references} references in {time.monotonic() - begun:.0f} s")
        with serving(folder) as (url, pid):
            yield url, seeded, pid


def main() -> int:
    """Run and tell; 0 where there was no error and nothing was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument(
        "--think", type=float, default=THINK_S, help="seconds between two acts of one person, on average"
    )
    parser.add_argument("--references", type=int, default=2000)
    chosen = parser.parse_args()
    with _own_server(chosen.people, chosen.references) as (url, seeded, pid):
        print(f"load average before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        told = asyncio.run(drive(url, seeded, chosen.people, chosen.minutes * 60, chosen.think, pid))
        wrong = lost_or_doubled(seeded.path, told.kept)
    print("\n".join([*report(told), f"lost or doubled: {len(wrong)}", *wrong]))
    return int(bool(told.errors or wrong))


if __name__ == "__main__":
    sys.exit(main())
