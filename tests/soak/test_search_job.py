"""A search on a bad day: rate limits, gateway errors, cut bodies, an expired history, and workers killed at any moment.

What must come out: every record, each once. The long run is marked `soak`; a short one runs with all the tests.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import wiring
from pipeline.rows import Actor
from pipeline.steps import search
from tests.command import begin
from tests.local_sources.corpus import FIRST_PMID
from tests.local_sources.faults import Fault, Kind
from tests.local_sources.server import Running, local_sources
from tests.makers import rows
from tests.pipeline.search.test_rate import most_in_one_second

ROOT = Path(__file__).resolve().parents[2]
WORK_OFF = """
import sys
import wiring
from pipeline.jobs import Pool
from pipeline.search.pubmed import PubMed
PubMed.page_size = int(sys.argv[1])
Pool(wiring.open_store(), wiring.job_verbs(), workers=0).work_off()
"""
SHARES: tuple[tuple[Kind, float], ...] = (("rate_limited", 0.08), ("bad_gateway", 0.06), ("cut_body", 0.06))
LIMIT = 10  # requests a second with a key


@dataclass
class Weather:
    """Strikes so many requests out of a hundred, at random."""

    chance: random.Random
    struck: Counter[str] = field(default_factory=Counter)

    def take(self, path: str) -> Fault | None:
        """The fault that strikes this request, if any."""
        draw = self.chance.random()
        for kind, share in SHARES:
            if draw < share:
                self.struck[kind] += 1
                return Fault(kind, path, value=1.0)
            draw -= share
        return None


@dataclass
class Search:
    """One question with one search, worked on by processes of their own."""

    folder: Path
    running: Running
    page_size: int
    run_id: str = ""

    def worker(self) -> subprocess.Popen[bytes]:
        """A process that opens the store as the workbench does and works until nothing waits."""
        settings = {
            "KUNNSKAPSBROEN_DATA": str(self.folder),
            "KUNNSKAPSBROEN_PUBMED_URL": self.running.eutils_url,
            "KUNNSKAPSBROEN_NCBI_KEY": self.running.api_key,
        }
        log = (self.folder / "worker.log").open("ab")
        command = [sys.executable, "-c", WORK_OFF, str(self.page_size)]
        return subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stdout=log, stderr=log)

    @property
    def path(self) -> Path:
        """The database file."""
        return self.folder / wiring.database_path().name

    def done(self) -> int:
        """How far the newest job has come."""
        return int(rows(self.path, "SELECT done FROM job ORDER BY id DESC LIMIT 1")[0][0])

    def state(self) -> str:
        """The state of the run."""
        return str(rows(self.path, "SELECT state FROM run WHERE id = ?", self.run_id)[0][0])


def killed(one: Search, chance: random.Random, kills: int) -> int:
    """Start workers and kill them at random moments, most of them soon after a page was kept; gives how many died."""
    deaths = 0
    while deaths < kills and one.state() != "done":
        before, worker = one.done(), one.worker()
        if deaths % 4 == 3:
            until = time.monotonic() + chance.uniform(0.3, 2.5)
            while time.monotonic() < until and worker.poll() is None:
                time.sleep(0.02)
        else:
            while one.done() == before and worker.poll() is None:
                time.sleep(0.01)
            time.sleep(chance.uniform(0.0, 0.15))
        worker.send_signal(signal.SIGKILL)
        deaths += worker.wait() == -signal.SIGKILL
        if deaths == kills // 2:
            one.running.pubmed.forget_history()
    return deaths


def bad_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, records: int, page_size: int, kills: int) -> None:
    chance = random.Random(20261121)
    weather = Weather(chance)
    with local_sources(records) as running:
        monkeypatch.setattr(running.faults, "take", weather.take)
        person_id, question_id = begin(tmp_path)
        actor = Actor(person_id)
        one = Search(tmp_path, running, page_size)
        store = wiring.open_store(one.path)
        strategy_id = search.save_strategy(store, actor, question_id, "pubmed", "humans[mh]")
        one.run_id = search.start_search(store, actor, strategy_id)
        began = time.monotonic()
        assert one.worker().wait(120) == 0
        assert one.state() == "counted"
        search.ask_fetch(store, actor, one.run_id, many=True)
        deaths = killed(one, chance, kills)
        for _ in range(5):  # a source may be down for longer than our patience: a person tries again
            assert one.worker().wait(300) == 0
            if one.state() == "done":
                break
            search.retry(store, actor, one.run_id)
        took = time.monotonic() - began
        run = store.seen_by(actor).run(one.run_id)
        most = most_in_one_second([seen.time for seen in running.requests])
        pages = -(-records // page_size)
        print(
            f"\n{records} records in {pages} pages, {deaths} kills, {len(running.requests)} requests"
            f" ({', '.join(f'{n} {kind}' for kind, n in weather.struck.items())}), {took:.1f} s,"
            f" at most {most} requests in any second"
        )
        store.close()
    keys = [key for (key,) in rows(one.path, "SELECT source_key FROM source_record")]
    assert (run.state, deaths) == ("done", kills)
    assert sorted(keys) == sorted(str(FIRST_PMID + number) for number in range(records)), "every record, each once"
    assert (run.counted, run.fetched, run.new) == (records, records, records)
    assert rows(one.path, "SELECT count(*) FROM reference") == [(records,)]
    assert rows(one.path, "PRAGMA integrity_check") == [("ok",)]
    assert {each["code"] for each in run.receipt["warnings"]} == {"history_expired"}
    assert most <= LIMIT


def test_a_search_on_a_bad_day_in_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad_day(tmp_path, monkeypatch, records=500, page_size=50, kills=3)


@pytest.mark.soak
def test_a_search_on_a_bad_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad_day(tmp_path, monkeypatch, records=5_000, page_size=100, kills=20)
