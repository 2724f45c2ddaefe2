"""Several reports of one study: the program proposes with a reason, a person says which belong together, and can take it back."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pipeline.dedupe.studies import Proposed
from pipeline.rows import Reference
from pipeline.steps.studies import ask_again, not_one_study, part_study, proposed, refused, same_study
from ui import here, kit, reader, safe
from ui.words import _, number, sentence

MOST = 500  # reports of each status that are looked at


def draw(question_id: str) -> None:
    """Of the reports that have come to full text: what is proposed, the groups, and what was said no to."""
    view = here.view()
    read = {
        one.id: one
        for status in ("included", "out", "unread", "conflict")
        for one in view.references(question_id, status=status, limit=MOST)
    }
    groups: dict[str, list[str]] = {}
    for reference_id, study_id in view.studies(question_id).items():
        groups.setdefault(study_id, []).append(reference_id)
    if (len(read) < 2 and not groups) or (not groups and not reader.may("study.group")):
        return
    found = proposed(view, question_id, {one: held.record for one, held in read.items()})
    if found and reader.may("study.group"):
        safe.heading(2, _("{n} forslag: rapporter om samme studie", n=number(len(found))))
        _proposal(question_id, found[0], read)
    with st.expander(_("Er noen av dem rapporter om samme studie eller oversikt?")):
        for study_id, members in groups.items():
            _members([read.get(one) or view.reference(one) for one in members])
            kit.button(
                _("De hører ikke sammen likevel"),
                f"part-{study_id}",
                partial(_part, question_id, study_id),
                verb="study.split",
            )
        if reader.may("study.group"):
            _by_hand(question_id, read)
            _said_no(question_id, read)


def _proposal(question_id: str, one: Proposed, read: dict[str, Reference]) -> None:
    """The first proposal: which reports, why, and both answers."""
    _members([read[report] for report in one.reports])
    for reason in one.reasons:
        safe.show(safe.tag("p", sentence(reason.reason_code, reason.params), css="kb-legend"))
    key = "-".join(one.reports)
    store, me = here.store(), here.actor()
    with st.container(horizontal=True):
        kit.button(
            _("Ja, samme studie"),
            f"yes-{key}",
            lambda _id: same_study(store, me, question_id, one.reports),
            verb="study.group",
        )
        kit.button(
            _("Nei, ulike studier"),
            f"no-{key}",
            lambda id: not_one_study(store, me, question_id, one.reports, client_id=id),
            verb="study.refuse",
        )


def _by_hand(question_id: str, read: dict[str, Reference]) -> None:
    chosen = st.multiselect(
        _("Velg dem som hører sammen"),
        list(read),
        format_func=lambda one: _title(read[one]),
        key=f"study-{question_id}",
        placeholder=_("Velg"),
    )
    kit.button(
        _("Samme studie"),
        f"group-{question_id}",
        lambda _id: same_study(here.store(), here.actor(), question_id, tuple(chosen)),
        disabled=len(chosen) < 2,
    )


def _said_no(question_id: str, read: dict[str, Reference]) -> None:
    """What people have said is not one study: not proposed again, unless somebody asks for it."""
    for reports in refused(here.view(), question_id):
        safe.show(safe.tag("p", _("Ulike studier:"), css="kb-legend"))
        _members([read.get(one) or here.view().reference(one) for one in reports])
        kit.button(
            _("La programmet foreslå dem igjen"),
            f"again-{'-'.join(reports)}",
            partial(_again, question_id, reports),
            verb="study.ask_again",
        )


def _members(reports: list[Reference]) -> None:
    safe.show("<ul>", *map(_member, reports), "</ul>")


def _member(one: Reference) -> str:
    title = safe.tag("span", _title(one), lang=safe.language_of(one.record))
    return f"<li>{title}{safe.flags(one.record)}</li>"


def _title(one: Reference) -> str:
    return f"{one.record.title or '–'} ({one.record.year or '–'})"


def _part(question_id: str, study_id: str, _client_id: str) -> None:
    part_study(here.store(), here.actor(), question_id, study_id)


def _again(question_id: str, reports: tuple[str, ...], client_id: str) -> None:
    ask_again(here.store(), here.actor(), question_id, reports, client_id=client_id)
