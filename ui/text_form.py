"""A draft of the method team's as boxes: one entry at a time, in three languages. It is the same text as in the YAML beside it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from pipeline.edition import Edition
from pipeline.ports import Store
from pipeline.rows import Actor, Fields, Saved
from pipeline.steps import text_entries as verbs
from pipeline.text_forms import FORMS, LANGUAGES, Form, Part, entries, may_go
from ui import here, kit, safe
from ui.words import _, language, sentence

_NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
_LETTERS = {0xE6: "ae", 0xF8: "o", 0xE5: "a"}  # of Norwegian, for ids


def draw(kind: str, own: Edition) -> None:
    """The entries of a draft that can be read."""
    form, every = FORMS[kind], entries(kind, own.text.value)
    names = {name: _called(form, one) for name, one in every.items()}
    name = kit.chosen(_("Hva vil du endre?"), names, f"form-{own.id}")
    if form.free:
        _place(kind, own, name, every)
    for part in form.parts:
        with st.container(border=True):
            safe.show(safe.tag("p", sentence(f"text_part_{'_'.join(part)}"), css="kb-label"))
            for spoken in LANGUAGES:
                _box(kind, own, name, (*part, spoken), _at(every[name], (*part, spoken)))
    if form.free:
        _add(kind, own, every)


def _called(form: Form, entry: Mapping[str, Any]) -> str:
    said = entry[form.parts[0][0]]
    return str(said.get(language()) or said["nb"])


def _at(entry: Any, part: Part) -> str:
    for step in part:
        entry = entry.get(step, "") if isinstance(entry, Mapping) else ""
    return str(entry).strip()


def _box(kind: str, own: Edition, name: str, part: Part, text: str) -> None:
    """One text in one language, saved when it is left; of a text that somebody else has changed meanwhile both are shown."""
    field = f"form.{name}.{'.'.join(part)}"

    def save(value: str, expected: int | None, client_id: str) -> int:
        return verbs.save_text(
            *(here.store(), here.actor(), kind, own.id, name, part, value),
            seen=text,
            expected=expected if expected != own.text.version else None,
            client_id=client_id,
        )

    saved = Saved(text, own.text.version, own.text.at, own.text.person_id)
    label = _label(part[:-1], part[-1])
    with st.container(key=f"typed-{part[-1]}-{own.id}:{field}"):
        kit.field(
            *("own_text", own.id, field, label, Fields({field: saved})),
            kind="area" if part[-2] in FORMS[kind].tall else "line",
            save=save,
            foreign=True,
        )


def _label(part: Part, spoken: str) -> str:
    return f"{sentence('text_part_' + '_'.join(part))} – {_NAMES[spoken]}"


def _place(kind: str, own: Edition, name: str, every: Mapping[str, Any]) -> None:
    common = (here.store(), here.actor(), kind, own.id, name)
    order = list(every)
    with st.container(horizontal=True):
        for label, by, there in ((_("Flytt opp"), -1, order[0] != name), (_("Flytt ned"), 1, order[-1] != name)):
            kit.button(
                label,
                f"form-move-{by}-{own.id}-{name}",
                partial(_move, common, by),
                verb="text.edit",
                disabled=not there,
            )
        kit.button(
            _("Ta bort"),
            f"form-take-{own.id}-{name}",
            lambda cid: verbs.take_entry(*common, seen=every[name], client_id=cid),
            verb="text.edit",
            disabled=not may_go(kind, name),
            help=None if may_go(kind, name) else _("Programmet viser til denne. Teksten kan du endre."),
        )


def _move(common: tuple[Store, Actor, str, str, str], by: int, client_id: str) -> None:
    verbs.move_entry(*common, by, client_id=client_id)


def _add(kind: str, own: Edition, every: Mapping[str, Any]) -> None:
    """One more at the end; its other texts are written when it is there."""
    with st.expander(_("Legg til en ny")):
        part = FORMS[kind].parts[0]
        boxes = {spoken: f"form-new-{own.id}-{spoken}" for spoken in LANGUAGES}
        for spoken, key in boxes.items():
            with st.container(key=f"typed-{spoken}-{key}"):
                st.text_input(_label(part, spoken), key=key, max_chars=1000)

        def add(client_id: str) -> None:
            state = st.session_state
            said = {spoken: str(state.get(key) or "").strip() for spoken, key in boxes.items()}
            entry = _new(kind, said, every)
            verbs.add_entry(here.store(), here.actor(), kind, own.id, entry, client_id=client_id)
            state[f"form-{own.id}#chosen"] = entry["id"]
            for key in boxes.values():
                state[key] = ""

        kit.button(_("Legg til"), f"form-add-{own.id}", add, verb="text.edit")


def _new(kind: str, said: Mapping[str, str], every: Mapping[str, Any]) -> dict[str, Any]:
    """An entry with an id made of its name; what is empty is left out, so that the reader of the kind says what is missing."""
    form = FORMS[kind]
    plain = unicodedata.normalize("NFKD", said["nb"].casefold().translate(_LETTERS)).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "ny"
    taken = (stem, *(f"{stem}-{n}" for n in range(2, len(every) + 3)))
    entry: dict[str, Any] = {"id": next(one for one in taken if one not in every)}
    if form.number:
        entry = {form.number: len(every) + 1, **entry}
    return entry | {form.parts[0][0]: {spoken: text for spoken, text in said.items() if text}}
