"""Norwegian word forms, in the simple case: endings of nouns and adjectives in bokmål and nynorsk, seams of compounds.

No dictionary and no stemmer: forms are made from the glossary's own words, so a look-up is one step per word.
Forms that do not exist in Norwegian do no harm as long as no other word looks like them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORD = re.compile(r"[^\W_]+")
_ENDINGS = ("", "e", "en", "et", "er", "a", "ene", "ane", "ar", "t", "te", "ere", "are", "erne", "arane")
_AFTER_E = ("n", "r", "ne", "t", "re", "nde")  # lidelse -> lidelsen, lidelser, lidelsene
_FOR_E = ("a", "ar", "ane")  # the "e" gives way: smerte -> smerta
_SEAMS = ("", "s", "e")  # fall-risiko, demens-sykdom, sykehjem-s-beboer, barn-e-fedme
MAX_COMPOUND = 60  # letters; longer tokens are no words, and trying them would cost the square of their length
MIN_FIRST = 3  # letters of a first half that is looked up
MIN_LAST = 6  # letters of a last half whose first half is unknown ("opp-trening"); shorter ones are too often chance


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


def forms(word: str) -> Iterator[str]:
    """The word with each common ending, also in the genitive. May give the same form twice."""
    for form in _plain_forms(word):
        yield form
        if not form.endswith("s"):
            yield f"{form}s"


def _plain_forms(word: str) -> Iterator[str]:
    if len(word) < 3:
        yield word
    elif word.endswith("e"):
        yield word
        yield from (word + ending for ending in _AFTER_E)
        yield from (word[:-1] + ending for ending in _FOR_E)
    else:
        yield from (word + ending for ending in _ENDINGS)
        if word.endswith("m"):  # hjem -> hjemmet, ungdom -> ungdommer
            yield from (f"{word}m{ending}" for ending in _ENDINGS[1:])


def splits(token: str) -> Iterator[tuple[str, str]]:
    """Every way to part a compound in two, longest first half first, with the letter of the seam left out."""
    if len(token) > MAX_COMPOUND:
        return
    for end in range(len(token) - MIN_FIRST, MIN_FIRST - 1, -1):
        for seam in _SEAMS:
            if token.startswith(seam, end) and len(token) - end - len(seam) >= MIN_FIRST:
                yield token[:end], token[end + len(seam) :]
