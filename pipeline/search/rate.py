"""At most so many requests a second to one host, over all threads and all processes of the installation.

Starts are spaced evenly, a fifth wider than the limit asks for: the limit is counted where the requests arrive, and
they do not all travel equally fast. When the next may start is kept in a small file under a lock that the operating
system lets go of when its holder dies. Nobody reserves a turn, so a process that is killed leaves no hole.

The clock is monotonic and the same for every process of a machine, so setting the computer's time blocks nobody and
lets nobody through. It begins anew when the machine does: a kept time farther ahead than any pause can be is not
believed.
"""

from __future__ import annotations

import errno
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from pipeline.errors import StoreFailed

MARGIN = 1.2
LONGEST_PAUSE_S = 60.0  # that a source may ask for; longer ones are cut to this
LOOK_S = 0.1  # how often somebody who waits hears whether to stop
LOCK_WAIT_S = 20  # the lock is held for about a millisecond

Heed = Callable[[], None]  # raises when whoever waits should stop


@dataclass(slots=True)
class Times:
    """Seconds of the clock. `next`: earliest start of the next request; `held`: nobody starts before it."""

    next: float = float("-inf")
    held: float = float("-inf")


class Slot(Protocol):
    """Where the times of one host are kept."""

    def open(self) -> Iterator[Times]:
        """The times, for nobody else as long as the block lasts; kept again on leaving. Used through `contextmanager`."""


class SlotInMemory:
    """Times that hold in this process only."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._times = Times()

    def open(self) -> Iterator[Times]:
        """See `Slot`."""
        with self._lock:
            yield self._times


class SlotInFile:
    """Times that hold for all processes which know the file. Raises StoreFailed where it cannot be used."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(f"{path}.lock", timeout=LOCK_WAIT_S, thread_local=False, poll_interval=0.005)
        self._alone = threading.Lock()  # a FileLock object that is taken twice in one process is simply counted up

    def open(self) -> Iterator[Times]:
        """See `Slot`. A file that holds no times is as one that is not there."""
        with self._alone:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                with self._lock:
                    yield from self._kept()
            except Timeout:
                raise StoreFailed("store_busy", seconds=LOCK_WAIT_S) from None
            except OSError as failure:
                full = failure.errno in (errno.ENOSPC, errno.EDQUOT)
                raise StoreFailed("store_full" if full else "store_not_writable") from None

    def _kept(self) -> Iterator[Times]:
        """Read, and write over in place with as many bytes: a process that is killed leaves the old times or the new."""
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                times = Times(*map(float, os.read(file, 100).split()))
            except (TypeError, ValueError):
                times = Times()
            yield times
            os.lseek(file, 0, os.SEEK_SET)
            os.write(file, f"{times.next!r:>32} {times.held!r:>32}\n".encode("ascii"))
        finally:
            os.close(file)


class RateLimiter:
    """Gives turns to one host, one thread at a time."""

    def __init__(
        self,
        per_second: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        slot: Slot | None = None,
    ) -> None:
        self._spacing = MARGIN / per_second
        self._clock = clock
        self._sleep = sleep
        self._turn = threading.Lock()
        self._times = contextmanager((slot or SlotInMemory()).open)

    def wait(self, heed: Heed | None = None) -> None:
        """Come back when this thread may send its request, or with what `heed` raises."""
        while not self._turn.acquire(timeout=LOOK_S):
            if heed:
                heed()
        try:
            while (left := self._left()) > 0:
                if heed:
                    heed()
                self._sleep(min(left, LOOK_S) if heed else left)
        finally:
            self._turn.release()

    def hold(self, seconds: float) -> None:
        """Nobody starts for so long, at most a minute: the source has asked for a pause."""
        with self._times() as times:
            times.held = max(times.held, self._clock() + min(seconds, LONGEST_PAUSE_S))

    def slow_to(self, per_second: float) -> None:
        """Take the slower of two rates asked for the same host."""
        self._spacing = max(self._spacing, MARGIN / per_second)

    def _left(self) -> float:
        """0 = the turn is ours, taken now; else the seconds until it is worth asking again."""
        with self._times() as times:
            now = self._clock()
            if max(times.next, times.held) - now > LONGEST_PAUSE_S + self._spacing:
                times.next, times.held = now + self._spacing, now  # kept before the machine was started anew
            if (left := max(times.next, times.held) - now) > 0:
                return left
            times.next = now + self._spacing
            return 0.0


class Limiters:
    """One limiter for each (source, host). With a folder the limits hold for all processes that name it."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        folder: Path | None = None,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._folder = folder
        self._lock = threading.Lock()
        self._limiters: dict[tuple[str, str], RateLimiter] = {}

    def of(self, source: str, host: str, per_second: float) -> RateLimiter:
        """The limiter of this source at this host; where two rates were asked for, the slower one holds."""
        with self._lock:
            limiter = self._limiters.get((source, host))
            if limiter is None:
                limiter = RateLimiter(per_second, self._clock, self._sleep, self._slot(source, host))
                self._limiters[source, host] = limiter
            limiter.slow_to(per_second)
            return limiter

    def _slot(self, source: str, host: str) -> Slot:
        if self._folder is None:
            return SlotInMemory()
        return SlotInFile(self._folder / re.sub(r"[^a-z0-9.-]+", "_", f"{source}-{host}".lower()))


PROCESS = Limiters()
