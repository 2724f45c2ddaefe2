"""How good a search is: hits piece by piece, articles known beforehand, and what a second person says of a strategy."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from pipeline.errors import BadInput
from pipeline.ports import Change, Store
from pipeline.press import ELEMENTS, OUTCOMES
from pipeline.rows import Actor
from pipeline.steps.fields import clean

MOST_PIECES = 120  # questions that one count asks
MOST_KEYS = 20  # known articles of a question
_PMID = re.compile(r"(?:PMID:?\s*)?([1-9]\d{0,8})$", re.IGNORECASE)
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)$", re.IGNORECASE)


def ask_hits(store: Store, actor: Actor, strategy_id: str, asks: Mapping[str, str], *, client_id: str = "") -> str:
    """Ask a source how many hits each piece of a strategy has (name -> text); gives the job. No run is made of it.

    Raises `BadInput("too_many_pieces")`.
    """
    if len(asks) > MOST_PIECES:
        raise BadInput("too_many_pieces", n=len(asks), limit=MOST_PIECES)
    with store.write(actor, "strategy.ask_hits", "strategy", strategy_id, client_id=client_id) as change:
        strategy = change.view.strategy(strategy_id)
        params = {"strategy_id": strategy_id, "asks": dict(asks)}
        return _queue(change, "hits", strategy.question_id, params, total=len(asks))


def add_keys(store: Store, actor: Actor, question_id: str, text: str, *, client_id: str = "") -> int:
    """Add known articles by PMID or DOI, one a line or with commas between, and have them looked up; gives how many are new.

    What is neither is left out (`read_keys` names it). Raises `BadInput`: key_article_unread(text) where all of it is,
    key_articles_many(limit), key_articles_empty.
    """
    wanted, unread = read_keys(text)
    if not wanted:
        raise BadInput("key_article_unread", text=unread[0][1]) if unread else BadInput("key_articles_empty")
    with store.write(actor, "key.add", "question", question_id, client_id=client_id) as change:
        if change.replayed:
            return 0
        there = {(one.pmid, one.doi) for one in change.view.key_articles(question_id)}
        new = [one for one in wanted if one not in there]
        if len(there) + len(new) > MOST_KEYS:
            raise BadInput("key_articles_many", limit=MOST_KEYS)
        for pmid, doi in new:
            values = {"question_id": question_id, "pmid": pmid, "doi": doi, "created_at": change.at}
            change.add("key_article", values)
        if new:
            _queue(change, "keys", question_id, {}, total=len(new))
        return len(new)


def read_keys(text: str) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[int, str], ...]]:
    """The articles that a text names, each once as in `read_key`; and (line, words) of what is neither PMID nor DOI."""
    wanted: dict[tuple[str, str], None] = {}
    unread: list[tuple[int, str]] = []
    for number, line in enumerate(clean(text).splitlines(), 1):
        odd = []
        for one in filter(None, re.split(r"[\s,;]+", re.sub(r"(?i)\b(PMID|doi):\s*", r"\1:", line))):
            try:
                wanted[read_key(one)] = None
            except BadInput:
                odd.append(one)
        if odd:
            unread.append((number, " ".join(odd)[:60]))
    return tuple(wanted), tuple(unread)


def read_key(text: str) -> tuple[str, str]:
    """(PMID, DOI) of what somebody typed: one of them is empty. Raises `BadInput("key_article_unread")`."""
    if match := _PMID.match(text.strip()):
        return match[1], ""
    if match := _DOI.match(text.strip()):
        return "", match[1].rstrip(".").lower()
    raise BadInput("key_article_unread", text=text[:60])


def remove_key(store: Store, actor: Actor, key_article_id: str) -> None:
    """Take a known article off the list."""
    with store.write(actor, "key.remove", "key_article", key_article_id) as change:
        change.put("key_article", key_article_id, {"removed_at": change.at})


def look_up_keys(store: Store, actor: Actor, question_id: str, *, client_id: str = "") -> None:
    """Look up again the known articles that have no record."""
    with store.write(actor, "key.look_up", "question", question_id, client_id=client_id) as change:
        if any(one.record is None for one in change.view.key_articles(question_id)):
            _queue(change, "keys", question_id, {}, total=0)


def remark(
    store: Store,
    actor: Actor,
    strategy_id: str,
    element: str,
    outcome: str,
    text: str = "",
    *,
    line: int = 0,
    client_id: str = "",
) -> str:
    """Say something of one element of a version of a strategy; gives the remark's id.

    Raises `BadInput`: no_such_answer; remark_own (who saved a version cannot be its second person); remark_empty (a revision
    that is asked for without a word about it).
    """
    if element not in ELEMENTS or outcome not in OUTCOMES:
        raise BadInput("no_such_answer", answer=f"{element} {outcome}"[:60])
    text = clean(text).strip()
    if outcome != "none" and not text:
        raise BadInput("remark_empty")
    with store.write(actor, "remark.write", "strategy", strategy_id, client_id=client_id) as change:
        strategy = change.view.strategy(strategy_id)
        if strategy.person_id == change.person_id:
            raise BadInput("remark_own")
        values = {
            "question_id": strategy.question_id,
            "strategy_id": strategy_id,
            "person_id": change.person_id,
            "element": element,
            "outcome": outcome,
            "line": max(0, line),
            "text": text,
            "at": change.at,
        }
        return change.add("remark", values)


def remove_remark(store: Store, actor: Actor, remark_id: str) -> None:
    """Take a remark back; the log keeps it."""
    with store.write(actor, "remark.remove", "remark", remark_id) as change:
        change.put("remark", remark_id, {"removed_at": change.at})


def _queue(change: Change, kind: str, question_id: str, params: Mapping[str, object], *, total: int) -> str:
    return change.add(
        "job",
        {
            "kind": kind,
            "question_id": question_id,
            "person_id": change.person_id,
            "state": "queued",
            "params": json.dumps(params, ensure_ascii=False),
            "total": total,
            "created_at": change.at,
        },
    )
