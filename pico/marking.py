"""Where the words of a strategy stand in an abstract, for marking on the screening page.

Linear in the text: one compiled alternation of escaped words with no nested repetition, kept per set of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_GAP = re.compile(r"[\s-]+")
_BETWEEN = r"[\s\-\u2010-\u2015]{1,3}"  # "follow-up" also finds "follow up"


def mark_spans(text: str, words: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Places [start, end) of the words in `text`, in order and without overlap; case does not matter.

    A word counts as a whole word; with `*` at its end as the beginning of one. Blanks and hyphens stand for each other.
    """
    pattern = _pattern(tuple(words))
    return tuple(found.span() for found in pattern.finditer(text)) if pattern is not None else ()


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    parts = [part for part in map(_part, sorted(set(words), key=lambda word: (-len(word), word))) if part]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})", re.IGNORECASE) if parts else None


def _part(word: str) -> str:
    pieces = [re.escape(piece) for piece in _GAP.split(word.strip().rstrip("*")) if piece]
    if not any(sign.isalnum() for sign in word):
        return ""
    return _BETWEEN.join(pieces) + (r"\w*" if word.rstrip().endswith("*") else r"(?!\w)")
