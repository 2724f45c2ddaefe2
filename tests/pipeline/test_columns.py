"""A table whose columns are in doubt waits for a person; what they choose is kept, used, and offered the next time."""

from __future__ import annotations

import pytest

from data.store import SqliteStore
from pipeline import columns, set_aside
from pipeline.errors import BadInput
from pipeline.formats import guarded, ris
from pipeline.formats import job as import_job
from pipeline.formats.job import read_kept_file
from pipeline.formats.read import read_file
from pipeline.jobs import Pool
from pipeline.records import Record
from pipeline.rows import Run
from pipeline.steps import screen, search
from pipeline.steps.dedupe import find_duplicates
from pipeline.steps.fields import save_field
from pipeline.steps.undo import undo_last
from pipeline.turn import turns
from tests.makers import World, make_world

UNKNOWN = """Hva;Hvem;Når
Eksempel på en studie av trening for eldre;Eksempel A, Annen B;2020
Eksempel på en annen studie av trening;Tredje C, Fjerde D;2021
"""
TWO = """Title,Article title,Year
Prosjekt 1,Example trial of made-up things,2020
Prosjekt 2,Other trial of made-up things,2021
"""


def worked_off(world: World) -> None:
    Pool(world.store, {"import": read_kept_file, "dedupe": find_duplicates}).work_off()


def taken(world: World, content: str, name: str = "eksempel.csv", **more: bool) -> Run:
    run_id = search.start_import(world.store, world.actor, world.question_id, name, content.encode(), "other", **more)
    worked_off(world)
    return again(world, run_id)


def again(world: World, run_id: str) -> Run:
    return world.store.seen_by(world.actor).run(run_id)


def choose(world: World, run: Run, position: int, field: str) -> None:
    save_field(world.store, world.actor, "columns", run.id, columns.field_of(0, position), field)


def used(world: World, run: Run) -> Run:
    search.use_columns(world.store, world.actor, run.id)
    worked_off(world)
    return again(world, run.id)


def titles(world: World) -> list[str]:
    return [one.record.title for one in world.store.seen_by(world.actor).references(world.question_id)]


@pytest.mark.parametrize(
    ("content", "doubts"),
    [
        (UNKNOWN, {"table_no_headings", "table_title_unsure"}),
        (TWO, {"table_two_titles"}),
        ("Hva;Hvem;Når\nx;y;2020\nz;w;2021\n", {"table_no_headings", "table_title_unsure"}),
        ("Navn på artikkel;Forfatter\nx;y\nz;w\n", {"table_title_unsure"}),
    ],
    ids=["unknown headings", "two titles", "nothing that looks like a title", "two columns"],
)
def test_a_table_in_doubt_waits_and_takes_nothing(world: World, content: str, doubts: set[str]) -> None:
    run = taken(world, content)
    assert columns.is_asked(run) and run.fetched == 0 and not titles(world)
    (look,) = columns.asked(run)
    assert set(look.plan.doubts) == doubts
    assert world.store.seen_by(world.actor).jobs(world.question_id)[0].state == "done", "no worker waits with it"


@pytest.mark.parametrize(
    "content",
    [
        "Title,Authors,Year\nExample trial of made-up things,Example A,2020\n",
        "Title,Short title,Year\nExample trial of made-up things,Example trial,2020\n",
        "title,display_name,doi\nExample trial of things,Example trial of things,10.1000/x\n",
    ],
)
def test_a_table_that_says_what_it_holds_asks_nobody(world: World, content: str) -> None:
    assert taken(world, content).state == "done"


def test_what_is_chosen_is_kept_previewed_and_used(world: World) -> None:
    run = taken(world, TWO)
    (look,) = columns.asked(run)
    choose(world, run, 0, columns.ASIDE)
    view = world.store.seen_by(world.actor)
    (plan,) = columns.chosen(columns.asked(again(world, run.id)), view.fields("run", run.id))
    assert [one.title for one in columns.preview(look, plan)] == [
        "Example trial of made-up things",
        "Other trial of made-up things",
    ]
    run = used(world, run)
    assert (run.state, run.account["taken"], run.account["rescued"], run.fetched) == ("done", 2, 0, 2)
    assert set(titles(world)) == {"Example trial of made-up things", "Other trial of made-up things"}
    assert [one.usable for one in columns.given(run.receipt)] == [True]


def test_of_a_very_wide_table_little_is_kept(world: World) -> None:
    rows = [";".join(f"kolonne {n}" for n in range(400))] + [";".join(["x y " * 20] * 400)] * 6
    run = taken(world, "\n".join(rows))
    assert columns.is_asked(run)
    (look,) = columns.asked(run)
    assert len(look.headings) == 400 and sum(len(cell) for row in look.rows for cell in row) <= columns.MOST_TEXT


