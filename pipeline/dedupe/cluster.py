"""Fourth verb: pairs into clusters, without letting a chain join what contradicts.

If A is like B and B like C, but A and C are known to be apart, the weaker link is not made and becomes a doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.dedupe.block import Pair
from pipeline.dedupe.match import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Clustered:
    """Groups of positions, the merges that made them, and the merges that were held back."""

    group_of: tuple[int, ...]  # position -> number of its group
    made: tuple[Verdict, ...]
    held: tuple[Verdict, ...]


def cluster(
    size: int, verdicts: Sequence[Verdict], apart: frozenset[Pair], given: Sequence[Sequence[int]] = ()
) -> Clustered:
    """Join the positions 0..size-1 by the verdicts that say SAME, the strongest first.

    `apart`: pairs that must never share a group. `given`: groups that exist already; two of them are never joined here.
    """
    group_of = list(range(size))
    members: dict[int, set[int]] = {position: {position} for position in range(size)}
    fixed: set[int] = set()
    for group in given:
        head = group[0]
        for position in group[1:]:
            _join(head, position, group_of, members)
        fixed.add(group_of[head])
    enemies: dict[int, set[int]] = defaultdict(set)
    for a, b in apart:
        enemies[a].add(b)
        enemies[b].add(a)
    made: list[Verdict] = []
    held: list[Verdict] = []
    same = (verdict for verdict in verdicts if verdict.outcome is Outcome.SAME)
    for verdict in sorted(same, key=lambda one: (one.strength, -one.score, one.pair)):
        left, right = (group_of[position] for position in verdict.pair)
        if left == right:
            continue
        if (left in fixed and right in fixed) or _clash(members[left], members[right], enemies):
            held.append(verdict)
            continue
        _join(verdict.pair[0], verdict.pair[1], group_of, members)
        if left in fixed or right in fixed:
            fixed.add(group_of[verdict.pair[0]])
        made.append(verdict)
    return Clustered(tuple(group_of), tuple(made), tuple(held))


def _join(a: int, b: int, group_of: list[int], members: dict[int, set[int]]) -> None:
    """Put the smaller group into the larger."""
    keep, drop = sorted((group_of[a], group_of[b]), key=lambda group: (-len(members[group]), group))
    if keep == drop:
        return
    for position in members[drop]:
        group_of[position] = keep
    members[keep] |= members.pop(drop)


def _clash(left: set[int], right: set[int], enemies: dict[int, set[int]]) -> bool:
    small, large = sorted((left, right), key=len)
    return any(not enemies[position].isdisjoint(large) for position in small if position in enemies)
