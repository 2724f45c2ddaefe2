"""Files as people really have them: tables in markup, headings in their own language, documents that are no export at all."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence

import pytest

import messages
from pipeline import file_sources
from pipeline.formats import foreign, limits, markup_tables, read, table
from pipeline.formats.read import read_file
from pipeline.records import Reading

HEADS = ("Title", "Authors", "Year", "DOI")
ROWS = (
    ("Example trial of walking & dancing", "Example, Anna; Other, Bo", "2020", "10.9999/made-up.1"),
    ("Example review of swimming", "Third, Cato", "2021", "10.9999/made-up.2"),
)


def told(reading: Reading) -> list[tuple[str, tuple[str, ...], int | None, str]]:
    """What the records of a reading say, and that the sums add up."""
    assert reading.record_starts == len(reading.parsed) + len(reading.rejected)
    return [(one.record.title, one.record.authors, one.record.year, one.record.doi) for one in reading.parsed]


EXPECTED = [
    ("Example trial of walking & dancing", ("Example, Anna", "Other, Bo"), 2020, "10.9999/made-up.1"),
    ("Example review of swimming", ("Third, Cato",), 2021, "10.9999/made-up.2"),
]


def markup(row: str, cell: str) -> str:
    """Headings and rows, each in its markup."""
    lines = (HEADS, *ROWS)
    return "".join(
        row.format("".join(cell.format(one.replace("&", "&amp;")) for one in line), escape="") for line in lines
    )


HTML = "<table>" + markup("<tr>{}</tr>\n", "<td>{}</td>") + "</table>"
EXCEL_XML = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Ark1"><Table>'
    + markup("<Row>{}</Row>\n", '<Cell><Data ss:Type="String">{}</Data></Cell>')
    + "</Table></Worksheet></Workbook>"
)


@pytest.mark.parametrize(
    "page",
    [
        f"<html><head><title>Eksport</title></head><body><h1>Treff</h1>{HTML}</body></html>",
        HTML,
        f"<!DOCTYPE html>\n<html><body><table><tr><td>{HTML}</td></tr></table></body></html>",
        f'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><meta charset="utf-8"><body>{HTML}',
    ],
    ids=["a page", "a bare table", "a table in a table", "not closed"],
)
def test_a_page_of_html_that_is_called_xls_is_a_table(page: str) -> None:
    reading = read_file(page.encode(), "eksport.xls")
    assert (reading.format, told(reading)) == ("html_table", EXPECTED)


def test_a_web_page_without_references_is_refused_as_what_it_is() -> None:
    page = "<html><body><table><tr><td>Logg inn</td><td>Meny</td><td>Søk</td></tr></table></body></html>"
    assert [one.code for one in read_file(page.encode()).rejected] == ["file_html"]


def test_a_workbook_of_excel_2003_is_a_table() -> None:
    reading = read_file(EXCEL_XML.encode(), "eksport.xls")
    assert (reading.format, told(reading)) == ("excel_xml", EXPECTED)
    assert {one.part for one in reading.parsed} == {"Ark1"}


def test_cells_that_excel_leaves_out_are_empty() -> None:
    text = EXCEL_XML.replace('<Cell><Data ss:Type="String">Third, Cato</Data></Cell><Cell>', '<Cell ss:Index="3">')
    assert told(read_file(text.encode()))[1] == ("Example review of swimming", (), 2021, "10.9999/made-up.2")


def ods(rows: Sequence[Sequence[str]], *, before: str = "", behind: str = "") -> bytes:
    """A spreadsheet as LibreOffice saves it; `before` and `behind` are rows of markup."""
    one = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    made = "".join(
        "<table:table-row>"
        + "".join(one.format(cell.replace("&", "&amp;")) for cell in row)
        + '<table:table-cell table:number-columns-repeated="16380"/></table:table-row>'
        for row in rows
    )
    name = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{name}office:1.0"'
        f' xmlns:table="{name}table:1.0" xmlns:text="{name}text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Treff">{before}{made}{behind}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def zipped(members: dict[str, str]) -> bytes:
    """An archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


