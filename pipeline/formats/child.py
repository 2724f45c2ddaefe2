"""`python -m pipeline.formats.child`: reads one file under bounds of its own and writes what it held as lines of JSON.

Started by `guarded`, never by people: the first argument is a JSON object with `source`, `target`, `plans`, `records`
(whether they are wanted, or only their number) and the bounds.
Ends with `OUT_OF_MEMORY` where the bound of memory was met; where that of time was, the system ends it.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
from pathlib import Path

from pipeline.formats import spool
from pipeline.formats.read import read_file

OUT_OF_MEMORY = 3


def bound(seconds: int, memory: int, written: int) -> None:
    """Bound this process: seconds of processor time, bytes of address space, bytes of a written file."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)


def main() -> int:
    """Read the file that the argument names; the exit code."""
    order = json.loads(sys.argv[1])
    bound(order["seconds"], order["memory"], order["written"])
    gc.disable()  # the records form no cycles, and all of this ends with the process
    try:
        reading = read_file(Path(order["source"]).read_bytes(), plans=[spool.plan_of(one) for one in order["plans"]])
        with Path(order["target"]).open("w", encoding="utf-8", errors="surrogatepass", newline="\n") as out:
            spool.write(reading, out, records=order["records"])
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


if __name__ == "__main__":
    sys.exit(main())
