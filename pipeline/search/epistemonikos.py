"""Epistemonikos through its search API: ten records a page, page addresses built here.

The links in its answers drop parameters and its `last` page may be one too early, so neither is followed: pages are
asked for by number until an empty one comes. A token is given by Epistemonikos on request; no rate limit is published.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import SplitResult, unquote, urlsplit

from pipeline.document_class import CLASSES
from pipeline.errors import BadInput, SourceFailed
from pipeline.records import Record
from pipeline.search.client import Ask, Client, TryAgain
from pipeline.search.rate import Heed
from pipeline.search.source import Hits, Page, Receipt, Warning, utc_now
from pipeline.search_limits import LIMITS, parameter

EPISTEMONIKOS = "https://api.epistemonikos.org"
SITE = "https://www.epistemonikos.org/documents"
PATH = "/v1/documents/search"
REVIEWS = LIMITS["epistemonikos"]
PAGE_SIZE = 10
MAX_FETCH = 9_999
SPARE_PAGES = 5  # pages beyond the count before we take it that the source never ends

STATUS_NOTE = "RECORD STATUS"  # HTA and DARE records have this in place of an abstract
DOI_PATH = re.compile(r"(?:^|/doi/(?:abs/|full/|pdf/|epdf/)?)(10\.\d{4,9}/.+?)(?:/(?:full|abstract|pdf|epdf))?/?$")
DOI_HOSTS = ("doi.org", "dx.doi.org", "www.doi.org")
INITIALS = re.compile(r"(.+\S) ([^\W\d_]{1,4})$")


@dataclass(frozen=True, slots=True)
class Found:
    """One page as answered."""

    total: int
    items: tuple[Mapping[str, object], ...]


class Epistemonikos:
    """One door to Epistemonikos. Cursor: term, classification, count, all texts."""

    name = "epistemonikos"
    page_size = PAGE_SIZE

    def __init__(
        self,
        client: Client,
        base_url: str,
        token: str,
        classification: tuple[str, ...] = REVIEWS,
    ) -> None:
        self._client = client
        self._base = (base_url or EPISTEMONIKOS).rstrip("/")
        self._token = token
        self._classification = ",".join(classification)

    def heeding(self, heed: Heed) -> Self:
        """The same door, which calls `heed` often while it waits and lets through what it raises."""
        mine = copy.copy(self)
        mine._client = self._client.heeding(heed)
        return mine

    def search(self, term: str) -> Hits:
        """How many documents `term` finds. Raises BadInput `empty_search`, SourceFailed."""
        sent = " ".join(term.split())
        if not sent:
            raise BadInput("empty_search", source=self.name)
        asked_at = utc_now()
        count = self._ask(sent, self._classification, 1).total
        warnings = (Warning("too_many_hits", {"count": count, "limit": MAX_FETCH}),) if count > MAX_FETCH else ()
        version = self._client.settings.tool_version
        limits = parameter(tuple(filter(None, self._classification.split(","))))
        receipt = Receipt(self.name, sent, "", count, warnings, (), asked_at, version, self._base + PATH, limits)
        return Hits(count, receipt, {"term": sent, "classification": self._classification, "count": str(count)})

    def fetch(self, hits_cursor: Mapping[str, str], offset: int) -> Page:
        """The page that begins at `offset`, a multiple of ten. Raises BadInput `too_many_hits`, SourceFailed."""
        count = int(hits_cursor["count"])
        if count > MAX_FETCH:
            raise BadInput("too_many_hits", source=self.name, count=count, limit=MAX_FETCH)
        number = offset // PAGE_SIZE + 1
        items = self._ask(hits_cursor["term"], hits_cursor["classification"], number).items
        if not items:
            early = (Warning("source_ended_early", {"count": count, "received": offset}),) if offset < count else ()
            return Page((), None, (), early)
        if offset >= count + SPARE_PAGES * PAGE_SIZE:
            raise SourceFailed("source_bad_answer", source=self.name)
        pairs = [(str(item.get("id") or ""), item) for item in items]
        nameless = sum(not key for key, _ in pairs)
        warnings = (Warning("records_without_id", {"number": nameless, "offset": offset}),) if nameless else ()
        records = tuple(
            (key, to_record(item), json.dumps(item, ensure_ascii=False, sort_keys=True)) for key, item in pairs if key
        )
        return Page(records, number * PAGE_SIZE, (), warnings)

    def _ask(self, term: str, classification: str, number: int) -> Found:
        if not (self._token and self._token.isascii() and self._token.isprintable() and '"' not in self._token):
            raise SourceFailed("source_bad_key", source=self.name)  # a header cannot carry it, and would repeat it
        fields = {
            "q": term,
            "p": str(number),
            "classification": classification,
            "show": "classification,external_links",
        }
        ask = Ask(
            source=self.name,
            method="GET",
            address=self._base + PATH,
            fields={name: text for name, text in fields.items() if text},
            headers={"Authorization": f'Token token="{self._token}"', "Accept": "application/json"},
            per_second=1.0,
        )
        return self._client.ask(ask, read_page)


def read_page(body: bytes) -> Found:
    """One answer. Raises TryAgain where it has no readable count or no list of results."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    info = answer.get("search_info") if isinstance(answer, dict) else None
    results = answer.get("results") if isinstance(answer, dict) else None
    total = str(info.get("total_hits", "")) if isinstance(info, dict) else ""
    if not (total.isascii() and total.isdigit() and isinstance(results, list)):
        raise TryAgain("source_bad_answer")
    return Found(int(total), tuple(item for item in results if isinstance(item, dict)))


