"""Step 7 on the page: findings, the sections, what is missing, preview and documents."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from pipeline.export import diagram
from pipeline.export.document import made_of_itself, unwritten
from pipeline.export.summary import Summary
from pipeline.export.template import Section
from pipeline.flow_counts import FlowCounts
from pipeline.flow_diagram import alt_text, svg
from pipeline.gather import gather
from pipeline.rows import Fields, Progress, Question
from pipeline.steps.summarise import start_summary
from pipeline.summarise import check_text, gate, lix, numbers_known
from ui import here, kit, reader, safe
from ui.steps import documents, findings, search_report
from ui.words import _, language, late_words, sentence, speaking

MOST = 300  # characters of what comes of itself, in a box where nothing is typed
LEVELS = {"stop": st.error, "warn": st.warning, "hint": st.info}


def draw(question: Question, _progress: Progress) -> None:
    """Findings first; the sections left, what they rest on right; then the gate and the documents."""
    if reader.may("summary.start"):
        start_summary(here.store(), here.actor(), question.id)
    begun = here.view().parts(question.id, "summary")
    part_id, fields = (begun[0].id, begun[0].fields) if begun else ("", Fields())
    summary = gather(
        here.view(),
        question.id,
        here.library().forms,
        speaking(question.language),
        language=question.language,
        today=here.today(),
    )
    first, second, about, third = st.tabs([_("Funn"), _("Tekst"), _("Om søket"), _("Er den klar?")])
    with first:
        findings.draw(question)
    with second:
        _text(question, part_id, fields, summary)
    with about:
        search_report.draw(question.id, part_id, fields, summary)
    with third:
        _flow(question.id, summary)
        _missing(summary)
        documents.draw(question.id, summary)


def _text(question: Question, part_id: str, fields: Fields, summary: Summary) -> None:
    """Title, the typed sections with what the checks say of each, and who made it."""
    kit.field("summary", part_id, "title", _("Tittel, som et spørsmål"), fields, placeholder=question.title)
    for section in here.library().forms.template.sections:
        if section.typed:
            _section(part_id, section, fields, summary)
    _left_over(fields, {section.id for section in here.library().forms.template.sections if section.typed}, question)
    kit.field(
        "summary",
        part_id,
        "authors",
        _("Navn og rolle til dem som har laget omtalen, én på hver linje (Navn, rolle)"),
        fields,
        kind="area",
        height=80,
    )
    kit.field("summary", part_id, "review_by", _("Skal ses på igjen innen (for eksempel 21.11.2026)"), fields)


def _left_over(fields: Fields, ids: set[str], question: Question) -> None:
    """What was written in sections that the template no longer has: it is in no document, and not lost."""
    start = "section."
    rows = {
        name.removeprefix(start): one.value
        for name, one in fields.items()
        if name.startswith(start) and one.value.strip() and name.removeprefix(start) not in ids
    }
    if not rows:
        return
    with st.expander(_("Skrevet i deler som malen ikke har lenger ({n})", n=len(rows))):
        safe.paragraph(_("Teksten er tatt vare på, men kommer ikke med i dokumentene."), css="kb-legend")
        for name, text in rows.items():
            safe.show(safe.tag("p", name, css="kb-label"), safe.typed_lines(text, question.language))


def _section(part_id: str, section: Section, fields: Fields, summary: Summary) -> None:
    heading, forms = section.heading[language()], here.library().forms
    comes = made_of_itself(summary, forms.template, forms.wording, section)
    shown = f"{comes[:MOST].rstrip()} …" if len(comes) > MOST else comes
    with st.container(border=True):
        text = kit.field(
            "summary",
            part_id,
            f"section.{section.id}",
            heading,
            fields,
            kind="area",
            height=140,
            help=safe.for_label(section.help[language()]),
            placeholder=_("Dette kommer av seg selv i dokumentet: {text}", text=shown) if comes else None,
        )
        if not text.strip() or not reader.may("summary.edit"):
            return
        told = []
        if section.words_max:
            told.append(_("{n} ord (helst ikke over {most})", n=len(text.split()), most=section.words_max))
        if (index := lix(text)) is not None:
            told.append(
                _("lesbarhet (liks) {n}", n=index)
                + (f" – {_('helst 45 eller lavere')}" if section.id == "key_messages" else "")
            )
        safe.show(safe.tag("p", ", ".join(told), css="kb-legend"))
        if section.checks != "none":
            for check in check_text(
                text,
                summary.findings,
                here.library().forms.wording,
                summary.language,
                claims=section.checks == "claims",
                also=numbers_known(summary),
            ):
                LEVELS[check.level](safe.for_label(sentence(check.code, check.params)))


def _flow(question_id: str, summary: Summary) -> None:
    if summary.flow is None:
        return
    with st.expander(_("Fra treff til oversikter: tallene")):
        _diagram(f"{question_id}-all", summary.flow, _("flytdiagram"))
    if summary.update is not None:
        with st.expander(_("Det nye søket for seg: tallene")):
            _diagram(f"{question_id}-update", summary.update, _("flytdiagram-nytt-sok"))


def _diagram(key: str, counts: FlowCounts, name: str) -> None:
    """The drawing, and a button for each format that it can be had in."""
    safe.picture(svg(counts, language()), alt_text(counts, language()))
    with st.container(horizontal=True):
        for ending, (mime, make) in diagram.FORMATS.items():
            st.download_button(
                _("Last ned tegningen som {format}", format=ending.upper()),
                data=partial(make, counts, language()),
                file_name=f"{name}.{ending}",
                mime=mime,
                key=f"flow-{key}-{ending}",
                on_click="ignore",
            )


def _missing(summary: Summary) -> None:
    """The gate: what must be there before this can be published."""
    safe.heading(2, _("Er den klar?"))
    checks = gate(summary)
    forms = here.library().forms
    empty = [one.heading[language()] for one in unwritten(summary, forms.template, forms.wording)]
    if not checks and not empty:
        st.success(_("Alt som trengs, er på plass."))
        return
    rows = []
    for check in sorted(checks, key=lambda one: one.level != "stop"):
        params = dict(check.params)
        if "field" in params:
            params["field"] = sentence(f"name_of_{params['field']}")
        if "verbs" in params:
            params["what"] = late_words(str(params.pop("verbs")).split())
        sign = _("Må rettes") if check.level == "stop" else _("Se på")
        told = safe.filled(partial(sentence, check.code), params, ("outcome", "source"), summary.language)
        rows.append(f"<li>{safe.marked(sign)}: {told}</li>")
    rows += [
        f"<li>{safe.marked(_('Se på'))}: {escape(_('«{name}» er ikke skrevet ennå.', name=one))}</li>" for one in empty
    ]
    safe.show("<ul>", *rows, "</ul>")
