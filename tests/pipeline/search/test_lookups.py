"""Filling gaps by DOI: what Crossref and Europe PMC say, kept beside what was received, and never counted as found."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from pipeline.errors import SourceFailed
from pipeline.formats.job import read_kept_file
from pipeline.jobs import Pool
from pipeline.notices import notices
from pipeline.records import Record
from pipeline.search import crossref, europepmc
from pipeline.search.crossref import Crossref
from pipeline.search.europepmc import EuropePMC
from pipeline.search.fill import fill
from pipeline.search.pubmed import PubMed
from pipeline.search.source import Lookup
from pipeline.steps import references, search
from tests.local_sources.corpus import corpus
from tests.local_sources.server import Running
from tests.makers import World, make_store, make_world, take_in
from tests.pipeline.search.conftest import MakeClient

SIZE = 120
RETRACTED = next(one for one in corpus(SIZE) if one.retracted and one.doi)
PLAIN = next(one for one in corpus(SIZE) if one.abstract and one.abstract[0][0] and not one.retracted and one.doi)
PREPRINT = next(one for one in corpus(SIZE) if one.doi and one.number % 5 == 2 and one.abstract and one.abstract[0][0])


def doors(local: Running, make_client: MakeClient) -> tuple[Lookup, ...]:
    local.pubmed.grow(SIZE)
    base = local.epistemonikos_url
    return EuropePMC(make_client(), base), Crossref(make_client(), base)


@pytest.mark.parametrize("which", [0, 1])
def test_a_doi_is_looked_up(which: int, local: Running, make_client: MakeClient) -> None:
    door = doors(local, make_client)[which]
    for article in (PLAIN, PREPRINT):
        found = door.look_up(article.doi)
        assert found is not None
        record = found.record
        assert (record.doi, record.year, record.journal) == (article.doi, article.year, article.journal)
        assert record.abstract.startswith("Background: This made-up") and "\nMethods: " in record.abstract
        assert record.authors == tuple(f"{family}, {fore}" for family, fore in article.authors)
        assert record.kind in ("article", "review")
        assert json.loads(found.raw)
        assert notices(record) == ()


@pytest.mark.parametrize("which", [0, 1])
def test_a_retraction_is_told(which: int, local: Running, make_client: MakeClient) -> None:
    found = doors(local, make_client)[which].look_up(RETRACTED.doi)
    assert found is not None
    assert [one.kind for one in notices(found.record)] == ["retracted"]


@pytest.mark.parametrize("which", [0, 1])
def test_an_unknown_doi_is_nothing_and_a_failure_is_not(which: int, local: Running, make_client: MakeClient) -> None:
    door = doors(local, make_client)[which]
    assert door.look_up("10.5555/none/of(these)") is None
    local.faults.add("html", times=99)
    with pytest.raises(SourceFailed, match="source_bad_answer"):
        door.look_up(PLAIN.doi)


def test_an_answer_with_only_a_version_is_no_answer(local: Running, make_client: MakeClient) -> None:
    with pytest.raises(SourceFailed, match="source_bad_answer"):
        EuropePMC(make_client(), local.epistemonikos_url).look_up('x" OR "y')


ODD: list[dict[str, object]] = [
    {"DOI": "10.5555/x", "title": [], "author": [{}, "x"], "issued": {"date-parts": [[None]]}, "updated-by": ["x"]},
    {"DOI": "10.5555/x", "title": ["A"], "subtitle": ["B"], "type": "grant", "updated-by": None},
    {"DOI": "10.5555/x", "update-to": [{"type": "retraction", "DOI": "10.5555/y"}]},
]


@pytest.mark.parametrize("work", ODD)
def test_works_of_crossref_that_lack_things_are_read(work: dict[str, object]) -> None:
    record = crossref.to_record(crossref.read_work(json.dumps({"message": work}).encode()))
    assert record.doi == "10.5555/x" and notices(record) == ()


@pytest.mark.parametrize(
    "result", [{}, {"authorList": {"author": ["x"]}, "commentCorrectionList": {"commentCorrection": [1]}}]
)
def test_results_of_europe_pmc_that_lack_things_are_read(result: dict[str, object]) -> None:
    body = json.dumps({"hitCount": 1, "resultList": {"result": [result]}}).encode()
    (one,) = europepmc.read_results(body)
    assert europepmc.to_record(one).title == ""


def bare(numbers: Sequence[int]) -> list[Record]:
    """What a poor export has: title and DOI."""
    articles = corpus(SIZE)
    return [Record(title=articles[n].title, doi=articles[n].doi) for n in numbers]


def test_gaps_are_filled_beside_what_was_received_and_no_count_changes(
    local: Running, make_client: MakeClient, tmp_path: object
) -> None:
    store = make_store(tmp_path / "fill.sqlite")  # type: ignore[operator]
    world: World = make_world(store)
    numbers = [RETRACTED.number, PLAIN.number]
    take_in(
        world, [*bare(numbers), Record(title="Unknown to all", doi="10.5555/none"), Record(title="No DOI")], "embase"
    )
    view = store.seen_by(world.actor)
    assert len(references.lacking(view, world.question_id)) == 3
    flow = view.flow(world.question_id)
    progress = view.progress([world.question_id])

    def work() -> None:
        references.ask_fill(store, world.actor, world.question_id)
        Pool(store, {"fill": lambda s, j, a: fill(s, j, a, doors(local, make_client))}).work_off()

    work()
    first, second, third, fourth = view.references(world.question_id)
    assert [one.kind for one in notices(first.record)] == ["retracted"]
    assert second.record.abstract and second.record.pmid == PLAIN.pmid and second.record.title == PLAIN.title
    assert (third.record, fourth.record) == (Record(title="Unknown to all", doi="10.5555/none"), Record(title="No DOI"))
    assert [(one.sources, one.records) for one in (first, second)] == [(("embase",), 1)] * 2
    assert view.flow(world.question_id) == flow
    assert view.progress([world.question_id])[world.question_id].records == progress[world.question_id].records
    kept = [(one.source, one.run_ids != ()) for one in view.journey(first.id)]
    assert kept == [("embase", True), ("europepmc", False), ("crossref", False)]
    job = view.jobs(world.question_id)[0]
    assert (job.state, job.cursor["filled"]) == ("done", 2)

    events = len(view.events(world.question_id, limit=1000))
    work()  # nothing new is known: nothing is kept twice
    assert [one.verb for one in view.events(world.question_id, limit=1000)[: -events or None]] == ["reference.ask_fill"]
    store.close()


def test_a_place_that_does_not_answer_ends_the_work_with_its_reason_and_it_goes_on_later(
    local: Running, make_client: MakeClient, tmp_path: object
) -> None:
    store = make_store(tmp_path / "fails.sqlite")  # type: ignore[operator]
    world: World = make_world(store)
    take_in(world, bare([RETRACTED.number, PLAIN.number]), "embase")
    verbs = {"fill": lambda s, j, a: fill(s, j, a, doors(local, make_client))}
    local.faults.add("html", after=2, times=3)
    references.ask_fill(store, world.actor, world.question_id)
    Pool(store, verbs).work_off()
    view = store.seen_by(world.actor)
    job = view.jobs(world.question_id)[0]
    assert (job.state, job.error_code) == ("failed", "source_bad_answer")
    assert len(view.journey(view.references(world.question_id)[0].id)) == 3, "what was found before is kept"
    references.ask_fill(store, world.actor, world.question_id)
    Pool(store, verbs).work_off()
    assert all(one.record.abstract or notices(one.record) for one in view.references(world.question_id))
    store.close()


def test_a_pasted_list_of_pmids_is_filled_from_pubmed(
    local: Running, make_client: MakeClient, tmp_path: object
) -> None:
    local.pubmed.grow(SIZE)
    store = make_store(tmp_path / "pmids.sqlite")  # type: ignore[operator]
    world: World = make_world(store)
    numbers = (RETRACTED.pmid, PLAIN.pmid, "1")
    search.start_list(store, world.actor, world.question_id, "\n".join(numbers))
    Pool(store, {"import": read_kept_file}).work_off()
    view = store.seen_by(world.actor)
    assert [known for _, known in references.lacking(view, world.question_id)] == [{"pmid": one} for one in numbers]
    door = PubMed(make_client(), local.eutils_url)
    references.ask_fill(store, world.actor, world.question_id)
    Pool(store, {"fill": lambda s, j, a: fill(s, j, a, (door,))}).work_off()
    found = {one.record.pmid: one.record for one in view.references(world.question_id)}
    assert found[PLAIN.pmid].title == PLAIN.title and found[PLAIN.pmid].abstract
    assert [one.kind for one in notices(found[RETRACTED.pmid])] == ["retracted"]
    assert found["1"].title == "", "what PubMed does not have stays as it was"
    assert view.jobs(world.question_id)[0].state == "done"
    store.close()
