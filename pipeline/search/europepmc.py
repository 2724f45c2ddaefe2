"""Europe PMC: what it knows of one DOI. Not tried live: built on its documented answers (`resultType=core`).

An answer without `hitCount` (as to a request that it cannot read) is no answer, and never zero. Publication types and
relations are MEDLINE's, in other letters: "retracted publication", "Retraction in".
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any, Self

from pipeline.formats import clean
from pipeline.formats.kinds import kind_of
from pipeline.records import Record
from pipeline.search.client import Ask, Client, TryAgain
from pipeline.search.rate import Heed
from pipeline.search.source import Looked

EUROPEPMC = "https://www.ebi.ac.uk/europepmc/webservices/rest"
PER_SECOND = 3.0
# its words for a relation, in lower case -> the relation's name as in PubMed
RELATIONS = {
    "retraction in": "RetractionIn",
    "retraction of": "RetractionOf",
    "expression of concern in": "ExpressionOfConcernIn",
    "erratum in": "ErratumIn",
    "update in": "UpdateIn",
    "update of": "UpdateOf",
    "republished in": "RepublishedIn",
    "republished from": "RepublishedFrom",
}


class EuropePMC:
    """Looks up one DOI at a time."""

    name = "europepmc"
    by = "doi"

    def __init__(self, client: Client, base_url: str = EUROPEPMC) -> None:
        self._client = client
        self._base = (base_url or EUROPEPMC).rstrip("/")

    def heeding(self, heed: Heed) -> Self:
        """The same door, which calls `heed` often while it waits and lets through what it raises."""
        mine = copy.copy(self)
        mine._client = self._client.heeding(heed)
        return mine

    def look_up(self, number: str) -> Looked | None:
        """What Europe PMC has on a DOI, the record from MEDLINE before a preprint; None = nothing. Raises SourceFailed."""
        ask = Ask(
            source=self.name,
            method="GET",
            address=f"{self._base}/search",
            fields={"query": f'DOI:"{number}"', "format": "json", "resultType": "core", "pageSize": "5"},
            per_second=PER_SECOND,
        )
        results = [one for one in self._client.ask(ask, read_results) if clean.doi(str(one.get("doi") or "")) == number]
        results.sort(key=lambda one: one.get("source") != "MED")
        if not results:
            return None
        raw = json.dumps(results[0], ensure_ascii=False, sort_keys=True)
        return Looked(f"{results[0].get('source')}:{results[0].get('id')}", to_record(results[0]), raw)


def read_results(body: bytes) -> list[Mapping[str, Any]]:
    """The results of a search. Raises TryAgain for what is no such answer."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict) or "hitCount" not in answer:
        raise TryAgain("source_bad_answer")
    found = _part(answer, "resultList").get("result")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def to_record(result: Mapping[str, Any]) -> Record:
    """A result in neutral fields."""
    info = _part(result, "journalInfo")
    types = clean.unique(str(one) for one in _list(result, "pubTypeList", "pubType"))
    year = str(result.get("pubYear") or info.get("yearOfPublication") or "")
    return Record(
        title=clean.plain(str(result.get("title") or "")),
        authors=tuple(_authors(result)),
        year=clean.year(year),
        abstract=clean.abstract(_lines(str(result.get("abstractText") or ""))),
        journal=str(_part(info, "journal").get("title") or ""),
        volume=str(info.get("volume") or ""),
        issue=str(info.get("issue") or ""),
        pages=clean.pages(str(result.get("pageInfo") or "")),
        doi=clean.doi(str(result.get("doi") or "")),
        pmid=pmid if (pmid := str(result.get("pmid") or "")).isdigit() else "",
        kind="preprint" if result.get("source") == "PPR" else kind_of(types),
        publication_types=types,
        languages=(str(result["language"]),) if result.get("language") else (),
        source_id=str(result.get("id") or ""),
        extra=tuple(dict.fromkeys(_relations(result))),
    )


def _lines(abstract: str) -> list[str]:
    """Headings stand as `<h4>Background</h4>` before their text."""
    return abstract.replace("<h4>", "\n").replace("</h4>", ": ").split("\n")


def _relations(result: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for one in _list(result, "commentCorrectionList", "commentCorrection"):
        name = RELATIONS.get(str(one.get("type", "")).strip().lower()) if isinstance(one, dict) else None
        if name:
            yield name, str(one.get("id") or one.get("reference") or "")


def _authors(result: Mapping[str, Any]) -> Iterator[str]:
    for one in _list(result, "authorList", "author"):
        if not isinstance(one, dict):
            continue
        family, given = one.get("lastName"), one.get("firstName") or one.get("initials")
        if family:
            yield f"{family}, {given}" if given else str(family)
        elif group := one.get("collectiveName") or one.get("fullName"):
            yield str(group)


def _part(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = of.get(name)
    return found if isinstance(found, dict) else {}


def _list(of: Mapping[str, Any], name: str, inner: str) -> list[Any]:
    found = _part(of, name).get(inner)
    return found if isinstance(found, list) else []
