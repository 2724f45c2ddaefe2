"""Which MeSH headings there are: the glossary's own, and a table that the user has loaded.

A table is tab separated with a first line of names: `heading`, and where it has them `term` (an entry term of that
heading, one a line) and `trees` (tree numbers, by blank). Without a table a heading can be confirmed, never denied.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.errors import BadInput


@dataclass(frozen=True, slots=True)
class Headings:
    """Headings in small letters. `whole` = a heading that is not here does not exist, as far as the table's year goes."""

    names: Mapping[str, str] = field(default_factory=dict)  # small letters -> as NLM writes it
    entries: Mapping[str, str] = field(default_factory=dict)  # entry term in small letters -> heading
    trees: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # heading in small letters -> tree numbers
    whole: bool = False

    def knows(self, heading: str) -> bool:
        return heading.lower() in self.names

    def preferred(self, text: str) -> str | None:
        """The heading that a text is an entry term of."""
        return self.entries.get(text.lower())

    def below(self, heading: str, other: str) -> bool | None:
        """Whether `other` is narrower than `heading`; None = no tree numbers are known for one of them."""
        above, under = self.trees.get(heading.lower()), self.trees.get(other.lower())
        if not above or not under:
            return None
        return any(one.startswith(f"{place}.") for place in above for one in under)

    def entry_words(self, heading: str) -> tuple[str, ...]:
        """The entry terms of a heading."""
        return tuple(term for term, name in self.entries.items() if name == heading)


def load_headings(text: str, more: Iterable[str] = ()) -> Headings:
    """Read a table. Raises BadInput: headings_unreadable."""
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter="\t", quoting=csv.QUOTE_NONE)
    if "heading" not in (rows.fieldnames or ()):
        raise BadInput("headings_unreadable")
    names = {one.lower(): one for one in more}
    entries: dict[str, str] = {}
    trees: dict[str, tuple[str, ...]] = {}
    for row in rows:
        heading = (row.get("heading") or "").strip()
        if not heading:
            continue
        names[heading.lower()] = heading
        if term := (row.get("term") or "").strip():
            entries.setdefault(term.lower(), heading)
        if places := (row.get("trees") or "").split():
            trees[heading.lower()] = tuple(places)
    return Headings(names, entries, trees, True)
