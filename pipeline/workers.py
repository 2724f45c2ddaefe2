"""Who works: a name that tells machine, process and its birth, so that the jobs of one that died are known at once.

The number of a process alone does not do: in a container the next start has the same one.
"""

from __future__ import annotations

import os
import socket
import uuid
from pathlib import Path

_TOKEN = uuid.uuid4().hex[:12]  # of this process


def worker_name(part: str) -> str:
    """The name of one worker of this process: "host/pid/birth/token/part"."""
    return "/".join((socket.gethostname(), str(os.getpid()), _birth(os.getpid()), _TOKEN, part))


def is_gone(worker: str) -> bool:
    """True where the process of that worker ran on this machine and runs no more; False also where one cannot know."""
    parts = worker.split("/")
    if len(parts) < 5 or parts[0] != socket.gethostname() or not parts[1].isdecimal() or os.name != "posix":
        return False
    pid = int(parts[1])
    return parts[3] != _TOKEN if pid == os.getpid() else _birth(pid) != parts[2]


def _birth(pid: int) -> str:
    """When a process began, in ticks since the machine did (proc(5), field 22); "" = it does not run.

    Where there is no /proc: "runs" for any process that runs.
    """
    try:
        state, *fields = (
            Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        )
        return "" if state in ("Z", "X") else fields[18]
    except ProcessLookupError:
        return ""
    except FileNotFoundError:
        return "" if Path("/proc/self/stat").exists() else _answers(pid)


def _answers(pid: int) -> str:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:  # it runs, as somebody else
        return "runs"
    return "runs"
