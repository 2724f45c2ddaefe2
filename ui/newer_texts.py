"""The offer to take newer editions of the method team's texts into use for a question. Nothing changes without a yes."""

from __future__ import annotations

import streamlit as st

from pipeline.edition import SHIPPED
from pipeline.own_texts import STEPS, in_force, newer
from pipeline.steps.own_texts import TAKES, take_newer
from ui import here, kit, reader, safe
from ui.words import _, sentence


def draw(question_id: str, step: str) -> None:
    """Which of the step's texts have come in another edition than the one this question began with."""
    if step not in STEPS or not reader.may(TAKES[step]):
        return
    held = here.view().own_texts_held()
    stays = st.session_state.get("texts_kept", {})
    changed = newer(held, stays, step)
    if not changed:
        return
    numbers = {one.id: _("utgave {n}", n=one.number) for one in held} | {SHIPPED: _("den som følger med")}
    now = in_force(held)
    with st.container(border=True):
        safe.heading(2, _("Metodelaget har publisert nytt"))
        lines = (
            _(
                "{text}: dere bruker {old}, nå gjelder {new}.",
                text=sentence(f"text_kind_{name}"),
                old=numbers.get(stays[name], stays[name]),
                new=numbers[now.get(name, SHIPPED)],
            )
            for name in changed
        )
        safe.show("<ul>", *(safe.tag("li", line) for line in lines), "</ul>")
        safe.paragraph(sentence(f"text_taken_{step}"), css="kb-legend")
        kit.button(
            _("Ta i bruk det nye i dette spørsmålet"),
            f"take-{step}-{question_id}",
            lambda cid: take_newer(here.store(), here.actor(), question_id, step, client_id=cid),
        )
