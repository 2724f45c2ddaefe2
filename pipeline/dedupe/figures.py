"""What was done about duplicates, as numbers for the flow diagram and as sentences for the method section.

PRISMA 2020 asks for the records of each source and the duplicates removed; PRISMA-S (item 16) for the software and how
duplicates were found. Sentences are codes with parameters; `messages.py` has the words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.belonging import Grouping

Named = tuple[tuple[str, int], ...]
Sentence = tuple[str, Mapping[str, str | int]]


@dataclass(frozen=True, slots=True)
class Figures:
    """It holds that `records == left + automatic + by_hand`."""

    identified: Named  # (source, records), by name
    only_in: Named  # (source, references that no other source has)
    automatic: int  # duplicates removed without a person
    by_hand: int  # duplicates that a person said are one
    left: int  # references
    told_apart: int  # doubtful pairs that a person said are two
    waiting: int  # doubtful pairs without an answer
    linked: int = 0  # pairs that belong together and stayed two

    @property
    def records(self) -> int:
        """All records of all sources."""
        return sum(count for _, count in self.identified)


def count(
    source_of: Mapping[str, str],
    automatic: Iterable[tuple[str, str]],
    by_hand: Iterable[tuple[str, str]] = (),
    *,
    told_apart: int = 0,
    waiting: int = 0,
    linked: int = 0,
) -> Figures:
    """The numbers of one question: record -> source, the pairs merged by machine and the pairs merged by people.

    A pair that joins what other pairs have joined already counts for nothing; machine goes before people.
    """
    group_of: dict[str, set[str]] = {one: {one} for one in source_of}
    removed = [_join(group_of, pairs) for pairs in (automatic, by_hand)]
    groups = {id(group): group for group in group_of.values()}.values()
    alone = Counter[str](dict.fromkeys(source_of.values(), 0))
    for group in groups:
        sources = {source_of[one] for one in group}
        if len(sources) == 1:
            alone.update(sources)
    return Figures(
        identified=tuple(sorted(Counter(source_of.values()).items())),
        only_in=tuple(sorted(alone.items())),
        automatic=removed[0],
        by_hand=removed[1],
        left=len(groups),
        told_apart=told_apart,
        waiting=waiting,
        linked=linked,
    )


def of_question(one: Grouping) -> Figures:
    """The numbers of a question as its rows stand."""
    return count(
        one.source_of,
        one.automatic,
        one.by_hand,
        told_apart=one.told_apart,
        waiting=one.waiting,
        linked=one.linked,
    )


def _join(group_of: dict[str, set[str]], pairs: Iterable[tuple[str, str]]) -> int:
    joined = 0
    for a, b in sorted(pairs):
        left, right = group_of[a], group_of[b]
        if left is not right:
            left |= right
            group_of |= dict.fromkeys(right, left)
            joined += 1
    return joined


def method(figures: Figures, made_with: Sequence[tuple[str, str]], reasons: Sequence[str]) -> tuple[Sentence, ...]:
    """What a method section says: software and version, rules, numbers, what people did. In the order to be read.

    `made_with`: (version of the program, version of its rules) of each search, as the log has them.
    `reasons`: the codes of the automatic merges, which are told with how often each was used, the most used first.
    """
    said: list[Sentence] = [
        ("method_dedupe_software", {"version": version, "rules": rules}) for version, rules in made_with
    ]
    said = said or [("account_dedupe_method", {})]
    said.append(("method_dedupe_records", {"n": figures.records}))
    said.append(("method_dedupe_automatic", {"n": figures.automatic}))
    said.append(("method_dedupe_left", {"n": figures.left}))
    grouped: dict[str, int] = defaultdict(int)
    for code in reasons:
        grouped[_GROUPS.get(code, "method_dedupe_by_place")] += 1
    said += [(code, {"n": times}) for code, times in sorted(grouped.items(), key=lambda one: (-one[1], one[0]))]
    if figures.by_hand or figures.told_apart:
        told = {"n": figures.by_hand + figures.told_apart, "same": figures.by_hand, "apart": figures.told_apart}
        said.append(("method_dedupe_by_hand", told))
    if figures.linked:
        said.append(("method_dedupe_linked", {"n": figures.linked}))
    if figures.waiting:
        said.append(("method_dedupe_waiting", {"n": figures.waiting}))
    return tuple(said)


_GROUPS = {
    "dedupe_copy": "method_dedupe_by_copy",
    "dedupe_same_pmid": "method_dedupe_by_identifier",
    "dedupe_same_doi": "method_dedupe_by_identifier",
    "dedupe_same_registration": "method_dedupe_by_identifier",
    "dedupe_same_title": "method_dedupe_by_title",
    "dedupe_misspelt": "method_dedupe_by_title",
    "dedupe_cut_title": "method_dedupe_by_title",
    "dedupe_same_abstract": "method_dedupe_by_title",
    "dedupe_same_title_year_apart": "method_dedupe_by_title_year_apart",
    "dedupe_close_title_same_place_year_apart": "method_dedupe_by_title_year_apart",
    "dedupe_misspelt_year_apart": "method_dedupe_by_title_year_apart",
    "dedupe_same_abstract_year_apart": "method_dedupe_by_title_year_apart",
    "dedupe_close_title_same_place": "method_dedupe_by_place",
    "dedupe_translated": "method_dedupe_by_place",
}
