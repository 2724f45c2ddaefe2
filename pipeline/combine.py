"""How a reference is shown: the best value of each field among its source records, then what people corrected.

Later work on duplicates refines the choice; the order of trust here is what the formats are known to lose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from pipeline.records import Record
from pipeline.rows import SourceRecord

# The lower, the more trusted for a field that several sources fill.
_TRUST = {"pubmed": 0, "epistemonikos": 1, "hand": 3, "europepmc": 4, "crossref": 5}
_LONGEST_WINS = frozenset({"abstract", "authors", "mesh"})
_ALL_COUNT = frozenset(
    {"publication_types", "extra"}
)  # a retraction that one source tells of is never hidden by another
CORRECTABLE = (
    "title",
    "authors",
    "year",
    "abstract",
    "journal",
    "volume",
    "issue",
    "pages",
    "doi",
    "pmid",
    "url",
    "kind",
)


def combine(sources: Iterable[SourceRecord], corrections: Mapping[str, str] | None = None) -> Record:
    """One record out of the newest version of each source record. Empty values never win over filled ones."""
    newest: dict[tuple[str, str], SourceRecord] = {}
    for one in sources:
        known = newest.get((one.source, one.source_key))
        if known is None or known.version < one.version:
            newest[one.source, one.source_key] = one
    ordered = sorted(newest.values(), key=lambda one: (_TRUST.get(one.source, 2), one.id))
    records = [one.record for one in ordered]
    best: dict[str, Any] = {}
    for name in (one.name for one in fields(Record)):
        filled = [value for value in (getattr(record, name) for record in records) if value]
        if filled and name in _ALL_COUNT:
            best[name] = tuple(dict.fromkeys(one for values in filled for one in values))
        elif filled:
            best[name] = max(filled, key=len) if name in _LONGEST_WINS else filled[0]
    return correct(Record(**best), corrections or {})


def correct(record: Record, corrections: Mapping[str, str]) -> Record:
    """The record with corrections (field -> text) in place of what the sources say. Authors: one a line."""
    changes: dict[str, Any] = {}
    for name, text in corrections.items():
        if name not in CORRECTABLE:
            continue
        if name == "authors":
            changes[name] = tuple(line.strip() for line in text.splitlines() if line.strip())
        elif name == "year":
            changes[name] = int(text) if text.strip().isdigit() else None
        else:
            changes[name] = text.strip()
    return replace(record, **changes)
