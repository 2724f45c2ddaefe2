"""The method team's checklists: drafts, versions that never change, files, races, and appraisals that move or stay."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import wiring
from appraisal.instrument import Instrument, dump_instrument
from pipeline import instruments as lists
from pipeline.appraised import bound, proposed
from pipeline.errors import BadInput, Conflict, Refused
from pipeline.instruments import OwnInstrument
from pipeline.ports import Store
from pipeline.rows import Actor
from pipeline.steps import appraise, instruments, screen
from pipeline.steps.fields import save_field
from pipeline.steps.undo import undo_last
from tests.makers import World, instrument, make_person, make_references, make_world, record

SHIPPED = wiring.library().instruments


@pytest.fixture
def world(store: Any) -> World:
    return make_world(store)


def own(world: World, row_id: str) -> OwnInstrument:
    return next(one for one in world.store.seen_by(world.actor).own_instruments() if one.id == row_id)


def write(world: World, row_id: str, text: str, expected: int | None = None) -> int:
    return save_field(world.store, world.actor, "instrument", row_id, "text", text, expected=expected)


def published(world: World, changed: Instrument) -> str:
    """A version of the team's, published; gives the id of its row."""
    draft = instruments.start_draft(world.store, world.actor, dump_instrument(changed))
    instruments.publish(world.store, world.actor, draft, shipped=SHIPPED, seen=1)
    return draft


def newer(version: str = "1.1") -> Instrument:
    """The first checklist without its last item, where the second can be answered by "no" only, and with a new one."""
    first = instrument()
    items = [item for item in first.items if item.id != first.items[-1].id]
    items[1] = replace(items[1], answers=("no",))
    part = replace(first.parts[0], items=(*items, replace(first.items[-1], id="brand-new", number="77")))
    return replace(first, version=version, parts=(part,))


def test_a_copy_is_edited_published_offered_and_used(world: World) -> None:
    draft = instruments.copy(world.store, world.actor, instrument(), SHIPPED)
    assert (own(world, draft).key, own(world, draft).state, own(world, draft).based_on) == (
        *("fhi-oversikt@1.1", "draft"),
        "fhi-oversikt@1.0",
    )
    rows = world.store.seen_by(world.actor).own_instruments()
    assert "fhi-oversikt@1.1" not in lists.here(wiring.library().instruments, rows), "a draft is nobody's to use"
    text = own(world, draft).text.value
    seen = write(world, draft, text.replace(instrument().title.get("nb"), "Oversikt, vår egen"), 1)
    assert instruments.publish(world.store, world.actor, draft, shipped=SHIPPED, seen=seen) == "fhi-oversikt@1.1"
    rows = world.store.seen_by(world.actor).own_instruments()
    every = lists.here(wiring.library().instruments, rows)
    assert {"fhi-oversikt@1.0", "fhi-oversikt@1.1"} <= set(every)
    first = proposed(lists.offered(every, rows), ["fhi-oversikt"], record(kind="review"))[0]
    assert first.key == "fhi-oversikt@1.1"


def test_the_blank_one_is_a_whole_checklist(world: World) -> None:
    draft = instruments.start_draft(world.store, world.actor, wiring.library().blank_checklist)
    assert own(world, draft).read is not None


def test_a_draft_may_be_wrong_while_it_is_written_but_is_not_published(world: World) -> None:
    draft = instruments.copy(world.store, world.actor, instrument(), SHIPPED)
    seen = write(world, draft, own(world, draft).text.value.replace("text_kind: gist", "text_knid: gist"), 1)
    assert own(world, draft).read is None
    with pytest.raises(BadInput) as caught:
        instruments.publish(world.store, world.actor, draft, shipped=SHIPPED, seen=seen)
    assert caught.value.code == "checklist_key_unknown"
    assert caught.value.params["key"] == "text_knid"
    assert int(caught.value.params["line"]) > 1
    assert own(world, draft).state == "draft"


def test_nobody_publishes_a_text_they_have_not_seen(world: World) -> None:
    draft = instruments.copy(world.store, world.actor, instrument(), SHIPPED)
    write(world, draft, own(world, draft).text.value + "\n# another line\n", 1)
    with pytest.raises(BadInput, match="instrument_changed"):
        instruments.publish(world.store, world.actor, draft, shipped=SHIPPED, seen=1)


