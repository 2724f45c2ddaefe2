"""BibTeX in UTF-8, with the fields that BibTeX and BibLaTeX share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pipeline.formats import decoding
from pipeline.formats.latex import from_text
from pipeline.formats.write.entries import Entries, Entry
from pipeline.records import Record

TYPES = {
    "article": "article",
    "review": "article",
    "book": "book",
    "chapter": "incollection",
    "report": "techreport",
    "guideline": "techreport",
    "thesis": "phdthesis",
    "conference": "inproceedings",
    "preprint": "unpublished",
    "other": "misc",
}
"""Kind -> entry type."""
_IN_A_BOOK = ("incollection", "inproceedings")
_WORD = re.compile(r"[A-Za-z]{4,}")


def to_bibtex(entries: Entries) -> bytes:
    """BibTeX entries; each key (family name, year, first long word of the title) stands once."""
    used: dict[str, int] = {}
    text = "".join(_entry(one, _key(one.record, used)) for one in entries)
    return decoding.tidy(text).text.encode("utf-8", "replace")


def _entry(entry: Entry, key: str) -> str:
    kind = TYPES.get(entry.record.kind, "misc")
    lines = [f"  {name} = {{{value}}}" for name, value in _fields(entry, kind) if value]
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n\n"


def _fields(entry: Entry, kind: str) -> Iterator[tuple[str, str]]:
    one = entry.record
    yield "title", f"{{{from_text(one.title)}}}" if one.title else ""
    yield "author", " and ".join(from_text(name) if "," in name else f"{{{from_text(name)}}}" for name in one.authors)
    yield "year", str(one.year or "")
    yield ("booktitle" if kind in _IN_A_BOOK else "journal"), from_text(one.journal)
    yield "volume", from_text(one.volume)
    yield "number", from_text(one.issue)
    yield "pages", from_text(one.pages).replace("-", "--")
    yield "doi", one.doi.replace("{", "").replace("}", "")
    yield "pmid", one.pmid
    yield "url", one.url.replace("{", "%7B").replace("}", "%7D")
    yield "language", from_text(", ".join(one.languages))
    yield "keywords", from_text("; ".join(one.keywords))
    yield "abstract", from_text(one.abstract)
    yield "note", from_text("; ".join(entry.notes))


def _key(record: Record, used: dict[str, int]) -> str:
    family = record.authors[0].partition(",")[0] if record.authors else ""
    word = next(iter(_WORD.findall(_plain(record.title))), "")
    key = re.sub(r"[^A-Za-z0-9]", "", _plain(family)) + str(record.year or "") + word.lower()
    key = key or "reference"
    used[key] = used.get(key, 0) + 1
    return key if used[key] == 1 else f"{key}-{used[key]}"


def _plain(text: str) -> str:
    """Latin letters without accents."""
    text = text.translate({ord("æ"): "ae", ord("ø"): "o", ord("Æ"): "Ae", ord("Ø"): "O", ord("ß"): "ss"})
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
