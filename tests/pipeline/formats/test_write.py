"""What goes out: RIS that comes back whole, tables without formulas, BibTeX and CSL-JSON that others read."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import fields, replace
from pathlib import Path

import bibtexparser
import openpyxl
import pytest
import rispy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.formats import clean, kinds, ris
from pipeline.formats.read import read_file
from pipeline.formats.write.entries import Ballot, Decision, Entry
from pipeline.formats.write.rejects import to_csv as rejects_to_csv
from pipeline.formats.write.tables import DECISIONS
from pipeline.formats.write.writers import WRITERS
from pipeline.records import Record, Rejected
from tests.pipeline.formats.shared import FIXTURES, needs_shared

FULL = Record(
    title="Example trial of made-up æøå things",
    authors=("Example, Anna B", "Other, Bo", "Example Study Group"),
    year=2020,
    abstract="BACKGROUND: Nothing real.\nRESULTS: 50% & {more}.",
    journal="Journal of Examples",
    volume="18",
    issue="2",
    pages="5-9",
    doi="10.1000/ex.1",
    pmid="10000001",
    kind="review",
    publication_types=("Systematic Review", "Journal Article"),
    languages=("eng", "nor"),
    keywords=("one", "two words"),
    mesh=("Accidental Falls/prevention & control*", "Humans"),
    url="https://example.org/1",
    source_id="EX-1",
    extra=(("RetractionIn", "10000002"), ("SN", "0000-0000"), ("=", "a=b"), ("AN", "12345678"), ("N1", "PMID: 1")),
)
BARE = Record(title="Only a title")
DECIDED = Decision(
    "inkludert", "", "god (Eksempelliste 1)", (Ballot("full_text", "fulltekst", "2026-01-02 Anna", "ta med"),)
)


def as_sets(record: Record) -> Record:
    """`extra` has no order of its own."""
    return replace(record, extra=tuple(sorted(record.extra)))


@pytest.mark.parametrize("kind", kinds.TYPE_OF_KIND)
def test_ris_reads_back_without_loss(kind: str) -> None:
    records = [replace(FULL, kind=kind), replace(BARE, kind=kind)]
    back = read_file(WRITERS[".ris"]([Entry(one) for one in records]))
    assert (back.format, back.taken) == ("ris", 2)
    assert [as_sets(one.record) for one in back.parsed] == [as_sets(one) for one in records]


def test_every_field_of_a_record_is_written() -> None:
    """A field that is added to `Record` comes back too, as every field of `FULL` is filled."""
    untold = [one.name for one in fields(Record) if getattr(FULL, one.name) == one.default]
    filled = replace(FULL, **{name: _some(getattr(FULL, name)) for name in untold})
    assert as_sets(read_file(ris.write([filled]).encode()).parsed[0].record) == as_sets(filled)


def _some(default: object) -> object:
    return {bool: True, str: "some text", tuple: ("some", "texts")}.get(type(default), default)


words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)
lines = st.lists(words, min_size=1, max_size=6).map(" ".join)


@given(lines, st.lists(words, max_size=4), lines, lines)
def test_ris_holds_any_words(title: str, keywords: list[str], tag: str, value: str) -> None:
    wanted = Record(title=clean.plain(title), extra=((tag, value),))
    back = read_file(ris.write([wanted, BARE]).encode())
    if wanted.title:
        assert (back.record_starts, back.taken) == (2, 2)
        assert back.parsed[0].record == wanted


names = st.tuples(words, words).map(", ".join) | lines
several = st.lists(lines, max_size=4).map(tuple)
any_record = st.builds(
    Record,
    title=lines,
    authors=st.lists(names, max_size=4).map(tuple),
    year=st.none() | st.integers(1500, 2099),
    abstract=st.lists(lines, max_size=3).map("\n".join),
    journal=lines,
    volume=words,
    issue=words,
    pages=words | st.tuples(words, words).map("-".join),
    doi=st.just("") | words.map(lambda one: clean.doi(f"10.1000/{one}")),
    pmid=st.just("") | st.integers(1, 99_999_999).map(str),
    kind=st.sampled_from(list(kinds.TYPE_OF_KIND)),
    publication_types=several,
    languages=several,
    keywords=several,
    mesh=several,
    url=st.just("") | words.map(lambda one: f"https://example.org/{one}"),
    source_id=words,
    extra=st.lists(
        st.tuples(st.sampled_from(["SN", "PB", "N1", "AN", "U5", "RetractionIn"]) | words, lines), max_size=3
    ).map(tuple),
)


@settings(max_examples=300, deadline=None)
@given(any_record)
@example(Record(title="Example", authors=("Example", ";, A")))  # a name of nothing between a family and its initials
def test_what_was_read_is_read_again_without_loss(given_record: Record) -> None:
    """Words in any field at all, as no reader would give them: once read, they come back in every field, however odd."""
    first = read_file(ris.write([given_record, BARE]).encode())
    assert (first.record_starts, len(first.parsed)) == (2, 2)
    read = first.parsed[0].record
    again = read_file(ris.write([read, BARE]).encode())
    assert (again.record_starts, again.taken) == (2, 2)
    assert as_sets(again.parsed[0].record) == as_sets(read)
    assert (read.title, read.year, read.pmid, read.kind) == (
        clean.plain(given_record.title),
        given_record.year,
        given_record.pmid,
        given_record.kind,
    )


@needs_shared
@pytest.mark.parametrize("group", ["bib", "csv", "endnote-xml", "enw", "nbib", "ovid-text", "ris", "wos"])
def test_real_records_come_back_from_ris(group: str) -> None:
    for path in sorted((FIXTURES / group).iterdir()):
        records = [one.record for one in read_file(path.read_bytes()).parsed]
        back = read_file(WRITERS[".ris"]([Entry(one) for one in records]))
        assert (back.taken, back.rejected) == (len(records), ()), path.name
        for one, again in zip(records, back.parsed, strict=True):
            assert as_sets(again.record) == as_sets(one), path.name


def test_rispy_reads_our_ris() -> None:
    (one, _) = rispy.loads(WRITERS[".ris"]([Entry(FULL, DECIDED), Entry(BARE)]).decode())
    assert (one["title"], one["authors"], one["doi"]) == (FULL.title, list(FULL.authors), FULL.doi)
    assert "Kunnskapsbroen: inkludert" in one["notes"]


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://example.org")')


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    entries = [
        Entry(
            replace(FULL, title=text, journal=text),
            Decision(text, text, text, (Ballot("abstract", text, text, text, text, text),)),
        )
    ]
    rows = list(csv.reader(io.StringIO(WRITERS[".csv"](entries).decode("utf-8-sig"), newline="")))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    book = openpyxl.load_workbook(io.BytesIO(WRITERS[".xlsx"](entries)))
    kinds_of_cells = {cell.data_type for row in book.active.iter_rows() for cell in row if cell.value is not None}
    assert kinds_of_cells <= {"s", "inlineStr"}
    assert book.active["A2"].value == text


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".bib"])
def test_tables_and_bibtex_read_back(ending: str) -> None:
    wanted = replace(FULL, title="-Example = trial", kind="article", publication_types=(), extra=())
    back = read_file(WRITERS[ending]([Entry(wanted), Entry(BARE)]))
    assert back.taken == 2
    one = back.parsed[0].record
    for name in ("title", "authors", "year", "abstract", "journal", "volume", "issue", "pages", "doi", "pmid", "kind"):
        assert getattr(one, name) == getattr(wanted, name), name
    assert one.keywords == wanted.keywords
    if ending != ".bib":
        assert (one.mesh, one.source_id, one.url) == (wanted.mesh, wanted.source_id, wanted.url)


def test_bibtexparser_reads_our_bibtex() -> None:
    text = WRITERS[".bib"]([Entry(FULL), Entry(FULL), Entry(BARE, DECIDED)]).decode()
    library = bibtexparser.parse_string(text)
    assert (len(library.entries), library.failed_blocks) == (3, [])
    assert len({one.key for one in library.entries}) == 3


def test_csl_json() -> None:
    one, two = json.loads(WRITERS[".json"]([Entry(FULL, DECIDED), Entry(BARE)]))
    assert (one["type"], one["DOI"], one["issued"]) == ("article-journal", FULL.doi, {"date-parts": [[2020]]})
    assert one["author"][0] == {"family": "Example", "given": "Anna B"}
    assert one["author"][2] == {"literal": "Example Study Group"}
    assert "inkludert" in one["note"]
    assert two == {"id": "reference-2", "type": "article-journal", "title": "Only a title"}


def test_decisions_stand_in_their_own_columns() -> None:
    votes = (
        Ballot("abstract", "tittel", "2026-01-01 Anna", "ta med", "", "uklar\naldersgruppe"),
        Ballot("full_text", "fulltekst", "2026-01-02 Anna", "nei", "feil populasjon", "bare\x00barn"),
        Ballot("full_text", "fulltekst", "2026-01-03 Bo", "nei", "feil populasjon"),
    )
    out = Decision("ikke med etter fulltekst", "feil populasjon", "", votes)
    text = WRITERS[".csv"]([Entry(BARE, out), Entry(FULL, DECIDED)]).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert (rows[0]["Decision"], rows[0]["Reason"]) == ("ikke med etter fulltekst", "feil populasjon")
    assert {name: rows[0][name] for name in DECISIONS[3:]} == {
        "Screening votes": "2026-01-01 Anna: ta med",
        "Screening notes": "2026-01-01 Anna: uklar aldersgruppe",
        "Full text votes": "2026-01-02 Anna: nei\n2026-01-03 Bo: nei",
        "Full text reasons": "2026-01-02 Anna: feil populasjon\n2026-01-03 Bo: feil populasjon",
        "Full text notes": "2026-01-02 Anna: bare barn",
    }
    assert [one["Appraisal"] for one in rows] == ["", "god (Eksempelliste 1)"]
    assert "Decision" not in WRITERS[".csv"]([Entry(BARE)]).decode()


TALKATIVE = Decision(
    "inkludert",
    "",
    "god (Eksempelliste 1)",
    (
        Ballot(
            "abstract", "tittel", "2026-01-01 Anna", "ta med", "", "Se PMID: 12345678 og https://doi.org/10.1000/no"
        ),
        Ballot(
            "full_text", "fulltekst", "2026-01-02 Anna", "ta med", "", "doi:10.1000/no TY  - X ER  - {a} @b, = 1999"
        ),
    ),
)


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.parametrize("record", [BARE, replace(FULL, doi="", pmid="", abstract="", extra=())])
def test_what_was_decided_does_not_get_into_the_record_when_it_is_read_back(ending: str, record: Record) -> None:
    write = WRITERS[ending]
    (plain,) = read_file(write([Entry(record)])).parsed
    (told,) = read_file(write([Entry(record, TALKATIVE)])).parsed
    assert replace(told.record, extra=()) == replace(plain.record, extra=())


def test_rejected_starts_can_be_downloaded() -> None:
    rejected = [Rejected(7, "record_empty", {"number": 2}, "=TY  - JOUR\nER  - ", part="a.ris")]
    text = rejects_to_csv("x.zip", rejected, lambda code, params: f"{code} {params['number']}").decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text, newline="")))
    assert row == {
        "file": "x.zip: a.ris",
        "line": "7",
        "code": "record_empty",
        "reason": "record_empty 2",
        "text": "'=TY  - JOUR\nER  - ",
    }


def test_xlsx_holds_what_excel_can_hold(tmp_path: Path) -> None:
    odd = replace(FULL, title="a\x01b\ud800c", abstract="x" * 40_000)
    book = openpyxl.load_workbook(io.BytesIO(WRITERS[".xlsx"]([Entry(odd)])))
    assert (book.active["A2"].value, len(book.active["Q2"].value)) == ("a b c", 32_767)
