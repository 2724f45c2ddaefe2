"""Who may do what. One row a verb; the store asks `may` inside each write, with the roles as they are in that moment.

For now everybody who has said who they are may do everything that is in the table; roles and walls between
municipalities fill the right-hand column later. A verb that is not in the table is refused to all.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.rows import Person

# verb -> the step of the walk it belongs to ("" = none)
VERBS: dict[str, str] = {
    "person.register": "",
    "person.edit": "",
    "example.load": "",
    "need.raise": "need",
    "need.edit": "need",
    "need.delete": "need",
    "need.restore": "need",
    "question.start": "question",
    "question.edit": "question",
    "criteria.edit": "question",
    "word.add": "question",
    "word.remove": "question",
    "strategy.save": "search",
    "search.start": "search",
    "search.count": "search",
    "search.ask_fetch": "search",
    "search.fetch": "search",
    "search.finish": "search",
    "search.cancel": "search",
    "run.fail": "search",
    "import.start": "search",
    "import.finish": "search",
    "import.remove": "search",
    "reference.add": "search",
    "reference.correct": "search",
    "reference.ask_fill": "dedupe",
    "reference.fill": "dedupe",
    "place.add": "search",
    "place.edit": "search",
    "place.remove": "search",
    "dedupe.start": "dedupe",
    "dedupe.run": "dedupe",
    "dedupe.merge": "dedupe",
    "dedupe.part": "dedupe",
    "dedupe.undo": "dedupe",
    "screen.vote": "screen",
    "screen.undo": "screen",
    "study.group": "screen",
    "study.split": "screen",
    "appraise.start": "appraise",
    "appraise.edit": "appraise",
    "extract.start": "appraise",
    "extract.edit": "appraise",
    "finding.add": "summarise",
    "finding.edit": "summarise",
    "finding.remove": "summarise",
    "summary.start": "summarise",
    "summary.edit": "summarise",
    "summary.ask_export": "summarise",
    "summary.export": "summarise",
    "summary.cancel_export": "summarise",
    "research_need.raise": "research_need",
    "research_need.edit": "research_need",
    "research_need.remove": "research_need",
    "draft.edit": "",
    "comment.write": "",
    "comment.settle": "",
    "comment.remove": "",
    "keep.search": "search",
    "keep.dedupe": "dedupe",
    "keep.screen": "screen",
    "keep.appraise": "appraise",
    "keep.summarise": "summarise",
    "keep.research_need": "research_need",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of `may`: who (None = nobody has said who they are), which verb, and on what ("" = a new thing)."""

    verb: str
    person: Person | None
    kind: str = ""
    object_id: str = ""


def may(asked: Asked) -> str:
    """The name of the right that is missing, or empty text: yes. `person.register` is how somebody becomes known."""
    if asked.verb not in VERBS:
        return asked.verb or "verb"
    return "" if asked.person is not None or asked.verb == "person.register" else "known_person"
