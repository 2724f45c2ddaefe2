"""Lists of identifiers, archives, and files glued together from several formats."""

from __future__ import annotations

import gzip
import zipfile
from io import BytesIO

import pytest

from pipeline.formats.read import read_file
from tests.pipeline.formats.test_bibtex import ONE as BIB
from tests.pipeline.formats.test_tagged import REFER, WOS

RIS = "TY  - JOUR\nTI  - Example trial\nAU  - Example, A\nPY  - 2020\nER  - \n\n"
NBIB = "PMID- 10000001\nOWN - NLM\nTI  - Example trial\nFAU - Example, Anna\nDP  - 2020 Jan\n\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10000001\n10000002\n", ["10000001", "10000002"]),
        ("10000001, 10000002; 10000003", ["10000001", "10000002", "10000003"]),
        ("PMID\n10000001\n", ["10000001"]),
        ("PMID: 10000001\nPMID: 10000002\n", ["10000001", "10000002"]),
        ("1. 10000001\n2. 10000002\n", ["10000001", "10000002"]),
        ("https://pubmed.ncbi.nlm.nih.gov/10000001/\n", ["10000001"]),
        ("10.1000/a\ndoi:10.1000/B.\nhttps://doi.org/10.1000/c\n", ["10.1000/a", "10.1000/b", "10.1000/c"]),
    ],
)
def test_lists_of_identifiers(text: str, expected: list[str]) -> None:
    reading = read_file(text.encode())
    assert (reading.format, reading.taken) == ("id_list", len(expected))
    assert [one.record.pmid or one.record.doi for one in reading.parsed] == expected


def test_a_line_that_is_no_identifier_is_put_aside() -> None:
    reading = read_file(b"10000001\n10000002\nask Anna about this one\n10000003\n")
    assert (reading.record_starts, reading.taken) == (4, 3)
    assert [(one.line, one.code, one.raw) for one in reading.rejected] == [
        (3, "identifier_unknown", "ask Anna about this one")
    ]


@pytest.mark.parametrize("text", ["1\n2\n3\n", "2019\n2020\n", "see 10000001 for this, and so on\n", "12 345 678\n"])
def test_numbers_are_not_always_identifiers(text: str) -> None:
    assert read_file(text.encode()).format is None


def packed(**files: str | bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def test_an_archive_is_read_file_by_file() -> None:
    reading = read_file(packed(one_ris=RIS * 2, folder__two_nbib=NBIB, note_txt="Hello"))
    assert (reading.record_starts, reading.taken) == (3, 3)
    assert [(one.number, one.part, one.line) for one in reading.parsed] == [
        (1, "one_ris", 1),
        (2, "one_ris", 7),
        (3, "folder/two_nbib", 1),
    ]
    assert read_file(gzip.compress(RIS.encode())).taken == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (packed(note="Hello"), "file_archive"),
        (packed(inner=packed(one=RIS)), "file_archive"),
        (packed(one=RIS * 50)[:120], "file_archive_broken"),
        (gzip.compress(RIS.encode() * 500, mtime=0)[:60], "file_archive_broken"),
        (packed(big=b"\0" * 20_000_000), "file_too_large_unpacked"),
        (gzip.compress(b"\0" * 20_000_000, mtime=0), "file_too_large_unpacked"),
    ],
)
def test_archives_that_are_not_read(data: bytes, code: str) -> None:
    reading = read_file(data)
    assert [(reading.format, one.code) for one in reading.rejected] == [(None, code)]


KINDS = {"ris": RIS, "nbib": NBIB, "bib": BIB, "wos": WOS, "refer": REFER}


@pytest.mark.parametrize("first", KINDS)
@pytest.mark.parametrize("second", KINDS)
def test_files_glued_together_lose_nothing(first: str, second: str) -> None:
    reading = read_file((KINDS[first] * 2 + KINDS[second]).encode())
    assert (reading.record_starts, reading.taken) == (3, 3)
    assert [one.number for one in reading.parsed] == [1, 2, 3]
    assert {one.record.title.split()[0] for one in reading.parsed} == {"Example"}
    lines = 1 + 2 * KINDS[first].count("\n")
    assert reading.parsed[2].line == lines


def test_a_tag_of_another_format_inside_an_abstract_is_text() -> None:
    odd = RIS.replace("PY  - 2020", "AB  - We searched\nPMID- 10000001\n@article{x,\nand more\nPY  - 2020")
    reading = read_file((odd * 3).encode())
    assert (reading.format, reading.record_starts) == ("ris", 3)


def test_the_number_of_pmc_beside_a_pmid_is_left_out() -> None:
    text = "PMID: 10000001 PMCID: PMC100001\nPMID: 10000002; PMCID: PMC100002.\n10000003\n"
    assert [one.record.pmid for one in read_file(text.encode()).parsed] == ["10000001", "10000002", "10000003"]