EMPTY_ROWS = (
    '<table:table-row table:number-rows-repeated="1048570">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def test_an_opendocument_spreadsheet_is_a_table() -> None:
    reading = read_file(ods([HEADS, *ROWS], behind=EMPTY_ROWS), "treff.ods")
    assert (reading.format, told(reading)) == ("ods", EXPECTED)
    assert [(one.line, one.part) for one in reading.parsed] == [(2, "Treff"), (3, "Treff")]


def test_headings_of_an_opendocument_spreadsheet_may_stand_further_down() -> None:
    two_empty = EMPTY_ROWS.replace("1048570", "2")
    reading = read_file(ods([("Søk 1. mai 2020",), HEADS, *ROWS], before=two_empty))
    assert told(reading) == EXPECTED and [one.line for one in reading.parsed] == [5, 6]


def test_what_unfolds_without_end_is_cut() -> None:
    cell = (
        '<table:table-row><table:table-cell table:number-columns-repeated="99999999">'
        "<text:p>Title</text:p></table:table-cell></table:table-row>"
    )
    (_name, rows), *_ = markup_tables.ods(ods([HEADS, *ROWS], before=cell * 3))
    assert max(len(row.cells) for row in rows) <= 500


@pytest.mark.parametrize("cut", [200, 400, 600])
def test_a_damaged_spreadsheet_is_told_of(cut: int) -> None:
    reading = read_file(ods([HEADS, *ROWS])[:cut])
    assert reading.format is None and len(reading.rejected) == 1


@pytest.mark.parametrize(
    "headings",
    [
        "Titre;Auteurs;Année;Revue;Résumé",
        "Título;Autores;Año;Revista;Resumen",
        "Título;Autores;Ano;Título da fonte;Resumo",
        "Titel;Autoren;Jahr;Zeitschrift;Zusammenfassung",
        "Titel;Författare;År;Tidskrift;Sammanfattning",
        "Titel;Forfattere;År;Tidsskrift;Resumé",
        "Tittel;Forfattere;År;Tidsskrift;Sammendrag",
        "Titolo;Autori;Anno;Rivista;Riassunto",
        "文献标题;作者;年份;来源出版物名称;摘要",
        "タイトル;著者名;出版年;出版物名;抄録",
        "Название;Авторы;Год;Название источника;Краткое описание",
    ],
)
def test_headings_are_known_in_the_languages_that_exports_come_in(headings: str) -> None:
    rows = "\n".join(f"Example trial {n};Example A;202{n};Journal of Made-up Things;An abstract." for n in (0, 1))
    reading = read_file(f"{headings}\n{rows}\n".encode("utf-8-sig"))
    assert reading.format == "csv" and not reading.doubtful
    assert [(one.record.title, one.record.year, one.record.journal, one.record.abstract) for one in reading.parsed] == [
        (f"Example trial {n}", 2020 + n, "Journal of Made-up Things", "An abstract.") for n in (0, 1)
    ]


WORK = {
    "DOI": "10.9999/made-up.1",
    "type": "journal-article",
    "title": ["Example trial of walking"],
    "author": [{"family": "Example", "given": "Anna", "sequence": "first"}],
    "container-title": ["Journal of Made-up Things"],
    "issued": {"date-parts": [[2020, 5]]},
}


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "ok", "message-type": "work", "message": WORK},
        {"status": "ok", "message-type": "work-list", "message": {"total-results": 1, "items": [WORK]}},
    ],
    ids=["one work", "a list of works"],
)
def test_works_of_crossref_are_read(answer: dict[str, object]) -> None:
    reading = read_file(json.dumps(answer).encode())
    assert (reading.format, told(reading)) == (
        "csl_json",
        [("Example trial of walking", ("Example, Anna",), 2020, "10.9999/made-up.1")],
    )


def test_the_title_of_proquest_stands_alone_above_the_first_label() -> None:
    one = "Document {n} of 2\n\nExample trial of walking\nnumber {n}\n\nAuthor: Example, Anna\n\nPublication year: 2020\n\n"
    rule = "_" * 60 + "\n\n"
    text = rule + rule.join(one.format(n=n) for n in (1, 2)) + rule
    reading = read_file(text.encode())
    assert (reading.format, [title for title, *_ in told(reading)]) == (
        "proquest_text",
        ["Example trial of walking number 1", "Example trial of walking number 2"],
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "Workbook".encode("utf-16-le") + b"\0" * 600, "file_xls"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "file_office"),
        (rb"{\rtf1\ansi TY  - JOUR\par TI  - Example trial\par ER  - \par}", "file_rtf"),
        (b"SQLite format 3\0" + b"\0" * 600, "file_library"),
        (zipped({"made-up.enl": "x", "made-up.Data/sdb/sdb.eni": "x"}), "file_library"),
        (zipped({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}), "file_office"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}), "file_office"),
    ],
    ids=["old Excel", "old Word", "RTF", "EndNote library", "packed EndNote library", "Word", "OpenDocument text"],
)
def test_what_is_no_export_is_named_and_the_way_out_is_told(content: bytes, code: str) -> None:
    reading = read_file(content)
    assert (reading.format, [one.code for one in reading.rejected]) == (None, [code])
    assert (code in foreign.CODES and "ksporter" in messages.text(code)) or code == "file_xls"


