"""Tables: which column holds what and how sure that is, ways of writing CSV, XLSX, and what damage costs."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from pipeline.formats import table, table_columns
from pipeline.formats.read import read_file

TITLE = "Example trial of made-up things"
HEADINGS: dict[str, tuple[str, dict[str, str]]] = {
    "Scopus": (
        "Authors,Author full names,Title,Year,Source title,Volume,Issue,Page start,Page end,DOI,Abstract,PubMed ID,EID",
        {"Author full names": "authors", "Source title": "journal", "Page start": "first_page", "PubMed ID": "pmid"},
    ),
    "PubMed": (
        "PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,NIHMS ID,DOI",
        {"PMID": "pmid", "Journal/Book": "journal", "Publication Year": "year", "Citation": "citation"},
    ),
    "Cochrane": (
        "CENTRAL ID,Author(s),Title,Source,Year,Abstract,Volume,Issue,Pages,PubMed ID,DOI,URL",
        {"CENTRAL ID": "source_id", "Author(s)": "authors", "Source": "journal"},
    ),
    "CINAHL": (
        "Article Title,Author,Journal Title,ISSN,Publication Date,First Page,Accession Number,DOI,Doctype,Abstract,PLink",
        {"Article Title": "title", "Publication Date": "year", "Doctype": "types", "PLink": "url"},
    ),
    "Rayyan": (
        "key,title,year,journal,volume,issue,pages,authors,url,abstract,doi,pubmed_id,keywords",
        {"pubmed_id": "pmid", "key": "source_id", "journal": "journal"},
    ),
    "Covidence": ("Title,Authors,Abstract,Published Year,Journal,DOI,Covidence #", {"Published Year": "year"}),
    "ASReview": ("record_id,title,abstract,final_included", {"title": "title", "abstract": "abstract"}),
    "Zotero": (
        "Key,Item Type,Publication Year,Author,Title,Publication Title,DOI,Abstract Note,Date,Manual Tags",
        {"Title": "title", "Publication Title": "journal", "Abstract Note": "abstract", "Item Type": "form"},
    ),
    "norsk": ("Tittel;Forfattere;Utgivelsesår;Tidsskrift;Sammendrag", {"Tittel": "title", "Utgivelsesår": "year"}),
}


@pytest.mark.parametrize(("headings", "expected"), HEADINGS.values(), ids=HEADINGS)
def test_headings_of_the_systems(headings: str, expected: dict[str, str]) -> None:
    names = headings.replace(";", ",").split(",")
    plan = table_columns.propose(names, [])
    assert plan.sure and plan.usable
    assert {name: plan.columns[names.index(name)].field for name in expected} == expected


def csv_file(*rows: str, head: str = "Title,Authors,Year,DOI") -> bytes:
    return "\n".join([head, *rows, ""]).encode()


ROW = f'{TITLE},"Example A, Other B",2020,10.1000/ex.1'


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ("Example A, Other B.", ("Example, A", "Other, B.")),
        ("Example, Anna; Other, Bo", ("Example, Anna", "Other, Bo")),
        ("Example, Anna and Other, Bo", ("Example, Anna", "Other, Bo")),
        ("['Example, Anna', 'Other, Bo']", ("Example, Anna", "Other, Bo")),
        ("Anna B. Example; Bo Other", ("Anna B. Example", "Bo Other")),
        ("Example, A.B., Other, C.", ("Example, A.B.", "Other, C.")),
        ("Example, Anna (57000000000); Other, Bo (57000000001)", ("Example, Anna", "Other, Bo")),
        ("Ministry of Health and Care", ("Ministry of Health and Care",)),
        ("Example, Anna; ", ("Example, Anna",)),
    ],
)
def test_authors_in_one_cell(authors: str, expected: tuple[str, ...]) -> None:
    reading = read_file(csv_file(f'{TITLE},"{authors}",2020,'))
    assert reading.parsed[0].record.authors == expected


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ("AB Example, C van der Other", ("Example, AB", "van der Other, C")),
        ("A. B. Example; C.-D. Other-Third", ("Example, A. B.", "Other-Third, C.-D.")),
        ("A. Example", ("Example, A.",)),
        ("WHO Collaboration", ("WHO Collaboration",)),
        ("A. Bea Example", ("A. Bea Example",)),
        ("AB Example; Carl Other", ("AB Example", "Carl Other")),
    ],
)
def test_initials_before_the_family_name(authors: str, expected: tuple[str, ...]) -> None:
    assert read_file(f'Title,Authors,Year\nOne,"{authors}",2020\n'.encode()).parsed[0].record.authors == expected


REFERENCE = "Example A, Other BC. A trial of {}. J Examples. 2020;1(2):3-4. doi: 10.9999/made-up.{}. PMID: 1000000{}."


def test_a_column_of_whole_references() -> None:
    """A list that people keep in a spreadsheet; a cell that holds no reference keeps only what it says."""
    rows = [f'{n};"{n}. {REFERENCE.format(n, n, n)}";les' for n in (1, 2)] + ["3;se https://doi.org/10.9999/made-up.3;"]
    reading = read_file(("Nr;Referanse;Merknad\n" + "\n".join(rows)).encode())
    assert [
        (one.record.title, one.record.authors, one.record.year, one.record.doi, one.record.pmid)
        for one in reading.parsed
    ] == [
        ("A trial of 1", ("Example, A", "Other, BC"), 2020, "10.9999/made-up.1", "10000001"),
        ("A trial of 2", ("Example, A", "Other, BC"), 2020, "10.9999/made-up.2", "10000002"),
        ("", (), None, "10.9999/made-up.3", ""),
    ]
    assert all("read_from_text" in one.repairs for one in reading.parsed[:2])
    assert "read_from_text" not in reading.parsed[2].repairs


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_ways_of_writing(delimiter: str, encoding: str) -> None:
    text = f'Title{delimiter}Authors{delimiter}Year\n"Forsøk, {delimiter} og ""mer"""{delimiter}Åse Example{delimiter}2020\n'
    reading = read_file(text.encode(encoding))
    assert (reading.format, reading.taken) == ("tsv" if delimiter == "\t" else "csv", 1)
    assert reading.parsed[0].record.title == f'Forsøk, {delimiter} og "mer"'.replace("\t", "").replace("  ", " ")


