"""Finding by words, as people type them: every word must be there, in small or capital letters, wherever it stands.

SQLite's own LIKE takes only A-Z and a-z for one letter: with it "øvelse" does not find "Øvelse". Every connection knows
the two functions below instead, and a query asks `holds(text, :words) = 1`.
"""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Iterator
from functools import lru_cache


def fold(text: str) -> str:
    """A text as it is compared: small letters, and signs with marks written in one way (å is one sign, not a and a ring)."""
    return unicodedata.normalize("NFC", text).casefold()


def holds(text: str | None, words: str) -> bool:
    """Whether a text holds every one of the words."""
    folded = fold(text or "")
    return all(word in folded for word in _wanted(words)[0])


def record_holds(stored: str, words: str) -> bool:
    """Whether what stands in a record holds every one of the words; the names of its fields are none of it.

    `stored` is the record's JSON (`rowing.dump_record`). It is taken apart only where its text as a whole holds the words.
    """
    wanted, as_stored = _wanted(words)
    folded = fold(stored)
    for word in as_stored:
        if word not in folded:
            return False
    said = fold("\n".join(_texts(json.loads(stored))))
    return all(word in said for word in wanted)


@lru_cache(64)
def _wanted(words: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words as they are compared, and as JSON writes them."""
    wanted = tuple(fold(words).split())
    return wanted, tuple(json.dumps(word, ensure_ascii=False)[1:-1] for word in wanted)


def _texts(value: object) -> Iterator[str]:
    """Every text and number in a value of JSON."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif value is not None:
        yield str(value)


def teach(connection: sqlite3.Connection) -> None:
    """Let a connection know `holds` and `record_holds`; both give 1 or 0."""
    for verb in (holds, record_holds):
        connection.create_function(verb.__name__, 2, verb, deterministic=True)
