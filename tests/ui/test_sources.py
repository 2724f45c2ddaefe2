"""What the pages tell of sources: large searches, searching again, marks of retraction, gaps, a record's way to its line."""

from __future__ import annotations

import json

import pytest

from pipeline.formats import ris
from pipeline.rows import Run
from pipeline.steps import dedupe, references, screen, search
from tests.makers import World, pairs_found, received, record, take_in
from tests.ui.pages import box, html, labels, me, opened, press, said, store, view, wait_for_jobs

RETRACTED = record(1, extra=(("RetractionIn", "90000099"),), abstract="Example abstract.")
MARK = "TRUKKET TILBAKE"


def world(question_id: str) -> World:
    return World(store(), me(), "", question_id)


def searched(question_id: str, numbers: set[int], again_of: str = "", *, counted: int | None = None) -> Run:
    """A search as it stands when its records have come, or when only its hits are known."""
    strategy_id = search.save_strategy(store(), me(), question_id, "pubmed", "exercise AND falls")
    with store().write(me(), "search.finish", "question", question_id) as change:
        row = {"question_id": question_id, "kind": "search", "source": "pubmed", "strategy_id": strategy_id}
        row |= {
            "state": "done" if counted is None else "counted",
            "counted": counted or len(numbers),
            "asked_at": change.at,
        }
        row |= {"receipt": json.dumps({"again_of": again_of} if again_of else {})}
        run_id = change.add("run", row)
        change.add_records(run_id, received([record(n) for n in sorted(numbers)]))
    return view().run(run_id)


def test_many_hits_are_asked_about_before_they_are_fetched(new_question: str) -> None:
    run = searched(new_question, set(), counted=2_001)
    at = opened("search", new_question)
    assert any("mer enn de fleste lag rekker" in one for one in said(at))
    assert "Hent 2\u202f001 treff" not in labels(at)
    at = press(at, "Ja, hent alle 2\u202f001 treff")
    assert not at.exception
    assert view().run(run.id).receipt["said_yes_at"]


def test_a_search_is_run_again_and_says_what_is_new(new_question: str) -> None:
    first = searched(new_question, {1, 2, 3})
    at = press(opened("search", new_question), "Søk på nytt")
    assert not at.exception
    again = view().runs(new_question)[-1]
    assert (again.strategy_id, again.receipt["again_of"]) == (first.strategy_id, first.id)
    wait_for_jobs(new_question)
    searched(new_question, {2, 3, 4, 5}, first.id)
    at = opened("search", new_question)
    assert not at.exception
    assert "2 nye, 0 endret hos kilden, 1 finnes ikke lenger." in html(at)
    assert record(4).title in html(at)


def test_the_update_has_a_diagram_of_its_own(new_question: str) -> None:
    first = searched(new_question, {1, 2})
    at = opened("summarise", new_question)
    assert "Det nye søket for seg" not in str([one.label for one in at.expander])
    searched(new_question, {2, 3}, first.id)
    at = opened("summarise", new_question)
    assert not at.exception
    assert "Det nye søket for seg: tallene" in [one.label for one in at.expander]


@pytest.mark.parametrize("page", ["dedupe", "screen", "appraise"])
def test_a_retraction_is_seen_wherever_the_record_is(page: str, new_question: str) -> None:
    (reference_id,) = take_in(world(new_question), [RETRACTED])[1].added
    if page == "appraise":
        screen.vote(store(), me(), reference_id, "abstract", "include")
        screen.vote(store(), me(), reference_id, "full_text", "include")
    at = opened(page, new_question)
    assert not at.exception
    assert MARK in html(at) and "PMID: 90000099" in html(at)


def test_a_retraction_is_seen_in_the_summary_and_asked_about(new_question: str) -> None:
    (reference_id,) = take_in(world(new_question), [RETRACTED])[1].added
    for stage in ("abstract", "full_text"):
        screen.vote(store(), me(), reference_id, stage, "include")
    at = opened("summarise", new_question)
    assert "bygger på en artikkel som er trukket tilbake" in html(at)


def test_the_way_of_a_record_is_told_to_the_line_with_its_corrections(new_question: str) -> None:
    content = ris.write([record(1), record(2)]).encode()
    search.start_import(store(), me(), new_question, "eksempel.ris", content, "embase")
    wait_for_jobs(new_question)
    second = view().references(new_question)[1]
    references.correct(store(), me(), second.id, "year", "2011")
    at = opened("dedupe", new_question)
    at = box(at, "Se én referanse nærmere").select_index(1).run()
    line = content.decode().split("\n").index("TY  - JOUR", 1) + 1
    assert not at.exception
    assert "filen eksempel.ris hentet inn" in html(at) and f"post nummer 2, linje {line}." in html(at)
    assert "Rettet av Eksempel Person" in html(at)
    assert f"Kilden sier: {record(2).year}. Rettet til: 2011." in html(at)


def test_a_retraction_is_seen_where_two_references_are_compared_and_where_one_is_chosen(new_question: str) -> None:
    made = take_in(world(new_question), [RETRACTED, record(2), record(3)])[1].added
    with store().write(me(), "dedupe.run", "question", new_question) as change:
        dedupe.keep_found(change, new_question, pairs_found(doubtful=[(made[0], made[1])]), 3)
    at = opened("dedupe", new_question)
    assert not at.exception
    assert html(at).count(MARK) == 2, "beside the other, and in the list"
    chosen = box(at, "Se én referanse nærmere")
    assert [one.startswith("⚠ ") for one in chosen.options].count(True) == 1


def test_gaps_are_offered_only_where_there_are_any(new_question: str) -> None:
    assert "Fyll hull" not in labels(opened("dedupe", new_question))
    take_in(world(new_question), [record(1)], "embase")
    at = opened("dedupe", new_question)
    assert "Fyll hull" in labels(at) and "eller PubMed-nummer: 1." in html(at)


def test_an_epistemonikos_file_is_asked_what_it_holds(new_question: str) -> None:
    at = opened("search", new_question)
    assert "Slik gjør dere søket på nettstedet" in html(at)
    at = box(at, "Hvilken database").select("epistemonikos").run()
    choice = next(one for one in at.radio if one.label.startswith("Hva slags dokumenter"))
    at = choice.set_value("systematic-review").run()
    at.file_uploader[0].upload("eksempel.ris", ris.write([record(1)]).encode(), "text/plain").run()
    at = press(at, "Hent inn filene")
    wait_for_jobs(new_question)
    (one,) = view().references(new_question)
    assert (one.record.kind, one.record.publication_types) == ("review", ("systematic-review",))


def test_the_account_is_shown_and_what_is_asked_is_kept(new_question: str) -> None:
    searched(new_question, {1, 2})
    at = opened("summarise", new_question)
    assert "Søkt i PubMed" in html(at) and "15. Treff fra hver kilde" in html(at)
    at = box(at, "Er søket lest av en annen").set_value("Eksempel: ja").run()
    assert not at.exception
    (part,) = view().parts(new_question, "summary")
    assert part.fields.text("search_report.14") == "Eksempel: ja"
