"""Which parts of the method team's texts are edited in boxes, entry by entry: what a form is made of. The forms themselves are
a table (`pipeline/text_form_table.py`).

A form is a few groups of entries, and each entry has the same boxes; entries may hold groups of their own. A **way** says which
entry is meant, by name: ("frameworks", "PICO", "elements", "P"). So it is the same one after somebody has moved it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pico.shipped import SOURCE_LANGUAGE
from pipeline.errors import BadInput
from pipeline.text_edits import Path
from pipeline.wording import odd_hole

LANGUAGES = ("nb", "nn", "en")
ENTRY, LANGUAGE = "{entry}", "{language}"  # in a place: the entry's own name, and the language of a box
ONE = ""  # the name of the only entry of a group that is no list
Way = tuple[str, ...]  # group, entry, group within it, entry ...
Steps = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """One thing of an entry that is written or chosen.

    `at`: keys below the entry; where ENTRY is among them, from the top of the text. With LANGUAGE there is a box for each.
    `kind`: line, area, lines (a list, one on each line), keys (those of a map that have the value `value`, one on each line),
    count, flag (yes or no), choice and several (of `options`, or of what stands at `among` below the entry).
    """

    at: Steps
    kind: str = "line"
    needed: tuple[str, ...] = ()  # languages in which it must not be empty; ("",): it has none, and must not be
    word: str = ""  # its sentence is text_part_WORD; "" = the keys of `at`
    options: tuple[str, ...] = ()
    says: str = ""  # beginning of the codes of what the options are called; "" = as they are
    among: Steps = ()
    value: str = ""
    hint: str = ""  # its sentence is text_hint_HINT
    holes: tuple[str, ...] = ()  # what may stand in braces; () = braces are not looked at
    together: bool = (
        False  # there in every language or in none: what is written first is put into all, and they are mended
    )
    wrong: str = "text_box_wrong"  # what is said where the reader of the kind refuses what stands here

    @property
    def name(self) -> str:
        """What it is called among the boxes of its group."""
        return self.word or "_".join(step for step in self.at if step not in (ENTRY, LANGUAGE))

    def languages(self, values: Any) -> tuple[str, ...]:
        """One box for each of these, as the text says or all of ours; ("",) where the language makes no difference."""
        if LANGUAGE not in self.at:
            return ("",)
        said = values.get("languages") if isinstance(values, dict) else None
        return tuple(str(one) for one in said) if isinstance(said, list) and said else LANGUAGES

    def lacks(self, language: str, text: str) -> bool:
        """Whether it must not be as empty as this."""
        return not text and (language in self.needed or (self.needed == LANGUAGES and bool(language)))


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of one sort, in their order."""

    name: str  # its sentence is text_group_NAME
    at: Steps  # of the list or map that holds them, below the entry it is within
    boxes: tuple[Box, ...]
    single: bool = False  # no entries: what stands at `at` is one
    map: bool = False  # its entries are those of a map, named by their keys
    only: tuple[str, ...] = ()  # the entries there are; () = those that stand there
    known_by: tuple[Steps, ...] = (("id",),)  # what names an entry of a list
    called: Steps = ()  # where its name for people stands, from the top of the text; () = in its first box
    says: str = ""  # beginning of the codes of the names for people
    concepts: bool = False  # its entries are concepts of the glossary, and are called as these
    before: str = ""  # key of what stands before the name for people: a number or a letter
    free: bool = False  # entries are added, moved and taken away
    kept: bool = False  # these are the ids that must not go (`own_texts.Kind.kept`)
    typed: bool = False  # whoever adds an entry says its name; else it is made of its first text
    number: str = ""  # key that holds the place of an entry
    start: Mapping[str, Any] = field(default_factory=dict)  # what a new one has from the beginning
    copies: Steps = ()  # keys that a new one takes over from the one that is open
    inside: tuple[Group, ...] = ()

    def box(self, name: str) -> Box:
        """One of its boxes."""
        return next(one for one in self.boxes if one.name == name)


@dataclass(frozen=True, slots=True)
class Rows:
    """The entries of a group as they stand in a text. `places`: name -> where, in their order."""

    group: Group
    at: Path
    places: Mapping[str, Path]


