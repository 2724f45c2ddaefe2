"""Which study design an article is of, and which designs a result rests on: what names them, as tables.

A source names the design of an article by its type of publication, or by its subject headings. The studies that a review
rests on are named by people in the extraction, by headings "... as Topic" and by the title; those of a single study also by
the checklist that it was appraised with. Headings and types of publication are those of MeSH (National Library of Medicine).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from appraisal.values import Instrument
from pipeline.records import Record
from pipeline.rows import Fields

REVIEWS = ("systematic-review", "guideline")  # designs that rest on the studies of others
KINDS: Mapping[str, str] = {"review": "systematic-review", "guideline": "guideline"}  # kind of a record -> design
# Word of a source for a type of publication -> design. The first that a record has is its design. "Controlled Clinical
# Trial" and "Clinical Trial" are not here: they are used where nobody has said how people were allotted.
PUBLICATION_TYPES: Mapping[str, str] = {
    "systematic review": "systematic-review",
    "systematic-review": "systematic-review",
    "broad-synthesis": "systematic-review",
    "meta-analysis": "systematic-review",
    "network meta-analysis": "systematic-review",
    "practice guideline": "guideline",
    "guideline": "guideline",
    "randomized controlled trial": "rct",
    "randomised controlled trial": "rct",
    "pragmatic clinical trial": "rct",  # MeSH: randomised trials under usual care
    "non-randomized controlled trial": "non-randomised",
    "cohort study": "cohort",
    "case-control study": "case-control",
    "cross-sectional study": "cross-sectional",
    "observational study": "observational",
    "case reports": "case-series",
    "case series": "case-series",
}
# Subject heading -> design. "Prospective Studies" and "Follow-Up Studies" are not here: trials bear them as well.
HEADINGS: Mapping[str, str] = {
    "cohort studies": "cohort",
    "case-control studies": "case-control",
    "cross-sectional studies": "cross-sectional",
    "interrupted time series analysis": "non-randomised",
    "controlled before-after studies": "non-randomised",
    "historically controlled study": "non-randomised",
    "qualitative research": "qualitative",
}
# What a source says of a design in a wider word than checklists have -> designs that it may be, the likeliest first.
NEAR: Mapping[str, Sequence[str]] = {
    "observational": ("cohort", "case-control", "cross-sectional"),
    "non-randomised": ("cohort",),
}
# Subject heading of an article about such studies -> design.
TOPICS: Mapping[str, str] = {
    "randomized controlled trials as topic": "rct",
    "pragmatic clinical trials as topic": "rct",
    "observational studies as topic": "observational",
    "non-randomized controlled trials as topic": "non-randomised",
    "cohort studies": "cohort",
    "case-control studies": "case-control",
    "cross-sectional studies": "cross-sectional",
    "interrupted time series analysis": "non-randomised",
    "controlled before-after studies": "non-randomised",
}
# Types of publication that only a single study has, whatever its design; the last is Epistemonikos' word.
OF_ONE_STUDY = frozenset(
    (
        *("clinical study", "clinical trial", "controlled clinical trial", "adaptive clinical trial"),
        *(f"clinical trial, phase {number}" for number in ("i", "ii", "iii", "iv")),
        *("equivalence trial", "twin study", "primary-study"),
    )
)
# What people write of a design, and what stands in titles: pattern -> design. What one row has read, the next does not see.
WORDS: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(pattern, re.IGNORECASE), design)
    for pattern, design in (
        (r"\b(?:non|ikkj?e|not|quasi|kvasi|u)[- ]?randomi[sz]\w*", "non-randomised"),
        (r"\b(?:nrsi|quasi[- ]?experiment\w*|kvasi[- ]?eksperiment\w*)\b", "non-randomised"),
        (r"\b(?:uten|utan) (?:loddtrekning|loddtrekking)\b", "non-randomised"),
        (r"\brandomi[sz]\w*|\brct(?:s|er|-er|ar|-ar)?\b|\bloddtrek\w*", "rct"),
        (r"\b(?:cohort (?:study|studies)|(?:kohort|oppfølgings)\w*|longitudinal studies)", "cohort"),
        (r"\b(?:case[- ]control\w*|kasus[- ]kontroll\w*|pasient[- ]kontroll\w*)", "case-control"),
        (r"\b(?:cross[- ]sectional (?:study|studies|survey|surveys)|tverrsnitt\w*)", "cross-sectional"),
        (r"\b(?:qualitative (?:stud(?:y|ies)|interview\w*)|kvalitativ\w* (?:stud|intervju)\w*)", "qualitative"),
        (r"\b(?:observational (?:study|studies)|observasjons?stud\w*|register(?:basert\w*|stud\w*))", "observational"),
        (r"\b(?:before[- ](?:and[- ])?after (?:study|studies)|før[- ](?:og[- ])?etter\w*)", "non-randomised"),
        (r"\b(?:interrupted time series|avbrut\w+ tidsseri\w*)", "non-randomised"),
    )
)
# Titles that speak of one study, and those that may be of works on several.
_ONE_STUDY = re.compile(r"(?:trial|study|studien?|undersøkelsen?|undersøkinga?|\brct)\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"trials\b|studies\b|studi(?:er|ar|ene|ane)\b|\brct(?:s|-?er|-?ar)\b|review|meta-?analy|overview|synthes|guideline"
    r"|oversikt|oppsummering|retningslinje",
    re.IGNORECASE,
)
RANDOMISED, NON_RANDOMISED, ROBINS_I = "randomised", "non_randomised", "robins_i"
# Design -> what such studies are to GRADE. A design that is not here says nothing of where an effect starts.
TO_GRADE: Mapping[str, str] = {
    "rct": RANDOMISED,
    **dict.fromkeys(
        ("cohort", "case-control", "cross-sectional", "observational", "case-series", "non-randomised"), NON_RANDOMISED
    ),
}
OF_A_STUDY = "text.design"  # field of an extraction where people write the design of a single study
WRITTEN = ("text.designs", OF_A_STUDY)  # all of them: the first that of the studies which a review rests on
DESIGNS = tuple(dict.fromkeys((*PUBLICATION_TYPES.values(), *HEADINGS.values())))  # that `design_of` may give
FITS = (
    "unknown",
    "fits",
    "near",
    "other",
    "other_kind",
)  # the last: a review beside a checklist for studies, or the other way
BY = ("extraction", "checklist", "type", "heading", "title")  # what may name it, from the strongest


@dataclass(frozen=True, slots=True)
class Article:
    """An included article as it is asked about: its record, what was written down of it, what it was appraised with."""

    name: str
    record: Record
    extraction: Fields
    instruments: tuple[Instrument, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """What the studies behind one article are to GRADE, and what says so."""

    article: str
    kinds: tuple[str, ...]  # of TO_GRADE, or ROBINS_I; more than one where both kinds are named
    by: str  # one of BY


def design_of(record: Record) -> str:
    """The design of the article itself as its sources name it, or "" where they do not say.

    A wide word ("Observational Study") gives way to a heading, or a word of the title, that says which of them it is.
    """
    types = {one.strip().casefold() for one in record.publication_types}
    headings = _headings(record)
    headed = [design for word, design in HEADINGS.items() if word in headings]
    found = next((design for word, design in PUBLICATION_TYPES.items() if word in types), "")
    if closer := [one for one in (*headed, *in_words(record.title)) if one in NEAR.get(found, ())]:
        return closer[0]
    return found or KINDS.get(record.kind, "") or next(iter(headed), "")


def fit_of(design: str, fits: Collection[str]) -> str:
    """How a checklist for these designs fits an article of this one: one of FITS."""
    if not design:
        return "unknown"
    if design in fits:
        return "fits"
    if any(one in fits for one in NEAR.get(design, ())):
        return "near"
    return "other_kind" if any(one in REVIEWS for one in fits) != (design in REVIEWS) else "other"


def rests_on_others(record: Record, fits: Collection[str] = (), extraction: Fields | None = None) -> bool:
    """Whether an article is a review (or guideline), and so has searched for the studies of others.

    The strongest that tells decides: its sources, what it was appraised with (`fits`), what people wrote down of it as of
    a single study, a title that names the design of one study. Where nothing does, it is taken for a review.
    """
    if design := design_of(record):
        return design in REVIEWS
    if OF_ONE_STUDY & {one.strip().casefold() for one in record.publication_types}:
        return False
    if fits:
        return any(one in REVIEWS for one in fits)
    if extraction is not None and extraction.text(OF_A_STUDY).strip():
        return False
    title = record.title
    return not (_ONE_STUDY.search(title) and in_words(title) and not _SEVERAL.search(title))


def named(article: Article) -> Named | None:
    """The studies that the results of an article rest on, by the strongest that names them; None where nothing does."""
    for by in BY:
        kinds = {TO_GRADE[one] for one in _by(by, article) if one in TO_GRADE}
        if NON_RANDOMISED in kinds and any(one.id.startswith("robins-i") for one in article.instruments):
            kinds = kinds - {NON_RANDOMISED} | {ROBINS_I}
        if kinds:
            return Named(article.name, tuple(sorted(kinds)), by)
    return None


def _by(by: str, article: Article) -> Iterable[str]:
    """The designs that one of BY names for the studies behind an article."""
    record, review = article.record, design_of(article.record) in REVIEWS
    if by == "extraction":
        return [design for name in WRITTEN for design in in_words(article.extraction.text(name))]
    if by == "checklist":
        fits = {one for held in article.instruments for one in held.fits}
        robins = any(one.id.startswith("robins-i") for one in article.instruments)
        return [] if review else [*fits, *(["non-randomised"] if robins else [])]
    if by == "type":
        return [] if review else [design_of(record)]
    if by == "heading":
        headings = _headings(record)
        return [design for word, design in (TOPICS if review else HEADINGS).items() if word in headings]
    return in_words(record.title)


def in_words(text: str) -> list[str]:
    """The designs that a text names, in bokmål, nynorsk or English: "108 RCT-er" -> ["rct"]."""
    found = []
    for pattern, design in WORDS:
        text, hits = pattern.subn(" ", text)
        found += [design] if hits else []
    return found


def _headings(record: Record) -> set[str]:
    return {one.partition("/")[0].strip(" *").casefold() for one in record.mesh}
