"""Two editions of a text beside each other: each place in it that says something else, came or went; and what one lacks in a
language.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pico.shipped import SOURCE_LANGUAGE, read_yaml

LANGUAGES = ("nb", "nn", "en")
Place = tuple[str, ...]  # keys from the top of a text; an entry of a list by what it is known by
_NAMES = ("id", "code", "number")  # what an entry of a list is known by, wherever in the list it stands


@dataclass(frozen=True, slots=True)
class Difference:
    """One place; "" = not there."""

    path: Place
    before: str
    after: str

    @property
    def place(self) -> str:
        """ "reasons › population › label › nb" """
        return " › ".join(self.path)


@dataclass(frozen=True, slots=True)
class Gap:
    """A text that stands in the source language, and not in another: its readers are shown the source language instead."""

    path: Place  # without the language
    language: str


def differences(before: str, after: str) -> tuple[Difference, ...]:
    """From the text `before` to `after`, in the order of `after`, then what went. Comments and order of keys do not count;
    the order of entries does. Raises what `read_yaml` raises.
    """
    old, new = (dict(_leaves(read_yaml(text).value, ())) for text in (before, after))
    changed = [Difference(place, old.get(place, ""), text) for place, text in new.items() if old.get(place) != text]
    return (*changed, *(Difference(place, text, "") for place, text in old.items() if place not in new))


def same(before: str, after: str) -> bool:
    """Whether two texts say the same, in the same order; comments and the way they are set do not count. Raises what `read_yaml`
    raises.
    """
    return before == after or _said(before) == _said(after)


def gaps(text: str) -> tuple[Gap, ...]:
    """What a text lacks in a language, in its order. Raises what `read_yaml` raises."""
    return tuple(_gaps(read_yaml(text).value, ()))


def named(values: object, path: Sequence[str | int]) -> Place:
    """A place of keys and positions as differences name it."""
    found: list[str] = []
    for step in path:
        if isinstance(values, list) and isinstance(step, int):
            found.append(_names(values)[step] if step < len(values) else str(step + 1))
            values = values[step] if step < len(values) else None
        else:
            found.append(str(step))
            values = values.get(step) if isinstance(values, dict) else None
    return tuple(found)


def _said(text: str) -> str:
    return json.dumps(read_yaml(text).value, default=str)


def _leaves(value: object, path: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(one, (*path, str(key)))
    elif isinstance(value, list):
        if all(not isinstance(one, dict | list) for one in value):
            yield path, ", ".join(map(str, value))
            return
        names = _names(value)
        if all(_name(one) for one in value) and len(set(names)) == len(names):
            yield path, ", ".join(names)
        for name, one in zip(names, value, strict=True):
            yield from _leaves(one, (*path, name))
    else:
        yield path, str(value)


def _gaps(value: object, path: Place) -> Iterator[Gap]:
    if isinstance(value, list):
        for name, one in zip(_names(value), value, strict=True):
            yield from _gaps(one, (*path, name))
    elif isinstance(value, dict):
        said = value.get(SOURCE_LANGUAGE)
        if isinstance(said, str) and said.strip():
            yield from (Gap(path, one) for one in LANGUAGES if not str(value.get(one) or "").strip())
            return
        for key, one in value.items():
            yield from _gaps(one, (*path, str(key)))


def _names(rows: list[object]) -> list[str]:
    """What each entry of a list is known by; its number where not all have a name of their own."""
    found = [_name(one) for one in rows]
    return found if all(found) and len(set(found)) == len(found) else [str(n) for n in range(1, len(rows) + 1)]


def _name(value: object) -> str:
    if not isinstance(value, dict):
        return ""
    return next((str(value[key]) for key in _NAMES if key in value), "")
