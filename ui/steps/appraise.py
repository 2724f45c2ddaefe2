"""Step 6 on the page: what each included article says of itself, the checklist, what two agree on, and the pictures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import nullcontext
from dataclasses import replace

import streamlit as st

from appraisal.instrument import Instrument
from pipeline.appraised import proposed
from pipeline.designs import design_of, fit_of
from pipeline.rows import Appraisal, Progress, Question, Reference
from pipeline.steps.appraise import abstain, enough, start_appraisal
from ui import expectations, here, kit, reader, safe
from ui.steps import (
    appraisal_pictures,
    appraisals,
    appraise_way,
    checklist,
    consensus,
    extraction,
    newer_version,
    paper,
)
from ui.steps.appraise_way import Stop
from ui.words import _, language, sentence


def draw(question: Question, progress: Progress) -> None:
    """List the included ones, then appraise the chosen one."""
    view = here.view()
    included = view.references(question.id, status="included", limit=200)
    if not included:
        safe.paragraph(
            _(
                "Ingen artikler er tatt med ennå. Gjør ferdig utvelgelsen på fulltekst. Fant dere ingen, kan dere gå rett til oppsummeringen: «ingen oversikt funnet» er også et svar."
            )
        )
        return
    made = view.appraisals(question.id)
    me, appraises = here.actor().person_id, reader.may("appraise.start")
    mine = {one.reference_id for one in made if one.finished and one.person_id == me}
    done = mine if appraises else enough(made, 2 if expectations.profile_of(question.id).appraisal == "two" else 1)
    titles = {
        one.id: f"{'✓' if one.id in done else '○'} {safe.mark(one.record)}{one.record.title} ({one.record.year or '–'})"
        for one in included
    }
    n, every = len(done & titles.keys()), len(included)
    said = (
        _("Du har vurdert {n} av {all}.", n=n, all=every) if appraises else _("Vurdert: {n} av {all}.", n=n, all=every)
    )
    safe.show(safe.tag("p", f"{said} {_('I listene: ✓ vurdert, ○ ikke vurdert.')}", css="kb-legend"))
    chosen = kit.chosen(_("Hvilken artikkel?"), titles, f"appraise-{question.id}")
    reference = next(one for one in included if one.id == chosen)
    safe.record_card(reference.record, abstract=False)
    of_it = [one for one in made if one.reference_id == reference.id]
    with paper.beside(reference):
        way = st.container()
        stops = _appraisal(question, reference, of_it)
        part, form = extraction.draw(question.id, reference, of_it, place=appraise_way.EXTRACTION)
        stops.append(appraise_way.of_extraction(part, form, asked=reader.may("extract.start")))
        if made:
            stops.append(appraise_way.Stop(appraise_way.PICTURES, _("Bilder og filer"), ""))
        with way:
            appraise_way.draw(stops, _otherwise(reference, included, done, progress))
    appraisal_pictures.draw(question.id, made, included, place=appraise_way.PICTURES)


def _otherwise(reference: Reference, included: Sequence[Reference], done: Collection[str], progress: Progress) -> str:
    """What comes when this article is done."""
    if not reader.may("appraise.start", "appraise.edit"):
        return _("Les det som er vurdert. Du trenger ikke gjøre noe.")
    if any(one.id not in done for one in included if one.id != reference.id):
        return _("Du er ferdig med denne artikkelen. Velg den neste over.")
    if progress.half_appraised:
        return _("Du er ferdig med din del. Vurderingen venter på at en til vurderer.")
    return _("Du er ferdig her. Gå til oppsummeringen.")


def _appraisal(question: Question, reference: Reference, made: Sequence[Appraisal]) -> list[Stop]:
    """`made`: the appraisals of this reference. Gives the parts of the page that were drawn."""
    actor = here.actor()
    own = [one for one in made if one.person_id == actor.person_id and not one.agreed]
    if not reader.may("appraise.start", "appraise.edit"):
        safe.heading(2, _("Sjekkliste"), place=appraise_way.CHECKLIST)
        appraisals.to_read(question.id, reference)
        return [Stop(appraise_way.CHECKLIST, _("Sjekkliste"), "")]
    instrument = _chosen(question, reference, own)
    if instrument is None:
        safe.paragraph(_("Metodelaget har trukket tilbake alle sjekklistene. Be dem hente en av dem tilbake."))
        return []
    safe.heading(2, _("Sjekkliste: {title}", title=appraise_way.named(instrument)), place=appraise_way.CHECKLIST)
    mine = next((one for one in own if (one.instrument, one.version) == (instrument.id, instrument.version)), None)
    checklist.about(instrument)
    if mine is None:
        begins = _begin(question, reference, instrument, made)
        first = appraise_way.of_checklist(None, instrument)
        return [first if begins else replace(first, task="")]
    newer_version.draw(mine, instrument, made)
    agreeing = any(one.agreed and one.instrument == instrument.id for one in made)
    with st.expander(_("Din egen vurdering")) if agreeing and mine.finished else nullcontext():
        checklist.draw(mine, instrument, reference)
    consensus.draw(made, instrument, reference, place=appraise_way.AGREE)
    two = expectations.profile_of(question.id).appraisal != "one"
    return [appraise_way.of_checklist(mine, instrument), *appraise_way.of_agreeing(made, instrument, two=two)]


def _begin(question: Question, reference: Reference, instrument: Instrument, made: Sequence[Appraisal]) -> bool:
    """Before one's own appraisal: the way into it, or out of it; what others have finished, unless two are to appraise blind.

    Gives whether one is expected to begin.
    """
    actor = here.actor()
    if actor.person_id in here.view().abstained(reference.id):
        safe.paragraph(
            _("Du har sagt at du ikke skal vurdere denne artikkelen. Angre nederst på siden om det var en feil.")
        )
        appraisals.to_read(question.id, reference)
        return False
    kit.button(
        _("Begynn på sjekklisten"),
        f"appraisal-{reference.id}-{instrument.key}",
        lambda cid: start_appraisal(here.store(), actor, reference.id, instrument, client_id=cid),
        type="primary",
    )
    if any(one.person_id == actor.person_id and not (one.agreed or one.finished) for one in made):
        return True
    if any(one.hidden for one in made):
        safe.paragraph(
            _(
                "Andre vurderer denne artikkelen. To skal gjøre det hver for seg, så svarene er skjult til du selv er ferdig."
            )
        )
        kit.button(
            _("Jeg skal ikke vurdere denne artikkelen"),
            f"abstain-{reference.id}",
            lambda cid: abstain(here.store(), actor, reference.id, client_id=cid),
            verb="appraise.abstain",
        )
    elif any(one.finished for one in made):
        with st.expander(_("Les det andre har svart")):
            appraisals.to_read(question.id, reference)
    return True


def _chosen(question: Question, reference: Reference, own: Sequence[Appraisal]) -> Instrument | None:
    """The checklist to use: the one that is begun, else the one that fits the article and the question; any may be chosen."""
    types, every_version = here.library().question_types, here.instruments()
    usual = next(one for one in types.values() if one.default)
    kind = types.get(here.view().fields("question", question.id).text("type"), usual)
    offered = list(proposed(here.offered_instruments(), kind.checklist_ids, reference.record))
    begun = {f"{one.instrument}@{one.version}": one for one in own}
    older = [one for key, one in every_version.items() if key in begun and one not in offered]
    first = next((one for one in (*offered, *older) if one.key in begun), next(iter(offered), None))
    if first is None:
        return None
    every = [first, *(one for one in (*offered, *older) if one is not first)]
    signs = {key: "✓" if one.finished else "○" for key, one in begun.items()}
    twice = {one.id for one in older} & {one.id for one in offered}
    versions = {one.key: f" ({one.version})" for one in every if one.id in twice}
    titles = {
        one.key: f"{signs.get(one.key, '')} {one.title.get(language())}{versions.get(one.key, '')}".strip()
        for one in every
    }
    why = _why(reference, offered[0] if offered else first)
    key = kit.chosen(_("Hvilken sjekkliste?"), titles, f"instrument-{reference.id}", help=why)
    taken = next(one for one in every if one.key == key)
    _does_it_fit(reference, taken)
    return taken


def _does_it_fit(reference: Reference, instrument: Instrument) -> None:
    """Said where the checklist is made for another design than the one that the sources name."""
    design = design_of(reference.record)
    fit = fit_of(design, instrument.fits)
    if fit in ("unknown", "fits"):
        return
    named = sentence(f"design_is_{design.replace('-', '_')}")
    if fit == "near":
        safe.paragraph(
            _(
                "Kilden kaller artikkelen {design}. Se etter i den hva slags den er, og velg sjekklisten etter det.",
                design=named,
            )
        )
        return
    st.warning(
        safe.for_label(
            _(
                "Kilden kaller artikkelen {design}, og denne sjekklisten er laget for noe annet. Velg en som passer, eller bruk den bare om kilden tar feil.",
                design=named,
            )
        )
    )


def _why(reference: Reference, instrument: Instrument) -> str:
    """Why this one is proposed."""
    title = instrument.title.get(language())
    if fit_of(design_of(reference.record), instrument.fits) in ("fits", "near"):
        return _("Foreslått: {title}, ut fra hva slags artikkel dette er, og hva dere spør om.", title=title)
    if design_of(reference.record):
        return _("Foreslått: {title}. Ingen sjekkliste her er laget for denne slags artikkel.", title=title)
    return _("Foreslått: {title}, ut fra hva dere spør om. Kilden sier ikke hva slags studie dette er.", title=title)
