"""Every shared reference file holds as many records as its README says, or the missing are named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.formats.read import read_file
from pipeline.records import Reading, Record
from tests.pipeline.formats.shared import FIXTURES, counts, load, needs_shared

pytestmark = needs_shared

MISSING: dict[str, tuple[tuple[int, str], ...]] = {}
"""File -> ((line, code) of each start from which no record can be made, with the reason beside it). None for now."""

MORE: dict[str, int] = {
    "colrev_ais_enl.txt": 6,  # two of the six have a type (%0), which is what the README counts; all have a title
    "colrev_enl_data.enl": 3,  # likewise
}
"""File -> records, where the README counts fewer than a person would."""

FORMATS = {
    "ris": {"ris"},
    "nbib": {"nbib"},
    "epistemonikos": {"ris"},
    "wos": {"wos"},
    "ovid-text": {"ovid"},
    "enw": {"refer"},
    "bib": {"bibtex"},
    "endnote-xml": {"endnote_xml"},
    "csv": {"csv", "tsv", "xlsx"},
    "misc-txt": {"refworks", "ris", "bibtex"},
}
"""Group -> what its files are."""

RESCUED: dict[str, tuple[tuple[int, str], ...]] = {
    "nbib_pubmed-balloongui-set.nbib": ((569, "control_characters"),),  # a line separator (U+2028) in the abstract
}
"""File -> (line, repair) of the records that were read after a repair."""


def holds_together(reading: Reading) -> bool:
    return reading.record_starts == reading.taken + reading.rescued + len(reading.rejected)


@pytest.mark.parametrize(
    ("group", "name", "records"),
    [(group, *one) for group in FORMATS for one in counts(group).items() if "json" not in one[0]],
)
def test_count_of_the_readme(group: str, name: str, records: int) -> None:
    reading = read_file(load(group, name), name)
    assert reading.format in FORMATS[group]
    assert holds_together(reading)
    assert tuple((one.line, one.code) for one in reading.rejected) == MISSING.get(name, ())
    assert reading.taken + reading.rescued == MORE.get(name, records) - len(MISSING.get(name, ()))
    if name in MORE:
        assert {one.repairs for one in reading.parsed if one.repairs} == {("missing_start",)}
    else:
        assert tuple((one.line, *one.repairs) for one in reading.parsed if one.repairs) == RESCUED.get(name, ())


def test_every_ris_and_nbib_file_is_in_the_readme() -> None:
    for group in ("ris", "nbib"):
        assert {path.name for path in (FIXTURES / group).iterdir()} == set(counts(group))


@pytest.mark.parametrize("path", sorted((FIXTURES / "pubmed-xml").glob("*.xml")), ids=lambda path: path.name)
def test_pubmed_xml(path: Path) -> None:
    expected = 0 if path.name in EMPTY_SETS else counts("pubmed-xml").get(path.name, 1)
    reading = read_file(path.read_bytes(), path.name)
    assert (reading.format, len(reading.parsed), reading.rejected) == ("pubmed_xml", expected, ())
    assert set(reading.repairs()) <= {("control_characters",)}, "well-formed, though one has letters of cp1252 in it"
    lines = path.read_text("utf-8").splitlines()
    for one in reading.parsed:
        assert "<Pubmed" in lines[one.line - 1]
        assert one.record.title and one.record.pmid.isdigit()


def test_files_of_other_formats_are_named() -> None:
    for group in ("esearch-live", "eutils"):
        for path in set((FIXTURES / group).iterdir()) - {FIXTURES / "eutils" / SUMMARY}:
            reading = read_file(path.read_bytes(), path.name)
            assert (reading.format, reading.record_starts, len(reading.rejected)) == (None, 0, 1), path.name


SUMMARY = "bp_esummary1.xml"
"""The one answer among them that tells of references: two summaries of PubMed. The others are of other databases."""


def test_a_summary_of_pubmed_is_read() -> None:
    reading = read_file(load("eutils", SUMMARY))
    assert (reading.format, reading.record_starts, reading.taken) == ("pubmed_summary", 2, 2)
    assert [one.record.pmid for one in reading.parsed] == ["11850928", "11482001"]


def test_works_of_crossref_are_read() -> None:
    for path in (FIXTURES / "crossref-json").iterdir():
        (one,) = read_file(path.read_bytes(), path.name).parsed
        assert one.record.doi and one.record.title and one.record.authors, path.name


# -- the same records as ten systems export them ------------------------------------------------------------------

EXPORTS = {"endnote": 10, "eppireviewer": 10, "mendeley": 10, "zotero": 10, "covidence_endnote": 8}
"""Export -> how many of Embase's ten records it holds too; each export has ten."""

EMPTY_SETS = frozenset({"mp_37909814.xml"})
"""Answers for a PMID that is gone: a PubmedArticleSet without an article, though the README counts one a file."""


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def by_doi(export: str) -> dict[str, Record]:
    reading = read_file(load("ris", f"cff_baseline_{export}.ris"))
    return {one.record.doi: one.record for one in reading.parsed}


def families(record: Record) -> tuple[str, ...]:
    return tuple(words(name.split(",")[0]) for name in record.authors)


@pytest.mark.parametrize("export", EXPORTS)
def test_same_ten_records_from_each_system(export: str) -> None:
    expected, found = by_doi("embase"), by_doi(export)
    shared = set(found) & set(expected)
    assert (len(found), len(shared)) == (10, EXPORTS[export])
    for doi in shared:
        record = found[doi]
        assert words(record.title) == words(expected[doi].title)
        assert record.year == expected[doi].year
        # EPPI-Reviewer breaks a name apart here and there ("H B", "Aureliano T"): nothing is missing, some stand twice
        assert set(families(expected[doi])) <= set(families(record))


def test_sample_read_by_eye() -> None:
    """Fields that were compared with the file's text by hand."""
    cochrane = read_file(load("ris", "cff_baseline_cochrane_refman.ris")).parsed[0]
    assert (cochrane.line, cochrane.record.pmid, cochrane.record.doi) == (5, "21314913", "10.1186/1745-6215-12-39")
    assert (cochrane.record.source_id, cochrane.record.year) == ("CN-00778158", 2011)
    cinahl = read_file(load("ris", "cff_baseline_cinahl.ris")).parsed[0].record
    assert (cinahl.year, cinahl.doi, cinahl.pages) == (2024, "10.1371/journal.pone.0298242", "1-60")
    embase = read_file(load("ris", "cff_baseline_embase.ris")).parsed[0].record
    assert (embase.pmid, embase.source_id, embase.authors[-1]) == ("38773066", "L2029880245", "McNamara, M.E.")
    endnote = read_file(load("ris", "asr_pubmed_endnote.txt")).parsed[0].record
    assert (endnote.pmid, endnote.keywords[:2]) == (
        "21553931",
        ("Animals", "Anti-Inflammatory Agents/adverse effects/pharmacokinetics/*pharmacology"),
    )
    epistemonikos = read_file(load("epistemonikos", "export_2018style_2.ris")).parsed[0].record
    assert (epistemonikos.pmid, epistemonikos.authors, epistemonikos.pages) == (
        "16428698",
        ("Braman, Sidney S",),
        "95-95",
    )
    psycinfo = read_file(load("ris", "asr_ovid_zotero.ris")).parsed[0].record
    assert psycinfo.pages == ""
