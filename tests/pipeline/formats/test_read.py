"""Formats are told by content; encodings and line ends are undone; what is no reference file is named."""

from __future__ import annotations

import codecs

import pytest

from pipeline.formats import clean, foreign
from pipeline.formats.read import read_file

RIS = "TY  - JOUR\nTI  - Example trial of æøå\nAU  - Example, Åse\nPY  - 2020\nER  - \n"
NBIB = "PMID- 10000001\nOWN - NLM\nTI  - Example trial\nFAU - Example, Åse\nDP  - 2020 Jan\n"
ARTICLE = "<PubmedArticle><MedlineCitation><PMID>10000001</PMID></MedlineCitation></PubmedArticle>"
XML = f"<PubmedArticleSet>{ARTICLE}</PubmedArticleSet>"


@pytest.mark.parametrize("name", ["x.ris", "x.nbib", "x.csv", "../../etc/passwd", ""])
@pytest.mark.parametrize(("text", "expected"), [(RIS, "ris"), (NBIB, "nbib"), (XML, "pubmed_xml")])
def test_the_name_decides_nothing(text: str, expected: str, name: str) -> None:
    assert read_file(text.encode(), name).format == expected


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("cp1252", b""),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_encodings_and_line_ends(encoding: str, bom: bytes, line_end: str) -> None:
    reading = read_file(bom + (RIS + "\n" + RIS).replace("\n", line_end).encode(encoding))
    assert (reading.format, reading.taken, reading.rescued) == ("ris", 2, 0)
    assert [one.line for one in reading.parsed] == [1, 7]
    assert reading.parsed[1].record.title == "Example trial of æøå"
    assert reading.parsed[1].record.authors == ("Example, Åse",)


def test_the_line_end_of_mainframes() -> None:
    reading = read_file((RIS + "\n" + RIS).replace("\n", "\x85").encode())
    assert [(one.line, one.record.title) for one in reading.parsed] == [
        (1, "Example trial of æøå"),
        (7, "Example trial of æøå"),
    ]


def test_utf8_with_foreign_bytes_keeps_its_letters_and_names_the_record() -> None:
    second = RIS.replace("æøå", "blåbær").encode("cp1252")
    reading = read_file(RIS.encode() + second)
    assert [one.record.title for one in reading.parsed] == ["Example trial of æøå", "Example trial of blåbær"]
    assert [one.repairs for one in reading.parsed] == [(), ("mixed_encoding",)]


def test_cut_in_the_middle_of_a_letter() -> None:
    data = RIS.encode().replace("æ".encode(), "æ".encode()[:1])
    assert read_file(data).parsed[0].record.title == "Example trial of Ãøå"
    assert read_file(data).rescued == 1


@pytest.mark.parametrize(
    ("damage", "code"),
    [("\x00", "control_characters"), ("\x0c", "control_characters"), ("\ufeff", "bom_inside"), ("ï»¿", "bom_inside")],
)
def test_characters_that_do_not_belong(damage: str, code: str) -> None:
    reading = read_file((RIS + RIS.replace("trial of", f"trial{damage} of")).encode())
    assert [one.repairs for one in reading.parsed] == [(), (code,)]
    assert {one.record.title for one in reading.parsed} == {"Example trial of æøå"}


