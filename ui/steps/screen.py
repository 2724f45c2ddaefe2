"""Step 5 on the page: one reference at a time, by mouse or key, with the criteria beside it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pico.strategy import Block, highlight_words
from pico.vocabulary import Word
from pipeline.needs import offered
from pipeline.rows import Progress, Question, Reference
from pipeline.steps import screen
from ui import here, keeping, kit, living, reader, safe, shortcuts
from ui.steps import criteria, decided, reference_download, studies, together
from ui.words import _, language, number

KEYS = {"include": "j", "maybe": "k", "exclude": "l"}


def draw(question: Question, progress: Progress) -> None:
    """Choose the stage; then one reference at a time in a fragment, so that a key press costs one small run."""
    if not progress.references:
        safe.paragraph(_("Ingen referanser ennå. Søk, eller hent inn en fil."))
        return
    criteria.beside(question)
    if reader.may("screen.vote"):
        st.session_state[f"differ-{question.id}"] = progress.conflicts
        living.place(partial(_disagreed, question.id))
        _to_choose(question.id)
    else:
        _to_read(question.id, progress)
    reference_download.draw(question.id, progress, "screen")


def _disagreed(question_id: str) -> None:
    """That people differ, and where it is settled. Looked up again while they do, and when nothing is left to decide on: at
    each key it would cost more than the key.
    """
    known, view = f"differ-{question_id}", here.view()
    if st.session_state[known] or not view.count_to_screen(question_id, _stage(question_id)):
        st.session_state[known] = view.progress([question_id])[question_id].conflicts
    n = st.session_state[known]
    one = _("Dere er uenige om én referanse. Snakk sammen, og endre valget under «Se og endre det som er bestemt».")
    more = _(
        "Dere er uenige om {n} referanser. Snakk sammen, og endre valgene under «Se og endre det som er bestemt».",
        n=number(n),
    )
    if n:
        st.warning(safe.for_label(one if n == 1 else more))


def _stage(question_id: str) -> str:
    """The stage that is shown: the one that was turned to, or the first with something left."""
    default = "full_text" if not here.view().count_to_screen(question_id, "abstract") else "abstract"
    return str(st.session_state.get(f"stage-{question_id}", default))


def _to_choose(question_id: str) -> None:
    """The stages, and one reference at a time."""
    stages = {"abstract": _("Tittel og sammendrag"), "full_text": _("Fulltekst")}
    stage = _stage(question_id)
    with st.container(horizontal=True, gap="small"):  # buttons: a field would take the keys
        for one, label in stages.items():
            shown = f"● {label}" if one == stage else f"○ {label}"
            st.button(shown, key=f"to-{one}", on_click=_turn_to, args=(question_id, one))
        keys_on = shortcuts.switch()
    if stage == "abstract":
        _one_abstract(question_id, keys_on)
    else:
        _one_full_text(question_id, keys_on)
        studies.draw(question_id)


def _to_read(question_id: str, progress: Progress) -> None:
    """For those who do not choose: how far it has come, what is chosen by, and which were taken in."""
    rows = (
        (_("venter på utvelgelse"), progress.unscreened),
        (_("venter på fulltekst"), progress.unread),
        (_("uenighet"), progress.conflicts),
        (_("tatt med"), progress.included),
    )
    items = "".join(f"<li><strong>{number(n)}</strong> {safe.marked(label)}</li>" for label, n in rows)
    safe.show(f'<ul class="kb-numbers">{items}</ul>')
    _criteria(question_id)
    included = here.view().references(question_id, status="included", limit=200)
    if included:
        safe.heading(2, _("Tatt med"))
        for one in included:
            safe.record_card(one.record, level=3, abstract=False)
    studies.draw(question_id)


def _turn_to(question_id: str, stage: str) -> None:
    st.session_state[f"stage-{question_id}"] = stage


def _words(question_id: str) -> tuple[str, ...]:
    blocks: dict[str, list[Word]] = {}
    for row in here.view().words(question_id):
        blocks.setdefault(row.element, []).append(Word(row.text, row.kind))  # type: ignore[arg-type]
    return highlight_words(Block(code, tuple(words)) for code, words in blocks.items())


@st.fragment
def _one_abstract(question_id: str, keys_on: bool) -> None:
    _abstract(question_id, keys_on)
    decided.draw(question_id, "abstract")
    living.follow()


def _abstract(question_id: str, keys_on: bool) -> None:
    view = here.view()
    kit.problem_left()
    left = view.count_to_screen(question_id, "abstract")
    reference = view.next_to_screen(question_id, "abstract")
    safe.show(f'<p role="status" class="kb-legend">{safe.marked(_("{n} igjen", n=number(left)))}</p>')
    if reference is None:
        st.success(_("Alle er vurdert på tittel og sammendrag."))
        with st.container(horizontal=True):
            _undo(question_id, "abstract", keys_on)
            if st.button(_("Gå videre til fulltekst"), key="on-to-full-text", type="primary"):
                _turn_to(question_id, "full_text")
                st.rerun()
        return
    text, side = st.columns([5, 2])
    with text:
        safe.record_card(reference.record, _words(question_id))
        together.show_of(reference)
        if not reference.record.abstract:
            safe.show(safe.tag("p", _("Kilden har ikke noe sammendrag. Bruk lenkene over."), css="kb-legend"))
    with side:
        _criteria(question_id)
    with st.container(horizontal=True, key="votes"):
        for answer, label in decided.answers().items():
            _vote_button(reference, "abstract", answer, label, KEYS[answer] if keys_on else None)
        _undo(question_id, "abstract", keys_on)


def _vote_button(
    reference: Reference,
    stage: str,
    answer: str,
    label: str,
    shortcut: str | None,
    *,
    reason: str = "",
) -> None:
    """A decision on the reference that is shown, and on no other: its id is in the key and in what is sent."""
    decision = f"decision-{stage}-{reference.id}"  # one for all its buttons: two keys pressed at once make one vote
    client_id = keeping.token(decision)

    def cast() -> None:
        store, actor = here.store(), here.actor()
        note = kit.draft_text(reference.question_id, f"note.{reference.id}")
        kit.act(
            decision,
            lambda: screen.vote(
                store, actor, reference.id, stage, answer, reason=reason, note=note, client_id=client_id
            ),
        )

    st.button(label, key=f"vote-{stage}-{answer}-{reason}-{reference.id}", on_click=cast, shortcut=shortcut)


def _undo(question_id: str, stage: str, keys_on: bool) -> None:
    votes = here.view().my_votes(question_id, stage)
    if not votes:
        return

    def back() -> None:
        kit.act("undo", lambda: screen.undo_vote(here.store(), here.actor(), votes[0].id))

    st.button(_("Angre forrige"), key=f"undo-{stage}-{votes[0].id}", on_click=back, shortcut="u" if keys_on else None)


def _criteria(question_id: str) -> None:
    """The question and the criteria, beside what is read."""
    fields = here.view().fields("question", question_id)
    lines = [safe.tag("p", _("Vi spør om"), css="kb-label")]
    for name in ("P", "I", "C", "O", "Co"):
        if value := fields.text(f"element.{name}"):
            lines.append(f"<p>{safe.marked(name)}: {safe.typed('span', value, kit.written_in())}</p>")
    for name, label in (("inclusion", _("Ta med")), ("exclusion", _("Ikke ta med"))):
        if value := fields.text(name):
            lines += [safe.tag("p", label, css="kb-label"), safe.typed_lines(value, kit.written_in())]
    safe.show(*lines)


@st.fragment
def _one_full_text(question_id: str, keys_on: bool) -> None:
    _full_text(question_id, keys_on)
    decided.draw(question_id, "full_text")
    if st.session_state[f"differ-{question_id}"]:  # it may be on the stage before
        decided.draw(question_id, "abstract", again=True)
    living.follow()


def _full_text(question_id: str, keys_on: bool) -> None:
    """Read in full: take it in, or put it aside with one reason; the keys 1-9 are the reasons in their order."""
    view = here.view()
    kit.problem_left()
    left = view.count_to_screen(question_id, "full_text")
    reference = view.next_to_screen(question_id, "full_text")
    safe.show(f'<p role="status" class="kb-legend">{safe.marked(_("{n} igjen", n=number(left)))}</p>')
    if reference is None:
        st.success(_("Ingen venter på fulltekst."))
        _undo(question_id, "full_text", keys_on)
        return
    text, side = st.columns([5, 2])
    with text:
        safe.record_card(reference.record, _words(question_id))
        together.show_of(reference)
    with side:
        _criteria(question_id)
    kit.draft(question_id, f"note.{reference.id}", _("Merknad (frivillig)"), help=kit.about_people())
    with st.container(horizontal=True):
        _vote_button(reference, "full_text", "include", _("Ta med"), "j" if keys_on else None)
        _undo(question_id, "full_text", keys_on)
    safe.show(safe.tag("p", _("Ikke ta med, fordi (velg den første grunnen som passer):"), css="kb-label"))
    with st.container(horizontal=True):
        for place, reason in enumerate(offered(here.library().reasons), 1):
            label = safe.for_label(reason.say(language()))
            shortcut = str(place) if keys_on and place < 10 else None
            _vote_button(reference, "full_text", "exclude", label, shortcut, reason=reason.id)
