"""The frame of every step page: title, stepper, why, how to do it, the work, what is saved, the next step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from pipeline import flow
from pipeline.errors import NotThere
from pipeline.rows import Progress, Question
from pipeline.steps.flow import keep
from pipeline.steps.undo import undo_last, undoable
from ui import (
    expectations,
    here,
    history,
    keeping,
    kit,
    living,
    newer_texts,
    once,
    reader,
    safe,
    standing,
    step_card,
    talk,
)
from ui.words import _, clock, language, late_words, place, sentence

Draw = Callable[[Question, Progress], None]
PAGES: dict[str, Any] = {}  # step id or page name -> page; filled by main.py
_SIGNS = {"done": "✓", "begun": "…", "open": "○"}


def _said(texts: Mapping[str, str]) -> str:
    return texts.get(language()) or texts["nb"]


def _of_step(step_id: str) -> Any:
    return next(one for one in here.library().cards["steps"] if one["id"] == step_id)


def title_of(step_id: str) -> str:
    """What a step is called."""
    return _said(_of_step(step_id)["title"])


def step_page(step_id: str, draw: Draw) -> Callable[[], None]:
    """The page of one step: the frame with the step's own work in it."""

    def page() -> None:
        if st.session_state.pop("go_home", False):  # the question was put aside: it is not here to be drawn
            st.switch_page(PAGES["home"])
        question = the_question()
        if question is None:
            return
        progress = here.view().progress([question.id])[question.id]
        stand = standing.of(question.id, progress)
        kit.begin(question)
        living.begin()
        top(question)
        _who(step_id, question)
        _stepper(step_id, question.id, stand)
        safe.show(safe.tag("p", _said(_of_step(step_id)["why"]), css="kb-why"))
        if step_id in stand.late:
            _late(step_id, question.id, stand.late[step_id])
        _card(step_id)
        if step_id in expectations.STEPS:
            living.place(partial(expectations.draw, question.id, step_id, progress))
        kit.problem_shown()
        newer_texts.draw(question.id, step_id)
        work, foot = st.container(), st.container(horizontal=True, key="next", vertical_alignment="center")
        with foot:  # before the work, whose fragments may draw it anew
            saved = living.place(partial(_saved, question.id)) if reader.does(step_id) else None
        with work:
            draw(question, progress)
            kit.problem_left()
        if saved is not None:
            saved()  # the work may have found what is not saved
        with foot:
            _bottom(step_id, question.id, ready=stand.states[step_id] == "done")
        if reader.works_here():  # to others there is nothing of it, which is not the same as nothing having been said
            talk.comments(question.id, step_id)
            talk.history(question.id, step_id)

    page.__name__ = f"page_{step_id}"
    return page


def go(page: str, question_id: str) -> None:
    """Open another page with the same question in the address."""
    st.switch_page(PAGES[page], query_params={"q": question_id})


def the_question() -> Question | None:
    try:
        return here.view().question(here.question_id())
    except NotThere as problem:
        safe.heading(1, _("Ikke noe spørsmål her"))
        st.warning(sentence(problem.code))
        st.page_link(PAGES["home"], label=_("Gå til forsiden"))
        return None


def top(question: Question) -> None:
    mark = safe.tag("span", _("Eksempel"), css="kb-example") if question.example else ""
    safe.show(
        safe.tag("p", place(question.municipality, question.municipality_now), css="kb-place")
        if not mark
        else f'<p class="kb-place">{mark}</p>',
        safe.typed("h1", question.title, question.language) if question.title else safe.tag("h1", _("Nytt spørsmål")),
    )


