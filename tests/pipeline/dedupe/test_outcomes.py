"""Pairs of records, and what becomes of them: one reference, a link, a question to a person, nothing. All are made up."""

from __future__ import annotations

from dataclasses import replace

import pytest

import messages
from pipeline.dedupe.engine import Item, dedupe
from pipeline.records import Record
from tests.pipeline.dedupe.samples import BARE, ENTRY, LONG, REVIEW, TRIAL, both

SAME = [
    ("dedupe_copy", BARE, BARE),
    ("dedupe_copy", Record(title="Editorial"), Record(title="Editorial")),
    ("dedupe_same_pmid", TRIAL, replace(TRIAL, title="Prøve av balansetrening", doi="")),
    ("dedupe_same_doi", TRIAL, replace(TRIAL, pmid="", doi="https://doi.org/10.1000/EXAMPLE.1", pages="", volume="")),
    ("dedupe_same_doi", TRIAL, replace(TRIAL, pmid="", doi="10.1000/example.1/abstract", pages="", volume="")),
    ("dedupe_same_doi", TRIAL, replace(TRIAL, pmid="", title="Retracted: " + TRIAL.title)),
    ("dedupe_same_doi", TRIAL, replace(TRIAL, title="Noe vi fant på om balanse", pmid="", pages="", volume="")),
    ("dedupe_same_registration", ENTRY, replace(ENTRY, title="Example trial of balance training at home", year=2018)),
    # how sources write a title
    (
        "dedupe_same_title",
        BARE,
        replace(BARE, title="EXAMPLE TRIAL of balance training in home-care; a made up study."),
    ),
    ("dedupe_same_title", BARE, replace(BARE, title=BARE.title + " [Review] [12 refs]")),
    (
        "dedupe_same_title",
        BARE,
        replace(BARE, title=BARE.title + ".[Erratum appears in Example J. 2021;13(1):7 Note: A"),
    ),
    ("dedupe_same_title", BARE, replace(BARE, title=BARE.title + " [abstract no: 134]", pages="")),
    (
        "dedupe_same_title",
        replace(BARE, title="Effects of TNF-α &amp; <i>made-up</i> sugar in nursing homes"),
        replace(BARE, title="Effects of TNF-alpha and made-up sugar in nursing homes"),
    ),
    (
        "dedupe_same_title",
        replace(BARE, title="Øvelser på sykehjem: en oppdiktet prøve av gjærbakst"),
        replace(BARE, title="Oevelser paa sykehjem: en oppdiktet proeve av gjaerbakst"),
    ),
    (
        "dedupe_same_title",
        replace(BARE, title="Träning för äldre: ett påhittat exempel från Göteborg"),
        replace(BARE, title="Traning for aldre: ett pahittat exempel fran Goteborg"),
    ),
    (
        "dedupe_same_title",
        replace(BARE, title="Выдуманный пример исследования", authors=("Образцов, И",)),
        replace(BARE, title="Vydumannyi primer issledovaniia", authors=("Obraztsov, I",)),
    ),
    (
        "dedupe_same_title",
        replace(BARE, title="虚构的老年人平衡训练研究"),
        replace(BARE, title="虚构的老年人平衡训练研究。", pages=""),
    ),
    # what is missing or differs beside it
    ("dedupe_same_title_year_apart", BARE, replace(BARE, year=2021, volume="", pages="", journal="J Example Res")),
    ("dedupe_same_title", BARE, replace(BARE, authors=(), volume="")),
    ("dedupe_same_title", BARE, replace(BARE, authors=("Anna Made-Up", "Bo Invented"))),
    ("dedupe_same_title", BARE, replace(BARE, authors=("Balance Study Group",))),
    ("dedupe_same_title", LONG, replace(LONG, authors=("Anna, M", "Invented, B", "Sample, C"))),
    ("dedupe_same_title", BARE, replace(BARE, pages="e1754")),
    ("dedupe_same_title", replace(BARE, pages="1-10"), replace(BARE, pages="01-Oct", volume="")),
    ("dedupe_same_title", replace(BARE, pages="1-10"), replace(BARE, pages="10.jan", volume="")),
    ("dedupe_same_title", BARE, replace(BARE, pages="101-10; discussion 111")),
    (
        "dedupe_same_title",
        replace(BARE, volume="", pages="", kind="conference", journal="Sample Conference on Exercise Systems"),
        replace(BARE, volume="", pages="", kind="conference", journal="SCES 2020 Proceedings"),
    ),
    ("dedupe_same_title", replace(BARE, title="Editorial"), replace(BARE, title="Editorial.")),
    # other wordings at one place
    (
        "dedupe_close_title_same_place",
        BARE,
        replace(BARE, title="Example trial of balance trainning in home care: a made-up study"),
    ),
    ("dedupe_close_title_same_place", BARE, replace(BARE, title="Example trial of balance training in home care")),
    ("dedupe_close_title_same_place", BARE, replace(BARE, title="How it went ... " + BARE.title)),
    (
        "dedupe_close_title_same_place",
        replace(BARE, title="Made-up marker p16 in 7 samples of everyday life"),
        replace(BARE, title="Made-up marker p6 in 7 samples of everyday life"),
    ),
    (
        "dedupe_close_title_same_place",
        replace(BARE, title=BARE.title + "; Oppdiktet prøve av balansetrening i hjemmet", journal="Eksempelbladet"),
        BARE,
    ),
    ("dedupe_close_title_same_place", BARE, replace(BARE, title=BARE.title[:-3])),
    ("dedupe_cut_title", replace(BARE, pages=""), replace(BARE, title=BARE.title + ". Results from Sampletown")),
    (
        "dedupe_misspelt_year_apart",
        replace(LONG, title=LONG.title + " of non-users", volume="", pages="", year=2021),
        replace(LONG, title=LONG.title + " in nonusers", pages=""),
    ),
    ("dedupe_translated", BARE, replace(BARE, title="[Prøve av trening for balansen hjemme, oppdiktet]")),
    (
        "dedupe_misspelt",
        replace(BARE, volume="", pages=""),
        replace(BARE, title="Example trial of balance trainning in home care: a made-up study", pages=""),
    ),
    (
        "dedupe_same_abstract",
        replace(BARE, volume="", pages="", abstract="This made-up abstract tells nothing at all. " * 6),
        replace(
            BARE,
            title="Example trial of balance training in home care",
            volume="",
            pages="",
            abstract="This made-up abstract tells nothing at all. " * 4,
        ),
    ),
]


