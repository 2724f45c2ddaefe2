"""Measure deduplication on labelled sets: `python -m benchmarks.dedupe FOLDER [--errors OUT_FOLDER]`.

FOLDER holds a folder for each set with `records.csv.gz`, `truth.csv` and, where some labels are disputed,
`disputed.csv` (record_a, record_b). Pairs are counted: together in both (right), only in ours (wrong), only in the
truth (missing). "undisputed" is F1 without the disputed pairs. Times are seconds of this process.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from pipeline.dedupe.engine import dedupe
from pipeline.dedupe.table import read_table

Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs that are right, wrong and missing, and the three ratios made of them."""

    right: int
    wrong: int
    missing: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def sensitivity(self) -> float:
        return self.right / (self.right + self.missing) if self.right + self.missing else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.sensitivity
        return 2 * self.precision * self.sensitivity / total if total else 0.0


def pairs_of(clusters: Iterable[Sequence[str]]) -> Pairs:
    """Every unordered pair of records that share a cluster."""
    return frozenset((min(p), max(p)) for members in clusters for p in combinations(members, 2))


def score(ours: Pairs, truth: Pairs, disputed: Collection[tuple[str, str]] = ()) -> Score:
    """Counts without the disputed pairs."""
    left_out = {(min(pair), max(pair)) for pair in disputed}
    ours, truth = ours - left_out, truth - left_out
    return Score(len(ours & truth), len(ours - truth), len(truth - ours))


def _rows(path: Path) -> list[Mapping[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _truth(path: Path) -> Pairs:
    clusters: dict[str, list[str]] = defaultdict(list)
    for row in _rows(path):
        clusters[row["cluster_id"]].append(row["record_id"])
    return pairs_of(clusters.values())


def measure(folder: Path, errors: Path | None) -> str:
    """One line of the table; with `errors`, the wrong and missing pairs are written there."""
    items = read_table((folder / "records.csv.gz").read_bytes())
    started = time.perf_counter()
    result = dedupe(items)
    seconds = time.perf_counter() - started
    truth, ours = _truth(folder / "truth.csv"), pairs_of(result.clusters)
    disputed = [(row["record_a"], row["record_b"]) for row in _rows(folder / "disputed.csv")]
    figures, lenient = score(ours, truth), score(ours, truth, disputed)
    shown = {(doubt.a, doubt.b) for doubt in result.doubtful}
    if errors:
        lines = [f"FP,{a},{b},\n" for a, b in sorted(ours - truth)]
        lines += [f"FN,{a},{b},{'shown' if (a, b) in shown else ''}\n" for a, b in sorted(truth - ours)]
        (errors / f"{folder.name}.csv").write_text("kind,record_a,record_b,doubt\n" + "".join(lines), encoding="utf-8")
    return (
        f"{folder.name:<20}{len(items):>7}{figures.right:>7}{figures.wrong:>7}{figures.missing:>9}"
        f"{figures.precision:>11.4f}{figures.sensitivity:>13.4f}{figures.f1:>9.4f}{lenient.f1:>11.4f}"
        f"{len(result.doubtful):>10}{seconds:>9.2f}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", type=Path, help="folder for the wrong pairs of each set")
    given = parser.parse_args()
    if given.errors:
        given.errors.mkdir(parents=True, exist_ok=True)
    print(
        f"{'set':<20}{'records':>7}{'right':>7}{'wrong':>7}{'missing':>9}{'precision':>11}{'sensitivity':>13}{'F1':>9}"
        f"{'undisputed':>11}{'doubtful':>10}{'seconds':>9}"
    )
    for folder in sorted(path.parent for path in given.folder.glob("*/records.csv.gz")):
        print(measure(folder, given.errors))


if __name__ == "__main__":
    main()
