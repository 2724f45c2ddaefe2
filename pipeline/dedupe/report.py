"""Fifth verb: groups and verdicts in the words of the caller's ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pipeline.dedupe.block import Pair
from pipeline.dedupe.cluster import Clustered
from pipeline.dedupe.match import Verdict
from pipeline.dedupe.prepare import Prepared
from pipeline.dedupe.rules import Outcome
from pipeline.dedupe.values import Deduplicated, Doubt, Link, Merge

HELD = "dedupe_chain_conflict"


def report(records: Sequence[Prepared], verdicts: Sequence[Verdict], clustered: Clustered) -> Deduplicated:
    """The answer, sorted by ids so that it is the same for any order of the input."""
    groups: dict[int, list[str]] = defaultdict(list)
    for record, group in zip(records, clustered.group_of, strict=True):
        groups[group].append(record.id)
    merges = [Merge(*_ids(records, one.pair), one.code, one.params) for one in clustered.made]
    held = {tuple(sorted(clustered.group_of[at] for at in one.pair)) for one in clustered.held}
    linked = _links(records, verdicts, clustered, held)
    return Deduplicated(
        clusters=tuple(sorted(tuple(sorted(group)) for group in groups.values())),
        reasons=tuple(sorted(merges, key=lambda merge: (merge.a, merge.b))),
        doubtful=_doubts(records, verdicts, clustered, frozenset(linked)),
        linked=tuple(sorted(linked.values(), key=lambda link: (link.a, link.b))),
    )


def _links(
    records: Sequence[Prepared], verdicts: Sequence[Verdict], clustered: Clustered, held: set[tuple[int, ...]]
) -> dict[Pair, Link]:
    """The best link between any two groups; none where a merge of theirs was held back, since a person is asked."""
    links: dict[Pair, Link] = {}
    found = (one for one in verdicts if one.outcome is Outcome.LINKED)
    for one in sorted(found, key=lambda one: (one.strength, -one.score, one.pair)):
        between = _groups(clustered, one)
        if between[0] != between[1] and between not in held and between not in links:
            first, then = (records[at].id for at in (one.pair[::-1] if one.turned else one.pair))
            links[between] = Link(first, then, one.kind, one.code, one.params)
    return links


def _doubts(
    records: Sequence[Prepared], verdicts: Sequence[Verdict], clustered: Clustered, linked: frozenset[Pair]
) -> tuple[Doubt, ...]:
    """The best pair between any two groups; a merge that was held back goes before a doubt."""
    held = [(one, HELD) for one in clustered.held]
    unsure = [(one, one.code) for one in verdicts if one.outcome is Outcome.DOUBT]
    best: dict[Pair, Doubt] = {}
    for verdict, code in held + sorted(unsure, key=lambda one: (-one[0].score, one[0].strength, one[0].pair)):
        between = _groups(clustered, verdict)
        if between[0] != between[1] and between not in best and between not in linked:
            params = {} if code == HELD else verdict.params
            best[between] = Doubt(*_ids(records, verdict.pair), code, params, verdict.score)
    return tuple(sorted(best.values(), key=lambda doubt: (-doubt.score, doubt.a, doubt.b)))


def _groups(clustered: Clustered, verdict: Verdict) -> Pair:
    left, right = sorted(clustered.group_of[at] for at in verdict.pair)
    return left, right


def _ids(records: Sequence[Prepared], pair: Pair) -> tuple[str, str]:
    a, b = sorted(records[at].id for at in pair)
    return a, b
