"""YAML text -> a tree of values that know their line, safely: no aliases, no tags, no depth, no size without end.

Every scalar stays the text that was written: `no` is the word "no" and `1.0` the version "1.0"; what reads the
tree says what it wants. Aliases are refused because a few lines of them unfold to gigabytes ("YAML bomb").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import yaml

from pipeline.errors import BadInput

MAX_BYTES = 1_000_000
MAX_DEPTH = 10
MAX_VALUES = 20_000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar as it was written; `plain` = without quotes."""

    value: str
    line: int
    plain: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A list of values."""

    values: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Branch:
    """A mapping; `lines` holds the line of each key."""

    values: dict[str, Node]
    lines: dict[str, int]
    line: int


Node = Leaf | Row | Branch


def read_tree(text: str, *, most_bytes: int = MAX_BYTES, most_values: int = MAX_VALUES) -> Node:
    """The one document of `text`. Raises BadInput with line (from 1) and key as a path: `parts[0].items[2].help`."""
    size = len(text) if len(text) > most_bytes else len(text.encode("utf-8", "surrogatepass"))
    if size > most_bytes:
        raise BadInput("checklist_too_big", bytes=size, limit=most_bytes)
    if odd := _UNPRINTABLE.search(text):
        raise BadInput("checklist_unprintable", line=text.count("\n", 0, odd.start()) + 1, key="")
    return _Reading(text, most_values).document()


class _Reading:
    """Walks the parser's events once; holds where it is, so that each error can say it."""

    def __init__(self, text: str, most_values: int) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
        self._path: list[str] = []
        self._values, self._most_values = 0, most_values
        self._line = 1

    def document(self) -> Node:
        self._next()  # start of the stream
        if isinstance(self._next(), yaml.StreamEndEvent):
            raise BadInput("checklist_empty", line=1, key="")
        node = self._node(self._next())
        self._next()  # end of the document
        if not isinstance(self._next(), yaml.StreamEndEvent):
            raise self._bad("checklist_second_document")
        return node

    def _next(self) -> yaml.Event:
        try:
            event = next(self._events)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise self._bad("checklist_not_yaml", line=mark.line + 1 if mark else self._line) from error
        except yaml.YAMLError as error:
            raise self._bad("checklist_not_yaml") from error
        self._line = event.start_mark.line + 1 if event.start_mark else self._line
        return event

    def _node(self, event: yaml.Event) -> Node:
        self._values += 1
        if self._values > self._most_values:
            raise self._bad("checklist_too_many_values", limit=self._most_values)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self._bad("checklist_alias")
        if getattr(event, "tag", None):
            raise self._bad("checklist_tag")
        if isinstance(event, yaml.ScalarEvent):
            return Leaf(event.value.strip(), self._line, plain=bool(event.implicit[0]))
        if len(self._path) >= MAX_DEPTH:
            raise self._bad("checklist_too_deep", limit=MAX_DEPTH)
        return self._row() if isinstance(event, yaml.SequenceStartEvent) else self._branch()

    def _row(self) -> Row:
        line, values = self._line, list[Node]()
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            values.append(self._inside(f"[{len(values)}]", event))
        return Row(tuple(values), line)

    def _branch(self) -> Branch:
        line, values, lines = self._line, dict[str, Node](), dict[str, int]()
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._node(event)
            if not isinstance(key, Leaf):
                raise self._bad("checklist_not_yaml", line=key.line)
            if key.value in values:
                first = lines[key.value]
                raise BadInput("checklist_key_twice", line=key.line, key=path_of(*self._path, key.value), first=first)
            lines[key.value] = key.line
            values[key.value] = self._inside(key.value, self._next())
        return Branch(values, lines, line)

    def _inside(self, step: str, event: yaml.Event) -> Node:
        self._path.append(step)
        node = self._node(event)
        self._path.pop()
        return node

    def _bad(self, code: str, *, line: int = 0, **params: int) -> BadInput:
        return BadInput(code, line=line or self._line, key=path_of(*self._path), **params)


def path_of(*steps: str) -> str:
    """("parts", "[0]", "help") -> "parts[0].help"; each step is cut at 60 characters."""
    short = [step[:60] for step in steps if step]
    dots = ["." if before and not after.startswith("[") else "" for before, after in pairwise(["", *short])]
    return "".join(dot + step for dot, step in zip(dots, short, strict=True))
