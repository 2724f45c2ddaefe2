"""A checklist as whoever appraises sees it, to be tried: answers are kept nowhere, and the rule shows what it would propose."""

from __future__ import annotations

import streamlit as st

from appraisal.instrument import Instrument
from appraisal.judge import judge
from pipeline.appraised import answers_of
from pipeline.rows import Fields, Saved
from ui import safe
from ui.steps import checklist
from ui.words import _, language


def draw(instrument: Instrument, key: str) -> None:
    """All items; `key`: of the version, for the names of the widgets."""
    safe.paragraph(_("Prøv å svare. Svarene lagres ikke."), css="kb-legend")
    if instrument.variants:
        labels = {one.id: one.label.get(language()) for one in instrument.variants}
        variant = st.radio(
            _("Hva skal vurderes?"), list(labels), format_func=lambda one: labels[one], key=f"preview-{key}"
        )
        instrument = instrument.within(variant)
    state = st.session_state
    names = {f"answer.{item.id}": f"preview-{key}-{item.id}" for item in instrument.items}
    fields = Fields({name: Saved(str(state.get(widget) or "")) for name, widget in names.items()})
    open_now = checklist.asked(instrument, fields)
    for part in instrument.parts:
        safe.heading(3, part.title.get(language()))
        for item in part.items:
            if item not in open_now:
                continue
            answers = checklist.answer_labels(item, instrument)
            st.radio(
                f"{item.number}. {safe.for_label(item.text.get(language()))}",
                list(answers),
                format_func=lambda one, answers=answers: safe.for_label(answers[one]),  # type: ignore[misc]
                index=None,
                key=names[f"answer.{item.id}"],
                help=safe.for_label(item.help.get(language())),
            )
            mistake = f" {_('Vanlig feil:')} {item.mistake.get(language())}" if item.mistake else ""
            safe.paragraph(f"{_('Se etter:')} {item.look_for.get(language())}{mistake}", css="kb-legend")
    verdict = judge(instrument, answers_of(instrument, fields))
    if instrument.gate and verdict.gate_failed:
        st.warning(safe.for_label(instrument.gate.ask.get(language())))
    safe.heading(3, _("Samlet vurdering"))
    checklist.path(instrument, verdict)
    safe.show("<ul>", *(safe.tag("li", one) for one in checklist.judgement_labels(instrument).values()), "</ul>")
