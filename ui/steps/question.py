"""Step 2 on the page: the question, its elements, the English words beside each, the criteria."""

from __future__ import annotations

from contextlib import nullcontext

import streamlit as st

from pico.proposal import looked_up
from pico.question import ElementSpec, Framework, QuestionType, default_type, elements_for, say
from pico.strategy import words_from
from pico.vocabulary import Word
from pipeline.rows import Fields, Progress, Question, WordRow
from pipeline.steps.question import add_words, remove_word, save_element, save_language, save_type
from ui import here, kit, reader, safe
from ui.words import _, language


def draw(question: Question, _progress: Progress) -> None:
    """Type, elements with words, the sentence that comes of them, criteria."""
    view = here.view()
    fields = view.fields("question", question.id)
    need = view.need(question.need_id)
    safe.show(safe.tag("p", _("Dette lurte dere på:"), css="kb-label"), safe.typed("p", need.text, question.language))
    kind, framework = _type(question.id, fields)
    if fields.text("sentence"):
        safe.show(
            safe.typed(
                "p", fields.text("own_sentence") or fields.text("sentence"), question.language, css="kb-sentence"
            )
        )
    words = view.words(question.id)
    for spec in elements_for(framework, kind):
        with st.container(border=True):
            _element(question.id, spec, fields, kind, framework)
            _words(
                question.id,
                spec,
                fields.text(f"element.{spec.code}"),
                [one for one in words if one.element == spec.code],
            )
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
    safe.heading(2, _("Hva skal med, og hva skal ikke med?"))
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
        return types[chosen], library.frameworks[types[chosen].framework]
    folded = _("Spørsmålstype: {type}. Bytt her.", type=names[chosen])
    with st.expander(folded) if settled else nullcontext():
        st.radio(
            _("Hva slags spørsmål er det?"),
            list(types),
            key=key,
            on_change=picked,
            format_func=lambda one: names[one],
            captions=[say(one.hint, language()) for one in types.values()],
        )
    kind = types[str(st.session_state[key])]
    framework = library.frameworks[kind.framework]
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


def _words(question_id: str, spec: ElementSpec, text: str, held: list[WordRow]) -> None:
    """English words in force with a way to take each away; proposals; a field to add more."""
    if not text.strip() and not held:
        return
    safe.show(safe.tag("p", _("Engelske søkeord"), css="kb-label"))
    if not reader.may("word.remove", "word.add"):
        told = [f"{one.text} (MeSH)" if one.kind == "mesh" else one.text for one in held]
        safe.show(safe.tag("p", ", ".join(told) or _("Ingen ennå"), lang="en" if told else ""))
        return
    if held:
        with st.container(horizontal=True, gap="small"):
            for one in held:
                _chip(one)
    glossary = here.library().glossary
    text = looked_up(spec.code, text)
    here_now = {(one.kind, one.text.casefold()) for one in held}
    proposed = [one for one in glossary.proposals(text) if (one.kind, one.text.casefold()) not in here_now]
    if proposed:
        _proposals(question_id, spec.code, proposed)
    unknown = glossary.unmapped(text)
    if unknown and not held:
        st.info(_("Ordlisten kjenner ikke ordene under. Skriv selv de engelske ordene."))
        safe.show(safe.typed("p", ", ".join(unknown), kit.written_in()))
    _add(question_id, spec.code)


def _chip(one: WordRow) -> None:
    mark = "MeSH" if one.kind == "mesh" else ""
    label = f"{_plain(one.text)} {mark} ✕".replace("  ", " ")
    kit.button(
        label,
        f"drop-{one.id}",
        lambda _client_id: remove_word(here.store(), here.actor(), one.id),
        help=_("Ta bort dette ordet"),
    )


def _proposals(question_id: str, code: str, proposed: list[Word]) -> None:
    texts = ", ".join(f"{one.text} (MeSH)" if one.kind == "mesh" else one.text for one in proposed)
    safe.show(safe.tag("p", _("Forslag fra ordlisten vår: {words}", words=texts), css="kb-legend"))
    kit.button(
        _("Ta med forslagene ({n})", n=len(proposed)),
        f"take-{question_id}-{code}",
        lambda client_id: add_words(here.store(), here.actor(), question_id, code, proposed, client_id=client_id),
    )


def _add(question_id: str, code: str) -> None:
    """Words by hand. Norwegian words wait for a yes: the databases are in English."""
    key = f"add-{question_id}-{code}"
    glossary = here.library().glossary

    def added() -> None:
        words = words_from(str(st.session_state.get(key) or ""))
        odd = [one.text for one in words if one.kind == "text" and glossary.looks_norwegian(one.text)]
        st.session_state[f"{key}#ask"] = odd
        good = [one for one in words if one.text not in odd]
        kit.act(key, lambda: add_words(here.store(), here.actor(), question_id, code, good))
        st.session_state[key] = ""

    label = _("Legg til engelske ord for {code}", code=code)
    st.text_input(
        label,
        key=key,
        on_change=added,
        placeholder=_("Skriv ett eller flere, med komma imellom, og trykk Enter"),
        label_visibility="collapsed",
    )
    if odd := st.session_state.get(f"{key}#ask"):
        st.warning(
            _("Dette ser norsk ut. PubMed og Epistemonikos er på engelsk, så norske ord finner nesten ingenting.")
        )
        safe.show(safe.typed("p", ", ".join(odd), kit.written_in()))

        def anyway(client_id: str) -> None:
            st.session_state.pop(f"{key}#ask", None)
            add_words(here.store(), here.actor(), question_id, code, [Word(one) for one in odd], client_id=client_id)

        with st.container(horizontal=True):
            kit.button(_("Bruk dem likevel"), f"{key}-anyway", anyway)
            kit.button(_("La være"), f"{key}-no", lambda _client_id: st.session_state.pop(f"{key}#ask", None))


def _plain(text: str) -> str:
    """Text that a label shows as it stands: labels read Markdown, and search words hold stars and brackets."""
    return safe.for_label(text)
