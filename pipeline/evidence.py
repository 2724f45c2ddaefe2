"""What is known of a question already, for a research need that is drawn from it (E of EPICOT+): one finding and its own facts.

Sentence, article, search date and certainty belong together: all are of the same finding, so that nobody reads the date of
one review beside the result of another. A finding that rests on no included article says nothing that is known.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline import finding_sources
from pipeline.gather import finding
from pipeline.needs import Evidence
from pipeline.ports import View
from pipeline.rows import Fields, Question
from pipeline.wording import CERTAINTIES, Finding, Wording, missing, sentence_with_certainty


@dataclass(frozen=True, slots=True)
class Known:
    """A finding, and what an entry in the register says of it until a person corrects that."""

    finding_id: str
    outcome: str
    evidence: Evidence


def known(view: View, question: Question, wording: Wording) -> tuple[Known, ...]:
    """One for each finding that rests on an included article; the least certain first, as that is where research lacks.

    Of several articles all are named, and the search date is theirs only where they have one in common.
    """
    included = view.references(question.id, status="included", limit=500)
    leaders = view.leaders(question.id)
    written = {one.reference_id: one.fields for one in reversed(view.parts(question.id, "extraction"))}
    found = []
    for part in view.parts(question.id, "finding"):
        one, articles = finding(part), finding_sources.rests_on(part.fields, included, leaders)
        if not articles or not (one.outcome.strip() or one.sentence.strip()):
            continue
        searched = {written.get(article.id, Fields()).text("search_date").strip() for article in articles}
        evidence = Evidence(
            text=_sentence(one, wording, question.language),
            review="; ".join(article.record.title for article in articles),
            searched=searched.pop() if len(searched) == 1 else "",
            certainty=one.certainty,
        )
        found.append(Known(part.id, one.outcome or one.sentence, evidence))
    rank = {certainty: place for place, certainty in enumerate(reversed(CERTAINTIES))}
    return tuple(sorted(found, key=lambda one: rank.get(one.evidence.certainty, len(rank))))


def _sentence(one: Finding, wording: Wording, language: str) -> str:
    """As the summary says it; of a finding that is not complete what people wrote."""
    return one.sentence or one.outcome if missing(one) else sentence_with_certainty(wording, one, language)
