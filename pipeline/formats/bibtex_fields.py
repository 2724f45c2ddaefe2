"""What the entry types and fields of BibTeX and BibLaTeX mean, as tables; names are parted here, before braces go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.formats import clean, latex
from pipeline.formats.fields import Meaning

KINDS: Mapping[str, str] = {
    "article": "article",
    "misc": "other",
    "online": "other",
    "electronic": "other",
    "software": "other",
    "dataset": "other",
    "patent": "other",
    "book": "book",
    "mvbook": "book",
    "booklet": "book",
    "collection": "book",
    "proceedings": "book",
    "manual": "book",
    "inbook": "chapter",
    "bookinbook": "chapter",
    "suppbook": "chapter",
    "incollection": "chapter",
    "inreference": "chapter",
    "inproceedings": "conference",
    "conference": "conference",
    "techreport": "report",
    "report": "report",
    "standard": "guideline",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "unpublished": "preprint",
}
"""Entry type -> kind."""

ENTRY, KEY = "entry type", "citation key"
MEANING = Meaning(
    title=("title",),
    subtitle=("subtitle",),
    authors=("author",),
    groups=("collaboration", "group-author"),
    editors=("editor", "book-editor"),
    year=("year", "date", "eventdate", "earlyaccessdate", "issue_date"),
    abstract=("abstract",),
    journal=("journal", "journaltitle", "journal-full", "fjournal", "booktitle", "maintitle", "series"),
    volume=("volume",),
    issue=("number", "issue"),
    pages=("pages",),
    article_number=("article-number", "articleno", "eid", "elocation-id"),
    doi=("doi",),
    doi_links=("url", "ee", "eprint", "note", "howpublished"),
    pmid=("pmid", "pubmedid", "pubmed_id", "pubmed-id", "pubmed"),
    pmid_said=("note", "eprint", "url", "annote", "extra"),
    types=("document_type", "document-type"),
    form=(ENTRY,),
    kinds=KINDS,
    languages=("language", "langid"),
    keywords=("keywords", "keyword", "author_keywords"),
    url=("url", "link", "ee", "eprint", "howpublished"),
    source_id=("unique-id", "accession-number", "an"),
    left_out=(ENTRY, "abstractnote", "file", "bdsk-url-1", "bdsk-file-1", "date-added", "date-modified"),
    whole_names=True,
)

_INHERITED = (
    "author",
    "editor",
    "year",
    "date",
    "journal",
    "booktitle",
    "series",
    "volume",
    "number",
    "publisher",
    "isbn",
)
"""What an entry that says `crossref` has from the other one where it does not say it itself (BibTeX manual, 4)."""
_PARTICLES = frozenset("da das de degli del della den der des di dos du la las le ten ter van von zu zum zur".split())
"""Words before a family name that tell a long name of a person from that of a group."""
_PEOPLE = frozenset({"author", "editor", "book-editor"})
_AND = re.compile(r"\s+and\s+|[{}]", re.IGNORECASE)
_PLAIN_LINK = frozenset({"url", "link", "ee", "doi", "eprint"})


def values(kind: str, key: str, fields: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Field names in lower case -> plain values; people one a line, each as "Family, Given"."""
    found: dict[str, list[str]] = {ENTRY: [kind]}
    for name, given in fields.items():
        if name in _PEOPLE:
            found[name] = ["\n".join(person(one) for value in given for one in people(value))]
        elif name in MEANING.keywords:
            found[name] = [
                latex.to_text(one).replace(",", "\n") if ";" not in one else latex.to_text(one) for one in given
            ]
        elif name in _PLAIN_LINK:
            found[name] = [value.replace("\\", "").strip("{} \n") for value in given]
        else:
            found[name] = [latex.to_text(value) for value in given]
    kinds = {value.strip().lower() for name in ("eprinttype", "archiveprefix") for value in found.get(name, ())}
    if "pubmed" in kinds and "pmid" not in found:  # BibLaTeX
        found["pmid"] = list(found.get("eprint", ()))
    if key:
        found[KEY] = [latex.to_text(key)]
    return found


def with_parent(
    fields: Mapping[str, Sequence[str]], parents: Mapping[str, Mapping[str, Sequence[str]]]
) -> Mapping[str, Sequence[str]]:
    """The fields of an entry with those of the one it refers to; the title of that one is its book's, or its own."""
    told = next(iter(fields.get("crossref", ())), "").strip().lower()
    parent = parents.get(told)
    if parent is None:
        return fields
    more = {name: parent[name] for name in _INHERITED if name in parent and name not in fields}
    if "title" in parent:
        more.setdefault("booktitle" if "title" in fields else "title", parent["title"])
    return {**more, **fields}


def people(value: str) -> Iterator[str]:
    """The names of a list: parted by "and" outside braces, or by semicolons where there is no "and"."""
    depth, begun, parted = 0, 0, False
    for match in _AND.finditer(value):
        mark = match.group()
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth = max(0, depth - 1)
        elif depth == 0:
            yield value[begun : match.start()]
            begun, parted = match.end(), True
    rest = value[begun:]
    yield from rest.split(";") if not parted and ";" in rest and "{" not in rest else [rest]


def person(name: str) -> str:
    """One BibTeX name ("First von Last", "von Last, Jr, First", "{Example Group}") as "Family, Given"."""
    name = clean.squeeze(name)
    if name.lower() in {"others", "et al.", "et al"}:
        return ""
    if name.startswith("{") and name.endswith("}") and "}" not in name[1:-1]:
        return clean.squeeze(latex.to_text(name))
    plain = clean.squeeze(latex.to_text(name))
    parts = [part.strip() for part in plain.split(",")]
    if len(parts) == 3:
        return f"{parts[0]}, {parts[2]} {parts[1]}".strip(" ,")
    if len(parts) != 1:
        return ", ".join(part for part in parts if part)
    told = clean.author(plain)  # "Family AB" stays what it is
    words = plain.split(" ")
    most = 12 if _PARTICLES.intersection(words) else 6
    if "," in told or len(words) < 2 or len(words) > most or "&" in plain or not words[-1][0].isalpha():
        return told
    family = next((at for at, word in enumerate(words[1:-1], 1) if word[0].islower()), len(words) - 1)
    return f"{' '.join(words[family:])}, {' '.join(words[:family])}"
