"""The texts of the method team as whoever reads them will see them. Nothing that is done here is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from appraisal import extraction
from pico.concepts import Entries
from pico.narrowing import Fields
from pico.query.filters import Filter
from pico.question import Framework, QuestionType, say
from pipeline.export.template import Template
from pipeline.needs import LISTS, Choice, NeedWords
from pipeline.profiles import Profile
from pipeline.search_account import ReportItem
from pipeline.wording import CERTAINTIES, SIZES, Finding, Wording, certainty_label, standard_sentence
from ui import glossary_draft, here, safe, step_card
from ui.words import _, language, sentence

_MOST_ROWS = 200
_KEYS = 9  # reasons that have a key of their own


def draw(kind: str, value: Any, key: str) -> None:
    """A text of a kind (a key of `own_texts.KINDS`); `key`: of the edition, for the names of the widgets."""
    _DRAWN[kind](value, f"preview-{kind}-{key}")


def _said(texts: Mapping[str, str]) -> str:
    return texts.get(language()) or texts["nb"]


def _pick(label: str, options: Mapping[str, str], key: str) -> str:
    """One of several, chosen to be looked at."""
    return str(st.selectbox(label, list(options), format_func=lambda one: safe.for_label(options[one]), key=key))


def _cards(cards: Mapping[str, Any], key: str) -> None:
    steps = {one["id"]: one for one in cards["steps"]}
    chosen = _pick(_("Steg"), {name: _said(one["title"]) for name, one in steps.items()}, key)
    safe.show(safe.tag("p", _said(steps[chosen]["why"]), css="kb-why"))
    safe.heading(4, _said(cards["card_title"]))
    step_card.draw(cards, chosen)


def _frameworks(frameworks: Mapping[str, Framework], key: str) -> None:
    names = {one.id: say(one.label, language()) for one in frameworks.values()}
    chosen = frameworks[_pick(_("Måten spørsmålet deles opp på"), names, key)]
    for spec in chosen.elements:
        label = f"{spec.code}: {say(spec.label, language())}"
        st.text_area(
            safe.for_label(label if spec.required else _("{label} (kan stå tomt)", label=label)),
            key=f"{key}-{chosen.id}-{spec.code}",
            height=70,
            help=safe.for_label(
                f"{say(spec.help, language())} {_('Vanlig feil:')} {say(spec.common_mistake, language())}"
            ),
            placeholder=_("For eksempel: {example}", example=say(spec.example, language())),
        )
    safe.paragraph(_("Søket bruker: {codes}.", codes=", ".join(chosen.search_elements)), css="kb-legend")


def _question_types(types: Mapping[str, QuestionType], key: str) -> None:
    st.radio(
        _("Hva slags spørsmål er det?"),
        list(types),
        key=key,
        format_func=lambda one: safe.for_label(
            f"{say(types[one].plain, language())} ({say(types[one].label, language())})"
        ),
        captions=[safe.for_label(say(one.hint, language())) for one in types.values()],
    )
    rows = (
        (
            say(one.label, language()),
            one.framework,
            say(one.pattern, language()),
            ", ".join(say(design.label, language()) for design in one.designs),
        )
        for one in types.values()
    )
    _table(_("Spørsmålstyper"), (_("Spørsmålstype"), _("Rammeverk"), _("Setning"), _("Studier, de beste først")), rows)


def _narrowing(fields: Fields, _key: str) -> None:
    rows = ((name, ", ".join(texts.get(language(), texts["nb"]))) for name, texts in fields.narrower.items())
    _table(_("Hjelp til å avgrense"), (_("Begrep i ordlisten"), _("Smalere spørsmål som foreslås")), rows)


def _own_words(own: Entries, key: str) -> None:
    with_it = here.glossary_with(own)
    if text := st.text_input(_("Prøv et ord eller et helt spørsmål"), key=f"{key}-try").strip():
        glossary_draft.compared(text, here.glossary(), with_it, _("Med denne utgaven"))
        if unknown := with_it.unmapped(text):
            safe.paragraph(_("Ikke i ordlisten: {words}", words=", ".join(unknown)))
    ships = here.library().entries.concepts
    if not own.concepts:
        safe.paragraph(_("Ingen egne begreper."))
    else:
        rows = (
            (
                one.id,
                _("rettet") if one.id in ships else _("nytt"),
                ", ".join(one.norwegian()),
                "; ".join((*one.mesh, *one.en)),
            )
            for one in list(own.concepts.values())[:_MOST_ROWS]
        )
        _table(_("Egne begreper"), (_("Begrep"), _("Hva"), _("Norsk"), _("Engelske ord og emneord")), rows)
        if len(own.concepts) > _MOST_ROWS:
            safe.paragraph(_("… og {n} til", n=len(own.concepts) - _MOST_ROWS))
    if own.without:
        said = (one if one in ships else _("{concept} (finnes ikke)", concept=one) for one in own.without)
        safe.paragraph(_("Foreslås ikke: {words}", words=", ".join(said)))


def _filters(filters: Mapping[str, Filter], _key: str) -> None:
    for one in filters.values():
        with st.container(border=True):
            safe.show(safe.tag("p", say(one.label, language()), css="kb-label"))
            st.code(one.text, language=None, wrap_lines=True)
            figures = "; ".join(f"{each.measure} {each.value} ({each.source})" for each in one.figures)
            safe.paragraph(_("Fra {source}, {date}. {figures}", source=one.source, date=one.date, figures=figures))
            if one.note:
                safe.paragraph(say(one.note, language()), css="kb-legend")


def _choices(choices: Sequence[Choice], _key: str) -> None:
    lines = (f"<li>{safe.tag('strong', one.say(language()))} {safe.marked(_said(one.hint))}</li>" for one in choices)
    safe.show("<ol>", *lines, "</ol>")


def _reasons(reasons: Sequence[Choice], key: str) -> None:
    safe.show(safe.tag("p", _("Ikke ta med, fordi (velg den første grunnen som passer):"), css="kb-label"))
    with st.container(horizontal=True):
        for place, one in enumerate(reasons, 1):
            label = f"{one.say(language())} ({place})" if place <= _KEYS else one.say(language())
            st.button(safe.for_label(label), key=f"{key}-{one.id}", help=safe.for_label(_said(one.hint)) or None)
    safe.paragraph(_("Tallene er tastene. Knappene gjør ingenting her."), css="kb-legend")
    _choices(reasons, key)


def _extraction(forms: extraction.Forms, key: str) -> None:
    chosen = forms.get(_pick(_("Skjema"), {one.id: one.title.get(language()) for one in forms.forms}, key))
    if chosen is None:
        return
    safe.heading(4, chosen.heading.get(language()))
    for label, fields in ((_("Felt"), chosen.fields), (_("Felt for hvert utfall"), chosen.outcome)):
        rows = (
            (
                one.label.get(language()),
                sentence(f"field_kind_{one.kind}"),
                one.help.get(language()) if one.help else "",
                _("Ja") if one.quoted else _("Nei"),
            )
            for one in fields
        )
        _table(label, (label, _("Det som skrives"), _("Hjelp"), _("Sitat og side")), rows)


def _wording(wording: Wording, _key: str) -> None:
    def row(certainty: str, size: str, form: str = "uncertain", kind: str = "effect") -> tuple[str, str, str]:
        said = standard_sentence(
            wording,
            Finding(
                *("", _("antall fall"), _("trening"), "reduces", size),
                certainty=certainty,
                very_low_form=form,
                kind=kind,
            ),
            language(),
        )
        about = _said(wording.sizes[size]) if size else "–"
        return certainty_label(wording, certainty, language()), about, said

    rows = [row(certainty, size) for certainty in CERTAINTIES[:-1] for size in SIZES]
    lowest = CERTAINTIES[-1]
    rows += [row(lowest, ""), row(lowest, "large", "may"), row(lowest, "trivial", "may")]
    rows += [row(certainty, "", kind="qualitative") for certainty in CERTAINTIES]
    heads = (_("Tillit"), _("Størrelse på effekten"), _("Setningen, med et eksempel satt inn"))
    _table(_("Standardsetninger"), heads, rows)
    _table(
        _("Dette betyr graden av tillit"),
        (_("Tillit"), _("Forklaring")),
        ((certainty_label(wording, one, language()), _said(wording.explanations[one])) for one in CERTAINTIES),
    )


def _template(template: Template, _key: str) -> None:
    for one in template.sections:
        with st.container(border=True):
            safe.show(safe.tag("p", _said(one.heading), css="kb-label"))
            safe.paragraph(_said(one.help))
            filled = ", ".join(sentence(f"fill_{each}") for each in one.fills)
            most = _("Helst ikke over {most} ord.", most=one.words_max) if one.words_max else ""
            safe.paragraph(f"{_('Fylles med: {what}.', what=filled)} {most}", css="kb-legend")


def _report(items: Sequence[ReportItem], _key: str) -> None:
    lines = (
        f"<li>{safe.tag('strong', _said(one.label))} {safe.marked(_said(one.ask) if one.ask else '')}</li>"
        for one in items
    )
    safe.show("<ol>", *lines, "</ol>")


def _profiles(profiles: Mapping[str, Profile], _key: str) -> None:
    rows = ((_said(one.label), _said(one.time), _said(one.means), _said(one.trust)) for one in profiles.values())
    _table(_("Arbeidsprofiler"), (_("Profil"), _("Tid"), _("Slik arbeider dere"), _("Tillit")), rows)


def _needs(needs: NeedWords, _key: str) -> None:
    for name in LISTS:
        safe.show(safe.tag("p", sentence(f"needs_list_{name}"), css="kb-label"))
        _choices(needs.list(name), "")


def _table(label: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    drawn = (
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    safe.show(safe.table(label, heads, drawn))


_DRAWN: Mapping[str, Callable[[Any, str], None]] = {
    "cards": _cards,
    "frameworks": _frameworks,
    "question_types": _question_types,
    "narrowing": _narrowing,
    "glossary": _own_words,
    "filters": _filters,
    "places": _choices,
    "exclusion_reasons": _reasons,
    "extraction": _extraction,
    "wording": _wording,
    "summary": _template,
    "search_report": _report,
    "profiles": _profiles,
    "needs": _needs,
}
