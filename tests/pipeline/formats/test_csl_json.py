"""CSL-JSON and the JSON of Zotero: what each name means, and what cut and broken files give."""

from __future__ import annotations

import json

import pytest

from pipeline.formats.read import read_file
from pipeline.formats.write.csl import to_csl
from pipeline.formats.write.entries import Entry
from tests.makers import record

ONE = {
    "id": "a", "type": "article-journal", "title": "Example trial <i>one</i>", "volume": "1", "issue": "2", "page": "3-4",
    "author": [{"family": "Example", "given": "Anna"}, {"literal": "The Example Group"}],
    "issued": {"date-parts": [[2020, 1]]}, "container-title": "J Examples", "DOI": "10.1000/EX.1", "PMID": "10000001",
    "abstract": "Made up.",
}  # fmt: skip
TWO = {
    "id": "b",
    "type": "book",
    "title": "Example book",
    "editor": [{"family": "Other"}],
    "issued": {"raw": "1 May 2021"},
}
ZOTERO = {
    "itemType": "journalArticle", "title": "Example trial one", "date": "2020-01-01", "DOI": "10.1000/ex.1",
    "creators": [{"firstName": "Anna", "lastName": "Example", "creatorType": "author"}], "publicationTitle": "J Examples",
    "extra": "PMID: 10000001", "tags": [{"tag": "falls"}],
}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([ONE, TWO]),
        json.dumps([ONE, TWO], indent=2),
        json.dumps({"items": [ONE, TWO]}),
        json.dumps(ONE) + "\n" + json.dumps(TWO) + "\n",
    ],
    ids=["one line", "indented", "items", "a line each"],
)
def test_items(text: str) -> None:
    reading = read_file(text.encode())
    assert (reading.format, reading.record_starts, reading.taken) == ("csl_json", 2, 2)
    one, two = (each.record for each in reading.parsed)
    assert (one.title, one.authors) == ("Example trial one", ("Example, Anna", "The Example Group"))
    assert (one.year, one.journal, one.pages, one.doi, one.pmid) == (
        2020,
        "J Examples",
        "3-4",
        "10.1000/ex.1",
        "10000001",
    )
    assert (two.kind, two.authors, two.year) == ("book", ("Other",), 2021)
    assert json.loads(reading.parsed[0].raw) == ONE


def test_one_item_alone() -> None:
    assert read_file(json.dumps(ONE).encode()).taken == 1


def test_zotero_with_attachments_beside() -> None:
    items = [ZOTERO, {"itemType": "attachment", "title": "Full text"}, {"key": "X", "data": ZOTERO | {"title": "Two"}}]
    reading = read_file(json.dumps({"config": {"label": "x"}, "items": items}).encode())
    assert [each.record.title for each in reading.parsed] == ["Example trial one", "Two"]
    first = reading.parsed[0].record
    assert (first.authors, first.pmid, first.keywords) == (("Example, Anna",), "10000001", ("falls",))


def test_a_cut_file_keeps_what_is_whole_and_names_the_rest() -> None:
    text = json.dumps([ONE, TWO, ONE], indent=1)
    reading = read_file(text[:-60].encode())
    assert (reading.record_starts, reading.taken) == (3, 2)
    (cut,) = reading.rejected
    assert (cut.code, text.split("\n")[cut.line - 1]) == ("record_cut", " {")


def test_a_broken_item_costs_itself() -> None:
    text = json.dumps([ONE, TWO, ONE]).replace('"Example book"', "Example book")
    reading = read_file(text.encode())
    assert (reading.record_starts, reading.taken, len(reading.rejected)) == (3, 2, 1)


@pytest.mark.parametrize("text", ['{"status": "ok"}', '[{"type": "point", "x": 1}]', '{"type": "book"}'])
def test_other_json_is_refused(text: str) -> None:
    assert [one.code for one in read_file(text.encode()).rejected] == ["file_json"]


def test_what_we_write_we_read() -> None:
    records = [record(number) for number in (1, 2)]
    again = read_file(to_csl([Entry(one) for one in records]))
    assert again.taken == 2
    for one, two in zip(records, (each.record for each in again.parsed), strict=True):
        names = ("title", "authors", "year", "journal", "volume", "issue", "pages", "doi", "pmid", "abstract")
        assert [getattr(one, name) for name in names] == [getattr(two, name) for name in names]
