"""PubMed through NCBI E-utilities: ESearch with history, then EFetch in pieces.

Policy and parameters: NBK25497 and NBK25499. PubMed answers HTTP 200 to queries it refuses, drops phrases it does not
know, and lists 9,999 hits at most: larger sets are cut into slices by PMID. What it says of a query is read here and
handed on, and a missing count is never zero.
"""

from __future__ import annotations

import copy
import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Self

from pipeline.errors import BadInput, SourceFailed
from pipeline.formats.pubmed_xml import articles
from pipeline.records import Record
from pipeline.search import eutils, slices
from pipeline.search.client import Ask, Client, TryAgain
from pipeline.search.eutils import Answer, HistoryExpired, Refusal
from pipeline.search.rate import Heed
from pipeline.search.slices import Slice
from pipeline.search.source import Hits, Looked, Page, QueryRejected, Receipt, Warning, utc_now

EUTILS = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
WINDOW = 9_999  # hits of one result set that can be listed
SLICE = 9_000  # hits of a planned slice: below the window, so that a few new ones do not make it too large
MAX_FETCH = 100_000  # as many as one file may hold; more must be narrowed
PAGE_SIZE = 200
WITHOUT_KEY, WITH_KEY = 3.0, 10.0  # requests a second (NBK25497)
ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d+|#x[0-9a-f]+);", re.IGNORECASE)

Records = dict[str, tuple[str, Record, str]]


