"""Finished appraisals for those who do not appraise: each answer with its comment, the judgement and its reason."""

from __future__ import annotations

from html import escape

from appraisal.instrument import Instrument
from pipeline.rows import Appraisal, Reference
from ui import here, kit, safe
from ui.words import _, language


def to_read(question_id: str, reference: Reference) -> None:
    """The appraisals of an article that have a judgement; one that is not finished is its appraiser's own."""
    made = [
        one
        for one in here.view().appraisals(question_id)
        if one.reference_id == reference.id and one.fields.text("overall")
    ]
    if not made:
        safe.show(safe.tag("p", _("Ingen har gjort ferdig sjekklisten for denne artikkelen ennå."), css="kb-legend"))
    every = here.instruments()
    for one in made:
        instrument = every.get(f"{one.instrument}@{one.version}")
        if instrument is not None:
            _whole(one, instrument)


def _whole(one: Appraisal, instrument: Instrument) -> None:
    fields, spoken = one.fields, language()
    judged = {each.id: f"{each.symbol} {each.label.get(spoken)}" for each in instrument.judgements}
    said = _("Samlet vurdering: {judgement}", judgement=judged.get(fields.text("overall"), "–"))
    if one.agreed:
        safe.show(safe.tag("p", _("Det de ble enige om"), css="kb-legend"))
    safe.show(
        safe.tag("p", said, css="kb-label"),
        safe.typed_lines(fields.text("overall_reason"), kit.written_in()),
    )
    rows = []
    for item in instrument.items:
        given = fields.text(f"answer.{item.id}")
        answer = f"{instrument.answer(given).symbol} {instrument.answer(given).label.get(spoken)}" if given else "–"
        comment = safe.typed("span", fields.text(f"comment.{item.id}"), kit.written_in())
        question = f'<th scope="row">{escape(item.number)}. {escape(item.text.get(spoken))}</th>'
        rows.append(f"<tr>{question}<td>{escape(answer)}</td><td>{comment}</td></tr>")
    heads = (_("Punkt"), _("Svar"), _("Kommentar"))
    safe.show(safe.table(instrument.title.get(spoken), heads, rows))
