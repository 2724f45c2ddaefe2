"""What a job makes and the store keeps: how it is told while it is made, and how it is fetched when it is there."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from pipeline.jobs import is_stale
from pipeline.rows import Job, MadeDocument
from pipeline.steps.summarise import OPEN, cancel_export, newest_change
from ui import here, kit, safe
from ui.words import _, clock, moment, sentence


def ended(job: Job | None) -> None:
    """Why the newest job gave nothing, where it did."""
    if job is not None and job.state == "failed":
        st.error(safe.for_label(sentence(job.error_code, job.error_params)))
    if job is not None and job.state == "cancelled":
        status(_("Arbeidet ble stoppet."))


def is_open(job: Job | None) -> bool:
    """Whether it is being made."""
    return job is not None and job.state in OPEN


def under_way(job: Job, what: str) -> None:
    """How far it is, and a way to stop it. `what`: what was ordered ("Lag PDF")."""
    status(_("{what}: under arbeid. Du kan gå fra siden; arbeidet fortsetter.", what=what))
    if is_stale(job, datetime.now(UTC)):
        silent = _("Arbeidet har stått stille siden kl. {when}. Det tas opp igjen av seg selv.")
        status(silent.format(when=clock(job.heartbeat_at)))
    st.progress(min(1.0, job.done / job.total) if job.total else 0.0)
    kit.button(
        _("Stopp"),
        f"stop-{job.id}",
        lambda _cid: cancel_export(here.store(), here.actor(), job.id),
        verb="summary.cancel_export",
    )


def kept(question_id: str, one: MadeDocument, label: str) -> None:
    """A document as it was made, what has become of it since, and the button that fetches it."""
    when = moment(one.made_at)
    status(_("Laget {when} av {who}.", when=when, who=one.made_by))
    if one.draft:
        safe.paragraph(_("Dette dokumentet er merket som utkast."))
    if newest_change(here.view(), question_id) > one.based_on_seq:
        st.warning(sentence("document_late"))
    st.download_button(
        label,
        data=partial(here.view().document_bytes, one.id),
        file_name=one.name,
        mime=one.mime,
        key=f"fetch-{one.id}",
        on_click="ignore",
    )


def status(text: str) -> None:
    """A line that is read aloud when it changes."""
    safe.show(f'<p role="status">{safe.marked(text)}</p>')