def test_a_choice_can_be_taken_back(world: World) -> None:
    run = taken(world, TWO)
    choose(world, run, 0, columns.ASIDE)
    assert undo_last(world.store, world.actor, world.question_id, "search") == "import.columns"
    assert world.store.seen_by(world.actor).fields("run", run.id).text(columns.field_of(0, 0)) == ""


def test_without_a_title_or_number_it_is_not_taken(world: World) -> None:
    run = taken(world, TWO)
    for position in (0, 1):
        choose(world, run, position, columns.ASIDE)
    with pytest.raises(BadInput) as caught:
        search.use_columns(world.store, world.actor, run.id)
    assert caught.value.code == "columns_no_title"
    assert columns.is_asked(again(world, run.id))


def test_a_file_that_asks_nothing_takes_no_columns(world: World) -> None:
    run = taken(world, "Title,Year\nExample trial of made-up things,2020\n")
    with pytest.raises(BadInput) as caught:
        search.use_columns(world.store, world.actor, run.id)
    assert caught.value.code == "columns_not_asked"


def test_the_plan_is_offered_for_the_next_file_with_the_same_headings(world: World, store: SqliteStore) -> None:
    run = taken(world, TWO)
    choose(world, run, 0, columns.ASIDE)
    used(world, run)
    other = make_world(store, world.actor)
    next_ = taken(other, TWO.replace("Prosjekt", "Tiltak"), "to.csv")
    (look,) = columns.asked(next_)
    assert next_.receipt["remembered"]
    assert [one.field for one in look.plan.columns] == ["", "title", "year"]
    assert columns.is_asked(next_), "it is offered, and a person says yes"


def test_a_file_that_is_not_wanted_is_stopped_and_asks_again_when_tried_again(world: World) -> None:
    run = taken(world, TWO)
    search.cancel(world.store, world.actor, run.id)
    assert not columns.is_asked(again(world, run.id))
    search.retry(world.store, world.actor, run.id)
    worked_off(world)
    assert columns.is_asked(again(world, run.id))


def test_on_the_command_line_it_is_read_as_proposed_and_says_so(world: World) -> None:
    run = taken(world, TWO, as_proposed=True)
    assert (run.state, run.account["repairs"]) == ("done", {"columns_guessed": 2})


def test_each_sheet_and_each_file_of_an_archive_has_its_own_plan() -> None:
    from io import BytesIO
    from zipfile import ZipFile

    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("en.csv", TWO)
        archive.writestr("to.csv", UNKNOWN)
    reading = read_file(packed.getvalue())
    assert [one.part for one in reading.doubtful] == ["en.csv", "to.csv"]
    plans = [look.plan.choose(0, "title" if look.part == "to.csv" else "") for look in reading.doubtful]
    whole = read_file(packed.getvalue(), plans=plans)
    assert not whole.doubtful
    assert [one.record.title for one in whole.parsed] == [
        "Example trial of made-up things",
        "Other trial of made-up things",
        "Eksempel på en studie av trening for eldre",
        "Eksempel på en annen studie av trening",
    ]


def test_a_large_file_is_kept_in_parts_and_goes_on_where_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_job, "AT_ONCE", 3)
    rows = [f"Example trial number {n} of made-up things,202{n % 10}" for n in range(8)]
    run = taken(world, "\n".join(["Title,Year", *rows]))
    assert (run.state, run.fetched, run.new, run.account["taken"]) == ("done", 8, 8, 8)
    view = world.store.seen_by(world.actor)
    kept = [one.new for one in view.history(world.question_id, ["import.take"]) if one.field == "kept"]
    assert kept == ["6", "3"], "each part is in the log"
    after, job = view.jobs(world.question_id)
    assert (after.kind, job.cursor) == ("dedupe", {"kept": 6})


def test_a_pasted_list_is_told_line_by_line(world: World) -> None:
    text = "10000001\n10.1000/ex.1\nikke et nummer\n10000002 10000003"
    run_id = search.start_list(world.store, world.actor, world.question_id, text)
    worked_off(world)
    run = again(world, run_id)
    account = run.account
    assert (account["record_starts"], account["taken"], account["rejected_count"]) == (5, 4, 1)
    assert [(one["line"], one["code"], one["raw"]) for one in account["rejected"]] == [
        (3, "identifier_unknown", "ikke et nummer")
    ]
    view = world.store.seen_by(world.actor)
    assert set_aside.as_it_came(view, run_id) == b"ikke et nummer\n"
    assert set_aside.as_table(view, run_id, lambda code, _: code).count(b"identifier_unknown") == 2
    assert set_aside.whole_file(view, run_id) == text.encode() + b"\n"


