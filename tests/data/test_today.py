"""The day that counts is the day in Norway: between midnight there and midnight in UTC too."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from pathlib import Path

import pytest

from pipeline import days
from pipeline.steps import structure
from tests.makers import make_person, make_store


class JustAfterMidnight(datetime):
    """00.30 on 28 November in Norway: 27 November in UTC."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime(2026, 11, 27, 23, 30, tzinfo=UTC).astimezone(tz)


def test_what_begins_today_is_there_just_after_midnight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "datetime", JustAfterMidnight)
    assert days.today() == "2026-11-28"
    store = make_store(tmp_path / "today.sqlite")
    me = make_person(store)
    region = store.seen_by(me).regions()[0].id
    structure.make_cluster(store, me, region, "Eksempelklyngen", days.today())
    assert [one.name for one in store.seen_by(me).clusters()] == ["Eksempelklyngen"]


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-11-27T23:10:00.000Z", "2026-11-28"),
        ("2026-07-20T21:59:00.000Z", "2026-07-20"),
        ("2026-07-20T22:00:00.000Z", "2026-07-21"),
        ("2026-11-27", "2026-11-27"),
        ("", ""),
    ],
)
def test_the_day_of_a_time(at: str, day: str) -> None:
    assert days.on(at) == day
