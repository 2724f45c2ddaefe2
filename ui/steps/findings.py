"""Findings: for each outcome its size, chosen by a person with a reason, the numbers, and how sure the review is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import cast

import streamlit as st

from appraisal.effects import MEASURES, RATIOS, SHARES, Measure, absolute, read_estimate, read_number, steps
from pipeline.errors import BadInput
from pipeline.flow_counts import grouped
from pipeline.gather import finding
from pipeline.rows import Fields, Part, Question
from pipeline.steps.fields import save_field
from pipeline.steps.outcomes import not_yet_found, take_outcomes
from pipeline.steps.summarise import add_finding, bring_back_finding, remove_finding
from pipeline.summarise import CERTAINTIES, DIRECTIONS, SIZES, missing, sentence_with_certainty
from pipeline.wording import by_whom, certainty_label
from ui import here, kit, reader, safe
from ui.steps import certainty, rests_on
from ui.words import _, language, sentence, speaking


def draw(question: Question) -> None:
    """Each finding as a card with its sentence on top."""
    question_id = question.id
    parts = here.view().parts(question_id, "finding")
    if not parts and not reader.may("finding.add"):
        safe.paragraph(_("Ingen funn ennå."))
    elif not parts:
        safe.paragraph(_("Ingen funn ennå. Legg inn ett for hvert utfall som betyr noe for dere."))
    known = certainty.about(question) if parts and reader.may_edit("finding") else None
    articles = rests_on.articles(question) if parts else None
    for place, part in enumerate(parts, 1):
        _card(place, part, question, known, articles)
    _table(parts, question)
    with st.container(horizontal=True):
        kit.button(
            _("Legg til et funn"),
            f"finding-{question_id}",
            lambda cid: add_finding(here.store(), here.actor(), question_id, client_id=cid),
            verb="finding.add",
        )
        if reader.may("finding.add") and (waiting := len(not_yet_found(here.view(), question_id))):
            kit.button(
                _("Hent utfallene fra vurderingen ({n})", n=waiting),
                f"outcomes-{question_id}",
                lambda cid: take_outcomes(here.store(), here.actor(), question_id, client_id=cid),
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


def _card(
    place: int, part: Part, question: Question, known: certainty.About | None, articles: rests_on.Articles | None
) -> None:
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
        if articles is not None:
            rests_on.warn(part, articles)

        def of(name: str, label: str, **options: object) -> str:
            return kit.field("finding", part.id, name, label, fields, **options)  # type: ignore[arg-type]

        kinds = {"effect": _("hva som hjelper, eller et tall"), "qualitative": _("hva folk opplever")}
        of("kind", _("Hva slags funn er dette?"), kind="radio", options=kinds)
        if one.kind == "qualitative":
            _experience(of)
        else:
            _effect(of)
        if articles is not None:
            rests_on.draw(part, articles)
        _certainty(of, fields)
        of("sentence", _("Egen setning (la stå tomt for å bruke standardsetningen)"))
        if known is not None:
            if one.kind != "qualitative":
                _calculator(part, question.language)
            certainty.draw(part, question, known)

        def remove(_client_id: str) -> None:
            remove_finding(here.store(), here.actor(), part.id)
            st.session_state[f"removed-{question.id}"] = part.id

        kit.button(_("Ta bort funnet"), f"remove-{part.id}", remove, verb="finding.remove")


Of = Callable[..., str]  # name, label, **options: a field of the finding


def _experience(of: Of) -> None:
    """A finding of qualitative research: said in full, as it is to be read."""
    of("outcome", _("Funnet, som én setning"), placeholder=_("Folk trener mer når noen venter på dem"))
    left, right = st.columns(2)
    with left:
        of("studies", _("Antall studier"))
    with right:
        of("people", _("Antall personer"))


def _effect(of: Of) -> None:
    """A finding with a size: what, how much, and the numbers behind it."""
    wording = here.library().forms.wording
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
        of("relative", _("Relativt mål"), placeholder=_("RR 0,77 (0,71–0,83)"))
        of("studies", _("Antall studier"))
    with right:
        of(
            "outcome",
            _("Utfallet, slik det står i en setning"),
            placeholder=_("antall fall"),
            help=_(
                "Det som ble målt, med vanlige ord og liten forbokstav: «antall fall», «smerte etter tre måneder». Ett utfall i hvert funn, og ingen tall; de har egne felt."
            ),
        )
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


def _certainty(of: Of, fields: Fields) -> None:
    """How sure it is and who says so; what the review itself says stands beside the team's own, never under it."""
    wording = here.library().forms.wording
    words = {name: f"{wording.symbols[name]} {wording.words[name][language()]}" for name in CERTAINTIES}
    whose = {"review": _("oversikten selv"), "us": _("vi")}
    left, right = st.columns(2)
    with left:
        of("certainty", _("Hvor sikkert er det?"), kind="choice", options=words)
    with right:
        of("judged_by", _("Hvem har vurdert det?"), kind="choice", options=whose)
    of("certainty_reason", _("Hvorfor? (hva trekker ned)"), kind="area", height=70)
    if fields.text("judged_by") == "us":
        of("review_certainty", _("Hva sier oversikten selv? (om den sier noe)"), kind="choice", options=words)
    if fields.text("judged_by") == "review" or fields.text("review_certainty"):
        of(
            "certainty_agree",
            _("Er dere enige i oversiktens vurdering? Hvorfor, eller hvorfor ikke?"),
            kind="area",
            height=70,
        )
    if fields.text("certainty") == "very_low" and fields.text("kind") != "qualitative":
        of(
            "very_low_form",
            _("Hvordan skal det sies?"),
            kind="choice",
            options={"uncertain": _("svært usikkert om det virker"), "may": _("kan virke, men svært usikkert")},
        )


