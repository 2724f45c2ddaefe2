"""Records in, groups of records about one report out: prepare, block, match, cluster, report.

Pure and the same for any order of the input. Each verb is one module, so that one can be replaced without the others.
The shape (five verbs, doubtful pairs to a person) is learnt from bib-dedupe (Wagner 2024).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.dedupe.block import Blocks, Pair, block, block_new, blocks, more_blocks
from pipeline.dedupe.cluster import cluster
from pipeline.dedupe.junk import Junk, find_junk
from pipeline.dedupe.match import Verdict, match
from pipeline.dedupe.places import registrant
from pipeline.dedupe.prepare import Prepared, content_key, prepare
from pipeline.dedupe.report import report
from pipeline.dedupe.rules import Outcome
from pipeline.dedupe.values import Deduplicated, Doubt, Item, Link, Merge
from pipeline.errors import BadInput
from pipeline.records import Record

__all__ = [
    "Deduplicated", "Doubt", "Item", "Known", "Link", "Merge", "compare_all", "dedupe", "dedupe_new", "grown", "known",
    "match_new",
]  # fmt: skip

COPY = "dedupe_copy"
COMES_AGAIN = 4  # volumes, years or DOIs in which one title stands, from which it is one that comes again and again
Groups = Collection[Sequence[str]]
Apart = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Known:
    """Records already held, made ready so that new ones are matched against them without reading them again."""

    prepared: tuple[Prepared, ...]
    blocks: Blocks
    junk: Junk
    position: Mapping[str, int]  # id -> place in `prepared`
    copy_of: Mapping[Record, int]  # a record -> the first place where it stands
    groups: Groups = ()  # of ids


def dedupe(records: Iterable[Item], groups: Groups = (), apart: Apart = ()) -> Deduplicated:
    """Clusters of all records, why they were made, what is linked, and the pairs a person should look at.

    `groups` are together already and may grow and join; `apart` are pairs that are never put into one.
    Raises BadInput("dedupe_id_twice", id) where two records have one id.
    """
    return compare_all(records, groups, apart)[0]


def compare_all(records: Iterable[Item], groups: Groups = (), apart: Apart = ()) -> tuple[Deduplicated, Known]:
    """As `dedupe`, with what was made ready on the way, for the records that come later."""
    items = _ordered(records)
    junk = find_junk(items)
    prepared = _prepared(items, junk)
    copies, first, copy_of = _copies(prepared)
    index = blocks(prepared, first)
    verdicts = (*copies, *match(prepared, block(prepared, index)))
    position = {record.id: at for at, record in enumerate(prepared)}
    given = _places(groups, position)
    clustered = cluster(prepared, verdicts, _apart(verdicts) | _told(apart, position), given, fixed=())
    loose = [b for (a, b) in (one.pair for one in copies) if clustered.group_of[a] != clustered.group_of[b]]
    held = Known(prepared, more_blocks(prepared, index, loose), junk, position, copy_of)
    return report(prepared, verdicts, clustered), held


def known(existing: Iterable[Item], groups: Groups = ()) -> Known:
    """What is held already. `groups` are its references (ids of `existing`); a record in none is one by itself.

    Raises BadInput("dedupe_id_twice", id).
    """
    items = _ordered(existing)
    junk = find_junk(items)
    prepared = _prepared(items, junk)
    position = {record.id: at for at, record in enumerate(prepared)}
    _, _, copy_of = _copies(prepared)
    return Known(prepared, blocks(prepared, range(len(prepared))), junk, position, copy_of, groups)


def match_new(held: Known, new: Iterable[Item], groups: Groups | None = None, apart: Apart = ()) -> Deduplicated:
    """As `dedupe`, for records that came to those already held: all clusters, but only merges with a new record.

    What a person merged or split among the existing stays. Two existing groups are never joined; where a new record
    fits both, the second is doubtful. `groups` stand in for those of `held`, and may have new records in them; `apart`
    are pairs that are never put into one. Raises BadInput("dedupe_id_twice", id).
    """
    prepared, fresh = _with_new(held, new)
    position = {record.id: at for at, record in enumerate(prepared[fresh.start :], start=fresh.start)}
    position = {**held.position, **position}
    copies, _, _ = _copies(prepared[fresh.start :], fresh.start, held.copy_of)
    verdicts = (*copies, *match(prepared, block_new(prepared, held.blocks, fresh)))
    given = _places(held.groups if groups is None else groups, position)
    grouped = {at for group in given for at in group}
    fixed = (*(group[0] for group in given), *(at for at in range(fresh.start) if at not in grouped))
    told = _apart(verdicts) | _told(apart, position)
    return report(prepared, verdicts, cluster(prepared, verdicts, told, given, fixed))


def grown(held: Known, new: Iterable[Item]) -> Known:
    """What is held, with new records among it. Raises BadInput("dedupe_id_twice", id)."""
    prepared, fresh = _with_new(held, new)
    _, _, copy_of = _copies(prepared[fresh.start :], fresh.start, held.copy_of)
    position = {prepared[at].id: at for at in fresh}
    return replace(
        held,
        prepared=prepared,
        blocks=more_blocks(prepared, held.blocks, fresh),
        position={**held.position, **position},
        copy_of={**held.copy_of, **copy_of},
    )


def _with_new(held: Known, new: Iterable[Item]) -> tuple[tuple[Prepared, ...], range]:
    items = _ordered(new)
    twice = next((item.id for item in items if item.id in held.position), None)
    if twice is not None:
        raise BadInput("dedupe_id_twice", id=twice)
    arrived = _prepared(items, find_junk(items) | held.junk)
    return (*held.prepared, *arrived), range(len(held.prepared), len(held.prepared) + len(arrived))


def dedupe_new(new: Sequence[Item], existing: Sequence[Item], groups: Collection[Sequence[str]] = ()) -> Deduplicated:
    """`match_new` where the existing records were not made ready before."""
    return match_new(known(existing, groups), new)


def with_versions(found: Deduplicated) -> tuple[tuple[str, ...], ...]:
    """The clusters, with the versions of one Cochrane review in one as long as its title stayed: labelled sets count so."""
    group_of = {one: number for number, members in enumerate(found.clusters) for one in members}
    groups = {number: list(members) for number, members in enumerate(found.clusters)}
    for link in found.linked:
        left, right = group_of[link.a], group_of[link.b]
        if link.reason_code == "dedupe_other_cochrane_version" and left != right:
            for one in groups[right]:
                group_of[one] = left
            groups[left] += groups.pop(right)
    return tuple(sorted(tuple(sorted(group)) for group in groups.values()))


def _ordered(records: Iterable[Item]) -> list[Item]:
    """The items in an order that hangs on what they say; ids decide between copies only."""
    items = sorted(records, key=lambda item: (content_key(item.record), item.id))
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise BadInput("dedupe_id_twice", id=item.id)
        seen.add(item.id)
    return items


def _prepared(items: Sequence[Item], junk: Junk) -> tuple[Prepared, ...]:
    prepared = [prepare(item, junk) for item in items]
    again = _come_again(prepared)
    if again:
        prepared = [
            replace(one, title=replace(one.title, recurring=True)) if one.title.compact in again else one
            for one in prepared
        ]
    return tuple(prepared)


def _come_again(records: Sequence[Prepared]) -> set[str]:
    """Titles in many volumes, years or DOIs of one registrant: a column, a yearly report, the introduction of a track."""
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in records:
        if one.title.compact and not one.cochrane:
            told = (("volume", one.volume), ("year", str(one.year or "")), (registrant(one.doi), one.doi))
            for name, value in told:
                if value:
                    seen[one.title.compact, name].add(value)
    return {title for (title, _), values in seen.items() if len(values) >= COMES_AGAIN}


def _copies(
    records: Sequence[Prepared], offset: int = 0, held: Mapping[Record, int] | None = None
) -> tuple[list[Verdict], list[int], dict[Record, int]]:
    """Merges of exact copies with the first of their kind, the places that are left to be compared, and where a record
    first stands."""
    first_of: dict[Record, int] = dict(held or {})
    merges: list[Verdict] = []
    left: list[int] = []
    for at, one in enumerate(records, start=offset):
        first = first_of.setdefault(one.record, at) if one.says_something else at
        if first == at:
            left.append(at)
        else:
            merges.append(Verdict((first, at), Outcome.SAME, COPY, {}, 100.0, -1))
    return merges, left, first_of


def _places(groups: Groups, position: Mapping[str, int]) -> list[tuple[int, ...]]:
    """Groups of two or more as positions, in an order of their own."""
    return sorted(tuple(sorted(position[one] for one in group)) for group in groups if len(group) > 1)


def _told(apart: Apart, position: Mapping[str, int]) -> frozenset[Pair]:
    """Pairs that people told apart, as positions; of records that are not here nothing is to be kept apart."""
    here = ((position[a], position[b]) for a, b in apart if a in position and b in position)
    return frozenset((min(pair), max(pair)) for pair in here)


def _apart(verdicts: Iterable[Verdict]) -> frozenset[Pair]:
    return frozenset(verdict.pair for verdict in verdicts if verdict.forbids)
