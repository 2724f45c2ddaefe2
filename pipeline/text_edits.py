"""Changes of single values in a YAML text: the rest of it, comments and the way it is set too, stays as it was written.

A place is a path of keys and positions: `("reasons", 2, "label", "nb")`. What is written is checked by reading it again: a text
so oddly set that it cannot be changed in one place is written whole. Texts have passed `safe_text.read_safely` before.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

Path = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WordLoader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_Base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_WIDTH = 100_000  # a text is one line, however long
# events of the parser; Any, for the stubs do not say that each has its marks
_VALUE: Any = (yaml.ScalarEvent, yaml.CollectionStartEvent)
_ROW_ENDS: Any = yaml.SequenceEndEvent
_MAP_ENDS: Any = yaml.MappingEndEvent
_words: Any = yaml.SafeLoader("")
_TEXT = yaml.resolver.BaseResolver.DEFAULT_SCALAR_TAG


class _Dumper(_Base):  # type: ignore[misc]
    """Texts of several lines as such."""


def _text(dumper: Any, value: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _text)


def values_of(text: str, *, words: bool = False) -> Any:
    """What a text holds, as plain values. `words`: each is the text that was written, as checklists are read: `no` is a word."""
    return yaml.load(text, Loader=_WordLoader if words else _Loader)  # noqa: S506 - safe loaders


def written(value: Any) -> str:
    """Values as YAML: small maps and lists on one line each."""
    made: str = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=None, width=_WIDTH
    )
    return made


def put(text: str, changes: Mapping[Path, Any], *, words: bool = False) -> str:
    """The text with these values at these places: changed, or added after the last of their map or list. A position one past
    the end adds to a list. KeyError, IndexError, TypeError: a place whose parent is not there.
    """
    root = _parsed(text, words)
    wanted = root.value if root else None
    for path, value in changes.items():
        wanted = _changed(wanted, path, copy.deepcopy(value))
    edits = [_put(text, root, path, value, wanted) for path, value in changes.items()] if root else []
    return _applied(text, edits, wanted, words)


def take(text: str, path: Path, *, words: bool = False) -> str:
    """The text without what stands at a place. KeyError, IndexError, TypeError: nothing does."""
    root = _parsed(text, words)
    row = copy.copy(_at(root.value if root else None, path[:-1]))
    del row[path[-1]]
    if root is None:
        return _applied(text, [], row, words)
    wanted = _changed(root.value, path[:-1], row)
    parent, way = _follow(root, path[:-1])
    if len(way) == len(path) - 1 and _is_block(parent) and len(parent.children) > 1 and _all_block(root, path[:-1]):
        gone = parent.children[_position(parent, path[-1])]
        start, end = gone.lines(text)
        if not text[start : gone.start].strip():  # no dash before it
            return _applied(text, [Edit(start, end, "")], wanted, words)
    return _applied(text, [_rewritten(text, root, path[:-1], wanted)], wanted, words)


def move(text: str, path: Path, by: int, *, words: bool = False) -> str:
    """The text with an entry of a list or map one place up (-1) or down (1). IndexError: there is nothing to change places
    with; ValueError: no such key.
    """
    root = _parsed(text, words)
    row = _at(root.value if root else None, path[:-1])
    steps = list(row) if isinstance(row, dict) else list(range(len(row)))
    place = steps.index(path[-1])
    other = place + by
    if root is None or not 0 <= other < len(steps):
        raise IndexError(other)
    steps[place], steps[other] = steps[other], steps[place]
    moved: Any = {one: row[one] for one in steps} if isinstance(row, dict) else [row[one] for one in steps]
    wanted = _changed(root.value, path[:-1], moved)
    parent, way = _follow(root, path[:-1])
    if len(way) == len(path) - 1 and _is_block(parent) and _all_block(root, path[:-1]):
        (a, b), (c, d) = (parent.children[one].lines(text) for one in sorted((place, other)))
        first, second = text[a:b], text[c:d]
        if not second.endswith("\n"):  # the last line of a text without a line break at its end
            second, first = f"{second}\n", first.removesuffix("\n")
        return _applied(text, [Edit(a, d, f"{second}{text[b:c]}{first}")], wanted, words)
    return _applied(text, [_rewritten(text, root, path[:-1], wanted)], wanted, words)


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

    value: Any
    start: int
    column: int
    own: int  # where the value itself begins
    end: int  # of its last word or bracket, without comments and blank lines after it
    block: bool  # a map or list on lines of its own, or a text below its key
    children: tuple[Place, ...] = ()
    keys: tuple[str, ...] = ()  # of a map

    def lines(self, text: str) -> tuple[int, int]:
        """From the beginning of its first line to the end of its last, the line break too."""
        end = text.find("\n", self.end)
        return text.rfind("\n", 0, self.start) + 1, len(text) if end < 0 else end + 1


@functools.lru_cache(maxsize=8)
def _parsed(text: str, words: bool) -> Place | None:
    """What a text holds and where, in one pass of the parser. The last texts are kept, for what was made of one is what the
    next change begins with. Nobody changes the values.
    """
    events: Iterator[Any] = yaml.parse(text, Loader=_Loader)
    event = next(events)
    while not isinstance(event, _VALUE):
        if (event := next(events, None)) is None:
            return None
    return _place(_Text(text, words), events, event, event.start_mark.index, event.start_mark.column)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that is read, and how its words are understood."""

    text: str
    words: bool

    def said(self, event: Any) -> Any:
        """The value of a scalar."""
        return _plain(event.value) if event.implicit[0] and not self.words else event.value


