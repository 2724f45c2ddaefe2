"""The log as people read it: one line for each write, in the words that the pages use.

Events come in, lines go out as codes, labels and the words that people typed; whoever shows them makes sentences of the
codes. What an event only names by id (a reference, an item of a checklist) is asked of a `Lookup`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Protocol

from pipeline.history_words import (
    BEGINNINGS,
    CODE,
    COUNTED,
    DERIVED,
    ENGLISH,
    LISTS,
    MARKS,
    NOT_WHYS,
    PLAIN,
    REFERENCE,
    ROWS,
    SPLIT,
    TEXT,
    THINGS,
    TOGETHER,
    VALUES,
    WHYS,
)
from pipeline.rows import Event
from pipeline.steps.fields import EDITABLE

MOST = 30  # changes of one write that are told one by one
TYPED = "typed"  # in the language that the question is written in
DRAFT = "draft."  # what somebody has not sent is nobody else's to read, and no history to themselves


@dataclass(frozen=True, slots=True)
class Said:
    """One thing as it is told: words, or a sentence's code with its parameters. `lang`: "" (the reader's), TYPED, or a code."""

    text: str = ""
    code: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)
    lang: str = ""


Values = tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """One field or column: what it is called, what it said before, and what it says now. Empty = nothing."""

    what: Said
    old: Values = ()
    new: Values = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One write of one person."""

    write_id: str
    at: str
    person: str
    verb: str
    about: Said | None = None  # which finding, article, entry it was done to
    changes: tuple[Changed, ...] = ()
    more: int = 0  # changes beyond the `MOST` that are told
    why: Said | None = None
    undoes: bool = False  # it takes an earlier write back
    undone: bool = False  # it was taken back later


class Lookup(Protocol):
    """What the log names by id, in the reader's language."""

    def label(self, words: str, value: str, object_id: str) -> str:
        """What a value of a list is called; empty = not known here. `object_id` is the object that the value stands on."""

    def about(self, kind: str, object_id: str, verb: str) -> Said | None:
        """What an object is known by: a reference by its title, a finding by its outcome."""

    def row(self, kind: str, object_id: str) -> Mapping[str, Any]:
        """A row that an event only names by its id; empty = not to be had."""


def lines(events: Iterable[Event], lookup: Lookup) -> tuple[Line, ...]:
    """The lines of events that come newest first; events of one write stand together. Drafts are left out."""
    kept = [one for one in events if not one.field.startswith(DRAFT)]
    undone = {one.why.removeprefix("undo:") for one in kept if one.why.startswith("undo:")}
    return tuple(
        replace(_line(tuple(some)[::-1], lookup), undone=write_id in undone)
        for write_id, some in groupby(kept, lambda one: one.write_id)
    )


def _line(events: tuple[Event, ...], lookup: Lookup) -> Line:
    """One write; its events come oldest first."""
    first = events[0]
    told = _told(events)
    changes = _joined([change for one in told[: MOST * 2] for change in _changes(one, lookup)])
    abouts = (_about(one, lookup) for one in told[:MOST])
    about = next((one for one in abouts if one is not None), None)
    return Line(
        write_id=first.write_id,
        at=first.at,
        person=first.person,
        verb=first.verb,
        about=None if any(about in one.new for one in changes) else about,
        changes=tuple(changes[:MOST]),
        more=max(0, len(changes) - MOST, len(told) - MOST * 2),
        why=_why(first),
        undoes=first.why.startswith("undo:"),
    )


def _told(events: tuple[Event, ...]) -> list[Event]:
    """The events of a write that say something: not what was made out of another field, not the many rows of a sum."""
    counted = COUNTED.get(events[0].verb, frozenset())
    found = [one for one in events if one.kind not in counted]
    plain = [one for one in found if (THINGS.get(one.verb, ""), one.field) not in DERIVED]
    return plain or found


def _about(event: Event, lookup: Lookup) -> Said | None:
    """What an event was done to, where it does not say so itself."""
    if event.kind in TOGETHER:
        column, words = TOGETHER[event.kind]
        row = _object(event.new)
        value = str((row if column in row else lookup.row(event.kind, event.object_id)).get(column, ""))
        label = lookup.label(words, value, event.object_id) if value else ""
        return Said(label) if label else None
    if event.field or event.kind in ("pair", "link", "run", "part", "research_need"):
        return lookup.about(event.kind, event.object_id, event.verb)
    return None


def _why(event: Event) -> Said | None:
    why = event.why
    if not why or why.startswith("undo:") or why in NOT_WHYS or event.verb == "screen.vote":
        return None  # the reason of a vote is told with the vote
    return Said(code=WHYS[why]) if why in WHYS else Said(why, lang=TYPED)


# -- one event


