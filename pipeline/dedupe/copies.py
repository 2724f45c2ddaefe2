"""Exact copies, put together before anything is compared: what says the same in every field is one in all that follows.

They share a group whatever else is there, and of those that stand together one is compared with other records. Only what
people have said parts them: two that they told apart, and groups that stood before, which join as any others do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.dedupe.block import Pair
from pipeline.dedupe.match import Verdict
from pipeline.dedupe.prepare import Prepared
from pipeline.dedupe.rules import Outcome
from pipeline.records import Record

COPY = "dedupe_copy"
Group = Sequence[int]
Places = Mapping[Record, Group]  # a record that says something -> where it stands, the first place first


@dataclass(frozen=True, slots=True)
class Copies:
    """New records put to their copies."""

    joined: tuple[Verdict, ...]  # each brings one more into a group
    across: tuple[Verdict, ...]  # between groups that hold copies and may join, unless their other members contradict
    groups: tuple[Group, ...]  # of two or more: those that were given and those that copies make
    compared: tuple[int, ...]  # of the new ones: one of each kind in each group


def places_of(records: Sequence[Prepared], positions: Iterable[int], held: Places | None = None) -> Places:
    """`held`, with the records at `positions` in it as well."""
    found: dict[Record, list[int]] = defaultdict(list)
    for at in positions:
        if records[at].says_something:
            found[records[at].record].append(at)
    if not held:
        return {record: tuple(places) for record, places in found.items()}
    return {**held, **{record: (*held.get(record, ()), *places) for record, places in found.items()}}


def firsts(records: Sequence[Prepared], positions: Iterable[int], places: Places) -> list[int]:
    """The positions whose record stands at no earlier place."""
    return [at for at in positions if places.get(records[at].record, (at,))[0] == at]


def standing_apart(places: Places, given: Iterable[Group]) -> list[int]:
    """The copies that stand in another group than those before them."""
    group_of = {at: group[0] for group in given for at in group}
    apart: list[int] = []
    for copies in places.values():
        if len(copies) > 1:
            apart += _one_of_each(copies, group_of)[1:]
    return apart


def put_together(
    records: Sequence[Prepared], new: Iterable[int], held: Places, given: Sequence[Group], told: Iterable[Pair]
) -> Copies:
    """Put each of the `new` positions to its copies, held or new.

    `given`: the groups of two or more that there are; a held record in none is a group by itself. `told`: pairs that
    people told apart.
    """
    standing = _Standing(given, told)
    heads: dict[Record, list[int]] = {}  # one of each group in which a record stands
    joined: list[Verdict] = []
    across: list[Verdict] = []
    compared: list[int] = []
    for at in sorted(new, key=lambda at: (at not in standing.group_of, at)):  # those in groups are there to be joined
        if not records[at].says_something:
            compared.append(at)
            continue
        record, free = records[at].record, at not in standing.group_of
        if record not in heads:
            heads[record] = _one_of_each(held.get(record, ()), standing.group_of)
        copies = heads[record]
        if not free and any(standing.group(one) == standing.group(at) for one in copies):
            continue
        open_to = [one for one in copies if not standing.parted(at, one)]
        if free and open_to:
            home = open_to.pop(0)
            standing.join(at, home)
            joined.append(_merge(home, at))
        else:
            copies.append(at)
            compared.append(at)
        across += [_merge(one, at) for one in open_to]
    return Copies(tuple(joined), tuple(across), standing.groups(), tuple(sorted(compared)))


class _Standing:
    """Which positions stand together so far, and which people told apart."""

    def __init__(self, given: Iterable[Group], told: Iterable[Pair]) -> None:
        self._members = {group[0]: list(group) for group in given}
        self.group_of = {at: group for group, members in self._members.items() for at in members}
        self._told: dict[int, list[int]] = defaultdict(list)
        for a, b in told:
            self._told[a].append(b)
            self._told[b].append(a)

    def group(self, at: int) -> int:
        return self.group_of.get(at, at)

    def parted(self, at: int, other: int) -> bool:
        """Whether people told one that stands with the first from one that stands with the other."""
        if not self._told:
            return False
        mine, theirs = self._members.get(self.group(at), [at]), self.group(other)
        return any(self.group(enemy) == theirs for one in mine for enemy in self._told.get(one, ()))

    def join(self, at: int, home: int) -> None:
        """Put one that stands alone to another."""
        group = self.group(home)
        self._members.setdefault(group, [group]).append(at)
        self.group_of[at] = self.group_of[home] = group

    def groups(self) -> tuple[Group, ...]:
        return tuple(sorted(tuple(sorted(members)) for members in self._members.values()))


def _one_of_each(copies: Iterable[int], group_of: Mapping[int, int]) -> list[int]:
    """The first of them in each group."""
    seen: dict[int, int] = {}
    for at in copies:
        seen.setdefault(group_of.get(at, at), at)
    return list(seen.values())


def _merge(a: int, b: int) -> Verdict:
    return Verdict((min(a, b), max(a, b)), Outcome.SAME, COPY, {}, 100.0, -1)
