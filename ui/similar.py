"""Somebody has asked about something like this, or answered it: cards of what this reader may see, and nothing of others."""

from __future__ import annotations

import streamlit as st

from pipeline.similar import ENOUGH_OF_ANSWERS, holding, passage, similar
from pipeline.work import Known
from ui import frame, here, kit, safe
from ui.words import _, place


def draw(text: str, *, but_need: str = "") -> bool:
    """The three answers and the three questions most alike; nothing at all, and False, where there is none."""
    view = here.view()
    answers = similar(text, view.known_answers(), but_need=but_need, enough=ENOUGH_OF_ANSWERS) if text.strip() else ()
    answered = {one.need_id for one in answers}
    asked = similar(text, view.known_questions(), but_need=but_need) if text.strip() else ()
    asked = tuple(one for one in asked if one.need_id not in answered)
    if answers:
        safe.heading(2, _("Noen har allerede oppsummert noe lignende"))
        for one in answers:
            _answer(one, text)
    if asked:
        safe.heading(2, _("Noen har spurt om noe lignende"))
        for one in asked:
            _question(one)
    return bool(answers or asked)


def draw_search(key: str, *, but_need: str = "") -> None:
    """A field to look through the same with words of one's own: summaries, questions and needs."""
    box = f"find-like-{key}"
    with st.container(key=f"typed-{kit.written_in()}-{box}"):  # the language of the box, for browser and screen reader
        words = st.text_input(
            _("Søk selv i oppsummeringer, spørsmål og behov som dere kan se"),
            key=box,
            placeholder=_("For eksempel: fall trening"),
            max_chars=200,
        )
    if not words.strip():
        return
    view = here.view()
    answers = holding(words, [one for one in view.known_answers() if one.need_id != but_need])
    answered = {one.need_id for one in answers}
    asked = holding(
        words, [one for one in view.known_questions() if one.need_id not in answered and one.need_id != but_need]
    )
    if not answers and not asked:
        safe.paragraph(_("Ingen oppsummeringer, spørsmål eller behov har alle disse ordene."))
    for one in answers:
        _answer(one, words)
    for one in asked:
        _question(one)


def _answer(one: Known, text: str) -> None:
    question = here.view().question(one.question_id)
    with st.container(border=True):
        safe.show(
            safe.tag("p", place(question.municipality, question.municipality_now), css="kb-place"),
            safe.typed("h3", question.title, question.language),
        )
        if said := passage(one.text, text):
            safe.show(
                safe.tag("p", _("Fra oppsummeringen:"), css="kb-legend"), safe.typed("p", said, question.language)
            )
        st.page_link(frame.PAGES["summarise"], label=_("Les oppsummeringen →"), query_params={"q": question.id})


def _question(one: Known) -> None:
    if not one.question_id:
        need = here.view().need(one.need_id)
        with st.container(border=True):
            safe.show(
                safe.tag("p", place(need.municipality, need.municipality_now), css="kb-place"),
                safe.typed("h3", need.text, need.language),
                safe.tag("p", _("Behovet har ikke fått noe spørsmål ennå."), css="kb-legend"),
            )
        return
    question = here.view().question(one.question_id)
    with st.container(border=True):
        safe.show(
            safe.tag("p", place(question.municipality, question.municipality_now), css="kb-place"),
            safe.typed("h3", question.title, question.language),
        )
        st.page_link(frame.PAGES["question"], label=_("Se hva de spurte om →"), query_params={"q": question.id})
