"""Screening: votes belong to people, a second one counts only on purpose, and where a reference stands is derived."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import BadInput, NotThere
from pipeline.rows import Actor, Reference
from pipeline.steps import screen, studies
from pipeline.steps.appraise import start_appraisal, start_extraction
from tests.makers import World, everything, instrument, make_person, make_references, make_world, rows


@pytest.fixture
def reference_id(world: World) -> str:
    return make_references(world, 1)[0]


@pytest.fixture
def two(world: World) -> Actor:
    return make_person(world.store, "Eksempel To")


def at(world: World, reference_id: str) -> Reference:
    return world.store.seen_by(world.actor).reference(reference_id)


def cast(world: World, reference_id: str, votes: str, people: dict[str, Actor]) -> None:
    """Votes as "1 abstract include, 2 full_text exclude:population"."""
    for one in filter(None, votes.split(", ")):
        who, stage, answer = one.split()
        answer, _, reason = answer.partition(":")
        screen.vote(world.store, people[who], reference_id, stage, answer, reason=reason)


# -- where a reference stands


STANDING = [
    # votes                                                                   status        reason
    ("", "unscreened", ""),
    ("1 abstract include", "unread", ""),
    ("1 abstract maybe", "unread", ""),
    ("1 abstract exclude", "excluded", ""),
    ("1 abstract include, 2 abstract include", "unread", ""),
    ("1 abstract include, 2 abstract maybe", "unread", ""),
    ("1 abstract maybe, 2 abstract maybe", "unread", ""),
    ("1 abstract exclude, 2 abstract exclude", "excluded", ""),
    ("1 abstract include, 2 abstract exclude", "conflict", ""),
    ("1 abstract maybe, 2 abstract exclude", "conflict", ""),
    ("1 abstract include, 1 full_text include", "included", ""),
    ("1 abstract maybe, 1 full_text include", "included", ""),
    ("1 abstract include, 1 full_text exclude:population", "out", "population"),
    ("1 abstract include, 2 full_text include", "included", ""),
    ("1 abstract include, 1 full_text include, 2 full_text include", "included", ""),
    ("1 abstract include, 1 full_text include, 2 full_text exclude:population", "conflict", ""),
    ("1 abstract include, 1 full_text exclude:outcome, 2 full_text exclude:outcome", "out", "outcome"),
    ("1 abstract include, 1 full_text include, 2 abstract exclude", "conflict", ""),
    ("1 abstract include, 1 full_text include, 2 abstract maybe", "included", ""),
]


@pytest.mark.parametrize(("votes", "status", "reason"), STANDING)
def test_where_a_reference_stands(
    world: World, two: Actor, reference_id: str, votes: str, status: str, reason: str
) -> None:
    cast(world, reference_id, votes, {"1": world.actor, "2": two})
    shown = at(world, reference_id)
    assert shown.status == status
    if status != "conflict":
        assert shown.reason == reason
    view = world.store.seen_by(world.actor)
    assert [one.id for one in view.references(world.question_id, status=status)] == [reference_id]
    assert view.count_references(world.question_id, status=status) == 1
    progress = view.progress([world.question_id])[world.question_id]
    counted = {"unscreened": progress.unscreened, "unread": progress.unread, "conflict": progress.conflicts}
    assert counted.get(status, 1) == 1
    assert progress.references == 1


def test_every_status_is_in_the_table() -> None:
    assert {status for _, status, _ in STANDING} == {"unscreened", "unread", "excluded", "included", "out", "conflict"}


# -- one vote in force


def test_a_second_key_press_changes_nothing(world: World, reference_id: str, path: Path) -> None:
    first = screen.vote(world.store, world.actor, reference_id, "abstract", "include")
    before = everything(path)
    for answer in ("exclude", "include", "maybe"):
        assert screen.vote(world.store, world.actor, reference_id, "abstract", answer) == first
    assert everything(path) == before


def test_a_mind_changed_on_purpose_ends_the_vote_before(world: World, reference_id: str, path: Path) -> None:
    first = screen.vote(world.store, world.actor, reference_id, "abstract", "include")
    second = screen.vote(world.store, world.actor, reference_id, "abstract", "exclude", change_mind=True)
    assert first != second
    assert at(world, reference_id).status == "excluded"
    assert [one.id for one in world.store.seen_by(world.actor).votes(reference_id)] == [second]
    assert rows(path, "SELECT count(*) FROM vote") == [(2,)], "the first is still there to be read"
    log = [one for one in world.store.seen_by(world.actor).events(world.question_id) if one.kind == "vote"][::-1]
    assert [(one.object_id, one.field, one.why) for one in log] == [
        (first, "", ""),
        (first, "ended", "changed"),
        (second, "", ""),
    ]


def test_ten_key_presses_vote_only_on_what_was_shown(world: World) -> None:
    shown = make_references(world, 10)[:3]
    for reference_id in shown:
        for _ in range(10):
            screen.vote(world.store, world.actor, reference_id, "abstract", "exclude")
    view = world.store.seen_by(world.actor)
    assert view.count_to_screen(world.question_id, "abstract") == 7
    assert {one.id for one in view.references(world.question_id, status="excluded")} == set(shown)


def test_two_people_have_a_vote_each(world: World, two: Actor, reference_id: str) -> None:
    mine = screen.vote(world.store, world.actor, reference_id, "abstract", "include")
    theirs = screen.vote(world.store, two, reference_id, "abstract", "exclude")
    assert {one.id for one in world.store.seen_by(two).votes(reference_id)} == {mine, theirs}
    assert [one.id for one in world.store.seen_by(two).my_votes(world.question_id, "abstract")] == [theirs]


def test_a_note_is_kept_with_the_vote_and_a_reason_only_with_an_exclusion(world: World, reference_id: str) -> None:
    screen.vote(
        world.store, world.actor, reference_id, "abstract", "include", reason="population", note=" Se side 3\r\n"
    )
    (vote,) = world.store.seen_by(world.actor).votes(reference_id)
    assert (vote.reason, vote.note) == ("", "Se side 3")


# -- what is refused


@pytest.mark.parametrize(
    ("stage", "answer", "reason", "code"),
    [
        ("abstract", "perhaps", "", "no_such_answer"),
        ("full_text", "maybe", "", "no_such_answer"),
        ("title", "include", "", "no_such_answer"),
        ("full_text", "exclude", "", "reason_missing"),
        ("full_text", "include", "", "full_text_too_early"),
    ],
)
def test_a_vote_that_cannot_be(
    world: World, reference_id: str, path: Path, stage: str, answer: str, reason: str, code: str
) -> None:
    before = everything(path)
    with pytest.raises(BadInput) as caught:
        screen.vote(world.store, world.actor, reference_id, stage, answer, reason=reason)
    assert caught.value.code == code
    assert everything(path) == before


def test_no_full_text_vote_on_what_was_excluded(world: World, reference_id: str) -> None:
    screen.vote(world.store, world.actor, reference_id, "abstract", "exclude")
    with pytest.raises(BadInput, match="full_text_too_early"):
        screen.vote(world.store, world.actor, reference_id, "full_text", "include")


# -- undo


def test_undo_gives_the_reference_back(world: World) -> None:
    first, second = make_references(world, 2)
    view = world.store.seen_by(world.actor)
    screen.vote(world.store, world.actor, first, "abstract", "include")
    screen.vote(world.store, world.actor, second, "abstract", "exclude")
    assert view.next_to_screen(world.question_id, "abstract") is None
    assert screen.undo(world.store, world.actor, world.question_id, "abstract") == second
    waiting = view.next_to_screen(world.question_id, "abstract")
    assert waiting is not None
    assert waiting.id == second
    assert screen.undo(world.store, world.actor, world.question_id, "abstract") == first
    assert screen.undo(world.store, world.actor, world.question_id, "abstract") == "", "there is no more to undo"
    assert view.count_to_screen(world.question_id, "abstract") == 2


def test_undo_takes_back_only_ones_own_and_only_at_that_stage(world: World, two: Actor, reference_id: str) -> None:
    screen.vote(world.store, world.actor, reference_id, "abstract", "include")
    assert screen.undo(world.store, two, world.question_id, "abstract") == ""
    assert screen.undo(world.store, world.actor, world.question_id, "full_text") == ""
    (vote,) = world.store.seen_by(two).votes(reference_id)
    with pytest.raises(BadInput, match="vote_of_another"):
        screen.undo_vote(world.store, two, vote.id)
    assert at(world, reference_id).status == "unread"


def test_a_vote_taken_back_twice_is_taken_back_once(world: World, reference_id: str, path: Path) -> None:
    vote_id = screen.vote(world.store, world.actor, reference_id, "abstract", "include")
    screen.undo_vote(world.store, world.actor, vote_id)
    before = everything(path)
    assert screen.undo_vote(world.store, world.actor, vote_id) == reference_id
    assert everything(path) == before


def test_a_vote_after_undo_is_a_new_one(world: World, reference_id: str, path: Path) -> None:
    first = screen.vote(world.store, world.actor, reference_id, "abstract", "include")
    screen.undo(world.store, world.actor, world.question_id, "abstract")
    second = screen.vote(world.store, world.actor, reference_id, "abstract", "exclude")
    assert first != second
    assert rows(path, "SELECT count(*), count(ended_seq) FROM vote") == [(2, 1)]


# -- who is asked about what


def test_maybe_goes_on_to_full_text_as_include_does(world: World) -> None:
    ids = make_references(world, 4)
    for reference_id, answer in zip(ids, ("maybe", "include", "exclude"), strict=False):
        screen.vote(world.store, world.actor, reference_id, "abstract", answer)
    view = world.store.seen_by(world.actor)
    asked = []
    while one := view.next_to_screen(world.question_id, "full_text", skip=asked):
        asked.append(one.id)
    assert asked == list(ids[:2])
    assert view.count_to_screen(world.question_id, "full_text") == 2


def test_each_person_is_asked_about_what_they_have_not_voted_on(world: World, two: Actor) -> None:
    first, second = make_references(world, 2)
    screen.vote(world.store, world.actor, first, "abstract", "exclude")
    mine, theirs = (
        world.store.seen_by(one).next_to_screen(world.question_id, "abstract") for one in (world.actor, two)
    )
    assert (mine and mine.id, theirs and theirs.id) == (second, first), "what one has excluded, the other still judges"


def test_skipped_references_come_when_nothing_else_is_left(world: World) -> None:
    first, second = make_references(world, 2)
    view = world.store.seen_by(world.actor)
    one = view.next_to_screen(world.question_id, "abstract", skip=[first])
    assert one is not None
    assert one.id == second
    assert view.next_to_screen(world.question_id, "abstract", skip=[first, second]) is None


# -- several reports of one study


def include(world: World, *reference_ids: str) -> None:
    for reference_id in reference_ids:
        for stage in screen.STAGES:
            screen.vote(world.store, world.actor, reference_id, stage, "include")


def test_reports_of_one_study_are_counted_as_one_study(world: World) -> None:
    a, b, c = make_references(world, 3)
    include(world, a, b, c)
    view = world.store.seen_by(world.actor)
    assert view.flow(world.question_id).studies == 3
    study_id = studies.same_study(world.store, world.actor, world.question_id, (a, b))
    assert (view.flow(world.question_id).included, view.flow(world.question_id).studies) == (3, 2)
    assert view.studies(world.question_id) == {a: study_id, b: study_id}
    other = studies.same_study(world.store, world.actor, world.question_id, (b, c))
    assert view.studies(world.question_id) == {a: study_id, b: other, c: other}, "a report is of one study"
    studies.part_study(world.store, world.actor, world.question_id, other)
    assert view.flow(world.question_id).studies == 3


def test_one_report_is_no_group(world: World) -> None:
    (a,) = make_references(world, 1)
    with pytest.raises(BadInput, match="study_needs_two"):
        studies.same_study(world.store, world.actor, world.question_id, (a, a))


def test_reports_of_another_question_cannot_be_grouped_here(world: World, path: Path) -> None:
    (a,) = make_references(world, 1)
    (foreign,) = make_references(make_world(world.store, world.actor), 1)
    before = everything(path)
    with pytest.raises(NotThere):
        studies.same_study(world.store, world.actor, world.question_id, (a, foreign))
    assert everything(path) == before


# -- after screening


def test_only_what_is_included_is_appraised(world: World, reference_id: str) -> None:
    with pytest.raises(BadInput, match="not_included"):
        start_appraisal(world.store, world.actor, reference_id, instrument())
    include(world, reference_id)
    first = start_appraisal(world.store, world.actor, reference_id, instrument())
    assert start_appraisal(world.store, world.actor, reference_id, instrument()) == first, (
        "found again, not begun again"
    )


def test_two_people_appraise_apart_and_extract_together(world: World, two: Actor, reference_id: str) -> None:
    include(world, reference_id)
    appraisals = {start_appraisal(world.store, one, reference_id, instrument()) for one in (world.actor, two)}
    extractions = {start_extraction(world.store, one, reference_id) for one in (world.actor, two)}
    assert (len(appraisals), len(extractions)) == (2, 1)
