"""Finding by words, as people type them: every word must be there, in small or capital letters, wherever it stands.

SQLite's own LIKE takes only A-Z and a-z for one letter: with it "øvelse" does not find "Øvelse". Every connection knows
the two functions below instead, and a query asks `holds(text, :words) = 1`.
"""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from functools import lru_cache

READ = ("title", "authors", "abstract", "journal", "keywords", "mesh")  # of a record: words may stand anywhere in these
NUMBERS = ("doi", "pmid", "year")  # these are found by the whole of them, since a part of a number says nothing


def fold(text: str) -> str:
    """A text as it is compared: small letters, and signs with marks written in one way (å is one sign, not a and a ring)."""
    return unicodedata.normalize("NFC", text).casefold()


def holds(text: str | None, words: str) -> bool:
    """Whether a text holds every one of the words."""
    folded = fold(text or "")
    return all(word in folded for word in _wanted(words)[0])


def record_holds(stored: str, words: str) -> bool:
    """Whether a record holds every one of the words: in `READ`, or as the whole of one of its `NUMBERS`.

    `stored` is the record's JSON (`rowing.dump_record`). It is taken apart only where its text as a whole holds the words.
    """
    wanted, as_stored = _wanted(words)
    folded = fold(stored)
    for word in as_stored:
        if word not in folded:
            return False
    record = json.loads(stored)
    texts = (record.get(name, "") for name in READ)
    said = fold("\n".join(text if isinstance(text, str) else "\n".join(text) for text in texts))
    numbers = {fold(str(record.get(name, ""))) for name in NUMBERS}
    return all(word in said or word in numbers for word in wanted)


@lru_cache(64)
def _wanted(words: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words as they are compared, and as JSON writes them."""
    wanted = tuple(fold(words).split())
    return wanted, tuple(json.dumps(word, ensure_ascii=False)[1:-1] for word in wanted)


def teach(connection: sqlite3.Connection) -> None:
    """Let a connection know `holds` and `record_holds`; both give 1 or 0."""
    for verb in (holds, record_holds):
        connection.create_function(verb.__name__, 2, verb, deterministic=True)
