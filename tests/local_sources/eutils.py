"""ESearch and EFetch over the made-up corpus, with PubMed's shapes: texts for numbers, errors with HTTP 200."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.local_sources.corpus import FIRST_PMID, corpus, to_xml
from tests.local_sources.query import BooleanReader, Fields, Found, QueryError

WINDOW = 9_999
XML_HEAD = (
    '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)
# not JSON: the line end stands raw inside the string
PAST_WINDOW = (
    '{"header":{"type":"esearch","version":"0.3"},"esearchresult":{"ERROR":"Search Backend failed: Exception:\n'
    "'retstart' cannot be larger than 9998. For PubMed, ESearch can only retrieve the first 9,999 records matching "
    'the query."}}\n'
)
OUTAGE = '{"esearchresult":{"ERROR":"Search Backend failed: Database is not supported: pubmed"}}'


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over the wire."""

    status: int
    kind: str  # "json" | "xml" | "html"
    body: str


@dataclass(slots=True)
class EUtils:
    """One small NCBI. `withheld` are PMIDs that ESearch counts and EFetch no longer gives."""

    size: int
    api_key: str
    withheld: set[str] = field(default_factory=set)
    _history: dict[str, list[tuple[int, ...]]] = field(default_factory=dict)
    _made: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, tool: str, given: Mapping[str, str]) -> Answer:
        """Answer one request to `tool` ("esearch.fcgi" or "efetch.fcgi")."""
        key = given.get("api_key", "")
        if key and key != self.api_key:
            body = {"error": "API key invalid", "api-key": key, "type": "esearch"}
            return Answer(400, "json", json.dumps(body))
        if given.get("db") != "pubmed":
            return _error(f"Invalid db name specified: {given.get('db', '')}")
        return self.esearch(given) if tool == "esearch.fcgi" else self.efetch(given)

    def forget_history(self) -> None:
        """Every kept result set is gone."""
        with self._lock:
            self._history.clear()

    def grow(self, size: int) -> None:
        """From now on there are so many articles."""
        self.size = size

    def esearch(self, given: Mapping[str, str]) -> Answer:
        """The count and, up to retmax, the ids, newest first."""
        start, most = int(given.get("retstart", "0")), min(int(given.get("retmax", "20")), WINDOW)
        if start > WINDOW - 1:
            return Answer(200, "json", PAST_WINDOW)
        if not given.get("term", "").strip():
            return _error("Empty term and query_key - nothing todo")
        with self._lock:
            kept = list(self._history.get(given.get("WebEnv", ""), []))
        fields = Fields(self.size, [frozenset(one) for one in kept])
        try:
            found = BooleanReader(given["term"], fields.pubmed, prefix_fields=False).read()
        except QueryError:
            return _error("Search Backend failed: Exception:\\nquery syntax could not be parsed")
        except KeyError as missing:
            return _error(f"Unable to obtain query #{missing.args[0]}")
        numbers = tuple(sorted((one for one in found.numbers if one < self.size), reverse=True))
        result = self._result(found, fields, numbers, start, most)
        if given.get("usehistory") == "y":
            result["querykey"], result["webenv"] = self._keep(numbers, given.get("WebEnv", ""))
        if given.get("rettype") == "count":
            result = {"count": result["count"]}
        return Answer(
            200, "json", json.dumps({"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result})
        )

    def _result(
        self, found: Found, fields: Fields, numbers: tuple[int, ...], start: int, most: int
    ) -> dict[str, object]:
        complaints = fields.complaints
        given = numbers[start : min(start + most, WINDOW)]
        messages = [] if numbers else ["No items found."]
        if most and start + most > WINDOW and len(numbers) > WINDOW:
            messages.append(f"Restrictions achieved. start and count adjusted to {start}, {len(given)}")
        result: dict[str, object] = {
            "count": str(len(numbers)),
            "retmax": str(len(given)),
            "retstart": str(start),
            "idlist": [str(FIRST_PMID + number) for number in given],
            "translationset": [],
            "querytranslation": found.read_as,
        }
        if complaints.phrases or complaints.unknown_tag:
            result["errorlist"] = {"phrasesnotfound": complaints.phrases, "fieldsnotfound": []}
        if complaints.quoted or complaints.phrases or messages:
            result["warninglist"] = {
                "phrasesignored": [],
                "quotedphrasesnotfound": complaints.quoted,
                "outputmessages": messages,
            }
        return result

    def _keep(self, numbers: tuple[int, ...], webenv: str) -> tuple[str, str]:
        with self._lock:
            if webenv not in self._history:
                self._made += 1
                webenv = f"MCID_example{self._made:04d}"
            self._history.setdefault(webenv, []).append(numbers)
            return str(len(self._history[webenv])), webenv

    def efetch(self, given: Mapping[str, str], drop: int = 0) -> Answer:
        """The articles of an id list or of a kept result set; `drop` of them are left out."""
        articles = corpus(self.size)
        if "id" in given:
            ids = [one.strip() for one in given["id"].split(",") if one.strip().isdigit() and int(one) > 0]
            if not ids:
                return _xml_error("ID list is empty! Possibly it has no correct IDs.", 400)
            numbers = [int(one) - FIRST_PMID for one in ids]
        else:
            with self._lock:
                kept = self._history.get(given.get("WebEnv", ""), [])
            key = given.get("query_key", "1")
            if not (key.isdigit() and 1 <= int(key) <= len(kept)):
                return _xml_error(f"Unable to obtain query #{key}", 200)
            numbers = list(kept[int(key) - 1])
        start, most = int(given.get("retstart", "0")), min(int(given.get("retmax", "10000")), WINDOW)
        if "id" not in given and start + most > WINDOW:
            return _xml_error("'retstart' cannot be larger than 9998", 200)
        wanted = numbers[start : start + most][drop:]
        there = (articles[number] for number in wanted if 0 <= number < len(articles))
        body = "\n".join(to_xml(one) for one in there if one.pmid not in self.withheld)
        return Answer(200, "xml", f"{XML_HEAD}<PubmedArticleSet>{body}</PubmedArticleSet>\n")


def _error(text: str) -> Answer:
    return Answer(200, "json", f'{{"esearchresult":{{"ERROR":"{text}"}}}}')


def _xml_error(text: str, status: int) -> Answer:
    head = '<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE eEfetchResult PUBLIC "-//NLM//DTD efetch 20131226//EN" '
    dtd = '"https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20131226/efetch.dtd">\n'
    return Answer(status, "xml", f"{head}{dtd}<eFetchResult>\n\t<ERROR>{text}</ERROR>\n</eFetchResult>\n")
