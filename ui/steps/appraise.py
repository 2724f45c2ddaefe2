"""Step 6 on the page: what each included review says of itself, and the checklist, item by item."""

from __future__ import annotations

import streamlit as st

from appraisal.instrument import Instrument
from appraisal.judge import judge, spoken
from appraisal.values import Item
from pipeline.rows import Appraisal, Fields, Progress, Question, Reference
from pipeline.steps.appraise import start_appraisal, start_extraction
from ui import here, kit, reader, safe
from ui.steps import appraisals
from ui.words import _, language, sentence

EXTRACTED = (
    ("question", "area", lambda: _("Hva spør oversikten om? (med egne ord)")),
    ("search_date", "line", lambda: _("Når søkte de sist? (for eksempel mai 2018)")),
    ("studies", "line", lambda: _("Antall studier")),
    ("people", "line", lambda: _("Antall personer")),
    ("countries", "line", lambda: _("Land")),
    ("quote", "area", lambda: _("Sitat som viser det")),
    ("page", "line", lambda: _("Side")),
)
FOREIGN = ("quote", "page")  # in the words of the article


def draw(question: Question, _progress: Progress) -> None:
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
    done = {one.reference_id for one in view.appraisals(question.id) if one.fields.text("overall")}
    titles = {
        one.id: f"{'✓' if one.id in done else '○'} {safe.mark(one.record)}{one.record.title} ({one.record.year or '–'})"
        for one in included
    }
    safe.show(
        safe.tag("p", _("{done} av {all} vurdert", done=len(done & titles.keys()), all=len(included)), css="kb-legend")
    )
    chosen = st.selectbox(
        _("Hvilken artikkel?"), list(titles), format_func=lambda one: titles[one], key=f"appraise-{question.id}"
    )
    reference = next(one for one in included if one.id == chosen)
    safe.record_card(reference.record, abstract=False)
    _extraction(question.id, reference)
    _appraisal(question.id, reference)


def _extraction(question_id: str, reference: Reference) -> None:
    part = next((one for one in here.view().parts(question_id, "extraction") if one.reference_id == reference.id), None)
    safe.heading(2, _("Hva sier oversikten om seg selv?"))
    if part is None and not reader.may("extract.start"):
        safe.show(safe.tag("p", _("Ikke skrevet ennå"), css="kb-legend"))
        return
    if part is None:
        kit.button(
            _("Skriv opp det viktigste"),
            f"extract-{reference.id}",
            lambda cid: start_extraction(here.store(), here.actor(), reference.id, client_id=cid),
        )
        return
    for name, kind, label in EXTRACTED:
        kit.field("extraction", part.id, name, label(), part.fields, kind=kind, height=70, foreign=name in FOREIGN)


def _appraisal(question_id: str, reference: Reference) -> None:
    instruments = [one for one in here.library().instruments.values() if one.id == "fhi-oversikt"]
    instrument = max(instruments, key=lambda one: [int(part) for part in one.version.split(".")])  # the newest version
    safe.heading(2, _("Sjekkliste: {title}", title=instrument.title.get(language()).lower()))
    if not reader.may("appraise.start", "appraise.edit"):
        appraisals.to_read(question_id, reference)
        return
    actor = here.actor()
    mine = next(
        (
            one
            for one in here.view().appraisals(question_id)
            if (one.reference_id, one.person_id) == (reference.id, actor.person_id)
        ),
        None,
    )
    if mine is None:
        _about(instrument)
        kit.button(
            _("Begynn på sjekklisten"),
            f"appraisal-{reference.id}",
            lambda cid: start_appraisal(here.store(), actor, reference.id, instrument, client_id=cid),
            type="primary",
        )
        return
    bound = here.library().instruments.get(f"{mine.instrument}@{mine.version}", instrument)
    _about(bound)
    ways = {"one": _("Ett punkt om gangen"), "all": _("Alle punktene")}
    way = st.radio(_("Vis"), list(ways), format_func=lambda one: ways[one], horizontal=True, key=f"way-{mine.id}")
    if way == "one":
        _one_item(mine, bound)
    else:
        for part in bound.parts:
            safe.heading(3, part.title.get(language()))
            for item in part.items:
                _item(mine.id, item, bound, mine.fields)
            _gate(bound, mine.fields, {item.id for item in part.items})
    _overall(mine.id, bound, mine.fields)


