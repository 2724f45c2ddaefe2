"""At most so many requests a second to one host, over all threads and all processes of the installation.

The limit is counted where the requests arrive, and they do not all travel equally fast: one that was held up on its way
arrives together with those sent after it. When a request arrived is known here only to lie between its start and its
answer. So each counts from its start until a second after its answer began, and none starts while as many count as the
limit allows: in no second can more arrive, however long any was on its way. Starts are also spaced evenly.

What counts is kept in a small file under a lock that the operating system lets go of when its holder dies. A request
whose process was killed counts for some seconds and no longer.

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
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from pipeline.errors import StoreFailed

WINDOW_S = 1.0
UNDERWAY_S = 5.0  # without an answer for so long, a request has arrived and is worked on, or never will
LONGEST_PAUSE_S = 60.0  # that a source may ask for; longer ones are cut to this
LOOK_S = 0.1  # how often somebody who waits hears whether to stop
LONGEST_FILE = 65_536  # bytes
END = b".\n"
LOCK_WAIT_S = 20  # the lock is held for about a millisecond

Heed = Callable[[], None]  # raises when whoever waits should stop


@dataclass(slots=True)
class Times:
    """Seconds of the clock. `next`: earliest start of the next request; `held`: nobody starts before it.

    `counted`: {when a request started: until when it counts}.
    """

    next: float = float("-inf")
    held: float = float("-inf")
    counted: dict[float, float] = field(default_factory=dict)


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
        """Read, and write over in place in one go: a process that is killed leaves the old times or the new."""
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            times = _read(os.read(file, LONGEST_FILE))
            yield times
            os.lseek(file, 0, os.SEEK_SET)
            os.write(file, _written(times))
        finally:
            os.close(file)


def _read(content: bytes) -> Times:
    """What `_written` wrote; what follows its end is left over from a longer one."""
    try:
        pairs = [
            (float(one), float(other)) for one, other in map(bytes.split, content[: content.index(END)].splitlines())
        ]
        (following, held), *counted = pairs
        return Times(following, held, dict(counted))
    except (TypeError, ValueError):
        return Times()


def _written(times: Times) -> bytes:
    pairs = [(times.next, times.held), *times.counted.items()]
    return "".join(f"{one!r} {other!r}\n" for one, other in pairs).encode("ascii") + END


class RateLimiter:
    """Gives turns to one host, one thread at a time."""

    def __init__(
        self,
        per_second: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        slot: Slot | None = None,
    ) -> None:
        self._per_second = per_second
        self._clock = clock
        self._sleep = sleep
        self._turn = threading.Lock()
        self._times = contextmanager((slot or SlotInMemory()).open)

    def wait(self, heed: Heed | None = None) -> float:
        """Come back when this thread may send its request, or with what `heed` raises.

        What comes back is the turn, to be handed to `answered` as soon as the request has arrived for certain.
        """
        while not self._turn.acquire(timeout=LOOK_S):
            if heed:
                heed()
        try:
            while True:
                turn, left = self._take()
                if not left:
                    return turn
                if heed:
                    heed()
                self._sleep(min(left, LOOK_S if heed else WINDOW_S))  # an answer may shorten what is left, to a second
        finally:
            self._turn.release()

    def answered(self, turn: float) -> None:
        """The request of this turn has its answer, or has failed: in a second it no longer counts."""
        with suppress(StoreFailed), self._times() as times:  # not told, it ceases to count by itself
            if turn in times.counted:
                times.counted[turn] = min(times.counted[turn], self._clock() + WINDOW_S)

    def hold(self, seconds: float) -> None:
        """Nobody starts for so long, at most a minute: the source has asked for a pause."""
        with self._times() as times:
            times.held = max(times.held, self._clock() + min(seconds, LONGEST_PAUSE_S))

    def slow_to(self, per_second: float) -> None:
        """Take the slower of two rates asked for the same host."""
        self._per_second = min(self._per_second, per_second)

    def _take(self) -> tuple[float, float]:
        """The time now, and 0 = the turn is ours, taken now; else the seconds until it is worth asking again."""
        spacing, allowed = 1 / self._per_second, max(1, int(self._per_second))
        with self._times() as times:
            now = self._clock()
            if max(times.next, times.held) - now > LONGEST_PAUSE_S + spacing:
                times.next, times.held = now + spacing, now  # kept before the machine was started anew
            longest = now + UNDERWAY_S + WINDOW_S
            times.counted = {start: until for start, until in times.counted.items() if now < until <= longest}
            free = sorted(times.counted.values())[-allowed] if len(times.counted) >= allowed else now
            if (left := max(times.next, times.held, free) - now) > 0:
                return now, left
            times.next = now + spacing
            times.counted[now] = longest
            return now, 0.0


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
