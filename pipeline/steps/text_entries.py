"""A draft of the method team's, changed in boxes: one text of one entry, an entry added, moved or taken away.

What is written is the text as a whole (`steps/own_texts.py`), changed in that one place as it stands in the store at that
moment: two who change different places both have their way, and of one place the second is shown both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pico.shipped import SOURCE_LANGUAGE
from pipeline.errors import BadInput, Conflict
from pipeline.own_texts import read
from pipeline.ports import Change, Store
from pipeline.rows import Actor, Saved
from pipeline.steps.fields import clean, draft_text
from pipeline.text_edits import Path, move, put, take, values_of
from pipeline.text_forms import FORMS, Part, may_go, place_of


def save_text(
    store: Store,
    actor: Actor,
    kind: str,
    edition_id: str,
    entry_id: str,
    part: Part,
    value: str,
    *,
    seen: str,
    expected: int | None = None,
    client_id: str = "",
) -> int:
    """Save one text of an entry (`part`: ("label", "nb")); gives the version of the draft. `seen`: what stood there when it
    was shown, `expected`: the version of the draft that somebody has seen since. `Conflict("field_conflict")` holds both where
    another stands there now. BadInput: text_not_draft, text_entry_gone, text_entry_unnamed, personal_number, and what
    the reader of the kind says of the text with it: nothing is saved that would make the draft unreadable.
    """
    value = clean(value.strip())
    if not value and part == (*FORMS[kind].parts[0], SOURCE_LANGUAGE):
        raise BadInput("text_entry_unnamed")
    with store.write(actor, "text.edit", "own_text", edition_id, client_id=client_id) as change:
        now = _draft(change, actor, kind, edition_id)
        if change.replayed:
            return now.version
        values = values_of(now.value)
        number = place_of(kind, values, entry_id)
        entry = values[FORMS[kind].rows][number]
        theirs = _at(entry, part)
        if theirs not in (seen.strip(), value) and expected != now.version:
            who = next((one.name for one in change.view.people() if one.id == now.person_id), "")
            raise Conflict("field_conflict", theirs=theirs, yours=value, who=who, version=now.version)
        text = _with(now.value, (FORMS[kind].rows, number), entry, part, value) if theirs != value else now.value
        read(kind, text)
        return change.set_field("own_text", edition_id, "text", text)


def add_entry(
    store: Store, actor: Actor, kind: str, edition_id: str, entry: Mapping[str, Any], *, client_id: str = ""
) -> int:
    """One more at the end; gives the version. BadInput: text_not_draft, personal_number, and what the reader of the kind says
    of the text with it.
    """
    for text in _texts(entry):
        clean(text)
    if not _at(entry, (*FORMS[kind].parts[0], SOURCE_LANGUAGE)):
        raise BadInput("text_entry_unnamed")
    with store.write(actor, "text.edit", "own_text", edition_id, client_id=client_id) as change:
        now = _draft(change, actor, kind, edition_id)
        if change.replayed:
            return now.version
        number = len(values_of(now.value)[FORMS[kind].rows])
        text = _numbered(kind, put(now.value, {(FORMS[kind].rows, number): dict(entry)}))
        read(kind, text)
        return change.set_field("own_text", edition_id, "text", text)


def move_entry(
    store: Store, actor: Actor, kind: str, edition_id: str, entry_id: str, by: int, *, client_id: str = ""
) -> int:
    """One place up (-1) or down (1); at the end of the list it stays. Gives the version. BadInput: as in `save_text`."""
    with store.write(actor, "text.edit", "own_text", edition_id, client_id=client_id) as change:
        now = _draft(change, actor, kind, edition_id)
        if change.replayed:
            return now.version
        values = values_of(now.value)
        number = place_of(kind, values, entry_id)
        if not 0 <= number + by < len(values[FORMS[kind].rows]):
            return now.version
        text = _numbered(kind, move(now.value, (FORMS[kind].rows, number), by))
        return change.set_field("own_text", edition_id, "text", text)


def take_entry(
    store: Store,
    actor: Actor,
    kind: str,
    edition_id: str,
    entry_id: str,
    *,
    seen: Mapping[str, Any],
    client_id: str = "",
) -> int:
    """Take an entry away as it was `seen`; gives the version. BadInput: as in `save_text`; instrument_changed where somebody has
    written in it since; text_id_gone where the program points at it.
    """
    with store.write(actor, "text.edit", "own_text", edition_id, client_id=client_id) as change:
        now = _draft(change, actor, kind, edition_id)
        if change.replayed:
            return now.version
        if not may_go(kind, entry_id):
            raise BadInput("text_id_gone", ids=entry_id)
        values = values_of(now.value)
        number = place_of(kind, values, entry_id)
        there = {**values[FORMS[kind].rows][number], FORMS[kind].number: None}
        if there != {**seen, FORMS[kind].number: None}:  # its place is no part of what it says
            raise BadInput("instrument_changed")
        text = _numbered(kind, take(now.value, (FORMS[kind].rows, number)))
        return change.set_field("own_text", edition_id, "text", text)


def _draft(change: Change, actor: Actor, kind: str, edition_id: str) -> Saved:
    """The text of a draft that can be read."""
    if not change.replayed:
        draft_text(change, actor, edition_id)
    saved = change.view.fields("own_text", edition_id)["text"]
    if not change.replayed:
        read(kind, saved.value)
    return saved


def _with(text: str, place: Path, entry: Mapping[str, Any], part: Part, value: str) -> str:
    """An emptied translation goes; the source language stays, for every text has it."""
    said: Any = entry
    for step in part[:-1]:
        said = said.get(step, {}) if isinstance(said, Mapping) else {}
    if not said:
        return put(text, {(*place, *part[:-1]): {SOURCE_LANGUAGE: "", part[-1]: value}})
    if not value and part[-1] != SOURCE_LANGUAGE:
        return take(text, (*place, *part))
    return put(text, {(*place, *part): value})


def _at(entry: Any, part: Part) -> str:
    for step in part:
        entry = entry.get(step, {}) if isinstance(entry, dict) else {}
    return str(entry).strip() if not isinstance(entry, dict | list) else ""


def _numbered(kind: str, text: str) -> str:
    form = FORMS[kind]
    if not form.number:
        return text
    rows = values_of(text)[form.rows]
    wrong: dict[Path, Any] = {
        (form.rows, n, form.number): n + 1 for n, one in enumerate(rows) if one.get(form.number, n + 1) != n + 1
    }
    return put(text, wrong) if wrong else text


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [text for one in value.values() for text in _texts(one)] if isinstance(value, Mapping) else []
