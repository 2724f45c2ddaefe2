"""A draft of the method team's, changed in boxes: one text of one entry, an entry added, moved or taken away, and taken back.

What is written is the text as a whole (`steps/own_texts.py`), changed in that one place as it stands in the store at that
moment: two who change different places both have their way, and of one place the second is shown both. A way says which
entry is meant (`pipeline/text_forms.py`).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import Any

from appraisal.tree import path_of
from pico.shipped import SOURCE_LANGUAGE
from pipeline.errors import BadInput, Conflict
from pipeline.ports import Change, Store
from pipeline.rows import Actor, Saved
from pipeline.steps.ahead import ahead
from pipeline.steps.fields import clean
from pipeline.steps.own_texts import kept_ids
from pipeline.steps.text_paper import Paper, can_be_read, keys_of, look_at, numbered, paper_of, written
from pipeline.text_edits import Path, move, take
from pipeline.text_form_table import FORMS
from pipeline.text_forms import ENTRY, LANGUAGES, Group, Way, entry_of, given, place_of, rows_of, shown, value_at

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")

_LACKING = frozenset({"text_place_wrong", "checklist_key_missing"})  # what readers say where something is not there


def save_text(
    store: Store,
    actor: Actor,
    kind: str,
    edition_id: str,
    way: Way,
    box: str,
    value: str,
    *,
    seen: str,
    language: str = "",
    expected: int | None = None,
    client_id: str = "",
) -> int:
    """Save what stands in a box of an entry; gives the version of the draft. `seen`: what stood there when it was shown,
    `expected`: the version of the draft that somebody has seen since. `Conflict("field_conflict")` holds both where another
    stands there now. BadInput: text_not_draft, text_entry_gone, text_entry_unnamed, text_box_empty, text_box_wrong and the
    others that `Box` names, text_source_first, personal_number, and what the reader of the kind says of the text with it:
    nothing is saved that would make the draft unreadable.
    """
    value, paper = clean(value.strip()), paper_of(kind)
    one = _group(kind, way).box(box)
    if not value and one.together and language != SOURCE_LANGUAGE and seen.strip():
        raise BadInput("text_box_empty")
    if one.lacks(language, value):
        naming = one == _group(kind, way).boxes[0] and language == SOURCE_LANGUAGE
        raise BadInput("text_entry_unnamed" if naming else "text_box_empty")

    def make(text: str) -> str:
        values = paper.values(text)
        entry = entry_of(FORMS[kind], values, way)[1]
        path = place_of(one, entry, way[-1], language)
        if shown(one, value_at(values, path)) == value:
            return text
        made = written(paper, text, values, one, path, language, value)
        look_at(paper, made, one, path[:-1] if language else path)
        return made

    def refuse(change: Change, now: Saved) -> None:
        values = paper.values(now.value)
        path = place_of(one, entry_of(FORMS[kind], values, way)[1], way[-1], language)
        theirs = shown(one, value_at(values, path))
        if theirs not in (seen.strip(), value) and expected != now.version:
            who = next((each.name for each in change.view.people() if each.id == now.person_id), "")
            raise Conflict("field_conflict", theirs=theirs, yours=value, who=who, version=now.version)

    return _change(store, actor, paper, edition_id, make, client_id, refuse)


def add_entry(
    store: Store,
    actor: Actor,
    kind: str,
    edition_id: str,
    way: Way,
    name: str,
    entry: Mapping[str, Any],
    *,
    client_id: str = "",
) -> int:
    """One more at the end of the group at the end of a way; gives the version. `name`: of the entry, where it has one of its
    own. BadInput: text_not_draft, text_entry_there, text_entry_name, text_entry_unnamed, text_entry_lacks, personal_number,
    and what the reader of the kind says of the text with it.
    """
    group, paper = _group(kind, (*way, name)), paper_of(kind)
    if (name or group.typed) and not _NAME.fullmatch(name):
        raise BadInput("text_entry_name", entry=name[:60])
    for text in _texts({name: entry}):
        clean(text)
    for box in group.boxes:
        for language in box.needed if box.needed != LANGUAGES else (SOURCE_LANGUAGE,):  # the reader knows the others
            if ENTRY not in box.at and not shown(box, value_at(entry, place_of(box, (), name, language))):
                raise BadInput("text_entry_unnamed" if box == group.boxes[0] else "text_entry_lacks")

    def make(text: str) -> str:
        values = paper.values(text)
        rows = rows_of(FORMS[kind], values, way)
        held = value_at(values, rows.at)
        if name and name in rows.places:
            raise BadInput("text_entry_there", entry=name[:60])
        place: Path = (*rows.at, name if isinstance(held, dict) else len(held or ()))
        more = {place: dict(entry)} if held else {rows.at: {name: dict(entry)} if group.map else [dict(entry)]}
        made = numbered(paper, rows.group, rows.at, paper.put(text, more))
        try:
            can_be_read(paper, made)
        except BadInput as problem:
            if problem.code in _LACKING and str(problem.params.get("key", "")).startswith(path_of(*keys_of(place))):
                raise BadInput("text_entry_lacks") from problem
            raise
        return made

    return _change(store, actor, paper, edition_id, make, client_id)


def move_entry(
    store: Store, actor: Actor, kind: str, edition_id: str, way: Way, by: int, *, client_id: str = ""
) -> int:
    """One place up (-1) or down (1); at the end of the list it stays. Gives the version. BadInput: as in `save_text`."""
    paper = paper_of(kind)

    def make(text: str) -> str:
        rows = rows_of(FORMS[kind], paper.values(text), way[:-1])
        entry_of(FORMS[kind], paper.values(text), way)
        if not 0 <= list(rows.places).index(way[-1]) + by < len(rows.places):
            return text
        moved = move(text, rows.places[way[-1]], by, words=paper.words)
        return numbered(paper, rows.group, rows.at, moved)

    return _change(store, actor, paper, edition_id, make, client_id)


def take_entry(
    store: Store,
    actor: Actor,
    kind: str,
    edition_id: str,
    way: Way,
    *,
    seen: Any,
    shipped: Mapping[str, str],
    client_id: str = "",
) -> int:
    """Take an entry away as it was `seen`; gives the version. BadInput: as in `save_text`; instrument_changed where somebody has
    written in it since; text_id_gone where others point at it.
    """
    paper = paper_of(kind)
    kept = kept_ids(store.seen_by(actor), kind, shipped) if _group(kind, way).kept else ()

    def make(text: str) -> str:
        if way[-1] in kept:
            raise BadInput("text_id_gone", ids=way[-1])
        values = paper.values(text)
        group, entry = entry_of(FORMS[kind], values, way)
        if _but_number(group, value_at(values, entry)) != _but_number(group, seen):
            raise BadInput("instrument_changed")
        return numbered(paper, group, entry[:-1], take(text, entry, words=paper.words))

    return _change(store, actor, paper, edition_id, make, client_id)


def take_back(store: Store, actor: Actor, kind: str, edition_id: str, *, client_id: str = "") -> int:
    """Undo this person's newest change of a draft that is not taken back yet; gives the version. Again, and the one before goes
    too. BadInput: text_not_draft, undo_nothing, undo_overtaken where somebody has written in it since.
    """
    paper = paper_of(kind)
    with store.write(actor, paper.verb, paper.table, edition_id, client_id=client_id) as change:
        now = change.view.fields(paper.table, edition_id)["text"]
        if change.replayed:
            return now.version
        paper.refuse_published(change, actor, edition_id)
        last = change.view.my_last_edit(edition_id)
        if last is None:
            raise BadInput("undo_nothing")
        if now.value != (last.new or ""):
            raise BadInput("undo_overtaken")
        return change.set_field(paper.table, edition_id, "text", last.old or "", why=f"undo:{last.write_id}")


def new_entry(
    group: Group, name: str, said: Mapping[tuple[str, str], str], like: Mapping[str, Any], *, place: int
) -> dict[str, Any]:
    """An entry for `add_entry`: with what a new one of its group begins with, what it takes over from another (`like`), and what
    was `said` in its boxes: (name of the box, language) -> text; what is empty is left out.
    """
    entry: dict[str, Any] = {group.number: place} if group.number else {}
    if name and not group.map:
        entry |= {step[0]: name for step in group.known_by}
    for (box_name, language), text in said.items():
        if text:
            box, held = group.box(box_name), entry
            *above, last = map(str, place_of(box, (), name, language))
            for step in above:
                held = held.setdefault(step, {})
            held[last] = given(box, text, None)
    return {**entry, **group.start, **{key: like[key] for key in group.copies if key in like}}


# -- inside a write


def _change(
    store: Store,
    actor: Actor,
    paper: Paper,
    edition_id: str,
    make: Callable[[str], str],
    client_id: str,
    refuse: Callable[[Change, Saved], None] = lambda _change, _now: None,
) -> int:
    """Put what `make` gives of a draft in its place, unless something is to `refuse`: both the draft and what comes of it can
    be read.
    """

    @functools.lru_cache(maxsize=1)
    def once(text: str) -> str:
        made = make(text)
        if made != text:
            can_be_read(paper, made)
        return made

    def work() -> None:
        text = store.seen_by(actor).fields(paper.table, edition_id).text("text")
        can_be_read(paper, text)
        once(text)

    with ahead(work), store.write(actor, paper.verb, paper.table, edition_id, client_id=client_id) as change:
        now = change.view.fields(paper.table, edition_id)["text"]
        if change.replayed:
            return now.version
        paper.refuse_published(change, actor, edition_id)
        can_be_read(paper, now.value)
        refuse(change, now)
        made = once(now.value)
        return change.set_field(paper.table, edition_id, "text", made) if made != now.value else now.version


def _group(kind: str, way: Way) -> Group:
    """The group that the last of a way is in."""
    groups, group = FORMS[kind], None
    for name in way[::2]:
        group = next(one for one in groups if one.name == name)
        groups = group.inside
    if group is None:
        raise ValueError(way)
    return group


def _but_number(group: Group, entry: Any) -> Any:
    """What an entry says; its place is no part of it."""
    return {**entry, group.number: None} if group.number and isinstance(entry, Mapping) else entry


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for key, one in value.items() for text in (*_texts(key), *_texts(one))]
    return [text for one in value for text in _texts(one)] if isinstance(value, list | tuple) else []