@pytest.mark.parametrize("text", ["", " \n "])
def test_an_empty_list_is_told(world: World, text: str) -> None:
    with pytest.raises(BadInput) as caught:
        search.start_list(world.store, world.actor, world.question_id, text)
    assert caught.value.code == "list_empty"


def test_a_list_with_nothing_that_is_understood_puts_each_line_aside(world: World) -> None:
    run_id = search.start_list(world.store, world.actor, world.question_id, "en\nto")
    worked_off(world)
    account = again(world, run_id).account
    assert (account["format"], account["record_starts"], account["rejected_count"]) == ("id_list", 2, 2)


SWAPPED = """Tittel;Forfattere;År
Eksempel A;Eksempel på en studie av trening for eldre;2020
Eksempel B;Eksempel på en annen studie av trening;2021
"""


def read_otherwise(world: World, run: Run, title: int, authors: int) -> Run:
    """Read a table once more, with two columns as a person says."""
    again_id = search.read_again(world.store, world.actor, run.id)
    worked_off(world)
    asking = again(world, again_id)
    assert columns.is_asked(asking) and asking.fetched == 0
    choose(world, asking, title, "title")
    choose(world, asking, authors, "authors")
    return used(world, asking)


def test_a_table_read_with_wrong_columns_is_read_again_with_others(world: World) -> None:
    run = taken(world, SWAPPED)
    assert run.state == "done" and "Eksempel A" in titles(world), "sure of itself, and wrong"
    view = world.store.seen_by(world.actor)
    first = view.references(world.question_id)[0]
    screen.vote(world.store, world.actor, first.id, "abstract", "include")
    newer = read_otherwise(world, run, 1, 0)
    assert (newer.state, newer.fetched, newer.new) == ("done", 2, 0)
    assert titles(world) == ["Eksempel på en studie av trening for eldre", "Eksempel på en annen studie av trening"]
    same = view.reference(first.id)
    assert (same.record.authors, same.status) == (("Eksempel, A",), "unread"), "the vote stays"
    assert [one.version for one in view.journey(first.id)] == [1, 2], "and so does what was read first"
    assert columns.superseded(view.runs(world.question_id)) == {run.id}
    numbers = view.flow(world.question_id)
    assert (sum(n for _source, n in numbers.other.identified), numbers.other.duplicates) == (2, 0)
    told = view.history(world.question_id, ["import.again"])
    assert len(told) > 0
    with pytest.raises(BadInput, match="columns_not_of_table"):
        search.read_again(world.store, world.actor, run.id)


def test_the_same_file_brought_again_changes_nothing_of_the_newest_reading(world: World) -> None:
    run = taken(world, SWAPPED)
    read_otherwise(world, run, 1, 0)
    before = titles(world)
    assert taken(world, SWAPPED).new == 0
    assert titles(world) == before


def test_a_table_can_be_read_again_and_again(world: World) -> None:
    newer = read_otherwise(world, taken(world, SWAPPED), 1, 0)
    newest = read_otherwise(world, newer, 0, 1)
    assert titles(world) == ["Eksempel A", "Eksempel B"] and newest.fetched == 2


def test_what_was_merged_by_the_wrong_columns_is_taken_apart(world: World) -> None:
    """Rows that only looked alike by the columns of the first reading."""
    text = "Title,Authors,Year,Name of the work\n" + "".join(
        f'Example report of the made-up board of walking,"Example, Anna",2020,{one}\n'
        for one in ("Walking in the first town of the example", "Swimming in the second place of the sample")
    )
    run = taken(world, text)
    view = world.store.seen_by(world.actor)
    assert len(titles(world)) == 1
    again_id = search.read_again(world.store, world.actor, run.id)
    worked_off(world)
    asking_run = again(world, again_id)
    choose(world, asking_run, 0, "aside")
    choose(world, asking_run, 3, "title")
    used(world, asking_run)
    assert len(titles(world)) == 2
    assert view.told_apart(world.question_id) == (), "nobody has said that they differ"


def test_what_is_no_table_is_not_read_with_other_columns(world: World) -> None:
    run = taken(world, "TY  - JOUR\nTI  - Example trial of made-up things\nER  - \n", "a.ris")
    with pytest.raises(BadInput, match="columns_not_of_table"):
        search.read_again(world.store, world.actor, run.id)


