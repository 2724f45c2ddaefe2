"""Fields that save themselves when they are left, and buttons that act once however often they are pressed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from typing import Any

import streamlit as st

from pipeline.errors import Conflict, Problem
from pipeline.ids import new_id
from pipeline.rows import Fields, Question, Saved
from pipeline.steps.fields import save_field
from ui import here, once, reader, safe, unsettled
from ui.words import _, language, told

TALL = 30  # lines of a text that needs a box of its own
Save = Callable[[str, int | None, str], int]  # value, expected version, client id -> new version


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


def token(key: str) -> str:
    """The client id of a widget: made when it is drawn, the same until its act is done, so that a resend is one event."""
    held: str = _books("tokens").setdefault(key, new_id())
    return held


def spend(key: str) -> str:
    """The client id of a widget whose act is now being done; the next draw makes a new one."""
    return str(_books("tokens").pop(key, new_id()))


def _books(name: str) -> dict[str, Any]:
    """What is kept of each widget, in one place: every drawn text field goes through all keys of the session state."""
    books: dict[str, Any] = st.session_state.setdefault(f"kit {name}", {})
    return books


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
        _books("tokens").pop(key, None)


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
    client_id = token(key)
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
    _follow(key, fields[name], save)
    common: dict[str, Any] = {
        "key": key,
        "help": help,
        "on_change": _left,
        "args": (key, save),
        "label_visibility": label_visibility,
    }
    if kind in ("area", "line"):
        # `ui/typed.js` finds the box by the name of its container, and tells browser and screen reader its language.
        with nullcontext() if foreign else st.container(key=f"typed-{written_in()}-{key}"):
            if kind == "area":
                st.text_area(label, standing(key), placeholder=placeholder, height=height, **common)
            else:
                st.text_input(label, standing(key), placeholder=placeholder, max_chars=1000, **common)
    else:
        _choice(kind, label, dict(options or {}), key, common)
    _books("heard")[key] = hash(standing(key))
    _problem_here(key)
    _conflict(key, save)
    return standing(key)


def standing(key: str) -> str:
    """What the server holds of a widget. It is also given as the widget's own beginning: where a run is broken off, Streamlit
    forgets to tell the browser what was set, and an empty box would be sent back, and kept, as if somebody had emptied it.
    """
    return str(st.session_state.get(key) or "")


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


def _choice(kind: str, label: str, options: dict[str, str], key: str, common: dict[str, Any]) -> None:
    ids: Sequence[str] = list(options)
    if kind != "several" and st.session_state.get(key) not in ids:
        st.session_state[key] = None
    at = ids.index(standing(key)) if standing(key) in ids else None
    if kind == "several":
        _several(label, options, key, common)
    elif kind == "radio":
        st.radio(label, ids, at, format_func=lambda one: options[one], **common)
    else:
        st.selectbox(label, ids, at, format_func=lambda one: options[one], placeholder=_("Velg"), **common)


def _several(label: str, options: dict[str, str], key: str, common: dict[str, Any]) -> None:
    """The box holds a list, the field a text: what is chosen is handed over when it changes."""
    state, box = st.session_state, f"{key}#several"
    state[box] = [one for one in str(state.get(key) or "").split("\n") if one in options]

    def left() -> None:
        state[key] = "\n".join(state[box])
        common["on_change"](*common["args"])

    more = {name: one for name, one in common.items() if name not in ("key", "on_change", "args")}
    st.multiselect(
        label,
        list(options),
        state[box],
        format_func=lambda one: options[one],
        key=box,
        on_change=left,
        placeholder=_("Velg"),
        **more,
    )


def _plain_save(thing: str, object_id: str, name: str) -> Save:
    def save(value: str, expected: int | None, client_id: str) -> int:
        return save_field(
            here.store(), here.actor(), thing, object_id, name, value, expected=expected, client_id=client_id
        )

    return save


def _follow(key: str, saved: Saved, save: Save) -> None:
    """Show what is stored, unless this reader is in the middle of settling a conflict, from an earlier day even; save what
    came without anybody being told.
    """
    state = st.session_state
    if found := state.get(f"{key}#conflict"):
        state.setdefault(key, found["yours"])  # the box is gone while another page is shown: its words are not
        return
    if key not in state:
        if (refused := state.get(f"{key}#refused")) is not None:  # what could not be saved waits for whoever comes back
            state[key] = refused
            token(key)
            return
        state.pop(f"{key}#problem", None)
        if _takes_up_again(key, saved):
            return
    elif _unheard(key) and standing(key):
        _left(key, save)
        return
    if key not in state or _unheard(key) or _books("versions").get(key) != saved.version:
        state[key] = saved.value
    _books("versions")[key] = saved.version
    token(key)


def _unheard(key: str) -> bool:
    """True for a text that came while another page was on its way: Streamlit then knows it, and calls nobody. An empty one
    is no text, for a box that was taken from the page says the same: what is stored is shown again.
    """
    return _books("heard").get(key, hash(standing(key))) != hash(standing(key))


def _left(key: str, save: Save) -> None:
    """The reader left the field: save what stands in it."""
    _keep(key, save, standing(key), _books("versions").get(key), spend(key))


def _keep(key: str, save: Save, value: str, expected: int | None, client_id: str) -> bool:
    """Save a text; True when it stands. If not, the field says why, and no word of it is lost."""
    state = st.session_state
    _books("heard")[key] = hash(value)
    try:
        try:
            _books("versions")[key] = save(value, expected, client_id)
        except Conflict as conflict:
            state[f"{key}#conflict"] = {**conflict.params, "yours": value}
            unsettled.put_by(key, value)
            return False
        if state.pop(f"{key}#conflict", None):
            unsettled.let_go(key)
    except Problem as problem:
        state[f"{key}#problem"], state[f"{key}#refused"] = safe.for_label(told(problem)), value
        return False
    forget(key)
    return True


def forget(key: str) -> None:
    """What could not be saved in a field is no longer meant."""
    for mark in ("problem", "refused"):
        st.session_state.pop(f"{key}#{mark}", None)


def _takes_up_again(key: str, saved: Saved) -> bool:
    """After a reload or a restart: a conflict that nobody settled is shown again, with the words that stand now."""
    state = st.session_state
    yours = unsettled.kept(key)
    if yours is None:
        return False
    if yours == saved.value:
        unsettled.let_go(key)
        return False
    who = next((one.name for one in here.view().people() if one.id == saved.person_id), "")
    state[f"{key}#conflict"] = {"theirs": saved.value, "yours": yours, "who": who, "version": saved.version}
    state[key], _books("versions")[key] = yours, unsettled.NEVER_SHOWN
    token(key)
    return True


def unsaved() -> int:
    """How many fields hold words that could not be saved, or two texts that nobody has chosen between."""
    marks = [str(key).rpartition("#") for key in st.session_state]
    return len(
        {key for key, _sign, mark in marks if key and mark in ("problem", "conflict") and key in st.session_state}
    )


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
        if _keep(key, save, value, int(found["version"]), new_id()):
            st.session_state[key] = value

    left, right = st.columns(2)
    left.button(_("La deres tekst stå"), key=f"{key}#theirs", on_click=settle, args=(str(found["theirs"]),))
    right.button(_("Bruk min tekst"), key=f"{key}#mine", on_click=settle, args=(str(found["yours"]),))
