"""Reading what E-utilities answers, with the oddities it has as tables. Nothing here asks the network.

Seen: numbers as texts; errors with HTTP 200; JSON with raw line ends in it; a rate limit that repeats the key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.search.client import TryAgain
from pipeline.search.source import Warning

# Where ESearch keeps what it complains of -> our code. Each is a list of the user's own words.
COMPLAINTS: tuple[tuple[str, str, str], ...] = (
    ("errorlist", "phrasesnotfound", "phrase_not_found"),
    ("errorlist", "fieldsnotfound", "field_not_found"),
    ("warninglist", "quotedphrasesnotfound", "quoted_phrase_not_found"),
    ("warninglist", "phrasesignored", "phrase_ignored"),
    ("warninglist", "outputmessages", "output_message"),
)
# Messages of ESearch that say nothing the count does not say, or that are about paging.
SMALL_TALK = re.compile(r"No items found\.?$|Restrictions achieved\b")
EXPIRED = re.compile(r"Unable to obtain query|Cannot retrieve (?:history|dataset)|History.{0,40}expired", re.IGNORECASE)
OUTAGE = re.compile(
    r"Database is not supported|temporarily|timed? ?out|unavailable|cannot connect|couldn't resolve|read failed",
    re.IGNORECASE,
)
XML_ERROR = re.compile(rb"<ERROR>(.*?)</ERROR>", re.DOTALL)
XML_END = re.compile(rb"(?:</PubmedArticleSet\s*>|<PubmedArticleSet\s*/>)\s*$")


class Refusal(Exception):
    """E-utilities read the request and refused it, in these words."""

    def __init__(self, text: str) -> None:
        super().__init__("refused")
        self.text = " ".join(text.split())[:500]


class HistoryExpired(Refusal):
    """The kept result set is gone."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What ESearch found."""

    count: int
    ids: tuple[str, ...]
    translation: str
    webenv: str
    query_key: str
    warnings: tuple[Warning, ...]


def read_esearch(body: bytes) -> Answer:
    """An ESearch JSON answer. Raises TryAgain (not an answer, or an outage), Refusal, HistoryExpired."""
    result = _result(body)
    if (error := result.get("ERROR")) is not None:
        _raise_error(str(error))
    count = str(result.get("count", ""))
    if not (count.isascii() and count.isdigit()):
        raise TryAgain("source_bad_answer")
    ids = result.get("idlist")
    return Answer(
        count=int(count),
        ids=tuple(str(one) for one in ids) if isinstance(ids, list) else (),
        translation=str(result.get("querytranslation", "")),
        webenv=str(result.get("webenv", "")),
        query_key=str(result.get("querykey", "")),
        warnings=_warnings(result),
    )


def check_efetch(body: bytes) -> None:
    """Raise TryAgain, Refusal or HistoryExpired unless the body is a whole PubmedArticleSet."""
    if XML_END.search(body[-200:]):
        return
    if body.lstrip()[:1] == b"{":
        _result(body)
    elif error := XML_ERROR.search(body[:4_000]):
        _raise_error(error.group(1).decode("utf-8", "replace"))
    raise TryAgain("source_bad_answer")


def explain(status: int, body: bytes) -> str | None:
    """The code for a 4xx answer that E-utilities words itself, or None."""
    text = body[:2_000].lower()
    return "source_bad_key" if b"api key invalid" in text or b"api-key" in text else None


def _result(body: bytes) -> Mapping[str, object]:
    try:
        answer = json.loads(body.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        answer = None
    if isinstance(answer, dict):
        if "rate limit" in str(answer.get("error", "")):
            raise TryAgain("source_rate_limited")
        result = answer.get("esearchresult")
        if isinstance(result, dict):
            return result
    raise TryAgain("source_bad_answer")


def _raise_error(text: str) -> None:
    if EXPIRED.search(text):
        raise HistoryExpired(text)
    if OUTAGE.search(text):
        raise TryAgain("source_server_error")
    raise Refusal(text)


def _warnings(result: Mapping[str, object]) -> tuple[Warning, ...]:
    found: list[Warning] = []
    for group, name, code in COMPLAINTS:
        lists = result.get(group)
        texts = lists.get(name) if isinstance(lists, dict) else None
        for text in texts if isinstance(texts, list) else ():
            if not (code == "output_message" and SMALL_TALK.match(str(text))):
                found.append(Warning(code, {"text": str(text)}))
    return tuple(found)
