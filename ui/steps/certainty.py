"""How sure we are of one finding: GRADE step by step, or CERQual's four concerns; each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from appraisal.certainty import ABOUT_NO_EFFECT
from appraisal.instrument import Instrument
from appraisal.judge import spoken
from appraisal.values import Item
from pipeline import finding_sources
from pipeline.appraised import name_of, newest
from pipeline.designs import Article
from pipeline.rows import Fields, Part, Question, Reference
from pipeline.steps.certainty import (
    BOUND,
    GIVEN,
    REASON,
    Start,
    Taken,
    certainty_instrument,
    likely_start,
    move_steps,
    needs_reason,
    offered_move,
    save_step,
    taken,
    use_steps,
)
from ui import here, kit, safe
from ui.words import _, language, sentence


@dataclass(frozen=True, slots=True)
class About:
    """What the steps of all findings of a question need to know, read once a draw."""

    question_type: str
    articles: Mapping[str, Article]  # reference -> what was included, written down and appraised
    included: tuple[Reference, ...]
    leaders: Mapping[str, str]

    def start(self, part: Part) -> tuple[Start, bool]:
        """GRADE's for one finding, by the question and its articles; and whether those are the finding's own."""
        behind, own = finding_sources.behind(part.fields, self.included, self.leaders)
        return likely_start(self.question_type, [self.articles[one.id] for one in behind]), own


def about(question: Question) -> About:
    """Read it."""
    view, every = here.view(), here.instruments()
    question_type = view.fields("question", question.id).text("type")
    written = {one.reference_id: one.fields for one in view.parts(question.id, "extraction")}
    used: dict[str, list[Instrument]] = {}
    for made in view.appraisals(question.id):
        if instrument := every.get(f"{made.instrument}@{made.version}"):
            used.setdefault(made.reference_id, []).append(instrument)
    included = view.references(question.id, status="included", limit=500)
    articles = {
        one.id: Article(name_of(one.record), one.record, written.get(one.id, Fields()), tuple(used.get(one.id, ())))
        for one in included
    }
    return About(question_type, articles, included, view.leaders(question.id))


def draw(part: Part, question: Question, known: About) -> None:
    """The steps of one finding, folded away until they are asked for; the result goes into the finding on a press only."""
    shipped = here.library().instruments
    instrument = certainty_instrument(shipped, part.fields, known.question_type)
    if instrument is None:
        return
    title = instrument.title.get(language())
    begun = part.fields.text(BOUND) == instrument.key
    with st.expander(safe.for_label(_("Vurder tilliten trinn for trinn ({title})", title=title)), expanded=begun):
        note = instrument.rule.note.get(language()) if instrument.rule.note else ""
        said = f"{title}, {_('utgave {version}', version=instrument.version)}. {note}"
        safe.show(safe.tag("p", said, css="kb-legend"))
        if begun:
            _newer(part, instrument, newest(shipped.values(), instrument.id))
        for section in instrument.parts:
            safe.heading(3, section.title.get(language()))
            for item in section.items:
                _item(part, item, instrument, known)
        _result(part, taken(part.fields, instrument), question.language)


def _save(part: Part, name: str, instrument: Instrument) -> kit.Save:
    def save(value: str, expected: int | None, client_id: str) -> int:
        args = (here.store(), here.actor(), part.id, name, value, instrument)
        return save_step(*args, expected=expected, client_id=client_id)

    return save


def _item(part: Part, item: Item, instrument: Instrument, known: About) -> None:
    labels = {one: instrument.answer(one).label.get(language()) for one in item.answers}
    name = f"{GIVEN}{item.id}"
    with st.container(border=True):
        kit.field(
            *("finding", part.id, name, f"{item.number}. {safe.for_label(item.text.get(language()))}", part.fields),
            kind="radio",
            options=labels,
            help=safe.for_label(item.help.get(language())),
            save=_save(part, name, instrument),
        )
        look = f"{_('Se etter:')} {item.look_for.get(language())}"
        safe.show(safe.tag("p", look, css="kb-legend"))
        if item.id == "start":
            _start(known, part, labels, chosen=part.fields.text(name))
        if needs_reason(part.fields, item) or part.fields.text(f"{REASON}{item.id}"):
            name = f"{REASON}{item.id}"
            label = safe.for_label(_("Grunn: {name}", name=item.text.get(language()).lower()))
            kit.field("finding", part.id, name, label, part.fields, save=_save(part, name, instrument))


def _start(known: About, part: Part, labels: Mapping[str, str], *, chosen: str) -> None:
    """What is known of where the certainty starts; where nobody has chosen and nothing tells, the page asks."""
    start, own = known.start(part)
    proposed = labels.get(start.answer)
    if not chosen and not proposed:
        several = len({kind for one in start.named for kind in one.kinds}) > 1
        if several:
            st.warning(_("Her er det flere slag studier. Lag ett funn for hvert slag, og velg for dette funnet."))
        else:
            st.warning(_("Ingenting her sier hva slags studier resultatet bygger på. Se etter i artikkelen, og velg."))
        safe.paragraph(
            _(
                "Svaret avgjør hvor tilliten starter: randomiserte studier starter høyt, andre studier av effekt lavt. Alle trinnene under regnes derfra."
            )
        )
    if known.question_type in ABOUT_NO_EFFECT:
        if proposed:
            safe.paragraph(_("Forslag: {answer}, ut fra hva dere spør om.", answer=proposed.lower()), css="kb-legend")
        return
    if proposed:
        safe.paragraph(_("Forslag: {answer}.", answer=proposed.lower()), css="kb-legend")
    lines = [
        f"{one.article}: {', '.join(labels[kind] for kind in one.kinds if kind in labels).lower()} ({sentence(f'design_by_{one.by}')})"
        for one in start.named
    ]
    if start.unknown and (start.named or own):
        lines.append(_("Ikke kjent: {articles}", articles=", ".join(start.unknown)))
    if lines and not own:
        every = _("Alle artikler som er tatt med, for funnet sier ikke hvilke det bygger på:")
        safe.show(safe.tag("p", every, css="kb-legend"))
    if lines:
        safe.show("<ul>", *(safe.tag("li", line, css="kb-legend") for line in lines), "</ul>")


def _result(part: Part, found: Taken, written: str) -> None:
    instrument = found.instrument
    for step in found.verdict.path:
        safe.paragraph(sentence(step.code, spoken(instrument, step, language())), css="kb-legend")
    if found.lacking:
        names = ", ".join(item.text.get(language()).lower() for item in found.lacking)
        st.warning(safe.for_label(_("Grunnen mangler for: {names}.", names=names)))
    if unanswered := [instrument.item(one) for one in found.verdict.unanswered]:
        names = ", ".join(item.number for item in unanswered)
        safe.paragraph(sentence("appraisal_unanswered", {"items": names}), css="kb-legend")
    if found.verdict.proposed:
        level = instrument.judgement(found.verdict.proposed)
        symbol = here.library().forms.wording.symbols.get(level.id, level.symbol)  # as the finding shows it
        label = _("Bruk i funnet: {level}", level=f"{symbol} {level.label.get(language()).lower()}")
        if part.fields.text("judged_by") == "us" and part.fields.text("certainty") not in ("", level.id):
            st.info(_("Funnet sier noe annet enn trinnene. Det er greit når grunnen står i funnet."))
    elif instrument.rule.levels:
        return
    else:
        safe.paragraph(_("Ingen regel regner ut tilliten. Velg den selv i funnet, under «Hvor sikkert er det?»."))
        label = _("Bruk disse grunnene i funnet")
    reasons = "; ".join(f"{item.text.get(written)}: {reason}" for item, _answer, reason in found.reasons)
    kit.button(
        label,
        f"certainty-{part.id}",
        lambda cid: use_steps(here.store(), here.actor(), part.id, instrument, reasons, client_id=cid),
        disabled=not found.complete,
    )


def _newer(part: Part, before: Instrument, after: Instrument | None) -> None:
    """A newer version than the one these steps follow: offered, never taken by itself."""
    if after is None or after.version == before.version:
        return
    carried = offered_move(part.fields, before, after)
    again = ", ".join(after.item(one).number for one in carried.again) or "–"
    safe.paragraph(
        _(
            "{title} har kommet i utgave {version}. {n} svar følger med. Må besvares på nytt: {again}.",
            title=after.title.get(language()),
            version=after.version,
            n=len(carried.kept),
            again=again,
        )
    )
    kit.button(
        _("Flytt trinnene til utgave {version}", version=after.version),
        f"certainty-move-{part.id}",
        lambda cid: move_steps(here.store(), here.actor(), part.id, before, after, client_id=cid),
    )
