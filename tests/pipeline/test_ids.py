"""Our own ids: of one form, in the order they were made, and never twice."""

from __future__ import annotations

import re
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline import ids
from pipeline.ids import new_id


def test_an_id_is_a_uuid_of_version_seven_with_the_time_in_front() -> None:
    before = int(time.time() * 1000)
    one = new_id()
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", one)
    assert (uuid.UUID(one).version, uuid.UUID(one).variant) == (7, uuid.RFC_4122)
    assert before <= int(one.replace("-", "")[:12], 16) <= int(time.time() * 1000) + 1_000


def test_ids_sort_in_the_order_they_were_made() -> None:
    made = [new_id() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_no_two_threads_get_the_same() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: new_id(), range(8_000)))
    assert len(set(made)) == len(made)


@pytest.mark.parametrize("back", [0.001, 3600.0, 86_400.0 * 365])
def test_the_order_holds_when_the_clock_is_set_back(monkeypatch: pytest.MonkeyPatch, back: float) -> None:
    monkeypatch.setattr(ids, "_last", ids._last)  # put back afterwards
    first = new_id()
    now = time.time() - back
    monkeypatch.setattr(time, "time", lambda: now)
    later = [new_id() for _ in range(5_000)]
    assert [first, *later] == sorted([first, *later])
