"""What a source remarked on a search, told to who reads about it afterwards: what was so, not what to do.

The receipt of a run holds codes with parameters. While people search, their sentences say what to mend (`ui/steps`); in a
document the same is told with the sentence `noted_CODE` where there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Say = Callable[[str, Mapping[str, object]], str]  # code and params -> sentence
UNKNOWN = ("phrase_not_found", "quoted_phrase_not_found", "phrase_ignored")  # each names a piece of the search text
NOTED = (
    "field_not_found",
    "too_many_hits",
    "hits_not_reconciled",
    "records_not_listed",
    "source_ended_early",
)
FEW = 3  # words that a sentence names before it only counts the others


@dataclass(frozen=True, slots=True)
class Remarks:
    """Sentences on one search. `unknown`: every word that the source did not know, where `lines` does not name them all."""

    lines: tuple[str, ...] = ()
    unknown: str = ""


def remarks(receipt: Mapping[str, Any], source: str, say: Say) -> Remarks:
    """`source` is its name for people. The words that it did not know are one sentence, however many."""
    told = receipt.get("warnings", ())
    words = tuple(dict.fromkeys(_shown(one["params"]["text"]) for one in told if one["code"] in UNKNOWN))
    others = [one for one in told if one["code"] not in UNKNOWN]
    lines = [say(_noted(str(one["code"])), one.get("params", {})) for one in others]
    if not words:
        return Remarks(tuple(lines))
    every = say("noted_unknown", {"source": source, "words": _listed(words)})
    if len(words) <= FEW:
        return Remarks((every, *lines))
    some = say("noted_unknown_some", {"source": source, "n": len(words), "words": _listed(words[:FEW])})
    return Remarks((some, *lines), every)


def _noted(code: str) -> str:
    return f"noted_{code}" if code in NOTED else code


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(words)


def _shown(text: object) -> str:
    """A word as it is quoted; a phrase that is sent with its own quotation marks has them already."""
    said = str(text)
    return said if '"' in said else f"«{said}»"
