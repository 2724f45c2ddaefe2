"""Changes of single values in a YAML text: the rest of it, comments and the way it is set too, stays as it was written.

A place is a path of keys and positions: `("reasons", 2, "label", "nb")`. What is written is checked by reading it again: a text
so oddly set that it cannot be changed in one place is written whole. Texts have passed `safe_text.read_safely` before.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

Path = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_WIDTH = 100_000  # a text is one line, however long


class _Dumper(_Base):  # type: ignore[misc]
    """Texts of several lines as such."""


def _text(dumper: Any, value: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _text)


def values_of(text: str) -> Any:
    """What a text holds, as plain values."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader


def written(value: Any) -> str:
    """Values as YAML: small maps and lists on one line each."""
    made: str = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=None, width=_WIDTH
    )
    return made


def put(text: str, changes: Mapping[Path, Any]) -> str:
    """The text with these values at these places: changed, or added after the last of their map or list. A position one past
    the end adds to a list. KeyError, IndexError, TypeError: a place whose parent is not there.
    """
    wanted = values_of(text)
    for path, value in changes.items():
        _set(wanted, path, value)
    root = _compose(text)
    edits = [_put(text, root, path, value, wanted) for path, value in changes.items()] if root else []
    return _applied(text, edits, wanted)


def take(text: str, path: Path) -> str:
    """The text without what stands at a place. KeyError, IndexError, TypeError: nothing does."""
    wanted = values_of(text)
    del _at(wanted, path[:-1])[path[-1]]
    root = _compose(text)
    if root is None:
        return _applied(text, [], wanted)
    parent, way = _follow(root, path[:-1])
    if len(way) == len(path) - 1 and _is_block(parent) and len(parent.children) > 1 and _all_block(root, path[:-1]):
        gone = parent.children[_position(parent, path[-1])]
        start, end = gone.lines(text)
        if not text[start : gone.start].strip():  # no dash before it
            return _applied(text, [Edit(start, end, "")], wanted)
    return _applied(text, [_rewritten(text, root, path[:-1], wanted)], wanted)


def move(text: str, path: Path, by: int) -> str:
    """The text with an entry of a list one place up (-1) or down (1). IndexError: there is nothing to change places with."""
    wanted = values_of(text)
    row, place = _at(wanted, path[:-1]), int(path[-1])
    other = place + by
    if not 0 <= other < len(row):
        raise IndexError(other)
    row[place], row[other] = row[other], row[place]
    root = _compose(text)
    if root is None:
        return _applied(text, [], wanted)
    parent, way = _follow(root, path[:-1])
    if len(way) == len(path) - 1 and _is_block(parent) and _all_block(root, path[:-1]):
        (a, b), (c, d) = (parent.children[one].lines(text) for one in sorted((place, other)))
        first, second = text[a:b], text[c:d]
        if not second.endswith("\n"):  # the last line of a text without a line break at its end
            second, first = f"{second}\n", first.removesuffix("\n")
        return _applied(text, [Edit(a, d, f"{second}{text[b:c]}{first}")], wanted)
    return _applied(text, [_rewritten(text, root, path[:-1], wanted)], wanted)


