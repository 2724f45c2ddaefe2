"""The references of a question as entries to write to a file, with or without what was decided of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.formats.write.entries import Decision, Entry
from pipeline.ports import View
from pipeline.rows import Reference, Vote

PAGE = 500
Say = Callable[[str, Mapping[str, object]], str]  # code and params -> sentence


def entries(
    view: View,
    question_id: str,
    say: Say,
    reasons: Mapping[str, str],
    *,
    status: str = "included",
    decisions: bool = False,
) -> list[Entry]:
    """The references with a status ("" = all of them), in the order of the store. `reasons`: id -> words, of exclusion."""
    words = _Words(say, reasons, {one.id: one.name for one in view.people()})
    found = _references(view, question_id, status)
    return [Entry(one.record, words.decision(one, view.votes(one.id)) if decisions else None) for one in found]


def _references(view: View, question_id: str, status: str) -> Iterator[Reference]:
    for start in range(0, view.count_references(question_id, status=status), PAGE):
        yield from view.references(question_id, status=status, limit=PAGE, offset=start)


@dataclass(frozen=True, slots=True)
class _Words:
    """What decisions are called."""

    say: Say
    reasons: Mapping[str, str]
    people: Mapping[str, str]  # id -> name

    def decision(self, reference: Reference, votes: Sequence[Vote]) -> Decision:
        reason = self.reasons.get(reference.reason, reference.reason)
        return Decision(self.say(f"decision_{reference.status}", {}), reason, tuple(map(self.vote, votes)))

    def vote(self, one: Vote) -> str:
        stage, answer = self.say(f"value_stage_{one.stage}", {}), self.say(f"value_vote_{one.answer}", {})
        person = self.people.get(one.person_id, one.person_id)
        behind = "; ".join(part for part in (self.reasons.get(one.reason, one.reason), one.note) if part)
        return f"{one.at[:10]} {person}, {stage}: {answer}" + (f" – {behind}" if behind else "")
