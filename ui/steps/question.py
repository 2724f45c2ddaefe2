"""Step 2 on the page: the question, its elements, the English words beside each, the criteria."""

from __future__ import annotations

from contextlib import nullcontext

import streamlit as st

from pico.question import ElementSpec, Framework, QuestionType, default_type, elements_for, say
from pico.reading import read_sentence
from pipeline.rows import Fields, Progress, Question
from pipeline.steps.question import fill_question, save_element, save_language, save_type
from ui import already, here, kit, narrowing, reader, safe
from ui.steps import criteria, question_profile, question_words
from ui.words import _, language


def draw(question: Question, _progress: Progress) -> None:
    """Type, elements with words, the sentence that comes of them, criteria."""
    view = here.view()
    fields = view.fields("question", question.id)
    need = view.need(question.need_id)
    safe.show(safe.tag("p", _("Dette lurte dere på:"), css="kb-label"), safe.typed("p", need.text, question.language))
    _read_for_you(question, fields, need.text)
    kind, framework = _type(question.id, fields)
    if fields.text("sentence"):
        safe.show(
            safe.typed(
                "p", fields.text("own_sentence") or fields.text("sentence"), question.language, css="kb-sentence"
            )
        )
    words = view.words(question.id)
    written = {one.code: fields.text(f"element.{one.code}") for one in framework.elements}
    for spec in elements_for(framework, kind):
        with st.container(border=True):
            _element(question.id, spec, fields, kind, framework)
            question_words.draw(
                question.id,
                spec,
                written,
                [one for one in words if one.element == spec.code],
            )
    _elsewhere(question, fields, {spec.code for spec in framework.elements})
    own = _("Vil dere si spørsmålet på en annen måte?")
    kit.field(
        "question",
        question.id,
        "own_sentence",
        own,
        fields,
        help=_("La stå tomt for å bruke setningen over."),
        placeholder=fields.text("sentence"),
    )
    if reader.may("question.edit"):
        _written_in(question, kind, framework)
    with st.container():  # holds its place while it is empty, as on the page of the need
        if reader.may("question.edit"):
            narrowing.draw(question, fields.text("own_sentence") or fields.text("sentence"))
        already.draw(question, fields.text("own_sentence") or fields.text("sentence") or need.text)
    question_profile.draw(question, fields)
    safe.heading(2, _("Hva skal med, og hva skal ikke med?"))
    criteria.offer(question, fields, kind, framework)
    kit.field(
        "criteria",
        question.id,
        "inclusion",
        _("Ta med"),
        fields,
        kind="area",
        placeholder=_("For eksempel: systematiske oversikter, personer over 60 år som bor hjemme."),
    )
    kit.field(
        "criteria",
        question.id,
        "exclusion",
        _("Ikke ta med"),
        fields,
        kind="area",
        placeholder=_("For eksempel: studier på sykehus og sykehjem."),
    )


def _elsewhere(question: Question, fields: Fields, codes: set[str]) -> None:
    """What was written in fields that this way to take a question apart has not: it is not used, and not lost."""
    start = "element."
    left = {name.removeprefix(start): one.value for name, one in fields.items() if name.startswith(start)}
    rows = {code: text for code, text in left.items() if text.strip() and code not in codes}
    if not rows:
        return
    with st.expander(_("Skrevet i felt som ikke er med her ({n})", n=len(rows))):
        safe.paragraph(_("Teksten er tatt vare på, men brukes ikke i spørsmålet og søket."), css="kb-legend")
        for code, text in rows.items():
            safe.show(safe.tag("p", code, css="kb-label"), safe.typed_lines(text, question.language))


def _read_for_you(question: Question, fields: Fields, need: str) -> None:
    """The first time: what was read out of the worried sentence, to be taken over with one press and corrected after."""
    codes = {spec.code for one in here.library().frameworks.values() for spec in one.elements}
    filled = any(fields.text(f"element.{code}").strip() for code in codes)
    if filled or not reader.may("question.edit"):
        return
    library = here.library()
    reading = read_sentence(fields.text("own_sentence") or need, here.glossary())
    if not reading.elements:
        return
    kind = library.question_types[reading.type]
    framework = library.frameworks[kind.framework]
    with st.container(border=True):
        safe.show(safe.tag("p", _("Slik leser vi det dere skrev ({type}):", type=say(kind.label, language()))))
        for code, text in reading.elements.items():
            safe.show(f"<p>{safe.tag('strong', code)} {safe.typed('span', text, question.language)}</p>")

        def take(client_id: str) -> None:
            st.session_state.pop(f"{question.id}:type", None)
            fill_question(
                here.store(), here.actor(), question.id, kind, framework, reading.elements, client_id=client_id
            )

        kit.button(_("Fyll ut skjemaet med dette"), f"fill-{question.id}", take, verb="question.edit")


