"""Every version of a strategy, and a way back to one: what was run can be run again."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pipeline.rows import Strategy
from pipeline.steps.search import save_strategy, start_search
from ui import here, kit, safe
from ui.words import _, day, number

SHOWN = 20


def draw(question_id: str, source: str) -> None:
    """The versions, newest first, with the hits of their runs."""
    versions = here.view().strategy_versions(question_id, source)
    if len(versions) < 2:
        return
    runs = [run for run in here.view().runs(question_id) if run.kind == "search" and run.strategy_id]
    names = {one.id: one.name for one in here.view().people()}
    with st.expander(_("Tidligere utgaver ({n})", n=len(versions) - 1)):
        for one in versions[1 : SHOWN + 1]:
            hits = [number(run.counted) for run in runs if run.strategy_id == one.id and run.counted is not None]
            who = names.get(one.person_id, "")
            said = _("Utgave {n}, {day} {who}", n=one.version, day=day(one.created_at), who=who).strip()
            if hits:
                said += f" · {_('{n} treff', n=', '.join(hits))}"
            safe.show(safe.tag("p", said, css="kb-label"))
            st.code(one.text, language=None, wrap_lines=True)
            with st.container(horizontal=True):
                kit.button(
                    _("Ta denne i bruk igjen"),
                    f"version-{one.id}",
                    partial(_use, question_id, one),
                    verb="strategy.save",
                )
                if here.can_search(source):
                    kit.button(
                        _("Tell treff med denne"),
                        f"version-run-{one.id}",
                        partial(_run, one),
                        verb="search.start",
                    )


def _use(question_id: str, one: Strategy, _client_id: str) -> None:
    save_strategy(here.store(), here.actor(), question_id, one.source, one.text)


def _run(one: Strategy, client_id: str) -> None:
    start_search(here.store(), here.actor(), one.id, client_id=client_id)
    here.wake()
