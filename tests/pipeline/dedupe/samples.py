"""Made-up records that the tests of deduplication alter."""

from __future__ import annotations

from dataclasses import replace

from pipeline.dedupe.engine import Deduplicated, Item, dedupe
from pipeline.records import Record

TRIAL = Record(
    title="Example trial of balance training in home care: a made-up study",
    authors=("Made-Up, Anna", "Invented, Bo"),
    year=2020,
    journal="Journal of Example Research",
    volume="12",
    issue="3",
    pages="101-110",
    doi="10.1000/example.1",
    pmid="1001",
)
BARE = replace(TRIAL, doi="", pmid="")
REVIEW = replace(
    TRIAL,
    title="Example exercise for preventing made-up falls",
    journal="Cochrane Database Syst Rev",
    volume="1",
    pages="CD999999",
    doi="10.1002/14651858.cd999999.pub2",
    pmid="1002",
)


def both(a: Record, b: Record) -> Deduplicated:
    """Both records, named a and b."""
    return dedupe([Item("a", a), Item("b", b)])


LONG = replace(BARE, authors=("Made-Up, Anna", "Invented, Bo", "Sample, Cy"))
ENTRY = replace(BARE, journal="https://clinicaltrials.gov/show/NCT00000000", authors=("Nct,",), volume="", pages="")
