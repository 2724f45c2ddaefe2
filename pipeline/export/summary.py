"""Everything a research summary needs, as one value. The exports and the gate read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from appraisal.picture_grid import Grid
from pipeline.flow_counts import FlowCounts
from pipeline.search_account import AccountItem
from pipeline.wording import Finding


@dataclass(frozen=True, slots=True)
class IncludedReview:
    """A review (or study) that the summary rests on. Empty text = not said."""

    citation: str  # as in `Summary.references`
    year: int | None = None
    search_date: str = ""  # the review's own: ISO date, or as it says it ("January 2021")
    countries: str = ""
    studies: int | None = None
    people: int | None = None
    judgement: str = ""  # the judgement's word, in the summary's language
    instrument: str = ""  # title and version of the checklist
    judgement_reason: str = ""
    waits: str = ""  # why it counts as not judged though somebody has judged it (`settled.Settled`)
    notices: tuple[str, ...] = ()  # kinds of `pipeline.notices`: retracted, doubted, replaced
    is_review: bool = True  # has searched for the studies of others; False of a single study


@dataclass(frozen=True, slots=True)
class SearchAccount:
    """One search as it was run (PRISMA-S items 1, 8, 13, 15)."""

    source: str
    strategy: str = ""
    date: str = ""  # ISO date of the search itself; of a file only where people have told it
    hits: int | None = None  # None = not known, never 0
    translation: str = ""  # how the source understood it
    warnings: tuple[str, ...] = ()  # what it remarked, a sentence each
    unknown: str = ""  # every word that it did not know, where `warnings` names only some
    limits: str = ""  # what it was limited to beside the text, in words and as it was sent
    came_in: str = ""  # ISO date on which its file was brought in, which is not the day of the search
    by_strategy: bool = True  # whether there is a strategy to ask for; not for what was found in another way


@dataclass(frozen=True, slots=True)
class OtherPlace:
    """A place looked in without a strategy: a reference work, guidelines, a website, a colleague."""

    name: str
    kind: str = ""
    date: str = ""  # ISO date
    result: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody who made the summary."""

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """One research summary. `sections`: section id of the template -> text typed by people (plain, "- " bullets)."""

    title: str
    language: str = "nb"  # "nb" | "nn" | "en"
    typed_in: str = ""  # the language that people typed in; empty = that of the summary
    question: str = ""  # the question as one sentence
    elements: tuple[tuple[str, str], ...] = ()  # (label, text): ("Populasjon", "hjemmeboende eldre")
    sections: Mapping[str, str] = field(default_factory=dict)
    from_need: frozenset[str] = frozenset()  # sections whose text was written in the need, not here
    findings: tuple[Finding, ...] = ()
    included: tuple[IncludedReview, ...] = ()
    appraised: tuple[Grid, ...] = ()  # what was appraised, a grid for each checklist
    searches: tuple[SearchAccount, ...] = ()
    other_places: tuple[OtherPlace, ...] = ()
    method: tuple[str, ...] = ()  # what was done, in sentences
    account: tuple[AccountItem, ...] = ()  # PRISMA-S, item by item
    flow: FlowCounts | None = None
    update: FlowCounts | None = None  # of the newest round of searching again
    references: tuple[str, ...] = ()  # one line each, as `citation.cite` makes them
    titled: Mapping[str, tuple[str, str]] = field(
        default_factory=dict
    )  # reference -> its title in it, and the language of that
    authors: tuple[Author, ...] = ()
    date: str = ""  # ISO date
    version: str = ""
    review_by: str = ""  # ISO date
    no_review: bool = False  # the answer is "we found no systematic review"
    is_example: bool = False
    late: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # step -> what came after it (`flow.out_of_date`)
