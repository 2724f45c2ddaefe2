"""Tables of records in, clusters out."""

from __future__ import annotations

import gzip

import pytest

from pipeline.dedupe.table import is_table, read_table, write_clusters
from pipeline.errors import BadInput

TABLE = (
    b"record_id,entry_type,title,authors,year,journal,volume,number,pages,doi\r\n"
    b'r1,Journal Article,"Example, with a comma","Made-Up, A. and Invented, B.",'
    b"2020/05,Example J,1,2,3--9,10.1000/ABC\r\n"
    b"r2,book,Made-up book,,n.d.,,,,,\r\n"
)


@pytest.mark.parametrize(
    "content", [TABLE, gzip.compress(TABLE, mtime=0), b"\xef\xbb\xbf" + TABLE], ids=["csv", "gz", "bom"]
)
def test_reads(content: bytes) -> None:
    assert is_table(content)
    first, second = read_table(content)
    assert (first.id, first.record.title, first.record.authors) == (
        "r1",
        "Example, with a comma",
        ("Made-Up, A.", "Invented, B."),
    )
    assert (first.record.year, first.record.doi, first.record.issue, first.record.kind) == (
        2020,
        "10.1000/abc",
        "2",
        "article",
    )
    assert (second.record.year, second.record.authors, second.record.kind) == (None, (), "book")


@pytest.mark.parametrize(
    ("content", "code", "params"),
    [
        (b"", "table_no_record_id", {"columns": ""}),
        (b"title,year\nx,2020\n", "table_no_record_id", {"columns": "title, year"}),
        (b"record_id,title\n,x\n", "table_row_without_id", {"line": 2}),
        (b'record_id,title\nr1,"x\n', "table_broken", {"line": 2}),
        (b"record_id,title\nr1,\x81\x8d\n", "table_not_text", {}),
        (gzip.compress(TABLE, mtime=0)[:-12], "table_not_text", {}),
    ],
)
def test_bad_input_is_named(content: bytes, code: str, params: dict[str, str | int]) -> None:
    with pytest.raises(BadInput) as problem:
        read_table(content)
    assert (problem.value.code, problem.value.params) == (code, params)


@pytest.mark.parametrize("content", [b"TY  - JOUR\nER  - \n", b"title\nx\n", b"\x1f\x8b broken"])
def test_other_files_are_no_table(content: bytes) -> None:
    assert not is_table(content)


def test_writes_clusters() -> None:
    assert write_clusters([("a", "b"), ("c,d",)]) == 'record_id,cluster_id\na,c1\nb,c1\n"c,d",c2\n'


ROWS = "record_id,title,authors,year,doi\na1,Example trial of øvelser,Made-Up A,2020,10.1000/1\na2,Other,Invented B,2021,\n"
SAVED = {
    "semicolons": ROWS.replace(",", ";").encode(),
    "semicolons, cp1252": ROWS.replace(",", ";").encode("cp1252"),
    "Excel's first line": b"sep=;\r\n" + ROWS.replace(",", ";").encode(),
    "tabs, UTF-16": ROWS.replace(",", "\t").encode("utf-16"),
    "carriage returns": ROWS.replace("\n", "\r").encode(),
    "another spelling": ROWS.replace("record_id,title", "Record ID,TITLE").encode(),
    "other headings": ROWS.replace("title,authors,year", "Article Title,Author(s),Publication Year").encode(),
    "rows without anything": ROWS.replace("\na2", "\n,,,,\n\n   \na2").encode(),
}


@pytest.mark.parametrize("name", SAVED)
def test_a_table_keeps_its_ids_however_it_was_saved(name: str) -> None:
    assert is_table(SAVED[name])
    first, second = read_table(SAVED[name])
    assert (first.id, second.id) == ("a1", "a2")
    record = first.record
    assert (record.title, record.authors, record.year, record.doi) == (
        *("Example trial of øvelser", ("Made-Up A",), 2020, "10.1000/1"),
    )


def test_authors_of_a_spreadsheet_are_parted_at_semicolons() -> None:
    (one,) = read_table(b'record_id\ttitle\tauthors\na1\tExample\t"Made-Up, A; Invented, B"\n')
    assert one.record.authors == ("Made-Up, A", "Invented, B")
