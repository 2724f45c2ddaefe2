"""The references to take along: which of them, in which format, with or without what was decided. Large files are made by a job."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from pipeline.reference_files import WHICH, count
from pipeline.rows import Progress
from pipeline.steps.reference_export import (
    DOCUMENTS,
    FORMATS,
    NONE,
    Wanted,
    ask_references,
    export_references,
    newest_job,
    takes_long,
)
from ui import here, kit, reader, safe
from ui.steps import made
from ui.words import _, language, number, sentence, speaking


def _which() -> Mapping[str, str]:
    return {"all": _("Alle"), "included": _("De som er tatt med"), "excluded": _("De som ikke er tatt med")}


def _formats() -> Mapping[str, str]:
    return {
        "ris": _("RIS (EndNote, Zotero, Rayyan, Covidence)"),
        "xlsx": _("Excel (XLSX)"),
        "csv": _("CSV"),
        "bib": _("BibTeX"),
        "json": _("CSL-JSON"),
    }


def draw(question_id: str, progress: Progress, place: str) -> None:
    """The choices and the button. `place`: the step it is drawn at."""
    if not progress.references or not reader.may("reference.export"):
        return
    with st.expander(_("Last ned referansene")):
        left, right = st.columns(2)
        which = left.radio(
            _("Hvilke referanser"), tuple(WHICH), format_func=lambda one: _which()[one], key=f"out-which-{place}"
        )
        to = right.selectbox(
            _("Filformat"), tuple(_formats()), format_func=lambda one: _formats()[one], key=f"out-to-{place}"
        )
        decided = right.checkbox(
            _("Ta med hva som er bestemt"),
            key=f"out-decided-{place}",
            help=_(
                "Om referansen er tatt med, grunnen til at den ikke er det, og vurderingen. For dem som arbeider med spørsmålet også hvem som bestemte hva, når, og merknadene deres."
            ),
        )
        _offer(question_id, Wanted(to, which, decided, language()), progress, place)


def _offer(question_id: str, asked: Wanted, progress: Progress, place: str) -> None:
    """A button for the file, or for a job that makes it; then the files that jobs have made."""
    counted = {"all": progress.references, "included": progress.included}
    found = counted[asked.which] if asked.which in counted else count(here.view(), question_id, asked.which)
    job = newest_job(here.view(), question_id)
    if not found:
        safe.paragraph(sentence(NONE[asked.which]))
    elif takes_long(found, asked.to):
        _by_job(question_id, asked, found, place)
    else:
        st.download_button(
            _("Last ned filen"),
            data=partial(
                export_references,
                here.store(),
                here.actor(),
                question_id,
                asked,
                here.library().forms,
                speaking(asked.language),
            ),
            file_name=asked.file_name(here.today()),
            mime=FORMATS[asked.to].mime,
            key=f"out-{place}-{question_id}",
            on_click="ignore",
        )
    if made.is_open(job):
        st.fragment(_following, run_every=1.0)(question_id)
        return
    made.ended(job)
    for one in here.view().documents(question_id):
        if one.format in DOCUMENTS:
            with st.container(border=True):
                made.kept(question_id, one, _("Hent {name}", name=one.name))


def _by_job(question_id: str, asked: Wanted, found: int, place: str) -> None:
    def ask(client_id: str) -> None:
        ask_references(here.store(), here.actor(), question_id, asked, client_id=client_id)
        here.wake()

    label = _("Lag fil med én referanse") if found == 1 else _("Lag fil med {n} referanser", n=number(found))
    kit.button(label, f"out-ask-{place}-{question_id}", ask, verb="reference.ask_export")


def _following(question_id: str) -> None:
    job = newest_job(here.view(), question_id)
    if job is None or not made.is_open(job):
        st.rerun()
    made.under_way(job, _("Fil med referanser"))
