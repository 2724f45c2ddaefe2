"""25,000 hits from the count to the last row of the store, with everything on the way that can go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from data.store import SqliteStore
from pipeline.errors import BadInput
from pipeline.jobs import Pool, Stopped
from pipeline.rows import Run
from pipeline.search.client import Client
from pipeline.search.job import count, fetch
from pipeline.search.pubmed import PubMed
from pipeline.search.source import Page
from pipeline.steps import search
from tests.local_sources.corpus import corpus
from tests.local_sources.server import Running, local_sources
from tests.makers import World, make_store, make_world, rows
from tests.pipeline.search.conftest import SETTINGS, NoLimit, SkippingClock

HITS = 25_000


class Breaking(PubMed):
    """A source whose worker is stopped after so many pages."""

    left = 10**9

    def fetch(self, hits_cursor: object, offset: int) -> Page:  # type: ignore[override]
        self.left -= 1
        if self.left < 0:
            raise Stopped
        return super().fetch(hits_cursor, offset)  # type: ignore[arg-type]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    store = make_store(tmp_path / "large.sqlite")
    yield make_world(store)
    store.close()


def run_of(world: World, run_id: str) -> Run:
    return world.store.seen_by(world.actor).run(run_id)


def door(local: Running) -> Breaking:
    clock = SkippingClock()
    limiters = NoLimit(clock, clock.skip)
    patient = replace(SETTINGS, timeout=(5.0, 60.0), deadline_s=300.0)
    source = Breaking(Client(patient, limiters=limiters, clock=clock, sleep=clock.nap), local.eutils_url)
    source.page_size = 500
    return source


def work(world: World, source: PubMed) -> None:
    sources = {"pubmed": source}
    verbs = {"count": lambda s, j, a: count(s, j, a, sources), "fetch": lambda s, j, a: fetch(s, j, a, sources)}
    Pool(world.store, verbs).work_off()


def test_25_000_hits_come_whole_and_once_through_faults_and_stops(world: World, tmp_path: Path) -> None:
    store = world.store
    assert isinstance(store, SqliteStore)
    with local_sources(HITS) as local:
        strategy_id = search.save_strategy(store, world.actor, world.question_id, "pubmed", "humans[mh]")
        run_id = search.start_search(store, world.actor, strategy_id)
        work(world, door(local))
        assert run_of(world, run_id).counted == HITS

        with pytest.raises(BadInput, match="many_hits"):
            search.ask_fetch(store, world.actor, run_id)
        search.ask_fetch(store, world.actor, run_id, many=True)
        local.faults.add("cut_body", "efetch", after=7)
        local.faults.add("rate_limited", "efetch", after=11, times=2)
        local.faults.add("drop_records", "efetch", after=13, value=9)
        gone = {corpus(HITS)[0].pmid, corpus(HITS)[HITS // 2].pmid}
        local.pubmed.withheld |= gone
        for pages in (3, 17, 1, 20):
            source = door(local)
            source.left = pages
            work(world, source)
            assert run_of(world, run_id).state != "done"
            search.cancel(store, world.actor, run_id)
            local.pubmed.forget_history()
            search.retry(store, world.actor, run_id)
        work(world, door(local))

    run = run_of(world, run_id)
    assert (run.state, run.counted, run.fetched, run.new) == ("done", HITS, HITS - 2, HITS - 2)
    assert set(run.receipt["missing"]) == gone
    assert run.receipt["reconciled"] == {"counted": HITS, "received": HITS - 2, "missing": 2}
    assert {one["code"] for one in run.receipt["warnings"]} == {"history_expired"}
    kept = [key for (key,) in rows(tmp_path / "large.sqlite", "SELECT source_key FROM source_record")]
    assert len(kept) == len(set(kept))
    assert set(kept) == {one.pmid for one in corpus(HITS)} - gone
