"""Who has asked about something like this, and what was answered? By the words: each weighs the more, the fewer hold it.

Words count as the same when one begins as the other does (inflections and compounds), or when they differ by a slip of
the pen (normalised Indel similarity, `rapidfuzz`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import log

from rapidfuzz import fuzz, process

from pipeline.work import Known

ENOUGH = 0.4  # of the weight of the words asked about
ENOUGH_OF_ANSWERS = 0.55  # a summary holds many words, so that some are there by chance
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
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def content_words(text: str) -> tuple[str, ...]:
    """The words that say what a text is about, each once, in their order."""
    found = (one for one in _WORD.findall(text.casefold()) if len(one) > 2 and one not in _EVERYDAY)
    return tuple(dict.fromkeys(found))


def similar(
    text: str, known: Sequence[Known], *, but_need: str = "", limit: int = 3, enough: float = ENOUGH
) -> tuple[Known, ...]:
    """What is most like a text, best first; one for each need, and none of the need `but_need`.

    `enough`: the share of the weight of the words asked about that must be there. Texts of many words want more of it.
    """
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
        if scores[place] < enough * whole or len(found) == limit:
            break
        found.setdefault(others[place].need_id, others[place])
    return tuple(found.values())


def holding(words: str, known: Iterable[Known], *, limit: int = 10) -> tuple[Known, ...]:
    """What holds every one of the words that somebody looks for, wherever in a word they stand; one for each need."""
    wanted = words.casefold().split()
    found: dict[str, Known] = {}
    for one in known if wanted else ():
        text = one.text.casefold()
        if all(word in text for word in wanted):
            found.setdefault(one.need_id, one)
        if len(found) == limit:
            break
    return tuple(found.values())


def passage(text: str, asked: str, *, most: int = 240) -> str:
    """The sentence of a text that speaks most of what was asked about, cut at `most` characters; "" = none of it does."""
    wanted = content_words(asked)
    best, score = "", 0
    for one in _SENTENCE.split(text):
        words = content_words(one)
        held = sum(bool(_alike(word, words)) for word in wanted)
        if held > score:
            best, score = one.strip(), held
    return best if len(best) <= most else f"{best[: most - 2].rsplit(' ', 1)[0]} …"


def _alike(word: str, vocabulary: Sequence[str]) -> list[str]:
    close = process.extract(word, vocabulary, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None)
    begin = word[: max(STEM, len(word) - 3)]
    same = [one for one in vocabulary if len(word) >= STEM and _begins(word, one, begin)]
    return list({*(one for one, _score, _place in close), *same})


def _begins(word: str, other: str, begin: str) -> bool:
    """Inflections: all but the last three letters are the same; or one is the beginning of the other."""
    return other.startswith(begin) or (len(other) >= STEM and word.startswith(other))
