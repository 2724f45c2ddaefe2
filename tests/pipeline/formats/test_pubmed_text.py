"""PubMed's texts for people: what each part of an entry is, told by its place."""

from __future__ import annotations

import pytest

from pipeline.formats.read import read_file
from pipeline.records import Record

TITLE = "Example trial of made-up things for older people who live at home: a randomised trial."
SUMMARY = """1: Example A, Other BC. Example trial of made-up things for older people who live at home: a randomised trial. \
J Examples. 2020 Jan;15(1):5-9. doi: 10.1000/ex.1. Epub 2019 Dec 3. PMID: 10000001; PMCID: PMC1000001.

2: Third D. Is this a made-up review? Rev Examples. 2021;3(2):100-10. PMID: 10000002.

3: [No authors listed] Correction to a made-up thing. Rev Examples (Oslo). 2022;4:1. PMID: 10000003.
"""
ABSTRACT = """1. J Examples. 2020 Jan;15(1):5-9. doi: 10.1000/ex.1. Epub 2019 Dec 3.

Example trial of made-up things for older people who live at home: a randomised
trial.

Example A(1), Other BC(2)(3).

Author information:
(1)Department of Examples, Made-up University.
(2)Institute of Examples.

BACKGROUND: Made-up background that goes on
over two lines.
METHODS: Made-up methods:

1. a list within a made-up abstract.

© 2020 The Examples.

DOI: 10.1000/ex.1
PMCID: PMC1000001
PMID: 10000001 [Indexed for MEDLINE]

Conflict of interest statement: None.


2. Rev Examples. 2021;3(2):100-10.

Is this a made-up review?

Third D(1).

Retraction in
    Rev Examples. 2022;4(1):1. PMID: 10000009.

Nothing here is real.

PMID: 10000002
"""
FIRST = {"title": TITLE, "authors": ("Example, A", "Other, BC"), "year": 2020, "journal": "J Examples", "volume": "15"}
FIRST |= {"issue": "1", "pages": "5-9", "doi": "10.1000/ex.1", "pmid": "10000001"}


def fields(record: Record, names: object) -> dict[str, object]:
    return {name: getattr(record, name) for name in names}  # type: ignore[attr-defined]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_summary(ends: str) -> None:
    reading = read_file(SUMMARY.replace("\n", ends).encode())
    assert (reading.format, reading.record_starts, reading.taken) == ("pubmed_text", 3, 3)
    one, two, three = (each.record for each in reading.parsed)
    assert fields(one, FIRST) == FIRST
    assert (two.title, two.authors, two.pages) == ("Is this a made-up review?", ("Third, D",), "100-10")
    assert (three.title, three.authors, three.pmid) == ("Correction to a made-up thing.", (), "10000003")
    assert three.journal == "Rev Examples (Oslo)"
    assert [each.line for each in reading.parsed] == [1, 3, 5]


def test_abstract() -> None:
    reading = read_file(ABSTRACT.encode())
    assert (reading.format, reading.record_starts, reading.taken) == ("pubmed_text", 2, 2)
    one, two = (each.record for each in reading.parsed)
    assert fields(one, FIRST) == FIRST
    assert one.abstract.split("\n")[0] == "BACKGROUND: Made-up background that goes on over two lines."
    assert "a list within" in one.abstract and "University" not in one.abstract and "©" not in one.abstract
    assert (two.title, two.abstract) == ("Is this a made-up review?", "Nothing here is real.")
    assert two.extra == (("RetractionIn", "10000009"),)
    assert reading.parsed[1].raw.startswith("2. Rev Examples.")


def test_numbered_lines_without_pmids_are_none() -> None:
    assert read_file(b"1. Buy milk\n\n2. Read about the PMID: it is a number\n\n3. Sleep\n").format is None


def test_a_page_of_pubmed_has_the_title_first() -> None:
    text = "1. A trial of examples.\nExample A, Other BC.\nJ Examples. 2020 May;1(2):3-4.\nPMID: 10000001\n\n"
    text += "2. Another.\nThird D.\nJ Examples. 2021 May;1(2):3-4.\nPMID: 10000002\n"
    assert [(one.record.title, one.record.authors, one.record.year) for one in read_file(text.encode()).parsed] == [
        ("A trial of examples.", ("Example, A", "Other, BC"), 2020),
        ("Another.", ("Third, D",), 2021),
    ]
