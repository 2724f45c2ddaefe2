"""The way of a question: the eight steps, what comes next, what is out of date, and that nothing is deleted by that."""

from __future__ import annotations

from dataclasses import replace

import pytest

import wiring
from pipeline.errors import Refused
from pipeline.flow import BY_ID, DEPENDENCIES, STEPS, after, next_step, out_of_date, state, states
from pipeline.rights import VERBS
from pipeline.rows import Progress
from pipeline.steps.fields import save_field
from pipeline.steps.flow import keep
from pipeline.steps.screen import vote
from tests.makers import World, make_references

ORDER = ("need", "question", "search", "dedupe", "screen", "appraise", "summarise", "research_need")
EMPTY = Progress("q")
# How a question looks when everything up to and with a step is done.
WALK = (
    ("need", {"need_written": 1}),
    ("question", {"elements": 3, "words": 5}),
    ("search", {"runs": 1, "references": 40, "records": 44, "unscreened": 40}),
    ("dedupe", {"dedupe_runs": 1}),
    ("screen", {"unscreened": 0, "screened": 40, "included": 2}),
    ("appraise", {"appraised": 2}),
    ("summarise", {"findings": 1, "sections": 3}),
    ("research_need", {"research_needs": 1}),
)


def done_to(step: str) -> Progress:
    """A question that has come this far."""
    progress = EMPTY
    for name, changes in WALK:
        progress = replace(progress, **changes)  # type: ignore[arg-type]
        if name == step:
            break
    return progress


def test_the_walk_has_eight_steps_in_order() -> None:
    assert tuple(step.id for step in STEPS) == ORDER == tuple(BY_ID)
    assert len({step.address for step in STEPS}) == len(STEPS)
    assert all(step.address.isascii() and step.address.islower() for step in STEPS)


def test_every_step_has_its_texts() -> None:
    assert {card["id"] if isinstance(card, dict) else card for card in wiring.library().cards["steps"]} >= set(ORDER)


def test_after_each_step_comes_the_next_and_after_the_last_none() -> None:
    follows = [after(step) for step in STEPS]
    assert [one.id if one else None for one in follows] == [*ORDER[1:], None]


@pytest.mark.parametrize(("done", "then"), [*zip(ORDER, (*ORDER[1:], None), strict=True)])
def test_what_is_next(done: str, then: str | None) -> None:
    found = next_step(states(done_to(done)))
    assert (found.id if found else None) == then
    assert [state(step, done_to(done)) for step in STEPS[: ORDER.index(done) + 1]] == ["done"] * (ORDER.index(done) + 1)


def test_what_must_be_mended_or_looked_at_again_is_next_though_it_looks_done() -> None:
    whole = done_to(ORDER[-1])
    found = [
        next_step(states(whole, unready=True)),
        next_step(states(whole), {"screen", "summarise"}),
        next_step(states(whole, unready=True), {"research_need"}),
    ]
    assert [one.id if one else None for one in found] == ["summarise", "screen", "summarise"]


def test_a_new_question_begins_with_the_need() -> None:
    first = next_step(states(EMPTY))
    assert first is not None
    assert first.id == "need"
    assert {state(step, EMPTY) for step in STEPS} == {"open"}


NOT_DONE = [
    # step        what is missing                                       state
    ("question", {"words": 0}, "begun"),
    ("question", {"elements": 1}, "begun"),
    ("search", {"runs": 0, "open_jobs": 1}, "begun"),
    ("dedupe", {"doubtful": 1}, "begun"),
    ("screen", {"unscreened": 1}, "begun"),
    ("screen", {"unread": 1}, "begun"),
    ("screen", {"conflicts": 1}, "begun"),
    ("screen", {"references": 0, "screened": 0}, "open"),
    ("appraise", {"appraised": 1}, "begun"),
    ("appraise", {"appraised": 0}, "open"),
    ("appraise", {"included": 0, "appraised": 0}, "open"),
    ("summarise", {"sections": 2}, "begun"),
    ("summarise", {"sections": 0, "findings": 0}, "open"),
]


@pytest.mark.parametrize(("step", "changes", "expected"), NOT_DONE)
def test_a_step_is_not_done_while_something_waits(step: str, changes: dict[str, int], expected: str) -> None:
    assert state(BY_ID[step], replace(done_to("research_need"), **changes)) == expected  # type: ignore[arg-type]


# -- what is out of date


