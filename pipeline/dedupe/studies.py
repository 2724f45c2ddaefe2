"""Which reports are of one study: proposed with reasons, for a person to confirm.

A study may have a protocol, an entry in a register, abstracts and several articles (PRISMA 2020 counts studies and
reports apart; Cochrane Handbook, section 4.6.2, on linking reports). Signs, the surest first: the trial's registration
number; a link that the search for duplicates found; the same authors with the same number of participants.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from pipeline.dedupe.names import Authors, read_authors, shared
from pipeline.dedupe.prepare import registrations
from pipeline.dedupe.titles import read_title
from pipeline.dedupe.values import Item, Link, Merge
from pipeline.records import Record

MOST_NUMBERS = 2  # registration numbers in one report; a review names those of many studies
LEAST_AUTHORS = 3  # authors that two reports of one study share
LEAST_PEOPLE = 20  # participants: smaller samples agree by chance
LEAST_WORDS = 2  # long title words that two reports share
LONG = 5  # letters of such a word
_OF_ONE_STUDY = frozenset(("protocol", "registration", "abstract", "preprint", "short_form"))
_REVIEW = re.compile(
    r"\b(?:systematic|scoping|umbrella|literature) review\b|\bmeta-?analys|\boversikt\b", re.IGNORECASE
)
_PEOPLE = (
    "(?:patients|participants|people|persons|adults|women|men|children|residents|subjects|individuals|students|nurses|"
    "deltakere|pasienter|personer|voksne|kvinner|menn|barn|beboere|eldre|deltagere|patienter|deltagare)"
)
_SAMPLE = re.compile(
    rf"\b[nN]\s*=\s*(\d[\d ,.\u00a0\u202f]*\d|\d)|\b(\d[\d,.\u00a0\u202f]*\d|\d)\s+(?:[a-zæøåäö-]+\s+){{0,3}}?{_PEOPLE}\b"
)


@dataclass(frozen=True, slots=True)
class Proposed:
    """Reports that may be of one study, sorted ids, and what holds them together (a tree; of what people grouped nothing)."""

    reports: tuple[str, ...]
    reasons: tuple[Merge, ...]


def propose_studies(
    reports: Iterable[Item],
    linked: Sequence[Link] = (),
    together: Iterable[Sequence[str]] = (),
    apart: Iterable[tuple[str, str]] = (),
) -> tuple[Proposed, ...]:
    """Groups of two reports or more, sorted; the same for any order of the input.

    `reports` are references (duplicates already merged), `linked` what the search for duplicates linked. Reports that
    each name one registration number, and not the same, are never proposed together. `together`: reports that people
    have grouped already; a group is proposed anew when another report may belong to it, and reasons are then given for
    what is new only. `apart`: pairs that people have said are not of one study, which no group holds both of.
    """
    items = {item.id: item.record for item in reports}
    signs = {one: _signs(record) for one, record in sorted(items.items())}
    edges = [*_by_number(signs), *_by_link(linked, signs), *_by_sample(signs)]
    group_of = {one: frozenset((one,)) for one in signs}
    for group in together:
        group_of |= dict.fromkeys(group, frozenset(group))
    never = {frozenset(pair) for pair in apart}
    reasons: dict[str, list[Merge]] = defaultdict(list)
    for edge in edges:
        left, right = group_of[edge.a], group_of[edge.b]
        if left is right or _two_trials(left, right, signs):
            continue
        if never and any(frozenset((a, b)) in never for a in left for b in right):
            continue
        joined = left | right
        group_of |= dict.fromkeys(joined, joined)
        reasons[edge.a].append(edge)
    groups = sorted({tuple(sorted(group)) for group in group_of.values() if len(group) > 1})
    told = (Proposed(group, _of(group, reasons)) for group in groups)
    return tuple(one for one in told if one.reasons)


def _of(group: Iterable[str], reasons: Mapping[str, Sequence[Merge]]) -> tuple[Merge, ...]:
    return tuple(sorted((edge for one in group for edge in reasons.get(one, ())), key=lambda edge: (edge.a, edge.b)))


@dataclass(frozen=True, slots=True)
class _Signs:
    """What of a report may tell its study."""

    numbers: tuple[str, ...]
    authors: Authors
    samples: frozenset[int]
    words: frozenset[str]
    review: bool


def sample_sizes(text: str) -> frozenset[int]:
    """Numbers of participants that a text names ("n = 1,204", "84 older women"), `LEAST_PEOPLE` or more."""
    found = (re.sub(r"\D", "", next(filter(None, groups))) for groups in _SAMPLE.findall(text))
    return frozenset(size for size in (int(digits) for digits in found if len(digits) < 8) if size >= LEAST_PEOPLE)


def _signs(record: Record) -> _Signs:
    told = "\n".join(
        (record.title, record.abstract, record.url, record.journal, record.source_id, *record.keywords,
         *(text for _, text in record.extra))
    )  # fmt: skip
    review = record.kind == "review" or bool(_REVIEW.search(record.title))
    numbers = registrations(told)
    return _Signs(
        numbers=() if review or len(numbers) > MOST_NUMBERS else numbers,
        authors=read_authors(record.authors),
        samples=frozenset() if review else sample_sizes(f"{record.title}\n{record.abstract}"),
        words=frozenset(word for word in read_title(record.title).tokens if len(word) >= LONG),
        review=review,
    )


def _by_number(signs: Mapping[str, _Signs]) -> Iterator[Merge]:
    having: dict[str, list[str]] = defaultdict(list)
    for one, sign in signs.items():
        for number in sign.numbers:
            having[number].append(one)
    for number, ids in sorted(having.items()):
        for other in ids[1:]:  # ids are sorted
            yield Merge(ids[0], other, "study_same_registration", {"number": number})


def _by_link(linked: Sequence[Link], signs: Mapping[str, _Signs]) -> Iterator[Merge]:
    for link in sorted(linked, key=lambda one: (one.a, one.b)):
        a, b = sorted((link.a, link.b))
        if link.kind in _OF_ONE_STUDY and a in signs and b in signs and not (signs[a].review or signs[b].review):
            yield Merge(a, b, link.reason_code, link.params)


def _by_sample(signs: Mapping[str, _Signs]) -> Iterator[Merge]:
    """Reports with a sample size and an author in common are compared; the number of such pairs is small."""
    having: dict[tuple[int, str], list[str]] = defaultdict(list)
    for one, sign in signs.items():
        for size in sign.samples:
            for family in sign.authors.families:
                having[size, family].append(one)
    seen: set[tuple[str, str]] = set()
    for (size, _), ids in sorted(having.items()):
        for a, b in combinations(ids, 2):
            if (a, b) in seen:
                continue
            seen.add((a, b))
            authors = shared(signs[a].authors, signs[b].authors)
            if authors >= LEAST_AUTHORS and len(signs[a].words & signs[b].words) >= LEAST_WORDS:
                yield Merge(a, b, "study_same_authors_and_sample", {"authors": authors, "sample": size})


def _two_trials(left: Iterable[str], right: Iterable[str], signs: Mapping[str, _Signs]) -> bool:
    """Whether the one side names one trial only, and the other side another."""
    one = {number for report in left for number in signs[report].numbers}
    other = {number for report in right for number in signs[report].numbers}
    return bool(one and other and one.isdisjoint(other))
