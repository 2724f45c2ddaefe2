"""Authors made comparable, and whether two lists of them can be one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from pipeline.dedupe.titles import compact, plain

ALIKE = 80.0  # likeness (0-100) of two ways to write one name
MOST = 40  # authors looked at; lists of thousands say no more

_HYPHENS = re.compile(r"[-‐‑'’`]")  # "St-Peter" and "O'Day" are one word in some sources, two in others
_PARTICLES = frozenset("van von der den de del della di da dos la le du af al el bin ibn ter ten jr sr".split())
_NO_NAMES = frozenset(("et al", "and others", "others", "anonymous", "anon", "no authors listed", "unknown"))
_GROUP = re.compile(
    r"\b(?:group|groups|study|trial|trials|investigators?|collaborat\w+|consortium|network|committee|association|"
    r"society|team|institute\w*|centre|center|university|ministry|department|agency|organi[sz]ation|council|nct|"
    r"gruppe\w*|foreningen|folkehelseinstituttet|helsedirektoratet|direktoratet)\b"
)


@dataclass(frozen=True, slots=True)
class Authors:
    """A record's authors made ready to compare. Empty where the source names none."""

    first: frozenset[str]  # words that may be the first author's family name
    first_all: frozenset[str]  # all words of the first author's name longer than one letter
    families: frozenset[str]  # one word for each author
    words: frozenset[str]  # every word of every name
    group: bool  # the first author is a body, or a "family name" that only a body has


NOBODY = Authors(frozenset(), frozenset(), frozenset(), frozenset(), False)


def read_authors(names: Sequence[str]) -> Authors:
    """The comparable form of a list of authors ("Family, Given", "Given Family" or the name of a body)."""
    people = [one for one in (_person(name) for name in names[:MOST]) if one[1]]
    if not people:
        return NOBODY
    families = (max(family or everything, key=lambda word: (len(word), word)) for family, everything, _ in people)
    return Authors(
        first=people[0][0] or people[0][1],
        first_all=people[0][1],
        families=frozenset(families),
        words=frozenset().union(*(everything for _, everything, _ in people)),
        group=people[0][2],
    )


def same_author(a: Authors, b: Authors) -> bool | None:
    """Whether the lists can be one; None where one is not given or is led by a body.

    The first authors share a family name, or one is written nearly alike, or stands among the other's; or half of the
    shorter list stands in the other, since sources swap family and given names.
    """
    if not a.first or not b.first:
        return None
    if not a.first.isdisjoint(b.first_all) or not b.first.isdisjoint(a.first_all):
        return True
    if _shared_enough(a, b):
        return True
    if a.group or b.group:
        return None
    if not a.first.isdisjoint(b.words) or not b.first.isdisjoint(a.words):
        return True
    glued = ("".join(sorted(a.first)), "".join(sorted(b.first)))
    return fuzz.ratio(*glued) >= ALIKE or any(fuzz.ratio(x, y) >= ALIKE for x in a.first for y in b.first)


def same_team(a: Authors, b: Authors) -> bool:
    """Whether every author of the shorter list stands in the other, and there are two or more, or one in each.

    Of four and more one may be missing: names lose letters on their way through exports ("Syrj?nen").
    """
    least = min(len(a.families), len(b.families))
    if not least or (least == 1 and max(len(a.families), len(b.families)) > 1):
        return False
    return shared(a, b) >= least - (least >= 4) or (least == 1 and same_author(a, b) is True)


def shared(a: Authors, b: Authors) -> int:
    """How many authors stand in both lists."""
    return max(len(a.families & b.words), len(b.families & a.words))


def _shared_enough(a: Authors, b: Authors) -> bool:
    both = shared(a, b)
    return both >= 2 and 2 * both >= min(len(a.families), len(b.families))


@lru_cache(maxsize=8192)
def _person(name: str) -> tuple[frozenset[str], frozenset[str], bool]:
    """(words of the family name, all words, whether a body); without a comma the family name is not known."""
    words = plain(_HYPHENS.sub("", name))
    if words in _NO_NAMES:
        return frozenset(), frozenset(), False
    family, comma, _given = name.partition(",")
    everything = _kept(words)
    return (_kept(plain(_HYPHENS.sub("", family))) if comma else everything), everything, bool(_GROUP.search(words))


def _kept(words: str) -> frozenset[str]:
    return frozenset(compact(word) for word in words.split() if len(word) > 1 and word not in _PARTICLES)
