"""Records in, groups of records about one report and doubtful pairs out: prepare, block, match, cluster, report.

Pure and the same for any order of the input. Identifiers and titles for now; each verb is one module, so that one can
be replaced without the others. The shape (five verbs, doubtful pairs to a person) is learnt from bib-dedupe.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import pairwise

from pipeline.dedupe.block import Pair, block
from pipeline.dedupe.cluster import Clustered, cluster
from pipeline.dedupe.match import Outcome, Verdict, match
from pipeline.dedupe.prepare import Prepared, prepare
from pipeline.dedupe.values import Deduplicated, Doubt, Item, Merge
from pipeline.errors import BadInput

__all__ = ["Deduplicated", "Doubt", "Item", "Merge", "dedupe", "dedupe_new"]

# Doubts that also forbid: a chain of likenesses may not join these two by way of a third.
FORBID = frozenset(
    ("dedupe_other_cochrane_version", "dedupe_abridged", "dedupe_notice", "dedupe_other_part", "dedupe_other_pmid",
     "dedupe_elsewhere", "dedupe_same_doi_other_title", "dedupe_same_pmid_other_title")
)  # fmt: skip


def dedupe(records: Sequence[Item]) -> Deduplicated:
    """Clusters of all records, why they were made, and the pairs a person should look at.

    Raises BadInput("dedupe_id_twice", id) where two records have one id.
    """
    return _run(records, None, ())


def dedupe_new(new: Sequence[Item], existing: Sequence[Item], groups: Collection[Sequence[str]] = ()) -> Deduplicated:
    """As `dedupe`, for records that came to those already held.

    Only pairs with a new record are looked at: what a person merged or split among the existing stays. `groups` are
    the existing references (ids of `existing`); an existing record in none of them is a group of its own. Two existing
    groups are never joined; where a new record fits both, the second is doubtful.
    """
    return _run([*new, *existing], frozenset(item.id for item in new), groups)


def _run(items: Sequence[Item], new: frozenset[str] | None, groups: Collection[Sequence[str]]) -> Deduplicated:
    records = tuple(prepare(item) for item in sorted(items, key=lambda item: item.id))
    position = {record.id: at for at, record in enumerate(records)}
    if len(position) < len(records):
        raise BadInput("dedupe_id_twice", id=next(a.id for a, b in pairwise(records) if a.id == b.id))
    fresh = None if new is None else frozenset(position[one] for one in new)
    verdicts = match(records, block(records, fresh))
    apart = frozenset(verdict.pair for verdict in verdicts if verdict.code in FORBID)
    clustered = cluster(len(records), verdicts, apart, _given(position, fresh, groups))
    return _report(records, verdicts, clustered)


def _given(
    position: dict[str, int], fresh: frozenset[int] | None, groups: Collection[Sequence[str]]
) -> tuple[tuple[int, ...], ...]:
    """The existing groups as positions, those of one record too; in an order of their own."""
    if fresh is None:
        return ()
    together: list[tuple[int, ...]] = [tuple(sorted(position[one] for one in group)) for group in groups if group]
    grouped = {one for group in together for one in group}
    alone: list[tuple[int, ...]] = [(one,) for one in position.values() if one not in grouped and one not in fresh]
    return tuple(sorted(together + alone))


def _report(records: Sequence[Prepared], verdicts: Sequence[Verdict], clustered: Clustered) -> Deduplicated:
    """Fifth verb: groups and verdicts in the words of the caller's ids."""
    groups: dict[int, list[str]] = defaultdict(list)
    for record, group in zip(records, clustered.group_of, strict=True):
        groups[group].append(record.id)
    merges = [Merge(*_ids(records, one.pair), one.code, one.params) for one in clustered.made]
    return Deduplicated(
        clusters=tuple(sorted(tuple(sorted(group)) for group in groups.values())),
        reasons=tuple(sorted(merges, key=lambda merge: (merge.a, merge.b))),
        doubtful=_doubts(records, verdicts, clustered),
    )


def _doubts(records: Sequence[Prepared], verdicts: Sequence[Verdict], clustered: Clustered) -> tuple[Doubt, ...]:
    """The best pair between any two groups; a merge that was held back goes before a doubt."""
    held = [(one, "dedupe_chain_conflict") for one in clustered.held]
    unsure = [(one, one.code) for one in verdicts if one.outcome is Outcome.DOUBT]
    best: dict[Pair, Doubt] = {}
    for verdict, code in held + sorted(unsure, key=lambda one: (-one[0].score, one[0].strength, one[0].pair)):
        left, right = sorted(clustered.group_of[at] for at in verdict.pair)
        if left != right and (left, right) not in best:
            params = {} if code == "dedupe_chain_conflict" else verdict.params
            best[left, right] = Doubt(*_ids(records, verdict.pair), code, params, verdict.score)
    return tuple(sorted(best.values(), key=lambda doubt: (-doubt.score, doubt.a, doubt.b)))


def _ids(records: Sequence[Prepared], pair: Pair) -> tuple[str, str]:
    return records[pair[0]].id, records[pair[1]].id