@pytest.mark.parametrize(
    "content",
    [
        "".join(f"TY  - JOUR\nTI  - Example trial {n}\nER  - \n\n" for n in range(30)),
        "Title,Authors,Year\n" + "".join(f"Example trial {n},Example A,2020\n" for n in range(30)),
        "".join(f"@article{{a{n}, title={{Example trial {n}}}}}\n" for n in range(30)),
    ],
    ids=["ris", "csv", "bibtex"],
)
def test_more_records_than_are_taken_is_said_before_they_are_read(
    content: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert file_sources.MOST_RECORDS == 100_000
    for module in (limits, table, read):
        monkeypatch.setattr(module, "MOST_RECORDS", 20)
    monkeypatch.setattr(read, "_READERS", {})  # nothing is asked to read it
    (one,) = read_file(content.encode()).rejected
    assert (one.code, one.params) == ("file_too_many_records", {"records": 30, "limit": 20})


def test_records_of_another_system_are_not_an_empty_library() -> None:
    text = '<?xml version="1.0"?><records><rec resultID="1"><header><atl>Example trial</atl></header></rec></records>'
    assert [one.code for one in read_file(text.encode()).rejected] == ["file_other_xml"]
    assert read_file(b"<xml><records></records></xml>").format == "endnote_xml"


def test_a_line_above_an_endnote_library_costs_no_record() -> None:
    one = (
        "<record><ref-type name='Journal Article'>17</ref-type><contributors><authors><author>Example, Anna</author></authors>"
        "</contributors><titles><title>Example trial {n}</title></titles><dates><year>2020</year></dates></record>"
    )
    text = "Status: 200 OK\n\n<xml><records>" + "\n".join(one.format(n=n) for n in (1, 2)) + "</records></xml>"
    reading = read_file(text.encode())
    assert reading.format == "endnote_xml" and [title for title, *_ in told(reading)] == [
        "Example trial 1",
        "Example trial 2",
    ]


@pytest.mark.parametrize("apart", [": ", ":\n  "], ids=["beside the label", "below the label"])
def test_text_of_ebsco_is_read_by_its_labels(apart: str) -> None:
    labels = {
        "Title": "Example trial of walking number {n}.",
        "Authors": "Example, Anna; Other, Bo",
        "Source": "Journal of Made-up Things. May2020, Vol. 1 Issue 2, p3-4. 2p.",
        "Abstract": "An abstract: with a sign.",
        "DOI": "10.9999/made-up.{n}",
        "Database": "CINAHL",
    }
    one = "Record: {n}\n" + "\n".join(f"{name}{apart}{value}" for name, value in labels.items()) + "\n\n"
    reading = read_file("".join(one.format(n=n) for n in (1, 2)).encode())
    assert reading.format == "ebsco_text"
    assert [(title.rstrip("."), authors, year, doi) for title, authors, year, doi in told(reading)] == [
        (f"Example trial of walking number {n}", ("Example, Anna", "Other, Bo"), 2020, f"10.9999/made-up.{n}")
        for n in (1, 2)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "from example import Name, Title, Author, Number\n\n" + "def x(self):\n    return [1, Title, 'a']\n" * 9,
        "# Made by a program, do not edit\nreturn <<'END';\n"
        + "".join(f"{n}\n" for n in range(30000, 30020))
        + "END\n",
        "".join(f"9{n:07}\n" for n in range(20)),
        "Minutes of 3 May 2020\n\n1. Opening\n2. The search: see Example (PMID: 10000001) and others.\n3. Other\n",
        "id: example\ntitle:\n  nb: Et eksempel\n  nn: Eit eksempel\nlevel: 2\n",
        "%\t600,622,12\n%0\t600,622,12\n",
        "@example(one, two=3)\ndef x():\n    pass\n@report(a, b)\ndef y():\n    pass\n",
    ],
    ids=["imports", "numbers in a program", "telephone numbers", "minutes", "settings", "a font", "decorators"],
)
def test_what_only_resembles_references_is_none(text: str) -> None:
    reading = read_file(text.encode())
    assert (reading.format, reading.record_starts) == (None, 0)
