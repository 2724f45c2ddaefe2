"""The language of a record's title and abstract, as far as its source says it."""

from __future__ import annotations

from pipeline.records import Record

# What sources call a language (ISO 639-2, 639-1, its name in English or Norwegian) -> BCP 47.
_CODES = {
    word: code
    for code, words in {
        "nb": "nor nob nb no norwegian norsk",
        "nn": "nno nn nynorsk",
        "sv": "swe sv swedish",
        "da": "dan da danish",
        "de": "ger deu de german",
        "fr": "fre fra fr french",
        "es": "spa es spanish",
        "en": "eng en english engelsk",
    }.items()
    for word in words.split()
}


def language_of(record: Record) -> str:
    """BCP 47, or "" where the source does not say, or says one that we do not know."""
    first = record.languages[0].strip().casefold() if record.languages else ""
    return _CODES.get(first, "")


def title_language(record: Record) -> str:
    """As `language_of`; a title in brackets is MEDLINE's translation into English of a title in another language."""
    return "en" if record.title.startswith("[") and record.pmid else language_of(record)
