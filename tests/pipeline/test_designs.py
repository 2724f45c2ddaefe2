"""The design of an article and of the studies behind it, and where GRADE starts from them: by table.

The starts are those of the method: Guyatt GH et al. J Clin Epidemiol 2011;64:401-6 (randomised high, others low);
Schunemann HJ et al. 2019;111:105-14 (rated with ROBINS-I: high); Iorio A et al. BMJ 2015;350:h870 (prognosis: cohorts high);
Schunemann HJ et al. J Clin Epidemiol 2020;122:129-41 (test accuracy: high).
"""

from __future__ import annotations

from dataclasses import replace

import pytest

import wiring
from appraisal.judge import judge
from pipeline.appraised import form_for
from pipeline.designs import Article, design_of, in_words, named, rests_on_others
from pipeline.records import Record
from pipeline.rows import Fields, Saved
from pipeline.steps.certainty import likely_start

SHIPPED = wiring.library().instruments
GRADE = SHIPPED["grade@1.1"]
ROBINS_I = replace(SHIPPED["fhi-kohort@1.0"], id="robins-i-2016", fits=("cohort",))
INSTRUMENTS = {one.id: one for one in SHIPPED.values()} | {"robins-i": ROBINS_I}


def article(
    *used: str,
    title: str = "Example title",
    types: tuple[str, ...] = (),
    mesh: tuple[str, ...] = (),
    written: str = "",
    field: str = "text.designs",
) -> Article:
    record = Record(title=title, publication_types=types, mesh=mesh)
    fields = Fields({field: Saved(written, 1, "", "")} if written else {})
    return Article("Example 2020", record, fields, tuple(INSTRUMENTS[one] for one in used))


REVIEW = ("Journal Article", "Systematic Review")
TRIAL = article(types=("Randomized Controlled Trial",))
COHORT = article(types=("Observational Study",), mesh=("Cohort Studies",))


@pytest.mark.parametrize(
    ("types", "mesh", "design"),
    [
        (("Randomized Controlled Trial", "Multicenter Study"), (), "rct"),
        (("Pragmatic Clinical Trial",), (), "rct"),
        (("Controlled Clinical Trial",), (), ""),  # nobody has said how people were allotted
        (("Journal Article",), ("Humans", "Cohort Studies"), "cohort"),
        (("Journal Article",), ("*Case-Control Studies",), "case-control"),
        (("Journal Article",), ("Qualitative Research/methods",), "qualitative"),
        (("Journal Article",), ("Prospective Studies", "Follow-Up Studies"), ""),  # trials bear them too
        (("Randomized Controlled Trial",), ("Cohort Studies",), "rct"),
        (("Journal Article",), ("Randomized Controlled Trials as Topic",), ""),  # about trials, none itself
        (("Network Meta-Analysis",), (), "systematic-review"),
        (("Observational Study",), (), "observational"),
        (("Observational Study",), ("Cross-Sectional Studies",), "cross-sectional"),  # said more closely
        (("Observational Study",), ("Qualitative Research",), "observational"),
    ],
)
def test_the_design_of_the_article_itself(types: tuple[str, ...], mesh: tuple[str, ...], design: str) -> None:
    assert design_of(Record(publication_types=types, mesh=mesh)) == design


@pytest.mark.parametrize(
    ("text", "designs"),
    [
        ("108 RCT-er", ["rct"]),
        ("Randomiserte, kontrollerte studier", ["rct"]),
        ("studiar med loddtrekking", ["rct"]),
        ("12 cohort studies", ["cohort"]),
        ("kohortstudier og kasus-kontrollstudier", ["cohort", "case-control"]),
        ("ikke-randomiserte studier", ["non-randomised"]),
        ("ikkje-randomiserte", ["non-randomised"]),
        ("non-randomized and randomized trials", ["non-randomised", "rct"]),
        ("Quasi-randomised trials", ["non-randomised"]),
        ("tverrsnittsstudiar", ["cross-sectional"]),
        ("registerstudier", ["observational"]),
        ("108 studier", []),
        ("", []),
    ],
)
def test_the_designs_that_people_write(text: str, designs: list[str]) -> None:
    assert in_words(text) == designs