@pytest.mark.parametrize(("code", "a", "b"), SAME)
def test_is_one_reference(code: str, a: Record, b: Record) -> None:
    result = both(a, b)
    assert result.clusters == (("a", "b"),)
    assert [merge.reason_code for merge in result.reasons] == [code]
    assert result.doubtful == ()


@pytest.mark.parametrize("turned", [False, True])
def test_a_merge_tells_that_the_years_differ_and_which_they_are(turned: bool) -> None:
    pair = [BARE, replace(BARE, year=2021, volume="", pages="")]
    (merge,) = both(*(reversed(pair) if turned else pair)).reasons
    told = messages.text(merge.reason_code, merge.params)
    assert "stemmer" in told and "Årene er ulike (2020 og 2021)" in told
    assert "år stemmer" not in told and "(2020)" not in told and "(2021)" not in told


DOUBTFUL = [
    (
        "dedupe_other_doi",
        replace(TRIAL, pmid=""),
        replace(TRIAL, pmid="", doi="10.1000/example.7", pages="400-410"),
    ),
    ("dedupe_other_doi", TRIAL, replace(TRIAL, doi="10.1000/example.7", pages="400-410")),
    ("dedupe_other_pmid", TRIAL, replace(TRIAL, pmid="1009")),
    ("dedupe_elsewhere", BARE, replace(BARE, journal="Annals Of Something Quite Else", volume="88", pages="5-6")),
    (
        "dedupe_same_pmid_other_title",
        TRIAL,
        replace(TRIAL, title="Something not at all alike", authors=("Zzyzx, Q",), doi=""),
    ),
    (
        "dedupe_same_doi_other_title",
        TRIAL,
        replace(TRIAL, title="Something not at all alike", pmid="", pages="7-9", volume="2", authors=("Zzyzx, Q",)),
    ),
    (
        "dedupe_same_title_other_details",
        replace(BARE, volume="", pages=""),
        replace(BARE, year=2023, volume="", pages=""),
    ),
    ("dedupe_same_title_other_details", BARE, replace(BARE, pages="S45")),
    ("dedupe_same_title_other_details", BARE, replace(BARE, pages="iii30")),
    (
        "dedupe_same_doi_other_title",
        replace(TRIAL, pmid="", kind="conference", pages="", volume=""),
        replace(TRIAL, title="What we made up about sleep", pmid="", kind="conference", pages="", volume=""),
    ),
    ("dedupe_same_title_other_author", BARE, replace(BARE, authors=("Zzyzx, Quentin",), pages="101")),
    (
        "dedupe_close_title",
        replace(BARE, volume="", pages="", journal=""),
        replace(BARE, title="Example trial of balance trainning in home care: a made-up study", volume="", pages=""),
    ),
    (
        "dedupe_same_place_other_title",
        BARE,
        replace(BARE, title="Studie av noe helt annet på et annet språk", pages="101"),
    ),
    (
        "dedupe_other_part",
        replace(BARE, title="Made-up care of older people at home. Part I: training", pages="101"),
        replace(BARE, title="Made-up care of older people at home. Part II: training", pages="101"),
    ),
    (
        "dedupe_other_part",
        replace(TRIAL, pmid="", title="Made-up care of older people at home in 2019"),
        replace(TRIAL, pmid="", title="Made-up care of older people at home in 2020", pages="1-9"),
    ),
]


