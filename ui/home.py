"""The front page: what do you wonder about, where each question stands, what is next."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from pipeline import flow
from pipeline.rights import open_to
from pipeline.rows import EXAMPLE_PLACE, Progress, Question, Share
from pipeline.steps.example import delete_example, load_example
from pipeline.steps.need import raise_need, restore_need
from pipeline.steps.question import start_question
from pipeline.work import Work
from ui import frame, here, keeping, kit, once, safe, similar, standing, sure, waiting
from ui.words import _, day, language, number, place, sentence

PER_PAGE = 10


def page() -> None:
    """Draw the front page."""
    if opened := st.session_state.pop("open_question", ""):
        st.switch_page(frame.PAGES["need"], query_params={"q": opened})
    st.title(_("Hva lurer dere på?"))
    _new_need()
    kit.problem_shown()
    _put_aside_now()
    work = here.view().my_work()
    waiting.draw(work)
    _questions()
    _needs_without_question(work)
    _example()
    _all_put_aside()
    _who_is_signed_in()


def _who_is_signed_in() -> None:
    """On a shared machine: who this is, and the way out, without looking for it."""
    me = here.view().me()
    if me is not None and here.store().accounts_on():
        told, out = _("Du er logget inn som {name}.", name=me.name), _("Logg ut her")
        safe.show(f'<p class="kb-legend">{escape(told)} <a href="/ut" target="_self">{escape(out)}</a></p>')


def _new_need() -> None:
    label = _("Skriv det med egne ord. Du kan rette på det etterpå.")
    kept = st.session_state.get("new-need-kept", "")
    if kept and "new-need" not in st.session_state:  # the field is gone while another page is shown: its words are not
        st.session_state["new-need"] = kept
    st.text_area(
        label,
        keeping.standing("new-need"),
        key="new-need",
        on_change=_keep_need,
        height=80,
        help=kit.about_people(),
        placeholder=_("For eksempel: Mange av de eldre vi besøker, faller hjemme. Hva hjelper?"),
    )
    _keep_need()  # also what a browser brought to a server that was started anew
    kit.button(_("Begynn på spørsmålet"), "new-question", _begin, type="primary")
    if once.take("tell-who", False):
        st.page_link(frame.PAGES["account"], label=_("Si hvem du er: Min side"))
    similar.draw(str(st.session_state.get("new-need") or ""))


def _keep_need() -> None:
    st.session_state["new-need-kept"] = keeping.standing("new-need")


def _begin(client_id: str) -> None:
    me = here.view().me()
    if me is None or me.municipality_id == EXAMPLE_PLACE:
        st.session_state["problem"] = _(
            "Si først hvem du er, på «Min side»: navn og kommune. Det du har skrevet, står her så lenge."
        )
        st.session_state["tell-who"] = True
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


def _needs_without_question(work: tuple[Work, ...]) -> None:
    """A need that nobody has made a question of yet must not be out of sight."""
    needs = here.view().open_needs()
    if not needs:
        return
    may = {one.need_id for one in work if open_to("question.start", one.roles)}
    safe.heading(2, _("Behov uten spørsmål"))
    first = 0
    if len(needs) > PER_PAGE:
        first = (st.pagination(-(-len(needs) // PER_PAGE), key="need-page") - 1) * PER_PAGE
    for need in needs[first : first + PER_PAGE]:
        with st.container(border=True):
            safe.show(
                f'<p class="kb-place">{safe.marked(place(need.municipality, need.municipality_now))} · {day(need.created_at)}</p>'
            )
            safe.show(safe.typed("p", need.text, need.language))
            if need.id in may:
                kit.button(_("Gjør det til et spørsmål"), f"ask-{need.id}", partial(waiting.ask, need.id))
            else:
                said = _("Laget gjør det til et spørsmål. Kontaktpersonen i kommunen kan ta deg med i laget.")
                safe.show(safe.tag("p", said, css="kb-legend"))
                st.page_link(frame.PAGES["people"], label=_("Se folkene i kommunen"))


def _questions() -> None:
    """One's own first, then what others have shared."""
    view = here.view()
    total = view.count_questions()
    if not total:
        safe.heading(2, _("Spørsmålene"))
        safe.paragraph(_("Ingen spørsmål ennå. Skriv det dere lurer på over, eller åpne eksempelet nederst."))
        return
    text, where = _filters() if total > 5 else ("", "")
    own, shared = (view.count_questions(text=text, place=where, whose=whose) for whose in ("mine", "shared"))
    if not own and not shared:
        safe.paragraph(_("Ingen spørsmål passer med «{text}».", text=text) if text else _("Ingen spørsmål passer."))
    if own:
        safe.heading(2, _("Spørsmålene"))
        _list("mine", own, text, where)
    if shared:
        safe.heading(2, _("Delt med deg"))
        _list("shared", shared, text, where)


