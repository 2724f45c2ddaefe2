"""The search for duplicates as it is followed: that it works, by itself or because somebody asked, and what it came to."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from pipeline.jobs import is_stale
from pipeline.rows import Job
from pipeline.steps import dedupe
from ui import frame, here, kit, safe
from ui.words import _, clock, moment, number, sentence

OPEN = ("queued", "running")


def newest(question_id: str) -> Job | None:
    """The job that tells how it goes: the one at work, else the one that waits, else the last."""
    jobs = [job for job in here.view().jobs(question_id) if job.kind == "dedupe"]
    at_work = [job for state in reversed(OPEN) for job in jobs if job.state == state]
    return next(iter((*at_work, *jobs)), None)


def works(question_id: str) -> bool:
    """Whether duplicates are being looked for, or will be."""
    job = newest(question_id)
    return job is not None and job.state in OPEN


def draw(question_id: str, *, elsewhere: bool = False) -> None:
    """How it goes, followed while it works; `elsewhere`: on another page, with the way to the references."""
    job = newest(question_id)
    if job is None:
        return
    if job.state in OPEN:
        st.fragment(_following, run_every=1.0)(question_id)
    elif job.state == "cancelled":
        _status(_("Letingen ble stoppet. Ingenting er slått sammen av den."))
    elif job.state == "failed":
        st.error(safe.for_label(sentence(job.error_code, job.error_params)))
    elif "compared" in job.cursor:
        _came_to(job)
    if elsewhere:
        label = f"{_('Gå til {step}', step=frame.title_of('dedupe').lower())} →"
        st.page_link(frame.PAGES["dedupe"], label=label, query_params={"q": question_id})


def _following(question_id: str) -> None:
    job = newest(question_id)
    if job is None or job.state not in OPEN:
        st.rerun()
    n = job.total or here.view().count_references(question_id)  # it is counted when the work begins
    one = _("Sammenligner én referanse med de andre. Du kan gå fra siden; arbeidet fortsetter.")
    more = _("Sammenligner {n} referanser. Du kan gå fra siden; arbeidet fortsetter.", n=number(n))
    said = [one if n == 1 else more]
    if job.params.get("by_itself"):
        said.append(_("Dubletter blir lett etter av seg selv når noe nytt er hentet inn."))
    if is_stale(job, datetime.now(UTC)):
        silent = _("Arbeidet har stått stille siden kl. {when}. Det tas opp igjen av seg selv.")
        said.append(silent.format(when=clock(job.heartbeat_at)))
    for one in said:
        _status(one)
    kit.button(
        _("Stopp"),
        f"stop-{job.id}",
        lambda client_id: dedupe.cancel(here.store(), here.actor(), job.id, client_id=client_id),
        verb="dedupe.cancel",
    )


def _came_to(job: Job) -> None:
    """The four numbers of the last search, in one sentence."""
    counts = {name: number(int(job.cursor[name])) for name in ("compared", "merged", "doubtful", "linked")}
    when = moment(job.heartbeat_at)
    said = _(
        "Sist lett etter dubletter {when}. Sammenlignet: {compared}. Slått sammen: {merged}. Til dere å avgjøre: {doubtful}. Hører sammen, men er to: {linked}."
    )
    _status(said.format(when=when, **counts))


def _status(text: str) -> None:
    safe.show(f'<p role="status">{safe.marked(text)}</p>')
