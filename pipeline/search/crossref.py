"""Crossref: what publishers and Retraction Watch say of one DOI. Not tried live: built on Crossref's documented answers.

`GET /works/{doi}`; the e-mail makes us a known caller. `updated-by` stands on what was corrected or retracted,
`update-to` on the notice. Abstracts come as JATS, and only from publishers who give them.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any, Self
from urllib.parse import quote

from pipeline.errors import SourceFailed
from pipeline.formats import clean
from pipeline.records import Record
from pipeline.search.client import Ask, Client, TryAgain
from pipeline.search.rate import Heed
from pipeline.search.source import Looked

CROSSREF = "https://api.crossref.org"
PER_SECOND = 1.0
NO_RECORD = "source_no_record"
# Crossref's type -> `Record.kind`; others: "other"
KINDS = {
    "journal-article": "article",
    "book-chapter": "chapter",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "posted-content": "preprint",
    "proceedings-article": "conference",
    "report": "report",
    "dissertation": "thesis",
}
# type of an update -> relation of what was updated, relation of the notice (names as in PubMed)
UPDATES = {
    "retraction": ("RetractionIn", "RetractionOf"),
    "partial_retraction": ("RetractionIn", "RetractionOf"),
    "withdrawal": ("RetractionIn", "RetractionOf"),
    "removal": ("RetractionIn", "RetractionOf"),
    "expression_of_concern": ("ExpressionOfConcernIn", "ExpressionOfConcernFor"),
    "correction": ("ErratumIn", "ErratumFor"),
    "corrigendum": ("ErratumIn", "ErratumFor"),
    "erratum": ("ErratumIn", "ErratumFor"),
    "new_version": ("UpdateIn", "UpdateOf"),
    "new_edition": ("UpdateIn", "UpdateOf"),
}


class Crossref:
    """Looks up one DOI at a time."""

    name = "crossref"
    by = "doi"

    def __init__(self, client: Client, base_url: str = CROSSREF) -> None:
        self._client = client
        self._base = (base_url or CROSSREF).rstrip("/")

    def heeding(self, heed: Heed) -> Self:
        """The same door, which calls `heed` often while it waits and lets through what it raises."""
        mine = copy.copy(self)
        mine._client = self._client.heeding(heed)
        return mine

    def look_up(self, number: str) -> Looked | None:
        """What Crossref has on a DOI; None = it does not know it. Raises SourceFailed."""
        email = self._client.settings.email
        ask = Ask(
            source=self.name,
            method="GET",
            address=f"{self._base}/works/{quote(number, safe='')}",
            fields={"mailto": email} if email else {},
            per_second=PER_SECOND,
            explain=lambda status, _: NO_RECORD if status == 404 else None,
        )
        try:
            message = self._client.ask(ask, read_work)
        except SourceFailed as why:
            if why.code == NO_RECORD:
                return None
            raise
        return Looked(number, to_record(message), json.dumps(message, ensure_ascii=False, sort_keys=True))


def read_work(body: bytes) -> Mapping[str, Any]:
    """The work in an answer. Raises TryAgain for what is no such answer."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    message = answer.get("message") if isinstance(answer, dict) else None
    if not isinstance(message, dict) or not message.get("DOI"):
        raise TryAgain("source_bad_answer")
    return message


def to_record(work: Mapping[str, Any]) -> Record:
    """A work in neutral fields. Its type stands in `kind`, never among the publication types: those are PubMed's words."""
    subtitle = _first(work, "subtitle")
    title = _first(work, "title")
    return Record(
        title=f"{title}: {subtitle}" if title and subtitle and subtitle not in title else title,
        authors=tuple(_authors(work)),
        year=_year(work),
        abstract=clean.abstract(_abstract_lines(str(work.get("abstract") or ""))),
        journal=_first(work, "container-title"),
        volume=str(work.get("volume") or ""),
        issue=str(work.get("issue") or ""),
        pages=clean.pages(str(work.get("page") or "")),
        doi=clean.doi(str(work.get("DOI") or "")),
        kind=KINDS.get(str(work.get("type")), "other"),
        languages=(str(work["language"]),) if work.get("language") else (),
        extra=tuple(dict.fromkeys(_updates(work))),
    )


def _abstract_lines(jats: str) -> list[str]:
    """Each section's heading and text on one line: "Background: ..."."""
    text = jats.replace("</jats:title>", ": ").replace("<jats:sec", "\n<jats:sec").replace("</jats:p>", "\n")
    lines = [clean.plain(line) for line in text.split("\n")]
    return [line for line in lines if line and line.rstrip(": ").casefold() != "abstract"]


def _updates(work: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, which in (("updated-by", 0), ("update-to", 1)):
        for one in work.get(name) or ():
            relations = (
                UPDATES.get(str(one.get("type", "")).replace("-", "_").lower()) if isinstance(one, dict) else None
            )
            if relations:
                yield relations[which], str(one.get("DOI") or "")


def _authors(work: Mapping[str, Any]) -> Iterator[str]:
    for one in work.get("author") or ():
        if isinstance(one, dict) and (name := one.get("family") or one.get("name")):
            yield f"{name}, {one['given']}" if one.get("given") and one.get("family") else str(name)


def _year(work: Mapping[str, Any]) -> int | None:
    for name in ("published-print", "issued", "published-online"):
        parts = (work.get(name) or {}).get("date-parts") or [[None]]
        if parts[0] and isinstance(parts[0][0], int):
            return int(parts[0][0])
    return None


def _first(work: Mapping[str, Any], name: str) -> str:
    values = work.get(name)
    return clean.plain(str(values[0])) if isinstance(values, list) and values else ""
