"""One person's appraisal with one checklist: gate questions first, item by item, the rule's proposal and its path."""

from __future__ import annotations

import streamlit as st

from appraisal.conditions import Reading
from appraisal.instrument import Instrument
from appraisal.judge import Verdict, judge, spoken
from appraisal.values import Item
from pipeline.appraised import answers_of, in_use
from pipeline.needs import offered
from pipeline.rows import Appraisal, Fields, Reference
from pipeline.steps.screen import vote
from ui import here, kit, reader, safe
from ui.steps import earlier, paper
from ui.words import _, language, sentence

NOT_MET = "appraisal_step_not_met"  # a step of a rule that does not fit what was answered


def draw(mine: Appraisal, instrument: Instrument, reference: Reference) -> None:
    """The whole checklist as this person has answered it so far."""
    _use(mine, instrument)
    used = in_use(instrument, mine.fields)
    ways = {"one": _("Ett punkt om gangen"), "all": _("Alle punktene")}
    way = st.radio(_("Vis"), list(ways), format_func=lambda one: ways[one], horizontal=True, key=f"way-{mine.id}")
    verdict = judge(used, answers_of(used, mine.fields))
    if way == "one":
        _one_item(mine, used, verdict, reference)
    else:
        for part in used.parts:
            safe.heading(3, part.title.get(language()))
            for item in part.items:
                if item in asked(used, mine.fields):
                    _item(mine, item, used, reference)
            _gate(used, verdict, {item.id for item in part.items}, reference)
    overall("appraisal", mine.id, used, mine.fields)


def about(instrument: Instrument) -> None:
    """Whose method it is, in which version, with the way to the original."""
    note = f" {instrument.note.get(language())}" if instrument.note else ""
    said = f"{_('Utgave {version}.', version=instrument.version)} {instrument.source.get(language())}"
    link = f'<a href="{safe.marked(instrument.source_url)}" target="_blank" rel="noopener">{safe.marked(_("Originalen"))}</a>'
    safe.show(f'<p class="kb-legend">{safe.marked(said + note)} {link}</p>')


def asked(instrument: Instrument, fields: Fields) -> list[Item]:
    """The items that are not left out by earlier answers."""
    reading = Reading(instrument, answers_of(instrument, fields))
    return [item for item in instrument.items if reading.all_hold(item.when).holds is not False]


def answer_labels(item: Item, instrument: Instrument) -> dict[str, str]:
    """Answer -> its symbol and word."""
    return {
        one: f"{instrument.answer(one).symbol} {instrument.answer(one).label.get(language())}" for one in item.answers
    }


def judgement_labels(instrument: Instrument) -> dict[str, str]:
    """Judgement -> its symbol and word."""
    return {one.id: f"{one.symbol} {one.label.get(language())}" for one in instrument.judgements}


def _use(mine: Appraisal, instrument: Instrument) -> None:
    """What is chosen before one starts: the variant, and the items that a team holds to be critical."""
    if instrument.variants:
        labels = {one.id: one.label.get(language()) for one in instrument.variants}
        kit.field(
            *("appraisal", mine.id, "variant", _("Hva skal vurderes?"), mine.fields), kind="radio", options=labels
        )
    if not instrument.rule.sets:
        return
    one = instrument.rule.sets[0]
    if any(name.startswith("answer.") and saved.value for name, saved in mine.fields.items()):
        used = in_use(instrument, mine.fields).rule.sets[0]
        ids = {item for group in used.groups for item in group}
        numbers = ", ".join(item.number for item in instrument.items if item.id in ids)
        safe.show(safe.tag("p", f"{one.label.get(language())}: {numbers}", css="kb-legend"))
        return
    kit.field(
        *("appraisal", mine.id, "critical", one.label.get(language()), mine.fields),
        placeholder="2, 4, 7, 9, 11, 13, 15",
    )
    said = _("Velg før dere begynner: numre med komma mellom. Står feltet tomt, gjelder de som instrumentet selv har.")
    safe.show(safe.tag("p", said, css="kb-legend"))


def _one_item(mine: Appraisal, instrument: Instrument, verdict: Verdict, reference: Reference) -> None:
    """One item with the way to the next; it opens at the first that has no answer."""
    items = asked(instrument, mine.fields)
    key = f"item-{mine.id}"
    if key not in st.session_state:
        open_ones = [n for n, item in enumerate(items) if not mine.fields.text(f"answer.{item.id}")]
        st.session_state[key] = open_ones[0] if open_ones else 0
    place = min(int(st.session_state[key]), len(items) - 1)
    part = next(part for part in instrument.parts if items[place] in part.items)
    answered = sum(1 for item in items if mine.fields.text(f"answer.{item.id}"))
    safe.heading(3, part.title.get(language()))
    said = _("Punkt {n} av {all}, {answered} besvart", n=place + 1, all=len(items), answered=answered)
    safe.show(f'<p role="status" class="kb-legend">{safe.marked(said)}</p>')
    _item(mine, items[place], instrument, reference)
    _gate(instrument, verdict, {items[place].id}, reference)

    def turn(step: int) -> None:
        st.session_state[key] = min(max(place + step, 0), len(items) - 1)

    with st.container(horizontal=True):
        st.button(_("Forrige punkt"), key=f"{key}-back", on_click=turn, args=(-1,), disabled=place == 0)
        st.button(_("Neste punkt"), key=f"{key}-on", on_click=turn, args=(1,), disabled=place == len(items) - 1)


