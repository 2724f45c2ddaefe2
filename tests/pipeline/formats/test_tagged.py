"""Web of Science, Ovid, EndNote/Refer, RefWorks and Cochrane text: what each tag means, and what real files do instead."""

from __future__ import annotations

import pytest

from pipeline.formats.read import read_file
from pipeline.records import Reading, Record

WOS = """\
PT J
AU Example, A
   Other, B
AF Example, Anna
   Other, Bo
TI Example trial of made-up
   things
SO JOURNAL OF EXAMPLES
LA English
DT Article
DE one; two;
   three
AB First line.
   Second line.
BP 5
EP 9
VL 18
IS 2
PY 2006
DI 10.1000/EX.1
PM 10000001
UT WOS:000000000000001
ER

"""
OVID = """\
<1. >
VN  - Ovid Technologies
AU  - Example, Anna
AU  - Other, Bo
TI  - Example trial of made-up things. [Review]
SO  - Journal of Examples August 2011;43(8):647-653
LG  - English
DI  - 10.1000/ex.1
YR  - 2011

"""
OVID_LABELLED = """\
<17>
Title
  Example trial of made-up things.
Author
  Example A.
  Other B.
Source
  Journal of Examples. 28(2):103-106, April 2015.
Abstract
  A made-up abstract
  over two lines.

"""
REFER = """\
%0 Journal Article
%A Example, Anna
%A Other, Bo
%T Example trial of made-up things
%J Journal of Examples
%V 18
%N 2
%P 5-9
%D 2006
%K one
two
%R 10.1000/ex.1
%X First line.

Second line after a blank one.

"""
REFWORKS = """\
RT Book, Section
A1 Example,Anna
T1 Example chapter of made-up things
T2 Book of examples
YR 2002
VO 1
SP 101
OP 123
K1 one
K1 two
SN 0000000000

"""
COCHRANE = """\
Record #1 of 2
ID: CN-00000001
AU: Example A
AU: Other B
TI: Example trial of made-up things
SO: Journal of Examples
YR: 2011
VL: 12
PG: 39
DOI: 10.1000/ex.1
AB: A made-up abstract.

"""
SAMPLES = {
    "wos": WOS,
    "ovid": OVID,
    "refer": REFER,
    "refworks": REFWORKS,
    "cochrane_text": COCHRANE,
}


def only(text: str) -> Record:
    reading = read_file(text.encode())
    assert (reading.record_starts, reading.taken) == (1, 1)
    return reading.parsed[0].record


@pytest.mark.parametrize(("name", "text"), SAMPLES.items())
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_record_of_well_formed_files(name: str, text: str, line_end: str, encoding: str) -> None:
    text = text.replace("things", "ting på nynorsk")
    reading = read_file((text * 3).replace("\n", line_end).encode(encoding), "export.ris")
    assert (reading.format, reading.record_starts, reading.taken, reading.rescued) == (name, 3, 3, 0)
    lines = text.count("\n")
    assert [one.line for one in reading.parsed] == [1, 1 + lines, 1 + 2 * lines]
    assert all("ting på nynorsk" in one.record.title for one in reading.parsed)


def test_web_of_science() -> None:
    one = only("FN Clarivate Analytics Web of Science\nVR 1.0\n" + WOS + "EF\n")
    assert one.title == "Example trial of made-up things"
    assert (one.authors, one.year, one.journal) == (("Example, Anna", "Other, Bo"), 2006, "JOURNAL OF EXAMPLES")
    assert (one.volume, one.issue, one.pages, one.doi, one.pmid) == ("18", "2", "5-9", "10.1000/ex.1", "10000001")
    assert (one.keywords, one.abstract) == (("one", "two", "three"), "First line. Second line.")
    assert (one.source_id, one.publication_types, one.kind) == ("WOS:000000000000001", ("Article",), "article")


def test_ovid_tagged_and_labelled() -> None:
    one = only(OVID)
    assert (one.authors, one.year, one.journal) == (("Example, Anna", "Other, Bo"), 2011, "Journal of Examples")
    assert (one.volume, one.issue, one.pages, one.doi) == ("43", "8", "647-653", "10.1000/ex.1")
    one = only(OVID_LABELLED)
    assert (one.title, one.year) == ("Example trial of made-up things.", 2015)
    assert (one.volume, one.issue, one.pages) == ("28", "2", "103-106")
    assert one.abstract == "A made-up abstract over two lines."


OVID_OF = "<1>\nUI  - 10000001\nDB  - {}\nTI  - Example trial\nDP  - 2020\n\n"
LABELLED_OF = "<1>\nUnique Identifier\n  10000001\nDatabase\n  {}\nTitle\n  Example trial\n\n"


