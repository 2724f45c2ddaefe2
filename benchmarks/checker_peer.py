"""Check strategies with search-query: `PYTHON benchmarks/checker_peer.py < STRATEGIES.json`, one JSON list of texts.

PYTHON is an interpreter that has search-query; this file imports nothing of ours and is started by `benchmarks.checker`.
Prints a JSON list: for each text what it said, whether it was refused, and seconds.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time


def main() -> None:
    """Parse each text as a PubMed search."""
    from search_query.parser import parse  # type: ignore[import-not-found]

    told = []
    for text in json.load(sys.stdin):
        started = time.perf_counter()
        said = io.StringIO()
        refused = False
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            try:
                parse(text, platform="pubmed")
            except Exception as fault:  # noqa: BLE001 - whatever it raises is its answer
                refused = True
                said.write(f"{type(fault).__name__}: {fault}")
        told.append({"said": said.getvalue(), "refused": refused, "seconds": time.perf_counter() - started})
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