def _changes(event: Event, lookup: Lookup) -> Iterator[Changed]:
    if event.kind == "question" and event.field == "duplicates":
        told = _object(event.new)
        code = "history_duplicates_and_links" if told.get("linked") else "history_duplicates"
        yield Changed(Said(code=code, params=told))
    elif event.kind == "question" and event.field == "export":
        yield Changed(Said(code="history_format"), new=_value("format", event.new or "", event.object_id, lookup))
    elif event.kind == "vote" and event.field == "ended":
        yield from _row("vote", event.object_id, lookup.row("vote", event.object_id), {}, lookup)
    elif event.field.startswith("keep."):
        return
    elif event.field:
        yield _field(event, lookup)
    elif event.kind == "reference":  # added by hand: its title
        yield Changed(Said(code="field_reference_title"), new=(Said(event.new or ""),))
    else:
        yield from _of_row(event, lookup)


def _field(event: Event, lookup: Lookup) -> Changed:
    thing = THINGS.get(event.verb, event.kind)
    begin = next((one for one in BEGINNINGS.get(thing, ()) if event.field.startswith(one)), "")
    what = Said(code=f"field_{thing}_{begin.removesuffix('.') or event.field}")
    if begin:
        rest = event.field.removeprefix(begin)
        what = replace(what, params={"name": lookup.label(BEGINNINGS[thing][begin], rest, event.object_id) or rest})
    shaped = thing in EDITABLE and bool(EDITABLE[thing].shape_of(event.field))  # a date or a count
    words = LISTS.get((thing, begin or event.field), PLAIN if shaped else TEXT)
    between = SPLIT.get((thing, event.field), "")

    def values(text: str | None) -> Values:
        parts = (text or "").split(between) if between else [text or ""]
        return tuple(one for part in parts if part for one in _value(words, part, event.object_id, lookup))

    return Changed(what, values(event.old), values(event.new))


def _of_row(event: Event, lookup: Lookup) -> Iterator[Changed]:
    old: Mapping[str, Any] = _object(event.old)
    new: Mapping[str, Any] = _object(event.new)
    marks = MARKS & new.keys()
    if marks:
        whole = lookup.row(event.kind, event.object_id)
        gone = "settled_at" not in marks and any(new[one] for one in marks)
        old, new = (whole, {}) if gone else ({}, whole)
    yield from _row(event.kind, event.object_id, old, new, lookup)


def _row(
    kind: str, object_id: str, old: Mapping[str, Any], new: Mapping[str, Any], lookup: Lookup
) -> Iterator[Changed]:
    for column, words in ROWS.get(kind, ()):
        before, after = (_cell(words, one.get(column), one, object_id, lookup) for one in (old, new))
        if before != after:
            yield Changed(Said(code=f"field_{kind}_{column}"), before, after)


def _cell(words: str, value: object, row: Mapping[str, Any], object_id: str, lookup: Lookup) -> Values:
    if value in (None, ""):
        return ()
    if words == REFERENCE:
        known = lookup.about("reference", str(value), "")
        return (known,) if known is not None else ()
    if words == CODE:
        return (Said(code=str(value), params=_object(row.get("reason_params"))),)
    return _value(words, str(value), object_id, lookup)


def _value(words: str, value: str, object_id: str, lookup: Lookup) -> Values:
    """One value in words: typed text, a plain word, or the label of a choice."""
    if not value:
        return ()
    if words in (TEXT, PLAIN, ENGLISH):
        return (Said(value, lang={TEXT: TYPED, ENGLISH: ENGLISH}.get(words, "")),)
    if words == "source":
        return (Said(code=f"source_{value}"),)
    if words == "article" and (known := lookup.about("reference", value, "")) is not None:
        return (known,)
    if value in VALUES.get(words, ()):
        return (Said(code=f"value_{words}_{value}"),)
    label = lookup.label(words, value, object_id)
    return (Said(label),) if label else (Said(value, lang=TYPED),)


def _joined(changes: list[Changed]) -> list[Changed]:
    """A vote that takes the place of another is one change, from the old answer to the new; many words are one list."""
    joined: dict[object, Changed] = {}
    for number, one in enumerate(changes):
        kind = next((kind for kind in TOGETHER if one.what.code.startswith(f"field_{kind}_")), "")
        vote = one.what.code.startswith("field_vote_")
        key: object = one.what.code if kind or vote else number
        before = joined.get(key)
        if before is None:
            joined[key] = one
        elif vote:
            joined[key] = replace(one, old=() if before.old == one.new else before.old)
        else:
            joined[key] = replace(one, old=before.old + one.old, new=before.new + one.new)
    return list(joined.values())


def _object(text: object) -> dict[str, Any]:
    """A JSON object as the log keeps it; anything else is empty."""
    if isinstance(text, Mapping):
        return dict(text)
    try:
        found = json.loads(text) if isinstance(text, str) else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
