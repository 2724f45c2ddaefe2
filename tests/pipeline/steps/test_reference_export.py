"""References that are taken along: which of them, what is told of each, to whom, at once and by a job."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import replace

import openpyxl
import pytest

import messages
import wiring
from data.queries.base import TWO_SCREEN
from data.store import SqliteStore
from pipeline.errors import BadInput, NotThere, Problem
from pipeline.export.job import KEPT, make
from pipeline.formats.read import read_file
from pipeline.jobs import Pool
from pipeline.reference_files import WHICH, entries
from pipeline.rights import OWN_DOCUMENT
from pipeline.rows import Actor
from pipeline.steps import appraise, screen
from pipeline.steps.fields import save_field
from pipeline.steps.reference_export import (
    FORMATS,
    Wanted,
    ask_references,
    export_references,
    newest_job,
    takes_long,
)
from pipeline.steps.share import share
from pipeline.steps.summarise import cancel_export
from pipeline.steps.team import appoint
from tests.makers import BERGEN, World, instrument, make_person, make_references, record, take_in

NAME = "Eksempel Leser"
NOTE = "Eksempel: bare for laget"


def say(code: str, params: Mapping[str, object]) -> str:
    return messages.text(code, params, "nb")


@pytest.fixture
def screened(world: World) -> World:
    """Five references: one is in, appraised; one is out with a reason; one is put aside; two wait."""
    one, two, three, *_ = make_references(world, 5)
    store, me = world.store, world.actor
    for reference in (one, two):
        screen.vote(store, me, reference, "abstract", "include", note=NOTE)
    screen.vote(store, me, one, "full_text", "include")
    screen.vote(store, me, two, "full_text", "exclude", reason=wiring.library().reasons[0].id)
    screen.vote(store, me, three, "abstract", "exclude")
    judged = appraise.start_appraisal(store, me, one, instrument())
    save_field(store, me, "appraisal", judged, "overall", "some")
    return world


def out(world: World, asked: Wanted, actor: Actor | None = None) -> bytes:
    forms = wiring.library().forms
    return export_references(world.store, actor or world.actor, world.question_id, asked, forms, say)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(("which", "numbers"), [("all", [1, 2, 3, 4, 5]), ("included", [1]), ("excluded", [2, 3])])
@pytest.mark.parametrize("to", FORMATS)
def test_each_format_holds_those_that_were_asked_for(screened: World, to: str, which: str, numbers: list[int]) -> None:
    content = out(screened, Wanted(to, which))
    wanted = [record(number).title for number in numbers]
    if to == "json":
        assert [one["title"] for one in json.loads(content)] == wanted
    else:
        assert [one.record.title for one in read_file(content).parsed] == wanted


def test_ris_and_back_loses_nothing(world: World) -> None:
    odd = replace(
        record(1), title="= a title; with — signs & æøå", abstract="BACKGROUND: One.\nRESULTS: Two.", mesh=("Aged*",)
    )
    take_in(world, [odd, record(2)])
    back = read_file(out(world, Wanted("ris", "all")))
    assert [one.record for one in back.parsed] == [odd, record(2)]


def test_decisions_are_told_in_words_where_they_are_asked_for(screened: World) -> None:
    first, second, third, *_, last = rows(out(screened, Wanted("csv", "all", decided=True)))
    reason = wiring.library().reasons[0].say("nb")
    assert (first["Decision"], first["Reason"]) == ("inkludert", "")
    assert first["Appraisal"].startswith("Noen bekymringer (")
    assert (second["Decision"], second["Reason"]) == ("ikke med etter fulltekst", reason)
    assert (third["Decision"], last["Decision"]) == ("ikke med etter tittel og sammendrag", "ikke vurdert ennå")
    assert "Decision" not in rows(out(screened, Wanted("csv", "all")))[0]
    assert "Kunnskapsbroen: inkludert" in out(screened, Wanted("ris", decided=True)).decode()
    english = out(screened, Wanted("csv", decided=True, language="en"))
    assert rows(english)[0]["Appraisal"] != first["Appraisal"]


@pytest.mark.parametrize("to", FORMATS)
def test_those_inside_are_told_who_decided_what_and_why(screened: World, to: str) -> None:
    store, me, second = screened.store, screened.actor, make_person(screened.store, NAME, BERGEN)
    appoint(store, me, second.person_id, "research", "need", screened.need_id)
    two = store.seen_by(me).references(screened.question_id)[1].id
    reason = wiring.library().reasons[1]
    screen.vote(store, second, two, "full_text", "exclude", reason=reason.id, note="Eksempel: bare barn")
    day = store.seen_by(me).votes(two)[0].at[:10]
    content = out(screened, Wanted(to, "excluded", decided=True))
    if to == "csv":
        (told, _) = rows(content)
        mine, first = store.seen_by(me).me().name, wiring.library().reasons[0].say("nb")
        assert told["Screening votes"] == f"{day} {mine}: ta med"
        assert told["Screening notes"] == f"{day} {mine}: {NOTE}"
        assert told["Full text votes"] == f"{day} {mine}: ikke ta med\n{day} {NAME}: ikke ta med"
        assert told["Full text reasons"] == f"{day} {mine}: {first}\n{day} {NAME}: {reason.say('nb')}"
        assert told["Full text notes"] == f"{day} {NAME}: Eksempel: bare barn"
    elif to != "xlsx":
        text = content.decode()
        assert f"{day} {NAME}, fulltekst: ikke ta med" in text and "Eksempel: bare barn" in text
    assert [one.record.title for one in read_file(content).parsed] == [record(2).title, record(3).title]


def test_where_two_are_to_screen_nobody_reads_in_a_file_what_the_other_decided_first(screened: World) -> None:
    store, me, second = screened.store, screened.actor, make_person(screened.store, NAME, BERGEN)
    appoint(store, me, second.person_id, "research", "need", screened.need_id)
    save_field(store, me, "question", screened.question_id, "profile", "full")
    first = store.seen_by(me).references(screened.question_id)[0].id

    def told(who: Actor) -> list[tuple[str, str]]:
        view = store.seen_by(who)
        return [(one.stage, view.me().name) for one in view.votes_told(screened.question_id).get(first, ())]

    assert [stage for stage, _ in told(me)] == ["abstract", "full_text"]
    assert told(second) == []
    screen.vote(store, second, first, "abstract", "include")
    assert [stage for stage, _ in told(second)] == ["abstract", "abstract"], "full text is still to come"
    assert [stage for stage, _ in told(me)] == ["abstract", "full_text", "abstract"]
    peer = make_person(store, "Eksempel Fagfelle", BERGEN)
    appoint(store, me, peer.person_id, "peer", "need", screened.need_id)
    assert len(told(peer)) == 3, "a peer reader does not screen"


def test_the_profiles_where_two_screen_are_those_that_ship() -> None:
    assert {one.id for one in wiring.library().profiles.values() if one.screeners > 1} == set(TWO_SCREEN)


def test_a_kept_file_that_names_people_is_for_whoever_asked_for_it(screened: World, store: SqliteStore) -> None:
    ask_references(store, screened.actor, screened.question_id, Wanted("csv", "all", decided=True))
    work_off(screened)
    (kept,) = store.seen_by(screened.actor).documents(screened.question_id)
    reader = make_person(store, NAME, BERGEN)
    share(store, screened.actor, screened.need_id, "person", reader.person_id)
    view = store.seen_by(reader)
    assert view.documents(screened.question_id) == ()
    queued = [
        ask_references(store, who, screened.question_id, Wanted("ris", decided=True))
        for who in (screened.actor, reader)
    ]
    assert len(set(queued)) == 2, "each gets a file of what they may see"
    for look in (view.document, view.document_bytes):
        with pytest.raises(NotThere):
            look(kept.id)


def test_no_cell_of_a_workbook_is_a_formula(world: World) -> None:
    take_in(world, [record(1, title="=1+1", journal="+cmd"), record(2, title="-2", journal="@x", abstract="\tx")])
    book = openpyxl.load_workbook(io.BytesIO(out(world, Wanted("xlsx", "all", decided=True))))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert book.active["A2"].value == "=1+1"


def test_who_reads_a_shared_question_gets_what_they_may_see(screened: World) -> None:
    """Where each stands, as the page shows it; never who voted what, nor a note of the team."""
    reader = make_person(screened.store, NAME, BERGEN)
    with pytest.raises(NotThere):
        out(screened, Wanted("ris"), reader)
    share(screened.store, screened.actor, screened.need_id, "person", reader.person_id)
    for to in FORMATS:
        content = out(screened, Wanted(to, "all", decided=True), reader)
        assert len(read_file(content).parsed) == 5
        assert screened.store.seen_by(screened.actor).me().name.encode() not in content
        assert NOTE.encode() not in content
    view = screened.store.seen_by(reader)
    told = entries(view, screened.question_id, wiring.library().forms, say, "nb", which="all", telling="votes")
    assert not any(one.decision is None or one.decision.votes for one in told)
    own = screened.store.seen_by(screened.actor)
    voted = entries(own, screened.question_id, wiring.library().forms, say, "nb", which="included", telling="votes")
    assert NOTE in "".join(voted[0].notes)


def test_that_it_went_out_is_an_event(screened: World) -> None:
    out(screened, Wanted("bib", "all"))
    event = screened.store.seen_by(screened.actor).events(screened.question_id, limit=1)[0]
    assert (event.verb, event.field, event.new) == ("reference.export", "export", "bib")


@pytest.mark.parametrize("asked", [Wanted("doc"), Wanted("ris", "some")])
def test_what_is_not_offered_is_refused(screened: World, asked: Wanted) -> None:
    with pytest.raises(BadInput, match="format_unknown"):
        out(screened, asked)
    with pytest.raises(BadInput, match="format_unknown"):
        ask_references(screened.store, screened.actor, screened.question_id, asked)


@pytest.mark.parametrize(
    ("which", "code"), [("all", "none_to_export"), ("included", "none_included"), ("excluded", "none_excluded")]
)
def test_nothing_to_write_is_said(world: World, which: str, code: str) -> None:
    with pytest.raises(BadInput, match=code):
        out(world, Wanted("ris", which))


def work_off(world: World) -> None:
    forms = wiring.library().forms
    Pool(world.store, {"export": lambda s, j, a: make(s, j, a, forms)}).work_off()


@pytest.mark.parametrize("to", FORMATS)
def test_a_job_makes_the_same_file_and_keeps_it(screened: World, store: SqliteStore, to: str) -> None:
    asked = Wanted(to, "all", decided=True)
    first = ask_references(store, screened.actor, screened.question_id, asked)
    assert ask_references(store, screened.actor, screened.question_id, asked) == first, "one under way is enough"
    work_off(screened)
    view = store.seen_by(screened.actor)
    (made,) = view.documents(screened.question_id)
    assert (made.format, made.mime, made.draft) == (OWN_DOCUMENT, FORMATS[to].mime, False)
    assert made.name == f"referanser-alle-med-avgjorelser-{made.made_at[:10]}.{to}"
    assert view.document_bytes(made.id) == out(screened, asked) or to == "xlsx"
    job = newest_job(view, screened.question_id)
    assert job is not None and job.state == "done"


def test_only_the_newest_files_are_kept(screened: World, store: SqliteStore) -> None:
    for to in ("ris", "csv", "bib", "json", "ris"):
        ask_references(store, screened.actor, screened.question_id, Wanted(to, "all"))
        work_off(screened)
    assert len(store.seen_by(screened.actor).documents(screened.question_id)) == KEPT


def test_a_job_that_is_stopped_keeps_nothing_and_one_without_references_says_so(
    world: World, store: SqliteStore
) -> None:
    stopped = ask_references(store, world.actor, world.question_id, Wanted("ris", "all"))
    cancel_export(store, world.actor, stopped)
    ask_references(store, world.actor, world.question_id, Wanted("csv", "all"))
    work_off(world)
    view = store.seen_by(world.actor)
    assert view.documents(world.question_id) == ()
    assert {(job.state, job.error_code) for job in view.jobs(world.question_id)} == {
        ("cancelled", ""),
        ("failed", "none_to_export"),
    }


def test_small_files_are_made_while_one_waits() -> None:
    assert not takes_long(2_000, "xlsx") and not takes_long(5_000, "ris")
    assert all(takes_long(20_000, to) for to in FORMATS)
    assert set(WHICH) == {"all", "included", "excluded"}


def test_a_stranger_is_refused_the_job(screened: World) -> None:
    with pytest.raises(Problem):
        ask_references(screened.store, make_person(screened.store, NAME, BERGEN), screened.question_id, Wanted("ris"))
