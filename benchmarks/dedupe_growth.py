"""How time and memory grow: `python -m benchmarks.dedupe_growth FOLDER [--size N ...]`.

Pools the labelled sets of FOLDER and adds altered copies until there are as many records as asked for (for time only:
letters swapped, subtitles cut, pages, volumes and DOIs left out), seeded, so that every run has the same. Each size is
a process of its own. The last line matches 200 new records against the most: preparing what is known, then matching.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.dedupe_scores import labelled_sets
from pipeline.dedupe.engine import Item, dedupe, known, match_new
from pipeline.dedupe.table import read_table
from pipeline.records import Record

SIZES = (1_000, 5_000, 20_000)
NEW = 200


def pooled(folder: Path, size: int, seed: int = 6) -> list[Item]:
    """So many records: those of the sets, shuffled, then altered copies of them."""
    chance = random.Random(seed)
    records = [item.record for one in labelled_sets(folder) for item in read_table(one.records.read_bytes())]
    chance.shuffle(records)
    made = records[:size]
    while len(made) < size:
        made.append(altered(chance.choice(records), chance))
    return [Item(f"p{number:06}", record) for number, record in enumerate(made)]


def altered(record: Record, chance: random.Random) -> Record:
    """A copy as another source might give it, or, half of the time, another article with some of its words."""
    words = record.title.split()
    if chance.random() < 0.5:
        chance.shuffle(words)
        return replace(
            record,
            title=" ".join((*words[: max(4, len(words) * 2 // 3)], f"made-up{chance.randrange(10**6)}")),
            authors=record.authors[1:],
            year=(record.year or 2000) - chance.randrange(9),
            volume=str(chance.randrange(1, 90)),
            pages=str(chance.randrange(1, 2000)),
            doi="",
        )
    for _ in range(chance.randrange(3)):
        if words:
            at = chance.randrange(len(words))
            words[at] = words[at][1:] + words[at][:1]
    return replace(
        record,
        title=" ".join(words),
        doi=record.doi if chance.random() < 0.5 else "",
        pages=record.pages if chance.random() < 0.7 else "",
        volume=record.volume if chance.random() < 0.8 else "",
    )


def _mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)


def one_size(folder: Path, size: int) -> str:
    """Deduplicate in this process; one line of the table."""
    items = pooled(folder, size)
    before = _mib()
    wall, cpu = time.perf_counter(), time.process_time()
    found = dedupe(items)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return f"{size:>8}{len(found.clusters):>10}{len(found.doubtful):>10}{wall:>8.2f}{cpu:>8.2f}{before:>12.0f}{_mib():>8.0f}"


def new_ones(folder: Path, size: int) -> str:
    """Match new records against known ones in this process; one sentence."""
    items = pooled(folder, size + NEW)
    groups = dedupe(items[:size]).clusters
    first = time.process_time()
    held = known(items[:size], groups)
    second = time.process_time()
    found = match_new(held, items[size:])
    third = time.process_time()
    return (
        f"{NEW} new against {size}: making the known ready {second - first:.2f} s, matching {third - second:.2f} s "
        f"(CPU), {len(found.reasons)} merged, {len(found.doubtful)} doubtful"
    )


def main() -> None:
    """Print the table, a process for each line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, action="append", help=f"records; without: {', '.join(map(str, SIZES))}")
    parser.add_argument("--only", choices=("all", "new"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        print(one_size(given.folder, given.size[0]) if given.only == "all" else new_ones(given.folder, given.size[0]))
        return
    sizes = given.size or SIZES
    print(f"{'records':>8}{'clusters':>10}{'doubtful':>10}{'wall':>8}{'CPU':>8}{'MiB before':>12}{'MiB':>8}")
    for only, size in [*(("all", size) for size in sizes), ("new", max(sizes))]:
        command = (sys.executable, "-m", "benchmarks.dedupe_growth", given.folder, "--size", size, "--only", only)
        subprocess.run([str(one) for one in command], check=True)


if __name__ == "__main__":
    main()
