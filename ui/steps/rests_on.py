"""Which included articles a finding rests on: a list to choose from, with the only one there is chosen beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from pipeline import finding_sources
from pipeline.ids import new_id
from pipeline.ports import View
from pipeline.rows import Part, Question, Reference
from pipeline.steps.fields import save_field
from ui import here, kit, reader, safe
from ui.words import _, sentence


@dataclass(frozen=True, slots=True)
class Articles:
    """What the lists of all findings of a question need to know, read once a draw."""

    view: View
    included: tuple[Reference, ...]
    leaders: Mapping[str, str]


def articles(question: Question) -> Articles:
    """Read it."""
    view = here.view()
    return Articles(view, view.references(question.id, status="included", limit=500), view.leaders(question.id))


def warn(part: Part, known: Articles) -> None:
    """Says on top of a finding that an article it was made of is not included any more."""
    if gone := finding_sources.gone(known.view, part.fields, known.included, known.leaders):
        lost = "; ".join(dict.fromkeys(finding_sources.name_of(one.record) for one in gone))
        told = _("Funnet bygger på en artikkel som ikke lenger er tatt med: {articles}.", articles=lost)
        st.error(safe.for_label(told))


def draw(part: Part, known: Articles) -> None:
    """The list of one finding; to those who may not change it, the names. What is no longer included stays in it, as that."""
    label = _("Hvilke artikler bygger funnet på?")
    gone = finding_sources.gone(known.view, part.fields, known.included, known.leaders)
    if not reader.may_edit("finding"):
        named = finding_sources.names(part.fields, known.included, known.leaders)
        if named or not gone:
            safe.show(safe.tag("p", label, css="kb-label"), safe.tag("p", named or _("Ikke skrevet ennå")))
        return
    if not known.included and not gone:
        safe.show(safe.tag("p", _("Ingen artikler er tatt med ennå, så funnet har ingen kilde."), css="kb-legend"))
        return
    key = f"rests-on-{part.id}"
    shown = {one.id: f"{finding_sources.name_of(one.record)}: {one.record.title or '–'}" for one in known.included}
    shown |= {one.id: sentence("finding_source_gone", {"article": finding_sources.name_of(one.record)}) for one in gone}
    kept = finding_sources.rests_on(part.fields, known.included, known.leaders)
    chosen = [one.id for one in (*kept, *gone)]
    st.session_state[key] = chosen

    def save() -> None:
        value = finding_sources.BETWEEN.join(st.session_state.get(key) or ())
        expected = part.fields[finding_sources.FIELD].version
        kit.act(
            key,
            lambda: save_field(
                *(here.store(), here.actor(), "finding", part.id, finding_sources.FIELD, value),
                expected=expected,
                client_id=new_id(),
            ),
        )

    st.multiselect(
        label, list(shown), format_func=lambda one: shown[one], key=key, on_change=save, placeholder=_("Velg")
    )
    kit.problem_shown(key)
