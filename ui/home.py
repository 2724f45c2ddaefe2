"""The front page: what do you wonder about, where each question stands, what is next."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pipeline import flow
from pipeline.rows import EXAMPLE_PLACE, Progress, Question
from pipeline.steps.example import delete_example, load_example
from pipeline.steps.need import raise_need, restore_need
from pipeline.steps.question import start_question
from ui import frame, here, kit, safe, talk
from ui.words import _, day, number, place

PER_PAGE = 10


def page() -> None:
    """Draw the front page."""
    if opened := st.session_state.pop("open_question", ""):
        st.switch_page(frame.PAGES["need"], query_params={"q": opened})
    st.title(_("Hva lurer dere på?"))
    _new_need()
    kit.problem_shown()
    _put_aside_now()
    _comments()
    _questions()
    _needs_without_question()
    _example()
    _all_put_aside()


def _new_need() -> None:
    label = _("Skriv det med egne ord. Du kan rette på det etterpå.")
    if "new-need" not in st.session_state:  # the field is gone while another page is shown: its words are not
        st.session_state["new-need"] = st.session_state.get("new-need-kept", "")
    st.text_area(
        label,
        key="new-need",
        on_change=_keep_need,
        height=80,
        help=kit.about_people(),
        placeholder=_("For eksempel: Mange av de eldre vi besøker, faller hjemme. Hva hjelper?"),
    )
    kit.button(_("Begynn på spørsmålet"), "new-question", _begin, type="primary")


def _keep_need() -> None:
    st.session_state["new-need-kept"] = st.session_state["new-need"]


def _begin(client_id: str) -> None:
    me = here.view().me()
    if me is None or me.municipality_id == EXAMPLE_PLACE:
        st.session_state["problem"] = _(
            "Si først hvem du er, under «Om»: navn og kommune. Det du har skrevet, står her så lenge."
        )
        return
    home = here.view().my_place()  # the heir, where the municipality they gave was merged into another
    need_id = raise_need(
        here.store(),
        here.actor(),
        str(st.session_state.get("new-need") or ""),
        home.id if home else me.municipality_id,
        client_id=client_id,
    )
    st.session_state["open_question"] = start_question(
        here.store(), here.actor(), need_id, client_id=f"{client_id}-question"
    )
    st.session_state["new-need"] = st.session_state["new-need-kept"] = ""


def _comments() -> None:
    """What somebody has asked a team, across questions."""
    waiting = here.view().waiting_comments()
    if not waiting:
        return
    safe.heading(2, _("Venter på svar"))
    for one in waiting:
        with st.container(border=True):
            head = _(
                "{person} spør {team}, {day}", person=one.person, team=talk.team_name(one.waits_for), day=day(one.at)
            )
            question = here.view().question(one.question_id)
            safe.show(
                f'<p class="kb-legend">{safe.marked(head)} · {safe.typed("span", question.title, question.language)}</p>',
                safe.typed("p", one.text[:300], question.language),
            )
            st.page_link(frame.PAGES[one.step], label=_("Gå dit og svar →"), query_params={"q": one.question_id})


def _put_aside_now() -> None:
    """Right after a need was put aside: the way back."""
    if need_id := st.session_state.get("put_aside"):
        st.info(_("Behovet er lagt bort."))
        kit.button(_("Angre: hent det fram igjen"), f"restore-now-{need_id}", lambda _id: _restore(need_id))


def _restore(need_id: str) -> None:
    restore_need(here.store(), here.actor(), need_id)
    st.session_state.pop("put_aside", None)


def _bring_back(need_id: str, _client_id: str) -> None:
    _restore(need_id)


def _all_put_aside() -> None:
    """What has been put aside earlier, with the way back."""
    needs = here.view().put_aside()
    if not needs:
        return
    with st.expander(_("Lagt bort ({n})", n=number(len(needs)))):
        for need in needs:
            safe.show(safe.typed("p", need.text, need.language))
            kit.button(_("Hent fram igjen"), f"restore-{need.id}", partial(_bring_back, need.id))


def _needs_without_question() -> None:
    """A need that nobody has made a question of yet must not be out of sight."""
    for need in here.view().open_needs():
        with st.container(border=True):
            safe.show(
                f'<p class="kb-place">{safe.marked(place(need.municipality, need.municipality_now))} · {day(need.created_at)}</p>'
            )
            safe.show(safe.typed("p", need.text, need.language))
            kit.button(_("Gjør det til et spørsmål"), f"ask-{need.id}", partial(_ask, need.id))


def _ask(need_id: str, client_id: str) -> None:
    st.session_state["open_question"] = start_question(here.store(), here.actor(), need_id, client_id=client_id)


def _questions() -> None:
    view = here.view()
    total = view.count_questions()
    safe.heading(2, _("Spørsmålene"))
    if not total:
        safe.paragraph(_("Ingen spørsmål ennå. Skriv det dere lurer på over, eller åpne eksempelet nederst."))
        return
    text = (
        st.text_input(_("Finn et spørsmål"), key="find", placeholder=_("Ord i spørsmålet eller kommunen"))
        if total > 5
        else ""
    )
    found = view.count_questions(text=text) if text else total
    first = 0
    if found > PER_PAGE:
        first = (st.pagination(-(-found // PER_PAGE), key="question-page") - 1) * PER_PAGE
    shown = view.questions(limit=PER_PAGE, offset=first, text=text)
    if not shown:
        safe.paragraph(_("Ingen spørsmål passer med «{text}».", text=text))
    progress = view.progress([one.id for one in shown])
    for question in shown:
        _question_card(question, progress[question.id])


def _question_card(question: Question, progress: Progress) -> None:
    following = flow.next_step(progress)
    with st.container(border=True):
        mark = safe.tag("span", _("Eksempel"), css="kb-example") + " " if question.example else ""
        done = sum(flow.state(step, progress) == "done" for step in flow.STEPS)
        where = _("{done} av {all} steg ferdig", done=done, all=len(flow.STEPS))
        waits = _waits(progress)
        safe.show(
            f'<p class="kb-place">{mark}{safe.marked(place(question.municipality, question.municipality_now))} · {day(question.created_at)}</p>',
            safe.typed("h3", question.title, question.language),
            safe.tag("p", f"{where}. {waits}" if waits else f"{where}."),
        )
        target = following or flow.STEPS[-1]
        label = _("Neste: {step}", step=frame.title_of(target.id).lower()) if following else _("Åpne")
        st.page_link(frame.PAGES[target.id], label=f"{label} →", query_params={"q": question.id})


def _waits(progress: Progress) -> str:
    """What waits for somebody, the nearest first."""
    waiting = (
        (progress.open_jobs, _("Et søk eller en import pågår.")),
        (progress.doubtful, _("{n} mulige dubletter venter på deg.", n=number(progress.doubtful))),
        (progress.unscreened, _("{n} referanser venter på utvelgelse.", n=number(progress.unscreened))),
        (progress.unread, _("{n} venter på fulltekst.", n=number(progress.unread))),
        (
            max(progress.included - progress.appraised, 0),
            _("{n} venter på vurdering.", n=number(progress.included - progress.appraised)),
        ),
    )
    return next((said for count, said in waiting if count), "")


def _example() -> None:
    examples = here.view().example_needs()
    safe.heading(2, _("Et eksempel å se på"))
    if examples:
        safe.paragraph(
            _(
                "Eksempelet ligger blant spørsmålene over, merket «Eksempel». Det er ikke et ekte spørsmål fra en kommune."
            )
        )
        kit.button(
            _("Slett eksempelet"),
            "drop-example",
            lambda _id: _drop(examples),
        )
    else:
        safe.paragraph(
            _("Eksempelet er et ferdig spørsmål om trening og fall, med ekte oversikter. Du kan slette det igjen.")
        )
        kit.button(_("Åpne eksempelet"), "load-example", _load)


def _drop(examples: tuple[str, ...]) -> None:
    for one in examples:
        delete_example(here.store(), here.actor(), one)


def _load(_client_id: str) -> None:
    st.session_state["open_question"] = load_example(here.store(), here.actor(), *here.library().for_example)
