"""What waits for whoever is looking, across questions, each thing with its reason and the way there."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pipeline.errors import NotThere
from pipeline.steps.question import start_question
from pipeline.turn import COUNTED, Turn, turns
from pipeline.work import Work
from ui import frame, here, kit, safe
from ui.words import _, number, place, sentence

AT_ONCE = 5


def draw(work: tuple[Work, ...]) -> None:
    """The most urgent first; the rest a press away."""
    view = here.view()
    progress = view.progress([one.question_id for one in work if one.question_id])
    found = turns(work, progress, view.waiting_comments(limit=500), me=here.actor().person_id)
    if not found:
        return
    safe.heading(2, _("Venter på deg"))
    shown = found if len(found) <= AT_ONCE or st.session_state.get("all-turns") else found[:AT_ONCE]
    for one in shown[:100]:
        with st.container(border=True):
            _turn(one)
    if len(found) > AT_ONCE:
        st.toggle(_("Vis alt som venter ({n})", n=number(len(found))), key="all-turns")


def _turn(one: Turn) -> None:
    try:
        about = here.view().question(one.question_id) if one.question_id else here.view().need(one.need_id)
    except NotThere:  # put aside since it was read
        return
    title = getattr(about, "title", "") or getattr(about, "text", "")
    code = f"turn_{one.reason}_one" if one.params.get("n") == 1 and one.reason in COUNTED else f"turn_{one.reason}"
    params = {name: number(value) if isinstance(value, int) else value[:300] for name, value in one.params.items()}
    told = safe.filled(partial(sentence, code), params, ("text",), about.language)
    safe.show(
        f"<p><strong>{told}</strong></p>",
        f'<p class="kb-legend">{safe.marked(place(about.municipality, about.municipality_now))} · {safe.typed("span", title, about.language)}</p>',
    )
    if one.question_id:
        st.page_link(frame.PAGES[one.step], label=_way(one), query_params={"q": one.question_id})
    elif one.reason == "no_question":
        kit.button(_("Gjør det til et spørsmål"), f"turn-ask-{one.need_id}", partial(ask, one.need_id))


def _way(one: Turn) -> str:
    if one.reason.startswith("asked"):
        return _("Gå dit og svar →")
    if one.step == "team":
        return _("Gå til laget →")
    return f"{_('Gå til {step}', step=frame.title_of(one.step).lower())} →"


def ask(need_id: str, client_id: str) -> None:
    """Make a question of a need, and open it."""
    st.session_state["open_question"] = start_question(here.store(), here.actor(), need_id, client_id=client_id)
