"""Two versions of an instrument: what is added, removed and changed, and what of an appraisal carries over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from appraisal.values import Instrument, Item

_SAYS_WHICH = ("id", "version", "parts")  # of an instrument: what it is called, and what is compared by itself


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """An item of both versions that differs; `what` are the names of its keys that do: ("text", "answers")."""

    before: Item
    after: Item
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`head`: keys of the instrument itself that differ: ("title", "rule"); `parts`: titles, order or items of parts."""

    added: tuple[Item, ...]
    removed: tuple[Item, ...]
    changed: tuple[ChangedItem, ...]
    head: tuple[str, ...]

    @property
    def same(self) -> bool:
        return not (self.added or self.removed or self.changed or self.head)


@dataclass(frozen=True, slots=True)
class Carried:
    """Of given answers, by id of their items in the order of the new version, and of the old one for what has gone."""

    kept: tuple[str, ...]  # same item, and the answer may still be given
    reworded: tuple[str, ...]  # of those kept: the item says something else now, so somebody should look at it
    again: tuple[str, ...]  # answered, but the answer is no longer among those that may be given
    new: tuple[str, ...]  # items that were not there
    gone: tuple[str, ...]  # answered items that are no longer there


def compare(before: Instrument, after: Instrument) -> Comparison:
    """Item by item, by id."""
    old, new = ({item.id: item for item in one.items} for one in (before, after))
    changed = (ChangedItem(old[name], item, _different(old[name], item)) for name, item in new.items() if name in old)
    head = tuple(one for one in _different(before, after) if one not in _SAYS_WHICH)
    if _places(before) != _places(after):
        head = (*head, "parts")
    return Comparison(
        added=tuple(item for name, item in new.items() if name not in old),
        removed=tuple(item for name, item in old.items() if name not in new),
        changed=tuple(one for one in changed if one.what),
        head=head,
    )


def carried(before: Instrument, after: Instrument, answers: Mapping[str, str]) -> Carried:
    """What becomes of `answers` (item -> answer to `before`) when they are moved to `after`."""
    old, new = ({item.id: item for item in one.items} for one in (before, after))
    both = [name for name in new if name in old and answers.get(name)]
    kept = tuple(name for name in both if answers[name] in new[name].answers)
    return Carried(
        kept=kept,
        reworded=tuple(name for name in kept if {"text", "help"} & set(_different(old[name], new[name]))),
        again=tuple(name for name in both if name not in kept),
        new=tuple(name for name in new if name not in old),
        gone=tuple(name for name in old if name not in new and answers.get(name)),
    )


def _different(before: Instrument | Item, after: Instrument | Item) -> tuple[str, ...]:
    return tuple(one.name for one in fields(before) if getattr(before, one.name) != getattr(after, one.name))


def _places(instrument: Instrument) -> list[tuple[object, ...]]:
    """Which parts there are, in their order, and which items stand in each."""
    return [(part.id, part.title, part.variants, [item.id for item in part.items]) for part in instrument.parts]


def version_order(version: str) -> tuple[tuple[int, str], ...]:
    """ "1.10" after "1.9"."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in version.replace("-", ".").split("."))
