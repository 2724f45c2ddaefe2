"""At most so many requests a second to one host, over all threads of this process.

Starts are spaced evenly, a tenth wider than the limit asks for: the limit is counted where the requests arrive,
and they do not all travel equally fast. The clock is monotonic, so setting the computer's time blocks nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

MARGIN = 1.1


class RateLimiter:
    """Gives turns to one host, one thread at a time."""

    def __init__(
        self,
        per_second: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._spacing = MARGIN / per_second
        self._clock = clock
        self._sleep = sleep
        self._turn = threading.Lock()
        self._next = float("-inf")  # earliest start of the next request, seconds of `clock`
        self._held_until = float("-inf")

    def wait(self) -> None:
        """Come back when this thread may send its request."""
        with self._turn:
            while (left := max(self._next, self._held_until) - self._clock()) > 0:
                self._sleep(left)
            self._next = self._clock() + self._spacing

    def hold(self, seconds: float) -> None:
        """Nobody starts for so long: the source has asked for a pause."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    def slow_to(self, per_second: float) -> None:
        """Take the slower of two rates asked for the same host."""
        self._spacing = max(self._spacing, MARGIN / per_second)


class Limiters:
    """One limiter for each (source, host). One object of this class serves the whole process: `PROCESS`."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._limiters: dict[tuple[str, str], RateLimiter] = {}

    def of(self, source: str, host: str, per_second: float) -> RateLimiter:
        """The limiter of this source at this host; where two rates were asked for, the slower one holds."""
        with self._lock:
            limiter = self._limiters.get((source, host))
            if limiter is None:
                limiter = self._limiters[source, host] = RateLimiter(per_second, self._clock, self._sleep)
            limiter.slow_to(per_second)
            return limiter


PROCESS = Limiters()
