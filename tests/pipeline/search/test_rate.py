"""Never more than the limit in any one second, whoever asks."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import StoreFailed
from pipeline.search.client import Client
from pipeline.search.pubmed import PubMed
from pipeline.search.rate import Limiters, RateLimiter, SlotInFile, SlotInMemory
from tests.local_sources.server import Running
from tests.pipeline.search.conftest import SETTINGS


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.naps: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.naps.append(round(seconds, 6))
        self.now += seconds


def most_in_one_second(times: list[float], second: float = 1.0) -> int:
    return max(sum(start <= one < start + second for one in times) for start in times)


def starts_of(limiter: RateLimiter, clock: Clock, answered_after: list[float]) -> list[float]:
    """When each of so many requests started, each answered as long after its start; all of 1000.0."""
    started: list[float] = []
    waiting: list[tuple[float, float]] = []  # (when its answer comes, turn)

    def pass_time(seconds: float) -> None:
        until = clock.now + seconds
        for when, turn in sorted(waiting):
            if when <= until:
                clock.now = max(clock.now, when)
                limiter.answered(turn)
                waiting.remove((when, turn))
                return
        clock.now = until

    limiter._sleep = pass_time
    for late in answered_after:
        turn = limiter.wait()
        started.append(round(turn - 1000, 6))
        waiting.append((turn + late, turn))
    return started


def test_starts_are_spaced_evenly() -> None:
    clock = Clock()
    assert starts_of(RateLimiter(10, clock), clock, [0.0] * 12) == [round(one / 10, 6) for one in range(12)]


def test_a_request_counts_until_a_second_after_its_answer() -> None:
    """It may have arrived as late as that: nobody may start who could arrive in the same second as one too many."""
    clock = Clock()
    assert starts_of(RateLimiter(2, clock), clock, [0.3, 0.3, 0.3, 0.0]) == [0.0, 0.5, 1.3, 1.8]


def test_a_request_without_an_answer_counts_for_some_seconds() -> None:
    clock = Clock()
    assert starts_of(RateLimiter(1, clock), clock, [1e9, 0.0, 0.0]) == [0.0, 6.0, 7.0]


@given(
    st.lists(st.tuples(st.floats(0, 3), st.floats(0, 1)), min_size=5, max_size=25),
    st.sampled_from([0.5, 1, 2, 3, 10]),
)
def test_in_no_second_more_arrive_than_the_limit_allows(ways: list[tuple[float, float]], per_second: float) -> None:
    """However long each is on its way: `ways` are the seconds to the answer, and the part of them to the source."""
    clock = Clock()
    starts = starts_of(RateLimiter(per_second, clock), clock, [late for late, _ in ways])
    arrived = sorted(start + late * part for start, (late, part) in zip(starts, ways, strict=True))
    assert most_in_one_second([round(one, 5) for one in arrived], 0.9999) <= max(1, per_second)


def test_a_pause_asked_for_by_the_source_holds_everybody() -> None:
    clock = Clock()
    limiter = RateLimiter(10, clock, clock.sleep)
    limiter.wait()
    limiter.hold(7)
    limiter.wait()
    assert clock.now == 1007.0


def test_a_clock_that_was_set_back_blocks_nobody() -> None:
    """The limiter looks at the monotonic clock only."""
    limiter = RateLimiter(1000)
    began = time.monotonic()
    for _ in range(3):
        limiter.wait()
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("in_file", [False, True])
def test_a_clock_that_begins_anew_or_jumps_ahead_blocks_nobody(tmp_path: Path, in_file: bool) -> None:
    """As after a restart of the machine; kept times that lie farther ahead than any pause are not believed."""
    clock = Clock()
    slot = SlotInFile(tmp_path / "slot") if in_file else SlotInMemory()
    limiter = RateLimiter(10, clock, clock.sleep, slot)
    limiter.wait()
    limiter.hold(86_400)
    for jump in (-3600.0, -100.0, 86_400.0):
        clock.now += jump
        before = clock.now
        limiter.wait()
        assert clock.now - before <= 60.2
    limiter.wait()
    assert round(clock.naps[-1], 6) == 0.1


def test_two_limiters_on_one_file_share_their_turns(tmp_path: Path) -> None:
    clock = Clock()
    one, other = (Limiters(clock, clock.sleep, tmp_path / "rate").of("pubmed", "a:80", 10) for _ in range(2))
    one.wait()
    other.wait()
    other.hold(5)
    one.wait()
    assert clock.naps == [0.1, 1.0, 1.0, 1.0, 1.0, 1.0]
    assert [path.name for path in (tmp_path / "rate").iterdir() if path.suffix != ".lock"] == ["pubmed-a_80"]


@pytest.mark.parametrize("content", [b"", b"what is this", b"\xff\xfe", b"1", b"nan nan", b"inf inf", b"-inf 1 2"])
def test_a_file_that_holds_something_else_blocks_nobody(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "slot").write_bytes(content)
    clock = Clock()
    limiter = RateLimiter(10, clock, clock.sleep, SlotInFile(tmp_path / "slot"))
    limiter.wait()
    limiter.wait()
    assert clock.now - 1000 <= 0.25
    kept = (tmp_path / "slot").read_bytes().splitlines()
    assert (len(kept[1].split()), kept[3]) == (2, b".")


def test_what_is_left_over_from_a_longer_file_is_not_read(tmp_path: Path) -> None:
    clock = Clock()
    limiter = RateLimiter(3, clock, clock.sleep, SlotInFile(tmp_path / "slot"))
    for _ in range(3):
        limiter.answered(limiter.wait())
    clock.now += 60
    limiter.answered(limiter.wait())
    began = clock.now
    limiter.answered(limiter.wait())
    assert round(clock.now - began, 6) == round(1 / 3, 6)
    assert len((tmp_path / "slot").read_bytes().splitlines()) > 4


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "rate").write_text("a file in the way")
    with pytest.raises(StoreFailed, match="store_not_writable"):
        Limiters(folder=tmp_path / "rate").of("pubmed", "a", 10).wait()


def test_who_waits_for_a_turn_hears_the_stop() -> None:
    class Enough(Exception):
        pass

    def heed() -> None:
        if time.monotonic() - began > 0.2:
            raise Enough

    limiter = RateLimiter(10)
    limiter.hold(30)
    began = time.monotonic()
    with pytest.raises(Enough):
        limiter.wait(heed)
    assert time.monotonic() - began < 5


def test_one_limiter_for_each_source_and_host_and_the_slower_rate_holds() -> None:
    clock = Clock()
    limiters = Limiters(clock, clock.sleep)
    assert limiters.of("pubmed", "a", 3) is not limiters.of("pubmed", "b", 3)
    assert limiters.of("pubmed", "a", 3) is not limiters.of("epistemonikos", "a", 1)
    limiter = limiters.of("pubmed", "a", 10)
    assert limiter is limiters.of("pubmed", "a", 3)
    limiter.wait()
    limiter.wait()
    assert clock.naps == [round(1 / 3, 6)]


def test_six_threads_stay_within_the_limit_as_the_server_counts(local: Running) -> None:
    """Six threads, two clients, 3 a second without key: never more than 3 arrivals in any window of a second."""
    limiters = Limiters()
    sources = [PubMed(Client(SETTINGS, limiters=limiters), local.eutils_url) for _ in range(2)]

    def ask(number: int) -> None:
        for _ in range(2):
            sources[number % 2].search("dementia[mh]")

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = [seen.time for seen in local.requests]
    assert len(times) == 12
    assert most_in_one_second(times) <= 3
    assert max(times) - min(times) < 12.0


def test_with_a_key_ten_a_second(local: Running) -> None:
    source = PubMed(Client(SETTINGS, limiters=Limiters()), local.eutils_url, local.api_key)
    for _ in range(14):
        source.search("dementia[mh]")
    times = [seen.time for seen in local.requests]
    assert most_in_one_second(times) <= 10
    assert max(times) - min(times) < 9.0
