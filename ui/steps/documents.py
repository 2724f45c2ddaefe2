"""The documents of a summary: a preview, those made while one waits, and those that a job makes and the store keeps."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from pipeline.errors import BadInput
from pipeline.export.document import compose, is_draft
from pipeline.export.html import to_html
from pipeline.export.summary import Summary
from pipeline.steps.summarise import (
    FORMATS,
    ask_export,
    export,
    file_name,
    newest_job,
    takes_long,
)
from ui import here, kit, safe
from ui.steps import made
from ui.words import _, sentence, speaking


def draw(question_id: str, summary: Summary) -> None:
    """The preview, then a button for each format; a large document is made by a job that can be left."""
    safe.heading(2, _("Dokumentene"))
    forms = here.library().forms
    try:
        document = compose(summary, forms.template, forms.wording)
    except BadInput as problem:
        st.error(safe.for_label(sentence(problem.code, problem.params)))
        return
    with st.expander(_("Se hvordan den blir")):
        st.iframe(to_html(document), height=600)
    if is_draft(summary):
        st.warning(sentence("document_draft"))
    long = {to: takes_long(summary, document, to) for to in FORMATS}
    with st.container(horizontal=True):
        for to, label in _labels().items():
            if not long[to]:
                _at_once(question_id, summary, to, label)
    for to, slow in long.items():
        if slow or newest_job(here.view(), question_id, to) is not None:
            _by_job(question_id, to, summary.language, offered=slow)


def _labels() -> Mapping[str, str]:
    return {
        "docx": _("Last ned som Word"),
        "pdf": _("Last ned som PDF"),
        "html": _("Last ned som nettside"),
        "markdown": _("Last ned som ren tekst (Markdown)"),
    }


def _orders() -> Mapping[str, str]:
    return {
        "docx": _("Lag Word-dokument"),
        "pdf": _("Lag PDF"),
        "html": _("Lag nettside"),
        "markdown": _("Lag ren tekst (Markdown)"),
    }


def _at_once(question_id: str, summary: Summary, to: str, label: str) -> None:
    """A document that is made when its button is pressed."""
    make = partial(
        export,
        here.store(),
        here.actor(),
        question_id,
        to,
        here.library().forms,
        speaking(summary.language),
        language=summary.language,
    )
    st.download_button(
        label,
        data=make,
        file_name=file_name(to, here.today(), draft=is_draft(summary)),
        mime=FORMATS[to].mime,
        key=f"export-{to}-{question_id}",
        on_click="ignore",
    )


def _by_job(question_id: str, to: str, language: str, *, offered: bool) -> None:
    """A document that a job makes: ask for it, follow it, fetch it, also after a reload. One at work follows itself."""
    job = newest_job(here.view(), question_id, to)
    with st.container(border=True):
        if made.is_open(job):
            st.fragment(_following, run_every=1.0)(question_id, to)
            return
        made.ended(job)
        kept = next((one for one in here.view().documents(question_id) if one.format == to), None)
        if kept is not None:
            made.kept(question_id, kept, _labels()[to])
        if offered:

            def ask(client_id: str) -> None:
                ask_export(here.store(), here.actor(), question_id, to, language=language, client_id=client_id)
                here.wake()

            label = _("{what} på nytt", what=_orders()[to]) if kept else _orders()[to]
            kit.button(label, f"ask-{to}-{question_id}", ask, verb="summary.ask_export")


def _following(question_id: str, to: str) -> None:
    job = newest_job(here.view(), question_id, to)
    if job is None or not made.is_open(job):
        st.rerun()
    made.under_way(job, _orders()[to])