@pytest.mark.parametrize(
    ("data", "starts", "repairs", "line"),
    [
        (csv_file(ROW, ROW), 2, [(), ()], 2),
        (csv_file("", ROW, "", ",,,", ROW), 2, [(), ()], 3),  # empty rows are none
        (b"Search: falls\nDate: 2024-01-01\n\n" + csv_file(ROW), 1, [()], 5),  # lines above the headings
        (csv_file(ROW) + csv_file(ROW), 2, [(), ()], 2),  # two files joined: the headings again
        (csv_file(ROW.replace("2020", '="2020"')), 1, [()], 2),  # numbers as EBSCO writes them
        (csv_file(f"{TITLE}, and more,Example A,2020,10.1000/x"), 1, [("cells_surplus",)], 2),
        (csv_file(f'"{TITLE},Example A,2020,10.1000/x', ROW, ROW), 3, [("quote_unbalanced",), (), ()], 2),
        (csv_file(f'"{TITLE}\nover two lines",Example A,2020,', ROW), 2, [(), ()], 2),
    ],
)
def test_rows(data: bytes, starts: int, repairs: list[tuple[str, ...]], line: int) -> None:
    reading = read_file(data)
    assert reading.record_starts == starts
    assert [one.repairs for one in reading.parsed] == repairs
    assert reading.parsed[0].line == line


def test_a_row_without_title_is_named() -> None:
    reading = read_file(csv_file(ROW, ",,2020,", ROW))
    assert (reading.record_starts, reading.taken) == (3, 2)
    assert [(one.line, one.code, one.raw) for one in reading.rejected] == [(3, "row_empty", ",,2020,")]


