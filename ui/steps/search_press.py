"""Peer review of a strategy by a second person (PRESS 2015): six elements, an outcome each, remarks tied to lines."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from pico.checker import read
from pipeline.press import ELEMENTS, OUTCOMES, Review, reviews
from pipeline.rows import Strategy
from pipeline.steps import search_quality
from pipeline.steps.search import save_strategy
from ui import expectations, here, kit, reader, safe
from ui.words import _, day, sentence


def draw(
    question_id: str, strategies: Mapping[str, Strategy], texts: Mapping[str, str], built: Mapping[str, str]
) -> None:
    """What was said of the strategies, and a form for whoever did not write the newest version.

    `strategies`: the newest versions; `texts`, `built`: what stands on the page now, and what the words build; all by source.
    """
    done = reviews(here.view().remarks(question_id))
    may = reader.may("remark.write")
    asked_for = may and expectations.profile_of(question_id).press
    unkept = {
        source: text.strip()
        for source, text in texts.items()
        if text.strip() and (source not in strategies or strategies[source].text != text.strip())
    }
    if not done and not asked_for and not (may and (strategies or unkept)):
        return
    with st.expander(_("Fagfellevurdering av søket (PRESS)"), expanded=bool(done) or asked_for):
        for one in done:
            _review(one)
        if not may:
            return
        for source, text in unkept.items():
            _to_keep(question_id, source, text, built.get(source, ""))
        if not strategies:
            if not unkept:
                safe.paragraph(
                    _("Det er ingen søketekst å vurdere ennå. Skriv den, eller ta med søkeord i spørsmålet.")
                )
            return
        kept = _chosen(question_id, strategies)
        if kept.person_id == here.actor().person_id:
            safe.paragraph(
                _(
                    "Du har lagret den nyeste utgaven selv. Be en annen i laget om å lese søket: da står vurderingen i redegjørelsen."
                )
            )
            return
        _form(question_id, kept)


def _to_keep(question_id: str, source: str, text: str, built: str) -> None:
    """A text that stands on the page only: reviewed is a version, so it is kept as one first, before it is run."""
    name = sentence(f"source_{source}")
    safe.paragraph(_("Søketeksten for {source} er ikke tatt vare på slik den står nå.", source=name))
    if not reader.may("strategy.save"):
        safe.paragraph(_("Be laget som søker, om å ta vare på den. Da kan du vurdere den her, før søket kjøres."))
        return
    kit.button(
        _("Ta vare på søketeksten for {source}, så en annen kan vurdere den", source=name),
        f"press-keep-{question_id}-{source}",
        lambda _id: save_strategy(here.store(), here.actor(), question_id, source, text, built=text == built),
        help=_("Søket blir ikke kjørt. Den som tar vare på teksten, kan ikke vurdere den selv."),
        verb="strategy.save",
    )


def _chosen(question_id: str, strategies: Mapping[str, Strategy]) -> Strategy:
    """The strategy that is looked at: asked for where there are several."""
    sources = list(strategies)
    if len(sources) == 1:
        return strategies[sources[0]]
    chosen = st.radio(
        _("Hvilket søk?"),
        sources,
        format_func=lambda one: sentence(f"source_{one}"),
        horizontal=True,
        key=f"press-source-{question_id}",
    )
    return strategies[chosen or sources[0]]


def _review(one: Review) -> None:
    strategy = here.view().strategy(one.strategy_id)
    said = _(
        "{person} om {source}, utgave {version}, {day}: {outcome}",
        person=one.person,
        source=sentence(f"source_{strategy.source}"),
        version=strategy.version,
        day=day(one.day),
        outcome=sentence(f"value_press_outcome_{one.outcome}"),
    )
    safe.show(safe.tag("p", said, css="kb-label"))
    if not one.whole:
        left = ", ".join(sentence(f"value_press_{name}") for name in ELEMENTS if name not in one.elements)
        safe.paragraph(_("Ikke vurdert ennå: {left}", left=left), css="kb-legend")
    rows = (
        f"<tr><td>{safe.marked(sentence(f'value_press_{each.element}'))}</td>"
        f"<td>{safe.marked(sentence(f'value_press_outcome_{each.outcome}'))}</td>"
        f"<td>{safe.marked(f'#{each.line}' if each.line else '')}</td>"
        f"<td>{safe.typed('span', each.text, kit.written_in())}</td></tr>"
        for each in one.remarks
    )
    heads = (_("Punkt"), _("Utfall"), _("Linje"), _("Merknad"))
    safe.show(safe.table(_("Merknader til søket"), heads, rows))
    mine = [each for each in one.remarks if each.person_id == here.actor().person_id]
    if mine:
        kit.button(
            _("Ta tilbake den siste merknaden"),
            f"remark-drop-{mine[-1].id}",
            lambda _id: search_quality.remove_remark(here.store(), here.actor(), mine[-1].id),
        )


def _form(question_id: str, kept: Strategy) -> None:
    source = sentence(f"source_{kept.source}")
    safe.show(
        safe.tag("p", _("Vurder utgave {version} for {source}", version=kept.version, source=source), css="kb-label")
    )
    st.code(kept.text, language=None, wrap_lines=True)
    element = st.selectbox(
        _("Hva vurderer du?"),
        ELEMENTS,
        format_func=lambda one: sentence(f"value_press_{one}"),
        key=f"press-element-{question_id}",
    )
    outcome = st.radio(
        _("Hva mener du?"),
        OUTCOMES,
        format_func=lambda one: sentence(f"value_press_outcome_{one}"),
        horizontal=True,
        key=f"press-outcome-{question_id}",
    )
    tree = read(kept.text).tree
    numbers = [0, *(one.number for one in tree.lines)] if tree.numbered else [0]
    line = 0
    if len(numbers) > 1:
        line = st.selectbox(
            _("Hvilken linje?"),
            numbers,
            format_func=lambda one: f"#{one}" if one else _("Hele strategien"),
            key=f"press-line-{question_id}",
        )
    kit.draft(question_id, "remark", _("Merknad"), kind="area", height=80)
    kit.button(
        _("Lagre merknaden"),
        f"press-{question_id}",
        lambda cid: _save(question_id, kept.id, str(element), str(outcome), int(line or 0), cid),
    )


def _save(question_id: str, strategy_id: str, element: str, outcome: str, line: int, client_id: str) -> None:
    text = kit.draft_text(question_id, "remark")
    search_quality.remark(
        here.store(), here.actor(), strategy_id, element, outcome, text, line=line, client_id=client_id
    )
    kit.drop_draft(question_id, "remark")
