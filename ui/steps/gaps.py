"""Gaps in references: how many there are, and a button that lets them be looked up by DOI or PMID in the background."""

from __future__ import annotations

import streamlit as st

from pipeline.rows import Job
from pipeline.steps.references import ask_fill, lacking
from ui import here, kit, reader, safe
from ui.words import _, number, sentence


def draw(question_id: str) -> None:
    """What is missing, what was found the last time, and the way to look; one at work follows itself."""
    job = _newest(question_id)
    if job is not None and job.state in ("queued", "running"):
        st.fragment(_following, run_every=1.0)(question_id)
        return
    if job is not None and job.state == "failed":
        st.error(safe.for_label(sentence(job.error_code, job.error_params)))
        safe.paragraph(
            _(
                "Referansene er som før. Dere kan arbeide videre uten dette, prøve «Fyll hull» igjen, eller selv skrive inn det som mangler når dere ser én referanse nærmere."
            )
        )
    if job is not None and job.state == "done":
        found = number(int(job.cursor.get("filled", 0)))
        safe.show(f'<p role="status">{safe.marked(_("Referanser som fikk nye opplysninger sist: {n}.", n=found))}</p>')
    wanted = len(lacking(here.view(), question_id)) if reader.may("reference.ask_fill") else 0
    if not wanted:
        return
    safe.paragraph(
        _(
            "Referanser med DOI eller PMID som mangler tittel, sammendrag, type eller PubMed-nummer: {n}. PubMed, Europe PMC og Crossref kan ha det, og kan vite om noe er trukket tilbake. Bare numrene sendes.",
            n=number(wanted),
        )
    )

    def ask(client_id: str) -> None:
        ask_fill(here.store(), here.actor(), question_id, client_id=client_id)
        here.wake()

    kit.button(_("Fyll hull"), f"fill-{question_id}", ask, verb="reference.ask_fill")


def _newest(question_id: str) -> Job | None:
    return next((job for job in here.view().jobs(question_id) if job.kind == "fill"), None)


def _following(question_id: str) -> None:
    job = _newest(question_id)
    if job is None or job.state not in ("queued", "running"):
        st.rerun()
    said = _("Slår opp {done} av {total}. Du kan gå fra siden; arbeidet fortsetter.")
    safe.show(f'<p role="status">{safe.marked(said.format(done=number(job.done), total=number(job.total)))}</p>')
