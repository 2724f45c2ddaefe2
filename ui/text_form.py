"""A draft of the method team's as boxes: one entry at a time, in three languages. It is the same text as in the YAML beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import streamlit as st

from pico.shipped import SOURCE_LANGUAGE
from pipeline.errors import BadInput
from pipeline.ids import name_of
from pipeline.rows import Fields, Saved
from pipeline.steps import text_entries as verbs
from pipeline.steps.own_texts import kept_ids
from pipeline.steps.text_paper import Paper, paper_of
from pipeline.text_edits import Path
from pipeline.text_form_table import FORMS
from pipeline.text_forms import Box, Rows, Way, called, entry_of, names_at, place_of, rows_of, shown, value_at
from ui import here, keeping, kit, method_editing, reader, safe
from ui.words import _, language, sentence

NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
_KINDS = {"lines": "area", "keys": "area", "count": "line", "flag": "radio"}  # kind of a box -> of its field


@dataclass(frozen=True, slots=True)
class Draft:
    """What the boxes are about: a draft that can be read, and what it says."""

    kind: str  # of a form
    id: str
    text: Saved
    values: Any
    drawn: set[str] = field(default_factory=set)  # names of the fields on the page

    @property
    def paper(self) -> Paper:
        """What it is to the store."""
        return paper_of(self.kind)

    def now(self) -> Any:
        """What it says after an act of this very moment."""
        return self.paper.values(here.view().fields(self.paper.table, self.id).text("text"))

    def rows(self, way: Way) -> Rows:
        """The entries of a group."""
        return rows_of(FORMS[self.kind], self.values, way)

    def called(self, rows: Rows, name: str) -> str:
        """An entry's name for people."""
        group = rows.group
        if group.says:
            return sentence(f"{group.says}{name}")
        if group.concepts:
            return _concept(name)
        words = called(group, self.values, rows.places[name], name, language())
        first = value_at(self.values, (*rows.places[name], group.before)) if group.before else None
        return words if first is None else f"{first}: {words}"

    def options(self, box: Box, entry: Path) -> dict[str, str]:
        """What there is to choose from in a box."""
        if box.kind == "flag":
            return {"true": _("Ja"), "false": _("Nei")}
        if box.among:
            return {one: one for one in names_at(value_at(self.values, entry), box.among)}
        return {one: sentence(f"{box.says}{one}") for one in box.options}


def _concept(name: str) -> str:
    """What a concept of the glossary is called; its id where there is none such."""
    one = here.glossary().concepts.get(name)
    words = (one.nn if language() == "nn" else one.en if language() == "en" else one.nb) if one else ()
    return words[0] if words else one.nb[0] if one and one.nb else name


def draw(kind: str, draft_id: str, text: Saved) -> None:
    """The parts of a draft that can be read; `kind`: a key of `FORMS`."""
    draft = Draft(kind, draft_id, text, paper_of(kind).values(text.value))
    notes = st.container()
    groups = [one for one in FORMS[kind] if one.free or draft.rows((one.name,)).places]
    name = groups[0].name
    if len(groups) > 1:
        titles = {one.name: sentence(f"text_group_{one.name}") for one in groups}
        name = kit.chosen(_("Hvilken del vil du endre?"), titles, f"form-{draft.id}-part")
    _group(draft, (name,))
    with notes:
        _refused(draft)
    kit.button(
        _("Angre min siste endring"),
        f"form-undo-{draft.id}",
        lambda cid: verbs.take_back(here.store(), here.actor(), kind, draft.id, client_id=cid),
        verb=draft.paper.verb,
        disabled=here.view().my_last_edit(draft.id) is None,
    )


def _refused(draft: Draft) -> None:
    """The way to a field whose words could not be saved and that is not on the page; of an entry that is gone, nothing."""
    for name in method_editing.refused(draft.id):
        if name in draft.drawn or not name.startswith("form."):
            continue
        _form, *way = name.split(".")
        *way, box = way if len(way) % 2 else way[:-1]
        try:
            entry_of(FORMS[draft.kind], draft.values, tuple(way))
        except (BadInput, StopIteration):
            keeping.forget(f"{draft.id}:{name}")
            continue
        label = label_of(rows_of(FORMS[draft.kind], draft.values, tuple(way[:-1])).group.box(box), "")
        st.warning(safe.for_label(_("Det du skrev i «{field}», er ikke lagret.", field=label)))
        kit.button(_("Vis feltet"), f"form-open-{draft.id}:{name}", partial(_open, draft.id, name))


