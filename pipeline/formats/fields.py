"""Named values to the neutral fields of `Record`, by a table: what a format's own file holds is that table, no branches.

RIS, MEDLINE and PubMed XML have readers of their own (`ris_fields`, `nbib`, `pubmed_article`); all others come here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pipeline.formats import citations, clean, names
from pipeline.formats.kinds import kind_of
from pipeline.records import Record

Fields = Mapping[str, Sequence[str]]
T = TypeVar("T")

_LINES = re.compile(r"\n")
_SEMICOLONS = re.compile(r"\s*[;\n]\s*")
_SEMICOLONS_COMMAS = re.compile(r"\s*[;,\n]\s*")
_DIGITS = re.compile(r"(?:NLM)?0*([1-9]\d{0,7})(?:\.0+)?")
_SAYS_PMID = re.compile(
    r"(?:\bPMID\s*[:=]?\s*(?:NLM)?|\bPUBMED(?:[ -]?ID)?\s*[:=]?\s*|\bMEDLINE:|pubmed\.ncbi\.nlm\.nih\.gov/|nlm\.nih\.gov/pubmed/)"
    r"0*([1-9]\d{0,7})(?!\d)|(?<!\d)0*([1-9]\d{0,7})\s*\[pmid\]",
    re.IGNORECASE,
)
_ANOTHERS = re.compile(r"\b(?:erratum|correct(?:ion|ed)|comment|retract|update|republish|reprint|reply)", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"(?:n/?a|none|null|nan|-+|no (?:pagination )?specified|unknown)\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Meaning:
    """One format's table: neutral field -> its names in the format, best first. The first with something in it gives."""

    title: tuple[str, ...] = ()
    subtitle: tuple[str, ...] = ()  # behind the title, with a colon
    authors: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()  # collective authors, behind the persons
    editors: tuple[str, ...] = ()  # stand in where a record has no authors
    year: tuple[str, ...] = ()
    abstract: tuple[str, ...] = ()
    journal: tuple[str, ...] = ()
    volume: tuple[str, ...] = ()
    issue: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()  # a range, or an article number
    first_page: tuple[str, ...] = ()
    last_page: tuple[str, ...] = ()
    article_number: tuple[str, ...] = ()  # where there are no pages
    doi: tuple[str, ...] = ()
    doi_links: tuple[str, ...] = ()  # a DOI counts only where the text says that it is one
    pmid: tuple[str, ...] = ()  # the number alone
    pmid_said: tuple[str, ...] = ()  # a number that the text calls a PMID
    types: tuple[str, ...] = ()  # publication types
    form: tuple[str, ...] = ()  # what tells the kind by `kinds`
    languages: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    mesh: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    source_id: tuple[str, ...] = ()
    citation: tuple[str, ...] = ()  # a citation in one line: fills what is missing
    left_out: tuple[str, ...] = ()  # not worth keeping in `extra`
    kinds: Mapping[str, str] = field(default_factory=dict)  # value of `form`, lower case -> kind
    parting: Mapping[str, re.Pattern[str]] = field(default_factory=dict)  # field -> what parts several values in one
    trimmed: Mapping[str, tuple[re.Pattern[str], str]] = field(
        default_factory=dict
    )  # "title", "authors" -> what is cut out
    whole_names: bool = False  # each value of `authors` is one name, whatever is in it


PARTING: Mapping[str, re.Pattern[str]] = {
    "keywords": _SEMICOLONS,
    "mesh": _SEMICOLONS,
    "types": _SEMICOLONS,
    "languages": _SEMICOLONS_COMMAS,
}


