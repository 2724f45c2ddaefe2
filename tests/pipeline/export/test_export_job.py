"""The life of a job that makes a document: done, stopped, killed and taken up again, failed, and on a full disk."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

import wiring
from data.store import SqliteStore
from pipeline.errors import BadInput, NotThere, StoreFailed
from pipeline.export import job as export_job
from pipeline.export.document import compose
from pipeline.export.job import KEPT, make_document
from pipeline.gather import Forms, gather
from pipeline.jobs import Alive, Pool, Stopped
from pipeline.rights import may
from pipeline.rows import Job, MadeDocument
from pipeline.steps import talk
from pipeline.steps.fields import save_field
from pipeline.steps.summarise import FORMATS, ask_export, cancel_export, newest_change, newest_job, takes_long
from tests.makers import World, make_references, rows
from tests.pipeline.export.samples import SAMPLE, TEMPLATE, WORDING


def forms() -> Forms:
    return wiring.library().forms


def work_off(world: World, store: SqliteStore) -> int:
    return Pool(store, {"export": lambda s, j, a: make_document(s, j, a, forms())}).work_off()


def ask(world: World, to: str = "markdown", language: str = "nb") -> str:
    return ask_export(world.store, world.actor, world.question_id, to, language=language)


def kept(world: World) -> tuple[MadeDocument, ...]:
    return world.store.seen_by(world.actor).documents(world.question_id)


def job_of(world: World, to: str = "markdown") -> Job:
    job = newest_job(world.store.seen_by(world.actor), world.question_id, to)
    assert job is not None
    return job


def while_drawing(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let something happen while the document is drawn."""

    def draw(document: object) -> bytes:
        act()
        return b"drawn"

    slow = replace(FORMATS["markdown"], write=draw)
    monkeypatch.setattr(export_job, "FORMATS", {**FORMATS, "markdown": slow})


