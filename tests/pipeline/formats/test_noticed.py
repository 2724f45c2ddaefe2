"""What is in a file besides its records, and what a record lacks: told with its line, and no count changes for it."""

from __future__ import annotations

import pytest

from pipeline.formats import guarded
from pipeline.formats.read import read_file

RIS = """\
TY  - JOUR
TI  - Half a record about falls
AU  - Broken, B
PY  - 20xx
ER  -
TY  - JOUR
AU  - Noname
ER  -
bare rot her
TY  - JOUR
TI  - Cut off record
"""
NBIB = """\
en linje over

PMID- 10000001
OWN - NLM
TI  - Example trial of made-up things
DP  - in press

tekst uten felt
PMID- 10000002
OWN - NLM
FAU - Example, Anna
DP  - 2020
"""
ENW = """\
noe som sto over
%0 Journal Article
%T Example trial of made-up things
%A Example, A.
%D u.å.
"""
WOS = """\
PT J
AU Example, A
TI Example trial of made-up things
PY 20??
ER

løs tekst mellom postene
PT J
AU Other, B
PY 2020
ER
EF
"""
OVID = """\
<1>
TI  - Example trial of made-up things
AU  - Example A
YR  - snart
<2>
AU  - Other B
YR  - 2020
"""
BIBTEX = """\
@article{one,
  title = {Example trial of made-up things},
  author = {Example, Anna},
  year = {forthcoming}
}
en huskelapp til oss selv
@article{two,
  author = {Other, Bo},
  year = {2020}
}
% Encoding: UTF8
"""
OUTSIDE, UNTITLED, YEAR = "text_outside", "record_without_title", "record_year_unreadable"


@pytest.mark.parametrize(
    ("text", "starts", "expected"),
    [
        (RIS, 3, [(1, YEAR), (6, UNTITLED), (9, OUTSIDE)]),
        (NBIB, 2, [(1, OUTSIDE), (3, YEAR), (8, OUTSIDE), (9, UNTITLED)]),
        (ENW, 1, [(1, OUTSIDE), (2, YEAR)]),
        (WOS, 2, [(1, YEAR), (7, OUTSIDE), (8, UNTITLED)]),
        (OVID, 2, [(1, YEAR), (5, UNTITLED)]),
        (BIBTEX, 2, [(1, YEAR), (6, OUTSIDE), (7, UNTITLED)]),
    ],
    ids=["ris", "nbib", "enw", "wos", "ovid", "bibtex"],
)
def test_nothing_is_lost_without_a_word(text: str, starts: int, expected: list[tuple[int, str]]) -> None:
    reading = read_file(text.encode())
    assert reading.record_starts == starts == reading.taken + reading.rescued + len(reading.rejected)
    assert sorted((one.line, one.code) for one in reading.notices) == expected
    assert not reading.rejected


@pytest.mark.parametrize(("text", "told"), [(RIS, "20xx"), (NBIB, "in press"), (ENW, "u.å."), (BIBTEX, "forthcoming")])
def test_a_year_that_cannot_be_read_is_kept(text: str, told: str) -> None:
    record = read_file(text.encode()).parsed[0].record
    assert record.year is None and told in dict(record.extra).values()


def test_text_between_records_is_told_with_its_words() -> None:
    (one,) = (each for each in read_file(RIS.encode()).notices if each.code == OUTSIDE)
    assert one.raw == "bare rot her"


@pytest.mark.parametrize(
    "text",
    [
        "Provider: Example Host\nDatabase: Example\nContent: text/plain\n\nTY  - JOUR\nTI  - One thing\nER  - \n\n",
        "Record #1 of 2\nTY  - JOUR\nTI  - One thing\nER  - \n\nRecord #2 of 2\nTY  - JOUR\nTI  - Two things\nER  - \n",
        "TY  - JOUR\nTI  - One thing\nPY  - 2020/03/01/\nER  - \n",
        "TY  - JOUR\nTI  - One thing\nY1  - ///\nER  - \n",
        "TY  - JOUR\nTI  - One thing\nPY  - March 2020\nER  - \n",
        "FN Example\nVR 1.0\nPT J\nTI One thing\nAU Example, A\nPY 2020\nER\n\nEF\n",
        "10000001\n10000002\n10.1000/example\n",
    ],
    ids=["banner", "numbers of records", "date", "empty date", "month first", "wos", "list of numbers"],
)
def test_an_ordinary_file_has_nothing_to_be_looked_at(text: str) -> None:
    assert read_file(text.encode()).notices == ()


def test_notices_come_out_of_the_child_process_too() -> None:
    with guarded.read(RIS.encode(), bounds=guarded.Bounds(small=0)) as held:
        assert [one.code for one in held.notices] == [YEAR, UNTITLED, OUTSIDE]
        assert len(list(held.parsed())) == 3
