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


def test_names_that_others_use_too_make_no_item_of_csl() -> None:
    people = [{"family": "Example", "given": "Anna"}, {"family": "Other", "given": "Bo"}]
    item = {"type": "article", "title": "Example trial", "author": "Example, Anna and Other, Bo", "author_list": people}
    reading = read_file(
        json.dumps([item | {"year": "2020", "journal": "Made-up Things", "doi": "10.9999/made-up.1"}]).encode()
    )
    one = reading.parsed[0].record
    assert (reading.format, one.authors, one.year) == ("json", ("Example, Anna", "Other, Bo"), 2020)
    assert (one.journal, one.doi) == ("Made-up Things", "10.9999/made-up.1")


@pytest.mark.parametrize(
    "person", [{"name": "Example, Anna"}, {"person_or_org": {"family_name": "Example", "given_name": "Anna"}}]
)
def test_zenodo(person: dict[str, object]) -> None:
    told = {
        "title": "Example of data",
        "creators": [person],
        "publication_date": "2020-05-01",
        "description": "<p>Text.</p>",
    }
    item = {"id": 1, "recid": "1", "doi": "10.9999/made-up.1", "title": "Example of data", "metadata": told}
    reading = read_file(json.dumps({"hits": {"hits": [item, item]}}).encode())
    one = reading.parsed[1].record
    assert (reading.format, reading.record_starts, one.title, one.year) == ("zenodo_json", 2, "Example of data", 2020)
    assert (one.authors, one.doi, one.abstract) == (("Example, Anna",), "10.9999/made-up.1", "Text.")


def test_a_description_stands_in_for_an_abstract() -> None:
    item = {
        "title": "Example of data",
        "author": {"givenName": "Anna", "familyName": "Example"},
        "doi": "10.9999/made-up.1",
    }
    item |= {"date_published": "2020-05-01", "description": {"type": "Abstract", "text": "One, two."}}
    assert read_file(json.dumps(item).encode()).parsed[0].record.abstract == "One, two."
