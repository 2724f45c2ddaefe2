"""MEDLINE format: fields, and files that came apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.formats import nbib
from pipeline.formats.read import read_file

FULL = """PMID- 10000001
OWN - NLM
STAT- MEDLINE
IS  - 0000-0000 (Print)
VI  - 12
IP  - 3
DP  - 2019 Nov-Dec
TI  - Example trial of a made-up exercise programme for home-dwelling
      older adults.
PG  - 12-9
LID - S0000-0000(19)00001-1 [pii]
LID - 10.1000/example.1 [doi]
AB  - BACKGROUND: Nothing is known. METHODS: We made this
      up. CONCLUSIONS: None (made up).
CI  - Nobody.
FAU - Example, Åse B
AU  - Example ÅB
AD  - Example Institute, Example
      Town.
FAU - Other, Bo
AU  - Other B
CN  - Example Trial Group
LA  - eng
LA  - nor
PT  - Journal Article
PT  - Randomized Controlled Trial
PL  - Norway
TA  - J Made Ex
JT  - Journal of made-up examples
MH  - Accidental Falls/*prevention & control/statistics & numerical data
MH  - *Aged
MH  - Humans
OT  - *falls
OT  - exercise
RIN - J Made Ex. 2020;1:1. PMID: 10000009
AID - 10.1000/other [pii]
SO  - J Made Ex. 2019 Nov-Dec;12(3):12-9.
"""
SHORT = "PMID- 10000002\nOWN - NLM\nTI  - Example review\nDP  - 2020\nPT  - Systematic Review\n"


def test_fields() -> None:
    (one,) = nbib.parse("\n" + FULL).parsed
    record = one.record
    assert (one.number, one.line, one.repairs) == (1, 2, ())
    assert record.title == "Example trial of a made-up exercise programme for home-dwelling older adults."
    assert record.authors == ("Example, Åse B", "Other, Bo", "Example Trial Group")
    assert (record.year, record.volume, record.issue, record.pages) == (2019, "12", "3", "12-9")
    assert (record.doi, record.pmid, record.source_id) == ("10.1000/example.1", "10000001", "10000001")
    assert record.abstract == ("BACKGROUND: Nothing is known.\nMETHODS: We made this up.\nCONCLUSIONS: None (made up).")
    assert (record.journal, record.languages, record.kind) == ("Journal of made-up examples", ("eng", "nor"), "article")
    assert record.mesh == (
        "Accidental Falls/prevention & control*",
        "Accidental Falls/statistics & numerical data",
        "Aged*",
        "Humans",
    )
    assert record.keywords == ("falls", "exercise")
    assert ("AD", "Example Institute, Example Town.") in record.extra
    assert ("RetractionIn", "J Made Ex. 2020;1:1. PMID: 10000009") in record.extra


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FULL + "\n" + SHORT, [(1, ()), (39, ())]),
        (FULL + SHORT, [(1, ()), (38, ())]),  # no blank line
        ("1: a heading\n\n" + SHORT + "\nend of the list\n", [(3, ())]),  # lines that are nobody's
        (SHORT.replace("TI  - Example review", "TI  - Example\nreview"), [(1, ("unindented_line",))]),
        (SHORT + "\n" + SHORT.partition("\n")[2], [(1, ()), (7, ("missing_start",))]),
        (SHORT.replace("\nTI", "\n\n\nTI"), [(1, ())]),  # blank lines within
        (SHORT.replace("PMID- ", "PMID-"), [(1, ())]),
        (SHORT.replace("PMID- ", "PMID - "), [(1, ())]),
    ],
)
def test_starts_and_repairs(text: str, expected: list[tuple[int, tuple[str, ...]]]) -> None:
    reading = read_file(text.encode(), "download.ris")
    assert reading.format == "nbib"
    assert [(one.line, one.repairs) for one in reading.parsed] == expected
    assert (reading.record_starts, reading.rejected) == (len(expected), ())
    assert reading.parsed[-1].record.title.startswith("Example")


def test_eric_writes_no_pmid() -> None:
    text = (
        "OWN - ERIC\nTI  - Example study\nAU  - Example, Anna\nDP  - 2001\nAID - http://dx.doi.org/10.1000/eric.1\n"
        "LID - http://eric.example.org/?id=EJ1\nOID - EJ1\n"
    )
    one, two = read_file((text + "\n" + text).encode()).parsed
    assert (one.record.doi, one.record.url) == ("10.1000/eric.1", "http://eric.example.org/?id=EJ1")
    assert (one.record.source_id, one.repairs, two.line) == ("EJ1", (), 9)


def test_books_and_titles_in_other_languages() -> None:
    book = SHORT.replace("TI  - Example review", "TI  - Example chapter\nBTI - Example book")
    assert (nbib.parse(book).parsed[0].record.kind, nbib.parse(book).parsed[0].record.journal) == (
        "chapter",
        "Example book",
    )
    other = SHORT.replace("Example review", "[Not Available].\nTT  - Eksempel på oversikt.")
    assert nbib.parse(other).parsed[0].record.title == "Eksempel på oversikt."


def test_nothing_usable_is_kept_aside() -> None:
    reading = read_file((SHORT + "\nPMID- x\nSTAT- Example\n").encode())
    (one,) = reading.rejected
    assert (reading.record_starts, one.line, one.code, one.params) == (2, 7, "record_empty", {"number": 2})
    assert one.raw == "PMID- x\nSTAT- Example"


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_every_start_is_accounted_for(data: st.DataObject) -> None:
    lines = (FULL + "\n" + SHORT + "\n" + SHORT).split("\n")
    for _ in range(data.draw(st.integers(0, 8))):
        at = data.draw(st.integers(0, len(lines) - 2))
        change = data.draw(st.sampled_from(["drop", "double", "blank", "cut", "indent", "squeeze"]))
        if change == "drop":
            del lines[at]
        elif change == "double":
            lines.insert(at, lines[at])
        elif change == "blank":
            lines.insert(at, "")
        elif change == "squeeze":
            lines[at] = lines[at].replace(" ", "")
        else:
            lines[at] = lines[at][3:] if change == "cut" else "      " + lines[at]
    reading = nbib.parse("\n".join(lines))
    assert reading.record_starts == reading.taken + reading.rescued + len(reading.rejected)
    assert reading.record_starts == len(nbib.start_lines("\n".join(lines)))


def test_a_record_that_begins_behind_blanks_is_not_part_of_the_one_above() -> None:
    """A word processor puts them there; a line of the value above has six."""
    text = "PMID- 10000001\nTI  - Example one\nFAU - Example, A\n\n"
    text += "  PMID- 10000002 \nTI  - Example two\nAB  - With\n      PMID- 3\n"
    reading = read_file(text.encode())
    assert [(one.line, one.record.pmid, one.record.title, one.repairs) for one in reading.parsed] == [
        (1, "10000001", "Example one", ()),
        (5, "10000002", "Example two", ("indented_tag",)),
    ]
    assert reading.parsed[1].record.abstract == "With PMID- 3"


def test_a_record_that_lost_its_first_lines_is_rescued() -> None:
    text = "FAU - Example, Anna\nLA  - eng\nPT  - Journal Article\nTA  - J Ex\nAB  - One,\n      two.\nDP  - 2020 May\n"
    reading = read_file(text.encode())
    assert (reading.format, reading.record_starts, reading.rescued) == ("nbib", 1, 1)
    assert (reading.parsed[0].record.year, reading.parsed[0].repairs) == (2020, ("missing_start",))
    assert [one.code for one in reading.notices] == ["record_without_title"]


def test_a_block_with_a_title_of_its_own_is_a_record() -> None:
    one = "PMID- 1000000{n}\nOWN - NLM\nTI  - Example {n}\nAB  - One.\n\n      Two.\n\nMH  - Humans\n\n"
    lost = "DCOM- 20200101\nTI  - Example lost\nFAU - Example, Anna\n\n"
    reading = read_file((one.format(n=1) + lost + one.format(n=2)).encode())
    assert [each.record.title for each in reading.parsed] == ["Example 1", "Example lost", "Example 2"]
    assert [each.repairs for each in reading.parsed] == [(), ("missing_start",), ()]
    assert [each.record.mesh for each in reading.parsed] == [("Humans",), (), ("Humans",)]
    assert [each.line for each in reading.parsed] == [1, 10, 14]


def test_words_of_programs_in_abstracts_make_no_program() -> None:
    """Lines of an abstract may begin with what lines of programs begin with."""
    lines = "".join(
        f"      {word} (made up)\n" for word in ("import of food from abroad,", "return work;", "class A:") * 3
    )
    one = f"PMID- 10000001\nTI  - Made-up example of food\nAB  - We looked at the\n{lines}\n"
    reading = read_file((one + one.replace("01", "02")).encode())
    assert (reading.format, len(reading.parsed)) == ("nbib", 2)
