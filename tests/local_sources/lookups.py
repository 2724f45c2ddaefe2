"""Crossref's and Europe PMC's answers on one DOI of the made-up corpus, retractions and missing records included."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import unquote

from tests.local_sources.corpus import Article, corpus
from tests.local_sources.eutils import Answer

CROSSREF_PATH = "/works/"
EUROPEPMC_PATH = "/search"
MESH_PATH = "/lookup/descriptor"
HEADINGS = ("Example Disease", "Example Therapy", "Examplitis")  # made up


def mesh(given: Mapping[str, str]) -> Answer:
    """The made-up headings whose name matches; 400 without a label."""
    label, match = given.get("label", "").lower(), given.get("match", "exact")
    if not label:
        return Answer(400, "html", "label is required")
    fits = {"exact": str.__eq__, "startswith": str.startswith, "contains": str.__contains__}[match]
    found = [name for name in HEADINGS if fits(name.lower(), label)][: int(given.get("limit", "10"))]
    rows = [
        {"resource": f"http://id.nlm.nih.gov/mesh/D{900000 + HEADINGS.index(name)}", "label": name} for name in found
    ]
    return Answer(200, "json", json.dumps(rows))


def _of(size: int, doi: str) -> Article | None:
    return next((one for one in corpus(size) if one.doi == doi), None)


def crossref(size: int, path: str) -> Answer:
    """One work; 404 with plain text for a DOI that it does not know."""
    one = _of(size, unquote(path.removeprefix(CROSSREF_PATH)).lower())
    if one is None:
        return Answer(404, "html", "Resource not found.")
    sections = "".join(
        f"<jats:sec><jats:title>{label.capitalize()}</jats:title><jats:p>{text.replace('&', '&amp;').replace('<', '&lt;')}"
        "</jats:p></jats:sec>"
        for label, text in one.abstract
        if label
    )
    work = {
        "DOI": one.doi.upper(),
        "type": "journal-article",
        "title": [one.title],
        "container-title": [one.journal],
        "author": [{"family": family, "given": fore, "sequence": "first"} for family, fore in one.authors],
        "issued": {"date-parts": [[one.year, 9]]},
        "volume": "1",
        "page": "1-9",
        **({"abstract": f"<jats:title>Abstract</jats:title>{sections}"} if sections else {}),
    }
    if one.retracted:
        work["updated-by"] = [
            {"DOI": "10.5555/correction.1", "type": "correction", "source": "publisher"},
            {"DOI": "10.5555/notice.1", "type": "retraction", "source": "retraction-watch"},
        ]
    return Answer(200, "json", json.dumps({"status": "ok", "message-type": "work", "message": work}))


def europepmc(size: int, given: Mapping[str, str]) -> Answer:
    """The hits of `DOI:"..."`: a preprint first where there is one; only `version` for a query that cannot be read."""
    asked = re.fullmatch(r'DOI:"([^"]+)"', given.get("query", ""))
    if asked is None or given.get("resultType") != "core":
        return Answer(200, "json", json.dumps({"version": "6.9"}))
    one = _of(size, asked.group(1).lower())
    results = [_result(one)] if one is not None else []
    if one is not None and one.number % 5 == 2:
        results.insert(0, {**_result(one), "source": "PPR", "id": "PPR1", "abstractText": "Made-up preprint."})
    body = {"version": "6.9", "hitCount": len(results), "resultList": {"result": results}}
    return Answer(200, "json", json.dumps(body))


def _result(one: Article) -> dict[str, object]:
    result: dict[str, object] = {
        "id": one.pmid,
        "source": "MED",
        "pmid": one.pmid,
        "doi": one.doi,
        "title": one.title,
        "authorList": {"author": [{"lastName": family, "firstName": fore} for family, fore in one.authors]},
        "journalInfo": {"volume": "1", "yearOfPublication": one.year, "journal": {"title": one.journal}},
        "pubYear": str(one.year),
        "abstractText": "".join(
            f"<h4>{label.capitalize()}</h4>{text}" if label else text for label, text in one.abstract
        ),
        "pubTypeList": {"pubType": [name.lower() for name in one.types]},
        "language": "eng",
    }
    if one.retracted:
        result["commentCorrectionList"] = {"commentCorrection": [{"type": "Retraction in", "source": "MED"}]}
    return result
