"""Several reports of one study: a person says which belong together."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pipeline.rows import Reference
from pipeline.steps.screen import part_study, same_study
from ui import here, kit, reader, safe
from ui.words import _


def draw(question_id: str) -> None:
    """Group the reports that have come to full text; show the groups, each with a way back."""
    view = here.view()
    read = [
        one
        for status in ("included", "out", "unread")
        for one in view.references(question_id, status=status, limit=100)
    ]
    if len(read) < 2:
        return
    titles = {one.id: f"{safe.mark(one.record)}{one.record.title} ({one.record.year or '–'})" for one in read}
    held = {one.id: one for one in read}
    groups: dict[str, list[str]] = {}
    for reference_id, study_id in view.studies(question_id).items():
        groups.setdefault(study_id, []).append(reference_id)
    if not groups and not reader.may("study.group"):
        return
    with st.expander(_("Er noen av dem rapporter om samme studie eller oversikt?")):
        for study_id, members in groups.items():
            safe.show(
                "<ul>",
                *(_member(held.get(one) or view.reference(one)) for one in members),
                "</ul>",
            )
            kit.button(
                _("De hører ikke sammen likevel"),
                f"part-{study_id}",
                partial(_part, question_id, study_id),
                verb="study.split",
            )
        if not reader.may("study.group"):
            return
        chosen = st.multiselect(
            _("Velg dem som hører sammen"),
            list(titles),
            format_func=lambda one: titles[one],
            key=f"study-{question_id}",
            placeholder=_("Velg"),
        )
        kit.button(
            _("Samme studie"),
            f"group-{question_id}",
            lambda _id: same_study(here.store(), here.actor(), question_id, tuple(chosen)),
            disabled=len(chosen) < 2,
        )


def _member(one: Reference) -> str:
    record = one.record
    title = safe.tag("span", f"{record.title} ({record.year or '–'})", lang=safe.language_of(record))
    return f"<li>{title}{safe.flags(record)}</li>"


def _part(question_id: str, study_id: str, _client_id: str) -> None:
    part_study(here.store(), here.actor(), question_id, study_id)
