"""Second verb: which pairs are worth comparing. Never every record with every other.

A record stands in several blocks (same identifier, same title, two of its rarest title words, same place in a journal);
a pair is a candidate when it shares a block. A block that is too big to compare wholly is sorted by what it should
agree on, and only neighbours are compared, so that the work grows with the number of records (sorted neighbourhood,
Hernandez and Stolfo 1995).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from pipeline.dedupe.prepare import Prepared

Pair = tuple[int, int]

RARE_WORDS = 4  # so many of a title's rarest words make its keys, two by two
BLOCK_LIMIT = 40  # records in a block that are all compared with each other
WINDOW = 12  # neighbours compared in a block above the limit


def block(records: Sequence[Prepared], new: frozenset[int] | None = None) -> tuple[Pair, ...]:
    """Candidate pairs as positions in `records` (which is sorted by id), each once with the lower first.

    With `new`, only pairs of which at least one is new.
    """
    spread = Counter(word for record in records for word in set(record.tokens))
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for position, record in enumerate(records):
        for key in _keys(record, spread):
            blocks[key].append(position)
    pairs: set[Pair] = set()
    for members in blocks.values():
        if len(members) > 1:
            pairs.update(_within(members, records))
    if new is not None:
        pairs = {(a, b) for a, b in pairs if a in new or b in new}
    return tuple(sorted(pairs))


def _keys(record: Prepared, spread: Counter[str]) -> Iterator[tuple[str, ...]]:
    if record.pmid:
        yield ("pmid", record.pmid)
    if record.doi:
        yield ("doi", record.doi)
    if record.compact:
        yield ("title", record.compact)
    if record.cochrane:
        yield ("cochrane", record.cochrane)
    if record.volume and record.first_page and record.first_author:
        yield ("place", record.volume, record.first_page, str(record.year))
    rare = sorted(set(record.tokens), key=lambda word: (spread[word] == 1, spread[word], word))[:RARE_WORDS]
    for pair in combinations(sorted(rare), 2):
        yield ("words", *pair)


def _within(members: list[int], records: Sequence[Prepared]) -> Iterable[Pair]:
    if len(members) <= BLOCK_LIMIT:
        return combinations(members, 2)
    ordered = sorted(members, key=lambda position: (_agreement_key(records[position]), position))
    near = ((first, second) for at, first in enumerate(ordered) for second in ordered[at + 1 : at + 1 + WINDOW])
    return ((min(a, b), max(a, b)) for a, b in near)


def _agreement_key(record: Prepared) -> tuple[str, str, int, str, str]:
    author = min(record.first_author, default="")
    return (record.compact, author, record.year or 0, record.volume, record.first_page)
