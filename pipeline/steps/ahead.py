"""Work on a long text before the store is asked to write: everybody waits for whoever writes, and a text of 250 kB takes a
third of a second to change and read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from pipeline.errors import Problem

_turn = (
    threading.Lock()
)  # those who change such texts take turns before the writer's lock, so that no work is done twice


@contextmanager
def ahead(work: Callable[[], object]) -> Iterator[None]:
    """Do some work whose result is kept (`functools.lru_cache`), then write. Whoever writes asks for it again by what stands
    in the store then: the same, unless another process came between. What the work has to complain of is said there too.
    """
    with _turn:
        with suppress(Problem):
            work()
        yield