def test_without_headings_columns_are_told_by_content_and_named_as_guessed() -> None:
    rows = [f'{TITLE} number {n} for somebody,"Example A, Other B",202{n},10.1000/x{n}' for n in range(5)]
    reading = read_file("\n".join(rows).encode())
    assert (reading.record_starts, reading.rescued) == (5, 5)
    assert reading.parsed[0].record.title.startswith(TITLE)
    assert reading.parsed[0].repairs == ("columns_guessed",)
    (look,) = table.look("\n".join(rows).encode())
    assert not look.plan.sure and "table_no_headings" in look.plan.doubts


def test_a_person_decides() -> None:
    data = csv_file("Example thing one,A review of one,x", head="Tekst A,Tekst B,Year").replace(b",x", b",2020")
    (look,) = table.look(data)
    assert (look.headings, look.plan.sure) == (("Tekst A", "Tekst B", "Year"), False)
    plan = look.plan.choose(1, "title").choose(0, "")
    reading = read_file(data, plans=[plan])
    assert (plan.sure, reading.taken, reading.parsed[0].record.title) == (True, 1, "A review of one")


EMBASE = """\
"SEARCH QUERY","falls:ti"

"TITLE","Example trial of made-up things"
"AUTHOR NAMES","Example A.","Other B.C."
"SOURCE","Journal of Examples (2020) 15:1 (5-9). Date of Publication: 1 Dec 2020"
"PUBLICATION YEAR","2020"
"MEDLINE PMID","10000001"
"EMBASE ACCESSION ID","L2000000001"
"DOI","10.1000/ex.1"

"TITLE","Other trial of made-up things"
"AUTHOR NAMES","Third D."
"PUBLICATION YEAR","2021"
"""


def test_embase_gives_one_field_a_row() -> None:
    reading = read_file(EMBASE.encode())
    assert (reading.format, reading.record_starts, reading.taken) == ("csv", 2, 2)
    one = reading.parsed[0].record
    assert (one.title, one.authors) == (TITLE, ("Example, A.", "Other, B.C."))
    assert (one.year, one.pmid, one.doi, one.source_id) == (2020, "10000001", "10.1000/ex.1", "L2000000001")
    assert [one.line for one in reading.parsed] == [3, 11]


def workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for at, rows in enumerate(sheets):
        sheet = book.active if at == 0 else book.create_sheet()
        for row in rows:
            sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_xlsx() -> None:
    head: list[object] = ["Title", "Authors", "Year", "PMID"]
    data = workbook(
        [["Exported 2024"], [], head, [TITLE, "Example A", 2020.0, 10000001]],
        [["Notes"], ["nothing here"]],
        [head, ["Other trial of things", "Other B", "2021", None], [None, None, 2022, None]],
    )
    reading = read_file(data, "x.csv")
    assert (reading.format, reading.record_starts, reading.taken) == ("xlsx", 3, 2)
    assert [(one.number, one.part, one.line) for one in reading.parsed] == [(1, "Sheet", 4), (2, "Sheet2", 2)]
    assert (reading.parsed[0].record.year, reading.parsed[0].record.pmid) == (2020, "10000001")
    assert [(one.part, one.line, one.code) for one in reading.rejected] == [("Sheet2", 3, "row_empty")]


@pytest.mark.parametrize("cut", [200, 2000, 4000])
def test_a_damaged_workbook_is_named(cut: int) -> None:
    reading = read_file(workbook([["Title", "Year"], [TITLE, 2020]])[:cut])
    assert [one.code for one in reading.rejected] in (["file_excel_broken"], ["file_archive_broken"])
    assert reading.format is None


@pytest.mark.parametrize("tail", ["", ";;"])
def test_rows_that_were_saved_as_one_cell_each(tail: str) -> None:
    rows = ["Title,Authors,Year", '"Example trial, one","A, B",2020', "Example trial two,C,2021"]
    text = "\n".join('"' + row.replace('"', '""') + '"' + tail for row in rows)
    reading = read_file(text.encode())
    assert [(one.line, one.record.title, one.record.year) for one in reading.parsed] == [
        (2, "Example trial, one", 2020),
        (3, "Example trial two", 2021),
    ]


