"""The documents of a summary: a preview, those made while one waits, and those that a job makes and the store keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from pipeline.errors import BadInput
from pipeline.export.document import compose, is_draft
from pipeline.export.html import to_html
from pipeline.export.summary import Summary
from pipeline.jobs import is_stale
from pipeline.rows import Job, MadeDocument
from pipeline.steps.summarise import (
    FORMATS,
    OPEN,
    ask_export,
    cancel_export,
    export,
    file_name,
    newest_change,
    newest_job,
    takes_long,
)
from ui import here, kit, safe
from ui.words import _, clock, day, sentence, speaking


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
        if job is not None and job.state in OPEN:
            st.fragment(_following, run_every=1.0)(question_id, to)
            return
        if job is not None and job.state == "failed":
            st.error(safe.for_label(sentence(job.error_code, job.error_params)))
        if job is not None and job.state == "cancelled":
            _status(_("Arbeidet ble stoppet."))
        kept = next((one for one in here.view().documents(question_id) if one.format == to), None)
        if kept is not None:
            _kept(question_id, kept)
        if offered:

            def ask(client_id: str) -> None:
                ask_export(here.store(), here.actor(), question_id, to, language=language, client_id=client_id)
                here.wake()

            label = _("{what} på nytt", what=_orders()[to]) if kept else _orders()[to]
            kit.button(label, f"ask-{to}-{question_id}", ask, verb="summary.ask_export")


def _following(question_id: str, to: str) -> None:
    job = newest_job(here.view(), question_id, to)
    if job is None or job.state not in OPEN:
        st.rerun()
    _under_way(job, to)


def _under_way(job: Job, to: str) -> None:
    _status(_("{what}: under arbeid. Du kan gå fra siden; arbeidet fortsetter.", what=_orders()[to]))
    if is_stale(job, datetime.now(UTC)):
        silent = _("Arbeidet har stått stille siden kl. {when}. Det tas opp igjen av seg selv.")
        _status(silent.format(when=clock(job.heartbeat_at)))
    st.progress(min(1.0, job.done / job.total) if job.total else 0.0)
    kit.button(
        _("Stopp"),
        f"stop-{job.id}",
        lambda _cid: cancel_export(here.store(), here.actor(), job.id),
        verb="summary.cancel_export",
    )


def _kept(question_id: str, kept: MadeDocument) -> None:
    """A document as it was made, what has become of it since, and the button that fetches it."""
    when = f"{day(kept.made_at)} kl. {clock(kept.made_at)}"
    _status(_("Laget {when} av {who}.", when=when, who=kept.made_by))
    if kept.draft:
        safe.paragraph(_("Dette dokumentet er merket som utkast."))
    if newest_change(here.view(), question_id) > kept.based_on_seq:
        st.warning(sentence("document_late"))
    st.download_button(
        _labels()[kept.format],
        data=partial(here.view().document_bytes, kept.id),
        file_name=kept.name,
        mime=kept.mime,
        key=f"fetch-{kept.id}",
        on_click="ignore",
    )


def _status(text: str) -> None:
    safe.show(f'<p role="status">{safe.marked(text)}</p>')
