"""Fourth verb: pairs into clusters, without letting a chain join what contradicts.

If A is like B and B like C, but A and C are known to be apart or contradict each other, the weaker link is not made and
becomes a doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.dedupe.block import Pair
from pipeline.dedupe.evidence import contradict
from pipeline.dedupe.match import Verdict
from pipeline.dedupe.prepare import Prepared
from pipeline.dedupe.rules import Outcome


@dataclass(frozen=True, slots=True)
class Clustered:
    """Groups of positions, the merges that made them, and the merges that were held back."""

    group_of: tuple[int, ...]  # position -> number of its group
    made: tuple[Verdict, ...]
    held: tuple[Verdict, ...]


def cluster(
    records: Sequence[Prepared],
    verdicts: Sequence[Verdict],
    apart: frozenset[Pair],
    given: Sequence[Sequence[int]] = (),
    fixed: Sequence[int] = (),
) -> Clustered:
    """Join the positions of `records` by the verdicts that say SAME, the strongest first.

    `apart`: pairs that must never share a group. `given`: groups that exist already. `fixed`: a member of each group
    that is never joined with another of them here.
    """
    groups = _Groups(records, apart, given)
    standing = {groups.of[position] for position in fixed}
    made: list[Verdict] = []
    held: list[Verdict] = []
    same = (verdict for verdict in verdicts if verdict.outcome is Outcome.SAME)
    for verdict in sorted(same, key=lambda one: (one.strength, -one.score, one.pair)):
        left, right = (groups.of[position] for position in verdict.pair)
        if left == right:
            continue
        if (left in standing and right in standing) or groups.clash(left, right):
            held.append(verdict)
            continue
        joined = groups.join(*verdict.pair)
        if left in standing or right in standing:
            standing.add(joined)
        made.append(verdict)
    return Clustered(tuple(groups.of), tuple(made), tuple(held))


class _Groups:
    """Groups that grow. A group of many copies is asked once for all that say the same."""

    def __init__(self, records: Sequence[Prepared], apart: frozenset[Pair], given: Sequence[Sequence[int]]) -> None:
        self.of = list(range(len(records)))
        self._records = records
        self._members: dict[int, list[int]] = {}  # groups of one are not kept
        for group in given:
            self._members[group[0]] = list(group)
            for position in group:
                self.of[position] = group[0]
        self._stances: dict[int, dict[tuple[object, ...], int]] = {}
        self._enemies: dict[int, set[int]] = defaultdict(set)
        for a, b in apart:
            self._enemies[a].add(b)
            self._enemies[b].add(a)

    def join(self, a: int, b: int) -> int:
        """Put the smaller group into the larger, and give its number."""
        left, right = self.of[a], self.of[b]
        keep, drop = sorted((left, right), key=lambda group: (-len(self.members(group)), group))
        if keep == drop:
            return keep
        moved = self.members(drop)
        for position in moved:
            self.of[position] = keep
        self._stances[keep] = self.stances(keep) | self.stances(drop)
        self._members[keep] = self.members(keep) + moved
        self._members.pop(drop, None)
        self._stances.pop(drop, None)
        return keep

    def members(self, group: int) -> list[int]:
        return self._members.get(group) or [group]

    def stances(self, group: int) -> dict[tuple[object, ...], int]:
        """One member for each way to be contradicted."""
        if group not in self._stances:
            self._stances[group] = {_stance(self._records[at]): at for at in self.members(group)}
        return self._stances[group]

    def clash(self, left: int, right: int) -> bool:
        """Whether any of the one group may not stand with any of the other."""
        small, large = sorted((self.members(left), self.members(right)), key=len)
        watched = [self._enemies[position] for position in small if position in self._enemies]
        if watched and any(not enemies.isdisjoint(large) for enemies in watched):
            return True
        records = self._records
        return any(
            contradict(records[a], records[b])
            for a in self.stances(left).values()
            for b in self.stances(right).values()
        )


def _stance(record: Prepared) -> tuple[object, ...]:
    title = record.title.marker
    place = (record.volume, record.said, record.journal)
    return (record.doi, record.pmid, record.cochrane, record.cochrane_version, title, place)
