"""How sure we are of one finding: GRADE step by step, or CERQual's four concerns; each with its reason."""

from __future__ import annotations

import streamlit as st

from appraisal.certainty import instrument_for, proposed_start
from appraisal.instrument import Instrument
from appraisal.judge import Verdict, judge, spoken
from appraisal.values import Item
from pipeline.appraised import newest
from pipeline.rows import Part, Question
from pipeline.steps.fields import save_field
from ui import here, kit, reader, safe
from ui.words import _, language, sentence

GIVEN, REASON = "grade.", "grade_reason."  # beginnings of the names of the fields of a finding


def draw(part: Part, question: Question) -> None:
    """The steps of one finding, folded away until they are asked for; the result goes into the finding on a press only."""
    question_type = here.view().fields("question", question.id).text("type")
    qualitative = part.fields.text("kind") == "qualitative"
    name = "cerqual" if qualitative else instrument_for(question_type)
    instrument = newest(here.library().instruments.values(), name)
    if instrument is None or not reader.may_edit("finding"):
        return
    title = instrument.title.get(language())
    with st.expander(_("Vurder tilliten trinn for trinn ({title})", title=title)):
        given = answers(part, instrument)
        for section in instrument.parts:
            safe.heading(3, section.title.get(language()))
            for item in section.items:
                _item(part, item, instrument, question_type)
        _result(part, instrument, judge(instrument, given))


def answers(part: Part, instrument: Instrument) -> dict[str, str]:
    """item -> answer, of those that the instrument offers."""
    given = {item.id: part.fields.text(f"{GIVEN}{item.id}") for item in instrument.items}
    return {item.id: given[item.id] for item in instrument.items if given[item.id] in item.answers}


def _item(part: Part, item: Item, instrument: Instrument, question_type: str) -> None:
    labels = {one: instrument.answer(one).label.get(language()) for one in item.answers}
    help_text = item.help.get(language())
    if item.id == "start":
        likely = labels[proposed_start(question_type, randomised=question_type == "effect")]
        help_text = f"{help_text} {_('Vanligst for dette spørsmålet: {answer}.', answer=likely)}"
    kit.field(
        *("finding", part.id, f"{GIVEN}{item.id}", item.text.get(language()), part.fields),
        kind="radio",
        options=labels,
        help=safe.for_label(help_text),
    )
    if moves(part, item, instrument):
        label = _("Grunn: {name}", name=item.text.get(language()).lower())
        kit.field("finding", part.id, f"{REASON}{item.id}", label, part.fields)


def moves(part: Part, item: Item, instrument: Instrument) -> bool:
    """Whether the answer needs a reason: it moves the level, or it is a concern."""
    given = part.fields.text(f"{GIVEN}{item.id}")
    return bool(given) and given != "none" and item.id != "start"


def _result(part: Part, instrument: Instrument, verdict: Verdict) -> None:
    for step in verdict.path:
        safe.paragraph(sentence(step.code, spoken(instrument, step, language())), css="kb-legend")
    asked = [item for item in instrument.items if moves(part, item, instrument)]
    lacking = [item for item in asked if not part.fields.text(f"{REASON}{item.id}").strip()]
    if lacking:
        names = ", ".join(item.text.get(language()).lower() for item in lacking)
        st.warning(_("Grunnen mangler for: {names}.", names=names))
    if not verdict.proposed:
        return
    level = instrument.judgement(verdict.proposed)
    reasons = "; ".join(
        f"{item.text.get(language())}: {part.fields.text(f'{REASON}{item.id}').strip()}" for item in asked
    )

    def use(_client_id: str) -> None:
        values = {"certainty": level.id, "judged_by": "us", "certainty_reason": reasons}
        for field, value in values.items():
            if value:
                save_field(here.store(), here.actor(), "finding", part.id, field, value)

    said = f"{level.symbol} {level.label.get(language()).lower()}"
    kit.button(_("Bruk i funnet: {level}", level=said), f"certainty-{part.id}", use, disabled=bool(lacking))
