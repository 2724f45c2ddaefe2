"""First verb: a record's fields in the form in which they can be compared.

Sources write one report in many ways (case, accents, Greek letters, "&", markup, page ranges cut short, e-locators or
the number of pages in the page field), so nothing is compared as it came. The record itself is left as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.dedupe.junk import NO_JUNK, Junk
from pipeline.dedupe.names import Authors, read_authors
from pipeline.dedupe.places import Journal, Pages, read_doi, read_journal, read_pages, read_volume
from pipeline.dedupe.titles import Title, plain, read_title
from pipeline.dedupe.values import Item
from pipeline.records import Record

_COCHRANE = re.compile(r"\b(?:cd|mr)(\d{6})(?:\.pub(\d+))?", re.IGNORECASE)
_COCHRANE_DOI = "10.1002/14651858"
_REGISTRATION = re.compile(
    r"\b(NCT\d{8}|ISRCTN\d{8}|ACTRN\d{14}|ChiCTR[-A-Z]*\d{8,}|DRKS\d{8}|NTR\d{3,4}|CTRI/\d{4}/\d{2,3}/\d{6}|"
    r"EUCTR\d{4}-\d{6}-\d{2}|IRCT[\dN]{10,}|UMIN\d{9}|JPRN-[A-Za-z]+\d+)\b",
    re.IGNORECASE,
)
_REGISTERS = re.compile(
    r"clinicaltrials\.gov|isrctn|anzctr|who\.int/trialsearch|trialsearch|ictrp|clinicaltrialsregister|chictr|drks\.de",
    re.IGNORECASE,
)
# Servers where authors put what is not yet published elsewhere: their DOI prefixes and names.
_PREPRINT_DOI = (
    "10.1101/", "10.64898/", "10.2139/ssrn", "10.21203/rs", "10.20944/preprints", "10.48550/", "10.31234/", "10.31219/",
    "10.31235/", "10.26434/", "10.36227/techrxiv", "10.22541/", "10.12688/verixiv", "10.47340/",
)  # fmt: skip
_PREPRINT_NAME = re.compile(r"\b(?:\w+rxiv|preprints?|research square|ssrn|authorea)\b", re.IGNORECASE)
_NOT_PREPRINT = re.compile(r"^10\.1101/(?:gad|gr|cshperspect|lm|pdb|sqb|rna|mcs)\b")  # journals of the same registrant
_MEETING_TITLE = re.compile(r"\[[^\]]*\babstract|\babstract no\b", re.IGNORECASE)
_MEETING_PLACE = re.compile(
    r"\b(?:abstracts?|conference|congress|symposium|annual meeting|proceedings|workshop|kongress|konferanse)\b"
    r"|\bsuppl", re.IGNORECASE,
)  # fmt: skip
_MEETING_PAGES = re.compile(r"^\W*(?:[a-z]{1,3}[. ]?\d+[a-z]?(?:[-‐‑–—]+[a-z]{0,3}\d+)?|\d+[a-z])\b", re.IGNORECASE)
_MEETING_TYPES = frozenset(("conference abstract", "meeting abstract", "congress", "conference paper"))


@dataclass(frozen=True, slots=True)
class Said:
    """DOI and pages as the record gives them, junk or not: what forbids a merge is asked of these."""

    doi: str
    pages: Pages
    place: str  # the page field without blanks


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record made ready to compare. Empty text, empty tuple and None mean that the source did not say."""

    id: str
    record: Record
    origin: str
    title: Title
    authors: Authors
    year: int | None
    kind: str
    journal: Journal
    volume: str
    issue: str
    pages: Pages
    said: Said
    doi: str
    pmid: str
    cochrane: str  # six digits of the review's number
    cochrane_version: int | None
    registration: str  # number of the trial, where the record is an entry of a register
    preprint: bool
    meeting: bool  # an abstract or paper of a meeting, as far as can be told

    @property
    def says_something(self) -> bool:
        """Whether a copy of it can be known: by anything that is its own, also where that was left out as junk."""
        one = self.record
        return any(text.strip() for text in (one.title, one.doi, one.pmid, one.abstract, one.source_id, one.url))


