"""Authors, pages, DOI and journals as sources write them. All are made up."""

from __future__ import annotations

import pytest

from pipeline.dedupe.names import NOBODY, read_authors, same_author, same_team
from pipeline.dedupe.places import read_doi, read_journal, read_pages, read_volume, same_doi, same_journal, same_pages

AUTHORS = [
    # one, other, can they be one, are they one team
    (["Made-Up, Anna"], ["Made-Up, A."], True, True),
    (["Made-Up, Anna"], ["Anna Made-Up"], True, True),
    (["Madeup, Anna"], ["Made-Up A"], True, True),
    (["van der Sample, Bo"], ["Sample, B van der"], True, True),
    (["Prøve, Åse"], ["Prove, Ase"], True, True),
    (["Prøve, Åse"], ["Proeve, Aase"], True, True),
    (["Samplé, C"], ["Sampl?, C"], True, True),
    (["Wei, Zhang", "Li, Bo", "Xu, Cy"], ["Zhang, Wei", "Li, B", "Xu, C"], True, True),
    (["Long, F X", "Kin, N", "Gal, D"], ["Xi, L F", "Kin, N B", "Gal, D A"], True, False),
    (["Example Study Group"], ["Made-Up, Anna"], None, False),
    (["Group, SAMPLE Study", "Kin, N"], ["Kin, N"], None, False),
    (["Made-Up, Anna"], ["Invented, Anna"], False, False),
    (["Made-Up, Anna"], ["Zzyzx, Q"], False, False),
    (["Made-Up, Anna", "Kin, N", "Gal, D", "Syrj?nen, K"], ["Made-Up, A", "Kin, N", "Gal, D", "Syrjanen, K"], True, True),
    (["Made-Up, Anna", "Kin, N"], ["Made-Up, Anna", "Other, Ola"], True, False),
    ([], ["Made-Up, Anna"], None, False),
    (["et al."], ["Made-Up, Anna"], None, False),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "same", "team"), AUTHORS)
def test_authors(a: list[str], b: list[str], same: bool | None, team: bool) -> None:
    one, other = read_authors(a), read_authors(b)
    assert (same_author(one, other), same_author(other, one)) == (same, same)
    assert (same_team(one, other), same_team(other, one)) == (team, team)


def test_nobody() -> None:
    assert read_authors([]) == read_authors(["Anonymous"]) == NOBODY


PAGES = [
    ("123-130", "123-30", True),
    ("123-130", "123--130", True),
    ("123‐130", "123", True),
    ("0123-0130", "123-130", True),
    ("106-11; discussion 111", "106-111", True),
    ("S12-S13", "S12-3", True),
    ("35+", "35-40", True),
    ("123-130", "223-230", False),
    ("S12", "S99", False),
    ("e123", "e456", False),
    ("969-972", "a1754", None),
    ("101-110", "104-110", None),
    ("23", "57", None),
    ("1-8", "515-522", None),
    ("1-8", "515-530", False),
    ("1-10", "01-Oct", True),
    ("8-11", "08-Nov", True),
    ("1-10", "10. okt", None),
    ("1-10", "10.jan", True),
    ("1-10", "2021-10-01", True),
    ("515-523", "01-Sep", None),
    ("", "1-2", None),
    ("iv", "1-2", None),
]


@pytest.mark.parametrize(("a", "b", "same"), PAGES)
def test_pages(a: str, b: str, same: bool | None) -> None:
    one, other = read_pages(a), read_pages(b)
    assert (same_pages(one, other), same_pages(other, one)) == (same, same)


DOIS = [
    ("https://doi.org/10.1000/ABC", "10.1000/abc", True),
    ("doi:10.1000/abc.", "10.1000/abc", True),
    ("10.1000%2Fabc", "10.1000/abc", True),
    ("10.1000/s0140-6736(05)00001", "10.1000/s014067360500001", True),
    ("10.1000/abc/abstract", "10.1000/abc", True),
    ("10.1000/rs.3.rs-7/v2", "10.1000/rs.3.rs-7/v1", True),
    ("10.1000/journal.sample", "10.1000/journal.sam", None),
    ("10.1000/journal.12", "10.1000/journal.123", False),
    ("10.1000/a", "10.1000/b", False),
    ("not given", "10.1000/b", None),
]


@pytest.mark.parametrize(("a", "b", "same"), DOIS)
def test_doi(a: str, b: str, same: bool | None) -> None:
    one, other = read_doi(a), read_doi(b)
    assert (same_doi(one, other), same_doi(other, one)) == (same, same)


JOURNALS = [
    ("Journal of Example Research", "J Example Res", True),
    ("Journal of Example Research", "Journal of example research : official journal of the Example Society", True),
    ("The Lancet", "Lancet (London, England)", True),
    ("BMJ", "British Medical Journal", True),
    ("SCES 2020 Proceedings", "Sample Conference on Exercise Systems", True),
    ("Jexampleres", "Journal of Example Research", True),
    ("Dtsch Med Wochenschr", "Deutsche medizinische Wochenschrift", True),
    ("Eksempelbladet [Example Journal of Norway]", "Example Journal of Norway", True),
    ("Ai shi = Aishi = Sample journal of cancer", "Aishi", True),
    ("Infrastructure Example", "Journal of Nursing", False),
    ("Lancet", "Lancet Oncology", False),
    ("Sample Conference on Exercise Systems", "Other Meeting of Nurses", False),
    ("", "Lancet", None),
]


@pytest.mark.parametrize(("a", "b", "same"), JOURNALS)
def test_journals(a: str, b: str, same: bool | None) -> None:
    one, other = read_journal(a), read_journal(b)
    assert (same_journal(one, other), same_journal(other, one)) == (same, same)


@pytest.mark.parametrize(
    ("text", "year", "volume"),
    [("12", 2020, "12"), ("012", None, "12"), ("30a", None, "30"), ("9 Suppl 2", None, "9"), ("2015-April", 2015, ""),
     ("2015", 2014, "2015"), ("", None, ""), ("n/a", None, "")],
)  # fmt: skip
def test_volumes(text: str, year: int | None, volume: str) -> None:
    assert read_volume(text, year) == volume
