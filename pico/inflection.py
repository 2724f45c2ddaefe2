"""Norwegian word forms, in the simple case: endings of nouns, adjectives and verbs in both written forms, seams of compounds.

No dictionary and no stemmer: a form is looked up by taking each common ending away, and what is left is held against the
forms of the glossary's own words, so that nothing is found that no rule makes. Forms that do not exist in Norwegian do
no harm as long as no other word looks like them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_ENDINGS = ("", "e", "en", "et", "er", "a", "ene", "ane", "ar", "t", "te", "ere", "are", "erne", "arane")
_AFTER_E = ("", "n", "r", "ne", "t", "re", "nde")  # lidelse -> lidelsen, lidelser, lidelsene
_FOR_E = ("a", "ar", "ast", "ane", "et", "t", "te", "de", "ing", "inga", "ingen", "inger", "ingar")  # smerte -> smerta
_SHORT = ("e", "er", "ar", "a", "ene", "ane", "et", "en", "ne")  # middel -> midler, midlar; senter -> sentre
_SEAMS = ("", "s", "e")  # fall-risiko, demens-sykdom, sykehjem-s-beboer, barn-e-fedme
_LONGEST_ENDING = 6
MAX_COMPOUND = 60  # letters; longer tokens are no words, and trying them would cost the square of their length
MIN_FIRST = 3  # letters of a first half that is looked up
MIN_LAST = 6  # letters of a last half whose first half is unknown ("opp-trening"); shorter ones are too often chance
MIN_INFLECTED = 4  # letters of a word that is looked up in its forms as half of a compound
MIN_ALONE = 6  # letters of a first half whose last half is unknown ("demens-vennlig")


def lower(text: str) -> str:
    """Lower case, of the same length as `text`, so that places stay true."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(sign if len(sign.lower()) != 1 else sign.lower() for sign in text)


def tokens(text: str) -> list[tuple[str, int, int]]:
    """Words in lower case with start and end; a hyphen parts words."""
    low = lower(text)
    return [(found.group(), found.start(), found.end()) for found in _WORD.finditer(low)]


def words_of(text: str) -> tuple[str, ...]:
    """The same words without their places."""
    low = lower(text)
    return (low,) if low.isalpha() else tuple(_WORD.findall(low))


def has_word(text: str) -> bool:
    """Whether there is any word in a text."""
    return _WORD.search(text) is not None


@lru_cache(maxsize=20_000)
def forms(word: str) -> frozenset[str]:
    """The word with each common ending, also in the genitive."""
    plain = tuple(_plain_forms(word))
    return frozenset((*plain, *(f"{form}s" for form in plain if not form.endswith("s"))))


def bases(token: str) -> Iterator[str]:
    """The words that `token` may be a form of, by what is left when an ending is taken away; most of them are no words.

    Whoever knows the words keeps those that it knows and whose `forms` hold the token. Each once.
    """
    seen = {token}
    yield token
    for word in (token, token[:-1]) if token.endswith("s") else (token,):
        for cut in range(min(_LONGEST_ENDING, len(word) - 2) + 1):
            for base in _whole(word[: len(word) - cut]):
                if base not in seen:
                    seen.add(base)
                    yield base


def _whole(stem: str) -> Iterator[str]:
    """A stem, and with the letters that an ending pushes out."""
    yield stem
    yield f"{stem}e"
    last = stem[-1]
    if stem[-2:] == "mm":
        yield stem[:-1]
    elif last in "lrn":  # midl-er: middel, sentr-e: senter
        yield f"{stem[:-1]}e{last}"
        yield f"{stem[:-1]}{stem[-2]}e{last}"
    elif last == "d" and stem[-2:] == "ed":  # hemmed-e: hemmet
        yield f"{stem[:-1]}t"
    if last == "t":  # trygt: trygg
        yield f"{stem[:-1]}{stem[-2]}"
    yield f"{stem}{last}"


def _plain_forms(word: str) -> Iterator[str]:
    if len(word) < 3:
        yield word
    elif word.endswith("e"):
        yield from (word + ending for ending in _AFTER_E)
        yield from (word[:-1] + ending for ending in _FOR_E)
    else:
        yield from (word + ending for ending in _ENDINGS)
        yield from _changed(word)


def _changed(word: str) -> Iterator[str]:
    """Forms in which the word itself changes."""
    end = word[-2:]
    if word.endswith("m"):  # hjem -> hjemmet, ungdom -> ungdommer
        yield from (f"{word}m{ending}" for ending in _ENDINGS[1:])
    if end in ("el", "er", "en") and len(word) > 4:  # middel -> midler, senter -> sentre
        stem = word[:-3] if word[-3] == word[-4] else word[:-2]
        yield from (f"{stem}{word[-1]}{ending}" for ending in _SHORT)
        if end != "el":
            yield f"{word}ne"  # pleier -> pleierne
    if end == "et":  # hemmet -> hemmede, ramma
        yield from (f"{word[:-1]}de", f"{word[:-2]}a")
    if end[0] == end[1] and len(word) > 3:  # trygg -> trygt
        yield f"{word[:-1]}t"


def bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """A phrase with the words before its last as they are without an ending: of "digitalt tilsyn" and "digitale tilsyn" the
    same. What comes of words that are no adjectives is no word, and finds nothing.
    """
    return (*(_without_ending(one) for one in words[:-1]), words[-1]) if len(words) > 1 else words


def _without_ending(word: str) -> str:
    if len(word) < MIN_ALONE or not word.endswith(("t", "e")) or word.endswith(("nde", "tt")):
        return word
    return word[:-1]


def splits(token: str) -> Iterator[tuple[str, str]]:
    """Every way to part a compound in two, longest first half first, with the letter of the seam left out."""
    if len(token) > MAX_COMPOUND:
        return
    for end in range(len(token) - MIN_FIRST, MIN_FIRST - 1, -1):
        for seam in _SEAMS:
            if token.startswith(seam, end) and len(token) - end - len(seam) >= MIN_FIRST:
                yield token[:end], token[end + len(seam) :]
