"""The example question, loaded as a person loads it: its numbers add up, and its summary goes out in every format."""

from __future__ import annotations

import io
import re
import threading
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

import messages
import wiring
from data.store import SqliteStore
from pipeline import days
from pipeline.errors import BadInput
from pipeline.export.document import made_of_itself, unwritten
from pipeline.flow import STEPS, out_of_date, state
from pipeline.flow_counts import problems
from pipeline.gather import finding, findings, flow_counts, gather, whole
from pipeline.rows import Actor, Fields, Part, Saved
from pipeline.steps import example, outcomes, people, screen, search, summarise
from pipeline.steps.fields import save_field
from pipeline.steps.need import restore_need
from pipeline.steps.undo import undo_last
from pipeline.summarise import gate
from tests.makers import OSLO, World, make_references, make_store, make_world, record, take_in
from tests.pipeline.export.reading import of_pdf
from tests.pipeline.test_jobs import RIS, pool


def say(code: str, params: Mapping[str, object]) -> str:
    """A sentence in bokmål."""
    return messages.text(code, params, "nb")


def load(store: SqliteStore, actor: Actor) -> str:
    return example.load_example(store, actor, *wiring.library().for_example)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The example, to be looked at only."""
    store = make_store(tmp_path_factory.mktemp("example") / "test.sqlite")
    actor = people.look_around(store)
    question_id = load(store, actor)
    yield World(store, actor, store.seen_by(actor).question(question_id).need_id, question_id)
    store.close()


# -- the example


def test_the_example_has_come_through_all_eight_steps(shown: World) -> None:
    view = shown.store.seen_by(shown.actor)
    progress = view.progress([shown.question_id])[shown.question_id]
    assert {step.id: state(step, progress) for step in STEPS} == {step.id: "done" for step in STEPS}
    assert out_of_date(view.last_changes(shown.question_id)) == {}
    assert view.question(shown.question_id).example


def test_the_numbers_of_the_example_add_up(shown: World) -> None:
    numbers = shown.store.seen_by(shown.actor).flow(shown.question_id)
    counts = flow_counts(numbers, wiring.library().forms, say, "nb")
    assert problems(counts) == ()
    data = wiring.library().example
    hits = sum(len(run["hits"]) for run in data["runs"])
    assert sum(n for _, n in counts.identified) == hits
    assert (counts.duplicates, counts.screened, counts.awaiting) == (
        hits - len(data["records"]),
        len(data["records"]),
        0,
    )
    assert counts.included_reports == len(
        shown.store.seen_by(shown.actor).references(shown.question_id, status="included")
    )
    assert all("?" not in reason and "-" not in reason for reason, _ in counts.excluded_full_text), "words, not ids"


def test_the_example_is_loaded_once_and_again_after_it_was_put_aside(store: SqliteStore) -> None:
    actor = people.look_around(store)
    first = load(store, actor)
    assert load(store, actor) == first
    view = store.seen_by(actor)
    example.delete_example(store, actor, view.question(first).need_id)
    assert view.count_questions() == 0
    assert view.put_aside() == (), "nobody is offered to bring an example back: it is loaded anew"
    second = load(store, actor)
    assert (second != first, view.count_questions()) == (True, 1)


def test_the_example_of_no_municipality(shown: World) -> None:
    need = shown.store.seen_by(shown.actor).need(shown.need_id)
    assert need.municipality == "Eksempelkommunen"
    assert need.municipality_id not in {place.id for place in shown.store.seen_by(shown.actor).places()}


def test_the_example_keeps_its_own_language_and_the_day_it_was_loaded(store: SqliteStore) -> None:
    actor = people.register(store, "Example Person", OSLO, language="en")
    question_id = load(store, actor)
    view = store.seen_by(actor)
    assert view.question(question_id).language == wiring.library().example["language"] == "nb"
    day = days.shown(view.runs(question_id)[0].asked_at, "nb")
    assert {one.fields.text("date") for one in view.parts(question_id, "other_place")} == {day}
    (need,) = view.research_needs()
    assert (need.fields.text("our_search_date"), need.fields.text("evidence_searched")) == (day, "02.05.2018")
    assert [one.fields.text("search_date") for one in view.parts(question_id, "extraction")] == ["02.05.2018"]


def test_the_example_shows_what_each_step_asks_for(shown: World) -> None:
    view = shown.store.seen_by(shown.actor)
    fields, kept = view.fields("question", shown.question_id), view.strategies(shown.question_id)
    assert fields.text("inclusion") and fields.text("exclusion")
    assert {source: one.origin for source, one in kept.items()} == {"pubmed": "built", "epistemonikos": "built"}
    (searched,) = [one for one in view.runs(shown.question_id) if one.kind == "search"]
    assert searched.strategy_id == kept["pubmed"].id
    (written,) = view.parts(shown.question_id, "extraction")
    assert len(outcomes.outcome_ids(written.fields)) == 2
    assert outcomes.not_yet_found(view, shown.question_id) == (), "they are findings already"
    assert [one.judged_by for one in findings(view, shown.question_id)] == ["review", "review"]
    summary = gather(view, shown.question_id, wiring.library().forms, say)
    assert [one.number for one in summary.account if one.open] == []
    written_out = text_of("markdown", export_of(shown, "markdown"))
    assert "antall fall; personer som faller; brudd; skader av treningen" in written_out
    assert "### Søkestrategi: Epistemonikos\n\nEpistemonikos: (title:" in written_out
    assert "| Sted | Dato | Resultat |" in written_out
    assert fields.text("profile") == "quick"


def test_nothing_of_the_example_is_the_readers_to_undo(store: SqliteStore) -> None:
    actor = people.look_around(store)
    question_id = load(store, actor)
    assert [undo_last(store, actor, question_id, step.id) for step in STEPS] == [""] * len(STEPS)
    save_field(store, actor, "criteria", question_id, "inclusion", "min")
    assert undo_last(store, actor, question_id, "question") == "criteria.edit"


# -- what a summary rests on


def test_the_summary_rests_on_what_was_done(shown: World) -> None:
    summary = gather(shown.store.seen_by(shown.actor), shown.question_id, wiring.library().forms, say)
    data = wiring.library().example
    assert summary.title == data["summary"]["title"]
    assert summary.is_example
    assert not summary.no_review
    written = {name: " ".join(text.split()) for name, text in summary.sections.items()}
    assert written == {name: " ".join(text.split()) for name, text in data["summary"]["sections"].items()}
    assert [one.outcome for one in summary.findings] == [one["outcome"] for one in data["findings"]]
    assert [place.name for place in summary.other_places] == [
        next(known.say("nb") for known in wiring.library().places if known.id == one["place"])
        for one in data["other_places"]
    ]
    assert [(one.hits, one.warnings) for one in summary.searches] == [(len(run["hits"]), ()) for run in data["runs"]]
    assert not any("fil: )" in one.source for one in summary.searches)
    (review,) = summary.included
    (extraction,) = data["extractions"]
    assert (review.studies, review.people) == (int(extraction["studies"]), whole(str(extraction["people"])))
    assert review.judgement
    assert summary.references == (review.citation,)
    assert (summary.flow.included_reports, summary.flow.awaiting) == (1, 0)
    assert [label for label, _ in summary.elements]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", summary.date)


def test_nothing_found_is_said_only_after_a_search(world: World) -> None:
    def no_review() -> bool:
        return gather(world.store.seen_by(world.actor), world.question_id, wiring.library().forms, say).no_review

    assert not no_review(), "nobody has looked yet"
    take_in(world, [])
    assert no_review()
    (one,) = take_in(world, [record(1)])[1].added
    for stage in screen.STAGES:
        screen.vote(world.store, world.actor, one, stage, "include")
    assert not no_review()


def test_a_search_that_failed_or_only_counted_is_not_reported_as_made(world: World) -> None:
    strategy_id = search.save_strategy(world.store, world.actor, world.question_id, "pubmed", "example")
    search.start_search(world.store, world.actor, strategy_id)
    pool(world.store).work_off()
    assert gather(world.store.seen_by(world.actor), world.question_id, wiring.library().forms, say).searches == ()


def test_an_import_is_reported_with_its_file(world: World) -> None:
    search.start_import(world.store, world.actor, world.question_id, "eksport.ris", RIS, "embase")
    pool(world.store).work_off()
    (told,) = gather(world.store.seen_by(world.actor), world.question_id, wiring.library().forms, say).searches
    assert "eksport.ris" in told.source
    assert told.hits == world.store.seen_by(world.actor).runs(world.question_id)[0].fetched


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("12 981", 12981),
        ("12\u202f981", 12981),
        ("12\u00a0981", 12981),
        (" 0 ", 0),
        ("", None),
        ("12,5", None),
        ("12,981", None),
        ("ca. 12", None),
        ("-3", None),
        ("١٢", None),
    ],
)
def test_a_number_as_people_write_it(text: str, number: int | None) -> None:
    assert whole(text) == number


def test_a_finding_nobody_has_written_in_is_empty_and_no_error() -> None:
    made = finding(Part("id", "q", "finding", "", Fields()))
    assert (made.outcome, made.direction, made.studies, made.judged_by) == ("", "none", None, "")
    written = finding(Part("id", "q", "finding", "", Fields(studies=Saved("3"), direction=Saved("reduces"))))
    assert (written.studies, written.direction) == (3, "reduces")


# -- the documents


@pytest.mark.parametrize("to", summarise.FORMATS)
def test_a_trial_stands_under_no_heading_of_reviews(world: World, to: str) -> None:
    (one,) = take_in(world, [record(1, title="Example of social training: a pilot randomised trial")])[1].added
    for stage in screen.STAGES:
        screen.vote(world.store, world.actor, one, stage, "include")
    summary = gather(world.store.seen_by(world.actor), world.question_id, wiring.library().forms, say)
    assert "gate_review_search_date" not in {check.code for check in gate(summary)}
    text = " ".join(text_of(to, export_of(world, to)).split())
    assert "Enkeltstudier som omtalen bygger på" in text
    assert "Oversikten søkte til" not in text and "Oversikter som omtalen bygger på" not in text


def text_of(to: str, content: bytes) -> str:
    """The text of a document, as plainly as its format gives it."""
    if to == "docx":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return re.sub(r"<[^>]+>", "", packed.read("word/document.xml").decode("utf-8"))
    if to == "pdf":
        return of_pdf(content).text
    return content.decode("utf-8")


def export_of(shown: World, to: str) -> bytes:
    return summarise.export(shown.store, shown.actor, shown.question_id, to, wiring.library().forms, say)


@pytest.mark.parametrize("to", summarise.FORMATS)
def test_the_example_goes_out_marked_in_every_format(shown: World, to: str) -> None:
    text = text_of(to, export_of(shown, to))
    assert "eksempel" in text.casefold()[:3_000], "it says at its head that it is an example"
    flat = " ".join(text.split())
    assert "Virker trening for å forebygge fall hos hjemmeboende eldre" in flat
    assert "10.1002/14651858.cd012424.pub2" in flat.replace(" ", "")
    event = shown.store.seen_by(shown.actor).events(shown.question_id, limit=1)[0]
    assert (event.verb, event.field, event.new) == ("summary.export", "export", to)


@pytest.mark.parametrize("to", summarise.FORMATS)
def test_what_is_no_example_is_not_marked_as_one(store: SqliteStore, to: str) -> None:
    world = make_world(store, text="Hjelper det at de trener?")
    make_references(world, 1)
    text = text_of(to, summarise.export(store, world.actor, world.question_id, to, wiring.library().forms, say))
    assert "eksempel" not in text.casefold().replace("for eksempel", "")


def test_a_format_that_is_not_known_is_refused_and_not_logged(shown: World) -> None:
    view = shown.store.seen_by(shown.actor)
    before = view.events(shown.question_id, limit=1)
    with pytest.raises(BadInput, match="format_unknown"):
        summarise.export(shown.store, shown.actor, shown.question_id, "doc", wiring.library().forms, say)
    assert view.events(shown.question_id, limit=1) == before


def test_others_can_save_while_a_document_is_drawn(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing takes up to half a second; nobody's key press waits for it."""
    saved: list[int] = []

    def draw(document: object) -> bytes:
        def save() -> None:
            saved.append(
                save_field(world.store, world.actor, "criteria", world.question_id, "inclusion", "skrevet imens")
            )

        other = threading.Thread(target=save, daemon=True)
        other.start()
        other.join(5)
        return b"drawn"

    slow = replace(summarise.FORMATS["markdown"], write=draw)
    monkeypatch.setattr(summarise, "FORMATS", {**summarise.FORMATS, "slow": slow})
    assert (
        summarise.export(world.store, world.actor, world.question_id, "slow", wiring.library().forms, say) == b"drawn"
    )
    assert saved == [1]


