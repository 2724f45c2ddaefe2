"""CSL-JSON (citation-style-language/schema, csl-data 1.0), as Zotero, Mendeley, Paperpile and we ourselves write it, the
works of Crossref, which are nearly the same, and the JSON of Zotero's own items (also Better BibTeX). A list, an object with
`items`, one item, or one item a line.

A file that is cut or broken gives the items before the fault; the one that holds it is rejected with its line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pipeline.file_sources import MOST_RECORDS
from pipeline.formats import clean
from pipeline.formats.decoding import Marks, Text
from pipeline.formats.fields import Meaning, build
from pipeline.formats.json_items import Item, items
from pipeline.formats.limits import too_many
from pipeline.formats.ris import is_usable
from pipeline.records import Parsed, Reading, Rejected

KINDS: Mapping[str, str] = {
    "article-journal": "article", "article": "preprint", "article-magazine": "article", "article-newspaper": "article",
    "review": "article", "book": "book", "chapter": "chapter", "entry-encyclopedia": "chapter", "report": "report",
    "thesis": "thesis", "paper-conference": "conference", "manuscript": "preprint", "standard": "guideline",
    "webpage": "other", "post": "other", "post-weblog": "other", "dataset": "other", "document": "other",
    "legislation": "other", "patent": "other", "speech": "conference", "software": "other", "entry": "chapter",
    "journalarticle": "article", "magazinearticle": "article", "newspaperarticle": "article", "preprint": "preprint",
    "booksection": "chapter", "encyclopediaarticle": "chapter", "conferencepaper": "conference", "blogpost": "other",
    "journal-article": "article", "posted-content": "preprint", "book-chapter": "chapter", "monograph": "book",
    "edited-book": "book", "reference-book": "book", "reference-entry": "chapter", "proceedings-article": "conference",
    "dissertation": "thesis", "peer-review": "other",
}  # fmt: skip
"""`type` of CSL, or `itemType` of Zotero, in lower case -> kind."""

MEANING = Meaning(
    title=("title", "title-short", "shortTitle"),
    authors=("author",),
    editors=("editor",),
    year=("issued", "date"),
    abstract=("abstract", "abstractNote"),
    journal=("container-title", "publicationTitle", "bookTitle", "proceedingsTitle", "collection-title"),
    volume=("volume",),
    issue=("issue",),
    pages=("page", "pages"),
    article_number=("number",),
    doi=("DOI",),
    doi_links=("URL", "url", "note", "extra"),
    pmid=("PMID",),
    pmid_said=("note", "extra", "URL", "url"),
    form=("type", "itemType"),
    kinds=KINDS,
    languages=("language",),
    keywords=("keyword", "tags"),
    url=("URL", "url"),
    source_id=("id", "key", "itemKey"),
    left_out=("citation-key", "citekey", "libraryID", "itemID", "uri", "select", "relations", "version", "attachments"),
    whole_names=True,
)
_BESIDE = ("attachment", "note", "annotation")
"""Items of Zotero that are no references, but belong to one."""
_MARKED = re.compile(r'"(?:itemType|type)"\s*:\s*"([A-Za-z_-]{3,30})"')


def parse(text: Text) -> Reading | None:
    """Read the items of a JSON text; None if it is JSON of another kind."""
    head = text.text[:20_000]
    if not head.lstrip().startswith(("[", "{")) or not any(
        one.lower().replace("_", "-") in KINDS for one in _MARKED.findall(head)
    ):
        return None
    parsed: list[Parsed] = []
    rejected: list[Rejected] = []
    line, last = 1, 0
    told = (one for one in items(text.text, _is_item) if one.item is None or one.item.get("itemType") not in _BESIDE)
    for number, found in enumerate(told, 1):
        if number > MOST_RECORDS:
            return too_many(number)
        line += text.text.count("\n", last, found.at)
        last = found.at
        if found.item is None:
            rejected.append(Rejected(line, "record_cut", {"number": number}, found.text))
            continue
        record = build(_values(found.item), MEANING)
        if not is_usable(record):
            rejected.append(Rejected(line, "record_empty", {"number": number}, found.text))
            continue
        behind = line + found.text.count("\n")
        parsed.append(Parsed(number, line, record, found.text, _codes(text.marks, line, behind)))
    if not any(one.record.title for one in parsed):
        return None
    return Reading("csl_json", len(parsed) + len(rejected), tuple(parsed), tuple(rejected))


def _codes(marks: Marks, first: int, last: int) -> tuple[str, ...]:
    return clean.unique(code for line, code in marks if first <= line <= last)


def _is_item(item: Item) -> bool:
    """Whether an object is an item of CSL, Zotero or Crossref, and none that holds others."""
    form = str(item.get("itemType") or item.get("type") or "").lower().replace("_", "-")
    return form in KINDS or form in _BESIDE or ("title" in item and "items" not in item)


def _values(item: Mapping[str, Any]) -> dict[str, list[str]]:
    """What an item says, as texts by name. `creators` of Zotero are authors and editors."""
    values: dict[str, list[str]] = {}
    for name, value in item.items():
        if name in ("author", "editor", "creators"):
            for person in value if isinstance(value, list) else ():
                role = str(person.get("creatorType", name)) if isinstance(person, dict) else name
                values.setdefault("editor" if "editor" in role.lower() else "author", []).append(_person(person))
        elif name in ("issued", "date", "accessed"):
            values[name] = [_date(value)]
        else:
            values[name] = _texts(value)
    return {name: [one for one in told if one] for name, told in values.items() if any(told)}


def _person(person: Any) -> str:
    if not isinstance(person, dict):
        return str(person)
    family = " ".join(str(person.get(name) or "") for name in ("non-dropping-particle", "family")).strip()
    family = family or str(person.get("lastName") or "")
    given = str(person.get("given") or person.get("firstName") or "")
    return ", ".join(part for part in (family, given) if part) or str(person.get("literal") or person.get("name") or "")


def _date(value: Any) -> str:
    """A date as CSL has it (`date-parts`, `raw`, `literal`) or as a text."""
    if not isinstance(value, dict):
        return str(value)
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        return "-".join(str(one) for one in parts[0])
    return str(value.get("raw") or value.get("literal") or "")


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [str(value["tag"])] if "tag" in value else []
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [] if value is None else [str(value)]
