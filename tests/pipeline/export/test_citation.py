"""References in one line."""

from __future__ import annotations

import pytest

from pipeline.export.citation import cite, doi_link
from pipeline.records import Record

SEVEN = tuple(f"Prøve{letter}, Anna Bo" for letter in "ABCDEFG")


@pytest.mark.parametrize(
    ("record", "line"),
    [
        (
            Record(
                "Example review",
                ("Prøve, Anna B.", "Test, CD", "Jean-Example, Jean-Pierre"),
                2019,
                journal="J Examples",
                volume="1",
                issue="2",
                pages="123-30",
                doi="10.1000/ab.1",
                pmid="123",
            ),
            "Prøve AB, Test CD, Jean-Example JP. Example review. J Examples. 2019;1(2):123-30. PMID: 123. https://doi.org/10.1000/ab.1",
        ),
        (
            Record("Does it help?", SEVEN, 2020, journal="J Ex", volume="3"),
            "PrøveA AB, PrøveB AB, PrøveC AB, PrøveD AB, PrøveE AB, PrøveF AB, et al. Does it help? J Ex. 2020;3.",
        ),
        (
            Record("Et notat", ("Direktoratet for eksempler",), 2021, kind="report", url="https://example.org/a"),
            "Direktoratet for eksempler. Et notat. 2021. https://example.org/a",
        ),
        (
            Record("Kapittel", ("Prøve, Ø",), 2021, journal="Boken", pages="1-2", kind="chapter"),
            "Prøve Ø. Kapittel. In: Boken. 2021:1-2.",
        ),
        (Record("Only a title"), "Only a title."),
        (Record("Bad link", url="javascript:alert(1)"), "Bad link."),
        (Record("A\x00\nB"), "A B."),
        (Record(), ""),
    ],
)
def test_cite(record: Record, line: str) -> None:
    assert cite(record) == line


@pytest.mark.parametrize(
    ("doi", "link"),
    [
        ("10.1000/x", "https://doi.org/10.1000/x"),
        ("https://doi.org/10.1000/X", "https://doi.org/10.1000/X"),
        ("10.1000/s(19)<1>", "https://doi.org/10.1000/s%2819%29%3C1%3E"),
        ('10.1000/"onclick', "https://doi.org/10.1000/%22onclick"),
        ("x", ""),
        ("", ""),
    ],
)
def test_doi_link(doi: str, link: str) -> None:
    assert doi_link(doi) == link
