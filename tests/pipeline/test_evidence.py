"""What a research need says is known: one finding, and the facts of the articles that this finding rests on."""

from __future__ import annotations

import pytest

import wiring
from pipeline.errors import BadInput
from pipeline.evidence import Known, known
from pipeline.needs import Evidence
from pipeline.steps.appraise import start_extraction
from pipeline.steps.fields import save_field
from pipeline.steps.research_need import raise_research_need
from pipeline.steps.screen import vote
from pipeline.steps.summarise import add_finding
from tests.makers import World, make_references

SURE = {"outcome": "antall fall", "comparison": "trening", "direction": "reduces", "size": "small"}


@pytest.fixture
def articles(world: World) -> tuple[str, ...]:
    """Three that were read in full: a cohort study and a review that are included, and a review that was left out."""
    made = make_references(world, 3)
    for number, one in enumerate(made):
        vote(world.store, world.actor, one, "abstract", "include")
        part = start_extraction(world.store, world.actor, one)
        save_field(world.store, world.actor, "extraction", part, "search_date", f"0{number + 1}.05.2018")
        answer, reason = ("exclude", "outcome") if number == 2 else ("include", "")
        vote(world.store, world.actor, one, "full_text", answer, reason=reason)
    return made


def made_of(world: World, *articles: str, certainty: str, **more: str) -> str:
    part = add_finding(world.store, world.actor, world.question_id)
    values = {**SURE, "review": "\n".join(articles), "certainty": certainty, **more}
    for name, value in values.items():
        save_field(world.store, world.actor, "finding", part, name, value)
    return part


def found(world: World) -> tuple[Known, ...]:
    view = world.store.seen_by(world.actor)
    return known(view, view.question(world.question_id), wiring.library().forms.wording)


def title(world: World, reference_id: str) -> str:
    return world.store.seen_by(world.actor).reference(reference_id).record.title


def test_sentence_review_search_date_and_certainty_are_of_one_finding(world: World, articles: tuple[str, ...]) -> None:
    _cohort, review, left_out = articles
    made_of(world, left_out, certainty="very_low")
    made_of(world, certainty="very_low")
    made = made_of(world, review, certainty="low")
    (one,) = found(world)
    said = "Trening reduserer muligens antall fall litt (lav tillit)."
    assert one == Known(made, "antall fall", Evidence(said, title(world, review), "02.05.2018", "low"))


def test_the_least_certain_comes_first_and_several_articles_have_no_date_of_one_of_them(
    world: World, articles: tuple[str, ...]
) -> None:
    cohort, review, _ = articles
    high = made_of(world, review, certainty="high")
    both = made_of(world, cohort, review, certainty="moderate", sentence="Trening hjelper trolig.")
    unsure = made_of(world, cohort, certainty="")
    assert [one.finding_id for one in found(world)] == [both, high, unsure]
    evidence = found(world)[0].evidence
    assert evidence.review == f"{title(world, cohort)}; {title(world, review)}" and evidence.searched == ""
    assert evidence.text == "Trening hjelper trolig (middels tillit)."
    assert found(world)[-1].evidence.text == "antall fall", "no sentence is made of what is not said yet"


def test_a_date_that_is_none_is_refused_before_anything_is_entered(world: World) -> None:
    with pytest.raises(BadInput) as caught:
        raise_research_need(
            world.store, world.actor, world.question_id, {"reason": "A", "evidence_searched": "i forgårs"}
        )
    assert caught.value.code == "date_unreadable"
    assert world.store.seen_by(world.actor).research_needs() == ()
