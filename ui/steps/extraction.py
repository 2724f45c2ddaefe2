"""What an included review or study says of itself, written down in a form of the method team's, with quotes and pages."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from appraisal.extraction import FOREIGN, OUTCOME, PAGE, QUOTE, Field, Form
from pipeline.appraised import fits_of, form_for
from pipeline.ids import new_id
from pipeline.rows import Appraisal, Part, Reference
from pipeline.steps.appraise import start_extraction
from pipeline.steps.fields import save_field
from pipeline.steps.outcomes import outcome_ids
from ui import here, kit, reader, safe
from ui.steps import paper
from ui.words import _, language, sentence

# Kind of a field of a form -> kind of box, and its height.
BOXES = {"line": ("line", 0), "count": ("line", 0), "date": ("line", 0), "area": ("area", 70), "list": ("area", 110)}


def draw(question_id: str, reference: Reference, made: Sequence[Appraisal], *, place: str) -> tuple[Part | None, Form]:
    """The form, one for each reference and shared by all who work on it. Gives what is written, and the form.

    `made`: the appraisals of the reference. `place`: the id of its heading.
    """
    part = next((one for one in here.view().parts(question_id, "extraction") if one.reference_id == reference.id), None)
    form = _form(part, reference, made)
    safe.heading(2, form.heading.get(language()), place=place)
    if part is None and not reader.may("extract.start"):
        safe.show(safe.tag("p", _("Ikke skrevet ennå"), css="kb-legend"))
        return part, form
    if part is None:
        kit.button(
            _("Skriv opp det viktigste"),
            f"extract-{reference.id}",
            lambda cid: start_extraction(here.store(), here.actor(), reference.id, client_id=cid),
        )
        return part, form
    forms = here.library().extraction.forms
    if len(forms) > 1 and reader.may_edit("extraction"):
        titles = {one.id: one.title.get(language()) for one in forms}
        with st.expander(safe.for_label(_("Skjema: {title}", title=form.title.get(language())))):
            safe.show(safe.tag("p", _("Bytter du skjema, blir det som er skrevet, stående."), css="kb-legend"))
            kit.field("extraction", part.id, "form", _("Hvilket skjema?"), part.fields, kind="choice", options=titles)
    quoting = reader.may_edit("extraction") and st.toggle(
        _("Skriv sitat og side til hvert felt"), key=f"quote-{part.id}"
    )
    for one in form.fields:
        _field(part, one, quoting=quoting)
    _outcomes(part, form)
    _others(part, form)
    return part, form


def _form(part: Part | None, reference: Reference, made: Sequence[Appraisal]) -> Form:
    """The form that was chosen, else the one for what the sources, or those who appraise it, say that this is."""
    forms = here.library().extraction
    chosen = forms.get(part.fields.text("form")) if part else None
    return chosen or form_for(forms, reference.record, fits_of(made, here.instruments()))


def _field(part: Part, one: Field, *, quoting: bool) -> None:
    """A field of the form; its quote and page where they are asked for, or are written."""
    box, height = BOXES[one.kind]
    said = one.label.get(language())
    label = safe.for_label(said)
    told = safe.for_label(one.help.get(language())) if one.help else None
    kit.field(
        *("extraction", part.id, one.name, label, part.fields),
        kind=box,
        height=height or 110,
        help=told,
        foreign=one.kind == "list",
    )
    if not one.quoted:
        return
    quote, page = f"{QUOTE}{one.id}", f"{PAGE}{one.id}"
    written = bool(part.fields.text(quote) or part.fields.text(page))
    if not written and not quoting:
        return
    left, right = st.columns([4, 1])
    with left:
        label = safe.for_label(_("Sitat: {name}", name=said))
        kit.field("extraction", part.id, quote, label, part.fields, foreign=True)
    with right:
        label = safe.for_label(_("Side: {name}", name=said))
        kit.field("extraction", part.id, page, label, part.fields, foreign=True)
    paper.to_page(part.fields.text(page), f"{part.id}-{one.id}")


def _outcomes(part: Part, form: Form) -> None:
    """A block for each outcome, and one that is empty where another is asked for."""
    shown = list(outcome_ids(part.fields))
    asked = f"outcome-{part.id}"
    if (begun := st.session_state.get(asked)) and begun not in shown:
        shown.append(str(begun))
    safe.heading(3, _("Utfall med tall"))
    if not shown:
        safe.show(safe.tag("p", _("Ingen utfall er skrevet opp ennå."), css="kb-legend"))
    for place, one in enumerate(shown, 1):
        _outcome(part, form, one, place)
    if reader.may_edit("extraction"):
        kit.button(_("Skriv opp et utfall"), f"add-{asked}", lambda _cid: st.session_state.update({asked: new_id()}))


def _outcome(part: Part, form: Form, outcome_id: str, place: int) -> None:
    with st.container(border=True):
        for one in form.outcome:
            box, height = BOXES[one.kind]
            kit.field(
                *("extraction", part.id, f"{OUTCOME}{outcome_id}.{one.id}", one.label.get(language()), part.fields),
                kind=box,
                height=height or 110,
                foreign=one.id in FOREIGN,
            )
        begin = f"{OUTCOME}{outcome_id}."
        for name in sorted(name for name, saved in part.fields.items() if name.startswith(begin) and saved.value):
            if name.removeprefix(begin) not in {one.id for one in form.outcome}:
                _left_over(part, name)
        written = [name for name, saved in part.fields.items() if name.startswith(begin) and saved.value]
        if written and reader.may_edit("extraction"):

            def remove(_client_id: str) -> None:
                for name in written:
                    save_field(here.store(), here.actor(), "extraction", part.id, name, "")

            kit.button(_("Ta bort utfall {n}", n=place), f"remove-{part.id}-{outcome_id}", remove)


def _others(part: Part, form: Form) -> None:
    """What was written in another form, or under an earlier version of this one: it stays, and can be changed here."""
    drawn = {"form", *(one.name for one in form.fields)}
    drawn |= {f"{begin}{one.id}" for one in form.fields if one.quoted for begin in (QUOTE, PAGE)}
    left = [name for name, saved in part.fields.items() if name not in drawn and saved.value]
    left = [name for name in left if not name.startswith(OUTCOME)]
    gone = {one for one, _label in here.library().extraction.dropped}
    earlier = [name for name in left if name.rpartition(".")[2] in gone]
    for title, names in (
        (_("Skrevet i et annet skjema"), [name for name in left if name not in earlier]),
        (_("Fra en tidligere utgave av skjemaet"), earlier),
    ):
        if names:
            safe.heading(3, title)
        for name in names:
            _left_over(part, name)


def _left_over(part: Part, name: str) -> None:
    """A field that the form no longer has, called as the form called it that had it."""
    begin, _dot, rest = name.rpartition(".")
    label = here.library().extraction.labels(language()).get(rest, rest)
    if not name.startswith(OUTCOME):
        label = sentence(f"field_extraction_{begin or name}", {"name": label})
    kit.field("extraction", part.id, name, safe.for_label(label), part.fields, kind="area", height=70)
