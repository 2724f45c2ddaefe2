"""Which checklist is proposed for an article, which appraisal counts, and all answers as a table in a file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

import messages
import wiring
from pipeline.appraised import answers_of, in_use, judged, name_of, newest, proposed
from pipeline.designs import design_of, fit_of
from pipeline.export import answers
from pipeline.records import Record
from pipeline.rows import Appraisal, Fields, Reference, Saved
from tests.makers import record

INSTRUMENTS = wiring.library().instruments
TYPES = wiring.library().question_types


def fields(**values: str) -> Fields:
    return Fields({name.replace("__", "."): Saved(value, 1, "", "") for name, value in values.items()})


def made(instrument: str, person: str, *, agreed: bool = False, hidden: bool = False, **values: str) -> Appraisal:
    return Appraisal(f"a-{person}", "r1", instrument, "1.0", person, fields(**values), agreed, hidden)


@pytest.mark.parametrize(
    ("about", "design"),
    [
        ({"publication_types": ("Journal Article", "Systematic Review")}, "systematic-review"),
        ({"publication_types": ("Meta-Analysis",)}, "systematic-review"),
        ({"publication_types": ("Randomized Controlled Trial",)}, "rct"),
        ({"publication_types": ("Practice Guideline",)}, "guideline"),
        ({"kind": "guideline"}, "guideline"),
        ({"kind": "review"}, "systematic-review"),
        ({"publication_types": ("Journal Article",)}, ""),
    ],
)
def test_the_design_that_a_source_names(about: dict[str, object], design: str) -> None:
    assert design_of(replace(Record(), **about)) == design  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question_type", "kind", "first"),
    [
        ("effect", "review", "fhi-oversikt"),
        ("effect", "article", "fhi-oversikt"),  # not known: a review is looked for first
        ("effect", "guideline", "fhi-retningslinje"),
        ("experience", "review", "fhi-oversikt"),
    ],
)
def test_the_first_proposal(question_type: str, kind: str, first: str) -> None:
    offered = proposed(INSTRUMENTS.values(), TYPES[question_type].checklist_ids, Record(kind=kind))
    assert offered[0].id == first
    assert {"grade", "cerqual"} & {one.id for one in offered} == set(), "they judge results, not articles"
    assert len(offered) == len({one.id for one in offered}) == 12


@pytest.mark.parametrize(
    ("question_type", "first"),
    [("prevalence", "fhi-prevalens"), ("diagnosis", "fhi-diagnose"), ("experience", "fhi-kvalitativ")],
)
def test_every_type_of_question_has_its_shipped_checklists(question_type: str, first: str) -> None:
    ids = TYPES[question_type].checklist_ids
    assert first in ids
    for one in TYPES.values():
        assert set(one.checklist_ids) <= {each.id for each in INSTRUMENTS.values()}


def test_of_a_design_the_checklist_of_the_question_comes_first() -> None:
    trial = Record(publication_types=("Randomized Controlled Trial",))
    assert [one.id for one in proposed(INSTRUMENTS.values(), TYPES["effect"].checklist_ids, trial)][:2] == [
        "fhi-rct",
        "rob2",
    ]


@pytest.mark.parametrize(
    ("question_type", "kind", "first", "fit"),
    [
        ("effect", "Observational Study", "fhi-kohort", "near"),
        ("prevalence", "Observational Study", "fhi-prevalens", "near"),
        ("aetiology", "Observational Study", "fhi-kohort", "near"),
        ("effect", "Non-Randomized Controlled Trial", "fhi-kohort", "near"),
        ("effect", "Case-Control Study", "fhi-kasus-kontroll", "fits"),
        ("effect", "Case Reports", "fhi-rct", "other"),
        ("effect", "Journal Article", "fhi-oversikt", "unknown"),
    ],
)
def test_no_checklist_of_reviews_is_proposed_for_a_single_study(
    question_type: str, kind: str, first: str, fit: str
) -> None:
    article = Record(publication_types=(kind,))
    offered = proposed(INSTRUMENTS.values(), TYPES[question_type].checklist_ids, article)
    assert (offered[0].id, fit_of(design_of(article), offered[0].fits)) == (first, fit)
    if fit != "unknown":
        last = {one.id for one in offered[-4:]}
        assert last == {"fhi-oversikt", "fhi-retningslinje", "amstar2", "robis"}


def test_the_newest_version_is_offered() -> None:
    old = INSTRUMENTS["fhi-oversikt@1.0"]
    every = [replace(old, version=version) for version in ("1.10", "1.9", "1.2")]
    found = newest(every, "fhi-oversikt")
    assert found is not None and found.version == "1.10"
    assert [one.version for one in proposed(every, (), Record())] == ["1.10"]


def test_an_instrument_is_used_as_was_chosen() -> None:
    rob2, amstar2 = INSTRUMENTS["rob2@1.0"], INSTRUMENTS["amstar2@1.0"]
    assert [part.id for part in in_use(rob2, fields(variant="adherence")).parts][1] == "d2_adherence"
    assert [part.id for part in in_use(rob2, fields(variant="gone")).parts][1] == "d2"
    own = in_use(amstar2, fields(critical="2, 9")).rule.sets[0].groups
    assert own == (("protocol",), ("bias_rct", "bias_nrsi"))
    assert in_use(amstar2, fields(critical="nothing")) == amstar2


def test_an_answer_that_is_no_longer_offered_does_not_count() -> None:
    assert answers_of(INSTRUMENTS["fhi-oversikt@1.0"], fields(answer__search="maybe", answer__quality="no")) == {
        "quality": "no"
    }


def reference() -> Reference:
    shown = replace(record(1), authors=("Example, Ada",), year=2019)
    return Reference("r1", "q1", shown, ("pubmed",), 1, "included", "")


def test_the_agreed_one_is_drawn_once_there_is_one() -> None:
    mine = made("fhi-oversikt", "one", overall="low", answer__search="yes")
    theirs = made("fhi-oversikt", "two", overall="serious", answer__search="no")
    ours = made("fhi-oversikt", "us", agreed=True, overall="some", answer__search="no")
    (case,) = judged([mine, theirs], [reference()], INSTRUMENTS)["fhi-oversikt@1.0"]
    assert (case.case.study, case.case.stated) == ("Example 2019", "low")
    (case,) = judged([mine, theirs, ours], [reference()], INSTRUMENTS)["fhi-oversikt@1.0"]
    assert (case.case.stated, case.case.answers) == ("some", {"search": "no"})
    assert judged([made("fhi-oversikt", "one")], [reference()], INSTRUMENTS) == {}, "not finished"


def test_names_in_pictures() -> None:
    assert name_of(Record(title="Example", authors=("Example, Ada",), year=2019)) == "Example 2019"
    assert name_of(Record(title="Only a title")) == "Only a title"
    assert name_of(Record()) == "–"


def all_answers(language: str = "nb") -> answers.Table:
    mine = made("fhi-oversikt", "one", overall="some", answer__search="no", comment__search="=1+1", page__search="3")
    hidden = made("fhi-oversikt", "two", hidden=True)
    agreed = made("amstar2", "us", agreed=True, answer__protocol="yes")
    people = {"one": "Eksempel En", "two": "Eksempel To"}

    def say(code: str) -> str:
        return messages.text(code, language=language)

    return answers.table([mine, hidden, agreed], [reference()], INSTRUMENTS, people, say, language)


def test_all_answers_as_a_table() -> None:
    heads, *rows = all_answers()
    assert len(heads) == len(answers.COLUMNS) == 13
    assert len(rows) == 10 + 18, "what is hidden is not there"
    search = next(row for row in rows if row[4] == "3" and row[3] == "Eksempel En")
    assert (search[0], search[6], search[7], search[9]) == ("Example 2019", "Nei", "=1+1", "3")
    assert (search[10], search[11]) == ("", "Noen bekymringer"), "nothing is proposed while answers are missing"
    assert {row[3] for row in rows} == {"Eksempel En", "Enighet"}
    assert all_answers("en")[0] != heads


def test_the_table_as_files_holds_no_formula() -> None:
    table = all_answers()
    lines = list(csv.reader(io.StringIO(answers.to_csv(table).decode("utf-8-sig")), delimiter=";"))
    assert len(lines) == len(table) and any("'=1+1" in line for line in lines)
    sheet = load_workbook(io.BytesIO(answers.to_xlsx(table))).active
    assert sheet is not None
    found = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert {cell.data_type for cell in found} == {"s"}
    assert sheet.max_row == len(table)
