"""The objects of a JSON text that may be records, one after another, each with its own text: of a list, of a list in an
object ("results", "items" ...), of several answers behind each other, one a line (JSON Lines), or under keys of their own.

What is cut or broken costs the object that the fault is in. Each object is decoded by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Item = Mapping[str, Any]
_NEXT_OBJECT = re.compile(r"[\[{,\s]*(?=\{)")
_LIST = re.compile(r"\"[\w.:@ -]{1,60}\"\s{0,200}:\s{0,200}\[\s{0,200}(?=\{)")
_KEYED = re.compile(r"\"(?:[^\"\\\n]|\\.){1,200}\"\s{0,200}:\s{0,200}(?=\{)")
_BEHIND_BROKEN = re.compile(
    r"\}\s{0,200},?\s{0,200}(?=\{\s{0,200}\"(?!family|given|literal|suffix|dropping|non-dropping|firstName|lastName|name|creatorType|tag))"
)
"""Where an object may begin behind one that cannot be read: not a person, and not a tag."""
_INNER = ("data", "itemData", "message", "_source")
_LONGEST = 4_000_000  # characters of one broken object that are kept
_TRIED = 40  # objects that turn out to be none of the records, before a text is given up
_DECODER = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True)
class Found:
    """One object: where it begins, its own text, and what is in it (None = it cannot be read)."""

    at: int
    text: str
    item: Item | None


def items(text: str, wanted: Callable[[Item], bool]) -> Iterator[Found]:
    """The objects of a text that hold records, as far as `wanted` knows one."""
    begin = _NEXT_OBJECT.match(text)
    if begin is None:
        return
    first, _ = _decoded(text, begin.end())
    if first is not None and wanted(inner(first)):
        yield from _row(text, 0, last=True)
        return
    found = False
    for one in _lists(text, wanted):
        found = True
        yield one
    if not found:
        yield from (
            _under_keys(text, wanted) if first is not None or not text.startswith("[") else _row(text, 0, last=True)
        )


def inner(item: Item) -> Item:
    """What an object is wrapped in is taken off: "data" of Zotero, "message" of Crossref."""
    return next((item[name] for name in _INNER if isinstance(item.get(name), dict)), item)


_WINDOWS = (16_384, 262_144, 4_194_304)
"""Characters that an object is tried in before all that follows is: an error costs as much as the text before it is long."""
_NEAR = 64


def _decoded(text: str, at: int) -> tuple[Item | None, int]:
    """The object at a place and where it ends; None = it cannot be read."""
    for size in (*_WINDOWS, len(text)):
        part = text[at : at + size]
        try:
            item, behind = _DECODER.raw_decode(part)
        except RecursionError:
            return None, at
        except json.JSONDecodeError as error:
            if at + size >= len(text) or (error.pos < size - _NEAR and not error.msg.startswith("Unterminated")):
                return None, at
        except ValueError:
            return None, at
        else:
            return (item if isinstance(item, dict) else {}), at + behind
    return None, at


def _row(text: str, at: int, *, last: bool = False) -> Iterator[Found]:
    """The objects from a place on, to the end of their list; where it is the `last` one, broken ones to the end of the text."""
    while match := _NEXT_OBJECT.match(text, at):
        begin = match.end()
        item, at = _decoded(text, begin)
        if item is None:
            following = _BEHIND_BROKEN.search(text, begin + 1)
            at = following.end() if following else len(text)
            yield Found(begin, text[begin : min(at, begin + _LONGEST)].rstrip(" \t\r\n,"), None)
        else:
            yield Found(begin, text[begin:at], inner(item))
            if last and text[at : at + 200].lstrip().startswith("]"):
                at += text[at : at + 200].index("]") + 1  # one list behind another


def _lists(text: str, wanted: Callable[[Item], bool]) -> Iterator[Found]:
    """The objects of each list that begins with one that is wanted."""
    at = tried = 0
    while tried < _TRIED and (match := _LIST.search(text, at)):
        item, _ = _decoded(text, match.end())
        at = match.end()
        if item is None or not wanted(inner(item)):
            tried += 1
            continue
        for one in _row(text, match.end()):
            yield one
            at = one.at + len(one.text)


def _under_keys(text: str, wanted: Callable[[Item], bool]) -> Iterator[Found]:
    """The objects that stand under a key each, as `{"id": {...}, ...}`."""
    at = tried = 0
    while tried < _TRIED and (match := _KEYED.search(text, at)):
        begin = match.end()
        item, behind = _decoded(text, begin)
        if item is not None and wanted(inner(item)):
            yield Found(begin, text[begin:behind], inner(item))
            at = behind
        else:
            tried += 1
            at = begin + 1