@pytest.mark.parametrize(
    ("version", "code"),
    [("1.0", "instrument_version_taken"), ("0.9", "instrument_version_older"), ("1.1", "text_nothing_new")],
)
def test_each_version_is_published_once_goes_forward_and_says_something_new(
    world: World, version: str, code: str
) -> None:
    draft = instruments.start_draft(world.store, world.actor, dump_instrument(replace(instrument(), version=version)))
    with pytest.raises(BadInput, match=code):
        instruments.publish(world.store, world.actor, draft, shipped=SHIPPED, seen=1)


def test_what_a_version_of_the_teams_own_says_is_not_published_again(world: World) -> None:
    row = published(world, newer("1.1"))
    draft = instruments.start_draft(world.store, world.actor, dump_instrument(newer("1.2")))
    with pytest.raises(BadInput, match="text_nothing_new"):
        instruments.publish(world.store, world.actor, draft, shipped=SHIPPED, seen=1)
    assert own(world, draft).state == "draft"
    instruments.retire(world.store, world.actor, own(world, row).key, shipped=SHIPPED)
    assert instruments.publish(world.store, world.actor, draft, shipped=SHIPPED, seen=1) == "fhi-oversikt@1.2"


def test_those_that_judge_the_whole_evidence_follow_the_program(world: World) -> None:
    draft = instruments.copy(world.store, world.actor, wiring.library().instruments["grade@1.0"], SHIPPED)
    with pytest.raises(BadInput, match="instrument_kept"):
        instruments.publish(world.store, world.actor, draft, shipped=SHIPPED, seen=1)


def test_a_published_text_is_not_changed_by_a_verb(world: World) -> None:
    row = published(world, newer())
    with pytest.raises(BadInput, match="instrument_not_draft"):
        write(world, row, "id: other")
    with pytest.raises(BadInput, match="instrument_not_draft"):
        instruments.discard(world.store, world.actor, row)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE field SET value = 'x' WHERE object_id = :id",
        "DELETE FROM field WHERE object_id = :id",
        "INSERT OR REPLACE INTO field SELECT object_id, name, kind, 'x', 9, at, person_id FROM field WHERE object_id = :id",
        "INSERT INTO field SELECT object_id, 'more', kind, 'x', 1, at, person_id FROM field WHERE object_id = :id",
        "UPDATE instrument SET version = '9.9' WHERE id = :id",
        "UPDATE instrument SET state = 'draft' WHERE id = :id",
        "DELETE FROM instrument WHERE id = :id",
        "INSERT OR REPLACE INTO instrument SELECT id, name, '9', state, shipped, based_on, created_at, created_by,"
        " published_at FROM instrument WHERE id = :id",
        "UPDATE field SET object_id = :id WHERE object_id = :other",
    ],
)
def test_nor_by_another_program_on_the_file(world: World, path: Path, sql: str) -> None:
    row, other = published(world, newer()), instruments.copy(world.store, world.actor, instrument(), SHIPPED)
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(sql, {"id": row, "other": other})


def test_retired_it_is_not_offered_and_comes_back(world: World) -> None:
    row = published(world, newer())

    def offered() -> set[str]:
        rows = world.store.seen_by(world.actor).own_instruments()
        every = lists.here(wiring.library().instruments, rows)
        assert {"fhi-oversikt@1.0", "fhi-oversikt@1.1"} <= set(every), "what uses it goes on"
        return {one.key for one in lists.offered(every, rows)}

    for key in ("fhi-oversikt@1.1", "fhi-oversikt@1.0"):
        instruments.retire(world.store, world.actor, key, shipped=SHIPPED)
        assert key not in offered()
    for one in world.store.seen_by(world.actor).own_instruments():
        instruments.bring_back(world.store, world.actor, one.id)
        assert one.key in offered()
    with pytest.raises(BadInput, match="instrument_not_away"):
        instruments.bring_back(world.store, world.actor, row)
    with pytest.raises(BadInput, match="instrument_not_published"):
        instruments.retire(world.store, world.actor, "no-such@1.0", shipped=SHIPPED)
    with pytest.raises(BadInput, match="instrument_not_found"):
        instruments.discard(world.store, world.actor, "0")


