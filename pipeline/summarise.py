"""The research summary (forskningsomtale): findings, standard sentences, checks, and the gate before publishing.

This is the door of the step; the parts live in `wording.py` (sentences) and `text_checks.py` (checks, readability).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING

from pipeline.errors import BadInput
from pipeline.flow_counts import problems
from pipeline.search_account import STRATEGIES
from pipeline.settled import ANOTHER_AT_WORK, NOT_AGREED, ONE_OF_TWO
from pipeline.text_checks import Check, check_text, lix
from pipeline.wording import (
    CERTAINTIES,
    DIRECTIONS,
    LANGUAGES,
    SIZES,
    VERY_LOW_FORMS,
    Finding,
    Wording,
    by_whom,
    certainty_label,
    load_wording,
    missing,
    sentence_with_certainty,
    standard_sentence,
)

if TYPE_CHECKING:
    from pipeline.export.summary import Summary

__all__ = [
    "CERTAINTIES",
    "DIRECTIONS",
    "LANGUAGES",
    "SIZES",
    "VERY_LOW_FORMS",
    "Absolute",
    "Check",
    "Finding",
    "Wording",
    "absolute_effect",
    "certainty_label",
    "check_text",
    "gate",
    "lix",
    "load_wording",
    "missing",
    "numbers_known",
    "sentence_with_certainty",
    "standard_sentence",
]

LATE_STEPS = ("search", "dedupe", "screen", "appraise", "summarise")  # what a summary rests on, and itself
GATE_WAITS = {  # why an article is not judged yet though somebody has judged it -> what to do about it
    ONE_OF_TWO: "gate_judgement_one_of_two",
    NOT_AGREED: "gate_judgement_not_agreed",
    ANOTHER_AT_WORK: "gate_judgement_at_work",
}
_RESOLVES = re.compile(r"https?://\S+|\b10\.\d{4,9}/\S+|\bPMID:?\s*\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Absolute:
    """The same effect in people or events per so many: before, after, and after minus before."""

    before: int
    after: int

    @property
    def difference(self) -> int:
        """Negative = fewer. Made from the shown numbers, so that a reader's own subtraction agrees."""
        return self.after - self.before


def absolute_effect(baseline: int, ratio: str) -> Absolute:
    """Baseline per so many x ratio, rounded half up, then subtracted (GRADE). `ratio` as text, "0.77" or "0,77"; > 0.

    For risk ratios and rate ratios; an odds ratio or hazard ratio may not be multiplied in this way.
    """
    try:
        factor = Decimal(ratio.strip().replace(",", "."))
    except InvalidOperation as error:
        raise BadInput("ratio_unreadable", ratio=ratio) from error
    if not factor.is_finite() or factor <= 0 or baseline < 0:
        raise BadInput("ratio_unreadable", ratio=ratio)
    return Absolute(baseline, int((factor * baseline).quantize(Decimal(1), ROUND_HALF_UP)))


def numbers_known(summary: Summary) -> tuple[str, ...]:
    """Texts, beside the findings, whose numbers may stand in the typed text: for `check_text(also=...)`."""
    counts = [str(one) for review in summary.included for one in (review.studies, review.people) if one is not None]
    counts += [str(one.hits) for one in summary.searches if one.hits is not None]
    counts += [str(len(summary.included)), str(len(summary.searches))]
    return (
        summary.title,
        summary.question,
        *(text for _, text in summary.elements),
        *counts,
        *(review.countries for review in summary.included),
    )


def gate(summary: Summary) -> tuple[Check, ...]:
    """What is missing before publishing: "stop" must be mended, "warn" must be looked at. Empty = ready.

    "No review found" is a publishable answer (`summary.no_review`): then neither finding nor review is asked for.
    """
    return (
        *_gate_title(summary),
        *_gate_answer(summary),
        *_gate_sources_of_findings(summary),
        *_gate_included(summary),
        *_gate_search(summary),
        *_gate_references(summary),
        *_gate_makers(summary),
        *_gate_late(summary),
    )


def _gate_title(summary: Summary) -> Iterator[Check]:
    if not summary.title.strip():
        yield Check("gate_title_empty", "stop")
    elif not summary.title.rstrip().endswith("?"):
        yield Check("gate_title_not_question", "stop")


