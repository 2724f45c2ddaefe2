"""A wrong search or file is taken out of the question and brought back: what goes, what stays, and that nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import BadInput, NotThere
from pipeline.formats import ris
from pipeline.formats.job import read_kept_file
from pipeline.jobs import Pool
from pipeline.ports import View
from pipeline.rows import Run
from pipeline.steps import appraise, dedupe, references, screen, search, taken_out
from pipeline.steps.undo import undo_last
from pipeline.sums import TakingOut
from tests.makers import World, everything, instrument, make_person, make_store, make_world, pairs_found, record

WHY = "Eksempel: en liste over noe annet"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(make_store(tmp_path / "taken_out.sqlite"))


def take(world: World, *numbers: int, source: str = "embase", name: str = "fil.ris") -> Run:
    """A file, read as the workers read it, and its duplicates found."""
    content = ris.write([record(one) for one in numbers]).encode()
    run_id = search.start_import(world.store, world.actor, world.question_id, name, content, source)
    Pool(world.store, {"import": read_kept_file, "dedupe": lambda *_: None}).work_off()
    return view(world).run(run_id)


def view(world: World) -> View:
    return world.store.seen_by(world.actor)


def merge(world: World, a: str, b: str) -> None:
    with world.store.write(world.actor, "dedupe.run", "question", world.question_id) as change:
        dedupe.keep_found(change, world.question_id, pairs_found((a, b)), 2)


def shown(world: World) -> list[tuple[str, str, tuple[str, ...], int]]:
    found = view(world).references(world.question_id)
    return [(one.record.title, one.status, one.sources, one.records) for one in found]


def numbers(world: World) -> object:
    """All that is counted of the question."""
    seen = view(world)
    return (
        seen.flow(world.question_id),
        replace(seen.progress([world.question_id])[world.question_id], open_jobs=0),
        seen.work_done(world.question_id),
        seen.grouping(world.question_id),
        [(one.id, one.fetched, one.new) for one in seen.runs(world.question_id)],
    )


def test_a_wrong_file_goes_with_what_only_it_brought_and_comes_back_whole(world: World) -> None:
    right = take(world, 1, 2)
    before = numbers(world)
    wrong = take(world, 11, 12, 13, name="feil.ris")
    voted, *_ = (one.id for one in view(world).references(world.question_id) if one.record.title == record(11).title)
    screen.vote(world.store, world.actor, voted, "abstract", "include")
    screen.vote(world.store, world.actor, voted, "full_text", "include")
    appraise.start_appraisal(world.store, world.actor, voted, instrument())
    with_it = (numbers(world), shown(world))
    assert view(world).taking_out(wrong.id) == TakingOut(going=3, voted=1, appraised=1, staying=0)

    taken_out.take_out(world.store, world.actor, wrong.id, f"  {WHY} ")
    assert [one.record.title for one in view(world).references(world.question_id)] == [record(1).title, record(2).title]
    now = numbers(world)
    assert (now[0], now[2], now[4]) == (before[0], before[2], before[4])  # type: ignore[index]
    assert view(world).appraisals(world.question_id) == () and view(world).my_votes(world.question_id, "abstract") == ()
    assert [one.id for one in view(world).runs(world.question_id)] == [right.id]
    (gone,) = view(world).runs(world.question_id, taken_out=True)
    assert (gone.id, gone.receipt["removed_why"]) == (wrong.id, WHY)
    (told,) = (
        one
        for one in view(world).events(world.question_id, limit=200)
        if one.verb == "run.take_out" and one.kind == "run"
    )
    assert (told.why, told.object_id, bool(told.at and told.person)) == (WHY, wrong.id, True)
    with pytest.raises(NotThere):
        screen.vote(world.store, world.actor, voted, "abstract", "exclude", change_mind=True)

    assert undo_last(world.store, world.actor, world.question_id, "search") == "run.take_out"
    assert (numbers(world), shown(world)) == with_it
    assert len(view(world).votes(voted)) == 2 and len(view(world).appraisals(world.question_id)) == 1


def test_whoever_decided_only_on_what_is_gone_is_not_counted(world: World) -> None:
    take(world, 1, 2)
    wrong = take(world, 11, name="feil.ris")
    kept, _other, gone = (one.id for one in view(world).references(world.question_id))
    screen.vote(world.store, world.actor, kept, "abstract", "include")
    screen.vote(world.store, make_person(world.store), gone, "abstract", "include")
    assert view(world).work_done(world.question_id).stages["abstract"].people == 2
    taken_out.take_out(world.store, world.actor, wrong.id, WHY)
    assert view(world).work_done(world.question_id).stages["abstract"].people == 1


def test_anyone_on_the_team_brings_it_back_and_that_is_undone_too(world: World) -> None:
    wrong = take(world, 1, 2)
    whole = (numbers(world), shown(world))
    taken_out.take_out(world.store, world.actor, wrong.id, WHY)
    empty = (numbers(world), shown(world))
    assert shown(world) == []
    taken_out.bring_back(world.store, world.actor, wrong.id)
    assert (numbers(world), shown(world)) == whole
    undo_last(world.store, world.actor, world.question_id, "search")
    assert (numbers(world), shown(world)) == empty


def test_what_another_run_found_too_stays_with_its_votes_and_says_what_that_run_says(world: World) -> None:
    wrong = take(world, 1, 2)
    first, other = (one.id for one in view(world).references(world.question_id))
    right = search.start_import(
        *(world.store, world.actor, world.question_id, "rett.ris"),
        ris.write([record(1, title="Example trial of walking, as another database has it")]).encode(),
        "cinahl",
    )
    Pool(world.store, {"import": read_kept_file, "dedupe": lambda *_: None}).work_off()
    merge(world, first, view(world).references(world.question_id)[2].id)
    screen.vote(world.store, world.actor, first, "abstract", "include")
    references.correct(world.store, world.actor, first, "year", "2001")
    assert view(world).taking_out(wrong.id) == TakingOut(going=1, voted=0, appraised=0, staying=1)
    whole = (numbers(world), shown(world))

    taken_out.take_out(world.store, world.actor, wrong.id, WHY)
    (left,) = view(world).references(world.question_id)
    assert (left.id, left.status, left.sources, left.records) == (first, "unread", ("cinahl",), 1)
    assert left.record.title.startswith("Example trial of walking") and left.record.year == 2001
    flow = view(world).flow(world.question_id)
    assert (flow.identified, flow.duplicates, flow.merged_by_program, flow.screened) == ((("cinahl", 1),), 0, 0, 1)
    assert [one.run_ids for one in view(world).journey(first)] == [(right,)]
    taken_out.bring_back(world.store, world.actor, wrong.id)
    assert (numbers(world), shown(world)) == whole
    assert {one.id for one in view(world).references(world.question_id)} == {first, other}


def test_the_same_file_brought_in_again_brings_back_what_was_decided(world: World) -> None:
    wrong = take(world, 1, 2)
    first = view(world).references(world.question_id)[0].id
    screen.vote(world.store, world.actor, first, "abstract", "exclude")
    taken_out.take_out(world.store, world.actor, wrong.id, WHY)
    again = take(world, 1, 2, source="cinahl")
    assert [(status, sources) for _, status, sources, _ in shown(world)] == [
        ("excluded", ("cinahl",)),
        ("unscreened", ("cinahl",)),
    ]
    assert (again.fetched, again.new) == (2, 2), "nobody else has them by now"
    assert view(world).flow(world.question_id).identified == (("cinahl", 2),)


def test_it_needs_a_reason_an_end_and_something_that_is_there(world: World) -> None:
    wrong = take(world, 1)
    with pytest.raises(BadInput, match="take_out_why_missing"):
        taken_out.take_out(world.store, world.actor, wrong.id, " \n ")
    waiting = search.start_import(
        world.store, world.actor, world.question_id, "to.ris", b"TY  - JOUR\nER  - \n", "other"
    )
    with pytest.raises(BadInput, match="take_out_not_now"):
        taken_out.take_out(world.store, world.actor, waiting, WHY)
    references.add_by_hand(world.store, world.actor, world.question_id, record(50))
    (hand,) = (one.id for one in view(world).runs(world.question_id) if one.kind == "hand")
    with pytest.raises(BadInput, match="take_out_not_now"):
        taken_out.take_out(world.store, world.actor, hand, WHY)
    taken_out.take_out(world.store, world.actor, wrong.id, WHY)
    for verb in (search.retry, search.read_again, search.ask_fetch):
        with pytest.raises(BadInput, match="run_taken_out"):
            verb(world.store, world.actor, wrong.id)


def test_a_second_time_changes_nothing(world: World, tmp_path: Path) -> None:
    wrong = take(world, 1)
    taken_out.take_out(world.store, world.actor, wrong.id, WHY)
    before = everything(tmp_path / "taken_out.sqlite")
    taken_out.take_out(world.store, world.actor, wrong.id, WHY)
    assert everything(tmp_path / "taken_out.sqlite") == before


def test_a_colleague_s_vote_goes_and_comes_too(world: World) -> None:
    wrong = take(world, 1)
    colleague = make_person(world.store, "Eksempel To")
    (one,) = view(world).references(world.question_id)
    for who, answer in ((world.actor, "include"), (colleague, "exclude")):
        screen.vote(world.store, who, one.id, "abstract", answer)
    taken_out.take_out(world.store, world.actor, wrong.id, WHY)
    taken_out.bring_back(world.store, colleague, wrong.id)
    assert [status for _, status, _, _ in shown(world)] == ["conflict"]
