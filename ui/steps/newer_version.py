"""The offer to move an appraisal that is under way to the newest version of its checklist. Nothing moves without a yes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import streamlit as st

from appraisal.instrument import Instrument
from appraisal.versions import Carried, carried
from pipeline.appraised import newest
from pipeline.rows import Appraisal
from pipeline.steps.appraise import ANSWER, move_appraisal, to_give_again
from ui import here, kit, safe
from ui.words import _


def draw(mine: Appraisal, instrument: Instrument, made: Sequence[Appraisal]) -> None:
    """What carries over and what must be answered again; not for a finished appraisal, which stays with its version."""
    after = newest(here.offered_instruments(), instrument.id)
    if after is None or after.version == instrument.version or mine.finished:
        return
    there = [one for one in made if (one.instrument, one.version) == (after.id, after.version)]
    if any(one.person_id == mine.person_id and not one.agreed for one in there):
        return
    given = {item.id: mine.fields.text(f"{ANSWER}{item.id}") for item in instrument.items}
    found = carried(instrument, after, given)
    with st.container(border=True):
        said = _(
            "Sjekklisten har kommet i ny utgave: {new}. Du bruker {old}.", new=after.version, old=instrument.version
        )
        safe.heading(3, said)
        safe.show("<ul>", *(safe.tag("li", line) for line in _lines(found, instrument, after)), "</ul>")
        if {"variant", "critical"} & set(to_give_again(mine.fields, instrument, after)):
            safe.paragraph(_("Det du valgte før du begynte, må velges på nytt."))
        if any(one.person_id != mine.person_id and _same_version(one, mine) for one in made):
            safe.paragraph(
                _("En annen vurderer med utgaven du bruker. Bruker dere hver sin, blir dere enige i den nyeste.")
            )
        safe.paragraph(_("Vil du bli der du er, trenger du ikke gjøre noe. Flytter du, kan du angre."), css="kb-legend")
        kit.button(
            _("Flytt vurderingen til utgave {version}", version=after.version),
            f"move-{mine.id}-{after.version}",
            lambda cid: move_appraisal(here.store(), here.actor(), mine.id, instrument, after, client_id=cid),
            verb="appraise.move",
        )


def _lines(found: Carried, before: Instrument, after: Instrument) -> list[str]:
    def numbers(items: Collection[str], instrument: Instrument) -> str:
        return ", ".join(instrument.item(one).number for one in items)

    lines = [_("{n} svar følger med.", n=len(found.kept))]
    if found.reworded:
        lines.append(_("Se over, ordlyden er endret: punkt {items}.", items=numbers(found.reworded, after)))
    if found.again:
        lines.append(_("Må besvares på nytt: punkt {items}.", items=numbers(found.again, after)))
    if found.new:
        lines.append(_("Nye punkter: {items}.", items=numbers(found.new, after)))
    if found.gone:
        lines.append(_("Finnes ikke i den nye utgaven: punkt {items}.", items=numbers(found.gone, before)))
    return lines


def _same_version(one: Appraisal, other: Appraisal) -> bool:
    return (one.instrument, one.version) == (other.instrument, other.version)
