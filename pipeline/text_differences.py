"""Two editions of a text beside each other: each place in it that says something else, came or went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pico.shipped import read_yaml

_NAMES = ("id", "code", "number")  # what an entry of a list is known by, wherever in the list it stands


@dataclass(frozen=True, slots=True)
class Difference:
    """One place; "" = not there."""

    place: str  # "reasons › population › label › nb"
    before: str
    after: str


def differences(before: str, after: str) -> tuple[Difference, ...]:
    """From the text `before` to `after`, in the order of `after`, then what went. Comments and order of keys do not count;
    the order of entries does. Raises what `read_yaml` raises.
    """
    old, new = (dict(_leaves(read_yaml(text).value, ())) for text in (before, after))
    changed = [Difference(place, old.get(place, ""), text) for place, text in new.items() if old.get(place) != text]
    return (*changed, *(Difference(place, text, "") for place, text in old.items() if place not in new))


def _leaves(value: object, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(one, (*path, str(key)))
    elif isinstance(value, list):
        names = [_name(one) for one in value]
        if all(names) and len(set(names)) == len(names):
            yield " › ".join(path), ", ".join(names)
            for name, one in zip(names, value, strict=True):
                yield from _leaves(one, (*path, name))
        elif all(not isinstance(one, dict | list) for one in value):
            yield " › ".join(path), ", ".join(map(str, value))
        else:
            for number, one in enumerate(value, 1):
                yield from _leaves(one, (*path, str(number)))
    else:
        yield " › ".join(path), str(value)


def _name(value: object) -> str:
    if not isinstance(value, dict):
        return ""
    return next((str(value[key]) for key in _NAMES if key in value), "")
