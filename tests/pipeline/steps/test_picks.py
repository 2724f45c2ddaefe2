"""What is shown of a reference is picked field by field; a pick goes along through merges, splits and imports."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import BadInput
from pipeline.records import Record
from pipeline.steps.references import correct, pick
from tests.makers import World, everything, record, rows, take_in
from tests.pipeline.steps.test_dedupe import merge, undo


def shown(world: World, reference_id: str) -> Record:
    return world.store.seen_by(world.actor).reference(reference_id).record


def sources(world: World, reference_id: str) -> dict[str, str]:
    """source -> its newest source record, of a group."""
    return {one.source: one.id for one in world.store.seen_by(world.actor).journey(reference_id)}


@pytest.fixture
def two(world: World) -> tuple[str, str]:
    """One report as PubMed and as Epistemonikos have it: other title, other year."""
    (a,) = take_in(world, [record(1)])[1].added
    (b,) = take_in(world, [record(1, title="Example title of the other", year=2011)], "epistemonikos")[1].added
    return a, b


def test_a_field_is_shown_from_the_source_that_was_picked(world: World, two: tuple[str, str]) -> None:
    a, b = two
    merge(world, (a, b))
    assert shown(world, a).title == record(1).title, "PubMed is trusted more"
    pick(world.store, world.actor, a, "title", sources(world, a)["epistemonikos"])
    assert (shown(world, a).title, shown(world, a).year) == ("Example title of the other", record(1).year)
    held = world.store.seen_by(world.actor).picks(a)
    assert {name: (one.reference_id, one.person_id) for name, one in held.items()} == {
        "title": (b, world.actor.person_id)
    }
    pick(world.store, world.actor, a, "title", "")
    assert shown(world, a).title == record(1).title


def test_a_pick_outlives_undo_and_a_new_merge(world: World, two: tuple[str, str]) -> None:
    a, b = two
    (first,) = merge(world, (a, b))
    pick(world.store, world.actor, a, "title", sources(world, a)["epistemonikos"])
    undo(world, first)
    assert (shown(world, a).title, shown(world, b).title) == (record(1).title, "Example title of the other")
    (c,) = take_in(world, [record(1, title="Example title of a third")], "file:1")[1].added
    merge(world, (b, c))
    assert shown(world, b).title == "Example title of the other"


def test_a_pick_outlives_an_import_and_follows_the_newer_copy(world: World, two: tuple[str, str]) -> None:
    a, b = two
    merge(world, (a, b))
    pick(world.store, world.actor, a, "title", sources(world, a)["epistemonikos"])
    take_in(world, [record(1, title="Example title of the other, mended")], "epistemonikos")
    assert shown(world, a).title == "Example title of the other, mended"
    (c,) = take_in(world, [record(1, title="Example title of a third")], "file:1")[1].added
    merge(world, (a, c))
    assert shown(world, a).title == "Example title of the other, mended"


def test_in_a_group_the_newest_pick_counts_and_the_older_is_kept(world: World, two: tuple[str, str]) -> None:
    a, b = two
    (first,) = merge(world, (a, b))
    pick(world.store, world.actor, a, "title", sources(world, a)["pubmed"])
    pick(world.store, world.actor, a, "title", sources(world, a)["epistemonikos"])
    pick(world.store, world.actor, a, "title", sources(world, a)["pubmed"])
    assert shown(world, a).title == record(1).title
    assert len(world.store.seen_by(world.actor).pick_rows(a, "title")) == 2
    undo(world, first)
    assert {len(world.store.seen_by(world.actor).pick_rows(one, "title")) for one in two} == {1}


@pytest.mark.parametrize("field", ["doi", "extra", "no such"])
def test_what_a_source_does_not_give_cannot_be_picked(world: World, two: tuple[str, str], field: str) -> None:
    a, b = two
    (c,) = take_in(world, [record(1, doi="")], "file:1")[1].added
    merge(world, (a, c))
    with pytest.raises(BadInput, match="no_such_field"):
        pick(world.store, world.actor, a, field, sources(world, a)["file:1"])
    with pytest.raises(BadInput, match="no_such_field"):
        pick(world.store, world.actor, a, "title", sources(world, b)["epistemonikos"])  # of another reference


def test_a_correction_stands_over_a_pick(world: World, two: tuple[str, str]) -> None:
    a, b = two
    merge(world, (a, b))
    correct(world.store, world.actor, a, "title", "Example title by hand")
    pick(world.store, world.actor, a, "title", sources(world, a)["epistemonikos"])
    assert shown(world, a).title == "Example title by hand"


def test_a_correction_goes_along_into_a_group_and_home_again(world: World, two: tuple[str, str]) -> None:
    a, b = two
    correct(world.store, world.actor, b, "title", "Example title by hand")
    (first,) = merge(world, (a, b))
    assert shown(world, a).title == "Example title by hand"
    undo(world, first)
    assert (shown(world, a).title, shown(world, b).title) == (record(1).title, "Example title by hand")


def test_a_pick_is_an_event_and_so_is_its_end(world: World, two: tuple[str, str], path: Path) -> None:
    a, b = two
    merge(world, (a, b))
    pick(world.store, world.actor, a, "year", sources(world, a)["epistemonikos"])
    pick(world.store, world.actor, a, "year", "")
    said = rows(
        path, "SELECT old_value IS NULL FROM event WHERE verb = 'reference.pick' AND kind = 'pick' ORDER BY seq"
    )
    assert said == [(1,), (0,)]
    assert everything(path)["pick"][0][-1] is not None
