"""Which judgements of articles may be told in what goes out: the same for everybody, whoever makes the document.

Appraisers are blinded to each other until each has finished, so a judgement is told when it is open to the whole team:
what was agreed on, or what one alone judged where nobody is still to judge for themselves. Where the work profile asks
for two, two that have not agreed have not judged yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.ports import View
from pipeline.rows import Appraisal
from pipeline.sums import TWO_APPRAISE

# why an article counts as not judged though somebody has: the code of a sentence
ONE_OF_TWO = "judged_by_one_of_two"
NOT_AGREED = "judged_not_agreed"
ANOTHER_AT_WORK = "judged_while_another_works"


@dataclass(frozen=True, slots=True)
class Settled:
    """The judgements of one article that may be told; where there are none, why (a code; "" = nobody has judged)."""

    told: tuple[Appraisal, ...]
    waits: str = ""


def judgements(view: View, question_id: str) -> Mapping[str, Settled]:
    """reference -> what may be told of it, of those that somebody has finished an appraisal of."""
    two = view.fields("question", question_id).text("profile") in TWO_APPRAISE
    finished: dict[str, list[Appraisal]] = {}
    for one in view.finished_appraisals(question_id):
        finished.setdefault(one.reference_id, []).append(one)
    return {reference_id: settled(made, two=two) for reference_id, made in finished.items()}


def settled(finished: Sequence[Appraisal], *, two: bool) -> Settled:
    """Of the finished appraisals of one article (`View.finished_appraisals`) those that may be told, in their order.

    `two`: the work profile asks that two appraise. Each instrument is settled for itself.
    """
    told: list[Appraisal] = []
    waits = ""
    for instrument in dict.fromkeys(one.instrument for one in finished):
        made = [one for one in finished if one.instrument == instrument]
        agreed = [one for one in made if one.agreed]
        several = len({one.person_id for one in made}) > 1
        seen = [one for one in made if not one.hidden]
        if agreed or (seen and not (two and several)):
            told += agreed or seen
        else:
            waits = waits or (NOT_AGREED if two and several else ONE_OF_TWO if two else ANOTHER_AT_WORK)
    return Settled(tuple(told), "" if told else waits)
