"""Five minutes of bytes that nobody meant: no reader crashes, hangs or loses a start, and memory stays where it was."""

from __future__ import annotations

import resource
import time
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, seed, settings

from pipeline.formats.read import read_file
from tests.pipeline.formats.hostile import files
from tests.pipeline.formats.test_hostile import check

SECONDS = 300
MOST_GROWTH = 200  # MiB


@pytest.mark.soak
def test_five_minutes_of_odd_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    """Rounds of 2,000 files, each round with a seed of its own, until the time is up."""
    began, rounds = time.monotonic(), 0
    seen: dict[str, int] = {}

    def one_round(number: int) -> None:
        @seed(number)
        @settings(
            max_examples=2000, deadline=timedelta(seconds=5), suppress_health_check=list(HealthCheck), database=None
        )
        @given(files)
        def run(data: bytes) -> None:
            reading = read_file(data)
            check(reading)
            name = reading.format or "none"
            seen[name] = seen.get(name, 0) + 1

        run()

    one_round(0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    while time.monotonic() - began < SECONDS:
        rounds += 1
        one_round(rounds)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    with capsys.disabled():
        print(f"\n{sum(seen.values())} files in {time.monotonic() - began:.0f} s, {grown:.0f} MiB more:", seen)
    assert grown < MOST_GROWTH
