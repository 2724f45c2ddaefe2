"""How a reference is shown: the best value of each field among its source records, then what people corrected."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from pipeline.combine import CORRECTABLE, combine, combine_whole, correct
from pipeline.records import Record
from pipeline.rows import SourceRecord


def source(number: int, name: str, *, key: str = "", version: int = 1, **fields: Any) -> SourceRecord:
    """The n-th source record that came, from one source."""
    return SourceRecord(
        f"id-{number}", name, key or str(number), version, "", Record(**fields), "reference", "2026-01-01"
    )


CHOICES = [
    # what                                  sources                                                       shown
    ("a filled value wins over none", [source(1, "pubmed"), source(2, "hand", title="B")], {"title": "B"}),
    (
        "the source that loses least is believed",
        [
            source(1, "hand", journal="by hand"),
            source(2, "file:x", journal="from a file"),
            source(3, "epistemonikos", journal="from Epistemonikos"),
            source(4, "pubmed", journal="from PubMed"),
        ],
        {"journal": "from PubMed"},
    ),
    (
        "of two that are believed alike the first that came",
        [source(2, "file:b", doi="10.1/b"), source(1, "file:a", doi="10.1/a")],
        {"doi": "10.1/a"},
    ),
    (
        "the longest abstract, whoever has it",
        [source(1, "pubmed", abstract="Short."), source(2, "file:x", abstract="Long, and whole.")],
        {"abstract": "Long, and whole."},
    ),
    (
        "the most authors, whoever names them",
        [source(1, "pubmed", authors=("A, B",)), source(2, "hand", authors=("A, B", "C, D"))],
        {"authors": ("A, B", "C, D")},
    ),
    (
        "a title in capitals only where there is no other",
        [source(1, "pubmed", title="EXAMPLE TITLE"), source(2, "epistemonikos", title="Example title")],
        {"title": "Example title"},
    ),
    ("no value from anywhere is empty", [source(1, "pubmed", title="A")], {"abstract": "", "year": None}),
    (
        "the newest version of a record, and not the one before",
        [
            source(1, "pubmed", key="7", version=1, title="Old", abstract="A long abstract that was taken away."),
            source(2, "pubmed", key="7", version=2, title="New"),
        ],
        {"title": "New", "abstract": ""},
    ),
    (
        "the newest version by its number, whatever the clock was when it came",
        [source(9, "pubmed", key="7", version=1, title="Old"), source(1, "pubmed", key="7", version=2, title="New")],
        {"title": "New"},
    ),
    ("nothing at all", [], {"title": "", "authors": ()}),
]


@pytest.mark.parametrize(("sources", "shown"), [row[1:] for row in CHOICES], ids=[row[0] for row in CHOICES])
def test_the_best_of_the_sources_is_shown(sources: list[SourceRecord], shown: dict[str, Any]) -> None:
    for order in permutations(sources):
        made = combine(order)
        assert {name: getattr(made, name) for name in shown} == shown


def test_one_record_is_shown_as_it_is() -> None:
    record = Record(title="A", authors=("B, C",), year=2001, doi="10.1/a", kind="review", extra=(("ZZ", "1"),))
    assert combine([SourceRecord("id", "pubmed", "1", 1, "", record, "r", "")]) == record


CORRECTIONS = [
    ({"title": " Corrected "}, {"title": "Corrected"}),
    ({"authors": "A, B\n\n C, D \n"}, {"authors": ("A, B", "C, D")}),
    ({"year": "2001"}, {"year": 2001}),
    ({"year": ""}, {"year": None}),
    ({"doi": ""}, {"doi": ""}),
    ({"mesh": "Aged", "extra": "x"}, {"mesh": (), "extra": ()}),  # not to be corrected by hand
]


@pytest.mark.parametrize(("corrections", "shown"), CORRECTIONS)
def test_what_a_person_says_stands_over_every_source(corrections: dict[str, str], shown: dict[str, Any]) -> None:
    made = combine([source(1, "pubmed", title="From PubMed", doi="10.1/a", year=1999)], corrections)
    assert {name: getattr(made, name) for name in shown} == shown


def test_every_field_that_can_be_corrected_is_one_of_a_record() -> None:
    given = dict.fromkeys(CORRECTABLE, "2001")
    made = correct(Record(), given)
    assert all(getattr(made, name) for name in CORRECTABLE)


# -- where each value came from, and what a person picked

BOTH = (
    source(1, "pubmed", title="From PubMed", doi="10.1/a", pmid="7", abstract="Short."),
    source(2, "file:x", title="From a file", doi="10.1/a", abstract="Long, and whole."),
    source(3, "hand", title="From a file", year=2001),
)


def test_every_value_has_its_source_and_the_others_stay() -> None:
    whole = combine_whole(BOTH)
    told = {name: [(one.value, one.source_record_id) for one in found] for name, found in whole.choices.items()}
    assert told == {
        "title": [("From PubMed", "id-1"), ("From a file", "id-2")],
        "abstract": [("Long, and whole.", "id-2"), ("Short.", "id-1")],
        "year": [(2001, "id-3")],
        "doi": [("10.1/a", "id-1")],
        "pmid": [("7", "id-1")],
        "kind": [("article", "id-1")],
    }
    assert whole.picked == frozenset()


def test_all_ids_and_all_source_records_stay() -> None:
    older = source(4, "pubmed", key="1", version=0, doi="10.1/old", pmid="7")
    whole = combine_whole((*BOTH, older))
    assert whole.source_record_ids == ("id-1", "id-2", "id-3", "id-4")
    assert whole.ids == (
        ("doi", "10.1/a"), ("doi", "10.1/old"), ("file:x", "2"), ("hand", "3"), ("pmid", "7"), ("pubmed", "1"),
    )  # fmt: skip


PICKS = [
    # what                                  picks                 shown                            picked
    ("one value", {"title": "id-2"}, {"title": "From a file", "abstract": "Long, and whole."}, {"title"}),
    ("a shorter value", {"abstract": "id-1"}, {"abstract": "Short.", "title": "From PubMed"}, {"abstract"}),
    ("one that gives no value", {"year": "id-1"}, {"year": 2001}, set()),
    ("one that is gone since", {"title": "id-9"}, {"title": "From PubMed"}, set()),
    ("no field of a record", {"colour": "id-1"}, {"title": "From PubMed"}, set()),
]


@pytest.mark.parametrize(("picks", "shown", "picked"), [row[1:] for row in PICKS], ids=[row[0] for row in PICKS])
def test_what_a_person_picks_is_shown(picks: dict[str, str], shown: dict[str, Any], picked: set[str]) -> None:
    for order in permutations(BOTH):
        whole = combine_whole(order, picks)
        assert {name: getattr(whole.record, name) for name in shown} == shown
        assert whole.picked == picked
        assert combine(order, None, picks) == whole.record


def test_a_pick_follows_its_record_to_the_newest_version() -> None:
    newer = source(5, "file:x", key="2", version=2, title="From a file, corrected")
    assert combine_whole((*BOTH, newer), {"title": "id-2"}).record.title == "From a file, corrected"


def test_a_correction_stands_over_a_pick() -> None:
    assert combine(BOTH, {"title": "By hand"}, {"title": "id-2"}).title == "By hand"
