"""What was appraised in a question: which instrument to propose for an article, and the appraisals as cases to be drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from appraisal.cases import Case, Judged, judge_case
from appraisal.extraction import Form, Forms
from appraisal.instrument import Instrument
from appraisal.values import Item
from appraisal.versions import version_order
from pipeline.designs import FITS, NEAR, REVIEWS, design_of, fit_of, rests_on_others
from pipeline.records import Record
from pipeline.rows import Appraisal, Fields, Reference
from pipeline.steps.appraise import ANSWER, counting

NOT_FOR_ARTICLES = frozenset({"body-of-evidence", "review-finding"})  # they judge results across articles


def proposed(instruments: Iterable[Instrument], checklist_ids: Sequence[str], record: Record) -> tuple[Instrument, ...]:
    """The newest version of every instrument for articles, the one to propose first.

    First those for the article's design, then those for what its source may mean by a wide word, last those that ask what
    such an article has not got; among them those of the question's type before others. Where no design is known, those
    of the question's type in their order: a systematic review is looked for first.
    """
    design = design_of(record)
    last = dict[str, Instrument]()
    for one in sorted(instruments, key=lambda one: version_order(one.version)):
        if not NOT_FOR_ARTICLES & set(one.fits):
            last[one.id] = one
    wanted = {name: place for place, name in enumerate(checklist_ids)}

    likeliest = NEAR.get(design, ())

    def place(one: Instrument) -> tuple[int, int, int, str]:
        near = min((at for at, each in enumerate(likeliest) if each in one.fits), default=len(likeliest))
        return (FITS.index(fit_of(design, one.fits)), wanted.get(one.id, len(wanted)), near, one.id)

    return tuple(sorted(last.values(), key=place))


def form_for(forms: Forms, record: Record, fits: Collection[str] = ()) -> Form:
    """The form to propose for what an article says of itself: the one for its design; for what is known to be no review,
    by its sources, its title or what it was appraised with (`fits`), none that asks what only a review has; else the usual.
    """
    design = design_of(record)
    if any(design in one.fits for one in forms.forms) or rests_on_others(record, fits):
        return forms.for_design(design)
    return next((one for one in forms.forms if not set(REVIEWS) & set(one.fits)), forms.forms[0])


def fits_of(made: Iterable[Appraisal], instruments: Mapping[str, Instrument]) -> tuple[str, ...]:
    """The designs that the checklists of these appraisals are for: what those who chose them took the article to be."""
    used = (instruments.get(f"{one.instrument}@{one.version}") for one in made)
    return tuple(dict.fromkeys(design for one in used if one for design in one.fits))


def newest(instruments: Iterable[Instrument], instrument_id: str) -> Instrument | None:
    """The newest version of one instrument."""
    found = [one for one in instruments if one.id == instrument_id]
    return max(found, key=lambda one: version_order(one.version), default=None)


def bound(instruments: Mapping[str, Instrument], one: Appraisal) -> Instrument | None:
    """The version that an appraisal is bound to, within the variant and with the critical items that were chosen."""
    instrument = instruments.get(f"{one.instrument}@{one.version}")
    return in_use(instrument, one.fields) if instrument else None


def in_use(instrument: Instrument, fields: Fields) -> Instrument:
    """The instrument as these fields say that it is used. A choice that it does not have is left out."""
    variant = fields.text("variant")
    within = instrument.within(variant if variant in {one.id for one in instrument.variants} else "")
    chosen = [
        item for number in fields.text("critical").replace(",", " ").split() for item in _numbered(within, number)
    ]
    return within.with_set(within.rule.sets[0].id, chosen) if chosen and within.rule.sets else within


def _numbered(instrument: Instrument, number: str) -> list[str]:
    return [item.id for item in instrument.items if number in (item.number, item.number.rstrip("ab"))]


def answers_of(instrument: Instrument, fields: Fields) -> dict[str, str]:
    """item -> answer, of what has been answered and still may be."""
    return {item.id: given for item in instrument.items if (given := _given(item, fields))}


def _given(item: Item, fields: Fields) -> str:
    given = fields.text(f"{ANSWER}{item.id}")
    return given if given in item.answers else ""


def name_of(record: Record) -> str:
    """The name of a study in a picture: "Example 2020"."""
    first = record.authors[0].split(",")[0] if record.authors else record.title[:40]
    return f"{first} {record.year or ''}".strip() or "–"


def judged(
    appraisals: Sequence[Appraisal], references: Sequence[Reference], instruments: Mapping[str, Instrument]
) -> dict[str, list[Judged]]:
    """ "id@version" -> the appraisals that count (the agreed one, else the first finished), in the order of the references."""
    found: dict[str, list[Judged]] = {}
    for reference in references:
        mine = [one for one in appraisals if one.reference_id == reference.id]
        for key in dict.fromkeys(f"{one.instrument}@{one.version}" for one in mine):
            one = counting([one for one in mine if f"{one.instrument}@{one.version}" == key])
            instrument = bound(instruments, one) if one else None
            if one and instrument:
                found.setdefault(key, []).append(_judged(one, instrument, name_of(reference.record)))
    return found


def _judged(one: Appraisal, instrument: Instrument, name: str) -> Judged:
    overall = one.fields.text("overall")
    known = {judgement.id: judgement.label.get() for judgement in instrument.judgements}
    case = Case(name, instrument, answers_of(instrument, one.fields), {}, overall if overall in known else "", overall)
    return judge_case(case)
