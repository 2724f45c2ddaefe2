"""Labelled sets of the shared folder: no worse than what was reached. Skipped where the folder is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.dedupe import answered
from benchmarks.dedupe_scores import Labelled, pairs_of, removed, score
from pipeline.dedupe.engine import dedupe, with_versions
from pipeline.dedupe.table import read_table, write_doubtful

# set: wrong and missing pairs at the most, disputed labels left out; doubtful pairs at the most
CEILINGS = {
    "cytology_screening": (0, 2, 20),
    "digital_work": (0, 3, 25),
    "respiratory": (2, 2, 25),
    "special_cases": (0, 0, 4),
    "tafenoquine": (0, 0, 2),
}


@pytest.mark.parametrize("name", CEILINGS)
def test_labelled_set(name: str, shared_dir: Path, tmp_path: Path) -> None:
    one = Labelled(shared_dir / "benchmarks" / "dedup" / name)
    if not one.folder.exists():
        pytest.skip(f"labelled set {name} is not here")
    found = dedupe(read_table(one.records.read_bytes()))
    clusters = with_versions(found)
    wrong, missing, doubtful = CEILINGS[name]
    pairs = score(pairs_of(clusters), one.true_pairs, one.disputed)
    assert (pairs.wrong, pairs.missing) <= (wrong, missing)
    assert pairs.missing <= missing
    assert len(found.doubtful) <= doubtful
    path = tmp_path / "doubtful.csv"
    path.write_text(write_doubtful(found.doubtful, lambda code, params: code), encoding="utf-8")
    assert answered(one, clusters, path)[0].recall >= 0.998


def test_the_scores_themselves() -> None:
    """Two groups of the truth, one cut in two, one joined with a stranger."""
    truth = {"a": "1", "b": "1", "c": "1", "d": "2", "e": "2", "f": "3"}
    ours = [["a", "b"], ["c"], ["d", "e", "f"]]
    pairs = score(pairs_of(ours), pairs_of([["a", "b", "c"], ["d", "e"], ["f"]]), [("f", "e")])
    assert (pairs.right, pairs.wrong, pairs.missing) == (2, 1, 2)
    gone = removed(ours, truth)
    assert (gone.right, gone.wrong, gone.missing) == (2, 1, 1)