@pytest.mark.parametrize(("code", "a", "b"), DOUBTFUL)
def test_is_for_a_person(code: str, a: Record, b: Record) -> None:
    result = both(a, b)
    assert result.clusters == (("a",), ("b",))
    assert [doubt.reason_code for doubt in result.doubtful] == [code]


LINKED = [
    # kind, the older or what is about the other, the other
    (
        "version",
        "dedupe_other_cochrane_version",
        REVIEW,
        replace(REVIEW, doi="10.1002/14651858.cd999999.pub3", pmid="1003", year=2023),
    ),
    (
        "version",
        "dedupe_other_cochrane_version",
        replace(REVIEW, doi="10.1002/14651858.cd999999", pmid="", year=2014),
        REVIEW,
    ),
    (
        "version",
        "dedupe_other_cochrane_version",
        replace(REVIEW, doi="", pmid="", year=2015),
        replace(REVIEW, doi="", pmid=""),
    ),
    (
        "version",
        "dedupe_retitled_cochrane_version",
        REVIEW,
        replace(
            REVIEW, title="Movement for elderly persons who might fall", doi="10.1002/14651858.cd999999.pub3", pmid=""
        ),
    ),
    (
        "short_form",
        "dedupe_abridged",
        replace(
            REVIEW,
            title=REVIEW.title + ": an abridged Cochrane review",
            doi="10.1000/b",
            pmid="1004",
            journal="Example Medicine",
            volume="54",
            pages="885-891",
        ),
        REVIEW,
    ),
    (
        "notice",
        "dedupe_notice",
        replace(TRIAL, title="Erratum: " + TRIAL.title, doi="10.1000/example.2", pmid="", pages="120-120"),
        TRIAL,
    ),
    ("notice", "dedupe_notice", replace(TRIAL, title="Correction to: " + TRIAL.title), TRIAL),
    (
        "notice",
        "dedupe_notice",
        replace(TRIAL, title="Retraction note: " + TRIAL.title, doi="10.1000/example.3", pmid=""),
        TRIAL,
    ),
    (
        "notice",
        "dedupe_notice",
        replace(TRIAL, title="Comment on " + TRIAL.title, doi="10.1000/example.9", pmid=""),
        TRIAL,
    ),
    ("notice", "dedupe_notice", replace(BARE, title="Reply: " + TRIAL.title, pages="111-112"), BARE),
    ("notice", "dedupe_notice", replace(BARE, title="Rettelse: " + TRIAL.title, pages="111-112"), BARE),
    (
        "protocol",
        "dedupe_protocol",
        replace(BARE, title=BARE.title + ": study protocol", journal="BMJ Open", volume="8"),
        BARE,
    ),
    (
        "preprint",
        "dedupe_preprint",
        replace(BARE, journal="medRxiv", doi="10.1101/2019.01.01.19000001", volume="", pages=""),
        TRIAL,
    ),
    ("preprint", "dedupe_preprint", replace(BARE, journal="", kind="preprint", volume="", pages=""), TRIAL),
    (
        "abstract",
        "dedupe_meeting",
        replace(
            BARE,
            title=BARE.title + " [abstract]",
            journal="European Journal of Samples",
            volume="9 Suppl 2",
            pages="S45",
        ),
        BARE,
    ),
    (
        "abstract",
        "dedupe_meeting",
        replace(
            BARE, journal="Sample Conference on Balance", kind="conference", volume="", pages="7-9", doi="10.2000/c"
        ),
        TRIAL,
    ),
    ("abstract", "dedupe_meeting", replace(BARE, volume="10", pages="A20", year=2018), BARE),
    (
        "registration",
        "dedupe_registration",
        replace(BARE, journal="https://clinicaltrials.gov/show/NCT00000000", authors=("Nct,",), volume="", pages=""),
        BARE,
    ),
]


