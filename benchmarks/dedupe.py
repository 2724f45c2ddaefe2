"""Measure the search for duplicates on labelled sets, beside bib-dedupe: `python -m benchmarks.dedupe FOLDER`.

FOLDER holds a folder for each set with `records.csv.gz`, `truth.csv` and, where some labels are disputed,
`disputed.csv` (record_a, record_b). `--peer PYTHON` is an interpreter that has bib-dedupe (in an environment of its
own); the two then run one after the other on each set, each as a whole process with its start. Only certain answers
count: a doubtful pair is a different pair. "answered" is the recall after a person answered the doubtful list rightly.

Seconds and MiB are those of the process and its children; the memory is that of the largest of them.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.dedupe_scores import (
    NONE,
    Labelled,
    Pairs,
    Score,
    clusters_of,
    labelled_sets,
    pairs_of,
    removed,
    rows,
    score,
)

ROOT = Path(__file__).resolve().parents[1]
SMALL = frozenset(("special_cases",))  # looked at, not counted among all


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process used."""

    wall: float  # seconds
    cpu: float  # seconds, user and system
    mib: float


@dataclass(frozen=True, slots=True)
class Measured:
    """One tool on one set."""

    records: int
    pairs: Score  # disputed pairs left out
    published: Score
    removed: Score
    cost: Cost
    clusters: Sequence[Sequence[str]]


def run(command: Sequence[str | Path]) -> Cost:
    """Run a process to its end, and what it used. Raises CalledProcessError."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen([str(one) for one in command], cwd=ROOT, stdout=told, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            told.seek(0)
            sys.stderr.write(told.read().decode("utf-8", "replace"))
            raise subprocess.CalledProcessError(process.returncode, [str(one) for one in command])
    return _cost(used, time.perf_counter() - started)


def _cost(used: resource.struct_rusage, wall: float) -> Cost:
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def measure(one: Labelled, out: Path, cost: Cost) -> Measured:
    """The scores of a written table of clusters."""
    truth = one.truth
    clusters = clusters_of(rows(out), truth)
    ours, true = pairs_of(clusters), one.true_pairs
    return Measured(
        records=len(truth),
        pairs=score(ours, true, one.disputed),
        published=score(ours, true),
        removed=removed(clusters, truth),
        cost=cost,
        clusters=clusters,
    )


def answered(one: Labelled, clusters: Sequence[Sequence[str]], doubtful: Path) -> tuple[Score, int]:
    """The score after every doubtful pair was answered as the truth has it, and how many there were."""
    truth = one.truth
    group_of = {member: set(cluster) for cluster in clusters for member in cluster}
    asked = rows(doubtful)
    for row in asked:
        left, right = group_of[row["record_a"]], group_of[row["record_b"]]
        if left is not right and truth[row["record_a"]] == truth[row["record_b"]]:
            left |= right
            for member in right:
                group_of[member] = left
    joined = {id(group): sorted(group) for group in group_of.values()}
    return score(pairs_of(joined.values()), one.true_pairs, one.disputed), len(asked)


def _line(name: str, tool: str, one: Measured) -> str:
    p, r = one.pairs, one.removed
    return (
        f"{name:<20}{tool:<11}{one.records:>6}{p.right:>6}{p.wrong:>6}{p.missing:>8}{p.precision:>10.4f}{p.recall:>8.4f}"
        f"{p.f1:>8.4f}{one.published.f1:>10.4f}{r.precision:>10.4f}{r.recall:>8.4f}{r.f1:>8.4f}"
        f"{one.cost.wall:>8.2f}{one.cost.cpu:>8.2f}{one.cost.mib:>7.0f}"
    )


HEAD = (
    f"{'set':<20}{'tool':<11}{'n':>6}{'right':>6}{'wrong':>6}{'missing':>8}{'precision':>10}{'recall':>8}{'F1':>8}"
    f"{'published':>10}{'removed:p':>10}{'recall':>8}{'F1':>8}{'wall':>8}{'CPU':>8}{'MiB':>7}"
)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peer", type=Path, metavar="PYTHON", help="an interpreter that has bib-dedupe")
    parser.add_argument("--errors", type=Path, help="folder for the wrong pairs of each set")
    given = parser.parse_args()
    print("Pairs with disputed labels left out; `published`: F1 with all labels as they were given.")
    print(HEAD)
    totals: dict[str, Score] = {}
    notes: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        for one in labelled_sets(given.folder):
            notes += _both(one, Path(place), given.peer, given.errors, totals)
    for tool, total in totals.items():
        print(f"{'all':<20}{tool:<11}{'':>6}{total.right:>6}{total.wrong:>6}{total.missing:>8}{'':>18}{total.f1:>8.4f}")
    print("\n".join(("", *notes)))


def _both(one: Labelled, place: Path, peer: Path | None, errors: Path | None, totals: dict[str, Score]) -> list[str]:
    """Measure both tools on one set, print their lines, and give what is to be said below the table."""
    name = one.folder.name
    out, doubtful = place / f"{name}.csv", place / f"{name}-doubtful.csv"
    cost = run((sys.executable, "-m", "pipeline", "dedupe", one.records, "--out", out, "--doubtful", doubtful))
    ours = measure(one, out, cost)
    lines = [("ours", ours)]
    if peer:
        other = place / f"{name}-peer.csv"
        cost = run((peer, ROOT / "benchmarks" / "dedupe_peer.py", one.records.resolve(), other))
        lines.append(("bib-dedupe", measure(one, other, cost)))
    for tool, found in lines:
        print(_line(name, tool, found), flush=True)
        if name not in SMALL:
            totals[tool] = totals.get(tool, NONE) + found.pairs
    if errors:
        _write_errors(errors, name, pairs_of(ours.clusters), one.true_pairs, rows(doubtful))
    after, asked = answered(one, ours.clusters, doubtful)
    note = f"{name}: {asked} doubtful pairs ({asked / ours.records:.1%} of the records), answered {after.recall:.4f}"
    if peer:
        theirs = lines[1][1].cost
        note += f"; CPU 1/{theirs.cpu / ours.cost.cpu:.1f}, wall 1/{theirs.wall / ours.cost.wall:.1f} of bib-dedupe"
    return [note]


def _write_errors(folder: Path, name: str, ours: Pairs, truth: Pairs, asked: Sequence[dict[str, str]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shown = {(row["record_a"], row["record_b"]) for row in asked}
    lines = [f"FP,{a},{b},\n" for a, b in sorted(ours - truth)]
    lines += [f"FN,{a},{b},{'shown' if (a, b) in shown else ''}\n" for a, b in sorted(truth - ours)]
    (folder / f"{name}.csv").write_text("kind,record_a,record_b,doubt\n" + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