def test_a_document_that_cannot_be_drawn_is_not_logged_as_gone_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(document: object) -> bytes:
        raise RuntimeError("cannot be drawn")

    monkeypatch.setattr(summarise, "FORMATS", {"broken": replace(summarise.FORMATS["markdown"], write=fail)})
    before = world.store.seen_by(world.actor).events(world.question_id, limit=1)
    with pytest.raises(RuntimeError, match="cannot be drawn"):
        summarise.export(world.store, world.actor, world.question_id, "broken", wiring.library().forms, say)
    assert world.store.seen_by(world.actor).events(world.question_id, limit=1) == before


def test_an_example_that_was_brought_back_is_whole(store: SqliteStore) -> None:
    actor = people.look_around(store)
    question_id = load(store, actor)
    view = store.seen_by(actor)
    before = gather(view, question_id, wiring.library().forms, say)
    need_id = view.question(question_id).need_id
    example.delete_example(store, actor, need_id)
    restore_need(store, actor, need_id)
    assert gather(view, question_id, wiring.library().forms, say) == before


def test_the_findings_of_the_example_say_where_they_come_from(shown: World) -> None:
    view = shown.store.seen_by(shown.actor)
    summary = gather(view, shown.question_id, wiring.library().forms, say)
    assert {one.review for one in summary.findings} == {"Sherrington 2019"}


def test_the_example_passes_its_own_check(shown: World) -> None:
    view = shown.store.seen_by(shown.actor)
    forms = wiring.library().forms
    summary = gather(view, shown.question_id, forms, say)
    assert summarise.to_mend(view, shown.question_id, forms) == 0
    assert gate(summary) == ()
    assert summary.method[0] == say("method_example", {}), "its searches were not made, and say so"
    assert unwritten(summary, forms.template, forms.wording) == ()


def test_what_comes_of_itself_is_told_apart_from_what_nobody_has_written(shown: World) -> None:
    view, forms = shown.store.seen_by(shown.actor), wiring.library().forms
    summary = replace(gather(view, shown.question_id, forms, say), sections={}, from_need=frozenset())
    empty = {one.id for one in unwritten(summary, forms.template, forms.wording)}
    assert empty == {"background", "transferability", "practice", "gaps"}
    sections = {one.id: one for one in forms.template.sections}
    assert (
        made_of_itself(summary, forms.template, forms.wording, sections["search"])
        .splitlines()[1]
        .startswith("Søkt i PubMed")
    )