def test_rows_that_were_saved_as_one_cell_each_below_headings_that_were_not() -> None:
    text = 'Title,Authors,Year\n"One,""A, B; C, D"",2020"\n"Two, and more,E F,2021"\n'
    reading = read_file(text.replace("Two, and more", '""Two, and more""').encode())
    assert [(one.record.title, one.record.authors, one.record.year) for one in reading.parsed] == [
        ("One", ("A, B", "C, D"), 2020),
        ("Two, and more", ("E F",), 2021),
    ]


def test_a_column_of_quoted_titles_is_left_alone() -> None:
    reading = read_file(b'"Title"\n"One, a trial"\n"Two, a trial"\n')
    assert [one.record.title for one in reading.parsed] == ["One, a trial", "Two, a trial"]


def test_a_table_as_markdown_has_it() -> None:
    reading = read_file(b"| Title | Year |\n|---|---|\n| Example one | 2020 |\n| Example two | 2021 |\n")
    assert [(one.line, one.record.title, one.record.year) for one in reading.parsed] == [
        (3, "Example one", 2020),
        (4, "Example two", 2021),
    ]


def test_a_formula_without_a_value_is_told() -> None:
    """A workbook that a program has written has no values beside its formulas: links are read, and the rest is said."""
    doi = '=HYPERLINK("https://doi.org/10.1000/example.1", "open")'
    rows: list[list[object]] = [
        ["Title", "Year", "DOI", "Link"],
        ["Made-up trial one", 2020, doi, '=HYPERLINK("https://example.org/1")'],
        ["Made-up trial two", "=2000+21", "10.1000/example.2", ""],
    ]
    one, two = read_file(workbook(rows)).parsed
    assert (one.record.doi, one.record.url, one.repairs) == ("10.1000/example.1", "https://example.org/1", ())
    assert (two.record.title, two.record.year, two.repairs) == ("Made-up trial two", None, ("formula_not_calculated",))


def test_a_record_in_each_column() -> None:
    rows = ["Title;Example trial of things;Other trial of things", "Authors;Example, A;Other, B", "Year;2020;2021"]
    reading = read_file("\n".join([*rows, "DOI;10.1000/ex.1;10.1000/ex.2"]).encode())
    told = [(one.record.title, one.record.authors, one.record.year, one.record.doi) for one in reading.parsed]
    assert told == [
        ("Example trial of things", ("Example, A",), 2020, "10.1000/ex.1"),
        ("Other trial of things", ("Other, B",), 2021, "10.1000/ex.2"),
    ]


def test_headings_again_in_other_words_and_a_sum_in_the_middle_are_no_records() -> None:
    rows = [
        "Example trial of things;2020;10.1000/ex.1",
        "Delsum;1;",
        "Tittel;Årstall;",
        "Other trial;2021;10.1000/ex.2",
    ]
    reading = read_file("\n".join(["Title;Year;DOI", *rows]).encode())
    assert [one.record.year for one in reading.parsed] == [2020, 2021]
    assert [(one.line, one.code) for one in reading.rejected] == [(3, "row_note"), (4, "row_note")]


def test_a_day_is_no_pmid_and_a_citation_no_journal() -> None:
    head = "TrialID,Public title,Scientific title,Date registration,Date registration3,web address,Condition\n"
    row = "EX{n},Walking {n} for all of us,A randomised trial of walking {n},0{n}/01/2020,2020010{n},https://example.org/{n},Falls\n"
    one = read_file((head + "".join(row.format(n=n) for n in (1, 2, 3))).encode()).parsed[2].record
    assert (one.title, one.year, one.pmid, one.source_id) == ("Walking 3 for all of us", 2020, "", "EX3")
    fields = 'TITLE,"Example {n}"\nAUTHOR NAMES,"Example A.","Other B."\nSOURCE,"Made-up Things (2020) 1:2 (3-4)"\n'
    fields += "DOI,10.9999/{n}\n\n"
    one = read_file("".join(fields.format(n=n) for n in (1, 2)).encode()).parsed[1].record
    assert (one.journal, one.year, one.volume, one.issue, one.pages) == ("Made-up Things", 2020, "1", "2", "3-4")