# -- the text as the parser saw it


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of the text, and what comes in its place."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """A value with where it stands. `start`: of its key or dash; of the root its own."""

    node: yaml.Node
    start: int
    column: int
    end: int  # of its last word or bracket, without comments and blank lines after it
    children: tuple[Place, ...] = ()
    keys: tuple[str, ...] = ()  # of a map

    def lines(self, text: str) -> tuple[int, int]:
        """From the beginning of its first line to the end of its last, the line break too."""
        end = text.find("\n", self.end)
        return text.rfind("\n", 0, self.start) + 1, len(text) if end < 0 else end + 1


def _compose(text: str) -> Place | None:
    node = yaml.compose(text, Loader=_Loader)
    return _place(text, node, node.start_mark.index, node.start_mark.column) if node is not None else None


def _place(text: str, node: yaml.Node, start: int, column: int) -> Place:
    end = node.end_mark.index
    if isinstance(node, yaml.MappingNode):
        children = tuple(_place(text, two, one.start_mark.index, one.start_mark.column) for one, two in node.value)
        keys = tuple(str(one.value) for one, _two in node.value)
        return Place(node, start, column, end if node.flow_style else _last(children, end), children, keys)
    if isinstance(node, yaml.SequenceNode):
        found: list[Place] = []
        for one in node.value:
            dash = one.start_mark.index if node.flow_style else text.rfind("-", 0, one.start_mark.index)
            found.append(_place(text, one, dash, dash - text.rfind("\n", 0, dash) - 1))
        return Place(node, start, column, end if node.flow_style else _last(found, end), tuple(found))
    if node.start_mark.index == end:  # nothing after the key
        end = max(start, text.find(":", start) + 1) if start < end else start + 1
    return Place(node, start, column, start + len(text[start:end].rstrip()))


def _last(children: Sequence[Place], end: int) -> int:
    return children[-1].end if children else end


def _is_block(place: Place) -> bool:
    return isinstance(place.node, yaml.CollectionNode) and not place.node.flow_style and bool(place.children)


def _is_word(place: Place) -> bool:
    """A text that stands on the line of its key, and not below it."""
    node = place.node
    return isinstance(node, yaml.ScalarNode) and node.style not in ("|", ">") and node.start_mark.index < place.end


def _position(parent: Place, step: str | int) -> int:
    return parent.keys.index(str(step)) if parent.keys else int(step)


def _follow(root: Place, path: Path) -> tuple[Place, Path]:
    """The deepest value on a path that is there, and the way to it."""
    place = root
    for number, step in enumerate(path):
        try:
            place = place.children[_position(place, step)]
        except (ValueError, IndexError):
            return place, path[:number]
    return place, path


def _all_block(root: Place, path: Path) -> bool:
    return all(_is_block(_follow(root, path[:n])[0]) for n in range(len(path) + 1))


def _put(text: str, root: Place, path: Path, value: Any, wanted: Any) -> Edit:
    place, way = _follow(root, path)
    if way == path and not isinstance(value, dict | list) and "\n" not in str(value) and _is_word(place):
        return Edit(place.node.start_mark.index, place.end, _quoted(value) if isinstance(value, str) else _word(value))
    if len(way) == len(path) - 1 and _all_block(root, way):  # one more in a map or list
        last = place.children[-1]
        added = _indented(_entry(path[-1], value), place.children[0].column)
        end = last.lines(text)[1]
        broken = "" if text[:end].endswith("\n") else "\n"
        return Edit(end, end, f"{broken}{' ' * place.children[0].column}{added}\n")
    return _rewritten(text, root, path, wanted)


def _rewritten(text: str, root: Place, path: Path, wanted: Any) -> Edit:
    """The nearest entry around a place that stands on lines of its own, written anew."""
    way = _follow(root, path)[1]
    while way and not _all_block(root, way[:-1]):
        way = way[:-1]
    place, value = _follow(root, way)[0], _at(wanted, way)
    if not way:
        return Edit(0, len(text), written(wanted))
    return Edit(place.start, place.end, _indented(_entry(way[-1], value), place.column))


def _entry(step: str | int, value: Any) -> str:
    """An entry of a list or map on lines of its own."""
    if isinstance(value, dict | list) or "\n" in str(value):
        return written([value] if isinstance(step, int) else {step: value})
    return f"{'-' if isinstance(step, int) else f'{_word(step)}:'} {_word(value)}"


def _word(value: Any) -> str:
    made: str = yaml.dump(value, Dumper=_Base, allow_unicode=True, width=_WIDTH)
    return made.removesuffix("...\n").rstrip("\n")


def _indented(text: str, column: int) -> str:
    lines = text.rstrip("\n").split("\n")
    return "\n".join([lines[0], *(f"{' ' * column}{line}" if line else line for line in lines[1:])])


def _quoted(value: str) -> str:
    made: str = yaml.dump(value, Dumper=_Base, allow_unicode=True, default_style='"', width=_WIDTH)
    return made.rstrip("\n")


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _set(value: Any, path: Path, new: Any) -> None:
    parent, step = _at(value, path[:-1]), path[-1]
    if isinstance(parent, list) and step == len(parent):
        parent.append(copy.deepcopy(new))
    else:
        parent[step] = copy.deepcopy(new)


def _applied(text: str, edits: Sequence[Edit], wanted: Any) -> str:
    """The text with the edits in it, if that says what is wanted; else all of it written anew."""
    made = text
    placed = sorted((one.start, one.end, number, one.text) for number, one in enumerate(dict.fromkeys(edits)))
    for start, end, _number, new in reversed(placed):  # from the end, so that the places before stay where they are
        made = f"{made[:start]}{new}{made[end:]}"
    try:
        if edits and values_of(made) == wanted:
            return made
    except yaml.YAMLError:
        pass
    return written(wanted)