@pytest.mark.parametrize(
    ("one", "kinds", "by"),
    [
        (article(types=REVIEW, written="108 RCT-er"), ("randomised",), "extraction"),
        (article(types=REVIEW, mesh=("Randomized Controlled Trials as Topic",)), ("randomised",), "heading"),
        (article(types=REVIEW, title="Example: a review of cohort studies"), ("non_randomised",), "title"),
        (article(types=REVIEW), None, ""),  # a review says what it is, not what it rests on
        (article("amstar2", "robis", types=REVIEW), None, ""),
        (article("fhi-rct"), ("randomised",), "checklist"),
        (article("rob2"), ("randomised",), "checklist"),
        (article("fhi-kohort"), ("non_randomised",), "checklist"),
        (article("robins-i"), ("robins_i",), "checklist"),
        (article("fhi-kohort", types=("Randomized Controlled Trial",)), ("non_randomised",), "checklist"),
        (article("fhi-kohort", written="randomisert studie", field="text.design"), ("randomised",), "extraction"),
        (TRIAL, ("randomised",), "type"),
        (COHORT, ("non_randomised",), "type"),
        (article(title="Example: a randomised controlled trial"), ("randomised",), "title"),
        (article(written="randomiserte og ikke-randomiserte"), ("non_randomised", "randomised"), "extraction"),
        (article(), None, ""),
    ],
)
def test_what_names_the_studies_behind_an_article(one: Article, kinds: tuple[str, ...] | None, by: str) -> None:
    found = named(one)
    assert (found.kinds if found else None, found.by if found else "") == (kinds, by)


@pytest.mark.parametrize(
    ("question_type", "articles", "answer", "level"),
    [
        ("effect", (TRIAL,), "randomised", "high"),
        ("effect", (COHORT, article("fhi-kohort")), "non_randomised", "low"),
        ("effect", (article("robins-i"),), "robins_i", "high"),
        ("aetiology", (COHORT,), "non_randomised", "low"),
        ("prognosis", (COHORT,), "prognosis", "high"),
        ("prognosis", (), "prognosis", "high"),
        ("prevalence", (article("fhi-prevalens"),), "prognosis", "high"),
        ("diagnosis", (article("quadas2"),), "diagnostic", "high"),
        ("effect", (), "", None),  # nobody has named a design: asked, never taken for randomised
        ("effect", (article(types=REVIEW),), "", None),
        ("", (article(),), "", None),
        ("effect", (TRIAL, COHORT), "", None),  # each kind is judged by itself
        ("effect", (COHORT, article("robins-i")), "", None),  # rated with ROBINS-I in part only
        ("effect", (TRIAL, article()), "randomised", "high"),
    ],
)
def test_where_grade_starts(question_type: str, articles: tuple[Article, ...], answer: str, level: str | None) -> None:
    start = likely_start(question_type, articles)
    assert start.answer == answer
    assert judge(GRADE, {"start": answer} if answer else {}).proposed == level
    assert len(start.named) + len(start.unknown) == len(articles), "none is left out of the account"


PILOT = "Example of social training: a pilot randomised trial"


@pytest.mark.parametrize(
    ("one", "is_review"),
    [
        (article(types=REVIEW), True),
        (article(types=("Practice Guideline",)), True),
        (TRIAL, False),
        (article(types=("Journal Article", "Clinical Trial, Phase III")), False),
        (article(types=("primary-study",)), False),
        (article(title=PILOT), False),
        (article(title="Eksempel på trening: en kvalitativ studie"), False),
        (article(title="Example: a cohort study"), False),
        (article(title="Example: a systematic review of one randomised trial"), True),
        (article(title="Example: evidence from randomised trials"), True),  # of several; nobody has said
        (article(title="Example study"), True),  # no design is named
        (article("rob2"), False),
        (article("fhi-kvalitativ"), False),
        (article("fhi-oversikt", title=PILOT), True),  # who has read it knows more than its title says
        (article("fhi-oversikt", "fhi-rct"), True),
        (article("fhi-rct", types=REVIEW), True),  # its sources say
        (article(written="intervjuer", field="text.design"), False),
        (article(written="randomiserte", field="text.designs"), True),
        (article(), True),  # nothing tells: asked when it searched
    ],
)
def test_what_is_known_to_be_no_review(one: Article, is_review: bool) -> None:
    fits = [fit for used in one.instruments for fit in used.fits]
    assert rests_on_others(one.record, fits, one.extraction) == is_review


@pytest.mark.parametrize(
    ("types", "title", "fits", "form"),
    [
        (("Systematic Review",), "", (), "review"),
        (("Observational Study",), "", (), "study"),  # a wide word, but of no review
        (("Clinical Trial",), "", (), "study"),
        ((), PILOT, (), "study"),
        ((), "", ("rct",), "study"),
        ((), "", ("systematic-review",), "review"),
        ((), "", (), "review"),
    ],
)
def test_a_study_is_not_asked_what_only_a_review_has(
    types: tuple[str, ...], title: str, fits: tuple[str, ...], form: str
) -> None:
    forms = wiring.library().extraction
    assert form_for(forms, Record(title=title, publication_types=types), fits).id == form