def _item(mine: Appraisal, item: Item, instrument: Instrument, reference: Reference) -> None:
    appraisal_id, fields = mine.id, mine.fields
    with st.container(border=True):
        question = f"{item.number}. {safe.for_label(item.text.get(language()))}"
        kit.field(
            "appraisal",
            appraisal_id,
            f"answer.{item.id}",
            question,
            fields,
            kind="radio",
            options=answer_labels(item, instrument),
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
            _quote(appraisal_id, item, fields)
        else:
            with st.expander(_("Sitat og side"), expanded=bool(fields.text(f"quote.{item.id}"))):
                _quote(appraisal_id, item, fields)
        names = {f"answer.{item.id}": _("Svar"), f"comment.{item.id}": _("Kommentar"), f"quote.{item.id}": _("Sitat")}
        earlier.draw(reference.question_id, appraisal_id, names, fields, answer_labels(item, instrument))


def _quote(appraisal_id: str, item: Item, fields: Fields) -> None:
    left, right = st.columns([4, 1])
    label = _("Sitat til punkt {number}", number=item.number)
    with left:
        kit.field("appraisal", appraisal_id, f"quote.{item.id}", label, fields, foreign=True)
    with right:
        page = _("Side, punkt {number}", number=item.number)
        kit.field("appraisal", appraisal_id, f"page.{item.id}", page, fields, foreign=True)
    paper.to_page(fields.text(f"page.{item.id}"), f"{appraisal_id}-{item.id}")


def _gate(instrument: Instrument, verdict: Verdict, here_now: set[str], reference: Reference) -> None:
    """A gate question that speaks against the paper: put it aside? A person decides, with a reason."""
    if not (instrument.gate and here_now & set(verdict.gate_failed)):
        return
    st.warning(safe.for_label(instrument.gate.ask.get(language())))
    if not reader.may("screen.vote"):
        return
    reasons = {one.id: one.say(language()) for one in offered(here.library().reasons)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        reason = st.selectbox(
            _("Grunn for å legge den til side"),
            list(reasons),
            format_func=lambda one: reasons[one],
            index=None,
            placeholder=_("Velg"),
            key=f"aside-reason-{reference.id}",
        )
        kit.button(
            _("Legg artikkelen til side"),
            f"aside-{reference.id}",
            lambda cid: vote(
                *(here.store(), here.actor(), reference.id, "full_text", "exclude"),
                reason=str(reason or ""),
                change_mind=True,
                client_id=cid,
            ),
            disabled=not reason,
        )


def path(instrument: Instrument, verdict: Verdict) -> None:
    """The rule's proposal and how it came to be: "because 1.2 = no"; what did not fit is a press away."""
    unmet = []
    begun = len(verdict.unanswered) < len(instrument.items)
    for step in verdict.path if begun else ():
        said = sentence(step.code, spoken(instrument, step, language()))
        if step.code == NOT_MET:
            unmet.append(safe.tag("p", said))
        else:
            safe.paragraph(said, css="kb-legend")
    if unmet:
        title = _("Regler som ikke slo til ({n})", n=len(unmet))
        safe.show(f'<details class="kb-legend"><summary>{safe.marked(title)}</summary>', *unmet, "</details>")
    if verdict.unanswered:
        numbers = ", ".join(instrument.item(one).number for one in verdict.unanswered)
        safe.paragraph(sentence("appraisal_unanswered", {"items": numbers}))


def overall(thing: str, object_id: str, instrument: Instrument, fields: Fields) -> None:
    """The judgement of the whole: the rule proposes, a person decides and says why."""
    safe.heading(3, _("Samlet vurdering"))
    verdict = judge(instrument, answers_of(instrument, fields))
    path(instrument, verdict)
    kit.field(
        *(thing, object_id, "overall", _overall_label(instrument), fields),
        kind="radio",
        options=judgement_labels(instrument),
    )
    kit.field(
        thing,
        object_id,
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


def _overall_label(instrument: Instrument) -> str:
    if instrument.judgements[0].id == "low":
        return _("Hvor store bekymringer har du for kvaliteten?")
    return _("Hva er den samlede vurderingen?")