def _open(draft_id: str, field: str, _client_id: str) -> None:
    open_at(draft_id, field)


def open_at(draft_id: str, field: str) -> None:
    """From now on the entry is open that a box belongs to; `field`: its name, as `_field` makes it."""
    _form, *way = field.split(".")
    if not way:
        return
    st.session_state[f"form-{draft_id}-part#chosen"] = way[0]
    for n in range(1, len(way) - 2, 2):
        st.session_state[f"form-{draft_id}-{'.'.join(way[:n])}#chosen"] = way[n]


def _group(draft: Draft, way: Way, *, within: bool = False) -> None:
    """The entries of a group, one of which is open."""
    rows, key = draft.rows(way), _key(draft, way)
    group = rows.group
    if within:
        safe.heading(4, sentence(f"text_group_{group.name}"))
    name = ""
    if rows.places and not group.single:
        label = sentence(f"text_which_{group.name}") if within else _("Hva vil du endre?")
        name = kit.chosen(label, {one: draft.called(rows, one) for one in rows.places}, key)
    if rows.places:
        if group.free:
            _place(draft, rows, (*way, name))
        for box in group.boxes:
            _box(draft, rows, (*way, name), box)
        for one in group.inside:
            _group(draft, (*way, name, one.name), within=True)
    if group.free:
        _add(draft, rows, way, name)


def _key(draft: Draft, way: Way) -> str:
    return f"form-{draft.id}-{'.'.join(way)}"


def _box(draft: Draft, rows: Rows, way: Way, box: Box) -> None:
    if box.languages(draft.values) == ("",):
        _field(draft, rows, way, box, "", label_of(box, ""))
        return
    with st.container(border=True):
        safe.show(safe.tag("p", label_of(box, ""), css="kb-label"))
        if hint := _hint(box):
            safe.paragraph(hint, css="kb-legend")
        for spoken in box.languages(draft.values):
            _field(draft, rows, way, box, spoken, label_of(box, spoken))


def _field(draft: Draft, rows: Rows, way: Way, box: Box, spoken: str, label: str) -> None:
    """One text in one language, saved when it is left; of a text that somebody else has changed meanwhile both are shown."""
    entry = rows.places[way[-1]]
    text = shown(box, value_at(draft.values, place_of(box, entry, way[-1], spoken)))
    place = ".".join(("form", *way, box.name, *([spoken] if spoken else [])))
    draft.drawn.add(place)
    names = place_of(box, (), "", spoken) in rows.group.known_by

    def save(value: str, expected: int | None, client_id: str) -> int:
        version = verbs.save_text(
            *(here.store(), here.actor(), draft.kind, draft.id, way, box.name, value),
            language=spoken,
            seen=text,
            expected=expected if expected != draft.text.version else None,
            client_id=client_id,
        )
        if names:
            _follow(draft, way)
        return version

    saved = Saved(text, draft.text.version, draft.text.at, draft.text.person_id)
    with st.container(key=f"typed-{spoken or SOURCE_LANGUAGE}-{draft.id}:{place}"):
        kit.field(
            *(draft.paper.table, draft.id, place, label, Fields({place: saved})),
            kind=_KINDS.get(box.kind, box.kind),
            options=draft.options(box, entry),
            height=_height(text),
            save=save,
            foreign=True,
        )


