"""What was done on a reference before it was merged is not lost sight of: it follows the group, and goes home on undo."""

from __future__ import annotations

import pytest

from pipeline.rows import Progress
from pipeline.steps import screen, studies
from pipeline.steps.appraise import start_appraisal, start_extraction
from pipeline.steps.dedupe import undo_merge
from pipeline.steps.fields import save_field
from tests.makers import World, instrument, make_references
from tests.pipeline.steps.test_dedupe import merge


@pytest.fixture
def refs(world: World) -> tuple[str, ...]:
    """Three references; the second is included."""
    ids = make_references(world, 3)
    for stage in screen.STAGES:
        screen.vote(world.store, world.actor, ids[1], stage, "include")
    return ids


def progress(world: World) -> Progress:
    return world.store.seen_by(world.actor).progress([world.question_id])[world.question_id]


def appraise(world: World, reference_id: str) -> str:
    appraisal_id = start_appraisal(world.store, world.actor, reference_id, instrument())
    save_field(world.store, world.actor, "appraisal", appraisal_id, "overall", "moderate")
    return appraisal_id


def test_an_appraisal_follows_its_reference_into_a_group(world: World, refs: tuple[str, ...]) -> None:
    a, b, _ = refs
    appraisal_id = appraise(world, b)
    extraction_id = start_extraction(world.store, world.actor, b)
    (merge_id,) = merge(world, (a, b))
    view = world.store.seen_by(world.actor)
    assert [one.reference_id for one in view.appraisals(world.question_id)] == [a]
    assert [one.reference_id for one in view.parts(world.question_id, "extraction")] == [a]
    assert start_appraisal(world.store, world.actor, a, instrument()) == appraisal_id
    assert start_extraction(world.store, world.actor, a) == extraction_id
    assert (progress(world).included, progress(world).appraised) == (1, 1)
    undo_merge(world.store, world.actor, merge_id)
    assert [one.reference_id for one in view.appraisals(world.question_id)] == [b]


def test_a_study_follows_its_reports_into_a_group(world: World, refs: tuple[str, ...]) -> None:
    a, b, c = refs
    for stage in screen.STAGES:
        screen.vote(world.store, world.actor, c, stage, "include")
    study_id = studies.same_study(world.store, world.actor, world.question_id, (b, c))
    merge(world, (a, b))
    view = world.store.seen_by(world.actor)
    assert view.studies(world.question_id) == {a: study_id, c: study_id}
    assert (view.flow(world.question_id).included, view.flow(world.question_id).studies) == (2, 1)
    studies.part_study(world.store, world.actor, world.question_id, study_id)
    assert view.studies(world.question_id) == {}


def test_an_appraisal_of_what_was_later_excluded_does_not_count(world: World, refs: tuple[str, ...]) -> None:
    _, b, c = refs
    appraise(world, b)
    assert progress(world).appraised == 1
    screen.vote(world.store, world.actor, b, "full_text", "exclude", reason="population", change_mind=True)
    for stage in screen.STAGES:
        screen.vote(world.store, world.actor, c, stage, "include")
    assert (progress(world).included, progress(world).appraised) == (1, 0)


def test_an_appraisal_without_an_overall_judgement_is_not_done(world: World, refs: tuple[str, ...]) -> None:
    appraisal_id = appraise(world, refs[1])
    save_field(world.store, world.actor, "appraisal", appraisal_id, "overall", "")
    assert progress(world).appraised == 0
