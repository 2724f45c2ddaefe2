"""Records in, groups of records about one report out: prepare, put copies together, block, match, cluster, report.

Pure and the same for any order of the input. Each verb is one module, so that one can be replaced without the others.
The shape (five verbs, doubtful pairs to a person) is learnt from bib-dedupe (Wagner 2024).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.dedupe.block import Blocks, Pair, block, block_new, blocks, more_blocks
from pipeline.dedupe.cluster import cluster
from pipeline.dedupe.copies import Copies, Places, firsts, places_of, put_together, standing_apart
from pipeline.dedupe.junk import Junk, find_junk
from pipeline.dedupe.match import Verdict, match
from pipeline.dedupe.places import registrant
from pipeline.dedupe.prepare import Prepared, content_key, prepare
from pipeline.dedupe.report import report
from pipeline.dedupe.values import Deduplicated, Doubt, Item, Link, Merge
from pipeline.errors import BadInput

__all__ = [
    "Deduplicated", "Doubt", "Item", "Known", "Link", "Merge", "compare_all", "dedupe", "dedupe_new", "grown", "known",
    "match_new",
]  # fmt: skip

COMES_AGAIN = 4  # volumes, years or DOIs in which one title stands, from which it is one that comes again and again
Groups = Collection[Sequence[str]]
Apart = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Known:
    """Records already held, made ready so that new ones are matched against them without reading them again."""

    prepared: tuple[Prepared, ...]
    blocks: Blocks  # of each record at its first place
    junk: Junk
    position: Mapping[str, int]  # id -> place in `prepared`
    places: Places
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
    everything = range(len(prepared))
    position = {record.id: at for at, record in enumerate(prepared)}
    told = _told(apart, position)
    copies = put_together(prepared, everything, {}, _positions(groups, position), told)
    index = blocks(prepared, copies.compared)
    verdicts = (*copies.across, *match(prepared, block(prepared, index)))
    places = places_of(prepared, everything)
    first = firsts(prepared, everything, places)
    kept = index if first == [*copies.compared] else blocks(prepared, first)
    held = Known(prepared, kept, junk, position, places)
    return _answer(prepared, copies, verdicts, told, fixed=()), held


def known(existing: Iterable[Item], groups: Groups = ()) -> Known:
    """What is held already. `groups` are its references (ids of `existing`); a record in none is one by itself.

    Raises BadInput("dedupe_id_twice", id).
    """
    items = _ordered(existing)
    junk = find_junk(items)
    prepared = _prepared(items, junk)
    everything = range(len(prepared))
    position = {record.id: at for at, record in enumerate(prepared)}
    places = places_of(prepared, everything)
    return Known(prepared, blocks(prepared, firsts(prepared, everything, places)), junk, position, places, groups)


def match_new(held: Known, new: Iterable[Item], groups: Groups | None = None, apart: Apart = ()) -> Deduplicated:
    """As `dedupe`, for records that came to those already held: all clusters, but only merges with a new record.

    What a person merged or split among the existing stays. Two existing groups are never joined; where a new record
    fits both, the second is doubtful. `groups` stand in for those of `held`, and may have new records in them; `apart`
    are pairs that are never put into one. Raises BadInput("dedupe_id_twice", id).
    """
    prepared, fresh = _with_new(held, new)
    position = {**held.position, **{prepared[at].id: at for at in fresh}}
    told = _told(apart, position)
    given = _positions(held.groups if groups is None else groups, position)
    copies = put_together(prepared, fresh, held.places, given, told)
    split = standing_apart(held.places, given)
    index = more_blocks(prepared, held.blocks, split) if split else held.blocks
    verdicts = (*copies.across, *match(prepared, block_new(prepared, index, copies.compared)))
    grouped = {at for group in given for at in group}
    fixed = (*(group[0] for group in given), *(at for at in range(fresh.start) if at not in grouped))
    return _answer(prepared, copies, verdicts, told, fixed)


def grown(held: Known, new: Iterable[Item]) -> Known:
    """What is held, with new records among it. Raises BadInput("dedupe_id_twice", id)."""
    prepared, fresh = _with_new(held, new)
    places = places_of(prepared, fresh, held.places)
    return replace(
        held,
        prepared=prepared,
        blocks=more_blocks(prepared, held.blocks, firsts(prepared, fresh, places)),
        position={**held.position, **{prepared[at].id: at for at in fresh}},
        places=places,
    )


def _with_new(held: Known, new: Iterable[Item]) -> tuple[tuple[Prepared, ...], range]:
    items = _ordered(new)
    twice = next((item.id for item in items if item.id in held.position), None)
    if twice is not None:
        raise BadInput("dedupe_id_twice", id=twice)
    arrived = _prepared(items, find_junk(items) | held.junk)
    return (*held.prepared, *arrived), range(len(held.prepared), len(held.prepared) + len(arrived))


def _answer(
    records: Sequence[Prepared],
    copies: Copies,
    verdicts: Sequence[Verdict],
    told: frozenset[Pair],
    fixed: Sequence[int],
) -> Deduplicated:
    """Copies together, then what the verdicts join, in words."""
    apart = told | {verdict.pair for verdict in verdicts if verdict.forbids}
    clustered = cluster(records, verdicts, apart, copies.groups, fixed)
    return report(records, verdicts, replace(clustered, made=(*copies.joined, *clustered.made)))


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


def _positions(groups: Groups, position: Mapping[str, int]) -> list[tuple[int, ...]]:
    """Groups of two or more as positions, in an order of their own."""
    return sorted(tuple(sorted(position[one] for one in group)) for group in groups if len(group) > 1)


def _told(apart: Apart, position: Mapping[str, int]) -> frozenset[Pair]:
    """Pairs that people told apart, as positions; of records that are not here nothing is to be kept apart."""
    here = ((position[a], position[b]) for a, b in apart if a in position and b in position)
    return frozenset((min(pair), max(pair)) for pair in here)