def test_a_draft_that_was_put_away_comes_back_with_its_text(world: World) -> None:
    draft = instruments.copy(world.store, world.actor, instrument(), SHIPPED)
    text = own(world, draft).text
    instruments.discard(world.store, world.actor, draft)
    with pytest.raises(BadInput, match="instrument_not_draft"):
        write(world, draft, "id: other")
    instruments.bring_back(world.store, world.actor, draft)
    assert (own(world, draft).state, own(world, draft).text) == ("draft", text)


@pytest.mark.parametrize("key", SHIPPED)
def test_every_instrument_comes_through_a_file_with_the_same_meaning(world: World, key: str) -> None:
    before = wiring.library().instruments[key]
    row = instruments.import_file(world.store, world.actor, b"\xef\xbb\xbf" + dump_instrument(before).encode())
    assert own(world, row).read == before


BOMB = "a: &a [x, x]\n" + "\n".join(f"b{n}: &b{n} [*a, *a]" for n in range(20))


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"x" * 10_000_000, "checklist_too_big", None),
        (BOMB.encode(), "checklist_alias", 1),
        ("id: vår\nversion: ø".encode("latin-1"), "checklist_not_utf8", 1),
        (b"id: [\n", "checklist_not_yaml", 2),
        (b"id: only-an-id\n", "checklist_key_missing", 1),
        (b"", "checklist_empty", 1),
    ],
)
def test_a_file_that_cannot_be_used_makes_nothing(world: World, content: bytes, code: str, line: int | None) -> None:
    with pytest.raises(BadInput) as caught:
        instruments.import_file(world.store, world.actor, content)
    assert (caught.value.code, caught.value.params.get("line")) == (code, line)
    assert world.store.seen_by(world.actor).own_instruments() == ()


def test_only_the_method_team_may(world: World) -> None:
    other = make_person(world.store, "Eksempel To", "no-5601")
    with pytest.raises(Refused):
        instruments.copy(world.store, other, instrument(), SHIPPED)
    draft = instruments.copy(world.store, world.actor, instrument(), SHIPPED)
    with pytest.raises(Refused):
        save_field(world.store, other, "instrument", draft, "text", "id: other")
    assert world.store.seen_by(other).own_instruments(), "but everybody may read"


# -- races


