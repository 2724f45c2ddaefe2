"""The load program itself, on a small scale: five people for twenty seconds meet no error, and lose nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.load.people import drive, percentile, report
from tests.load.workbench import lost_or_doubled, seed, serving
from tests.looping import finished
from tests.makers import rows
from tests.soak.acts import tell


def few(folder: Path, people: int, seconds: float, references: int, think_s: float) -> None:
    """So many people for so long, with figures."""
    seeded = seed(folder, questions=1, references=references)
    with serving(folder) as (url, pid):
        told = finished(drive(url, seeded, people, seconds, think_s, pid))
    tell(*report(told))
    assert told.errors == []
    assert lost_or_doubled(seeded.path, told.kept) == []
    assert sum(map(len, told.kept.values())) >= 3
    assert rows(seeded.path, "SELECT count(*) > 0 FROM vote") == [(1,)]
    assert "page broke" not in (folder / "server.log").read_text(encoding="utf-8")


def test_five_people_for_a_moment(tmp_path: Path) -> None:
    few(tmp_path, people=5, seconds=8, references=100, think_s=0.5)


@pytest.mark.soak
def test_five_people_for_twenty_seconds(tmp_path: Path) -> None:
    few(tmp_path, people=5, seconds=20, references=2000, think_s=3)


@pytest.mark.parametrize(("share", "expected"), [(0.0, 1), (0.5, 51), (0.95, 96), (1.0, 100)])
def test_percentiles(share: float, expected: int) -> None:
    assert percentile(range(1, 101), share) == expected
    assert percentile([], share) == 0
