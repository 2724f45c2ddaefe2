"""The checker of strategies beside search-query, on the same table in one run: found, false stops, seconds.

    python -m benchmarks.checker                        our own figures
    python -m benchmarks.checker --peer PYTHON          and those of search-query in an environment of its own

The tables are `tests/pico/strategies.yaml` and `strategies_tried.yaml`, their rows for PubMed. A wrong strategy counts as found
by us when every code that the table names is given; by search-query when it refuses it or says anything at all of it. One in
which the table names nothing is stopped falsely by us when any finding stops it; by search-query when it is refused.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from pico.checker import problems

ROOT = Path(__file__).resolve().parents[1]
TABLES = (
    "strategies.yaml",
    "strategies_tried.yaml",
)  # written with the checker; written by somebody who had not seen it
SIZES = (100, 800, 3_000)
PEER_SIZES = (100, 800)  # with `--slow` also the last: it takes minutes


def rows(name: str) -> list[dict[str, Any]]:
    """The strategies for PubMed of one table, right and wrong."""
    listed = yaml.safe_load((ROOT / "tests" / "pico" / name).read_text(encoding="utf-8"))
    return [one for one in listed if one.get("syntax", "pubmed") == "pubmed"]


def long_strategy(terms: int) -> str:
    """A block of so many words."""
    return " OR ".join(f"word{number}*[tiab]" for number in range(terms))


def ours(listed: Sequence[dict[str, Any]]) -> tuple[set[int], set[int], float]:
    """Rows found, rows stopped falsely, seconds in all."""
    found, stopped = set(), set()
    started = time.perf_counter()
    for number, row in enumerate(listed):
        told = problems(row["text"])
        codes = {one.code for one in told}
        wanted = {*row.get("stop", ()), *row.get("more", ())}
        if wanted and wanted <= codes:
            found.add(number)
        if not wanted and any(one.level == "stop" for one in told):
            stopped.add(number)
    return found, stopped, time.perf_counter() - started


def peer(python: str, texts: Sequence[str]) -> list[dict[str, Any]]:
    """What search-query makes of each text."""
    done = subprocess.run(
        [python, str(ROOT / "benchmarks" / "checker_peer.py")],
        input=json.dumps(list(texts)),
        capture_output=True,
        text=True,
        check=True,
    )
    answer: list[dict[str, Any]] = json.loads(done.stdout)
    return answer


def beside(name: str, python: str | None) -> None:
    """One table: what is found and what is stopped falsely, here and by search-query."""
    listed = rows(name)
    wrong = {n for n, row in enumerate(listed) if row.get("stop") or row.get("more")}
    right = set(range(len(listed))) - wrong
    found, stopped, seconds = ours(listed)
    print(f"\n{name}: {len(listed)} strategies: {len(wrong)} with something to find, {len(right)} with nothing wrong\n")
    print(f"{'':14} {'found':>9} {'false stops':>12} {'seconds':>9}")
    print(f"{'this checker':14} {len(found):>4}/{len(wrong)} {len(stopped):>12} {seconds:>9.3f}")
    if python:
        told = peer(python, [row["text"] for row in listed])
        theirs = {n for n in wrong if told[n]["refused"] or told[n]["said"].strip()}
        refused = {n for n in right if told[n]["refused"]}
        print(
            f"{'search-query':14} {len(theirs):>4}/{len(wrong)} {len(refused):>12} {sum(one['seconds'] for one in told):>9.3f}"
        )
        print(
            f"\nfound by search-query and not here: {len(theirs - found)}; found here and not by it: {len(found - theirs)}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", metavar="PYTHON", help="an interpreter that has search-query")
    parser.add_argument("--slow", action="store_true", help="let search-query read 3,000 terms too")
    chosen = parser.parse_args()
    for name in TABLES:
        beside(name, chosen.peer)
    print(f"\n{'terms':>6} {'this checker, s':>16}" + (f" {'search-query, s':>16}" if chosen.peer else ""))
    for size in SIZES:
        text = long_strategy(size)
        started = time.perf_counter()
        problems(text)
        line = f"{size:>6} {time.perf_counter() - started:>16.3f}"
        if chosen.peer and (chosen.slow or size in PEER_SIZES):
            line += f" {peer(chosen.peer, [text])[0]['seconds']:>16.2f}"
        print(line)


if __name__ == "__main__":
    main()
