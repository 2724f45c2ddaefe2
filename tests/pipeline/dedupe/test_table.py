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
        (b"record_id,title\nr1,\xff\xfe\n", "table_not_text", {}),
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
