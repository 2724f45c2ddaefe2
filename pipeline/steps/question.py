"""Step 2, the question: one framework, its elements, and the English words to search with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pico.question import Framework, QuestionType, sentence
from pico.vocabulary import Word
from pipeline.errors import BadInput
from pipeline.ports import Change, Store
from pipeline.rows import Actor
from pipeline.steps.fields import clean
from pipeline.steps.own_texts import stay

LANGUAGES = ("nb", "nn", "en")


def start_question(store: Store, actor: Actor, need_id: str, *, client_id: str = "") -> str:
    """Begin a question under a need; a need may have several. Gives its id."""
    with store.write(actor, "question.start", "need", need_id, client_id=client_id) as change:
        values = {"need_id": need_id, "created_at": change.at, "created_by": change.person_id}
        question_id = change.add("question", values)
        me = change.view.me()
        change.set_field("question", question_id, "language", me.language if me else "nb")
        return question_id


def save_type(store: Store, actor: Actor, question_id: str, kind: QuestionType, framework: Framework) -> None:
    """Choose the core question type; it brings its framework along. What was written under another framework stays."""
    with store.write(actor, "question.edit", "question", question_id) as change:
        stay(change, question_id, "question")
        change.set_field("question", question_id, "type", kind.id)
        change.set_field("question", question_id, "framework", framework.id)
        _rebuild(change, question_id, kind, framework)


def fill_question(
    store: Store,
    actor: Actor,
    question_id: str,
    kind: QuestionType,
    framework: Framework,
    elements: Mapping[str, str],
    *,
    client_id: str = "",
) -> None:
    """Fill in the form from what was read out of a sentence, in one write. Elements that hold words already are left alone."""
    known = {element.code for element in framework.elements}
    with store.write(actor, "question.edit", "question", question_id, client_id=client_id) as change:
        stay(change, question_id, "question")
        change.set_field("question", question_id, "type", kind.id)
        change.set_field("question", question_id, "framework", framework.id)
        here = change.view.fields("question", question_id)
        for code, text in elements.items():
            if code in known and not here.text(f"element.{code}").strip():
                change.set_field("question", question_id, f"element.{code}", clean(text))
        _rebuild(change, question_id, kind, framework)


def save_language(
    store: Store, actor: Actor, question_id: str, language: str, kind: QuestionType, framework: Framework
) -> None:
    """Say which language the question is written in; the sentence is built anew in it. Typed words are left alone."""
    if language not in LANGUAGES:
        raise BadInput("language_unknown", language=language, known=", ".join(LANGUAGES))
    with store.write(actor, "question.edit", "question", question_id) as change:
        change.set_field("question", question_id, "language", language)
        _rebuild(change, question_id, kind, framework)


def save_element(
    store: Store,
    actor: Actor,
    question_id: str,
    code: str,
    text: str,
    kind: QuestionType,
    framework: Framework,
    *,
    expected: int | None = None,
    client_id: str = "",
) -> int:
    """Save one element of the question (P, I ...) and build its sentence anew in the same write. Gives the version."""
    if code not in {element.code for element in framework.elements}:
        raise BadInput("no_such_field", field=code)
    with store.write(actor, "question.edit", "question", question_id, client_id=client_id) as change:
        version = change.set_field("question", question_id, f"element.{code}", clean(text), expected=expected)
        _rebuild(change, question_id, kind, framework)
        return version


def _rebuild(change: Change, question_id: str, kind: QuestionType, framework: Framework) -> None:
    fields = change.view.fields("question", question_id)
    elements = {one.code: fields.text(f"element.{one.code}") for one in framework.elements}
    language = fields.text("language") or "nb"
    built = sentence(framework, kind, elements, language) if any(elements.values()) else ""
    change.set_field("question", question_id, "sentence", built)


def add_words(
    store: Store, actor: Actor, question_id: str, element: str, words: Iterable[Word], *, client_id: str = ""
) -> int:
    """Put English words beside an element; those that are there already stay single. Gives how many were new."""
    added = 0
    with store.write(actor, "word.add", "question", question_id, client_id=client_id) as change:
        here = {(one.element, one.kind, one.text.casefold()) for one in change.view.words(question_id)}
        for word in words:
            text = " ".join(clean(word.text).split())
            key = (element, word.kind, text.casefold())
            if not text or key in here:
                continue
            here.add(key)
            added += 1
            change.add(
                "word",
                {
                    "question_id": question_id,
                    "element": element,
                    "text": text,
                    "kind": word.kind,
                    "origin": word.origin,
                    "concept": word.concept,
                },
            )
    return added


def remove_word(store: Store, actor: Actor, word_id: str) -> None:
    """Take a word away from its element; it can be added again."""
    with store.write(actor, "word.remove", "word", word_id) as change:
        change.put("word", word_id, {"removed_at": change.at})