def _framework(question_id: str, fields: Fields, kind: QuestionType) -> Framework:
    """The framework in force; another than the type's own may be chosen. What was written under another stays."""
    library = here.library()
    chosen = library.frameworks.get(fields.text("framework")) or library.frameworks[kind.framework]
    if not reader.may("question.edit") or not fields.text("type"):
        return chosen
    key = f"{question_id}:framework"
    st.session_state[key] = chosen.id

    def picked() -> None:
        framework = library.frameworks[str(st.session_state[key])]
        kit.act(key, lambda: save_type(here.store(), here.actor(), question_id, kind, framework))

    frameworks = library.frameworks
    st.selectbox(
        _("Måten spørsmålet deles opp på"),
        list(frameworks),
        key=key,
        on_change=picked,
        format_func=lambda one: say(frameworks[one].label, language()),
        help=_("Det vanligste for denne typen står valgt. Det dere har skrevet i andre felter, blir ikke borte."),
    )
    return chosen


def _written_in(question: Question, kind: QuestionType, framework: Framework) -> None:
    """The language people write in: the sentence, the documents and the screen reader follow it."""
    names = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
    key = f"{question.id}:language"
    st.session_state[key] = question.language

    def chosen() -> None:
        value = str(st.session_state[key])
        kit.act(key, lambda: save_language(here.store(), here.actor(), question.id, value, kind, framework))

    label = _("Hvilket språk skriver dere på?")
    st.radio(label, list(names), format_func=lambda one: names[one], key=key, on_change=chosen, horizontal=True)


def _type(question_id: str, fields: Fields) -> tuple[QuestionType, Framework]:
    """The six plain questions; the first time, the most usual one stands chosen."""
    library = here.library()
    chosen = fields.text("type") or default_type(library.question_types).id
    key = f"{question_id}:type"
    st.session_state.setdefault(key, chosen)

    def picked() -> None:
        kind = library.question_types[str(st.session_state[key])]
        kit.act(
            key, lambda: save_type(here.store(), here.actor(), question_id, kind, library.frameworks[kind.framework])
        )

    types = library.question_types
    names = {one.id: f"{say(one.plain, language())} ({say(one.label, language())})" for one in types.values()}
    settled = bool(fields.text("type"))
    if not reader.may("question.edit"):
        st.session_state[key] = chosen
        safe.show(safe.tag("p", _("Spørsmålstype: {type}.", type=names[chosen])))
        return types[chosen], _framework(question_id, fields, types[chosen])
    folded = _("Spørsmålstype: {type}. Bytt her.", type=names[chosen])
    with st.expander(folded) if settled else nullcontext():
        st.radio(
            _("Hva slags spørsmål er det?"),
            list(types),
            list(types).index(str(st.session_state[key])),
            key=key,
            on_change=picked,
            format_func=lambda one: names[one],
            captions=[say(one.hint, language()) for one in types.values()],
        )
    kind = types[str(st.session_state[key])]
    framework = _framework(question_id, fields, kind)
    first = say(kind.designs[0].label, language())
    then = ", ".join(say(one.label, language()) for one in kind.designs[1:])
    said = _(
        "Vi deler spørsmålet opp etter {framework}. Let først etter {first}; finnes ingen, etter {then}.",
        framework=say(framework.label, language()),
        first=first,
        then=then,
    )
    safe.show(safe.tag("p", said, css="kb-legend"))
    return kind, framework


def _element(question_id: str, spec: ElementSpec, fields: Fields, kind: QuestionType, framework: Framework) -> None:
    def save(value: str, expected: int | None, client_id: str) -> int:
        store, actor = here.store(), here.actor()
        if not fields.text("type"):
            save_type(store, actor, question_id, kind, framework)
        return save_element(
            store, actor, question_id, spec.code, value, kind, framework, expected=expected, client_id=client_id
        )

    label = f"{spec.code}: {say(spec.label, language())}"
    kit.field(
        "question",
        question_id,
        f"element.{spec.code}",
        label if spec.required else _("{label} (kan stå tomt)", label=label),
        fields,
        kind="area",
        height=70,
        save=save,
        help=f"{say(spec.help, language())} {_('Vanlig feil:')} {say(spec.common_mistake, language())}",
        placeholder=_("For eksempel: {example}", example=say(spec.example, language())),
    )
