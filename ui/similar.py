"""Somebody has asked about something like this: cards of the questions that this reader may see, and nothing of others."""

from __future__ import annotations

import streamlit as st

from pipeline.similar import similar
from ui import frame, here, safe
from ui.words import _, place


def draw(text: str, *, but_need: str = "") -> None:
    """The three most alike; nothing at all where there is none."""
    view = here.view()
    found = similar(text, view.known_questions(), but_need=but_need) if text.strip() else ()
    if not found:
        return
    safe.heading(2, _("Noen har spurt om noe lignende"))
    for one in found:
        question = view.question(one.question_id)
        with st.container(border=True):
            safe.show(
                safe.tag("p", place(question.municipality, question.municipality_now), css="kb-place"),
                safe.typed("h3", question.title, question.language),
            )
            st.page_link(frame.PAGES["question"], label=_("Se hva de spurte om →"), query_params={"q": question.id})