def build(values: Fields, meaning: Meaning) -> Record:
    """The record that named values tell of. Every name that the table does not use is kept in `Record.extra`."""
    record = Record(
        title=_title(values, meaning),
        authors=_people(values, meaning),
        year=_from(values, meaning.year, clean.year) or None,
        abstract=_abstract(values, meaning),
        journal=_from(values, meaning.journal, _named) or "",
        volume=_first(values, meaning.volume),
        issue=_from(values, meaning.issue, _issue) or "",
        pages=_pages(values, meaning),
        doi=_from(values, meaning.doi, clean.doi) or _from(values, meaning.doi_links, _doi_in_link) or "",
        pmid=_from(values, meaning.pmid, digits) or _from(values, (*meaning.pmid, *meaning.pmid_said), said_pmid) or "",
        publication_types=_items(values, meaning, "types"),
        languages=_items(values, meaning, "languages"),
        keywords=_items(values, meaning, "keywords"),
        mesh=_items(values, meaning, "mesh"),
        url=_from(values, meaning.url, _link) or "",
        source_id=_first(values, meaning.source_id),
    )
    record = _completed(record, _first(values, meaning.citation)) if meaning.citation else record
    if _WITH_YEAR.search(record.journal):  # Embase's SOURCE
        record = _completed(replace(record, journal=""), record.journal)
    return replace(record, kind=_kind(values, meaning, record.publication_types), extra=_extra(values, meaning, record))


def digits(value: str) -> str:
    """A PMID that stands alone: "00123" and "123.0" are 123; "" if there is something else in it."""
    match = _DIGITS.fullmatch(value.strip())
    return match.group(1) if match else ""


def _doi_in_link(value: str) -> str:
    return "" if value.startswith(clean.OWN_NOTE) else clean.doi_in_link(value)


def said_pmid(value: str) -> str:
    """A number that the text calls a PMID ("PMID: 1", "1[pmid]", a link to PubMed), not one of a correction; "" if none."""
    if value.startswith(clean.OWN_NOTE):
        return ""
    for line in value.split("\n"):
        if (match := _SAYS_PMID.search(line)) and not _ANOTHERS.search(line):
            return match.group(1) or match.group(2)
    return ""


# -- parts --------------------------------------------------------------------------------------------------------


def _values(values: Fields, tags: Iterable[str]) -> Iterable[str]:
    for tag in tags:
        yield from values.get(tag, ())


def _first(values: Fields, tags: Iterable[str]) -> str:
    return next((text for one in _values(values, tags) if (text := said(one))), "")


def said(value: str) -> str:
    """The plain text of a value; "" where it only says that there is none ("n/a", "-", "nan")."""
    text = clean.plain(value)
    return "" if len(text) < 25 and _PLACEHOLDER.fullmatch(text) else text


def _from(values: Fields, tags: Iterable[str], read: Callable[[str], T]) -> T | None:
    return next((found for one in _values(values, tags) if (found := read(one))), None)


def _items(values: Fields, meaning: Meaning, name: str) -> tuple[str, ...]:
    parting = meaning.parting.get(name, PARTING.get(name, _LINES))
    tags: tuple[str, ...] = getattr(meaning, name)
    return clean.unique(said(part) for one in _values(values, tags) for part in parting.split(unlisted(one)))


def unlisted(value: str) -> str:
    """A list as Python or JSON writes it (`['a', 'b']`) as "a; b"; any other text as it is."""
    text = value.strip()
    if not (text.startswith(("['", '["')) and text.endswith("]")):
        return value
    return "; ".join(one or two for one, two in re.findall(r"'([^']*)'|\"([^\"]*)\"", text))


def _title(values: Fields, meaning: Meaning) -> str:
    title, more = _first(values, meaning.title), _first(values, meaning.subtitle)
    if "title" in meaning.trimmed:
        pattern, put = meaning.trimmed["title"]
        title, more = pattern.sub(put, title), pattern.sub(put, more)
    return f"{title.rstrip(' :')}: {more}" if title and more and more.lower() not in title.lower() else title or more


