"""Two who have appraised for themselves: how alike they answered, and item by item what they agree on."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from appraisal.agreement import Agreement
from appraisal.instrument import Instrument
from appraisal.values import Item
from pipeline.appraised import in_use
from pipeline.rows import Appraisal, Reference
from pipeline.steps.appraise import how_alike, start_consensus, to_agree
from ui import here, kit, safe
from ui.steps import checklist
from ui.words import _, language, sentence


def draw(made: Sequence[Appraisal], instrument: Instrument, reference: Reference, *, place: str) -> None:
    """`made`: the appraisals of this reference, the agreed ones among them; `instrument`: the version that is open;
    `place`: the id of the heading."""
    every = here.instruments()
    used_by = {one.person_id: one.version for one in made if one.instrument == instrument.id and not one.agreed}
    instrument, own = to_agree(made, instrument, every)
    if len(own) < 2:
        return
    names = {one.id: one.name for one in here.view().people()}
    safe.heading(2, _("Bli enige"), place=place)
    _who(own, names)
    if other := sorted({version for version in used_by.values() if version != instrument.version}):
        said = _(
            "Dere har brukt ulike utgaver ({others} og {version}). Dere blir enige i utgave {version}: svarene følger med der punktet er det samme, resten avgjør dere sammen.",
            others=", ".join(other),
            version=instrument.version,
        )
        safe.paragraph(said)
    finished = [one for one in own if one.finished]
    if len(finished) < 2:
        safe.paragraph(
            _(
                "Du ser de andres svar når du har gjort ferdig din egen vurdering, og dere kan bli enige når to er ferdige."
            )
        )
        return
    first, second = finished[:2]
    if found := how_alike(first, second, instrument):
        _agreement(found)
    bound = (instrument.id, instrument.version)
    agreed = next((one for one in made if one.agreed and (one.instrument, one.version) == bound), None)
    if agreed is None:
        kit.button(
            _("Gå gjennom svarene sammen"),
            f"agree-{reference.id}-{instrument.key}",
            lambda cid: start_consensus(
                here.store(), here.actor(), reference.id, instrument, others=every, client_id=cid
            ),
            verb="appraise.agree",
            type="primary",
        )
        return
    used = in_use(instrument, agreed.fields)
    _items(agreed, finished, used, names)
    checklist.overall("consensus", agreed.id, used, agreed.fields)


def _who(own: Sequence[Appraisal], names: dict[str, str]) -> None:
    lines = [f"<li>{escape(names.get(one.person_id, '–'))}: {escape(_state(one))}</li>" for one in own]
    safe.show("<ul>", *lines, "</ul>")


def _state(one: Appraisal) -> str:
    if one.finished:
        return _("ferdig")
    return _("skjult til du selv er ferdig") if one.hidden else _("ikke ferdig")


def _agreement(found: Agreement) -> None:
    """The numbers, and what to make of them."""
    kappa = sentence("agreement_no_kappa") if found.kappa is None else _share(found.kappa)
    told = {"agree": found.agree, "n": found.n, "percent": f"{found.percent:.0%}".replace("%", " %"), "kappa": kappa}
    safe.paragraph(sentence("agreement_told", told | {"pabak": _share(found.pabak), "ac": _share(found.ac1)}))
    safe.paragraph(sentence(found.advice), css="kb-legend")


def _share(value: float) -> str:
    """Two decimals, as the reader's language writes them, with a real minus."""
    said = f"{value:.2f}".replace("-", "\N{MINUS SIGN}")
    return said if language() == "en" else said.replace(".", ",")


def _items(agreed: Appraisal, finished: Sequence[Appraisal], instrument: Instrument, names: dict[str, str]) -> None:
    """Each item with everybody's answer and comment in view; those that differ first, or all of them."""
    differing = [item for item in instrument.items if _differ(item, finished)]
    open_ones = [item for item in differing if not agreed.fields.text(f"answer.{item.id}")]
    said = _("Besvart ulikt: {n}. Gjenstår: {left}.", n=len(differing), left=len(open_ones))
    safe.show(f'<p role="status" class="kb-legend">{safe.marked(said)}</p>')
    every = st.checkbox(_("Vis også punktene dere svarte likt på"), key=f"all-{agreed.id}")
    for item in instrument.items if every else differing:
        with st.container(border=True):
            safe.show(_both(item, finished, instrument, names))
            kit.field(
                "consensus",
                agreed.id,
                f"answer.{item.id}",
                _("Enige om punkt {number}", number=item.number),
                agreed.fields,
                kind="radio",
                options=checklist.answer_labels(item, instrument),
            )
            label = _("Hvorfor, punkt {number}", number=item.number)
            kit.field("consensus", agreed.id, f"comment.{item.id}", label, agreed.fields)


def _differ(item: Item, finished: Sequence[Appraisal]) -> bool:
    return len({one.fields.text(f"answer.{item.id}") for one in finished}) > 1


def _both(item: Item, finished: Sequence[Appraisal], instrument: Instrument, names: dict[str, str]) -> str:
    """A table with a row for each person."""
    labels = checklist.answer_labels(item, instrument)
    rows = []
    for one in finished:
        answer = labels.get(one.fields.text(f"answer.{item.id}"), "–").replace(" ", "\N{NO-BREAK SPACE}", 1)
        comment = safe.typed("span", one.fields.text(f"comment.{item.id}"), kit.written_in())
        page = one.fields.text(f"page.{item.id}")
        quote = " ".join(filter(None, [one.fields.text(f"quote.{item.id}"), _("s. {page}", page=page) if page else ""]))
        who = escape(names.get(one.person_id, "–"))
        rows.append(
            f'<tr><th scope="row">{who}</th><td>{escape(answer)}</td><td>{comment}</td><td>{escape(quote)}</td></tr>'
        )
    title = f"{item.number}. {item.text.get(language())}"
    heads = (_("Hvem"), _("Svar"), _("Kommentar"), _("Sitat"))
    return safe.tag("p", title, css="kb-label") + safe.table(title, heads, rows)