def _height(text: str) -> int:
    """Of a box in which all of a text is seen, within reason; in pixels, for lines of 90 letters."""
    lines = sum(1 + len(line) // 90 for line in text.split("\n"))
    return min(90 + 24 * max(lines - 2, 0), 400)


def _follow(draft: Draft, way: Way) -> None:
    """What an entry is known by was changed: the one that is open stays open, under its new name."""
    place = list(draft.rows(way[:-1]).places).index(way[-1])
    names = list(rows_of(FORMS[draft.kind], draft.now(), way[:-1]).places)
    if place < len(names):
        st.session_state[f"{_key(draft, way[:-1])}#chosen"] = names[place]


def label_of(box: Box, spoken: str) -> str:
    """What a box is called, with its language where it has one."""
    named = sentence(f"text_part_{box.name}")
    return f"{named} – {NAMES.get(spoken, spoken)}" if spoken else named


def _hint(box: Box) -> str:
    if box.holes:
        holes = ", ".join(f"{{{one}}} {sentence(f'text_hole_{one}')}" for one in box.holes)
        return _("Det som settes inn, står i klammer: {holes}.", holes=holes)
    if box.together:
        return _(
            "Finnes på alle språk eller ingen. Det du skriver først, settes inn på alle; tømmer du bokmål, blir det borte."
        )
    if box.hint:
        return sentence(f"text_hint_{box.hint}")
    return _("Ett på hver linje.") if box.kind in ("lines", "keys") else ""


def _place(draft: Draft, rows: Rows, way: Way) -> None:
    common, name = (here.store(), here.actor(), draft.kind, draft.id, way), way[-1]
    order, key, shipped = list(rows.places), _key(draft, way), here.shipped_texts()
    kept = kept_ids(here.view(), draft.kind, shipped) if rows.group.kept else ()
    with st.container(horizontal=True):
        for label, by, there in ((_("Flytt opp"), -1, order[0] != name), (_("Flytt ned"), 1, order[-1] != name)):
            kit.button(
                label,
                f"{key}#move{by}",
                partial(_move, draft, way, by),
                verb=draft.paper.verb,
                disabled=not there,
            )
        kit.button(
            _("Ta bort"),
            f"{key}#take",
            lambda cid: verbs.take_entry(
                *common, seen=value_at(draft.values, rows.places[name]), shipped=shipped, client_id=cid
            ),
            verb=draft.paper.verb,
            disabled=name in kept,
            help=_("Programmet viser til denne. Teksten kan du endre.") if name in kept else None,
        )


def _move(draft: Draft, way: Way, by: int, client_id: str) -> None:
    verbs.move_entry(here.store(), here.actor(), draft.kind, draft.id, way, by, client_id=client_id)


def _add(draft: Draft, rows: Rows, way: Way, open_one: str) -> None:
    """One more at the end, with what it cannot be without; the rest is written when it is there."""
    key, group, state = f"{_key(draft, way)}#new", rows.group, st.session_state
    if not reader.may(draft.paper.verb):
        return
    with st.expander(sentence(f"text_add_{group.name}")):
        if group.typed:
            st.text_input(sentence(f"text_id_{group.name}"), key=f"{key}#id", max_chars=20)
        if group.copies and open_one:
            begun = _(
                "Den begynner med det samme som «{name}», som du endrer etterpå.", name=draft.called(rows, open_one)
            )
            safe.paragraph(begun, css="kb-legend")
        boxes = [
            (box, spoken, f"{key}#{box.name}.{spoken}")
            for box in group.boxes
            for spoken in box.languages(draft.values)
            if (box == group.boxes[0] or spoken in box.needed) and box.at[0] not in (*group.start, *group.copies)
        ]
        for box, spoken, name in boxes:
            with st.container(key=f"typed-{spoken or SOURCE_LANGUAGE}-{name}"):
                _new_box(draft, box, spoken, name)

        def add(client_id: str) -> None:
            said = {(box.name, spoken): str(state.get(name) or "").strip() for box, spoken, name in boxes}
            new = _named(draft, rows, said, str(state.get(f"{key}#id") or "").strip())
            before = value_at(draft.values, rows.places[open_one]) if open_one and group.copies else {}
            entry = verbs.new_entry(group, new, said, before, place=len(rows.places) + 1)
            verbs.add_entry(here.store(), here.actor(), draft.kind, draft.id, way, new, entry, client_id=client_id)
            state[f"{_key(draft, way)}#chosen"] = _last(draft, way)
            for name in (f"{key}#id", *(name for box, _spoken, name in boxes if box.kind != "choice")):
                state[name] = ""

        kit.button(_("Legg til"), f"{key}#add", add, verb=draft.paper.verb)


def _new_box(draft: Draft, box: Box, spoken: str, key: str) -> None:
    label, options = label_of(box, spoken), draft.options(box, ())
    if box.kind == "choice":
        st.selectbox(label, list(options), format_func=lambda one: options[one], key=key)
    elif box.kind in ("area", "lines"):
        st.text_area(label, key=key, height=90)
    else:
        st.text_input(label, key=key, max_chars=1000)


def _last(draft: Draft, way: Way) -> str:
    """The name of the newest entry."""
    return list(rows_of(FORMS[draft.kind], draft.now(), way).places)[-1]


def _named(draft: Draft, rows: Rows, said: Mapping[tuple[str, str], str], typed: str) -> str:
    """The name of a new entry: as it was typed, or made of its first text; "" where its texts are its name."""
    group = rows.group
    if group.typed:
        return typed
    by_id = group.known_by == (("id",),)
    if not by_id:
        return ""
    return name_of(said[group.boxes[0].name, SOURCE_LANGUAGE], "-", rows.places)