def _place(of: _Text, events: Iterator[Any], event: Any, start: int, column: int) -> Place:
    own, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, yaml.MappingStartEvent):
        return _map(of, events, event, start, column)
    if isinstance(event, yaml.SequenceStartEvent):
        found: list[Place] = []
        while not isinstance(one := next(events), _ROW_ENDS):
            dash = one.start_mark.index if event.flow_style else of.text.rfind("-", 0, one.start_mark.index)
            found.append(_place(of, events, one, dash, dash - of.text.rfind("\n", 0, dash) - 1))
        end = one.end_mark.index if event.flow_style or not found else found[-1].end
        return Place([each.value for each in found], start, column, own, end, not event.flow_style, tuple(found))
    value = of.said(event)
    if own == end:  # nothing after the key
        end = max(start, of.text.find(":", start) + 1) if start < end else start + 1
    end = start + len(of.text[start:end].rstrip())
    return Place(value, start, column, own, end, event.style in ("|", ">"))


def _map(of: _Text, events: Iterator[Any], event: Any, start: int, column: int) -> Place:
    keys: list[Any] = []
    children: list[Place] = []
    while not isinstance(one := next(events), _MAP_ENDS):
        keys.append(of.said(one))
        children.append(_place(of, events, next(events), one.start_mark.index, one.start_mark.column))
    end = one.end_mark.index if event.flow_style or not children else children[-1].end
    value = {key: child.value for key, child in zip(keys, children, strict=True)}
    names = tuple(str(key) for key in keys)
    return Place(value, start, column, event.start_mark.index, end, not event.flow_style, tuple(children), names)


@functools.lru_cache(maxsize=20_000)
def _plain(word: str) -> Any:
    """A word without quotes, as YAML understands it: `no` is false, `2` a number."""
    tag = _words.resolve(yaml.ScalarNode, word, (True, False))
    return word if tag == _TEXT else _words.construct_object(yaml.ScalarNode(tag, word))


def _is_block(place: Place) -> bool:
    return place.block and bool(place.children)


def _is_word(place: Place) -> bool:
    """A text that stands on the line of its key, and not below it."""
    return not isinstance(place.value, dict | list) and not place.block and place.own < place.end


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
        return Edit(place.own, place.end, _quoted(value) if isinstance(value, str) else _word(value))
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


def _changed(value: Any, path: Path, new: Any) -> Any:
    """The value with another one at a place; what is not on the way to it is shared with what was there."""
    if not path:
        return new
    made, step = copy.copy(value), path[0]
    if isinstance(made, list) and step == len(made) and len(path) == 1:
        made.append(new)
    else:
        made[step] = new if len(path) == 1 else _changed(made[step], path[1:], new)
    return made


def _applied(text: str, edits: Sequence[Edit], wanted: Any, words: bool) -> str:
    """The text with the edits in it, if that says what is wanted; else all of it written anew."""
    made = text
    placed = sorted((one.start, one.end, number, one.text) for number, one in enumerate(dict.fromkeys(edits)))
    for start, end, _number, new in reversed(placed):  # from the end, so that the places before stay where they are
        made = f"{made[:start]}{new}{made[end:]}"
    try:
        if edits and (said := _parsed(made, words)) and said.value == wanted and _order(said.value) == _order(wanted):
            return made
    except yaml.YAMLError:
        pass
    return written(wanted)


def _order(value: Any) -> list[Any]:
    """The keys of all maps, in their order, which equal maps need not share."""
    if isinstance(value, dict):
        return [*value, *(_order(one) for one in value.values() if isinstance(one, dict | list))]
    return [_order(one) for one in value if isinstance(one, dict | list)] if isinstance(value, list) else []