@pytest.mark.parametrize(("kind", "code", "older", "other"), LINKED)
def test_belongs_together_and_stays_two(kind: str, code: str, older: Record, other: Record) -> None:
    for names in (("a", "b"), ("b", "a")):
        result = dedupe([Item(names[0], older), Item(names[1], other)])
        assert result.clusters == (("a",), ("b",))
        assert result.doubtful == ()
        assert [(one.a, one.b, one.kind, one.reason_code) for one in result.linked] == [(*names, kind, code)]


APART = [
    (
        "recurring title, next issue",
        replace(BARE, title="Editorial", doi="10.1000/e1"),
        replace(BARE, title="Editorial", doi="10.1000/e2"),
    ),
    ("recurring title, other pages", replace(BARE, title="Letter"), replace(BARE, title="Letter", pages="1-2")),
    (
        "recurring title, no pages",
        replace(BARE, title="Remarks: Editor's comments", pages="", issue="1"),
        replace(BARE, title="Remarks: Editor's comments", pages="", issue="2"),
    ),
    (
        "two trials in a register",
        ENTRY,
        replace(ENTRY, journal="https://clinicaltrials.gov/show/NCT00000001"),
    ),
    (
        "issues that begin at page 1 again",
        replace(BARE, title="Made-up data of robots and what they eat", issue="1", pages="66-71"),
        replace(BARE, title="A sample of something else by the same hand", issue="2", pages="66-71"),
    ),
    (
        "papers that all begin at page 1",
        replace(BARE, title="Made-up data of robots and what they eat", pages="1-14"),
        replace(BARE, title="A sample of something else by the same hand", pages="1-14"),
    ),
    (
        "two answers",
        replace(BARE, title="Short-term sample training in made-up men", volume="", pages=""),
        replace(BARE, title="Short-term sample training in made-up women", volume="", pages=""),
    ),
    ("two Cochrane reviews", REVIEW, replace(REVIEW, doi="10.1002/14651858.cd888888", pmid="", pages="CD888888")),
    (
        "unlike",
        TRIAL,
        replace(TRIAL, title="Quite another matter", doi="10.1000/x", pmid="77", pages="1-9", volume="1"),
    ),
    ("nothing known", Record(), Record()),
    ("only years", Record(year=2020), Record(year=2020)),
]


@pytest.mark.parametrize(("a", "b"), [pair[1:] for pair in APART], ids=[pair[0] for pair in APART])
def test_has_nothing_to_do_with_each_other(a: Record, b: Record) -> None:
    result = both(a, b)
    assert result.clusters == (("a",), ("b",))
    assert result.doubtful == ()