def prepare(item: Item, junk: Junk = NO_JUNK) -> Prepared:
    """The comparable form of one record, without the values that are junk where it came from."""
    record = junk.cleaned(item)
    doi = read_doi(record.doi)
    pages = read_pages(record.pages)
    said = Said(doi, pages, "".join(plain(record.pages).split()))
    if record is not item.record:
        whole = item.record
        said = Said(read_doi(whole.doi), read_pages(whole.pages), "".join(plain(whole.pages).split()))
    number, version = _cochrane(doi, record.pages, record.journal)
    return Prepared(
        id=item.id,
        record=item.record,
        origin=item.origin,
        title=read_title(record.title),
        authors=read_authors(record.authors),
        year=record.year,
        kind=record.kind,
        journal=read_journal(record.journal),
        volume=read_volume(record.volume, record.year),
        issue=read_volume(record.issue, None),
        pages=pages,
        said=said,
        doi=doi,
        pmid=record.pmid.strip().lstrip("0"),
        cochrane=number,
        cochrane_version=version,
        registration=_registration(record),
        preprint=_is_preprint(record, doi),
        meeting=_is_meeting(record),
    )


def content_key(record: Record) -> tuple[str | int, ...]:
    """An order of records that does not hang on their ids or on the order in which they came."""
    text = (record.title, "; ".join(record.authors), record.journal, record.volume, record.issue, record.pages)
    return (*text, record.doi, record.pmid, record.year or 0, record.kind, record.abstract, record.url)


def registrations(text: str) -> tuple[str, ...]:
    """Every trial registration number in a text, upper case, sorted, each once."""
    return tuple(sorted({found.upper() for found in _REGISTRATION.findall(text)}))


@lru_cache(maxsize=20_000)
def _container(journal: str) -> tuple[bool, bool, bool]:
    """What the name of a container says that it is: (meeting, preprint server, trial register)."""
    return tuple(bool(one.search(journal)) for one in (_MEETING_PLACE, _PREPRINT_NAME, _REGISTERS))  # type: ignore[return-value]


def _registration(record: Record) -> str:
    """The number of an entry of a trial register, told by where it stands; empty for a report that only names it."""
    for text in (record.journal, record.url):
        if text and _container(text)[2] and (found := registrations(text)):
            return found[0]
    if record.authors and record.authors[0].strip(" ,.").lower() in ("nct", "isrctn", "actrn", "euctr"):
        found = registrations(f"{record.journal} {record.url} {record.title}")
        return found[0] if found else ""
    return ""


def _cochrane(doi: str, pages: str, journal: str) -> tuple[str, int | None]:
    """Number of a Cochrane review and its version: `.pub2` is 2, a DOI without `.pub` is the first, else not known."""
    if not doi.startswith(_COCHRANE_DOI) and "ochrane" not in journal and "OCHRANE" not in journal:
        return "", None
    for text in (doi, pages, journal):
        found = _COCHRANE.search(text)
        if found:
            return found.group(1), int(found.group(2)) if found.group(2) else (1 if text is doi else None)
    return "", None


def _is_preprint(record: Record, doi: str) -> bool:
    if record.kind == "preprint" or (doi.startswith(_PREPRINT_DOI) and not _NOT_PREPRINT.match(doi)):
        return True
    return _container(record.journal)[1]


def _is_meeting(record: Record) -> bool:
    if record.kind == "conference" or _container(record.journal)[0]:
        return True
    if record.publication_types and _MEETING_TYPES & {one.lower() for one in record.publication_types}:
        return True
    if "uppl" in record.volume or "uppl" in record.issue or "uppl" in record.pages:
        return True
    if "bstract" in record.title and _MEETING_TITLE.search(record.title):
        return True
    return bool(_MEETING_PAGES.match(record.pages)) and not record.pages.lower().startswith(("e", "cd", "mr"))
