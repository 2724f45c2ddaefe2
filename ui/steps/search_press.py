"""Peer review of a strategy by a second person (PRESS 2015): six elements, an outcome each, remarks tied to lines."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from pico.checker import read
from pipeline.press import ELEMENTS, OUTCOMES, Review, reviews
from pipeline.rows import Strategy
from pipeline.steps import search_quality
from ui import expectations, here, kit, reader, safe
from ui.words import _, day, sentence


def draw(question_id: str, strategies: Mapping[str, Strategy]) -> None:
    """What was said of the strategies, and a form for whoever did not write the newest version."""
    done = reviews(here.view().remarks(question_id))
    may = bool(strategies) and reader.may("remark.write")
    if not done and not may:
        return
    asked_for = may and expectations.profile_of(question_id).press
    with st.expander(_("Fagfellevurdering av søket (PRESS)"), expanded=bool(done) or asked_for):
        for one in done:
            _review(one)
        if not may:
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
