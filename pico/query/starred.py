"""Truncated phrases where quotes and `*` do not go together: the words apart, so that nothing the phrase finds is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pico.checks.words import STOP_WORDS

_SIGNS = re.compile(r"[^\w*']+")


def apart(text: str) -> tuple[str, ...]:
    """The pieces of a phrase that must all be there: truncated words, and in quotes what stands together between them.

    `cognitive behavioural therap*` -> `"cognitive behavioural"`, `therap*`. A truncated word with a hyphen is parted there,
    since a database compares words. Words too common to be sought alone are left out, and so is a star alone. Empty where
    nothing is left.
    """
    pieces: list[str] = []
    plain: list[str] = []
    for word in (*_words(text), "*"):
        if "*" not in word:
            plain.append(word)
            continue
        if any(one.lower() not in STOP_WORDS for one in plain):
            alone = len(plain) == 1 and not _SIGNS.search(plain[0])
            pieces.append(plain[0] if alone else f'"{" ".join(plain)}"')
        plain = []
        if word.strip("*"):
            pieces.append(word)
    return tuple(dict.fromkeys(pieces))


def _words(text: str) -> Iterator[str]:
    for word in text.split():
        yield from _SIGNS.sub(" ", word).split() if "*" in word else (word,)
