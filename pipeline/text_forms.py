"""Which parts of the method team's texts a form can change, entry by entry: a table, one line a kind.

An entry is known by its id wherever it stands, so that it is the same one after somebody has moved it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.cards import PARTS
from pipeline.errors import BadInput
from pipeline.own_texts import KINDS
from pipeline.text_edits import values_of

LANGUAGES = ("nb", "nn", "en")
Part = tuple[str, ...]  # keys below an entry


@dataclass(frozen=True, slots=True)
class Form:
    """The list of a kind whose entries are edited in boxes."""

    rows: str  # key of the list
    parts: tuple[Part, ...]  # of an entry: each a map from language to text; the first is what it is called
    tall: frozenset[str] = frozenset()  # last steps of parts that have more than one line
    free: bool = False  # entries are added, moved and taken away
    number: str = ""  # key that holds the place of an entry


FORMS: Mapping[str, Form] = {
    "exclusion_reasons": Form("reasons", (("label",), ("hint",)), frozenset({"hint"}), free=True, number="key"),
    "cards": Form("steps", (("title",), ("why",), *(("card", one) for one in PARTS)), frozenset({"why", *PARTS})),
}


def entries(kind: str, text: str) -> dict[str, Any]:
    """id -> entry of a text that can be read, in its order."""
    return {str(one["id"]): one for one in values_of(text)[FORMS[kind].rows]}


def place_of(kind: str, values: Any, entry_id: str) -> int:
    """Where in its list an entry stands. BadInput: text_entry_gone."""
    found = [str(one.get("id")) for one in values[FORMS[kind].rows]]
    if entry_id not in found:
        raise BadInput("text_entry_gone", entry=entry_id[:60])
    return found.index(entry_id)


def may_go(kind: str, entry_id: str) -> bool:
    """Whether an entry may be taken away: nothing of the program points at it."""
    kept = KINDS[kind].kept(())
    return FORMS[kind].free and entry_id not in kept
