"""Reports of one study are proposed together, with reasons. All records are made up."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from pipeline.dedupe.studies import Proposed, propose_studies, sample_sizes
from pipeline.dedupe.values import Item, Link, Merge
from pipeline.records import Record

TRIAL = Record(
    title="Example trial of balance training in home care",
    authors=("Made-Up, Anna", "Invented, Bo", "Sample, Cy", "Prøve, Dag"),
    abstract="We randomised 184 older adults. NCT00000001.",
)
LATER = replace(
    TRIAL, title="Made-up balance and sleep two years after home training", abstract="Trial NCT00000001, ended."
)
SILENT = replace(
    TRIAL, title="Costs of balance training at home, a made-up sum", abstract="Of 200 asked, 184 participants came."
)


def proposed(*records: Record, linked: tuple[Link, ...] = ()) -> tuple[Proposed, ...]:
    return propose_studies([Item(name, record) for name, record in zip("abcdef", records, strict=False)], linked)


def test_by_the_number_of_the_trial() -> None:
    assert proposed(TRIAL, LATER, replace(LATER, abstract="", title="Other things")) == (
        Proposed(("a", "b"), (Merge("a", "b", "study_same_registration", {"number": "NCT00000001"}),)),
    )


@pytest.mark.parametrize("field", ["url", "source_id", "extra", "keywords"])
def test_wherever_the_number_stands(field: str) -> None:
    text = "https://clinicaltrials.gov/show/NCT00000001"
    value = {"extra": (("SI", text),), "keywords": (text,)}.get(field, text)
    assert len(proposed(TRIAL, replace(LATER, abstract="", authors=(), **{field: value}))) == 1


def test_by_authors_and_sample() -> None:
    (found,) = proposed(TRIAL, SILENT)
    assert found.reasons == (Merge("a", "b", "study_same_authors_and_sample", {"authors": 4, "sample": 184}),)


ALONE = [
    ("another sample", replace(SILENT, abstract="Of 90 asked, 84 participants came.")),
    ("two authors in common", replace(SILENT, authors=("Invented, Bo", "Made-Up, Anna", "Other, Ola"))),
    ("another matter", replace(SILENT, title="What nurses eat")),
    ("another trial", replace(SILENT, abstract="NCT00000002 had 184 participants.")),
    ("a review that names it", replace(LATER, kind="review")),
    ("a review by its title", replace(LATER, title="Balance training: a systematic review")),
    ("a list of trials", replace(LATER, abstract="NCT00000001, NCT00000002 and ISRCTN00000003.", authors=())),
]


@pytest.mark.parametrize("other", [row[1] for row in ALONE], ids=[row[0] for row in ALONE])
def test_stays_alone(other: Record) -> None:
    assert proposed(TRIAL, other) == ()


def test_by_what_was_linked() -> None:
    protocol = Record(title="Example trial of balance training in home care: study protocol")
    links = (Link("b", "a", "protocol", "dedupe_protocol"), Link("c", "a", "version", "dedupe_other_cochrane_version"))
    (found,) = proposed(TRIAL, protocol, Record(title="x"), linked=links)
    assert (found.reports, found.reasons) == (("a", "b"), (Merge("a", "b", "dedupe_protocol"),))


def test_a_chain_does_not_join_two_trials() -> None:
    """A report without a number has the authors and the sample of two trials: it goes with one of them only."""
    other = replace(
        TRIAL, title="Example balance training abroad, a made-up trial", abstract="184 people, NCT00000009."
    )
    assert all(not {"a", "b"} <= set(one.reports) for one in proposed(TRIAL, other, SILENT))


def test_order_does_not_matter() -> None:
    items = [Item(name, record) for name, record in zip("abcd", (TRIAL, LATER, SILENT, TRIAL), strict=True)]
    whole = propose_studies(items)
    assert [len(one.reports) - 1 for one in whole] == [len(one.reasons) for one in whole]
    for seed in range(5):
        random.Random(seed).shuffle(items)
        assert propose_studies(items) == whole


SIZES = [
    ("n = 184", {184}),
    ("N=1,204 in all", {1204}),
    ("84 older women and 91 men", {84, 91}),
    ("184 hjemmeboende eldre personer", {184}),
    ("12 patients", set()),
    ("in 2019 we asked", set()),
    ("", set()),
]


@pytest.mark.parametrize(("text", "sizes"), SIZES)
def test_sample_sizes(text: str, sizes: set[int]) -> None:
    assert sample_sizes(text) == sizes
