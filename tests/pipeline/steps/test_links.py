"""What belongs together and stays two: found, confirmed, refused, made by hand, taken back; each of it an event."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.belonging import KINDS, LinkRow
from pipeline.dedupe.rules import RULES, Outcome
from pipeline.errors import BadInput
from pipeline.steps import dedupe, links
from tests.makers import World, everything, make_references, pairs_found, record, rows, take_in
from tests.pipeline.steps.test_dedupe import groups, keep, merge, run, sets, undo


def link_of(world: World, state: str = "") -> LinkRow:
    (found,) = world.store.seen_by(world.actor).links(world.question_id, state)
    return found


def test_the_kinds_of_the_store_are_those_of_the_rules() -> None:
    found = {rule.kind for rule in RULES if rule.outcome is Outcome.LINKED}
    assert found | {"part"} == set(KINDS)


def test_an_older_and_a_newer_version_are_two_and_each_knows_of_the_other(world: World) -> None:
    """By the whole engine: two versions of one Cochrane review."""
    doi = "10.1002/14651858.cd999999"
    old = record(1, journal="Cochrane Database Syst Rev", doi=doi, pages="CD999999", year=2010, pmid="")
    new = record(1, journal="Cochrane Database Syst Rev", doi=f"{doi}.pub2", pages="CD999999", year=2020, pmid="1")
    take_in(world, [new], "pubmed")
    take_in(world, [old], "epistemonikos")
    run(world)
    view = world.store.seen_by(world.actor)
    one = link_of(world)
    assert (one.kind, one.state, one.reason_params) == ("version", "found", {"number": "CD999999"})
    assert [view.reference(id).record.year for id in (one.a_id, one.b_id)] == [2010, 2020]
    assert len(groups(world)) == 2 and view.pairs(world.question_id) == (), "nobody has to be asked"
    assert view.links_of(one.a_id) == view.links_of(one.b_id) == (one,)
    assert view.progress([world.question_id])[world.question_id].doubtful == 0


@pytest.fixture
def linked(world: World) -> tuple[str, ...]:
    """Three references, the first two linked."""
    refs = make_references(world, 3)
    keep(world, pairs_found(linked=[(refs[0], refs[1])]))
    return refs


def test_a_link_is_confirmed_and_that_is_taken_back(world: World, linked: tuple[str, ...]) -> None:
    links.confirm(world.store, world.actor, link_of(world).id)
    assert link_of(world).state == "confirmed"
    links.take_back(world.store, world.actor, link_of(world).id)
    assert link_of(world).state == "found"


def test_a_link_that_was_refused_is_not_found_again(world: World, linked: tuple[str, ...]) -> None:
    links.refuse(world.store, world.actor, link_of(world).id)
    view = world.store.seen_by(world.actor)
    assert view.links(world.question_id) == () and view.links_of(linked[0]) == ()
    keep(world, pairs_found(linked=[(linked[0], linked[1])], doubtful=[(linked[0], linked[1])]))
    assert view.links(world.question_id) == () and view.pairs(world.question_id) == ()
    links.take_back(world.store, world.actor, link_of(world, "refused").id)
    assert link_of(world).state == "found"


@pytest.mark.parametrize("say", [links.confirm, links.refuse])
def test_what_a_person_said_of_a_link_is_held_to_when_others_have_joined(
    world: World, linked: tuple[str, ...], say: Callable[..., None]
) -> None:
    a, b, c = linked
    say(world.store, world.actor, link_of(world).id)
    keep(world, pairs_found((b, c), (a, c)))
    assert groups(world) == sets([a], [b, c])


def test_two_that_were_linked_can_be_one_after_all(world: World, linked: tuple[str, ...]) -> None:
    a, b, c = linked
    dedupe.same_after_all(world.store, world.actor, link_of(world).id)
    view = world.store.seen_by(world.actor)
    assert groups(world) == sets([a, b], [c]) and view.links(world.question_id) == ()
    (made,) = view.merges(world.question_id)
    assert (made.how, made.reason_code) == ("person", "person_said_same")
    undo(world, made.id)
    keep(world, pairs_found((a, b), linked=[(a, b)]))
    assert groups(world) == sets([a], [b], [c]), "and are not merged by machine when that is taken back"


@pytest.mark.parametrize("turned", [False, True])
def test_a_doubtful_pair_can_be_said_to_belong_together(world: World, turned: bool) -> None:
    a, b, c = make_references(world, 3)
    keep(world, pairs_found(doubtful=[(a, b)]))
    view = world.store.seen_by(world.actor)
    (pair,) = view.pairs(world.question_id)
    link_id = links.link_pair(world.store, world.actor, pair.id, "abstract", turned=turned)
    one = link_of(world)
    assert (one.id, one.state, one.kind, one.reason_code) == (link_id, "confirmed", "abstract", "person_linked")
    assert (one.a_id, one.b_id) == ((b, a) if turned else (a, b))
    assert view.pairs(world.question_id) == ()
    keep(world, pairs_found((b, c), (a, b), (a, c), doubtful=[(a, b)]))
    assert groups(world) == sets([a], [b, c]), "remembered, also when one of them has joined others"
    links.take_back(world.store, world.actor, link_id)
    assert view.links(world.question_id) == ()
    assert [row.id for row in view.pairs(world.question_id)] == [pair.id], "and the pair waits again"
    again = links.link_pair(world.store, world.actor, pair.id, "part", turned=not turned)
    assert (link_of(world).kind, again) == ("part", link_id), "one link for two references, whatever is said of them"


def test_a_kind_that_is_not_there_is_told(world: World) -> None:
    a, b = make_references(world, 2)
    keep(world, pairs_found(doubtful=[(a, b)]))
    (pair,) = world.store.seen_by(world.actor).pairs(world.question_id)
    with pytest.raises(BadInput, match="no_such_answer"):
        links.link_pair(world.store, world.actor, pair.id, "friend")


def test_a_link_within_a_group_is_not_shown_until_they_part(world: World, linked: tuple[str, ...]) -> None:
    a, b, c = linked
    _, two = merge(world, (a, c), (b, c))
    view = world.store.seen_by(world.actor)
    assert groups(world) == sets([a, b, c]) and view.links(world.question_id) == () and view.links_of(a) == ()
    undo(world, two)
    assert link_of(world).state == "found" and view.links_of(c) == view.links_of(b)


def test_a_pair_that_waited_only_because_it_was_linked_waits_no_more(world: World) -> None:
    """As an earlier version of the program left it."""
    a, b = make_references(world, 2)
    with world.store.write(world.actor, "dedupe.run", "question", world.question_id) as change:
        values = {"question_id": world.question_id, "a_id": a, "b_id": b, "state": "doubtful", "score": 0.0}
        change.add("pair", values | {"reason_code": "dedupe_preprint", "reason_params": "{}"})
    keep(world, pairs_found(linked=[(b, a)]))
    view = world.store.seen_by(world.actor)
    assert view.pairs(world.question_id) == () and (link_of(world).a_id, link_of(world).b_id) == (b, a)


def test_every_answer_is_an_event(world: World, linked: tuple[str, ...], path: Path) -> None:
    def said() -> list[tuple[Any, ...]]:
        return rows(path, "SELECT verb FROM event WHERE kind = 'link' AND old_value IS NOT NULL ORDER BY seq")

    links.confirm(world.store, world.actor, link_of(world).id)
    links.take_back(world.store, world.actor, link_of(world).id)
    links.refuse(world.store, world.actor, link_of(world).id)
    assert said() == [("link.confirm",), ("link.undo",), ("link.refuse",)]
    before = everything(path)
    links.refuse(world.store, world.actor, link_of(world, "refused").id)
    assert everything(path) == before, "the same once more changes nothing"