def to_record(item: Mapping[str, object]) -> Record:
    """A result in neutral fields. The class stands in `publication_types` and, as told, in `extra`."""
    links = item.get("external_links")
    links = links if isinstance(links, dict) else {}
    key, kind, abstract = _text(item, "id"), _text(item, "classification"), _text(item, "abstract")
    note = abstract if abstract.startswith(STATUS_NOTE) else ""
    authors = item.get("authors")
    extra = (("classification", kind), ("record_status", note))
    year = _text(item, "year")
    return Record(
        title=_text(item, "title"),
        authors=tuple(_author(str(one)) for one in authors) if isinstance(authors, list) else (),
        year=int(year) if re.fullmatch(r"[0-9]{4}", year) else None,
        abstract="" if note else abstract,
        journal=_text(item, "journal"),
        doi=doi_of(_text(links, "publisher")),
        pmid=pmid_of(_text(links, "pubmed")),
        kind=CLASSES.get(kind, "other") if kind else "article",
        publication_types=(kind,) if kind else (),
        url=f"{SITE}/{key}" if key else "",
        source_id=key,
        extra=tuple((name, text) for name, text in extra if text),
    )


def doi_of(link: str) -> str:
    """The DOI that a publisher's address holds: of doi.org, or behind `/doi/` elsewhere; "" = it holds none."""
    parts = _split(link)
    path = unquote(parts.path)
    if parts.hostname in DOI_HOSTS:
        path = path.lstrip("/")
    match = DOI_PATH.search(path)
    return match.group(1).lower() if match else ""


def pmid_of(link: str) -> str:
    """The PMID that ends a PubMed address; "" = there is none."""
    last = _split(link).path.rstrip("/").rpartition("/")[2]
    return last if re.fullmatch(r"[0-9]{1,9}", last) else ""


def _split(link: str) -> SplitResult:
    try:
        return urlsplit(link)
    except ValueError:
        return urlsplit("")


def _author(name: str) -> str:
    """ "Example AB" -> "Example, AB"; a group keeps its name."""
    match = INITIALS.match(name.strip())
    return f"{match.group(1)}, {match.group(2)}" if match and match.group(2).isupper() else name.strip()


def _text(item: Mapping[str, object], name: str) -> str:
    value = item.get(name)
    return value.strip() if isinstance(value, str) else str(value) if isinstance(value, int) else ""