@pytest.mark.parametrize("text", [OVID_OF, LABELLED_OF], ids=["tagged", "labelled"])
@pytest.mark.parametrize(
    ("database", "pmid"),
    [("Ovid MEDLINE(R) ALL", "10000001"), ("MEDLINE", "10000001"), ("Embase", ""), ("Embase, Ovid MEDLINE(R)", "")],
)
def test_the_number_of_ovid_is_a_pmid_where_the_record_is_of_medline(text: str, database: str, pmid: str) -> None:
    assert read_file(text.format(database).encode()).parsed[0].record.pmid == pmid


def test_the_database_may_stand_above_the_first_record_only() -> None:
    text = "Database: Ovid MEDLINE(R) <1946 to May 2020>\n\n" + OVID_OF.replace("DB  - {}\n", "")
    assert read_file(text.encode()).parsed[0].record.pmid == "10000001"


def test_refer() -> None:
    one = only(REFER)
    assert (one.authors, one.year, one.journal) == (("Example, Anna", "Other, Bo"), 2006, "Journal of Examples")
    assert (one.pages, one.doi, one.keywords) == ("5-9", "10.1000/ex.1", ("one", "two"))
    assert one.abstract == "First line. Second line after a blank one."


def test_refer_with_a_blank_line_behind_each() -> None:
    text = "%0 Journal Article\n\n%A Example, A\n\n%T One\n\n%D 2020\n\n" * 2 + "%T Two\n\n"
    reading = read_file(text.encode())
    assert [(one.line, one.record.title, one.record.authors) for one in reading.parsed] == [
        (1, "One", ("Example, A",)),
        (9, "One", ("Example, A",)),
        (17, "Two", ()),
    ]


def test_refer_that_begins_with_the_title_and_has_no_blank_lines() -> None:
    one = "%T Example {}\n%0 Journal Article\n%A Example, A\n%A Other, B\n%D 2020\n"
    reading = read_file((one.format("one") + one.format("two") + one.format("three")).encode())
    assert [(one.line, one.record.title, len(one.record.authors)) for one in reading.parsed] == [
        (1, "Example one", 2),
        (6, "Example two", 2),
        (11, "Example three", 2),
    ]


def test_refworks_and_cochrane() -> None:
    one = only(REFWORKS)
    assert (one.kind, one.journal, one.pages) == ("chapter", "Book of examples", "101-123")
    one = only(COCHRANE)
    assert (one.authors, one.year, one.source_id) == (("Example, A", "Other, B"), 2011, "CN-00000001")


def told(reading: Reading) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.record.title, one.repairs) for one in reading.parsed]


@pytest.mark.parametrize(
    ("text", "repairs"),
    [
        (WOS.replace("ER\n", "") * 2, [("missing_end",), ("missing_end",)]),
        (WOS + WOS.replace("PT J\n", ""), [(), ("missing_start",)]),
        (WOS + WOS[: WOS.index("LA English")], [(), ("missing_end",)]),
        (WOS.replace("   things", "things"), [("unindented_line",)]),
        (REFER + REFER.replace("%0 Journal Article\n", ""), [(), ("missing_start",)]),
        (REFER.rstrip("\n") + "\n" + REFER, [(), ()]),  # no blank line between them
    ],
)
def test_damage_is_mended_and_named(text: str, repairs: list[tuple[str, ...]]) -> None:
    reading = read_file(text.encode())
    assert told(reading) == [("Example trial of made-up things", one) for one in repairs]


def test_a_start_with_nothing_in_it_is_put_aside() -> None:
    reading = read_file((WOS + "PT J\nER\n").encode())
    assert (reading.record_starts, reading.taken) == (2, 1)
    assert [(one.code, one.raw) for one in reading.rejected] == [("record_empty", "PT J\nER")]


PROQUEST = """\
____________________________________________________________

Document 1 of 2

Example trial of made-up things

Author: Example, Anna; Other, Bo

Abstract: Made up.

Title: Example trial of made-up things

Publication title: Journal of Examples

Volume: 1

Pages: 3-4

Publication year: 2020

DOI: http://dx.doi.org/10.1000/ex.1

ProQuest document ID: 100000001

____________________________________________________________

Document 2 of 2

Other trial

Title: Other trial

Publication year: 2021

____________________________________________________________

Contact us at: http://www.example.org
"""
EMBASE_TEXT = """\
RECORD 1
TITLE
Example trial of made-up things
AUTHOR NAMES
Example A.; Other B.
SOURCE
Journal of Examples (2020) 1:2 (3-4).
ABSTRACT
Made up.
DOI
10.1000/ex.1

RECORD 2
TITLE
Other trial
SOURCE
Journal of Examples (2021) 1:2 (5-6).
"""