class PubMed:
    """One door to PubMed. Cursor: term, count, webenv, query_key; of a large set also slices and slice. All texts."""

    name = "pubmed"
    by = "pmid"
    page_size = PAGE_SIZE

    def __init__(self, client: Client, base_url: str = EUTILS, api_key: str | None = None) -> None:
        self._client = client
        self._base = (base_url or EUTILS).rstrip("/")
        self._key = api_key

    def heeding(self, heed: Heed) -> Self:
        """The same door, which calls `heed` often while it waits and lets through what it raises."""
        mine = copy.copy(self)
        mine._client = self._client.heeding(heed)
        return mine

    def search(self, term: str) -> Hits:
        """How many hits, PubMed's own reading of the term, and its warnings. No records.

        Raises BadInput `empty_search`; QueryRejected (with the receipt) where PubMed refuses the term; SourceFailed.
        """
        sent, notes = clean_term(term)
        if not sent:
            raise BadInput("empty_search", source=self.name)
        asked_at = utc_now()
        try:
            answer = self._esearch({"term": sent, "usehistory": "y", "retmax": "0"})
        except (Refusal, HistoryExpired) as why:
            receipt = self._receipt(sent, asked_at, errors=(self._without_key(why.text),))
            raise QueryRejected("source_rejected_query", receipt) from None
        if answer.count and not (answer.webenv and answer.query_key):
            raise SourceFailed("source_bad_answer", source=self.name)
        if answer.count > MAX_FETCH:
            notes = (*notes, Warning("too_many_hits", {"count": answer.count, "limit": MAX_FETCH}))
        cursor = {
            "term": sent,
            "count": str(answer.count),
            "webenv": answer.webenv,
            "query_key": answer.query_key,
        }
        warnings = (*notes, *answer.warnings)
        return Hits(answer.count, self._receipt(sent, asked_at, answer.translation, answer.count, warnings), cursor)

    def fetch(self, hits_cursor: Mapping[str, str], offset: int) -> Page:
        """The records from `offset` on, newest first, each once; ids that PubMed counts but keeps are named.

        A history that has expired (after about eight hours) is made again, with a warning. If the count is then another
        one, the positions have moved: the page starts again from 0 (of a large set: from the beginning of its slice),
        and `Page.cursor` holds the new count.
        """
        _within_limit(hits_cursor)
        try:
            if int(hits_cursor["count"]) > WINDOW or "slices" in hits_cursor:
                return self._page_of_slice(hits_cursor, offset)
            return self._page_or_again(hits_cursor, offset)
        except (Refusal, HistoryExpired):
            raise SourceFailed("source_bad_answer", source=self.name) from None

    def look_up(self, number: str) -> Looked | None:
        """What PubMed has on a PMID; None = nothing (withdrawn, or merged into another). Raises SourceFailed."""
        try:
            found = self._efetch({"id": number})
        except Refusal:  # a number that is none
            return None
        key, record, raw = found.get(number, ("", Record(), ""))
        return Looked(key, record, raw) if key else None

    def _page_or_again(self, cursor: Mapping[str, str], offset: int) -> Page:
        """A page of one result set of at most `WINDOW` hits."""
        try:
            return self._page(cursor, offset)
        except HistoryExpired:
            pass
        renewed = self.search(cursor["term"]).cursor
        _within_limit(renewed)
        before, after = int(cursor["count"]), int(renewed["count"])
        if after > WINDOW:
            page = self._page_of_slice(renewed, 0)
            renewed = page.cursor or renewed
        else:
            page = self._page(renewed, offset if before == after else 0)
        moved = Warning("history_expired_count_changed", {"before": before, "after": after})
        told = moved if before != after else Warning("history_expired", {"count": after})
        return replace(page, cursor=renewed, warnings=(*page.warnings, told))

    def _page_of_slice(self, cursor: Mapping[str, str], offset: int) -> Page:
        """A page of a set beyond the window. The cursor holds the plan, and the history of the slice that is read.

        A slice is counted when it is begun; where its number differs from the plan, the plan is mended and it is told.
        """
        planned = self._plan(cursor)
        number, within = slices.place(planned, offset)
        if number == len(planned):
            return Page((), None)
        mine, renewed = cursor, None
        warnings: tuple[Warning, ...] = ()
        if cursor.get("slice") != str(number):
            mine, warnings = self._begun(cursor, planned, number)
            renewed = mine
        try:
            page = self._page(_of_slice(mine), within)
        except HistoryExpired:
            mine, changed = self._begun(mine, planned, number)
            renewed, warnings = mine, changed or (Warning("history_expired", {"count": planned[number].count}),)
            within = 0 if changed else within
            page = self._page(_of_slice(mine), within)
        planned = slices.loads(mine["slices"])
        begins = sum(one.count for one in planned[:number])
        after = begins + (planned[number].count if page.next_offset is None else page.next_offset)
        end = sum(one.count for one in planned)
        return Page(
            page.records,
            after if after < end else None,
            page.missing,
            (*page.warnings, *warnings),
            dict(renewed) if renewed else None,
        )

    def _plan(self, cursor: Mapping[str, str]) -> tuple[Slice, ...]:
        if kept := cursor.get("slices"):
            return slices.loads(kept)
        return slices.plan(int(cursor["count"]), partial(self._count, cursor["term"]), SLICE)

    def _count(self, term: str, within: Slice) -> int:
        return self._esearch({"term": within.of(term), "retmax": "0"}).count

    def _begun(
        self, cursor: Mapping[str, str], planned: tuple[Slice, ...], number: int
    ) -> tuple[dict[str, str], tuple[Warning, ...]]:
        """The cursor with a result set of its own for a slice, and what is to be told if its count is another by now.

        A slice that has grown past the window since it was planned is cut into smaller ones, and the first is begun.
        """
        one = planned[number]
        told: tuple[Warning, ...] = ()
        answer = self._set_of(cursor, one)
        if answer.count != one.count:
            told = (Warning("slice_count_changed", {"before": one.count, "after": answer.count}),)
        while answer.count > WINDOW and one.low < one.high:
            ask = partial(self._count, cursor["term"])
            smaller = slices.plan(answer.count, ask, SLICE, low=one.low, high=one.high)
            planned = (*planned[:number], *smaller, *planned[number + 1 :])
            one = planned[number]
            answer = self._set_of(cursor, one)
        if answer.count > WINDOW or (answer.count and not (answer.webenv and answer.query_key)):
            raise SourceFailed("source_bad_answer", source=self.name)
        mended = (*planned[:number], replace(one, count=answer.count), *planned[number + 1 :])
        begun = {
            "slices": slices.dumps(mended),
            "slice": str(number),
            "webenv": answer.webenv,
            "query_key": answer.query_key,
        }
        return {**cursor, **begun}, told

    def _set_of(self, cursor: Mapping[str, str], within: Slice) -> Answer:
        """The count of a slice, with a result set kept for it."""
        return self._esearch({"term": within.of(cursor["term"]), "usehistory": "y", "retmax": "0"})

    def _page(self, cursor: Mapping[str, str], offset: int) -> Page:
        """The records from `offset` on, reconciled with what was asked. Raises Refusal, SourceFailed."""
        count = int(cursor["count"])
        asked = min(self.page_size, count - offset)
        if asked <= 0:
            return Page((), None)
        window = {
            "WebEnv": cursor["webenv"],
            "query_key": cursor["query_key"],
            "retstart": str(offset),
            "retmax": str(asked),
        }
        found = self._efetch(window)
        missing: tuple[str, ...] = ()
        warnings: tuple[Warning, ...] = ()
        if len(found) < asked:
            listed = self._listed(window)
            if not listed and not found:
                raise SourceFailed("source_bad_answer", source=self.name)
            if len(listed) < asked:
                warnings = (Warning("records_not_listed", {"asked": asked, "listed": len(listed)}),)
            missing = self._fetch_left_out(listed, found)
        after = offset + asked
        return Page(tuple(found.values()), after if after < count else None, missing, warnings)

    def _fetch_left_out(self, listed: Iterable[str], found: Records) -> tuple[str, ...]:
        """Ask by id for what the history lists but the page lacked; adds to `found`, gives what is still missing."""
        left_out = [pmid for pmid in listed if pmid not in found]
        if left_out:
            found.update(self._efetch({"id": ",".join(left_out)}))
        return tuple(pmid for pmid in left_out if pmid not in found)

    def _listed(self, window: Mapping[str, str]) -> tuple[str, ...]:
        """The ids that stand in this window of the history."""
        fields = {**window, "term": f"#{window['query_key']}", "usehistory": "y"}
        del fields["query_key"]
        return self._esearch(fields).ids

    def _esearch(self, fields: Mapping[str, str]) -> Answer:
        return self._client.ask(self._ask("esearch.fcgi", {**fields, "retmode": "json"}), eutils.read_esearch)

    def _efetch(self, fields: Mapping[str, str]) -> Records:
        return self._client.ask(self._ask("efetch.fcgi", {**fields, "retmode": "xml"}), read_articles)

    def _ask(self, tool: str, fields: Mapping[str, str]) -> Ask:
        settings = self._client.settings
        common = {"db": "pubmed", "tool": settings.tool, "email": settings.email, "api_key": self._key or ""}
        return Ask(
            source=self.name,
            method="POST",
            address=f"{self._base}/{tool}",
            fields={name: text for name, text in {**common, **fields}.items() if text},
            per_second=WITH_KEY if self._key else WITHOUT_KEY,
            explain=eutils.explain,
        )

    def _receipt(
        self,
        term: str,
        asked_at: str,
        translation: str = "",
        count: int | None = None,
        warnings: tuple[Warning, ...] = (),
        errors: tuple[str, ...] = (),
    ) -> Receipt:
        version = self._client.settings.tool_version
        address = f"{self._base}/esearch.fcgi"
        return Receipt(self.name, term, translation, count, warnings, errors, asked_at, version, address)

    def _without_key(self, text: str) -> str:
        return text.replace(self._key, "***") if self._key else text


