"""Which articles a finding rests on: chosen by people, the only one there is beforehand, in the document by name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.finding_sources import names, rests_on
from pipeline.rows import Fields, Reference, Saved
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
