"""Columns that say nothing are found and left out, each file by itself. All records are made up."""

from __future__ import annotations

from dataclasses import replace

from pipeline.dedupe.engine import dedupe
from pipeline.dedupe.junk import NO_JUNK, find_junk
from pipeline.dedupe.values import Item
from pipeline.records import Record

NAMES = ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett")


def many(origin: str = "") -> list[Item]:
    """Forty different articles, four to a volume and issue."""
    return [
        Item(
            f"{origin}{n}",
            Record(
                title=f"Sample {NAMES[n % 10]} {NAMES[n // 10]} in made-up towns",
                authors=(f"{NAMES[n % 10].title()}, {NAMES[n // 10][0].upper()}",),
                year=2000 + n % 5,
                journal="Example Journal",
                volume=str(n // 4 + 1),
                issue=str(n % 4 + 1),
                pages=f"{n * 10 + 1}-{n * 10 + 9}",
                doi=f"10.1000/{n}",
            ),
            origin,
        )
        for n in range(40)
    ]


def test_a_good_table_has_none() -> None:
    assert find_junk(many()) == NO_JUNK


def test_a_serial_number_is_found_in_its_file_only() -> None:
    serial = [replace(item, record=replace(item.record, issue=str(n))) for n, item in enumerate(many("a"), start=500)]
    junk = find_junk([*serial, *many("b")])
    assert junk.columns == {("a", "issue")}
    assert junk.cleaned(serial[0]).issue == ""
    assert junk.cleaned(many("b")[0]).issue == "1"


def test_a_serial_number_does_not_keep_one_editorial_apart() -> None:
    serial = [replace(item, record=replace(item.record, issue=str(n))) for n, item in enumerate(many(), start=500)]
    editorial = replace(serial[0].record, title="Editorial", doi="", pages="7-8")
    both = [Item("x", replace(editorial, issue="901")), Item("y", replace(editorial, issue="902"))]
    assert ("x", "y") in dedupe([*serial, *both]).clusters
    assert ("x", "y") not in dedupe(both).clusters


def test_one_doi_on_all_rows_is_nobodys() -> None:
    items = [replace(item, record=replace(item.record, doi="10.1000/journal")) for item in many()]
    assert find_junk(items).values == {("", "doi", "10.1000/journal")}
    assert len(dedupe(items).clusters) == len(items)


def test_one_page_on_all_rows_is_a_filler() -> None:
    items = [replace(item, record=replace(item.record, pages="1-1", doi="")) for item in many()]
    assert find_junk(items).values == {("", "pages", "1-1")}


def test_few_rows_tell_nothing() -> None:
    assert find_junk([replace(item, record=replace(item.record, issue=item.id)) for item in many()[:10]]) == NO_JUNK