def _one_item(mine: Appraisal, instrument: Instrument) -> None:
    """One item with the way to the next; it opens at the first that has no answer."""
    items = instrument.items
    key = f"item-{mine.id}"
    if key not in st.session_state:
        open_ones = [n for n, item in enumerate(items) if not mine.fields.text(f"answer.{item.id}")]
        st.session_state[key] = open_ones[0] if open_ones else 0
    place = int(st.session_state[key])
    part = next(part for part in instrument.parts if items[place] in part.items)
    answered = sum(1 for item in items if mine.fields.text(f"answer.{item.id}"))
    safe.heading(3, part.title.get(language()))
    said = _("Punkt {n} av {all}, {answered} besvart", n=place + 1, all=len(items), answered=answered)
    safe.show(f'<p role="status" class="kb-legend">{safe.marked(said)}</p>')
    _item(mine.id, items[place], instrument, mine.fields)
    _gate(instrument, mine.fields, {items[place].id})

    def turn(step: int) -> None:
        st.session_state[key] = min(max(place + step, 0), len(items) - 1)

    with st.container(horizontal=True):
        st.button(_("Forrige punkt"), key=f"{key}-back", on_click=turn, args=(-1,), disabled=place == 0)
        st.button(_("Neste punkt"), key=f"{key}-on", on_click=turn, args=(1,), disabled=place == len(items) - 1)


def _about(instrument: Instrument) -> None:
    note = f" {instrument.note.get(language())}" if instrument.note else ""
    said = f"{_('Utgave {version}.', version=instrument.version)} {instrument.source.get(language())}"
    link = f'<a href="{safe.marked(instrument.source_url)}" target="_blank" rel="noopener">{safe.marked(_("Originalen"))}</a>'
    safe.show(f'<p class="kb-legend">{safe.marked(said + note)} {link}</p>')


def _item(appraisal_id: str, item: Item, instrument: Instrument, fields: Fields) -> None:
    labels = {
        one: f"{instrument.answer(one).symbol} {instrument.answer(one).label.get(language())}" for one in item.answers
    }
    with st.container(border=True):
        question = f"{item.number}. {safe.for_label(item.text.get(language()))}"
        kit.field(
            "appraisal",
            appraisal_id,
            f"answer.{item.id}",
            question,
            fields,
            kind="radio",
            options=labels,
            help=safe.for_label(item.help.get(language())),
        )
        mistake = f" {_('Vanlig feil:')} {item.mistake.get(language())}" if item.mistake else ""
        safe.show(safe.tag("p", f"{_('Se etter:')} {item.look_for.get(language())}{mistake}", css="kb-legend"))
        kit.field(
            "appraisal",
            appraisal_id,
            f"comment.{item.id}",
            _("Kommentar til punkt {number}", number=item.number),
            fields,
            kind="area",
            height=70,
        )
        if item.quote:
            left, right = st.columns([4, 1])
            with left:
                kit.field(
                    "appraisal",
                    appraisal_id,
                    f"quote.{item.id}",
                    _("Sitat til punkt {number}", number=item.number),
                    fields,
                    foreign=True,
                )
            with right:
                kit.field("appraisal", appraisal_id, f"page.{item.id}", _("Side"), fields, foreign=True)


def _answers(instrument: Instrument, fields: Fields) -> dict[str, str]:
    return {item.id: fields.text(f"answer.{item.id}") for item in instrument.items if fields.text(f"answer.{item.id}")}


def _gate(instrument: Instrument, fields: Fields, here_now: set[str]) -> None:
    verdict = judge(instrument, _answers(instrument, fields))
    if instrument.gate and here_now & set(verdict.gate_failed):
        st.warning(safe.for_label(instrument.gate.ask.get(language())))


def _overall(appraisal_id: str, instrument: Instrument, fields: Fields) -> None:
    safe.heading(3, _("Samlet vurdering"))
    verdict = judge(instrument, _answers(instrument, fields))
    for step in verdict.path:
        safe.paragraph(sentence(step.code, spoken(instrument, step, language())), css="kb-legend")
    if verdict.unanswered:
        numbers = ", ".join(instrument.item(one).number for one in verdict.unanswered)
        safe.paragraph(sentence("appraisal_unanswered", {"items": numbers}))
    labels = {one.id: f"{one.symbol} {one.label.get(language())}" for one in instrument.judgements}
    kit.field(
        "appraisal",
        appraisal_id,
        "overall",
        _("Hvor store bekymringer har du for kvaliteten?"),
        fields,
        kind="radio",
        options=labels,
    )
    kit.field(
        "appraisal",
        appraisal_id,
        "overall_reason",
        _("Hvorfor? Skriv det med egne ord."),
        fields,
        kind="area",
        height=80,
    )
    if fields.text("overall") and not fields.text("overall_reason").strip():
        st.warning(_("Grunnen mangler. Skriv hvorfor du vurderer det slik."))
    if verdict.proposed and fields.text("overall") and fields.text("overall") != verdict.proposed:
        st.info(_("Du har valgt noe annet enn forslaget. Det er greit når grunnen står her."))
