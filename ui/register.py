"""The register of research needs: what municipalities ask that research does not answer; list and filters."""

from __future__ import annotations

from html import escape

import streamlit as st

from pipeline.rows import ResearchNeedRow
from ui import frame, here, safe
from ui.words import _, day, language, number, place


def page() -> None:
    """Filters, a table, and the way to the question behind each."""
    st.title(_("Forskningsbehov"))
    safe.paragraph(
        _("Det kommunene spør om, og som forskningen ikke svarer på ennå. Nye kommer fra steg 8 i et spørsmål.")
    )
    words = here.library().needs
    left, middle, right, far = st.columns(4)
    text = left.text_input(_("Finn ord"), key="register-text")
    status = _chooser(middle, _("Status"), {one.id: one.say(language()) for one in words.statuses}, "register-status")
    reason = _chooser(right, _("Grunn"), {one.id: one.say(language()) for one in words.reasons}, "register-reason")
    places = {one.id: one.name for one in here.view().places() if one.name in _names()}
    chosen_place = _chooser(far, _("Kommune"), places, "register-place")
    rows = here.view().research_needs(text=text, municipality_id=chosen_place, status=status, reason=reason)
    safe.show(safe.tag("p", _("{n} forskningsbehov", n=number(len(rows))), css="kb-legend"))
    if not rows:
        safe.paragraph(_("Ingen forskningsbehov her ennå. De meldes inn fra steg 8 i et spørsmål."))
        return
    safe.show(_table(rows))
    titles = {one.id: one.fields.text("title") or "–" for one in rows if one.question_id}
    chosen = st.selectbox(
        _("Åpne spørsmålet bak"),
        list(titles),
        index=None,
        format_func=lambda one: titles[one],
        placeholder=_("Velg et forskningsbehov"),
    )
    if chosen:
        frame.go("research_need", next(one.question_id for one in rows if one.id == chosen))


def _names() -> set[str]:
    """The municipalities that have something in the register: no one scrolls through 357."""
    return {one.municipality_now for one in here.view().research_needs()}


def _chooser(column: st.delta_generator.DeltaGenerator, label: str, options: dict[str, str], key: str) -> str:
    return str(
        column.selectbox(label, ["", *options], format_func=lambda one: options[one] if one else _("alle"), key=key)
    )


def _table(rows: tuple[ResearchNeedRow, ...]) -> str:
    words = here.library().needs
    names = {one.id: one.say(language()) for one in (*words.statuses, *words.reasons)}
    body = []
    for row in rows:
        mark = f"{safe.tag('span', _('Eksempel'), css='kb-example')} " if row.example else ""
        cells = (
            place(row.municipality, row.municipality_now),
            names.get(row.fields.text("reason"), "–"),
            names.get(row.fields.text("status") or "new", "–"),
            day(row.created_at),
        )
        body.append(
            f'<tr><th scope="row">{mark}{safe.typed("span", row.fields.text("title") or "–", row.language)}</th>'
            + "".join(f"<td>{escape(one)}</td>" for one in cells)
            + "</tr>"
        )
    heads = (_("Spørsmål"), _("Kommune"), _("Grunn"), _("Status"), _("Meldt inn"))
    return safe.table(_("Forskningsbehov"), heads, body)