@pytest.mark.parametrize("to", FORMATS)
def test_a_document_is_made_and_kept_until_it_is_fetched(world: World, store: SqliteStore, to: str) -> None:
    ask(world, to, "nn")
    assert work_off(world, store) == 1
    (made,) = kept(world)
    job = job_of(world, to)
    assert (job.state, job.done, job.total) == ("done", 3, 3)
    view = world.store.seen_by(world.actor)
    content = view.document_bytes(made.id)
    assert (made.sha256, made.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert (made.format, made.language, made.mime) == (to, "nn", FORMATS[to].mime)
    assert made.draft and made.name.startswith("forskningsomtale-utkast-")
    assert view.document(made.id) == made
    again = SqliteStore(store.path, may)
    assert again.seen_by(world.actor).document_bytes(made.id) == content, "a restart loses nothing"
    again.close()


def test_the_bytes_are_not_in_the_log(world: World, store: SqliteStore) -> None:
    ask(world)
    work_off(world, store)
    ((told,),) = rows(store.path, "SELECT new_value FROM event WHERE kind = 'document'")
    assert '"bytes"' not in told
    assert '"sha256"' in told
    assert rows(store.path, "SELECT count(*) FROM event WHERE verb = 'summary.export'") == [(1,)]


def test_asking_twice_makes_one_document(world: World, store: SqliteStore) -> None:
    assert ask(world) == ask(world)
    assert ask(world, language="en") != ask(world)
    assert work_off(world, store) == 2


def test_only_the_newest_are_kept_and_the_others_are_still_told_of(world: World, store: SqliteStore) -> None:
    for _ in range(KEPT + 2):
        ask(world)
        work_off(world, store)
    ask(world, "html")
    work_off(world, store)
    made = rows(store.path, "SELECT id, bytes IS NULL FROM document WHERE format = 'markdown' ORDER BY id")
    assert [gone for _, gone in made] == [1, 1] + [0] * KEPT
    assert [one.format for one in kept(world)] == ["html"] + ["markdown"] * KEPT
    view = world.store.seen_by(world.actor)
    assert view.document(made[0][0]).name
    with pytest.raises(NotThere):
        view.document_bytes(made[0][0])


def test_a_change_makes_it_out_of_date_and_a_comment_does_not(world: World, store: SqliteStore) -> None:
    ask(world)
    work_off(world, store)
    (made,) = kept(world)
    view = world.store.seen_by(world.actor)
    talk.say(world.store, world.actor, world.question_id, "summarise", "Eksempel på en kommentar")
    ask(world, "html")
    work_off(world, store)
    assert newest_change(view, world.question_id) == made.based_on_seq
    save_field(world.store, world.actor, "question", world.question_id, "own_sentence", "Eksempel: noe nytt?")
    assert newest_change(view, world.question_id) > made.based_on_seq


def test_what_is_written_while_it_is_drawn_makes_it_out_of_date(
    world: World, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    while_drawing(monkeypatch, lambda: make_references(world, 1))
    ask(world)
    work_off(world, store)
    assert kept(world)[0].based_on_seq < newest_change(world.store.seen_by(world.actor), world.question_id)


def test_it_says_what_stood_at_one_moment(world: World, store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody writes while it is read: it is read again. Somebody who never stops is waited for in the end."""
    read: list[int] = []

    def meanwhile(*args: object, **options: object) -> object:
        read.append(1)
        if len(read) <= 2:
            save_field(
                world.store, world.actor, "question", world.question_id, "own_sentence", f"Eksempel {len(read)}?"
            )
        return gather(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(export_job, "gather", meanwhile)
    ask(world)
    work_off(world, store)
    view = world.store.seen_by(world.actor)
    assert len(read) == 3
    assert kept(world)[0].based_on_seq == newest_change(view, world.question_id)
    assert "Eksempel 2?" in view.document_bytes(kept(world)[0].id).decode()


def test_a_document_that_was_stopped_is_not_kept(
    world: World, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = ask(world)
    while_drawing(monkeypatch, lambda: cancel_export(world.store, world.actor, job_id))
    work_off(world, store)
    assert (job_of(world).state, kept(world)) == ("cancelled", ())
    cancel_export(world.store, world.actor, job_id)  # a second press does nothing
    monkeypatch.undo()
    assert ask(world) != job_id
    work_off(world, store)
    assert (job_of(world).state, len(kept(world))) == ("done", 1)


def test_one_whose_worker_was_killed_is_begun_anew(world: World, store: SqliteStore) -> None:
    job_id = ask(world)
    job = store.claim_job("gone", 30)
    assert job is not None and job.id == job_id
    store.beat(job_id, done=2, total=3, worker="gone")
    second = store.claim_job("next", -1)
    assert second is not None
    Pool(store, {"export": lambda s, j, a: make_document(s, j, a, forms())})._run(second, "next")
    assert (job_of(world).state, len(kept(world))) == ("done", 1)


def test_a_worker_that_was_thought_dead_keeps_no_second_one(world: World, store: SqliteStore) -> None:
    """Both have drawn it; the one that lost the job hears it, or, where it does not, finds the document there."""
    ask(world)
    first, second = store.claim_job("first", 30), store.claim_job("second", -1)
    assert first is not None and second is not None
    for job in (second, first):
        make_document(store, job, Alive(store, job, threading.Event()), forms())
    assert len(kept(world)) == 1
    with pytest.raises(Stopped):
        make_document(store, first, Alive(store, first, threading.Event(), "first"), forms())


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (StoreFailed("pdf_failed"), "pdf_failed"),
        (BadInput("template_broken"), "template_broken"),
        (KeyError("x"), "job_broke"),
    ],
)
def test_a_failure_is_said_and_nothing_is_kept(
    world: World, store: SqliteStore, monkeypatch: pytest.MonkeyPatch, failure: Exception, code: str
) -> None:
    def fail() -> None:
        raise failure

    while_drawing(monkeypatch, fail)
    ask(world)
    work_off(world, store)
    assert (job_of(world).state, job_of(world).error_code, kept(world)) == ("failed", code, ())


def test_a_full_disk_fails_the_job_and_keeps_what_was_there(
    world: World, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database may not grow by the size of the document, as on a full disk (SQLITE_FULL)."""
    ask(world)
    work_off(world, store)
    before = kept(world)
    large = replace(FORMATS["markdown"], write=lambda document: b"x" * 8_000_000)
    monkeypatch.setattr(export_job, "FORMATS", {**FORMATS, "markdown": large})
    ask(world)
    with store._connections.writing() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 100}")
    work_off(world, store)
    assert job_of(world).state == "failed"
    assert job_of(world).error_code.startswith("store_")
    assert kept(world) == before


def test_a_format_that_is_not_known_is_refused(world: World) -> None:
    with pytest.raises(BadInput, match="format_unknown"):
        ask(world, "doc")


def test_what_takes_long_is_told_beforehand() -> None:
    """An ordinary summary at once; one with hundreds of findings and reviews by a job, where drawing costs."""
    small = compose(SAMPLE, TEMPLATE, WORDING)
    assert not any(takes_long(SAMPLE, small, to) for to in FORMATS)
    many = replace(SAMPLE, findings=SAMPLE.findings * 100, included=SAMPLE.included * 100)
    large = compose(many, TEMPLATE, WORDING)
    assert {to for to in FORMATS if takes_long(many, large, to)} == {"docx", "pdf"}
