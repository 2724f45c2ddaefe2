"""Epistemonikos page by page, and its results as records."""

from __future__ import annotations

import json

import pytest

from pipeline.errors import BadInput, SourceFailed
from pipeline.search.client import TryAgain
from pipeline.search.epistemonikos import Epistemonikos, doi_of, pmid_of, read_page, to_record
from tests.local_sources.corpus import corpus
from tests.local_sources.server import Running, local_sources
from tests.pipeline.search.conftest import MakeClient
from tests.pipeline.search.test_pubmed import fetch_all, ids


def test_hits_first_and_what_was_asked(epistemonikos: Epistemonikos, local: Running) -> None:
    hits = epistemonikos.search(" (title:(falls OR exercise)  OR abstract:(falls OR exercise))")
    (seen,) = local.requests
    assert seen.params == {
        "q": "(title:(falls OR exercise) OR abstract:(falls OR exercise))",
        "p": "1",
        "classification": "systematic-review,broad-synthesis",
        "show": "classification,external_links",
    }
    assert hits.count == hits.receipt.count == 16
    assert hits.receipt.limits == "classification=systematic-review,broad-synthesis"
    assert local.token not in json.dumps(hits.cursor) + repr(hits)


@pytest.mark.parametrize(("records", "expected"), [(0, 0), (20, 10), (60, 30), (130, 65)])
def test_every_review_comes_once_and_the_empty_page_ends_it(
    make_client: MakeClient, records: int, expected: int
) -> None:
    """At 130 articles the source calls page 6 the last, with 65 hits."""
    with local_sources(records) as local:
        source = Epistemonikos(make_client(), local.epistemonikos_url, local.token)
        hits = source.search("example")
        pages = fetch_all(source, hits)
    wanted = [one.key for one in corpus(records) if one.kind != "primary-study"]
    assert hits.count == len(wanted) == expected
    assert ids(pages) == wanted
    assert not pages[-1].records
    assert not any(page.warnings for page in pages)


def test_other_classes_can_be_asked_for(local: Running, make_client: MakeClient) -> None:
    source = Epistemonikos(make_client(), local.epistemonikos_url, local.token, ("primary-study",))
    assert source.search("example").count == 30
    assert Epistemonikos(make_client(), local.epistemonikos_url, local.token, ()).search("example").count == 60


def test_an_end_before_the_count_is_told(epistemonikos: Epistemonikos) -> None:
    cursor = {**epistemonikos.search("example").cursor, "count": "45"}
    page = epistemonikos.fetch(cursor, 30)
    assert [(one.code, one.params) for one in page.warnings] == [("source_ended_early", {"count": 45, "received": 30})]


def test_a_source_without_end_is_stopped(epistemonikos: Epistemonikos) -> None:
    cursor = {**epistemonikos.search("example").cursor, "count": "-40"}
    with pytest.raises(SourceFailed, match="source_bad_answer"):
        epistemonikos.fetch(cursor, 10)


def test_refusals(local: Running, make_client: MakeClient) -> None:
    source = Epistemonikos(make_client(), local.epistemonikos_url, "another")
    with pytest.raises(SourceFailed, match="source_bad_key"):
        source.search("falls")
    with pytest.raises(BadInput, match="empty_search"):
        source.search(" ")
    with pytest.raises(SourceFailed, match="source_query_too_long"):
        source.search("falls OR " * 600 + "falls")
    with pytest.raises(BadInput, match="too_many_hits"):
        source.fetch({"term": "falls", "classification": "", "count": "10000"}, 0)
    assert len(local.requests) == 1


@pytest.mark.parametrize("token", ["", "æøå", 'a"b', "a\nb"])
def test_a_token_that_cannot_be_sent(make_client: MakeClient, token: str) -> None:
    with pytest.raises(SourceFailed) as failed:
        Epistemonikos(make_client(), "http://127.0.0.1:9", token).search("falls")
    assert failed.value.code == "source_bad_key"
    assert not token or token not in str(failed.value)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"<html>", b'{"search_info":{},"results":[]}', b'{"results":[]}'])
def test_no_count_is_never_zero(body: bytes) -> None:
    with pytest.raises(TryAgain):
        read_page(body)


def test_a_result_as_record() -> None:
    record = to_record(
        {
            "id": "ab12",
            "title": "Example review: falls",
            "authors": ["Eksempelsen AB", "van Prøvestad C", "Example Study Group"],
            "journal": "Made-up Reviews",
            "year": "2019",
            "abstract": "Nothing was found.",
            "classification": "systematic-review",
            "external_links": {
                "publisher": "https://dx.doi.org/10.5555/Example.1",
                "pubmed": "https://www.ncbi.nlm.nih.gov/pubmed/90000001",
            },
        }
    )
    assert record.authors == ("Eksempelsen, AB", "van Prøvestad, C", "Example Study Group")
    assert (record.year, record.doi, record.pmid) == (2019, "10.5555/example.1", "90000001")
    assert (record.kind, record.publication_types) == ("review", ("systematic-review",))
    assert record.extra == (("classification", "systematic-review"),)
    assert record.url == "https://www.epistemonikos.org/documents/ab12"


def test_a_result_with_next_to_nothing() -> None:
    record = to_record({"id": "ab12", "year": "n.d.", "external_links": None, "authors": None, "title": None})
    assert (record.title, record.authors, record.year, record.doi, record.kind) == ("", (), None, "", "article")


def test_a_status_note_is_no_abstract() -> None:
    record = to_record({"id": "ab12", "abstract": "RECORD STATUS: made up."})
    assert record.abstract == ""
    assert record.extra == (("record_status", "RECORD STATUS: made up."),)


@pytest.mark.parametrize(
    ("link", "doi"),
    [
        ("https://doi.org/10.5555/ab.c", "10.5555/ab.c"),
        ("http://dx.doi.org/10.5555%2FAB(c)1", "10.5555/ab(c)1"),
        ("https://publisher.example/doi/full/10.5555/ab.c", "10.5555/ab.c"),
        ("https://publisher.example/doi/10.5555/ab.c/full?x=1", "10.5555/ab.c"),
        ("https://publisher.example/article/12", ""),
        ("https://fakedoi.org/10.5555/ab.c", ""),
        ("http://[bad", ""),
        ("", ""),
    ],
)
def test_doi_of(link: str, doi: str) -> None:
    assert doi_of(link) == doi


@pytest.mark.parametrize(
    ("link", "pmid"),
    [
        ("https://www.ncbi.nlm.nih.gov/pubmed/90000001", "90000001"),
        ("https://pubmed.ncbi.nlm.nih.gov/90000001/", "90000001"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/?term=x", ""),
        ("", ""),
    ],
)
def test_pmid_of(link: str, pmid: str) -> None:
    assert pmid_of(link) == pmid