def _people(values: Fields, meaning: Meaning) -> tuple[str, ...]:
    trimmed = meaning.trimmed.get("authors")
    for tags in (meaning.authors, meaning.editors):
        for tag in tags:
            given = [clean.plain(line) for one in values.get(tag, ()) for line in one.split("\n")]
            if trimmed:
                parted = (name for one in given for name in trimmed[0].sub(trimmed[1], one).split(";"))
                given = [trimmed[0].sub(trimmed[1], name.strip()) for name in parted]
            if meaning.whole_names or len(given) > 1:
                people = clean.authors(given)
            else:
                people = clean.unique(name for one in given for name in names.split(one))
            if tags is meaning.authors:
                people += clean.unique(said(one) for one in _values(values, meaning.groups))
            if people := clean.unique(name for name in people if said(name) and "://" not in name):
                return people
    return clean.unique(said(one) for one in _values(values, meaning.groups))


def _abstract(values: Fields, meaning: Meaning) -> str:
    for tag in meaning.abstract:
        lines = [line for one in dict.fromkeys(values.get(tag, ())) for line in one.split("\n")]
        if (text := clean.abstract(lines)) and said(text):
            return text
    return ""


def _pages(values: Fields, meaning: Meaning) -> str:
    whole, last = _first(values, meaning.pages), _first(values, meaning.last_page)
    first = _first(values, meaning.first_page)
    return clean.pages(whole) or clean.pages(first, last) or clean.pages(_first(values, meaning.article_number))


_WITH_YEAR = re.compile(r"\S \((?:19|20)\d\d\) \d{1,4}(?::|\b)")
"""A journal with year and volume behind it is a citation."""


def _named(value: str) -> str:
    """A journal's name; "" for an address of the web."""
    text = said(value)
    return "" if "://" in text and _LINK.fullmatch(text) else text


_STANDARD_NUMBER = re.compile(
    r"(?:ISSN |ISBN )?(?:\d{4}-\d{3}[\dX]|(?:97[89][- ]?)?(?:\d[- ]?){9}[\dX])\b.*", re.IGNORECASE
)


def _issue(value: str) -> str:
    """The issue; "" where an ISSN or ISBN stands under the same name."""
    text = said(value)
    return "" if len(text) > 8 and _STANDARD_NUMBER.match(text) else text


def _link(value: str) -> str:
    match = _LINK.search(value)
    return match.group() if match else ""


def _kind(values: Fields, meaning: Meaning, types: tuple[str, ...]) -> str:
    told = next((kind for one in _values(values, meaning.form) if (kind := meaning.kinds.get(said(one).lower()))), "")
    kind = told or "article"
    return kind_of(types, kind) if kind in {"article", "other"} else kind


def _completed(record: Record, text: str) -> Record:
    """A record with what only its citation tells."""
    told = citations.read(text)
    pages = record.pages or told.pages
    if record.journal and record.year and (record.volume or not told.volume) and pages == record.pages:
        return record
    return replace(
        record,
        journal=record.journal or told.journal,
        year=record.year or told.year,
        volume=record.volume or told.volume,
        issue=record.issue or told.issue,
        pages=pages,
    )


_SPENT = (
    "title",
    "authors",
    "groups",
    "year",
    "abstract",
    "doi",
    "pmid",
    "types",
    "form",
    "languages",
    "keywords",
    "mesh",
)


def _extra(values: Fields, meaning: Meaning, record: Record) -> tuple[tuple[str, str], ...]:
    """Names that gave no field, and values that lost to a better one."""
    used = {record.title, record.journal, record.volume, record.issue, record.pages, record.url, record.source_id}
    used |= {*record.authors, *record.publication_types, str(record.year or "")}
    spent = {tag for name in _SPENT for tag in getattr(meaning, name)[:1]} | set(meaning.left_out)
    spent -= set(meaning.year) if record.year is None else set()  # a year that could not be read
    pages = set(meaning.first_page[:1] + meaning.last_page[:1]) if record.pages else set()
    kept: list[tuple[str, str]] = []
    for tag, given in values.items():
        if tag in spent or tag in pages:
            continue
        for value in given:
            text = clean.squeeze(value)
            if text and said(text) and not used & {text, clean.plain(text), clean.pages(text)}:
                kept.append((tag, text))
    return tuple(dict.fromkeys(kept))