def _filters() -> tuple[str, str]:
    places = {one.id: one.name for one in here.view().places_asked()}
    left, right = st.columns([3, 2])
    text = left.text_input(_("Finn et spørsmål"), key="find", placeholder=_("Ord i spørsmålet eller kommunen"))
    if len(places) < 2:
        return text, ""
    where = right.selectbox(
        _("Kommune"), ["", *places], format_func=lambda one: places[one] if one else _("alle"), key="find-place"
    )
    return text, str(where or "")


def _list(whose: str, found: int, text: str, where: str) -> None:
    view = here.view()
    first = 0
    if found > PER_PAGE:
        first = (st.pagination(-(-found // PER_PAGE), key=f"question-page-{whose}") - 1) * PER_PAGE
    shown = view.questions(limit=PER_PAGE, offset=first, text=text, place=where, whose=whose)
    progress = view.progress([one.id for one in shown])
    shares = view.shared_with_me([one.need_id for one in shown]) if whose == "shared" else {}
    for question in shown:
        if question.id in progress:
            _question_card(question, progress[question.id], shares.get(question.need_id))


def _question_card(question: Question, progress: Progress, share: Share | None) -> None:
    """Where a question stands; of one that somebody shared, how it came here."""
    stand = standing.of(question.id, progress)
    following = stand.following
    with st.container(border=True):
        mark = safe.tag("span", _("Eksempel"), css="kb-example") + " " if question.example else ""
        where = _("{done} av {all} steg ferdig", done=stand.done, all=len(flow.STEPS))
        waits = _waits(progress) or _to_look_at(stand)
        where_from = place(question.municipality, question.municipality_now)
        came = f" · {safe.marked(_shared(share))}" if share else ""
        safe.show(
            f'<p class="kb-place">{mark}{safe.marked(where_from)} · {day(question.created_at)}{came}</p>',
            safe.typed("h3", question.title, question.language),
            safe.tag("p", f"{where}. {waits}" if waits else f"{where}."),
        )
        if share:
            target, label = ("summarise" if progress.sections else "question"), _("Les")
        else:
            target = (following or flow.STEPS[-1]).id
            label = _("Neste: {step}", step=frame.title_of(target).lower()) if following else _("Åpne")
        st.page_link(frame.PAGES[target], label=f"{label} →", query_params={"q": question.id})


def _shared(share: Share) -> str:
    whom = {
        "person": _("delt med deg {day}"),
        "cluster": _("delt med klyngen {day}"),
        "region": _("delt med regionen {day}"),
        "everybody": _("delt med alle {day}"),
        "published": _("publisert {day}"),
    }
    return whom[share.audience_kind].format(day=day(share.from_at))


def _waits(progress: Progress) -> str:
    """What keeps it from going on, the nearest first."""
    left = progress.included - progress.appraised
    waiting = (
        (progress.open_jobs, _("Et søk eller en import pågår.")),
        (
            progress.doubtful,
            _("Én mulig dublett er ikke avgjort.")
            if progress.doubtful == 1
            else _("{n} mulige dubletter er ikke avgjort.", n=number(progress.doubtful)),
        ),
        (
            progress.unscreened,
            _("Én referanse venter på utvelgelse.")
            if progress.unscreened == 1
            else _("{n} referanser venter på utvelgelse.", n=number(progress.unscreened)),
        ),
        (progress.unread, _("{n} venter på fulltekst.", n=number(progress.unread))),
        (max(left, 0), _("{n} venter på vurdering.", n=number(left))),
    )
    return next((said for count, said in waiting if count), "")


def _to_look_at(stand: standing.Standing) -> str:
    """Why a step that looks done is the next one all the same."""
    if (step := stand.following) is None:
        return ""
    title = frame.title_of(step.id)
    if step.id in stand.late:
        return _("Noe før «{step}» er endret: se på det igjen.", step=title)
    if step.id == "summarise" and stand.states["summarise"] == "begun":
        return _("Noe mangler i oppsummeringen før den er klar.")
    return ""


def _example() -> None:
    examples = here.view().example_needs()
    safe.heading(2, _("Et eksempel å se på"))
    if examples:
        safe.paragraph(
            _(
                "Eksempelet ligger blant spørsmålene over, merket «Eksempel». Det er ikke et ekte spørsmål fra en kommune."
            )
        )
        sure.button(
            _("Slett eksempelet"),
            "drop-example",
            _("Ja, slett eksempelet"),
            lambda _id: _drop(examples),
            below=st.container(),
            said=_("Eksempelet legges bort, med alt som er skrevet i det. Et nytt kan åpnes etterpå."),
        )
    else:
        safe.paragraph(
            _("Eksempelet er et ferdig spørsmål om trening og fall, med ekte oversikter. Du kan slette det igjen.")
        )
        kit.button(_("Åpne eksempelet"), "load-example", _load)
    written = str(here.library().example["language"])
    if written != language():
        told = _("Teksten i eksempelet er på {language}.", language=sentence(f"value_language_{written}"))
        safe.paragraph(told, css="kb-legend")


def _drop(examples: tuple[str, ...]) -> None:
    for one in examples:
        delete_example(here.store(), here.actor(), one)


def _load(_client_id: str) -> None:
    st.session_state["open_question"] = load_example(here.store(), here.actor(), *here.library().for_example)
