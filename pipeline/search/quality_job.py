"""The long verbs behind how good a search is: counting a strategy piece by piece, and looking up known articles.

What a source does not answer is kept as not known, never as none. Each count is kept as it comes, so a job that is cut off
goes on where it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict

from pipeline.errors import BadInput
from pipeline.jobs import Alive, still_wanted
from pipeline.ports import Store
from pipeline.quality_rows import KeyArticle
from pipeline.records import Record
from pipeline.rows import Actor, Job
from pipeline.search.source import QueryRejected, Source

KEEP_EVERY = 5  # counts between two writes


def count_pieces(store: Store, job: Job, alive: Alive, sources: Mapping[str, Source]) -> None:
    """Ask for the hits of each piece; the counts stand in the job's cursor, by the piece's name."""
    actor = Actor(job.person_id)
    strategy = store.seen_by(actor).strategy(str(job.params["strategy_id"]))
    if strategy.source not in sources:
        raise BadInput("source_not_set_up", source=strategy.source)
    door = sources[strategy.source].heeding(alive.heed)
    asks: Mapping[str, str] = job.params["asks"]
    hits: dict[str, int | None] = dict(job.cursor.get("hits", {}))
    waiting = [name for name in asks if name not in hits]
    alive.beat(total=len(asks), done=len(hits))
    for number, name in enumerate(waiting, 1):
        try:
            hits[name] = door.search(asks[name]).count
        except QueryRejected:
            hits[name] = None  # it was asked, and the source would not take it
        if number % KEEP_EVERY == 0 or number == len(waiting):
            with store.write(actor, "strategy.hits", "strategy", strategy.id) as change:
                still_wanted(change, job)
                change.note("strategy", strategy.id, field="hits", new=str(len(hits)))
                change.keep_cursor(job.id, {"hits": hits}, done=len(hits))
        alive.beat(done=len(hits))


def find_keys(store: Store, job: Job, alive: Alive, sources: Mapping[str, Source]) -> None:
    """Look up the known articles that have no record yet in PubMed, and keep what it says of each."""
    actor = Actor(job.person_id)
    wanted = [one for one in store.seen_by(actor).key_articles(job.question_id) if one.record is None]
    alive.beat(total=len(wanted))
    if not wanted:
        return
    found = list(_records(sources["pubmed"].heeding(alive.heed), wanted))
    for number, one in enumerate(wanted, 1):
        record = next((each for each in found if _is(one, each)), None)
        text = json.dumps({name: value for name, value in asdict(record).items() if value}) if record else ""
        with store.write(actor, "key.look_up", "key_article", one.id) as change:
            still_wanted(change, job)
            change.put("key_article", one.id, {"record": text, "looked_at": change.at})
        alive.beat(done=number)


def _records(door: Source, wanted: list[KeyArticle]) -> Iterator[Record]:
    term = " OR ".join(f"{one.pmid}[uid]" if one.pmid else f'"{one.doi}"[aid]' for one in wanted)
    hits = door.search(term)
    offset: int | None = 0 if hits.count else None
    while offset is not None:
        page = door.fetch(hits.cursor, offset)
        yield from (record for _, record, _ in page.records)
        offset = page.next_offset


def _is(one: KeyArticle, record: Record) -> bool:
    return record.pmid == one.pmid if one.pmid else record.doi == one.doi
