"""What a field of one's own said before: every text that was saved, when, and what came in its place."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from pipeline.rows import Event, Fields
from ui import here, kit, safe
from ui.words import _, clock, day

MOST = 2_000  # events of a question that are looked through


def draw(
    question_id: str, object_id: str, names: Mapping[str, str], fields: Fields, answers: Mapping[str, str]
) -> None:
    """A switch where one of the fields has been changed. `names`: field -> its label; `answers`: answer -> its words."""
    if not any(fields[name].version > 1 for name in names):
        return
    key = f"earlier-{object_id}-{next(iter(names))}"
    if not st.toggle(_("Vis det som sto her før"), key=key):
        return
    verbs = ("appraise.edit", "appraise.move")
    told = here.view().history(question_id, verbs, limit=MOST)
    found = [one for one in told if one.object_id == object_id and one.field in names and one.old]
    rows = "".join(_row(one, names[one.field], answers) for one in found)
    safe.show(f'<ol class="kb-history" aria-label="{escape(_("Det som sto her før"))}">{rows}</ol>')


def _row(one: Event, label: str, answers: Mapping[str, str]) -> str:
    until = safe.tag(
        "p", f"{_('Til {day} kl. {time}', day=day(one.at), time=clock(one.at))} · {label}", css="kb-legend"
    )
    was = one.old or ""
    text = safe.tag("p", answers[was]) if was in answers else safe.typed_lines(was, kit.written_in())
    return f"<li>{until}{text}</li>"
