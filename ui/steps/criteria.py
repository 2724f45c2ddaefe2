"""Criteria from the form: a proposal while there are none, and word of it where the form has changed since they were made."""

from __future__ import annotations

from pico.question import Framework, QuestionType
from pipeline.rows import Fields, Question
from pipeline.steps import criteria as verbs
from ui import here, kit, reader, safe
from ui.words import _


def offer(question: Question, fields: Fields, kind: QuestionType, framework: Framework) -> None:
    """The button that makes them, as long as nobody has written any; else what `changed` says."""
    found = verbs.read(fields, kind, framework, question.language)
    if any(one.text.strip() for one in found):
        changed(question, fields, kind, framework)
    elif found[0].proposed and reader.may_edit("criteria"):
        kit.button(
            _("Lag kriterier av skjemaet"),
            f"criteria-{question.id}",
            lambda cid: verbs.make_criteria(here.store(), here.actor(), question.id, kind, framework, client_id=cid),
            verb="criteria.edit",
        )


def changed(question: Question, fields: Fields, kind: QuestionType, framework: Framework) -> None:
    """Says where criteria that came of the form say something else than it does now, line by line; a person decides."""
    found = verbs.read(fields, kind, framework, question.language)
    if not verbs.outdated(found):
        return
    told = _("Spørsmålet er endret siden kriteriene ble laget av skjemaet. Kriteriene sier fortsatt det gamle.")
    safe.show(f'<p role="status" class="kb-label">▲ {safe.marked(told)}</p>')
    rows = []
    for one in found:
        before, after = one.text.splitlines(), one.anew.splitlines()
        rows += [(_("Går ut:"), line) for line in before if line not in after]
        rows += [(_("Kommer inn:"), line) for line in after if line not in before]
    items = "".join(
        f"<li>{safe.marked(label)} {safe.typed('span', line, question.language)}</li>" for label, line in rows
    )
    safe.show(f"<ul>{items}</ul>")
    if not reader.may_edit("criteria"):
        return
    own = _("Linjene dere har skrevet selv, blir stående, og den gamle teksten står i historikken.")
    safe.show(safe.tag("p", own, css="kb-legend"))
    kit.button(
        _("Lag kriteriene på nytt av skjemaet"),
        f"criteria-anew-{question.id}",
        lambda cid: verbs.make_criteria(here.store(), here.actor(), question.id, kind, framework, client_id=cid),
        verb="criteria.edit",
    )
    kit.button(
        _("La kriteriene stå som de er"),
        f"criteria-keep-{question.id}",
        lambda cid: verbs.keep_criteria(here.store(), here.actor(), question.id, kind, framework, client_id=cid),
        verb="criteria.edit",
    )


def beside(question: Question) -> None:
    """The same where one chooses by them: the type and the way of taking apart are those of the question."""
    library, fields = here.library(), here.view().fields("question", question.id)
    kind = library.question_types.get(fields.text("type"))
    framework = library.frameworks.get(fields.text("framework"))
    if kind and framework:
        changed(question, fields, kind, framework)
