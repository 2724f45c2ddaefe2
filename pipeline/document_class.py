"""The classes that Epistemonikos sorts documents into. Its RIS export loses them, so they are asked for at import."""

from __future__ import annotations

from dataclasses import replace

from pipeline.records import Record

# class -> `Record.kind`
CLASSES: dict[str, str] = {
    "systematic-review": "review",
    "broad-synthesis": "review",
    "structured-summary-of-systematic-review": "other",
    "primary-study": "article",
}


def stated(record: Record, document_class: str) -> Record:
    """The record with the class that a person said a whole file has ("" = nobody said one); what it says itself stays."""
    if document_class not in CLASSES:
        return record
    types = dict.fromkeys((*record.publication_types, document_class))
    extra = (*record.extra, ("classification", document_class))
    return replace(record, kind=CLASSES[document_class], publication_types=tuple(types), extra=extra)
