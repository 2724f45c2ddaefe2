"""Outcomes that were written down of the articles become findings once, with their numbers and their article."""

from __future__ import annotations

from pipeline.steps import screen
from pipeline.steps.appraise import start_extraction
from pipeline.steps.fields import save_field
from pipeline.steps.outcomes import not_yet_found, take_outcomes
from tests.makers import World, make_references


def test_outcomes_become_findings_once(world: World) -> None:
    first, second = make_references(world, 2)
    for stage in screen.STAGES:
        screen.vote(world.store, world.actor, first, stage, "include")
    for reference_id, outcome in ((first, "fall"), (second, "brudd")):
        part = start_extraction(world.store, world.actor, reference_id)
        told = {"name": outcome, "numbers": "RaR 0,77 (0,71–0,83)", "studies": "59 studier, 12 981 personer"}
        for name, value in told.items():
            save_field(world.store, world.actor, "extraction", part, f"outcome.o1.{name}", value)
    take_outcomes(world.store, world.actor, world.question_id)  # only of what is included
    (finding,) = world.store.seen_by(world.actor).parts(world.question_id, "finding")
    wanted = {
        "outcome": "fall",
        "relative": "RaR 0,77 (0,71–0,83)",
        "studies": "59",
        "people": "12 981",
        "review": first,
    }
    assert {name: finding.fields.text(name) for name in wanted} == wanted
    assert not_yet_found(world.store.seen_by(world.actor), world.question_id) == ()
    take_outcomes(world.store, world.actor, world.question_id)
    assert len(world.store.seen_by(world.actor).parts(world.question_id, "finding")) == 1


def test_what_people_are_called_does_not_lose_their_number(world: World) -> None:
    (only,) = make_references(world, 1)
    for stage in screen.STAGES:
        screen.vote(world.store, world.actor, only, stage, "include")
    part = start_extraction(world.store, world.actor, only)
    for name, value in {"name": "lesing", "studies": "6 studier, 300 elever"}.items():
        save_field(world.store, world.actor, "extraction", part, f"outcome.o1.{name}", value)
    take_outcomes(world.store, world.actor, world.question_id)
    (finding,) = world.store.seen_by(world.actor).parts(world.question_id, "finding")
    assert (finding.fields.text("studies"), finding.fields.text("people")) == ("6", "300")