def _calculator(part: Part, written_in: str) -> None:
    """From a relative effect with its interval to numbers people understand, with the interval.

    What goes into the finding is said in the language that the question is written in.
    """
    with st.expander(_("Regn ut: fra forholdstall til antall")):
        measures: dict[str, str] = {name: sentence(f"value_measure_{name}") for name in MEASURES}
        kit.field(*("finding", part.id, "measure", _("Slags mål"), part.fields), kind="choice", options=measures)
        if part.fields.text("measure") not in MEASURES:
            safe.show(safe.tag("p", _("Velg slags mål: de regnes ut på hver sin måte."), css="kb-legend"))
            return
        measure = cast(Measure, part.fields.text("measure"))
        estimate = part.fields.text("relative")
        label = (
            _("Snittet, eller standardavviket")
            if measure not in RATIOS
            else _("Hvor mange av 1000 uten tiltaket?")
            if measure in SHARES
            else _("Hvor mange per 1000 personår uten tiltaket?")
        )
        baseline = kit.field("finding", part.id, "baseline", label, part.fields)
        lacking = label if measure in RATIOS and not baseline.strip() else ""
        if lacking := _("Relativt mål") if not estimate.strip() else lacking:
            told = _("Fyll ut feltet «{field}», så regnes det ut.", field=lacking)
            safe.show(safe.tag("p", told, css="kb-legend"))
            return
        try:
            effect = absolute(measure, read_estimate(estimate), read_number(baseline) if baseline.strip() else None)
        except BadInput as problem:
            st.error(safe.for_label(sentence(problem.code, problem.params)))
            return
        safe.paragraph(" ".join(sentence(step.code, step.params) for step in steps(effect)))
        say = speaking(written_in)
        told = " ".join(say(step.code, step.params) for step in steps(effect))
        kit.button(
            _("Bruk dette i funnet"),
            f"use-{part.id}",
            lambda _id: save_field(here.store(), here.actor(), "finding", part.id, "absolute", told),
        )


def _table(parts: Sequence[Part], question: Question) -> None:
    """The summary of findings: one row for each outcome, whose judgement it is among it where it was said (GRADE)."""
    wording, spoken = here.library().forms.wording, question.language
    labels = here.library().forms.template.labels[spoken]
    rows = []
    for part in parts:
        one = finding(part)
        if not one.outcome.strip():
            continue
        sure = certainty_label(wording, one.certainty, spoken) or "–"
        whose = by_whom(one, "whose")
        counts = (one.studies, one.people)
        numbers = " / ".join("–" if count is None else grouped(count, spoken) for count in counts)
        typed = "".join(f"<td>{safe.typed('span', cell or '–', spoken)}</td>" for cell in (one.relative, one.absolute))
        judged = safe.typed("span", f"{sure} ({labels[whose]})" if one.certainty and whose else sure, spoken)
        body = f"{typed}<td>{escape(numbers)}</td><td>{judged}</td>"
        rows.append(f'<tr><th scope="row">{safe.typed("span", one.outcome, spoken)}</th>{body}</tr>')
    if not rows:
        return
    safe.heading(2, _("Funnene samlet"))
    heads = (_("Utfall"), _("Relativt mål"), _("I tall folk forstår"), _("Studier / personer"), _("Hvor sikkert"))
    safe.show(safe.table(_("Funnene samlet"), heads, rows))