def _who(step_id: str, question: Question) -> None:
    """As what this reader is here, who works on it, and the way to team and sharing."""
    view = here.view()
    inside = reader.works_here()
    share = None if inside else view.shared_with_me([question.need_id]).get(question.need_id)
    team = reader.team_line(
        view.team(question.need_id), view.shares(question.need_id) if inside else (), reader.listed(question)
    )
    with st.container(horizontal=True, key="who", gap="small", vertical_alignment="center"):
        safe.show(safe.tag("p", f"{reader.as_what(step_id, share)} {team}", css="kb-place"))
        st.page_link(PAGES["team"], label=_("Lag og deling"), query_params={"q": question.id})


def _stepper(here_id: str, question_id: str, stand: standing.Standing) -> None:
    with st.container(horizontal=True, key="stepper", gap="small"):
        for place, step in enumerate(flow.STEPS, 1):
            sign = "●" if step.id == here_id else "!" if step.id in stand.late else _SIGNS[stand.states[step.id]]
            label = f"{place} {title_of(step.id)} {sign}"
            label = f"**{label}**" if step.id == here_id else label
            st.page_link(PAGES[step.id], label=label, query_params={"q": question_id})
    signs = (_("● her"), _("✓ ferdig"), _("… begynt"), _("○ ikke begynt"), _("! noe før det er endret"))
    safe.show('<p class="kb-legend">', *(safe.tag("span", one) for one in signs), "</p>")


def _late(step_id: str, question_id: str, verbs: tuple[str, ...]) -> None:
    st.warning(safe.for_label(sentence(f"late_step_{step_id}", {"what": late_words(verbs)})))
    kit.button(
        _("Jeg har sett på det. Det står seg."),
        f"keep-{step_id}-{question_id}",
        lambda client_id: keep(here.store(), here.actor(), question_id, step_id, client_id=client_id),
        verb=f"keep.{step_id}",
    )


def _bottom(step_id: str, question_id: str, *, ready: bool) -> None:
    """Beside what is saved, the button that names the next thing; it is the primary one when this step is done."""
    following = flow.after(flow.BY_ID[step_id])
    open_verbs = [verb for verb in undoable(step_id) if reader.may(verb)]
    if last := here.view().my_last_write(question_id, open_verbs):
        what = history.in_short(here.view().question(question_id), last)

        def undo(_client_id: str) -> None:
            if undo_last(here.store(), here.actor(), question_id, step_id):
                st.session_state["undone"] = what

        kit.button(_("Angre siste endring"), f"undo-{step_id}-{question_id}", undo, help=safe.for_label(what))
    if undone := once.take("undone"):
        told = _("Angret: {what}", what=undone)
        safe.show(f'<p class="kb-legend" role="status">{safe.marked(told)}</p>')
    if following is not None:
        label = _("Gå til {step}", step=title_of(following.id).lower())
        if st.button(label, key=f"next-{step_id}", type="primary" if ready else "secondary"):
            go(following.id, question_id)
    elif st.button(_("Til forsiden"), key=f"next-{step_id}", type="primary"):
        st.switch_page(PAGES["home"])


def _saved(question_id: str) -> None:
    """When the last of it was saved, or how many fields are not."""
    events = here.view().events(question_id, limit=1)
    said = (
        _("Alt er lagret kl. {time}", time=clock(events[0].at)) if events else _("Alt lagres når du går ut av et felt")
    )
    if n := keeping.unsaved():
        one = _("Ett felt er ikke lagret: se den røde meldingen")
        said = one if n == 1 else _("{n} felt er ikke lagret: se meldingen ved hvert av dem", n=n)
    states = {"kb-stored": said, "kb-unsent": _("Ikke lagret ennå. Det skjer når du går ut av feltet.")}
    states["kb-away"] = _("Ingen forbindelse. Det du skriver nå, lagres når den er tilbake.")
    parts = "".join(safe.tag("span", text, css=css) for css, text in states.items())
    safe.show(f'<p class="kb-saved" role="status">{parts}</p>')


def _card(step_id: str) -> None:
    """The closed card with the method team's advice."""
    cards = here.library().cards
    with st.expander(_said(cards["card_title"])):
        step_card.draw(cards, step_id)
