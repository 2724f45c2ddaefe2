"""What can go wrong on the way, as a plan: which fault, on which path, how often, after how many good answers."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "rate_limited",  # 429 with Retry-After `value` seconds and a body that repeats the key or the caller's address
    "rate_limited_200",  # the same body with HTTP 200
    "server_error",  # 500 with an HTML page
    "bad_gateway",  # 502 with an HTML page
    "html",  # 200 with an HTML page
    "outage",  # 200 with the error that ESearch gave in July 2025
    "invalid_json",  # 200, half of a JSON answer, with the right length
    "cut_body",  # 200, then the connection closes in the middle
    "no_answer",  # the connection closes before the status line
    "delay",  # `value` seconds of silence, then the right answer
    "trickle",  # `value` seconds between the bytes
    "oversize",  # `value` bytes of blanks
    "redirect",  # 301 to another host
    "expire_history",  # the history is forgotten before the request is answered
    "drop_records",  # `value` articles are left out of an EFetch answer
    "no_count",  # ESearch answers without a count
]


@dataclass(slots=True)
class Fault:
    """One planned fault."""

    kind: Kind
    path: str = ""  # part of the path it waits for; empty = any
    times: int = 1  # how often it strikes
    after: int = 0  # good answers on that path before the first
    value: float = 0.0


class Faults:
    """The plan of one server. Earlier faults strike first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._plan: list[Fault] = []

    def add(self, kind: Kind, path: str = "", *, times: int = 1, after: int = 0, value: float = 0.0) -> None:
        """Plan a fault."""
        if kind not in get_args(Kind):
            raise ValueError(f"no such fault: {kind}")
        with self._lock:
            self._plan.append(Fault(kind, path, times, after, value))

    def clear(self) -> None:
        """Plan nothing."""
        with self._lock:
            self._plan.clear()

    def take(self, path: str) -> Fault | None:
        """The fault that strikes this request, if any."""
        with self._lock:
            for fault in self._plan:
                if fault.path in path and fault.times > 0:
                    if fault.after > 0:
                        fault.after -= 1
                        continue
                    fault.times -= 1
                    return fault
        return None
