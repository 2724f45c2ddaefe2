"""A broad question split into siblings under the same need, and the split taken back while nobody has built on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pico.question import Framework, QuestionType, sentence
from pipeline.errors import BadInput, NotThere
from pipeline.ports import Store, View
from pipeline.rows import Actor
from pipeline.steps.fields import clean
from pipeline.steps.own_texts import stay

MOST = 12  # questions of one split


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question to be made: its sentence in plain words, and what was read out of it."""

    text: str
    kind: QuestionType
    framework: Framework
    elements: Mapping[str, str] = field(default_factory=dict)


def split_question(
    store: Store, actor: Actor, need_id: str, questions: Sequence[NewQuestion], language: str, *, client_id: str = ""
) -> tuple[str, ...]:
    """Make a question of each under one need, in the order given; gives their ids.

    BadInput: questions_too_few, questions_too_many(most).

    Each keeps its own words as its sentence, and the elements that were read out of it as a beginning. A question that
    was split off with the same words before, and is there, is not made again: it is given as it is.
    """
    wanted = [one for one in questions if one.text.strip()]
    if not wanted:
        raise BadInput("questions_too_few")
    if len(wanted) > MOST:
        raise BadInput("questions_too_many", most=MOST)
    made: list[str] = []
    with store.write(actor, "question.split", "need", need_id, client_id=client_id) as change:
        if change.replayed:
            there = split_off(change.view, need_id)
            return tuple(there[clean(one.text)] for one in wanted if clean(one.text) in there)
        there = split_off(change.view, need_id)
        for one in wanted:
            if clean(one.text) in there:
                made.append(there[clean(one.text)])
                continue
            question_id = change.add(
                "question", {"need_id": need_id, "created_at": change.at, "created_by": change.person_id}
            )
            stay(change, question_id, "question")
            known = {spec.code for spec in one.framework.elements}
            elements = {code: clean(text) for code, text in one.elements.items() if code in known}
            values = {
                "language": language,
                "type": one.kind.id,
                "framework": one.framework.id,
                "own_sentence": clean(one.text),
                "sentence": sentence(one.framework, one.kind, elements, language) if any(elements.values()) else "",
            } | {f"element.{code}": text for code, text in elements.items()}
            for name, value in values.items():
                change.set_field("question", question_id, name, value)
            made.append(question_id)
    return tuple(made)


def split_off(view: View, need_id: str) -> dict[str, str]:
    """The words that each question of a need was split off with -> the question, of those that are there."""
    found: dict[str, str] = {}
    for one in view.questions_of(need_id):
        for event in view.history(one.id, ("question.split",)):
            if (event.object_id, event.field) == (one.id, "own_sentence") and event.new:
                found.setdefault(event.new, one.id)
    return found


def already_split(view: View, need_id: str, texts: Sequence[str]) -> tuple[str, ...]:
    """The questions that a split into these has made, in the order of the texts; empty = it has not been done."""
    there = split_off(view, need_id)
    made = tuple(there[clean(one)] for one in texts if clean(one) in there)
    return made if len(made) == len(texts) else ()


def take_back_split(
    store: Store, actor: Actor, need_id: str, question_ids: Sequence[str], *, client_id: str = ""
) -> int:
    """Take back questions that a split made; gives how many. BadInput: split_built_on where somebody has worked on one."""
    with store.write(actor, "question.take_back", "need", need_id, client_id=client_id) as change:
        if change.replayed:
            return len(question_ids)
        there = {one.id for one in change.view.questions_of(need_id)}
        for question_id in question_ids:
            if question_id not in there:
                raise NotThere("not_there", kind="question")
            if any(one.verb != "question.split" for one in change.view.events(question_id) if one.kind not in _OF_NEED):
                raise BadInput("split_built_on")
            change.put("question", question_id, {"removed_at": change.at})
    return len(question_ids)


_OF_NEED = frozenset({"need", "share", "appointment", "invitation"})
