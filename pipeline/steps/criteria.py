"""Criteria that are made from the form of the question: what the form gave is kept beside them, so that a later change shows."""

from __future__ import annotations

from dataclasses import dataclass

from pico.criteria import criteria, renewed
from pico.question import Framework, QuestionType
from pipeline.ports import Store
from pipeline.rows import Actor, Fields
from pipeline.steps.fields import clean

NAMES = ("inclusion", "exclusion")
MADE = "made_"  # beginning of the names of the fields that hold what the form gave


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of the two texts: as it stands, as the form gave it ("" = it did not), as it gives it now, and as it would read."""

    name: str
    text: str
    before: str
    proposed: str

    @property
    def anew(self) -> str:
        """Made anew, with people's own lines kept."""
        return renewed(self.text, self.before, self.proposed)


def read(fields: Fields, kind: QuestionType, framework: Framework, language: str) -> tuple[Criterion, ...]:
    """Both texts of a question, from its fields."""
    elements = {one.code: fields.text(f"element.{one.code}") for one in framework.elements}
    proposed = criteria(framework, kind, elements, language)
    return tuple(
        Criterion(name, fields.text(name), fields.text(f"{MADE}{name}"), text)
        for name, text in zip(NAMES, proposed, strict=True)
    )


def outdated(found: tuple[Criterion, ...]) -> bool:
    """Whether criteria that were made from the form say something else than the form does now."""
    made, written = any(one.before for one in found), any(one.text.strip() for one in found)
    return made and written and any(one.proposed for one in found) and any(one.anew != one.text for one in found)


def make_criteria(
    store: Store, actor: Actor, question_id: str, kind: QuestionType, framework: Framework, *, client_id: str = ""
) -> None:
    """Make them from the form as it stands, the first time or anew, in one write that undo takes back. The texts that stood
    there are in the history.
    """
    _write(store, actor, question_id, kind, framework, client_id=client_id, texts=True)


def keep_criteria(
    store: Store, actor: Actor, question_id: str, kind: QuestionType, framework: Framework, *, client_id: str = ""
) -> None:
    """Let them stand though the form has changed: they are not told to be outdated until it changes again."""
    _write(store, actor, question_id, kind, framework, client_id=client_id, texts=False)


def _write(
    store: Store,
    actor: Actor,
    question_id: str,
    kind: QuestionType,
    framework: Framework,
    *,
    client_id: str,
    texts: bool,
) -> None:
    with store.write(actor, "criteria.edit", "question", question_id, client_id=client_id) as change:
        fields = change.view.fields("question", question_id)
        for one in read(fields, kind, framework, change.view.question(question_id).language):
            if texts:
                change.set_field("question", question_id, one.name, clean(one.anew))
            change.set_field("question", question_id, f"{MADE}{one.name}", clean(one.proposed))