def race(world: World, draft: str, writers: int, at_once: int) -> tuple[int, list[str]]:
    """Each writer adds a line of their own; whoever meets a conflict puts their line into the other's text. Gives how
    many conflicts were shown, and the lines of the text in the end."""
    conflicts: list[int] = []
    turns, start = threading.Semaphore(at_once), threading.Barrier(at_once)

    def add(number: int) -> None:
        with turns:
            saved = first
            if number < at_once:
                start.wait()
            else:
                saved = own(world, draft).text
            text, version = saved.value, saved.version
            while True:
                try:
                    write(world, draft, f"{text}# line {number}\n", version)
                    return
                except Conflict as conflict:
                    assert f"# line {number}\n" in str(conflict.params["yours"])
                    text, version = str(conflict.params["theirs"]), int(conflict.params["version"])
                    conflicts.append(number)

    first = own(world, draft).text
    threads = [threading.Thread(target=add, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(conflicts), own(world, draft).text.value.splitlines()


@pytest.mark.parametrize("writers", [50, pytest.param(1_000, marks=pytest.mark.soak)])
def test_racing_edits_lose_nothing(world: World, path: Path, writers: int) -> None:
    draft = instruments.copy(world.store, world.actor, instrument(), SHIPPED)
    conflicts, lines = race(world, draft, writers, at_once=10)
    assert conflicts >= 9, "all but one of those who began together are shown the other's text"
    assert sorted(line for line in lines if line.startswith("# line")) == sorted(f"# line {n}" for n in range(writers))
    with closing(sqlite3.connect(path)) as connection:
        kept = connection.execute("SELECT count(*) FROM event WHERE object_id = ? AND field = 'text'", (draft,))
        assert kept.fetchone()[0] == writers + 1, "every text that stood is in the log"
    assert own(world, draft).text.version == writers + 1


# -- appraisals under way


def included(world: World, count: int) -> Sequence[str]:
    ids = make_references(world, count)
    for one in ids:
        for stage in ("abstract", "full_text"):
            screen.vote(world.store, world.actor, one, stage, "include")
    return ids


def answered(world: World, reference_id: str, *, finished: bool) -> str:
    first = instrument()
    made = appraise.start_appraisal(world.store, world.actor, reference_id, first)
    for item in (*first.items[:2], first.items[-1]):
        save_field(world.store, world.actor, "appraisal", made, f"answer.{item.id}", "yes")
    if finished:
        save_field(world.store, world.actor, "appraisal", made, "overall", "some")
    return made


def stands(store: Store, actor: Actor, appraisal_id: str) -> tuple[str, dict[str, str]]:
    one = store.seen_by(actor).appraisal(appraisal_id)
    return one.version, {name: saved.value for name, saved in one.fields.items()}


def test_finished_ones_stay_and_running_ones_move_on_a_yes_only(world: World) -> None:
    ids = included(world, 60)
    finished = [answered(world, one, finished=True) for one in ids[:50]]
    running = [answered(world, one, finished=False) for one in ids[50:]]
    before = {one: stands(world.store, world.actor, one) for one in (*finished, *running)}
    assert {version for version, _ in before.values()} == {"1.0"}
    use = world.store.seen_by(world.actor).instruments_in_use()["fhi-oversikt@1.0"]
    assert (use.finished, use.running) == (50, 10)

    after = newer()
    published(world, after)
    assert {one: stands(world.store, world.actor, one) for one in before} == before, "publishing moves nothing"

    for one in finished:
        with pytest.raises(BadInput, match="appraisal_finished"):
            appraise.move_appraisal(world.store, world.actor, one, instrument(), after)
    for one in running[:4]:
        appraise.move_appraisal(world.store, world.actor, one, instrument(), after)
    now = {one: stands(world.store, world.actor, one) for one in before}
    assert {one: now[one] for one in (*finished, *running[4:])} == {
        one: before[one] for one in (*finished, *running[4:])
    }
    first, second, last = (f"answer.{instrument().items[n].id}" for n in (0, 1, -1))
    for one in running[:4]:
        assert now[one] == ("1.1", before[one][1] | {second: ""}), "what can no longer be answered so is asked again"
        assert (now[one][1][first], now[one][1][last]) == ("yes", "yes")
    every = lists.here(wiring.library().instruments, world.store.seen_by(world.actor).own_instruments())
    assert {bound(every, world.store.seen_by(world.actor).appraisal(one)) for one in finished} == {instrument()}

    assert undo_last(world.store, world.actor, world.question_id, "appraise") == "appraise.move"
    assert stands(world.store, world.actor, running[3]) == before[running[3]], "taken back with its answer"
    assert stands(world.store, world.actor, running[2])[0] == "1.1"


def test_an_appraisal_moves_only_along_its_own_checklist(world: World) -> None:
    (reference_id,) = included(world, 1)
    made = answered(world, reference_id, finished=False)
    other = make_person(world.store, "Eksempel To", "no-0301")
    amstar = wiring.library().instruments["amstar2@1.0"]
    with pytest.raises(BadInput, match="appraisal_not_movable"):
        appraise.move_appraisal(world.store, world.actor, made, instrument(), amstar)
    with pytest.raises(BadInput, match="appraisal_not_movable"):
        appraise.move_appraisal(world.store, world.actor, made, newer("1.1"), newer("1.2"))
    appraise.start_appraisal(world.store, world.actor, reference_id, newer())
    with pytest.raises(BadInput, match="appraisal_there"):
        appraise.move_appraisal(world.store, world.actor, made, instrument(), newer())
    with pytest.raises(BadInput, match="appraisal_of_another"):
        appraise.move_appraisal(world.store, other, made, instrument(), newer("1.2"))
