"""Who has asked about something like this before? By the words: each weighs the more, the fewer questions hold it.

Words count as the same when one begins as the other does (inflections and compounds), or when they differ by a slip of
the pen (normalised Indel similarity, `rapidfuzz`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import log

from rapidfuzz import fuzz, process

from pipeline.work import Known

ENOUGH = 0.4  # of the weight of the words asked about
ALIKE = 85  # of 100
STEM = 4  # letters that two words must begin with together
# Words that are in every question, in the three languages.
_EVERYDAY = frozenset(
    "alle andre av bare ble bli blir bra da de dei deg dem den denne der dere dersom det dette disse du eg ein eit eller en"
    " er et etter for fordi fra få får før gir gjer gjør god ha har hjelper hjelpe hos hva hvem hvilke hvilken hvor hvordan"
    " hvorfor i ikke ikkje ikke inn kan kor korleis kva kven kvifor litt man mange med meir mer mest mot mye må når noe noen"
    " noko nokon nå og også om opp oss over på seg selv sin sitt skal som så til the of and for with what does how in is to"
    " are that trenger under ut ved vi vil virke virker vår vårt våre være vere eksempel example bør hjelpa verka".split()
)
_WORD = re.compile(r"\w+")


def content_words(text: str) -> tuple[str, ...]:
    """The words that say what a text is about, each once, in their order."""
    found = (one for one in _WORD.findall(text.casefold()) if len(one) > 2 and one not in _EVERYDAY)
    return tuple(dict.fromkeys(found))


def similar(text: str, known: Sequence[Known], *, but_need: str = "", limit: int = 3) -> tuple[Known, ...]:
    """The questions most like a text, best first; one for each need, and none of the need `but_need`."""
    asked = content_words(text)
    others = [one for one in known if one.need_id != but_need]
    if not asked or not others:
        return ()
    holders: dict[str, set[int]] = {}
    for place, one in enumerate(others):
        for word in content_words(one.text):
            holders.setdefault(word, set()).add(place)
    vocabulary = list(holders)
    scores: dict[int, float] = {}
    matched: dict[int, int] = {}
    whole = 0.0
    for word in asked:
        places = {place for like in _alike(word, vocabulary) for place in holders[like]}
        weight = log(1 + len(others) / (len(places) or 1))
        whole += weight
        for place in places:
            scores[place] = scores.get(place, 0.0) + weight
            matched[place] = matched.get(place, 0) + 1
    least = min(2, len(asked))
    best = sorted((place for place in scores if matched[place] >= least), key=lambda place: (-scores[place], place))
    found: dict[str, Known] = {}
    for place in best:
        if scores[place] < ENOUGH * whole or len(found) == limit:
            break
        found.setdefault(others[place].need_id, others[place])
    return tuple(found.values())


def _alike(word: str, vocabulary: Sequence[str]) -> list[str]:
    close = process.extract(word, vocabulary, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None)
    begin = word[: max(STEM, len(word) - 3)]
    same = [one for one in vocabulary if len(word) >= STEM and _begins(word, one, begin)]
    return list({*(one for one, _score, _place in close), *same})


def _begins(word: str, other: str, begin: str) -> bool:
    """Inflections: all but the last three letters are the same; or one is the beginning of the other."""
    return other.startswith(begin) or (len(other) >= STEM and word.startswith(other))