def test_bom_before_a_later_record_of_joined_files() -> None:
    reading = read_file(RIS.encode() + codecs.BOM_UTF8 + RIS.encode())
    assert (reading.record_starts, reading.taken, reading.rescued) == (2, 1, 1)
    assert reading.parsed[1].repairs == ("bom_inside",)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b" \r\n\t\n", "file_empty"),
        (codecs.BOM_UTF8, "file_empty"),
        (b"\x00\x00\x00", "file_empty"),
        (b"A letter to the council.\n", "file_not_references"),
        (bytes(range(256)) * 4, "file_not_references"),
        (b"%PDF-1.7\n", "file_pdf"),
        (b"PK\x03\x04....xl/workbook.xml", "file_excel_broken"),
        (b"PK\x03\x04....notes.txt", "file_archive_broken"),
        (b"\x1f\x8b....", "file_archive_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_office"),
        (b"<!DOCTYPE html><html><p>Error</p></html>", "file_html"),
        (b"<?xml version='1.0'?><other/>", "file_other_xml"),
        (b"<eFetchResult><ERROR>made up</ERROR></eFetchResult>", "file_efetch_error"),
        (b'{"status": "ok"}', "file_json"),
        (b"municipality,people,area\nExampleby,1200,33\nOtherby,900,12\n", "file_table_unknown"),
    ],
)
def test_other_files_are_named(data: bytes, code: str) -> None:
    reading = read_file(data, "references.ris")
    assert (reading.format, reading.record_starts, reading.parsed) == (None, 0, ())
    assert [(one.line, one.code) for one in reading.rejected] == [(1, code)]
    assert code in foreign.CODES or code == "file_efetch_error"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://dx.doi.org/10.1000/ABC.", "10.1000/abc"),
        ("10.1016/S0030-5898(20)31652-7", "10.1016/s0030-5898(20)31652-7"),
        ("(10.1000/xyz)", "10.1000/xyz"),
        ("10.1002/(SICI)1097-0258(19980815/30)17:15<1661::AID-SIM968>3.0.CO;2-2", None),
        ("10.1000/xyz [doi]", "10.1000/xyz"),
        ("doi:10.1000%2Fxyz", "10.1000/xyz"),
        ("DOI 1", ""),
        ("10.1000/", ""),
    ],
)
def test_doi(text: str, expected: str | None) -> None:
    assert clean.doi(text) == (text.lower() if expected is None else expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Example B", "Example, B"),
        ("Example B C", "Example, B C"),
        ("Example Other B.-C.", "Example Other, B.-C."),
        ("Example A.B.", "Example, A.B."),
        ("van Example AB", "van Example, AB"),
        ("Example,Anna", "Example, Anna"),
        ("Example, Anna , Jr", "Example, Anna, Jr"),
        ("A. Example-One", "A. Example-One"),
        ("Example Study Group B", "Example Study Group B"),
        ("Statistics UK", "Statistics UK"),
        ("Example", "Example"),
    ],
)
def test_author(text: str, expected: str) -> None:
    assert clean.author(text) == expected


def test_authors_given_twice() -> None:
    names = ["Example SS", "Example, Sidney S", "Other J", "Other, Jane", "Other J", "Third A; Fourth B"]
    assert clean.authors(names) == ("Example, Sidney S", "Other, Jane", "Third, A", "Fourth, B")


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("97", "105", "97-105"),
        ("871-7", "", "871-7"),
        ("95", "95", "95"),
        ("1279‐1297", "", "1279-1297"),
        ("No", "Specified", ""),
        ("e12", "", "e12"),
        ("", "9", "9"),
        ("307-316", "316", "307-316"),
    ],
)
def test_pages(first: str, last: str, expected: str) -> None:
    assert clean.pages(first, last) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024/04/03/", 2024),
        ("1989//", 1989),
        ("4-8 Aug. 2020", 2020),
        ("1998 Dec-1999 Jan", 1998),
        ("SEP 22", None),
        ("2024-02-01", 2024),
        ("in press", None),
        ("12024", None),
        ("", None),
    ],
)
def test_year(value: str, expected: int | None) -> None:
    assert clean.year(value) == expected


def test_markup_and_entities() -> None:
    assert clean.plain("H<sub>2</sub>O &amp; <i>made-up</i> &lt;i&gt;text&lt;/i&gt;") == "H2O & made-up text"
    assert clean.plain("p<0.05 and a <b and c> d") == "p<0.05 and a <b and c> d"


def test_abstract_has_a_line_for_each_label() -> None:
    lines = ["AIM: To make", "an example.METHODS: None. CONCLUSION(S): No.", "Main results: 1."]
    assert clean.abstract(lines) == "AIM: To make an example.\nMETHODS: None.\nCONCLUSION(S): No.\nMain results: 1."
