"""A local pair of sources, and clients that lose no time where time is not what is tested."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from pipeline.search.client import Client, ClientSettings
from pipeline.search.epistemonikos import Epistemonikos
from pipeline.search.pubmed import PubMed
from pipeline.search.rate import Limiters, RateLimiter
from tests.local_sources.server import Running, local_sources

MakeClient = Callable[..., Client]
SETTINGS = ClientSettings(
    tool="example-tool", email="someone@example.org", version="0.1", timeout=(1.0, 1.0), deadline_s=20.0, tries=3
)


class NoLimit(Limiters):
    """Everybody may go at once."""

    def of(self, source: str, host: str, per_second: float) -> RateLimiter:
        """A limiter that never waits."""
        return super().of(source, host, 1e6)


@pytest.fixture
def local() -> Iterator[Running]:
    """60 made-up articles in both sources."""
    with local_sources() as running:
        yield running


class SkippingClock:
    """The real clock, on which naps pass at once."""

    def __init__(self) -> None:
        self.naps: list[float] = []  # seconds between tries
        self._skipped = 0.0

    def __call__(self) -> float:
        """Seconds."""
        return time.monotonic() + self._skipped

    def skip(self, seconds: float) -> None:
        """Let time pass."""
        self._skipped += seconds

    def nap(self, seconds: float) -> None:
        """Let time pass, and note it."""
        self.naps.append(seconds)
        self.skip(seconds)


@pytest.fixture
def clock() -> SkippingClock:
    """The clock of this test's clients."""
    return SkippingClock()


@pytest.fixture
def make_client(clock: SkippingClock) -> MakeClient:
    """A client without rate limit, whose naps between tries take no time. Keywords replace settings."""

    def make(**changes: Any) -> Client:
        limiters = NoLimit(clock, clock.skip)
        return Client(replace(SETTINGS, **changes), limiters=limiters, clock=clock, sleep=clock.nap, jitter=lambda: 1.0)

    return make


@pytest.fixture
def pubmed(local: Running, make_client: MakeClient) -> PubMed:
    """PubMed at the local server, with its key."""
    return PubMed(make_client(), local.eutils_url, local.api_key)


@pytest.fixture
def epistemonikos(local: Running, make_client: MakeClient) -> Epistemonikos:
    """Epistemonikos at the local server, with its token."""
    return Epistemonikos(make_client(), local.epistemonikos_url, local.token)
