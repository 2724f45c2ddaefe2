"""When records have come, duplicates are looked for by themselves: once, never two at a time, and as people have said."""

from __future__ import annotations

from pipeline.flow_counts import problems
from pipeline.formats.job import read_kept_file
from pipeline.jobs import Pool
from pipeline.rows import Job
from pipeline.steps import dedupe, search
from pipeline.steps.dedupe import find_duplicates
from pipeline.steps.references import correct
from tests.makers import World
from tests.pipeline.steps.test_dedupe import counted

ONE = """TY  - JOUR
TI  - Example trial of walking among made-up people in town {n}
AU  - Family{n}, Given
PY  - 2020
DO  - 10.9999/made-up.{n}
JO  - Journal of Made-up Walking
VL  - {n}
SP  - {n}1
ER  -
"""
VERBS = {"import": read_kept_file, "dedupe": find_duplicates}


def bring(world: World, name: str, *numbers: int) -> str:
    content = "\n".join(ONE.format(n=n) for n in numbers).encode()
    return search.start_import(world.store, world.actor, world.question_id, name, content, "embase")


def worked_off(world: World) -> None:
    Pool(world.store, VERBS).work_off()


def searches(world: World) -> list[Job]:
    return [job for job in world.store.seen_by(world.actor).jobs(world.question_id) if job.kind == "dedupe"]


def references(world: World) -> int:
    return world.store.seen_by(world.actor).count_references(world.question_id)


def test_one_search_follows_what_has_come_and_says_what_it_came_to(world: World) -> None:
    bring(world, "a.ris", 1, 2, 3)
    worked_off(world)
    bring(world, "b.ris", 3, 4)
    worked_off(world)
    second, first = searches(world)
    assert (first.state, first.cursor) == ("done", {"compared": 3, "merged": 0, "doubtful": 0, "linked": 0})
    assert (second.state, second.cursor) == ("done", {"compared": 2, "merged": 1, "doubtful": 0, "linked": 0})
    assert second.params == {"by_itself": True}
    numbers = world.store.seen_by(world.actor).flow(world.question_id)
    assert (references(world), numbers.duplicates, numbers.merged_by_program) == (4, 1, 1)


def test_files_that_come_together_are_looked_through_once(world: World) -> None:
    for name, numbers in (("a.ris", (1, 2)), ("b.ris", (2, 3)), ("c.ris", (3, 1))):
        bring(world, name, *numbers)
    worked_off(world)
    assert [(job.state, job.cursor["compared"]) for job in searches(world)] == [("done", 6)]
    assert references(world) == 3


def test_what_is_known_already_starts_nothing(world: World) -> None:
    bring(world, "a.ris", 1, 2)
    worked_off(world)
    bring(world, "again.ris", 1, 2)
    worked_off(world)
    assert len(searches(world)) == 1


def test_of_one_question_no_two_run_side_by_side(world: World) -> None:
    bring(world, "a.ris", 1, 2)
    Pool(world.store, {"import": read_kept_file}).work_off()  # the search fails here: this pool does not know it
    dedupe.start_dedupe(world.store, world.actor, world.question_id)
    running = world.store.claim_job("one", 30)
    assert running is not None and running.kind == "dedupe"
    bring(world, "b.ris", 2, 3)
    taken = world.store.claim_job("two", 30)
    assert taken is not None and taken.kind == "import"
    Pool(world.store, VERBS)._run(taken, "two")
    assert searches(world)[0].state == "queued", "what came while one runs is for the next"
    assert world.store.claim_job("two", 30) is None, "which waits for it"
    world.store.end_job(running.id, "done", worker="one")
    worked_off(world)
    assert searches(world)[0].state == "done" and references(world) == 3


def test_nothing_is_merged_that_a_person_has_told_apart(world: World) -> None:
    bring(world, "a.ris", 1, 2)
    bring(world, "b.ris", 2)
    worked_off(world)
    view = world.store.seen_by(world.actor)
    (merge,) = view.merges(world.question_id)
    dedupe.undo_merge(world.store, world.actor, merge.id)
    apart = merge.link
    bring(world, "c.ris", 5)
    correct(world.store, world.actor, apart[0], "volume", "2")
    worked_off(world)
    assert len({view.members(one)[0] for one in apart}) == 2
    assert references(world) == 4


def test_the_diagram_adds_up_before_and_after(world: World) -> None:
    for name, numbers in (("a.ris", (1, 2, 3)), ("b.ris", (2, 3, 4))):
        bring(world, name, *numbers)
        worked_off(world)
        assert problems(counted(world.store.seen_by(world.actor).flow(world.question_id))) == ()
