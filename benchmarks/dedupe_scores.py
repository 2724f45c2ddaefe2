"""How right a grouping is: pairs of records, and records removed, against a labelled truth."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Score:
    """What is right, wrong and missing, and the three ratios made of them."""

    right: int
    wrong: int
    missing: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missing) if self.right + self.missing else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.wrong + other.wrong, self.missing + other.missing)


NONE = Score(0, 0, 0)


def pairs_of(clusters: Iterable[Sequence[str]]) -> Pairs:
    """Every unordered pair of records that share a cluster."""
    return frozenset((min(p), max(p)) for members in clusters for p in combinations(members, 2))


def score(ours: Pairs, truth: Pairs, disputed: Collection[tuple[str, str]] = ()) -> Score:
    """Pairs together in both, only in ours, only in the truth; the disputed ones left out."""
    left_out = {(min(pair), max(pair)) for pair in disputed}
    ours, truth = ours - left_out, truth - left_out
    return Score(len(ours & truth), len(ours - truth), len(truth - ours))


def removed(ours: Iterable[Sequence[str]], truth: Mapping[str, str]) -> Score:
    """Records deleted when one of each group is kept: rightly, a reference lost altogether, a copy left.

    As ASySD and bib-dedupe count (Hair et al. 2023), made independent of which copy a tool keeps: the kept one is
    chosen in the tool's favour, by a maximum matching of its groups with true ones (augmenting paths).
    """
    groups = [sorted({truth[one] for one in members}) for members in ours]
    owner: dict[str, int] = {}
    kept: Counter[str] = Counter()
    for number in sorted(range(len(groups)), key=lambda one: len(groups[one])):
        if not _place(number, groups, owner, set()):
            kept[groups[number][0]] += 1
    kept.update(owner.keys())
    sizes = Counter(truth.values())
    found = NONE
    for reference, size in sizes.items():
        copies = kept[reference]
        found += Score(size - 1, 1, 0) if copies == 0 else Score(size - copies, 0, copies - 1)
    return found


def _place(number: int, groups: Sequence[Sequence[str]], owner: dict[str, int], seen: set[str]) -> bool:
    for reference in groups[number]:
        if reference in seen:
            continue
        seen.add(reference)
        if reference not in owner or _place(owner[reference], groups, owner, seen):
            owner[reference] = number
            return True
    return False


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV; none where there is no file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def clusters_of(found: Iterable[Mapping[str, str]], everything: Collection[str]) -> list[list[str]]:
    """Clusters of a table `record_id,cluster_id`; a record that is left out is one by itself."""
    together: dict[Hashable, list[str]] = defaultdict(list)
    left = set(everything)
    for row in found:
        together[row["cluster_id"]].append(row["record_id"])
        left.discard(row["record_id"])
    return [*together.values(), *([one] for one in sorted(left))]


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled set: its table of records, the truth, and the pairs whose label is disputed."""

    folder: Path

    @property
    def records(self) -> Path:
        return self.folder / "records.csv.gz"

    @property
    def truth(self) -> dict[str, str]:
        return {row["record_id"]: row["cluster_id"] for row in rows(self.folder / "truth.csv")}

    @property
    def disputed(self) -> Pairs:
        return frozenset((row["record_a"], row["record_b"]) for row in rows(self.folder / "disputed.csv"))

    @property
    def true_pairs(self) -> Pairs:
        return pairs_of(clusters_of(rows(self.folder / "truth.csv"), ()))


def labelled_sets(folder: Path) -> list[Labelled]:
    """The sets below a folder, by name."""
    return [Labelled(path.parent) for path in sorted(folder.glob("*/records.csv.gz"))]
