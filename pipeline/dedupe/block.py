"""Second verb: which pairs are worth comparing. Never every record with every other.

A record stands in several blocks (same identifier, same title, its beginning and end, two of its rarest title words,
same place in a journal); a pair is a candidate when it shares a block. A block that is too big to compare wholly is
sorted by what it should agree on, and only neighbours are compared, so that the work grows with the number of records
(sorted neighbourhood, Hernandez and Stolfo 1995).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from pipeline.dedupe.prepare import Prepared

Pair = tuple[int, int]
Key = tuple[str, ...]

RARE_WORDS = 4  # so many of a title's rarest words make its keys, two by two
BLOCK_LIMIT = 40  # records in a block that are all compared with each other
WINDOW = 12  # neighbours compared in a block above the limit
EDGE = 24  # letters of a title that make a key, from its beginning and from its end


@dataclass(frozen=True, slots=True)
class Blocks:
    """Positions by key, and how many titles hold each word: what new records are looked up in."""

    members: Mapping[Key, Sequence[int]]
    spread: Mapping[str, int]


def blocks(records: Sequence[Prepared], positions: Sequence[int]) -> Blocks:
    """The blocks of the records at `positions`."""
    spread = Counter(word for at in positions for word in set(records[at].title.tokens))
    members: dict[Key, list[int]] = defaultdict(list)
    for at in positions:
        for key in keys(records[at], spread):
            members[key].append(at)
    return Blocks(members, spread)


def more_blocks(records: Sequence[Prepared], known: Blocks, positions: Sequence[int]) -> Blocks:
    """The known blocks with the records at `positions` in them as well; `known` is left as it is."""
    spread = Counter(known.spread)
    spread.update(word for at in positions for word in set(records[at].title.tokens))
    members = dict(known.members)
    for at in positions:
        for key in keys(records[at], known.spread):
            members[key] = [*members.get(key, ()), at]
    return Blocks(members, spread)


def block(records: Sequence[Prepared], known: Blocks) -> tuple[Pair, ...]:
    """Candidate pairs among the records of blocks, each once with the lower first."""
    pairs: set[Pair] = set()
    for members in known.members.values():
        if len(members) > 1:
            pairs.update(_within(members, records))
    return tuple(sorted(pairs))


def block_new(records: Sequence[Prepared], known: Blocks, new: Sequence[int]) -> tuple[Pair, ...]:
    """Candidate pairs of which one at least is `new`; the known ones stand in `known`."""
    fresh: dict[Key, list[int]] = defaultdict(list)
    for at in new:
        for key in keys(records[at], known.spread):
            fresh[key].append(at)
    pairs: set[Pair] = set()
    for key, arrived in fresh.items():
        there = known.members.get(key, ())
        if len(there) + len(arrived) <= BLOCK_LIMIT:
            pairs.update((min(a, b), max(a, b)) for a in arrived for b in there)
            pairs.update(combinations(arrived, 2))
        else:
            mine = frozenset(arrived)
            near = _within([*there, *arrived], records)
            pairs.update((a, b) for a, b in near if a in mine or b in mine)
    return tuple(sorted(pairs))


def keys(record: Prepared, spread: Mapping[str, int]) -> Iterator[Key]:
    """The blocks in which a record stands."""
    title, pages = record.title, record.pages
    if record.pmid:
        yield ("pmid", record.pmid)
    if record.doi:
        yield ("doi", record.doi)
    if record.cochrane:
        yield ("cochrane", record.cochrane)
    if record.registration:
        yield ("registration", record.registration)
    if record.volume and pages.first:
        yield ("place", record.volume, pages.first, str(record.year))
    if pages.last:
        yield ("range", pages.first, pages.last, str(record.year))
    if title.compact:
        yield ("title", title.compact)
        if len(title.compact) > EDGE:
            yield ("start", title.compact[:EDGE])
            yield ("end", title.compact[-EDGE:])
    for wording in title.wordings:
        yield ("title", wording)
    rare = sorted(set(title.tokens), key=lambda word: (spread.get(word, 0) <= 1, spread.get(word, 0), word))
    for pair in combinations(sorted(rare[:RARE_WORDS]), 2):
        yield ("words", *pair)


def _within(members: Sequence[int], records: Sequence[Prepared]) -> Iterable[Pair]:
    if len(members) <= BLOCK_LIMIT:
        return combinations(sorted(members), 2)
    ordered = sorted(members, key=lambda at: (_agreement_key(records[at]), at))
    near = ((first, second) for at, first in enumerate(ordered) for second in ordered[at + 1 : at + 1 + WINDOW])
    return ((min(a, b), max(a, b)) for a, b in near)


def _agreement_key(record: Prepared) -> tuple[str, str, int, str, str]:
    author = min(record.authors.first, default="")
    return (record.title.compact, author, record.year or 0, record.volume, record.pages.first)
