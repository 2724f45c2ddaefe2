"""Epistemonikos' search over the made-up corpus: ten a page, links without `show`, a `last` that is too early."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tests.local_sources.corpus import Article, corpus
from tests.local_sources.eutils import Answer
from tests.local_sources.query import BooleanReader, Fields, QueryError

PAGE = 10


def answer(size: int, token: str, authorization: str, given: Mapping[str, str]) -> Answer:
    """Answer one GET of /v1/documents/search."""
    if authorization not in (f'Token token="{token}"', f"Token token={token}"):
        return Answer(401, "json", '{"error":"HTTP Token: Access denied."}')
    query = given.get("q", "")
    try:
        found = BooleanReader(query, Fields(size).epistemonikos, prefix_fields=True).read().numbers
    except QueryError:
        return Answer(400, "json", '{"error":"query could not be parsed"}')
    classes = [name for name in given.get("classification", "").split(",") if name]
    every = [one for one in corpus(size) if one.number in found and (not classes or one.kind in classes)]
    number = max(1, int(given.get("p", "1")))
    shown = every[(number - 1) * PAGE : number * PAGE]
    show = given.get("show", "").split(",")
    links = {"self": number, "first": 1, "last": len(every) // PAGE, "next": number + 1, "prev": number - 1}
    if number == 1:
        del links["prev"]
    body = {
        "search_info": {
            "total_hits": len(every),
            "pages": {name: f"/v1/documents/search?q={query}&page_size=10&p={page}" for name, page in links.items()},
        },
        "results": [_result(one, show) for one in shown],
    }
    return Answer(200, "json", json.dumps(body, ensure_ascii=False))


def _result(one: Article, show: list[str]) -> dict[str, object]:
    abstract = " ".join(text for _, text in one.abstract)
    if one.number % 23 == 16:
        abstract = "RECORD STATUS: This is a made-up record of an assessment that does not exist."
    result: dict[str, object] = {
        "id": one.key,
        "title": " ".join(one.title.replace("<i>", "").replace("</i>", "").split()),
        "authors": [f"{family} {''.join(part[0] for part in fore.split())}" for family, fore in one.authors],
        "journal": one.journal,
        "year": str(one.year),
        "abstract": abstract,
        "document_uri": f"/v1/documents/{one.key}",
    }
    if "classification" in show:
        result["classification"] = one.kind
    if "external_links" in show:
        links = {"epistemonikos": f"https://www.epistemonikos.org/en/documents/{one.key}"}
        if one.doi:
            host = "https://dx.doi.org/" if one.number % 2 else "https://publisher.example/doi/full/"
            links["publisher"] = host + one.doi
        if one.number % 4:
            links["pubmed"] = f"https://www.ncbi.nlm.nih.gov/pubmed/{one.pmid}"
        result["external_links"] = links
    return result