def _within_limit(cursor: Mapping[str, str]) -> None:
    if (count := int(cursor["count"])) > MAX_FETCH:
        raise BadInput("too_many_hits", source=PubMed.name, count=count, limit=MAX_FETCH)


def _of_slice(cursor: Mapping[str, str]) -> dict[str, str]:
    """The cursor of one slice as that of a result set of its own."""
    one = slices.loads(cursor["slices"])[int(cursor["slice"])]
    return {**cursor, "term": one.of(cursor["term"]), "count": str(one.count)}


def clean_term(term: str) -> tuple[str, tuple[Warning, ...]]:
    """The term on one line, with HTML entities turned back into signs (`R&amp;D` finds nothing), and what was done."""
    plain = ENTITY.sub(lambda match: html.unescape(match.group()), term)
    notes = (Warning("search_term_unescaped"),) if plain != term else ()
    return " ".join(plain.split()), notes


def read_articles(body: bytes) -> Records:
    """The records of an EFetch answer by PMID, the first of each.

    Raises TryAgain where the answer is cut or is no such XML. An article that cannot be read in an otherwise whole
    answer is left out: the caller misses it, asks for it by id, and names it.
    """
    eutils.check_efetch(body)
    records: Records = {}
    unusable = False
    try:
        for pmid, record, raw in articles(body):
            if pmid:
                records.setdefault(pmid, (pmid, record, raw))
    except SourceFailed as why:
        unusable = why.code != "efetch_cut"
    if unusable:
        raise TryAgain("source_bad_answer")
    return records
