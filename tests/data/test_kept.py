"""What has been counted is right again after whatever happens to the question, and is nobody's who may not see it."""

from __future__ import annotations

from pathlib import Path

from data.kept import Kept
from data.store import SqliteStore
from pipeline.rights import may
from pipeline.rows import Progress
from pipeline.steps import need, screen, summarise
from pipeline.steps.fields import save_field
from tests.makers import BERGEN, make_person, make_references, make_store, make_world


def test_each_thing_that_happens_is_counted_at_once(tmp_path: Path) -> None:
    store = make_store(tmp_path / "k.sqlite")
    world = make_world(store)
    other = make_world(store, world.actor)
    view = store.seen_by(world.actor)

    def both() -> tuple[Progress, Progress]:
        """As it is kept, and as a new process counts it."""
        new = SqliteStore(store.path, may)
        try:
            fresh = new.seen_by(world.actor).progress([world.question_id, other.question_id])
        finally:
            new.close()
        kept = view.progress([world.question_id, other.question_id])
        assert kept == fresh
        return kept[world.question_id], kept[other.question_id]

    assert both()[0].references == 0
    references = make_references(world, 3)
    assert [one.references for one in both()] == [3, 0]
    vote = screen.vote(store, world.actor, references[0], "abstract", "exclude")
    assert [one.screened for one in both()] == [1, 0]
    screen.undo_vote(store, world.actor, vote)
    assert both()[0].screened == 0
    save_field(store, world.actor, "need", other.need_id, "text", "")
    assert [one.need_written for one in both()] == [1, 0]
    part_id = summarise.add_finding(store, world.actor, world.question_id)
    assert both()[0].findings == 1
    summarise.remove_finding(store, world.actor, part_id)
    assert both()[0].findings == 0


def test_what_another_process_writes_is_seen(tmp_path: Path) -> None:
    store = make_store(tmp_path / "k.sqlite")
    world = make_world(store)
    view = store.seen_by(world.actor)
    assert view.progress([world.question_id])[world.question_id].references == 0
    beside = SqliteStore(store.path, may)
    make_references(type(world)(beside, world.actor, world.need_id, world.question_id), 2)
    beside.close()
    assert view.progress([world.question_id])[world.question_id].references == 2


def test_what_is_kept_is_not_shown_to_others_or_after_it_was_put_aside(tmp_path: Path) -> None:
    store = make_store(tmp_path / "k.sqlite")
    world, outside = make_world(store), make_person(store, "Eksempel Utenfor", BERGEN)
    assert store.seen_by(world.actor).progress([world.question_id])
    assert not store.seen_by(outside).progress([world.question_id])
    need.delete_need(store, world.actor, world.need_id)
    assert not store.seen_by(world.actor).progress([world.question_id])


def test_counts_that_an_event_has_overtaken_are_not_kept(tmp_path: Path) -> None:
    """One reader counts while a write comes, and another reader has taken account of it before the first is done."""
    store = make_store(tmp_path / "k.sqlite")
    world, kept = make_world(store), Kept()
    with store._connections.reading() as connection:
        since = kept.catch_up(connection)
    make_references(world, 1)
    with store._connections.reading() as connection:
        kept.catch_up(connection)
    kept.keep({world.question_id: Progress(world.question_id)}, since)
    assert kept.counts([world.question_id]) == {}


def test_a_write_in_the_making_counts_for_itself(tmp_path: Path) -> None:
    store = make_store(tmp_path / "k.sqlite")
    world = make_world(store)
    store.seen_by(world.actor).progress([world.question_id])
    with store.write(world.actor, "question.edit", "question", world.question_id) as change:
        change.set_field("question", world.question_id, "element.P", "eksempel")
        assert change.view.progress([world.question_id])[world.question_id].elements == 1
        assert store.seen_by(world.actor).progress([world.question_id])[world.question_id].elements == 0
    assert store.seen_by(world.actor).progress([world.question_id])[world.question_id].elements == 1