@pytest.mark.parametrize(("form", "text"), [("proquest_text", PROQUEST), ("embase_text", EMBASE_TEXT)])
def test_texts_for_people(form: str, text: str) -> None:
    reading = read_file(text.encode())
    assert (reading.format, reading.record_starts, reading.taken) == (form, 2, 2)
    one, two = (each.record for each in reading.parsed)
    assert (one.title, len(one.authors), one.year) == ("Example trial of made-up things", 2, 2020)
    assert (one.journal, one.volume, one.pages) == ("Journal of Examples", "1", "3-4")
    assert (one.doi, one.abstract, two.title, two.year) == ("10.1000/ex.1", "Made up.", "Other trial", 2021)


SCORED = """\
Score
  *****
Accession Number
  00000001-900000000-0000{n}.
Author
  Example, Anna Bo MD, PhD *;  van Other, Cleo RN; FAAN 2;  Third, D. 1, 2, +;  Fourth, Emil Ph.D., FACSM;  Fifth FA [Ed]
Title
  Example trial {n}.[Article]
Source
  Journal of Examples.
Status
  Publish Ahead of Print, 30 November 2015
Author Keywords
  one;  two.
Document Type
  Article:  PDF Only.
DOI Number
  10.9999/made-up.{n}

"""


NAMES = ("Example, Anna Bo", "van Other, Cleo", "Third, D.", "Fourth, Emil", "Fifth, FA")


@pytest.mark.parametrize(("number", "repairs"), [("<{n}>\n", ()), ("", ("missing_start",))])
def test_articles_of_journals_at_ovid(number: str, repairs: tuple[str, ...]) -> None:
    reading = read_file("".join((number + SCORED).format(n=n) for n in (1, 2)).encode())
    assert (reading.format, reading.record_starts, [one.repairs for one in reading.parsed]) == (
        "ovid",
        2,
        [repairs] * 2,
    )
    one = reading.parsed[1].record
    assert (one.title, one.authors) == ("Example trial 2.", NAMES)
    assert (one.year, one.journal, one.doi) == (2015, "Journal of Examples", "10.9999/made-up.2")


@pytest.mark.parametrize(
    "source",
    [
        "Third, Cleo [Ed]; Fourth, D. [Ed]. (2012). A book of examples: Made up. (pp. 11-31). xvii, 254 pp.",
        "Third, Cleo [Editor, Reprint Author], Fourth, D. [Editor]. A book of examples: Made up.:11-31, 2012.",
    ],
)
def test_chapters_at_ovid(source: str) -> None:
    one = only(
        "<1. >\nVN - Ovid Technologies\nTI - Example chapter. [References].\n\n"
        "AU - Example, Anna [Author, Reprint Author; E-mail: x@y]\n"
        f"AU - Other, Bo [Inventor]\nSO - {source}\nPT - Book\nPT - Edited Book\nDT - Chapter\nVO - No Pagination Specified\n"
    )
    assert (one.title, one.authors, one.kind) == ("Example chapter.", ("Example, Anna", "Other, Bo"), "chapter")
    assert (one.journal, one.year, one.pages, one.volume) == ("A book of examples: Made up", 2012, "11-31", "")


def test_web_of_science_has_more_letters_than_its_help_says() -> None:
    assert read_file(b"PT K\nTY CONV\nTI Example one\nPY 2006\nER\n\nPT J\nTI Example two\nPY 2006\nER\n").taken == 2


def test_web_of_science_of_other_databases() -> None:
    one = only(
        "PT J\nTI Example trial\nAU Example, Anna (a@example.org) \n   Other, Bo, III\nSO Journal\nPS 134-141\nPY 2019\nER\n"
    )
    assert (one.authors, one.pages) == (("Example, Anna", "Other, Bo, III"), "134-141")


def test_a_link_below_the_authors_of_proquest_is_no_author() -> None:
    text = PROQUEST.replace("Other, Bo\n", "Other, Bo\n\nhttp://search.example.org/1\n", 1)
    one, _ = read_file(text.replace("Volume: 1", "Document type: Dissertation/Thesis").encode()).parsed
    assert (one.record.authors, one.record.kind) == (("Example, Anna", "Other, Bo"), "thesis")


def test_refer_of_astrophysics_has_its_abstract_elsewhere() -> None:
    text = "%R 2020MuJ...415...50E\n%A Example, A.; Other, B.\n%J Made-up Journal\n%D 09/2020\n%T Example of clusters\n"
    text += "%B One,\n two.\n \n"
    first, one = (each.record for each in read_file((text.replace("clusters", "others") + "\n" + text).encode()).parsed)
    assert (first.title, one.title) == ("Example of others", "Example of clusters")
    assert (one.journal, one.abstract, one.authors) == ("Made-up Journal", "One, two.", ("Example, A.", "Other, B."))
    assert only(text).journal == "Made-up Journal"
    reading = read_file(text.replace("%R 2020MuJ...415...50E\n", "").replace("%J Made-up Journal\n", "").encode())
    assert reading.parsed[0].record.journal == "One, two."
