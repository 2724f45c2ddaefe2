"""Which articles a finding rests on: chosen by people, the only one there is beforehand, in the document by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

import messages
import wiring
from pipeline.export.document import compose, is_draft
from pipeline.export.markdown import to_markdown
from pipeline.export.summary import Summary
from pipeline.finding_sources import behind, gone, names, rests_on
from pipeline.gather import gather
from pipeline.rows import Fields, Reference, Saved
from pipeline.steps.fields import save_field
from pipeline.steps.screen import undo_vote, vote
from pipeline.steps.summarise import add_finding
from pipeline.summarise import gate
from tests.makers import World, make_references, record


@pytest.fixture
def articles(world: World) -> tuple[Reference, ...]:
    """Two articles, "Alfa 2019" and "Beta 2021"."""
    first, second = make_references(world, 2)
    view = world.store.seen_by(world.actor)
    written = {first: ("Alfa, A", 2019), second: ("Beta, B", 2021)}
    return tuple(
        replace(view.reference(one), record=replace(record(number), authors=(author,), year=year))
        for number, (one, (author, year)) in enumerate(written.items())
    )


def chosen(*ids: str) -> Fields:
    return Fields(review=Saved("\n".join(ids), version=1))


def test_the_only_article_is_chosen_beforehand(articles: tuple[Reference, ...]) -> None:
    assert names(Fields(), articles[:1], {}) == "Alfa 2019"
    assert names(Fields(), articles, {}) == "", "of two nobody knows which"
    assert names(chosen(), articles[:1], {}) == "", "somebody has taken it away"


def test_those_that_were_chosen_follow_a_merge_and_leave_with_an_exclusion(articles: tuple[Reference, ...]) -> None:
    first, second = articles
    assert names(chosen(second.id, first.id), articles, {}) == "Alfa 2019; Beta 2021"
    assert rests_on(chosen("gone"), articles, {"gone": second.id}) == (second,)
    assert rests_on(chosen(first.id), (second,), {}) == ()


def test_a_proposal_is_made_of_the_findings_own_articles_and_of_all_only_where_it_names_none(
    articles: tuple[Reference, ...],
) -> None:
    first, second = articles
    assert behind(chosen(first.id), articles, {}) == ((first,), True)
    assert behind(chosen("merged"), articles, {"merged": second.id}) == ((second,), True)
    assert behind(Fields(), articles[:1], {}) == ((first,), True), "the only one there is"
    assert behind(Fields(), articles, {}) == (articles, False)
    assert behind(chosen(), articles, {}) == (articles, False)
    assert behind(chosen(first.id), (second,), {}) == ((), True), "the one it names is gone; the rest is not its own"


def said(code: str, params: Mapping[str, object]) -> str:
    return messages.text(code, params, "nb")


def included(world: World, count: int) -> tuple[str, ...]:
    """Articles that were taken in, each in full."""
    made = make_references(world, count)
    for one in made:
        for stage in ("abstract", "full_text"):
            vote(world.store, world.actor, one, stage, "include")
    return made


def excluded(world: World, reference_id: str) -> None:
    """Read again in full, and left out: the earlier decision is taken back."""
    view = world.store.seen_by(world.actor)
    (before,) = [one for one in view.votes(reference_id) if one.stage == "full_text"]
    undo_vote(world.store, world.actor, before.id)
    vote(world.store, world.actor, reference_id, "full_text", "exclude", reason="outcome")


def summary_of(world: World) -> Summary:
    return gather(world.store.seen_by(world.actor), world.question_id, wiring.library().forms, said)


def about_sources(world: World) -> list[tuple[str, str, object, object]]:
    checks = gate(summary_of(world))
    named = [one for one in checks if one.code.startswith("gate_finding_source")]
    return [(one.code, one.level, one.params["place"], one.params.get("article")) for one in named]


def graded(world: World, *articles: str) -> str:
    """A finding that says how sure it is, made of these articles."""
    made = add_finding(world.store, world.actor, world.question_id)
    values = {"outcome": "antall fall", "comparison": "trening", "size": "small", "certainty": "high"}
    for name, value in {**values, "direction": "reduces", "review": "\n".join(articles)}.items():
        save_field(world.store, world.actor, "finding", made, name, value)
    return made


def test_a_finding_whose_article_was_left_out_since_must_be_mended(world: World) -> None:
    first, second = included(world, 2)
    graded(world, first)
    assert about_sources(world) == []
    excluded(world, first)
    name = names(chosen(first), [world.store.seen_by(world.actor).reference(first)], {})
    assert about_sources(world) == [("gate_finding_source_gone", "stop", 1, name)]
    summary, forms = summary_of(world), wiring.library().forms
    assert is_draft(summary)
    assert f"{name} (ikke lenger tatt med)" in to_markdown(compose(summary, forms.template, forms.wording))
    told = messages.text("gate_finding_source_gone", {"place": 1, "outcome": "antall fall", "article": name})
    assert told.startswith("Funn 1 («antall fall») bygger på en artikkel som ikke lenger er tatt med")
    late = [one.params["verbs"] for one in gate(summary) if one.code == "late_step_summarise"]
    assert late and "screen.vote" in str(late[0]), "what was changed before it is among the checks"
    view = world.store.seen_by(world.actor)
    fields, left = view.parts(world.question_id, "finding")[0].fields, view.references(world.question_id)
    still = [one for one in left if one.id == second]
    assert [one.id for one in gone(view, fields, still, view.leaders(world.question_id))] == [first]


def test_a_finding_that_names_no_article_must_be_mended(world: World) -> None:
    included(world, 2)
    graded(world)
    assert about_sources(world) == [("gate_finding_source", "stop", 1, None)]


def test_a_new_finding_is_tied_to_the_only_article_and_stays_so(world: World) -> None:
    first, second = make_references(world, 2)
    for stage in ("abstract", "full_text"):
        vote(world.store, world.actor, first, stage, "include")
    add_finding(world.store, world.actor, world.question_id)
    excluded(world, first)
    for stage in ("abstract", "full_text"):
        vote(world.store, world.actor, second, stage, "include")
    assert [one[0] for one in about_sources(world)] == ["gate_finding_source_gone"]