def _gate_answer(summary: Summary) -> Iterator[Check]:
    if summary.no_review:
        if summary.findings or summary.included:
            yield Check("gate_no_review_but_findings", "stop")
        return
    if not any(one.certainty for one in summary.findings):
        yield Check("gate_no_finding", "stop")
    for one in summary.findings:
        for part in missing(one):
            yield Check("gate_finding_incomplete", "stop", params={"outcome": one.outcome, "field": part})
        if one.certainty in CERTAINTIES[1:] and not one.certainty_reason.strip():
            yield Check("gate_certainty_reason", "stop", params={"outcome": one.outcome})
        if one.certainty and not by_whom(one, "judged"):
            yield Check("gate_judged_by", "stop", params={"outcome": one.outcome})
        if one.kind == "effect" and one.size and not one.size_reason.strip():
            yield Check("gate_size_reason", "warn", params={"outcome": one.outcome})


def _gate_sources_of_findings(summary: Summary) -> Iterator[Check]:
    """A finding stands on articles that are included: on none, or on one that was left out since, it is no finding."""
    for place, one in enumerate(summary.findings, 1):
        params: dict[str, str | int] = {"place": place, "outcome": one.outcome}
        for article in one.gone:
            yield Check("gate_finding_source_gone", "stop", params=params | {"article": article})
        if summary.included and not one.review:
            yield Check("gate_finding_source", "stop", params=params)


def _gate_included(summary: Summary) -> Iterator[Check]:
    if not summary.included and not summary.no_review:
        yield Check("gate_no_included", "stop")
    for review in summary.included:
        params: dict[str, str | int] = {"citation": review.citation}
        if not review.judgement.strip():
            yield Check(GATE_WAITS.get(review.waits, "gate_judgement"), "stop", params=params)
        elif not review.instrument.strip():
            yield Check("gate_instrument", "stop", params=params)
        if review.is_review and not review.search_date.strip():
            yield Check("gate_review_search_date", "warn", params=params)
        for kind in review.notices:
            yield Check(f"gate_{kind}", "warn", params=params)
        if review.citation not in summary.references:
            yield Check("gate_reference_missing", "stop", params=params)


def _gate_search(summary: Summary) -> Iterator[Check]:
    if not summary.searches and not summary.other_places:
        yield Check("gate_sources", "stop")
    answered = any(
        one.number == STRATEGIES and one.answer.strip() for one in summary.account
    )  # for what came in a file
    for search in summary.searches:
        if not (search.date or search.came_in).strip():
            yield Check("gate_search_date", "stop", params={"source": search.source})
        if search.by_strategy and not search.strategy.strip() and not answered:
            yield Check("gate_strategy", "warn", params={"source": search.source})
    for place in summary.other_places:
        if not place.date.strip():
            yield Check("gate_search_date", "warn" if summary.searches else "stop", params={"source": place.name})
    if summary.flow is not None:
        if problems(summary.flow):
            yield Check("gate_flow", "stop")
        if summary.flow.awaiting:
            yield Check("gate_unfinished", "warn", params={"n": summary.flow.awaiting})


def _gate_references(summary: Summary) -> Iterator[Check]:
    if not summary.references and not summary.no_review:
        yield Check("gate_references", "stop")
    for reference in summary.references:
        if not _RESOLVES.search(reference):
            yield Check("gate_reference_unresolvable", "warn", params={"reference": reference})


def _gate_makers(summary: Summary) -> Iterator[Check]:
    if not any(author.name.strip() for author in summary.authors):
        yield Check("gate_authors", "stop")
    for code, value in (
        ("gate_conflicts", summary.sections.get("makers", "")),
        ("gate_date", summary.date),
        ("gate_version", summary.version),
        ("gate_review_by", summary.review_by),
    ):
        if not value.strip():
            yield Check(code, "warn")


def _gate_late(summary: Summary) -> Iterator[Check]:
    """Steps that something before them has changed under; `verbs` are what did, for their own sentences (`late_<verb>`)."""
    for step in LATE_STEPS:
        if verbs := summary.late.get(step):
            yield Check(f"late_step_{step}", "warn", params={"verbs": " ".join(verbs)})
