"""Step 1 on the page: the knowledge need."""

from __future__ import annotations

import streamlit as st

from pipeline.needs import offered
from pipeline.rows import Progress, Question
from pipeline.steps.need import delete_need, move_need
from pipeline.steps.question import start_question
from ui import already, frame, here, kit, narrowing, reader, safe
from ui.words import _, language, place


def draw(question: Question, _progress: Progress) -> None:
    """The worried sentence, and beside it what the municipality itself knows."""
    need_id = question.need_id
    fields = here.view().fields("need", need_id)
    words = here.library().needs
    kit.field(
        "need",
        need_id,
        "text",
        _("Hva lurer dere på?"),
        fields,
        kind="area",
        height=120,
        help=kit.about_people(_("Med egne ord, slik du ville sagt det til en kollega.")),
    )
    with (
        st.container()
    ):  # holds its place while it is empty: else a list below would close when it first has something to say
        if reader.may("need.edit"):
            narrowing.draw(question, fields.text("text"))
        already.draw(question, fields.text("text"))
    left, right = st.columns(2)
    with left:
        _place(need_id)
    with right:
        areas = {one.id: one.say(language()) for one in offered(words.service_areas, fields.text("service_area"))}
        kit.field("need", need_id, "service_area", _("Tjenesteområde"), fields, kind="choice", options=areas)
    if reader.may_edit("need"):
        safe.show(
            safe.tag("p", _("Ikke skriv navn eller andre opplysninger om pasienter og brukere."), css="kb-legend")
        )
    kit.field(
        "need",
        need_id,
        "why",
        _("Hvorfor er det viktig?"),
        fields,
        kind="area",
        placeholder=_("Hva står på spill? Er det noe dere skal bestemme, og når?"),
    )
    kit.field(
        "need",
        need_id,
        "context",
        _("Hvordan er det hos dere?"),
        fields,
        kind="area",
        placeholder=_("Folk, avstander, ressurser, det dere gjør i dag."),
    )
    kit.field(
        "need",
        need_id,
        "experience",
        _("Hva har dere selv erfart?"),
        fields,
        kind="area",
        placeholder=_("Det dere har sett virke, og det dere har sett gå galt."),
        help=kit.about_people(),
    )
    kit.field(
        "need",
        need_id,
        "users",
        _("Hva sier brukere og pårørende?"),
        fields,
        kind="area",
        placeholder=_("Hva er viktig for dem?"),
        help=kit.about_people(),
    )
    askers = {one.id: one.say(language()) for one in offered(words.askers, fields.text("asked_by"))}
    kit.field("need", need_id, "asked_by", _("Hvem spurte først?"), fields, kind="choice", options=askers)
    _siblings(question)
    _delete(need_id)


def _siblings(question: Question) -> None:
    """A need may have several questions: a broad one is best split."""
    others = [one for one in here.view().questions_of(question.need_id) if one.id != question.id]
    if not others and not reader.may("question.start"):
        return
    with st.expander(_("Flere spørsmål om det samme ({n})", n=len(others))):
        for one in others:
            safe.show(safe.typed("p", one.title, one.language))
            st.page_link(frame.PAGES["question"], label=_("Åpne dette spørsmålet"), query_params={"q": one.id})
        if reader.may("question.start"):
            safe.paragraph(
                _("Er behovet for stort for ett spørsmål, kan dere dele det i flere. Hvert får sitt eget søk.")
            )

        def another(client_id: str) -> None:
            st.session_state["open_question"] = start_question(
                here.store(), here.actor(), question.need_id, client_id=client_id
            )

        kit.button(_("Lag et spørsmål til"), f"another-{question.id}", another, verb="question.start")
    if opened := st.session_state.pop("open_question", ""):
        frame.go("question", opened)


def _place(need_id: str) -> None:
    places = {one.id: f"{one.name} ({one.number})" for one in here.view().places()}
    key = f"{need_id}:municipality"
    need = here.view().need(need_id)
    if need.example or not reader.may("need.move"):
        safe.show(safe.tag("p", _("Kommune"), css="kb-label"), safe.tag("p", need.municipality))
        return
    if need.municipality_id not in places:  # it was merged into another, and the need stays where it was raised
        safe.show(
            safe.tag("p", _("Kommune"), css="kb-label"), safe.tag("p", place(need.municipality, need.municipality_now))
        )
        return
    st.session_state[key] = need.municipality_id

    def moved() -> None:
        kit.act(key, lambda: move_need(here.store(), here.actor(), need_id, str(st.session_state[key])))

    help_text = _("Skriv navn eller nummer for å finne kommunen.")
    st.selectbox(
        _("Kommune"), list(places), format_func=lambda one: places[one], key=key, on_change=moved, help=help_text
    )


def _delete(need_id: str) -> None:
    if not reader.may("need.delete"):
        return
    with st.expander(_("Legg bort dette behovet")):
        safe.paragraph(
            _(
                "Behovet og alt som hører til, tas bort fra listene. Det slettes ikke, og kan hentes fram igjen fra forsiden."
            )
        )

        def put_aside(_client_id: str) -> None:
            delete_need(here.store(), here.actor(), need_id)
            st.session_state["put_aside"] = need_id
            st.session_state["go_home"] = True

        kit.button(_("Legg bort"), f"delete-{need_id}", put_aside)
