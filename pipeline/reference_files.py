"""The references of a question as entries to write to a file: which of them, and what is told of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.formats.write.entries import Ballot, Decision, Entry
from pipeline.gather import Forms, judgement
from pipeline.ports import View
from pipeline.rows import Reference, Vote
from pipeline.settled import judgements
from pipeline.steps.appraise import counting

PAGE = 5_000  # references read at a time: where each stands is worked out anew for every page
Say = Callable[[str, Mapping[str, object]], str]  # code and params -> sentence
WHICH: Mapping[str, tuple[str, ...]] = {"all": ("",), "included": ("included",), "excluded": ("excluded", "out")}
"""Which references -> the statuses they have ("" = any)."""
TELLING = ("", "outcome", "votes")
"""What is told of a reference: nothing but its record; where it stands, why, and how it was appraised; and what each
person decided at each stage, when, why and with which note, as far as `view` may see it (`votes_told`)."""


def entries(
    view: View, question_id: str, forms: Forms, say: Say, language: str, *, which: str = "included", telling: str = ""
) -> list[Entry]:
    """The references of `WHICH`, in the order they came, with what `TELLING` asks for as far as `view` may see it.

    `say` and `language`: of the words for decisions.
    """
    found = (one for status in WHICH[which] for one in _references(view, question_id, status))
    ordered = sorted(found, key=lambda one: one.id) if len(WHICH[which]) > 1 else found
    if not telling:
        return [Entry(one.record) for one in ordered]
    words = _words(view, question_id, forms.as_here(view, question_id), say, language)
    voted = view.votes_told(question_id) if telling == "votes" else {}
    return [Entry(one.record, words.decision(one, voted.get(one.id, ()))) for one in ordered]


def count(view: View, question_id: str, which: str) -> int:
    """How many references `entries` would give."""
    return sum(view.count_references(question_id, status=status) for status in WHICH[which])


def _references(view: View, question_id: str, status: str) -> Iterator[Reference]:
    for start in range(0, view.count_references(question_id, status=status), PAGE):
        yield from view.references(question_id, status=status, limit=PAGE, offset=start)


@dataclass(frozen=True, slots=True)
class _Words:
    """What decisions are called."""

    say: Say
    reasons: Mapping[str, str]  # id -> words, of exclusion
    people: Mapping[str, str]  # id -> name
    judged: Mapping[str, str]  # reference -> its appraisal in words

    def decision(self, reference: Reference, votes: Sequence[Vote]) -> Decision:
        reason = self.reasons.get(reference.reason, reference.reason)
        judged = self.judged.get(reference.id, "")
        return Decision(self.say(f"decision_{reference.status}", {}), reason, judged, tuple(map(self.vote, votes)))

    def vote(self, one: Vote) -> Ballot:
        stage, answer = self.say(f"value_stage_{one.stage}", {}), self.say(f"value_vote_{one.answer}", {})
        by = f"{one.at[:10]} {self.people.get(one.person_id, one.person_id)}"
        return Ballot(one.stage, stage, by, answer, self.reasons.get(one.reason, one.reason), one.note)


def _words(view: View, question_id: str, forms: Forms, say: Say, language: str) -> _Words:
    judged: dict[str, str] = {}
    for reference_id, found in judgements(view, question_id).items():
        if one := counting(found.told):
            word, instrument, _ = judgement(one, forms, language)
            judged[reference_id] = f"{word} ({instrument})"
    reasons = {one.id: one.say(language) for one in forms.reasons}
    return _Words(say, reasons, {one.id: one.name for one in view.people()}, judged)
