"""The local sources themselves: they are only worth testing against if they err as the real ones do."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from pipeline.formats.pubmed_xml import articles
from tests.local_sources.corpus import FIRST_PMID, corpus
from tests.local_sources.query import BooleanReader, Fields, QueryError
from tests.local_sources.server import Running, local_sources

ROOT = Path(__file__).resolve().parents[2]


def esearch(local: Running, **fields: str) -> requests.Response:
    given = {"db": "pubmed", "retmode": "json", **fields}
    return requests.post(f"{local.eutils_url}/esearch.fcgi", data=given, timeout=5)


def efetch(local: Running, **fields: str) -> requests.Response:
    return requests.post(f"{local.eutils_url}/efetch.fcgi", data={"db": "pubmed", **fields}, timeout=5)


def found(query: str, size: int = 60) -> set[int]:
    return set(BooleanReader(query, Fields(size).pubmed, prefix_fields=False).read().numbers)


def titled(*words: str) -> set[int]:
    return {one.number for one in corpus(60) if any(word in one.title.lower() for word in words)}


@pytest.mark.parametrize(
    ("query", "same_as"),
    [
        ("exercis*[ti]", "exercise[ti]"),
        ("exercise[ti] OR dementia[mh] AND stroke[mh]", "(exercise[ti] OR dementia[mh]) AND stroke[mh]"),
        ("exercise[ti] NOT falls[ti]", "exercise[ti] NOT (falls[ti])"),
        ("fall prevention[tiab]", '"fall prevention"[Title/Abstract]'),
        ('"fall prevention" [tiab]', '"fall prevention"[tiab]'),
        ("(exercise OR stroke)[tiab]", "exercise OR stroke"),
        ("exercise[foo]", "exercise"),
        ("nothing-like-it[tiab] OR exercise[ti]", "exercise[ti]"),
        ("systematic[sb]", '"systematic review"[pt]'),
        (f"{FIRST_PMID}[uid]", f"{FIRST_PMID}:{FIRST_PMID}[pmid]"),
        ("2010:2012[dp]", "2010[dp] OR 2011[dp] OR 2012[dp]"),
    ],
)
def test_queries_mean_the_same(query: str, same_as: str) -> None:
    assert found(query) == found(same_as) != set()


def test_queries_find_what_the_titles_say() -> None:
    assert found("exercise[ti]") == titled("exercise")
    assert found("exercise[ti] OR reablement[ti]") == titled("exercise", "reablement")
    assert found("exercise[ti] AND falls[ti]") == titled("exercise") & titled("falls")
    assert found("exercise dementia[mh]") == set(), "the words before a tag are one phrase"
    assert found("humans[mh] NOT exercise[ti]") == set(range(60)) - titled("exercise")


@pytest.mark.parametrize("query", ["(a", "a)", "a AND", "OR a", "()", "[tiab]"])
def test_queries_that_cannot_be_read(query: str) -> None:
    with pytest.raises(QueryError):
        found(query)


def test_the_oddities_are_all_there() -> None:
    with local_sources() as local:
        pmids = ",".join(one.pmid for one in corpus(60))
        read = {pmid: (record, raw) for pmid, record, raw in articles(efetch(local, id=pmids).content)}
    assert len(read) == 60
    for mark in ("<i>", "<sub>", "CollectiveName", "MedlineDate", "Retracted Publication", "<PubmedBookArticle>"):
        assert any(mark in raw for _, raw in read.values()), mark
    for one in corpus(60):
        record = read[one.pmid][0]
        assert record.title == one.title.replace("<i>", "").replace("</i>", "").replace("<sub>", "").replace(
            "</sub>", ""
        )
        assert (record.doi, record.year) == (one.doi, one.year)
        assert ("BACKGROUND: " in record.abstract) == bool(one.abstract and one.abstract[0][0])


def test_history_pages_and_gone_records() -> None:
    with local_sources() as local:
        result = esearch(local, term="humans[mh]", usehistory="y", retmax="5", retstart="10").json()["esearchresult"]
        assert (result["count"], result["retmax"], result["retstart"]) == ("60", "5", "10")
        history = {"WebEnv": result["webenv"], "query_key": result["querykey"]}
        page = efetch(local, **history, retstart="10", retmax="5").content
        assert [pmid for pmid, _, _ in articles(page)] == result["idlist"]
        again = esearch(local, term="#1 AND exercise[ti]", WebEnv=result["webenv"], usehistory="y").json()
        assert again["esearchresult"]["querykey"] == "2"
        assert list(articles(efetch(local, id="1,2").content)) == []
        local.pubmed.forget_history()
        assert "Unable to obtain query #1" in efetch(local, **history).text
        assert "Unable to obtain query #1" in esearch(local, term="#1", WebEnv=result["webenv"]).text


def test_the_window_ends_at_9999_with_a_body_that_is_no_json() -> None:
    with local_sources(10_050) as local:
        cut = esearch(local, term="humans[mh]", retmax="100000").json()["esearchresult"]
        assert len(cut["idlist"]) == 9_999
        edge = esearch(local, term="humans[mh]", retstart="9990", retmax="10").json()["esearchresult"]
        assert edge["warninglist"]["outputmessages"] == ["Restrictions achieved. start and count adjusted to 9990, 9"]
        past = esearch(local, term="humans[mh]", retstart="9999", retmax="1")
    assert past.status_code == 200
    with pytest.raises(ValueError, match="control character"):
        json.loads(past.text)
    assert "cannot be larger than 9998" in json.loads(past.text, strict=False)["esearchresult"]["ERROR"]


def test_what_esearch_hides_and_says() -> None:
    with local_sources() as local:
        heading = '"Heading That Is None"[mh]'
        told = esearch(local, term=heading).json()["esearchresult"]
        hidden = esearch(local, term=heading, rettype="count").json()["esearchresult"]
        unknown = esearch(local, term="exercise[foo]").json()["esearchresult"]
        wrong_key = esearch(local, term="exercise", api_key="mine")
    assert told["warninglist"]["quotedphrasesnotfound"] == [heading]
    assert told["warninglist"]["outputmessages"] == ["No items found."]
    assert hidden == {"count": "0"}
    assert unknown["errorlist"] == {"phrasesnotfound": [], "fieldsnotfound": []}
    assert (wrong_key.status_code, "mine" in wrong_key.text) == (400, True)


def test_malformed_ids_are_refused_in_xml() -> None:
    with local_sources() as local:
        answer = efetch(local, id="0")
    assert answer.status_code == 400
    assert "<ERROR>ID list is empty!" in answer.text


def test_epistemonikos_pages() -> None:
    with local_sources(41) as local:
        address = f"{local.epistemonikos_url}/v1/documents/search"
        given = {"q": '"example"', "show": "classification,external_links"}
        assert requests.get(address, params=given, timeout=5).status_code == 401
        headers = {"Authorization": f'Token token="{local.token}"'}
        pages = [
            requests.get(address, params={**given, "p": str(number)}, headers=headers, timeout=5).json()
            for number in range(1, 7)
        ]
    assert [len(page["results"]) for page in pages] == [10, 10, 10, 10, 1, 0]
    links = pages[0]["search_info"]["pages"]
    assert links["last"] == '/v1/documents/search?q="example"&page_size=10&p=4'
    assert not any("show" in link for link in links.values())
    assert {one["classification"] for page in pages for one in page["results"]} > {"systematic-review"}


def test_a_large_corpus_is_made_and_searched_in_a_few_seconds() -> None:
    began = time.monotonic()
    assert len(found("falls[tiab] AND exercis*[tiab]", 25_000)) > 1_000
    assert time.monotonic() - began < 15


def test_it_runs_by_itself() -> None:
    command = [sys.executable, "-m", "tests.local_sources", "--records", "12"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        addresses = json.loads(process.stdout.readline())
        given = {"db": "pubmed", "term": "humans[mh]"}
        answer = requests.post(f"{addresses['eutils']}/esearch.fcgi", data=given, timeout=5)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=5) == 0
    assert answer.json()["esearchresult"]["count"] == "12"
