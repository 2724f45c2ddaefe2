"""Fields that save themselves when they are left, and buttons that act once however often they are pressed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from typing import Any

import streamlit as st

from pipeline.errors import Problem
from pipeline.ids import new_id
from pipeline.rows import Fields, Question, Saved
from pipeline.steps.fields import save_field
from ui import here, keeping, once, reader, safe, unsettled
from ui.keeping import Save
from ui.words import _, language, told

TALL = 30  # lines of a text that needs a box of its own


def begin(question: Question) -> None:
    """What the fields of a page need to know of its question: the language people write in, what this person is to it
    (`ui/reader.py`), and what they have written that nobody has chosen about yet (`ui/unsettled.py`).
    """
    st.session_state["written_in"] = question.language
    reader.read(question)
    unsettled.read(question.id)
    here.begin_texts(question.id)


def written_in() -> str:
    """The language that the question on this page is written in; the reader's own where there is no question."""
    return str(st.session_state.get("written_in") or language())


def about_people(first: str = "") -> str:
    """Help for a field where people may come to tell of a patient: it asks for the name, which no program can find."""
    asked = _("Står navnet på en pasient eller bruker her, eller noe annet som viser hvem det er? Ta det bort.")
    return f"{first} {asked}".strip()


def act(key: str, verb: Callable[[], Any]) -> Any:
    """Do a verb; a problem, met or said by it, is kept and shown where it was done instead of a trace."""
    state = st.session_state
    before = state.pop("problem", "")
    try:
        return verb()
    except Problem as problem:
        state["problem"] = told(problem)
        return None
    finally:
        if state.get("problem"):
            state["problem_at"] = key
        elif before:  # one that the page did not come to its end with
            state["problem"] = before
        keeping.books("tokens").pop(key, None)


def problem_shown(at: str = "") -> None:
    """Show the problem that the last act met, once: under the button that met it (`at`), or where there is none."""
    if st.session_state.get("problem_at", "") in ("", at):
        problem_left()


def problem_left() -> None:
    """At the end of a page: a problem whose button is no longer there is still said."""
    if said := once.take("problem"):
        once.take("problem_at")
        st.error(safe.for_label(str(said)))


def button(label: str, key: str, do: Callable[[str], Any], *, verb: str = "", **options: Any) -> bool:
    """A button that does `do(client id)` when pressed; left out where `verb` is not open to this reader."""
    if verb and not reader.may(verb):
        return False
    client_id = keeping.token(key)
    pressed = st.button(label, key=key, on_click=lambda: act(key, lambda: do(client_id)), **options)
    problem_shown(key)
    return pressed


def field(
    thing: str,
    object_id: str,
    name: str,
    label: str,
    fields: Fields,
    *,
    kind: str = "line",
    help: str | None = None,
    placeholder: str | None = None,
    options: Mapping[str, str] | None = None,
    height: int = 110,
    save: Save | None = None,
    label_visibility: Any = "visible",
    foreign: bool = False,
) -> str:
    """One field of a thing, saved when it is left; gives its text as it stands. To those whom its verb is not open to it
    is text to be read.

    `kind`: "line", "area", "choice" (of `options`, id -> label; "" = not chosen), "radio" or "several" (an id on each line,
    in the order they were chosen). What is typed is in the question's language, unless it is `foreign`: a quotation, or
    words from an article.
    """
    if not reader.may_edit(thing):
        return _read(label, fields.text(name), options, foreign=foreign)
    key = f"{object_id}:{name}"
    save = save or _plain_save(thing, object_id, name)
    begins = keeping.follow(key, fields[name], save)
    common: dict[str, Any] = {
        "key": key,
        "help": help,
        "on_change": keeping.left,
        "args": (key, save),
        "label_visibility": label_visibility,
    }
    if kind in ("area", "line"):
        # `ui/typed.js` finds the box by the name of its container, and tells browser and screen reader its language.
        with nullcontext() if foreign else st.container(key=f"typed-{written_in()}-{key}"):
            if kind == "area":
                st.text_area(label, begins, placeholder=placeholder, height=height, **common)
            else:
                st.text_input(label, begins, placeholder=placeholder, max_chars=1000, **common)
    else:
        begins = _choice(kind, label, dict(options or {}), key, begins, common)
    keeping.heard(key, begins, fields[name], save)
    _problem_here(key)
    _conflict(key, save)
    return keeping.standing(key)


def _read(label: str, text: str, options: Mapping[str, str] | None, *, foreign: bool) -> str:
    """A field that cannot be changed: its words at full contrast, that can be read, marked and copied."""
    shown = safe.from_label(options.get(text, text)) if options else text
    heading = safe.tag("p", safe.from_label(label), css="kb-label")
    if not text.strip():
        safe.show(heading, safe.tag("p", _("Ikke skrevet ennå"), css="kb-legend"))
    elif options or foreign:
        safe.show(heading, *(safe.tag("p", line) for line in shown.splitlines() if line.strip()))
    else:
        safe.show(heading, safe.typed_lines(shown, written_in()))
    return text


def chosen(label: str, titles: Mapping[str, str], key: str, *, help: str | None = None) -> str:
    """A list to choose what the page shows; the first until something is chosen. `titles`: id -> words, not empty.

    The choice stays when the words change, such as a mark for what is done: Streamlit knows an option by its words, and
    would fall back to the first.
    """
    state, kept = st.session_state, f"{key}#chosen"
    if state.get(kept) in titles:
        state[key] = state[kept]

    def keep() -> None:
        state[kept] = state.get(key)

    ids = list(titles)
    return str(st.selectbox(label, ids, format_func=lambda one: titles[one], key=key, help=help, on_change=keep))


