"""Help to narrow: what kind of question it is, in which way it is too broad, and one button for each way to split it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pico.narrowing import Narrowing, Sign, narrow
from pico.question import default_type, say
from pico.reading import read_sentence
from pipeline.rows import Question
from pipeline.steps.split import NewQuestion, already_split, split_question, take_back_split
from ui import frame, here, kit, reader, safe
from ui.words import _, language, sentence

SEVERAL = frozenset(("several_interventions", "several_outcomes", "several_populations", "several_questions"))


def draw(question: Question, text: str) -> Narrowing:
    """What is seen in a text, beneath the field where it is written. Nothing is drawn for an empty text."""
    seen = narrow(text, here.glossary(), here.library().narrowing, kit.written_in())
    _taken_back(question)
    if not text.strip():
        return seen
    with st.container(border=True, key="narrowing"):
        safe.heading(2, _("Er spørsmålet klart?"))
        if seen.ground == "background":
            st.warning(safe.for_label(sentence("narrow_background", {"words": seen.ground_reason})))
            return seen
        safe.show(safe.tag("p", _kind(seen)))
        for sign in seen.signs:
            _sign(question, sign)
        if not seen.too_broad:
            safe.show(safe.tag("p", f"✓ {sentence('narrow_fine')}"))
    return seen


def _kind(seen: Narrowing) -> str:
    kind = here.library().question_types[seen.reading.type]
    code = "narrow_type" if seen.reading.reason else "narrow_type_guessed"
    return sentence(code, {"type": say(kind.label, language()), "words": seen.reading.reason})


def _sign(question: Question, sign: Sign) -> None:
    mark = "▲" if sign.level == "broad" else "○"
    safe.show(safe.tag("p", f"{mark} {sentence(f'sign_{sign.code}', {'words': ', '.join(sign.found)})}"))
    if not sign.ways or not reader.may("question.split"):
        return
    if sign.code in SEVERAL:
        safe.show("<ul>", *(safe.typed("li", way, question.language) for way in sign.ways), "</ul>")
        _button(question, sign.ways, sign.code, _("Del i {n} spørsmål", n=len(sign.ways)))
        return
    safe.show(safe.tag("p", _("Velg et smalere spørsmål:"), css="kb-legend"))
    for number, way in enumerate(sign.ways):
        _button(question, [way], f"{sign.code}-{number}", safe.for_label(way))


def _button(question: Question, ways: Sequence[str], name: str, label: str) -> None:
    if there := already_split(here.view(), question.need_id, ways):
        _done(question, there, name)
        return

    def split(client_id: str) -> None:
        made = split_question(
            here.store(),
            here.actor(),
            question.need_id,
            [new_question(way) for way in ways],
            question.language,
            client_id=client_id,
        )
        st.session_state["split"] = (question.need_id, made)

    kit.button(label, f"split-{question.id}-{name}", split, verb="question.split")


def _done(question: Question, made: tuple[str, ...], name: str) -> None:
    """In place of the button, once the split was done: the questions of it, and the way to take it back."""
    if st.session_state.get("split") == (question.need_id, made):  # told above, with the links
        safe.show(safe.tag("p", "✓ " + _("Spørsmålet er delt slik."), css="kb-legend"))
        return
    safe.show(safe.tag("p", "✓ " + _("Spørsmålet er delt slik. Gå til:"), css="kb-legend"))
    titles = {one.id: one.title for one in here.view().questions_of(question.need_id)}
    for one in made:
        st.page_link(frame.PAGES["question"], label=safe.for_label(titles[one]), query_params={"q": one})
    kit.button(
        _("Angre delingen"),
        f"unsplit-{question.id}-{name}",
        lambda cid: take_back_split(here.store(), here.actor(), question.need_id, made, client_id=cid),
        verb="question.take_back",
    )


def new_question(text: str) -> NewQuestion:
    """A question made of a sentence: its type and elements as they are read out of it."""
    library = here.library()
    reading = read_sentence(text, here.glossary())
    kind = library.question_types.get(reading.type) or default_type(library.question_types)
    return NewQuestion(text, kind, library.frameworks[kind.framework], reading.elements)


def _taken_back(question: Question) -> None:
    """After a split: what was made, with a link to each, and a way to take it back."""
    need_id, made = st.session_state.get("split", ("", ()))
    if need_id != question.need_id or not made:
        return
    titles = {one.id: one for one in here.view().questions_of(need_id)}
    if not all(one in titles for one in made):
        st.session_state.pop("split", None)
        return
    st.success(_("Laget {n} spørsmål under det samme behovet.", n=len(made)))
    for one in made:
        label = safe.for_label(titles[one].title)
        st.page_link(frame.PAGES["question"], label=label, query_params={"q": one})

    def undo(client_id: str) -> None:
        take_back_split(here.store(), here.actor(), need_id, made, client_id=client_id)
        st.session_state.pop("split", None)

    kit.button(_("Angre delingen"), f"unsplit-{made[0]}", undo, verb="question.take_back")
