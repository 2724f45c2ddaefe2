"""What ESearch says -> what we make of it. The answers are our own, in the shapes that PubMed uses."""

from __future__ import annotations

import json

import pytest

from pipeline.search.client import TryAgain
from pipeline.search.eutils import HistoryExpired, Refusal, check_efetch, explain, read_esearch


def body(**result: object) -> bytes:
    return json.dumps({"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result}).encode()


NOT_FOUND = {"phrasesignored": [], "quotedphrasesnotfound": ['"odd words"[tiab]'], "outputmessages": []}


@pytest.mark.parametrize(
    ("result", "count", "warnings"),
    [
        ({"count": "12"}, 12, []),
        ({"count": "0", "warninglist": {"outputmessages": ["No items found."]}}, 0, []),
        ({"count": "5", "warninglist": NOT_FOUND}, 5, [("quoted_phrase_not_found", '"odd words"[tiab]')]),
        (
            {"count": "0", "errorlist": {"phrasesnotfound": ["the"], "fieldsnotfound": ["foo"]}},
            0,
            [("phrase_not_found", "the"), ("field_not_found", "foo")],
        ),
        ({"count": "3", "warninglist": {"phrasesignored": ["a"]}}, 3, [("phrase_ignored", "a")]),
        (
            {"count": "20000", "warninglist": {"outputmessages": ["Restrictions achieved. start and count adjusted"]}},
            20000,
            [],
        ),
        (
            {"count": "1", "warninglist": {"outputmessages": ["Something new"]}},
            1,
            [("output_message", "Something new")],
        ),
        ({"count": "1", "errorlist": None, "warninglist": []}, 1, []),
    ],
)
def test_answers(result: dict[str, object], count: int, warnings: list[tuple[str, str]]) -> None:
    answer = read_esearch(body(**result))
    assert answer.count == count
    assert [(one.code, one.params["text"]) for one in answer.warnings] == warnings


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>no</html>",
        b"[]",
        b"{}",
        body(),
        body(count=""),
        body(count="many"),
        body(count=None),
        body(count="-1"),
        body(ERROR="Search Backend failed: Database is not supported: pubmed"),
        b'{"error":"API rate limit exceeded","api-key":"secret","count":"4","limit":"3"}',
        b'{"esearchresult":{"count":"12"',
    ],
)
def test_no_count_is_never_zero(answer: bytes) -> None:
    with pytest.raises(TryAgain) as failed:
        read_esearch(answer)
    assert "secret" not in repr(failed.value)


def test_a_refusal_in_json_that_is_none() -> None:
    """PubMed puts a raw line end into the text."""
    with pytest.raises(Refusal) as failed:
        read_esearch(
            b'{"esearchresult":{"ERROR":"Search Backend failed: Exception:\n\'retstart\' cannot be larger"}}\n'
        )
    assert failed.value.text == "Search Backend failed: Exception: 'retstart' cannot be larger"


def test_expired_history_in_both_shapes() -> None:
    with pytest.raises(HistoryExpired):
        read_esearch(body(ERROR="Unable to obtain query #1"))
    with pytest.raises(HistoryExpired):
        check_efetch(b"<?xml version='1.0'?><eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>")


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (b"<PubmedArticleSet></PubmedArticleSet>\n", None),
        (b"<PubmedArticleSet/>", None),
        (b"<PubmedArticleSet><PubmedArticle>", TryAgain),
        (b"<eFetchResult><ERROR>ID list is empty!</ERROR></eFetchResult>", Refusal),
        (b'{"error":"API rate limit exceeded","api-key":"secret"}', TryAgain),
        (b"", TryAgain),
    ],
)
def test_a_set_of_articles_is_whole_or_refused(answer: bytes, raised: type[Exception] | None) -> None:
    if raised is None:
        check_efetch(answer)
    else:
        with pytest.raises(raised):
            check_efetch(answer)


def test_a_bad_key_is_known_by_its_body() -> None:
    assert explain(400, b'{"error":"API key invalid","api-key":"x"}') == "source_bad_key"
    assert explain(400, b"<eFetchResult><ERROR>ID list is empty!</ERROR></eFetchResult>") is None
