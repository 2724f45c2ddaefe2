"""Reports of one study: proposed with a reason, confirmed or refused, and a no is remembered."""

from __future__ import annotations

import pytest

from pipeline.errors import BadInput
from pipeline.steps import links, screen, studies
from tests.makers import World, make_references, pairs_found, record, take_in
from tests.pipeline.steps.test_dedupe import keep, merge

TRIAL = "Registered as NCT09999999."
Found = list[tuple[tuple[str, ...], list[str]]]


@pytest.fixture
def reports(world: World) -> tuple[str, ...]:
    """Two reports of one registered trial, a third that names nothing, and a fourth of another trial. All included."""
    made = [
        record(1, abstract=TRIAL),
        record(2, abstract=TRIAL),
        record(3),
        record(4, abstract="Registered as NCT08888888."),
    ]
    ids = take_in(world, made)[1].added
    for one in ids:
        for stage in screen.STAGES:
            screen.vote(world.store, world.actor, one, stage, "include")
    return ids


def found(world: World) -> Found:
    view = world.store.seen_by(world.actor)
    records = {one.id: one.record for one in view.references(world.question_id, status="included")}
    return [
        (one.reports, [reason.reason_code for reason in one.reasons])
        for one in studies.proposed(view, world.question_id, records)
    ]


def test_two_that_name_one_trial_are_proposed(world: World, reports: tuple[str, ...]) -> None:
    a, b, _, _ = reports
    assert found(world) == [((a, b), ["study_same_registration"])]


def test_what_is_confirmed_counts_as_one_study_and_is_not_proposed_again(
    world: World, reports: tuple[str, ...]
) -> None:
    a, b, _, _ = reports
    study_id = studies.same_study(world.store, world.actor, world.question_id, (a, b))
    view = world.store.seen_by(world.actor)
    assert found(world) == []
    flow = view.flow(world.question_id)
    assert (flow.included, flow.studies) == (4, 3)
    assert view.studies(world.question_id) == {a: study_id, b: study_id}


def test_a_no_is_remembered_until_somebody_asks_again(world: World, reports: tuple[str, ...]) -> None:
    a, b, _, _ = reports
    studies.not_one_study(world.store, world.actor, world.question_id, (a, b))
    view = world.store.seen_by(world.actor)
    assert found(world) == [] and studies.refused(view, world.question_id) == ((a, b),)
    assert view.flow(world.question_id).studies == 4
    studies.ask_again(world.store, world.actor, world.question_id, (a, b))
    assert len(found(world)) == 1 and studies.refused(view, world.question_id) == ()


def test_a_later_report_of_a_confirmed_study_is_proposed_with_it(world: World, reports: tuple[str, ...]) -> None:
    a, b, _, _ = reports
    studies.same_study(world.store, world.actor, world.question_id, (a, b))
    (e,) = take_in(world, [record(5, abstract=TRIAL)])[1].added
    for stage in screen.STAGES:
        screen.vote(world.store, world.actor, e, stage, "include")
    assert found(world) == [((a, b, e), ["study_same_registration"])]
    studies.not_one_study(world.store, world.actor, world.question_id, (a, b, e))
    assert found(world) == []
    assert len(world.store.seen_by(world.actor).studies(world.question_id)) == 2, "the study itself stands"


def test_a_link_proposes_a_study_and_a_refused_link_does_not(world: World, reports: tuple[str, ...]) -> None:
    _, _, c, d = reports
    keep(world, pairs_found(linked=[(c, d)]))
    assert found(world)[-1] == ((c, d), ["dedupe_preprint"])
    (link,) = world.store.seen_by(world.actor).links(world.question_id)
    links.refuse(world.store, world.actor, link.id)
    assert len(found(world)) == 1


def test_a_study_that_was_split_is_not_proposed_again_but_can_be_grouped(
    world: World, reports: tuple[str, ...]
) -> None:
    a, b, _, _ = reports
    study_id = studies.same_study(world.store, world.actor, world.question_id, (a, b))
    studies.part_study(world.store, world.actor, world.question_id, study_id)
    assert found(world) == []
    studies.same_study(world.store, world.actor, world.question_id, (a, b))
    view = world.store.seen_by(world.actor)
    assert len(set(view.studies(world.question_id).values())) == 1
    assert view.studies_apart(world.question_id) == ()


def test_a_no_holds_for_the_group_that_one_of_them_has_joined(world: World, reports: tuple[str, ...]) -> None:
    a, b, c, _ = reports
    studies.not_one_study(world.store, world.actor, world.question_id, (a, b))
    merge(world, (b, c))
    assert found(world) == []


def test_no_to_three_is_no_to_each_two(world: World) -> None:
    a, b, c = make_references(world, 3)
    studies.not_one_study(world.store, world.actor, world.question_id, (a, b, c))
    view = world.store.seen_by(world.actor)
    assert len(view.studies_apart(world.question_id)) == 3
    assert studies.refused(view, world.question_id) == ((a, b, c),)
    with pytest.raises(BadInput, match="study_needs_two"):
        studies.not_one_study(world.store, world.actor, world.question_id, (a, a))
