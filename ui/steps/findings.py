"""Findings: for each outcome its size, chosen by a person with a reason, the numbers, and how sure the review is."""

from __future__ import annotations

import streamlit as st

from pipeline.errors import BadInput
from pipeline.gather import finding, whole
from pipeline.rows import Part, Question
from pipeline.steps.fields import save_field
from pipeline.steps.summarise import add_finding, bring_back_finding, remove_finding
from pipeline.summarise import CERTAINTIES, DIRECTIONS, SIZES, absolute_effect, missing, sentence_with_certainty
from ui import here, kit, reader, safe
from ui.words import _, language, sentence


def draw(question: Question) -> None:
    """Each finding as a card with its sentence on top."""
    question_id = question.id
    parts = here.view().parts(question_id, "finding")
    if not parts and not reader.may("finding.add"):
        safe.paragraph(_("Ingen funn ennå."))
    elif not parts:
        safe.paragraph(_("Ingen funn ennå. Legg inn ett for hvert utfall som betyr noe for dere."))
    for place, part in enumerate(parts, 1):
        _card(place, part, question)
    with st.container(horizontal=True):
        kit.button(
            _("Legg til et funn"),
            f"finding-{question_id}",
            lambda cid: add_finding(here.store(), here.actor(), question_id, client_id=cid),
            verb="finding.add",
        )
        if removed := st.session_state.get(f"removed-{question_id}"):
            kit.button(
                _("Hent tilbake funnet du tok bort"),
                f"back-{removed}",
                lambda _id: _back(question_id, removed),
                verb="finding.add",
            )


def _back(question_id: str, part_id: str) -> None:
    bring_back_finding(here.store(), here.actor(), part_id)
    st.session_state.pop(f"removed-{question_id}", None)


def _card(place: int, part: Part, question: Question) -> None:
    fields = part.fields
    wording = here.library().forms.wording
    one = finding(part)
    with st.container(border=True):
        lacking = missing(one)
        if lacking:
            names = ", ".join(sentence(f"name_of_{name}") for name in lacking)
            safe.show(
                safe.tag("p", _("Funn {n}: velg {names}, så lages setningen.", n=place, names=names), css="kb-label")
            )
        else:
            safe.show(
                safe.typed(
                    "p", sentence_with_certainty(wording, one, question.language), question.language, css="kb-sentence"
                )
            )

        def of(name: str, label: str, **options: object) -> str:
            return kit.field("finding", part.id, name, label, fields, **options)  # type: ignore[arg-type]

        left, right = st.columns(2)
        with left:
            of("comparison", _("Tiltaket, slik det står i en setning"), placeholder=_("trening"))
            of(
                "direction",
                _("Hva skjer?"),
                kind="choice",
                options={
                    name: wording.directions[name][language()]["verb"]
                    if name in wording.directions
                    else _("ingen forskjell")
                    for name in DIRECTIONS
                },
            )
            of("relative", _("Relativt mål"), placeholder=_("RR 0,85 (0,81–0,89)"))
            of("studies", _("Antall studier"))
        with right:
            of("outcome", _("Utfallet, slik det står i en setning"), placeholder=_("antall fall"))
            of(
                "size",
                _("Hvor mye betyr det?"),
                kind="choice",
                options={name: wording.sizes[name][language()] for name in SIZES},
            )
            of("absolute", _("I tall folk forstår"), placeholder=_("850 → 655 per 1000"))
            of("people", _("Antall personer"))
        of(
            "size_reason",
            _("Hvorfor kaller dere det så stort? Tenk på hva det betyr for folk, ikke på p-verdier."),
            kind="area",
            height=70,
        )
        words = {name: f"{wording.symbols[name]} {wording.words[name][language()]}" for name in CERTAINTIES}
        left, right = st.columns(2)
        with left:
            of("certainty", _("Hvor sikkert er det?"), kind="choice", options=words)
        with right:
            of(
                "judged_by",
                _("Hvem har vurdert det?"),
                kind="choice",
                options={"review": _("oversikten selv"), "us": _("vi")},
            )
        of("certainty_reason", _("Hvorfor? (hva trekker ned)"), kind="area", height=70)
        if fields.text("certainty") == "very_low":
            of(
                "very_low_form",
                _("Hvordan skal det sies?"),
                kind="choice",
                options={"uncertain": _("svært usikkert om det virker"), "may": _("kan virke, men svært usikkert")},
            )
        of("sentence", _("Egen setning (la stå tomt for å bruke standardsetningen)"))
        if reader.may("finding.edit"):
            _calculator(part.id)

        def remove(_client_id: str) -> None:
            remove_finding(here.store(), here.actor(), part.id)
            st.session_state[f"removed-{question.id}"] = part.id

        kit.button(_("Ta bort funnet"), f"remove-{part.id}", remove, verb="finding.remove")


def _calculator(part_id: str) -> None:
    """From a ratio to numbers people understand: baseline x ratio, rounded half up."""
    with st.expander(_("Regn ut: fra forholdstall til antall")):
        left, right = st.columns(2)
        baseline = whole(left.text_input(_("Hvor mange av 1000 uten tiltaket?"), key=f"baseline-{part_id}"))
        ratio = right.text_input(_("RR eller rateforhold"), key=f"ratio-{part_id}", placeholder="0,77")
        if baseline is not None and ratio:
            try:
                effect = absolute_effect(baseline, ratio)
            except BadInput as problem:
                st.error(safe.for_label(sentence(problem.code, problem.params)))
                return
            change = (
                _("{n} færre", n=-effect.difference) if effect.difference < 0 else _("{n} flere", n=effect.difference)
            )
            said = _("{before} → {after} per 1000 ({change})", before=effect.before, after=effect.after, change=change)
            safe.paragraph(said)
            kit.button(
                _("Bruk dette i funnet"),
                f"use-{part_id}",
                lambda _id: save_field(here.store(), here.actor(), "finding", part_id, "absolute", said),
            )