def test_dependencies_name_only_verbs_and_steps_that_there_are() -> None:
    named = {verb for one in DEPENDENCIES for verb in (*one.made_by, *one.depends_on)}
    assert named <= set(VERBS)
    assert {one.step for one in DEPENDENCIES} <= set(ORDER)
    assert {f"keep.{one.step}" for one in DEPENDENCIES} == {verb for verb in VERBS if verb.startswith("keep.")}


def test_a_result_depends_on_nothing_that_comes_after_it() -> None:
    for one in DEPENDENCIES:
        made_in = {VERBS[verb].step for verb in one.made_by}
        assert made_in == {one.step}
        assert all(ORDER.index(VERBS[verb].step) <= ORDER.index(one.step) for verb in one.depends_on)


LATE = [
    # verb -> seq of its last event                                              what is out of date
    ({}, {}),
    ({"question.edit": 9}, {}),  # nothing made yet: nothing to be out of date
    ({"search.finish": 5, "question.edit": 3}, {}),
    ({"search.finish": 5, "question.edit": 7}, {"search": ("question.edit",)}),
    ({"search.finish": 5, "word.add": 6, "word.remove": 7}, {"search": ("word.add", "word.remove")}),
    ({"search.finish": 5, "question.edit": 7, "keep.search": 8}, {}),
    ({"search.finish": 5, "question.edit": 9, "keep.search": 8}, {"search": ("question.edit",)}),
    ({"dedupe.run": 5, "search.fetch": 6}, {"dedupe": ("search.fetch",)}),
    ({"dedupe.run": 5, "import.finish": 4, "reference.add": 6}, {"dedupe": ("reference.add",)}),
    ({"screen.vote": 5, "criteria.edit": 6}, {"screen": ("criteria.edit",)}),
    ({"screen.vote": 7, "criteria.edit": 6}, {}),
    ({"appraise.edit": 5, "question.edit": 6}, {"appraise": ("question.edit",)}),
    ({"finding.edit": 5, "screen.vote": 6}, {"summarise": ("screen.vote",)}),
    ({"finding.edit": 5, "summary.edit": 8, "screen.vote": 6}, {}),  # somebody has looked at it since
    ({"summary.edit": 5, "appraise.edit": 6, "extract.edit": 7}, {"summarise": ("appraise.edit", "extract.edit")}),
    ({"research_need.raise": 5, "finding.edit": 6}, {"research_need": ("finding.edit",)}),
    (
        {"search.finish": 1, "screen.vote": 2, "appraise.edit": 3, "summary.edit": 4, "question.edit": 5},
        dict.fromkeys(("search", "screen", "appraise", "summarise"), ("question.edit",)),
    ),
]


@pytest.mark.parametrize(("changes", "late"), LATE)
def test_what_is_out_of_date(changes: dict[str, int], late: dict[str, tuple[str, ...]]) -> None:
    assert out_of_date(changes) == late


@pytest.mark.parametrize("dependency", DEPENDENCIES, ids=lambda one: one.step)
def test_each_line_of_the_table_is_in_force_and_can_be_kept(dependency: object) -> None:
    for made in dependency.made_by:  # type: ignore[attr-defined]
        for changed in dependency.depends_on:  # type: ignore[attr-defined]
            step = dependency.step  # type: ignore[attr-defined]
            assert out_of_date({made: 1, changed: 2}).get(step) == (changed,)
            assert step not in out_of_date({made: 1, changed: 2, f"keep.{step}": 3})


def test_going_back_tells_what_is_late_and_deletes_nothing(world: World) -> None:
    ids = make_references(world, 3)
    for reference_id in ids:
        vote(world.store, world.actor, reference_id, "abstract", "include")
    view = world.store.seen_by(world.actor)
    assert out_of_date(view.last_changes(world.question_id)) == {}
    save_field(world.store, world.actor, "criteria", world.question_id, "inclusion", "Bare oversikter")
    assert out_of_date(view.last_changes(world.question_id)) == {"screen": ("criteria.edit",)}
    assert all(view.votes(one) for one in ids)
    keep(world.store, world.actor, world.question_id, "screen", why="gjelder fortsatt")
    assert out_of_date(view.last_changes(world.question_id)) == {}
    kept = view.events(world.question_id, limit=1)[0]
    assert (kept.verb, kept.field, kept.why) == ("keep.screen", "keep.screen", "gjelder fortsatt")


def test_only_a_step_that_can_be_late_can_be_kept(world: World) -> None:
    with pytest.raises(Refused):
        keep(world.store, world.actor, world.question_id, "need")
