"""Outcomes with numbers that were written down of the articles, brought into the summary as findings: not typed twice."""

from __future__ import annotations

from dataclasses import dataclass

from appraisal.extraction import OUTCOME
from pipeline import finding_sources, study_counts
from pipeline.ports import Store, View
from pipeline.rows import Actor, Fields
from pipeline.steps.certainty import kind_of


@dataclass(frozen=True, slots=True)
class WrittenOutcome:
    """One outcome of an included article, as it was written down. Empty text = not said."""

    reference_id: str
    name: str
    numbers: str
    studies: str  # a count
    people: str  # a count


def outcome_ids(fields: Fields) -> tuple[str, ...]:
    """The ids of the outcomes that something is written of, in the order they were begun."""
    names = (name.split(".") for name, saved in fields.items() if name.startswith(OUTCOME) and saved.value)
    return tuple(sorted({parts[1] for parts in names if len(parts) == 3}))


def not_yet_found(view: View, question_id: str) -> tuple[WrittenOutcome, ...]:
    """The outcomes of included articles that no finding has yet: none of the same name that rests on the same article."""
    included = view.references(question_id, status="included", limit=500)
    leaders, there = view.leaders(question_id), set()
    for one in view.parts(question_id, "finding"):
        articles = finding_sources.rests_on(one.fields, included, leaders)
        there |= {(article.id, _name(one.fields.text("outcome"))) for article in articles}
    ids = {one.id for one in included}
    parts = [one for one in view.parts(question_id, "extraction") if one.reference_id in ids]
    found = [_outcome(one.reference_id, one.fields, outcome) for one in parts for outcome in outcome_ids(one.fields)]
    return tuple(one for one in found if one.name.strip() and (one.reference_id, _name(one.name)) not in there)


def _outcome(reference_id: str, fields: Fields, outcome_id: str) -> WrittenOutcome:
    text = {name: fields.text(f"{OUTCOME}{outcome_id}.{name}") for name in ("name", "numbers", "studies")}
    told = text["studies"]
    return WrittenOutcome(
        reference_id, text["name"], text["numbers"], study_counts.studies(told), study_counts.people(told)
    )


def _name(text: str) -> str:
    return " ".join(text.split()).casefold()


def take_outcomes(store: Store, actor: Actor, question_id: str, *, client_id: str = "") -> None:
    """A finding for each of `not_yet_found`, with its numbers and its article."""
    with store.write(actor, "finding.add", "question", question_id, client_id=client_id) as change:
        if change.replayed:
            return
        kind = kind_of(Fields(), change.view.fields("question", question_id).text("type"))
        for one in not_yet_found(change.view, question_id):
            made = change.add("part", {"question_id": question_id, "kind": "finding", "created_at": change.at})
            values = {
                "kind": kind,
                "outcome": one.name,
                "relative": one.numbers,
                "studies": one.studies,
                "people": one.people,
                finding_sources.FIELD: one.reference_id,
            }
            for name, value in values.items():
                if value:
                    change.set_field("part", made, name, value)
