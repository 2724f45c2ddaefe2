"""CSL-JSON, the items that citation processors take (citation-style-language/schema, csl-data 1.0)."""

from __future__ import annotations

import json
from typing import Any

from pipeline.formats.write.entries import Entries, Entry

TYPES = {
    "article": "article-journal",
    "review": "article-journal",
    "book": "book",
    "chapter": "chapter",
    "report": "report",
    "guideline": "report",
    "thesis": "thesis",
    "conference": "paper-conference",
    "preprint": "article",
    "other": "document",
}
"""Kind -> CSL type."""


def to_csl(entries: Entries) -> bytes:
    """A list of items in UTF-8."""
    items = [_item(one, number) for number, one in enumerate(entries, 1)]
    return (json.dumps(items, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _item(entry: Entry, number: int) -> dict[str, Any]:
    one = entry.record
    told: dict[str, Any] = {
        "id": one.doi or (f"pmid:{one.pmid}" if one.pmid else f"reference-{number}"),
        "type": TYPES.get(one.kind, "document"),
        "title": one.title,
        "author": [_name(name) for name in one.authors],
        "issued": {"date-parts": [[one.year]]} if one.year else None,
        "container-title": one.journal,
        "volume": one.volume,
        "issue": one.issue,
        "page": one.pages,
        "DOI": one.doi,
        "PMID": one.pmid,
        "URL": one.url,
        "abstract": one.abstract,
        "language": ", ".join(one.languages),
        "keyword": ", ".join(one.keywords),
        "note": "\n".join(entry.notes),
    }
    return {name: value for name, value in told.items() if value}


def _name(name: str) -> dict[str, str]:
    family, comma, given = name.partition(",")
    return {"family": family.strip(), "given": given.strip()} if comma else {"literal": name}
