"""What every store promises: events with every write, versions, order, and walls. No test here knows of SQLite."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.errors import Conflict, NotThere, Refused
from pipeline.ids import new_id
from pipeline.ports import Store
from pipeline.rights import VERBS
from pipeline.rows import NOBODY, Actor, Event
from pipeline.steps.fields import save_field
from tests.makers import Furnished, World, make_person, make_references, make_world


def events(world: World) -> tuple[Event, ...]:
    """The whole log of the question, oldest first."""
    return world.store.seen_by(world.actor).events(world.question_id, limit=10_000)[::-1]


def text(world: World, name: str = "own_sentence") -> str:
    return world.store.seen_by(world.actor).fields("question", world.question_id).text(name)


def together(work: list[Callable[[], object]], threads: int) -> None:
    """Let all begin at the same moment, as nearly as threads can; raises what any of them raised."""
    gate = threading.Barrier(threads)

    def held(one: Callable[[], object]) -> object:
        gate.wait(10)
        return one()

    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(held, one) for one in work]:
            done.result(60)


# -- one write is whole or not at all, and never without an event


def test_nothing_remains_of_a_write_that_broke(world: World) -> None:
    before = events(world)
    with (
        pytest.raises(RuntimeError, match="example"),
        world.store.write(world.actor, "question.edit", "question", world.question_id) as change,
    ):
        change.set_field("question", world.question_id, "own_sentence", "Dette skal ikke bli stående")
        change.add("part", {"question_id": world.question_id, "kind": "finding", "created_at": change.at})
        raise RuntimeError("example")
    assert events(world) == before
    assert text(world) == ""
    assert world.store.seen_by(world.actor).parts(world.question_id, "finding") == ()


def test_the_next_write_after_a_broken_one_is_kept(world: World) -> None:
    with pytest.raises(NotThere):
        save_field(world.store, world.actor, "question", new_id(), "own_sentence", "x")
    save_field(world.store, world.actor, "question", world.question_id, "own_sentence", "Virker det?")
    assert text(world) == "Virker det?"


def test_a_write_sees_what_it_has_done_and_others_do_not_yet(world: World) -> None:
    with world.store.write(world.actor, "question.edit", "question", world.question_id) as change:
        change.set_field("question", world.question_id, "own_sentence", "Virker det?")
        assert change.view.fields("question", world.question_id).text("own_sentence") == "Virker det?"
        assert text(world) == ""
    assert text(world) == "Virker det?"


def test_rows_are_never_changed_without_an_event(world: World) -> None:
    one, two = make_references(world, 2)
    with (
        pytest.raises(ValueError, match="without an event"),
        world.store.write(world.actor, "dedupe.merge", "question", world.question_id) as change,
    ):
        change.regroup([two], one)
    assert world.store.seen_by(world.actor).members(one) == (one,)


def test_an_event_says_who_what_from_and_to(world: World) -> None:
    save_field(world.store, world.actor, "question", world.question_id, "own_sentence", "Først")
    save_field(world.store, world.actor, "question", world.question_id, "own_sentence", "Siden", why="skrivefeil")
    first, second = events(world)[-2:]
    assert (first.old, first.new) == (None, "Først")
    assert (second.old, second.new, second.why, second.field) == ("Først", "Siden", "skrivefeil", "own_sentence")
    assert (second.person, second.verb, second.kind) == ("Eksempel Person", "question.edit", "question")
    assert second.object_id == world.question_id


def test_events_of_one_write_share_an_id_and_those_of_two_do_not(world: World) -> None:
    with world.store.write(world.actor, "question.edit", "question", world.question_id) as change:
        change.set_field("question", world.question_id, "own_sentence", "Først")
        change.set_field("question", world.question_id, "search_elements", "P I")
    save_field(world.store, world.actor, "question", world.question_id, "own_sentence", "Siden")
    writes = [one.write_id for one in events(world)[-3:]]
    assert writes[0] == writes[1] != writes[2]


# -- the same write sent twice is one


def test_the_same_client_id_twice_is_one_write(world: World) -> None:
    client_id = new_id()
    made = []
    for _ in range(2):
        with world.store.write(
            world.actor, "finding.add", "question", world.question_id, client_id=client_id
        ) as change:
            values = {"question_id": world.question_id, "kind": "finding", "created_at": change.at}
            made.append((change.add("part", values), change.replayed))
    assert made[0] == (made[1][0], False)
    assert made[1][1] is True
    assert len(world.store.seen_by(world.actor).parts(world.question_id, "finding")) == 1


def test_a_write_sent_again_gives_the_row_of_the_kind_asked_for(world: World) -> None:
    client_id = new_id()
    made = []
    for _ in range(2):
        with world.store.write(
            world.actor, "finding.add", "question", world.question_id, client_id=client_id
        ) as change:
            change.set_field("question", world.question_id, "own_sentence", "Skrevet først")
            values = {"question_id": world.question_id, "kind": "finding", "created_at": change.at}
            made.append(change.add("part", values))
            assert change.made("part") == made[-1]
    assert made[0] == made[1]


@pytest.mark.parametrize("other", ["verb", "person"])
def test_a_client_id_is_not_lent_to_another_verb_or_person(world: World, other: str) -> None:
    """Taken for a resend, the second write would be dropped without a word."""
    client_id = new_id()
    save_field(world.store, world.actor, "question", world.question_id, "own_sentence", "Først", client_id=client_id)
    actor = make_person(world.store, "Eksempel To") if other == "person" else world.actor
    thing, name = ("criteria", "inclusion") if other == "verb" else ("question", "own_sentence")
    with pytest.raises(ValueError, match="used again"):
        save_field(world.store, actor, thing, world.question_id, name, "Siden", client_id=client_id)


# -- versions of edited fields


def test_versions_count_changes_and_an_unchanged_text_is_none(world: World) -> None:
    def save(value: str) -> int:
        return save_field(world.store, world.actor, "question", world.question_id, "own_sentence", value)

    before = len(events(world))
    assert [save("a"), save("a"), save("b"), save(""), save("")] == [1, 1, 2, 3, 3]
    assert len(events(world)) == before + 3


def test_a_conflict_holds_both_texts_and_overwrites_nothing(world: World) -> None:
    def save(actor: Actor, value: str, expected: int) -> int:
        return save_field(world.store, actor, "question", world.question_id, "own_sentence", value, expected=expected)

    other = make_person(world.store, "Eksempel To")
    assert save(other, "Deres", 0) == 1
    before = events(world)
    with pytest.raises(Conflict) as caught:
        save(world.actor, "Din", 0)
    assert caught.value.code == "field_conflict"
    assert caught.value.params == {"theirs": "Deres", "yours": "Din", "who": "Eksempel To", "version": 1}
    assert text(world) == "Deres"
    assert events(world) == before
    assert save(world.actor, "Din", 1) == 2


def test_the_same_text_by_two_people_is_no_conflict(world: World) -> None:
    for expected in (0, 0):
        save_field(world.store, world.actor, "question", world.question_id, "own_sentence", "Likt", expected=expected)
    assert text(world) == "Likt"


def test_of_fifty_racing_edits_none_is_lost(world: World) -> None:
    """Each editor reads, writes, and on a conflict reads again: every text that was accepted is in the log, in a chain."""
    people = [make_person(world.store, f"Eksempel {n}") for n in range(5)]
    conflicts: list[Conflict] = []

    def edit(actor: Actor, value: str) -> None:
        while True:
            shown = world.store.seen_by(actor).fields("question", world.question_id)["own_sentence"]
            try:
                save_field(
                    world.store, actor, "question", world.question_id, "own_sentence", value, expected=shown.version
                )
            except Conflict as conflict:
                conflicts.append(conflict)
            else:
                return

    def edit_ten(number: int) -> Callable[[], None]:
        return lambda: [edit(people[number], f"tekst {number}.{n}") for n in range(10)] and None

    together([edit_ten(number) for number in range(5)], 5)
    log = [one for one in events(world) if one.field == "own_sentence"]
    assert sorted(one.new or "" for one in log) == sorted(f"tekst {a}.{b}" for a in range(5) for b in range(10))
    assert [one.old for one in log] == [None, *(one.new for one in log[:-1])]
    assert all(one.params["yours"] and one.params["theirs"] for one in conflicts)
    now = world.store.seen_by(world.actor).fields("question", world.question_id)["own_sentence"]
    assert (now.version, now.value) == (50, log[-1].new)


def test_the_order_of_events_has_no_gap_and_no_double(world: World) -> None:
    before = events(world)[-1].seq

    def save_ten(number: int) -> Callable[[], None]:
        def work() -> None:
            for n in range(10):
                with world.store.write(world.actor, "question.edit", "question", world.question_id) as change:
                    change.set_field("question", world.question_id, f"element.{number}", str(n))
                    change.note("question", world.question_id, field=f"note.{number}.{n}")

        return work

    together([save_ten(number) for number in range(8)], 8)
    after = events(world)
    assert [one.seq for one in after] == sorted(one.seq for one in after)
    new = [one for one in after if one.seq > before]
    assert [one.seq for one in new] == list(range(before + 1, before + 161))
    assert [(a.write_id, a.seq + 1) for a in new[::2]] == [(b.write_id, b.seq) for b in new[1::2]]


# -- who may


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_nobody_may_do_anything_but_say_who_they_are(world: World, verb: str) -> None:
    ghost = Actor(new_id())
    for actor in (NOBODY, ghost):
        with pytest.raises(NotThere), world.store.write(actor, verb, "question", world.question_id) as change:
            change.note("question", world.question_id)
        if (actor, verb) != (NOBODY, "person.register"):
            with pytest.raises(Refused), world.store.write(actor, verb, "person", ""):
                raise AssertionError("the write began")


@pytest.mark.parametrize("verb", ["question.burn", "", "keep.need"])
def test_a_verb_that_is_not_in_the_table_is_refused(world: World, verb: str) -> None:
    with pytest.raises(Refused), world.store.write(world.actor, verb, "question", world.question_id):
        raise AssertionError("the write began")


# -- what was put aside is out of reach


KINDS = "need question word strategy run import reference pair merge vote study appraisal part research_need job comment".split()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_below_a_deleted_need_can_be_written_to(aside: Furnished, kind: str) -> None:
    world, ids = aside.world, aside.ids
    table = "run" if kind == "import" else kind
    with pytest.raises(NotThere), world.store.write(world.actor, "question.edit", table, ids[kind]):
        raise AssertionError("the write began")


@pytest.mark.parametrize("kind", KINDS)
def test_a_guessed_id_cannot_be_written_to(aside: Furnished, kind: str) -> None:
    world = aside.world
    table = "run" if kind == "import" else kind
    with pytest.raises(NotThere), world.store.write(world.actor, "question.edit", table, new_id()):
        raise AssertionError("the write began")


# -- jobs


def queue(world: World, kind: str = "example") -> str:
    with world.store.write(world.actor, "dedupe.start", "question", world.question_id) as change:
        values = {"kind": kind, "question_id": world.question_id, "person_id": change.person_id, "state": "queued"}
        return change.add("job", values | {"params": "{}", "created_at": change.at})


def test_a_job_is_taken_once_and_the_oldest_first(world: World) -> None:
    queued = [queue(world) for _ in range(3)]
    taken: list[str] = []

    def claim() -> None:
        if job := world.store.claim_job("worker", 30):
            taken.append(job.id)

    together([claim] * 8, 8)
    assert sorted(taken) == sorted(queued)


def test_the_job_handed_out_says_that_it_is_running(world: World) -> None:
    queue(world)
    job = world.store.claim_job("worker", 30)
    assert job is not None
    assert world.store.seen_by(world.actor).job(job.id).state == "running"


def test_a_job_whose_worker_is_gone_is_taken_up_again(world: World) -> None:
    job_id = queue(world)
    assert world.store.claim_job("first", 30)
    assert world.store.claim_job("second", 30) is None
    again = world.store.claim_job("second", -1)  # as if it had been silent for longer than allowed
    assert again is not None
    assert again.id == job_id


@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_a_job_that_has_ended_stays_ended(world: World, state: str) -> None:
    job_id = queue(world)
    world.store.claim_job("worker", 30)
    if state == "cancelled":
        with world.store.write(world.actor, "search.cancel", "job", job_id) as change:
            change.put("job", job_id, {"state": "cancelled"})
    else:
        world.store.end_job(job_id, state, "example_code", {"n": 1})
    assert world.store.beat(job_id) is False
    world.store.end_job(job_id, "done")
    assert world.store.claim_job("other", -1) is None
    assert world.store.seen_by(world.actor).job(job_id).state == state


def test_a_beat_tells_how_far_a_job_is(world: World) -> None:
    job_id = queue(world)
    world.store.claim_job("worker", 30)
    assert world.store.beat(job_id, total=10)
    assert world.store.beat(job_id, done=3)
    job = world.store.seen_by(world.actor).job(job_id)
    assert (job.done, job.total) == (3, 10)
    assert world.store.beat(new_id()) is False


def test_jobs_under_way_are_always_listed(world: World) -> None:
    oldest = queue(world)
    for _ in range(25):
        newer = queue(world)
        with world.store.write(world.actor, "search.cancel", "job", newer) as change:
            change.put("job", newer, {"state": "cancelled"})
    listed = [job.id for job in world.store.seen_by(world.actor).jobs(world.question_id)]
    assert len(listed) == 21
    assert oldest in listed


# -- lists


def test_two_questions_do_not_see_each_others_rows(store: Store) -> None:
    first = make_world(store)
    second = make_world(store, first.actor)
    make_references(first, 3)
    view = store.seen_by(first.actor)
    assert view.count_references(first.question_id) == 3
    assert view.count_references(second.question_id) == 0
    assert view.flow(second.question_id).identified == ()
    assert view.next_to_screen(second.question_id, "abstract") is None


def test_pages_of_references_are_whole_and_in_the_order_they_came(world: World) -> None:
    ids = make_references(world, 25)
    view = world.store.seen_by(world.actor)
    pages = [view.references(world.question_id, limit=10, offset=offset) for offset in (0, 10, 20)]
    assert [len(page) for page in pages] == [10, 10, 5]
    assert tuple(one.id for page in pages for one in page) == ids


@pytest.mark.parametrize("text", ["100%", "a_b", "x!y"])
def test_signs_of_a_pattern_are_looked_for_as_they_are(store: Store, text: str) -> None:
    world = make_world(store, text=f"Eksempel {text} her")
    make_world(store, world.actor, text="Eksempel 100 axb xy")
    view = store.seen_by(world.actor)
    assert [one.id for one in view.questions(text=text)] == [world.question_id]
    assert view.count_questions(text=text) == 1
    assert view.count_questions() == 2
