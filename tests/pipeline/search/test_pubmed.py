"""PubMed from the term to the last record, at a local server that behaves like E-utilities."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace

import pytest

from pipeline.errors import BadInput, SourceFailed
from pipeline.search.client import TryAgain
from pipeline.search.pubmed import MAX_FETCH, WINDOW, PubMed, clean_term, read_articles
from pipeline.search.source import Hits, Page, QueryRejected, Source
from tests.local_sources.corpus import FIRST_PMID, corpus, to_xml
from tests.local_sources.server import Running, local_sources
from tests.pipeline.search.conftest import MakeClient

EVERYTHING = "humans[mh]"


def fetch_all(source: Source, hits: Hits, offset: int = 0) -> list[Page]:
    """All pages, as a job reads them: cursor and offset only."""
    pages: list[Page] = []
    cursor = json.loads(json.dumps(hits.cursor))
    while True:
        page = source.fetch(cursor, offset)
        pages.append(page)
        cursor = page.cursor or cursor
        if page.next_offset is None:
            return pages
        offset = page.next_offset


def ids(pages: list[Page]) -> list[str]:
    return [source_id for page in pages for source_id, _, _ in page.records]


@pytest.mark.parametrize(
    ("term", "count", "codes"),
    [
        (EVERYTHING, 60, []),
        ("(Aged[mh] OR dementia[mh]) AND exercise[tiab]", 12, []),
        ('"fall prevention"[tiab] OR "body battery"[tiab]', 17, ["quoted_phrase_not_found"]),
        ('"Heading That Is None"[mh]', 0, ["quoted_phrase_not_found"]),
        ("the[tiab] AND exercise[tiab]", 0, ["phrase_not_found"]),
        ("exercise[foo]", 16, []),
        (f"{FIRST_PMID}:{FIRST_PMID + 4}[uid]", 5, []),
        ("zzzzz[tiab]", 0, ["phrase_not_found"]),
    ],
)
def test_hits_first(pubmed: PubMed, local: Running, term: str, count: int, codes: list[str]) -> None:
    hits = pubmed.search(term)
    assert hits.count == hits.receipt.count == count
    assert [one.code for one in hits.receipt.warnings] == codes
    assert [seen.path.rpartition("/")[2] for seen in local.requests] == ["esearch.fcgi"]


def test_the_receipt_tells_what_was_sent_and_how_it_was_read(pubmed: PubMed, local: Running) -> None:
    receipt = pubmed.search('  "fall prevention"[tiab]\n AND  dementia[mh] ').receipt
    assert receipt.term == '"fall prevention"[tiab] AND dementia[mh]'
    assert receipt.translation == '"fall prevention"[Title/Abstract] AND "dementia"[MeSH Terms]'
    assert (receipt.source, receipt.tool_version) == ("pubmed", "example-tool/0.1")
    assert receipt.address == f"{local.eutils_url}/esearch.fcgi"
    assert receipt.asked_at.endswith("+00:00")
    assert local.api_key not in json.dumps(asdict(receipt))


def test_each_request_says_who_asks_and_goes_by_post(pubmed: PubMed, local: Running) -> None:
    fetch_all(pubmed, pubmed.search("dementia[mh]"))
    assert {seen.method for seen in local.requests} == {"POST"}
    for seen in local.requests:
        assert (seen.params["tool"], seen.params["email"]) == ("example-tool", "someone@example.org")
        assert (seen.params["db"], seen.params["api_key"]) == ("pubmed", local.api_key)
        assert seen.user_agent == "example-tool/0.1"


def test_without_a_key_none_is_sent(local: Running, make_client: MakeClient) -> None:
    PubMed(make_client(), local.eutils_url).search("dementia[mh]")
    assert "api_key" not in local.requests[0].params


def test_a_long_strategy_goes_through(pubmed: PubMed) -> None:
    term = " OR ".join(f'"made up phrase {number}"[tiab]' for number in range(400)) + " OR exercise[tiab]"
    hits = pubmed.search(term)
    assert hits.count == 16
    assert len(hits.receipt.warnings) == 400


@pytest.mark.parametrize("term", ["((exercise[tiab]", "AND exercise[tiab]", "exercise[tiab])"])
def test_a_refused_term_is_an_error_with_its_account(pubmed: PubMed, local: Running, term: str) -> None:
    with pytest.raises(QueryRejected) as failed:
        pubmed.search(term)
    assert failed.value.code == "source_rejected_query"
    assert failed.value.receipt.count is None
    assert failed.value.receipt.errors[0].startswith("Search Backend failed")
    assert len(local.requests) == 1


def test_an_empty_term_is_not_sent(pubmed: PubMed, local: Running) -> None:
    with pytest.raises(BadInput, match="empty_search"):
        pubmed.search(" \n ")
    assert not local.requests


@pytest.mark.parametrize(
    ("given", "sent", "told"),
    [
        ("a  b\u00a0c\n", "a b c", False),
        ("Care &amp; Cure[ta]", "Care & Cure[ta]", True),
        ("&quot;a b&quot;[tiab]", '"a b"[tiab]', True),
        ("R&D[tiab]", "R&D[tiab]", False),
        ("&copy fall", "&copy fall", False),
    ],
)
def test_terms_are_never_sent_html_escaped(given: str, sent: str, told: bool) -> None:
    term, notes = clean_term(given)
    assert term == sent
    assert [one.code for one in notes] == (["search_term_unescaped"] if told else [])


@pytest.mark.parametrize(("records", "page_size"), [(0, 200), (1, 200), (60, 200), (60, 7), (60, 60), (450, 200)])
def test_every_record_comes_once(make_client: MakeClient, records: int, page_size: int) -> None:
    with local_sources(records) as local:
        source = PubMed(make_client(), local.eutils_url)
        source.page_size = page_size
        hits = source.search(EVERYTHING)
        pages = fetch_all(source, hits)
    assert ids(pages) == [one.pmid for one in reversed(corpus(records))]
    assert not any(page.missing or page.warnings or page.cursor for page in pages)


def test_records_and_their_own_text(pubmed: PubMed) -> None:
    page = pubmed.fetch(pubmed.search(f"{FIRST_PMID + 2}[uid]").cursor, 0)
    ((source_id, record, raw),) = page.records
    assert source_id == str(FIRST_PMID + 2)
    assert record.title.startswith("Example overview 3: reablement for nursing home residents")
    assert "<i>reablement</i>" in raw
    assert page.next_offset is None


def test_a_record_left_out_once_is_asked_for_by_id(pubmed: PubMed, local: Running) -> None:
    local.faults.add("drop_records", "efetch", value=3)
    pages = fetch_all(pubmed, pubmed.search(EVERYTHING))
    assert sorted(ids(pages)) == [one.pmid for one in corpus(60)]
    assert pages[0].missing == ()


def test_a_record_that_is_gone_is_named(pubmed: PubMed, local: Running) -> None:
    gone = str(FIRST_PMID + 5)
    local.pubmed.withheld.add(gone)
    pages = fetch_all(pubmed, pubmed.search(EVERYTHING))
    assert [page.missing for page in pages] == [(gone,)]
    assert len(set(ids(pages))) == 59


def test_a_history_that_expired_is_made_again(pubmed: PubMed, local: Running) -> None:
    pubmed.page_size = 25
    hits = pubmed.search(EVERYTHING)
    local.faults.add("expire_history", "efetch", after=1)
    pages = fetch_all(pubmed, hits)
    assert sorted(ids(pages)) == [one.pmid for one in corpus(60)]
    assert [(one.code, one.params) for page in pages for one in page.warnings] == [("history_expired", {"count": 60})]
    assert pages[1].cursor is not None and pages[1].cursor["webenv"] != hits.cursor["webenv"]


def test_a_count_that_changed_meanwhile_is_told_and_nothing_is_lost(pubmed: PubMed, local: Running) -> None:
    pubmed.page_size = 25
    hits = pubmed.search(EVERYTHING)
    first = pubmed.fetch(hits.cursor, 0)
    local.pubmed.forget_history()
    local.pubmed.grow(64)
    again = pubmed.fetch(hits.cursor, first.next_offset or 0)
    assert [(one.code, one.params) for one in again.warnings] == [
        ("history_expired_count_changed", {"before": 60, "after": 64})
    ]
    assert (again.next_offset, (again.cursor or {})["count"]) == (25, "64")
    rest = pubmed.fetch(again.cursor or {}, 25), pubmed.fetch(again.cursor or {}, 50)
    assert set(ids([first, again, *rest])) == {one.pmid for one in corpus(64)}


def test_another_process_goes_on_from_the_cursor(local: Running, make_client: MakeClient) -> None:
    first = PubMed(make_client(), local.eutils_url)
    cursor = json.loads(json.dumps(first.search(EVERYTHING).cursor))
    second = PubMed(make_client(), local.eutils_url)
    assert len(second.fetch(cursor, 40).records) == 20


@pytest.mark.parametrize(
    "kind", ["cut_body", "invalid_json", "bad_gateway", "rate_limited", "rate_limited_200", "html"]
)
def test_a_page_survives_what_passes(pubmed: PubMed, local: Running, kind: str) -> None:
    hits = pubmed.search(EVERYTHING)
    local.faults.add(kind, "efetch", times=2)  # type: ignore[arg-type]
    assert len(set(ids(fetch_all(pubmed, hits)))) == 60


def test_a_page_that_stays_broken_is_an_error_and_no_short_page(pubmed: PubMed, local: Running) -> None:
    hits = pubmed.search(EVERYTHING)
    local.faults.add("cut_body", "efetch", times=99)
    with pytest.raises(SourceFailed) as failed:
        pubmed.fetch(hits.cursor, 0)
    assert failed.value.code == "source_unreachable"


def test_an_article_that_cannot_be_read_is_left_out_of_a_whole_answer() -> None:
    """So that one broken article does not stop a search: it is then asked for by id, and named as missing."""
    good, bad = to_xml(corpus(1)[0]), "<PubmedArticle><PMID>1</PubmedArticle>"
    whole = f"<PubmedArticleSet>{bad}{good}</PubmedArticleSet>".encode()
    assert list(read_articles(whole)) == [str(FIRST_PMID)]
    for broken in (whole[:-20], b"<html></html>", b"", b"<!DOCTYPE x [<!ENTITY a 'b'>]><PubmedArticleSet/>"):
        with pytest.raises(TryAgain):
            read_articles(broken)


# -- more than the window

LARGE = 25_000
PATIENT = {"timeout": (5.0, 60.0), "deadline_s": 300.0}  # the made-up source needs its time for so many


@pytest.fixture(scope="module")
def large() -> Iterator[Running]:
    """A source with more hits than its window shows."""
    with local_sources(LARGE) as running:
        yield running


def test_a_set_beyond_the_window_is_sliced_and_comes_whole_and_once(large: Running, make_client: MakeClient) -> None:
    source = PubMed(make_client(**PATIENT), large.eutils_url)
    source.page_size = 1_000
    hits = source.search(EVERYTHING)
    assert (hits.count, hits.receipt.warnings) == (LARGE, ())
    pages = fetch_all(source, hits)
    assert ids(pages) == [one.pmid for one in reversed(corpus(LARGE))]
    assert not any(page.missing or page.warnings for page in pages)
    windows = [seen.params for seen in large.requests if seen.path.endswith("efetch.fcgi")]
    assert max(int(one["retstart"]) + int(one["retmax"]) for one in windows) <= WINDOW


def test_a_sliced_set_goes_on_in_another_process_and_after_its_history_expired(
    large: Running, make_client: MakeClient
) -> None:
    cursor, offset, got, warnings = (
        dict(PubMed(make_client(**PATIENT), large.eutils_url).search(EVERYTHING).cursor),
        0,
        [],
        [],
    )
    number = 0
    while True:
        number += 1
        source = PubMed(make_client(**PATIENT), large.eutils_url)
        source.page_size = 2_500
        if number % 4 == 3:
            large.pubmed.forget_history()
        page = source.fetch(json.loads(json.dumps(cursor)), offset)
        got += ids([page])
        warnings += [one.code for one in page.warnings]
        cursor = page.cursor or cursor
        if page.next_offset is None:
            break
        offset = page.next_offset
    assert got == [one.pmid for one in reversed(corpus(LARGE))]
    assert set(warnings) == {"history_expired"}


def test_a_slice_that_grew_meanwhile_is_told_and_nothing_is_lost(make_client: MakeClient) -> None:
    with local_sources(10_050) as local:
        source = PubMed(make_client(**PATIENT), local.eutils_url)
        source.page_size = 3_000
        hits = source.search(EVERYTHING)
        local.pubmed.grow(10_060)
        pages = fetch_all(source, hits)
    assert sorted(ids(pages)) == [one.pmid for one in corpus(10_060)]
    assert [(one.code, int(one.params["after"]) - int(one.params["before"])) for p in pages for one in p.warnings] == [
        ("slice_count_changed", 10)
    ]


@pytest.mark.parametrize("fetched_first", [0, 1])
def test_a_slice_that_grew_past_the_window_is_cut_again(
    make_client: MakeClient, monkeypatch: pytest.MonkeyPatch, fetched_first: int
) -> None:
    """Between count and fetch, and again in the middle of a slice whose history is gone by then."""
    window, there, grown = 320, 350, 500
    monkeypatch.setattr("pipeline.search.pubmed.WINDOW", window)
    monkeypatch.setattr("pipeline.search.pubmed.SLICE", 300)
    with local_sources(there) as local:
        source = PubMed(make_client(), local.eutils_url)
        source.page_size = 100
        hits = source.search(EVERYTHING)
        planned = source._plan(hits.cursor)
        highest, pages, cursor, offset = planned[0].high - FIRST_PMID + 1, [], dict(hits.cursor), 0
        assert planned[0].count < window < highest - planned[0].low + FIRST_PMID
        for _ in range(fetched_first):
            pages.append(source.fetch(cursor, offset))
            cursor, offset = dict(pages[-1].cursor or cursor), pages[-1].next_offset or 0
        local.pubmed.grow(grown)
        local.pubmed.forget_history()
        pages += fetch_all(source, replace(hits, cursor=cursor), offset)
        windows = [seen.params for seen in local.requests if seen.path.endswith("efetch.fcgi")]
    wanted = [one.pmid for one in corpus(grown)[:highest]]
    assert sorted(set(ids(pages))) == wanted
    assert len(ids(pages)) == len(wanted) + 100 * fetched_first  # what came before comes again, and is known
    assert {one.code for page in pages for one in page.warnings} == {"slice_count_changed"}
    assert max(int(one["retstart"]) + int(one["retmax"]) for one in windows) <= window


def test_more_than_can_be_kept_is_counted_and_not_fetched(pubmed: PubMed) -> None:
    cursor = {"term": EVERYTHING, "count": str(MAX_FETCH + 1), "webenv": "x", "query_key": "1"}
    with pytest.raises(BadInput) as refused:
        pubmed.fetch(cursor, 0)
    assert refused.value.params == {"source": "pubmed", "count": MAX_FETCH + 1, "limit": MAX_FETCH}