def rows_of(groups: Sequence[Group], values: Any, way: Way) -> Rows:
    """The entries of the group at the end of a way. BadInput: text_entry_gone."""
    *before, name = way
    at: Path = ()
    if before:
        above = rows_of(groups, values, tuple(before[:-1]))
        at, groups = _there(above, before[-1]), above.group.inside
    group = next(one for one in groups if one.name == name)
    at = (*at, *group.at)
    held = value_at(values, at)
    if group.single:
        return Rows(group, at, {ONE: at} if held is not None else {})
    if group.only:
        return Rows(group, at, {one: (*at, one) for one in group.only})
    if isinstance(held, dict):
        return Rows(group, at, {str(key): (*at, key) for key in held})
    return Rows(group, at, {one: (*at, n) for n, one in enumerate(_names(group, held if held else ()))})


def entry_of(groups: Sequence[Group], values: Any, way: Way) -> tuple[Group, Path]:
    """The group of an entry, and where it stands. BadInput: text_entry_gone."""
    rows = rows_of(groups, values, way[:-1])
    return rows.group, _there(rows, way[-1])


def place_of(box: Box, entry: Path, name: str, language: str) -> Path:
    """Where what is in a box stands."""
    filled = tuple({ENTRY: name, LANGUAGE: language}.get(step, step) for step in box.at)
    return filled if ENTRY in box.at else (*entry, *filled)


def called(group: Group, values: Any, entry: Path, name: str, language: str) -> str:
    """The name of an entry for people; its own name where it has none."""
    at = group.called or (group.boxes[0].at if group.boxes else ())
    found = values if ENTRY in at else value_at(values, entry)
    for step in (SOURCE_LANGUAGE, language)[::-1]:
        said = found
        for key in at:
            said = _step(said, {ENTRY: name, LANGUAGE: step}.get(key, key), by_id=key == ENTRY)
        if isinstance(said, str) and said.strip():
            return said.strip()
    return name


def value_at(values: Any, path: Sequence[str | int]) -> Any:
    """What stands at a place; None where nothing does."""
    for step in path:
        values = _step(values, step)
    return values


def names_at(values: Any, at: Steps) -> tuple[str, ...]:
    """The words at a place: of a list, those at the rest of it in each of its rows."""
    found: list[Any] = [values]
    for step in at:
        found = [one for held in found for one in (held if isinstance(held, list) else [held])]
        found = [_step(one, step) for one in found]
    return tuple(str(one) for one in found if isinstance(one, str | int))


def shown(box: Box, value: Any) -> str:
    """A value as it stands in its box."""
    if box.kind == "flag":
        return "true" if str(value).lower() == "true" else "false"
    if value is None:
        return ""
    if box.kind == "keys":
        return "\n".join(str(key) for key, one in value.items() if one == box.value) if isinstance(value, dict) else ""
    if isinstance(value, list):
        return "\n".join(str(one) for one in value)
    return "" if isinstance(value, dict) else str(value).strip()


def given(box: Box, text: str, before: Any) -> Any:
    """What a box says, as a value; `before`: what stood there. BadInput: text_box_count, text_box_hole."""
    lines = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if box.kind in ("lines", "several"):
        return lines
    if box.kind == "keys":
        held = dict(before) if isinstance(before, dict) else {}
        kept = {key: value for key, value in held.items() if value != box.value or str(key) in lines}
        return kept | dict.fromkeys(lines, box.value)
    if box.kind == "flag":
        return text == "true"
    if box.kind == "count":
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            raise BadInput("text_box_count")
        return int(text)
    if box.holes:
        _look_at_holes(box, text)
    return text


def _look_at_holes(box: Box, text: str) -> None:
    if odd_hole(text, box.holes):
        raise BadInput("text_box_hole", holes=", ".join(f"{{{one}}}" for one in box.holes))


def _there(rows: Rows, name: str) -> Path:
    if name not in rows.places:
        raise BadInput("text_entry_gone", entry=name[:60])
    return rows.places[name]


def _names(group: Group, rows: Sequence[Any]) -> Iterator[str]:
    """Names of the rows of a list; of two alike the second has a number."""
    seen: dict[str, int] = {}
    for one in rows:
        name = " · ".join(str(value_at(one, step) or "") for step in group.known_by)
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"


def _step(value: Any, step: str | int, *, by_id: bool = False) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and by_id:
        return next((one for one in value if isinstance(one, dict) and str(one.get("id")) == step), None)
    return value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else None