def draft(question_id: str, name: str, label: str, **options: Any) -> str:
    """A field of something that is not made yet (a comment, a reference): kept for this person until it is made."""
    fields = here.view().fields("question", question_id)
    return field("draft", question_id, draft_name(name), label, fields, **options)


def proposed_draft(question_id: str, name: str, label: str, proposed: str, **options: Any) -> str:
    """A draft that begins with a proposal, which follows what it is made of until somebody writes in the field."""
    fields, full = here.view().fields("question", question_id), draft_name(name)
    key, mark = f"{question_id}:{full}", f"{question_id}:{full}#proposed"
    if not fields[full].version:
        if st.session_state.get(mark, proposed) != proposed and key in st.session_state:
            del st.session_state[key]
        st.session_state[mark] = proposed
        fields = Fields({**fields, full: Saved(proposed)})
        options = {"save": partial(_over_proposal, question_id, full, proposed), **options}
    return field("draft", question_id, full, label, fields, **options)


def _over_proposal(question_id: str, name: str, proposed: str, value: str, expected: int | None, client_id: str) -> int:
    """Save over what was only proposed. Where it was emptied, the proposal is kept before: it is not to come back."""
    if not value:
        expected = save_field(here.store(), here.actor(), "draft", question_id, name, proposed)
    return save_field(
        here.store(), here.actor(), "draft", question_id, name, value, expected=expected, client_id=client_id
    )


def draft_name(name: str) -> str:
    """Each person's drafts are their own."""
    return f"draft.{here.actor().person_id}.{name}"


def draft_text(question_id: str, name: str) -> str:
    """What stands in a draft's field in this very moment: a press may come before the page is drawn anew."""
    return str(st.session_state.get(f"{question_id}:{draft_name(name)}") or "")


def drop_draft(question_id: str, *names: str) -> None:
    """The thing is made: its drafts are empty again."""
    for name in names:
        draft_becomes(question_id, name, "")


def draft_becomes(question_id: str, name: str, text: str) -> None:
    """Some of it is made: this is what stands in its field now."""
    save_field(here.store(), here.actor(), "draft", question_id, draft_name(name), text)


def _choice(kind: str, label: str, options: dict[str, str], key: str, begins: str, common: dict[str, Any]) -> str:
    """A choice among ids; gives what it began with, of what can be chosen."""
    if kind == "several":
        return _several(label, options, key, begins, common)
    ids: Sequence[str] = list(options)
    at = ids.index(begins) if begins in ids else None
    if key in st.session_state and st.session_state[key] not in ids:
        st.session_state[key] = None
    if kind == "radio":
        st.radio(label, ids, at, format_func=lambda one: options[one], **common)
    else:
        st.selectbox(label, ids, at, format_func=lambda one: options[one], placeholder=_("Velg"), **common)
    return begins if begins in ids else ""


def _several(label: str, options: dict[str, str], key: str, begins: str, common: dict[str, Any]) -> str:
    """The box holds a list, the field a text: what is chosen is handed over when it changes."""
    state, box = st.session_state, f"{key}#several"
    chosen = [one for one in begins.split("\n") if one in options]
    if key in state:
        state[box] = chosen

    def left() -> None:
        state[key] = "\n".join(state[box])
        common["on_change"](*common["args"])

    more = {name: one for name, one in common.items() if name not in ("key", "on_change", "args")}
    st.multiselect(
        label,
        list(options),
        chosen,
        format_func=lambda one: options[one],
        key=box,
        on_change=left,
        placeholder=_("Velg"),
        **more,
    )
    if key not in state:
        state[key] = "\n".join(state[box])
    return "\n".join(chosen)


def _plain_save(thing: str, object_id: str, name: str) -> Save:
    def save(value: str, expected: int | None, client_id: str) -> int:
        return save_field(
            here.store(), here.actor(), thing, object_id, name, value, expected=expected, client_id=client_id
        )

    return save


def _problem_here(key: str) -> None:
    """What kept this field from being saved, where it was typed; the words stay in the field."""
    if said := st.session_state.get(f"{key}#problem"):
        st.error(said)


def _whole(label: str, text: str) -> str:
    """All of a text; a long one in a box of its own, so that the choice below it is not out of sight."""
    if text.count("\n") < TALL:
        return safe.typed_lines(text, written_in())
    return safe.box(label, text)


def _conflict(key: str, save: Save) -> None:
    """Both texts, and a choice: nothing is written over somebody else's words without a person saying so."""
    found = st.session_state.get(f"{key}#conflict")
    if not found:
        return
    who = safe.for_label(str(found["who"] or "?"))
    st.warning(_("{who} har endret dette feltet mens du skrev. Velg hvilken tekst som skal stå.", who=who))
    for label, text in ((_("Deres tekst:"), found["theirs"]), (_("Din tekst:"), found["yours"])):
        safe.show(safe.tag("p", label, css="kb-label"), _whole(label, str(text)))

    def settle(value: str) -> None:
        if keeping.keep(key, save, value, int(found["version"]), new_id()):
            st.session_state[key] = value

    left, right = st.columns(2)
    left.button(_("La deres tekst stå"), key=f"{key}#theirs", on_click=settle, args=(str(found["theirs"]),))
    right.button(_("Bruk min tekst"), key=f"{key}#mine", on_click=settle, args=(str(found["yours"]),))
