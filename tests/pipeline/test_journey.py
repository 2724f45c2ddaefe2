"""Where a record came from, to the line of its file, and what a person says of a whole file."""

from __future__ import annotations

import pytest

from pipeline.document_class import CLASSES, stated
from pipeline.formats import ris
from pipeline.formats.job import read_kept_file
from pipeline.jobs import Pool
from pipeline.journey import place_of
from pipeline.records import Record
from pipeline.rows import Run, SourceRecord
from pipeline.steps import references, search
from tests.makers import World, record


def taken(world: World, content: bytes, source: str = "other", **more: str) -> Run:
    run_id = search.start_import(world.store, world.actor, world.question_id, "eksempel.ris", content, source, **more)
    Pool(world.store, {"import": read_kept_file}).work_off()
    return world.store.seen_by(world.actor).run(run_id)


def sources(world: World) -> list[SourceRecord]:
    view = world.store.seen_by(world.actor)
    found = view.references(world.question_id, limit=100)
    return [source for one in found for source in view.journey(one.id)]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_record_is_found_at_its_line(world: World, ends: str) -> None:
    text = ris.write([record(1), record(2), record(2), record(3)]).replace("\n", ends)
    run = taken(world, text.encode())
    view = world.store.seen_by(world.actor)
    starts = [n for n, line in enumerate(text.split(ends), 1) if line.startswith("TY  -")]
    assert [place_of(view, run, one) for one in sources(world)] == [("", line) for line in starts]


def test_a_record_of_a_search_or_by_hand_has_no_line(world: World) -> None:
    references.add_by_hand(world.store, world.actor, world.question_id, record(1))
    view = world.store.seen_by(world.actor)
    (one,) = sources(world)
    assert place_of(view, view.run(one.run_ids[0]), one) is None


@pytest.mark.parametrize("said", CLASSES)
def test_the_class_of_a_whole_file_is_kept_and_what_came_is_not_touched(world: World, said: str) -> None:
    run = taken(world, ris.write([record(1)]).encode(), "epistemonikos", document_class=said)
    assert run.receipt == {"document_class": said}
    (one,) = sources(world)
    assert said in one.record.publication_types and one.record.kind == CLASSES[said]
    assert said not in one.raw


def test_without_a_class_nothing_is_added() -> None:
    assert stated(Record(title="A"), "") == Record(title="A") == stated(Record(title="A"), "made-up")
