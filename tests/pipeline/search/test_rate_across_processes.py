"""Four processes on one data folder: never more than the limit in any second, as the server itself counts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.local_sources.server import Running
from tests.pipeline.search.test_rate import most_in_one_second

ROOT = Path(__file__).resolve().parents[3]
ASK = """
import sys
import wiring
source = wiring.sources()["pubmed"]
print("ready", flush=True)
sys.stdin.readline()
for _ in range(int(sys.argv[1])):
    source.search("dementia[mh]")
"""
PROCESSES = 4


def ask_from_four(local: Running, folder: Path, key: str, each: int) -> list[float]:
    """Let four processes, wired as the workbench is, ask as fast as they may; gives when each request arrived."""
    settings = {"KUNNSKAPSBROEN_DATA": str(folder), "KUNNSKAPSBROEN_PUBMED_URL": local.eutils_url}
    settings["KUNNSKAPSBROEN_NCBI_KEY"] = key
    crowd = [
        subprocess.Popen(
            [sys.executable, "-c", ASK, str(each)],
            cwd=ROOT,
            env=os.environ | settings,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(PROCESSES)
    ]
    for one in crowd:
        assert one.stdout is not None
        assert one.stdout.readline() == b"ready\n"
    for one in crowd:
        assert one.stdin is not None
        one.stdin.write(b"go\n")
        one.stdin.flush()
    for one in crowd:
        one.communicate(timeout=300)
        assert one.returncode == 0
    return sorted(seen.time for seen in local.requests)


def check(times: list[float], requests: int, limit: int) -> None:
    assert len(times) == requests
    took, most = times[-1] - times[0], most_in_one_second(times)
    print(f"\n{PROCESSES} processes, {requests} requests, limit {limit}/s: {took:.1f} s, at most {most} in any second")
    assert most <= limit
    assert took < 3 * requests / limit, "and nobody waits much longer than needed"


@pytest.mark.parametrize(("key", "limit", "each"), [("", 3, 4), ("example-api-key", 10, 10)])
def test_four_processes_stay_within_the_limit(local: Running, tmp_path: Path, key: str, limit: int, each: int) -> None:
    check(ask_from_four(local, tmp_path, key, each), PROCESSES * each, limit)
