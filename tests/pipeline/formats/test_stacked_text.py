"""References copied from a page of hits, and titles with links to their DOI."""

from __future__ import annotations

import pytest

from pipeline.formats.read import read_file

OVID = """\
1. Example trial of made-up things.
Example A, Other B.
Journal of Examples. 5(1):1-9, 2020 Jan.
[Journal Article]
UI: 10000001

2. Other trial of made-up things.
Third C.
Journal of Examples. 6(2):10-19, 2021.
[Journal Article]
UI: 10000002
"""
PUBMED = """\
1
Cite
Example trial of made-up things
Example A, Other B.
J Ex. 2020 Jan;5(1):1-9. doi: 10.1000/ex.1.
PMID: 10000001
Free PMC article.

2
Cite
Other trial of made-up things
Third C.
J Ex. 2021 Feb;6(2):10-9. doi: 10.1000/ex.2.
PMID: 10000002
"""


@pytest.mark.parametrize("text", [OVID, PUBMED], ids=["ovid", "pubmed"])
def test_title_people_and_place_on_lines_of_their_own(text: str) -> None:
    reading = read_file(text.encode())
    assert (reading.format, reading.record_starts, reading.rescued) == ("reference_list", 2, 2)
    first, other = (one.record for one in reading.parsed)
    assert (first.title, first.authors) == ("Example trial of made-up things", ("Example, A", "Other, B"))
    assert (first.year, first.volume, first.pages, first.pmid) == (2020, "5", "1-9", "10000001")
    assert (other.title, other.year, other.pmid) == ("Other trial of made-up things", 2021, "10000002")


@pytest.mark.parametrize("joint", [" ", "\n", ". doi: "])
def test_a_title_with_its_link(joint: str) -> None:
    link = "10.1000/ex" if "doi" in joint else "https://doi.org/10.1000/ex"
    lines = [f"Example trial of made-up thing{at}{joint}{link}.{at}" for at in range(3)]
    reading = read_file("\n".join([*lines, "en løs merknad"]).encode())
    assert (reading.format, reading.record_starts, reading.rescued) == ("reference_list", 4, 3)
    assert [one.record.doi for one in reading.parsed] == [f"10.1000/ex.{at}" for at in range(3)]
    assert reading.parsed[0].record.title == "Example trial of made-up thing0"
    assert [one.code for one in reading.rejected] == ["reference_not_read"]


def test_whole_references_with_links_keep_their_parts() -> None:
    text = "Example, A. (2020). Example trial of made-up things. Journal of Examples, 5(1), 1-9. https://doi.org/10.1000/ex.1"
    (one,) = read_file(text.encode()).parsed
    assert (one.record.title, one.record.year) == ("Example trial of made-up things", 2020)


@pytest.mark.parametrize("text", ["Kjære deg, se her\nhttps://example.org/side\n", "a b c\nd e f\n\ng h i\n"])
def test_other_text_is_none(text: str) -> None:
    assert read_file(text.encode()).format is None


def test_a_doi_in_the_id_of_ris_and_a_record_glued_to_another() -> None:
    (one,) = read_file(b"TY  - JOUR\nTI  - Example trial\nID  - 10.1000/ex.1\nER  - \n").parsed
    assert one.record.doi == "10.1000/ex.1"
    glued = "PMID- 10000001\nOWN - NLM\nTI  - One\nSO  - J Ex. 2020PMID- 10000002\nTI  - Two\n"
    assert [each.record.title for each in read_file(glued.encode()).parsed] == ["One", "Two"]