def test_one_reading_again_at_a_time(world: World) -> None:
    run = taken(world, SWAPPED)
    search.read_again(world.store, world.actor, run.id)
    with pytest.raises(BadInput, match="columns_asked_already"):
        search.read_again(world.store, world.actor, run.id)


def test_a_file_that_waits_for_its_columns_is_named_on_the_front_page(world: World) -> None:
    taken(world, UNKNOWN)
    progress = world.store.seen_by(world.actor).progress([world.question_id])
    (held,) = [one for one in world.store.seen_by(world.actor).my_work() if one.question_id == world.question_id]
    (turn,) = turns([held], progress)
    assert (turn.reason, turn.step, turn.params) == ("columns", "search", {"n": 1})


SUMMED = (
    "Lnr;Overskrift på saken;Hvem skrev;Utgitt;Merknad\n"
    "1;Example trial of made-up things;Example A;2020;god\n"
    "2;Other trial of made-up things;Other B;2021;lest\n"
    ";;;;\n"
)


@pytest.mark.parametrize(
    "below",
    [
        "Sum;2;;;",
        "Sum;2;2;;",
        ";Totalt;2;;",
        "3;Sum;2;;",
        "Antall;2 treff;;;",
        ";;;;Sum 2",
        "Eksportert 12.03.2024;;;;",
    ],
)
def test_a_sum_in_a_column_that_is_set_aside_is_no_record(world: World, below: str) -> None:
    """However the table is read: looked at, counted before it is taken, taken as somebody chose."""
    content = SUMMED + below + "\n"
    run = taken(world, content)
    assert columns.is_asked(run)
    choose(world, run, 1, "title")
    looks = columns.asked(again(world, run.id))
    plans = columns.chosen(looks, world.store.seen_by(world.actor).fields("run", run.id))
    assert columns.expected(content.encode(), plans) == (2, 1)
    assert len(columns.preview(looks[0], plans[0])) == 2
    run = used(world, run)
    assert (run.account["taken"], run.account["rejected_count"]) == (2, 1)
    assert [one["code"] for one in run.account["rejected"]] == ["row_note"]
    assert set(titles(world)) == {"Example trial of made-up things", "Other trial of made-up things"}


PASTED = {
    "ris": (
        ris.write([Record(title="Example trial of made-up things"), Record(title="Other trial of made-up things")]),
        2,
    ),
    "nbib": (
        "PMID- 10000001\nOWN - NLM\nTI  - Example trial of made-up things\n\nPMID- 10000002\nOWN - NLM\nTI  - Other\n",
        2,
    ),
    "bibtex": ("@article{one,\n  title = {Example trial of made-up things},\n  year = {2020}\n}\n", 1),
    "pubmed_text": (
        "1. J Ex. 2020 Jan;5(1):1-9. doi: 10.1000/ex.1.\n\nExample trial of made-up things.\n\nExample A(1), Other B.\n\n"
        "PMID: 10000001 [Indexed for MEDLINE]\n",
        1,
    ),
    "reference_list": (
        "1. Example A, Other B. Example trial of made-up things. J Ex. 2020;5(1):1-9. doi: 10.1000/ex.1\n"
        "2. Third C. Other trial of made-up things. J Ex. 2021;6(2):10-19. PMID: 10000002\n",
        2,
    ),
    "one reference": ("Example A, Other B. Example trial of made-up things. J Ex. 2020;5(1):1-9. doi: 10.1000/ex.1", 1),
}


@pytest.mark.parametrize("form", PASTED)
def test_references_are_pasted_in_any_format(world: World, form: str) -> None:
    text, records = PASTED[form]
    run_id = search.start_list(world.store, world.actor, world.question_id, text)
    worked_off(world)
    account = again(world, run_id).account
    assert (account["format"], account["record_starts"]) == ("reference_list" if "one" in form else form, records)
    assert account["taken"] + account["rescued"] == records
    assert any(one.startswith("Example trial of made-up things") for one in titles(world))


def test_a_list_that_was_pasted_when_only_numbers_were_taken_is_read_as_it_was() -> None:
    assert [guarded.listed_as({"pasted": one}) for one in (True, "any")] == ["ids", "any"] and not guarded.listed_as({})


@pytest.mark.parametrize(
    ("name", "code"), [("odelagt.ris", "file_archive_named_text"), ("a.zip", "file_archive_broken")]
)
def test_a_broken_archive_that_is_called_text_is_told_so(name: str, code: str) -> None:
    with guarded.read(b"PK\x03\x04" + bytes(range(200)), name=name) as held:
        assert [one.code for one in held.rejected] == [code]
