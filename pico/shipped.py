"""Reads the YAML files that ship with the program, and says which key is wrong.

In: YAML text. Out: a `Node`, which knows its own place ("PICO.elements[0].label"), so that every error names it.
Errors (BadInput): `data_yaml_broken {line}`, `data_key_missing {key}`, `data_key_wrong {key} {wanted}`,
`data_key_twice {key}`, `data_key_unknown {key}`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import yaml

from pipeline.errors import BadInput

SOURCE_LANGUAGE = "nb"
Texts = Mapping[str, str]  # language code -> text; always holds the source language


_STR = "tag:yaml.org,2002:str"
_LIST, _MAP = (f"tag:yaml.org,2002:{name}" for name in ("seq", "map"))
_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same in C, eight times as fast, where it is built


_NO_TEXT = frozenset(("yes", "no", "true", "false", "on", "off", "null"))  # words that YAML takes for something else


class _Loader(_Safe):  # type: ignore[misc]
    """A safe loader that refuses a key given twice, where plain YAML keeps the last one without a word."""

    def resolve(self, kind: type[yaml.Node], value: str, implicit: tuple[bool, bool]) -> str:
        """The tag of a value, as the library finds it; of a list, a mapping and a bare word, which most of our values are,
        without its patterns.
        """
        if kind is not yaml.ScalarNode:
            return _LIST if kind is yaml.SequenceNode else _MAP
        if implicit[0] and value[:1].isalpha() and value.lower() not in _NO_TEXT:
            return _STR
        tag: str = super().resolve(kind, value, implicit)
        return tag

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            key = str(key_node.value)
            if key in seen:
                raise BadInput("data_key_twice", key=f"{key} (line {key_node.start_mark.line + 1})")
            seen.add(key)
        made: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return made


_Loader.add_constructor(
    "tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node)
)  # a date is text


_TEXT = frozenset((_STR, "tag:yaml.org,2002:timestamp"))
_DEEPEST = 40  # levels that are built here; what is deeper may hold itself, and is left to the library


def _built(loader: Any, node: yaml.Node, depth: int = 0) -> Any:
    """The value of a node, as the library's constructor gives it, in half its time for plain texts, lists and mappings."""
    if node.tag in _TEXT and isinstance(node, yaml.ScalarNode):
        return node.value
    if depth < _DEEPEST and node.tag == _LIST and isinstance(node, yaml.SequenceNode):
        return [_built(loader, one, depth + 1) for one in node.value]
    if depth < _DEEPEST and node.tag == _MAP and isinstance(node, yaml.MappingNode):
        made = {key.value: _built(loader, one, depth + 1) for key, one in node.value if key.tag in _TEXT}
        if len(made) == len(node.value):
            return made
    return loader.construct_object(node, deep=True)


def _load(text: str) -> Any:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        return None if node is None else _built(loader, node)
    finally:
        loader.dispose()


def say(texts: Texts, language: str = SOURCE_LANGUAGE) -> str:
    """The text in `language`, else in the source language."""
    return texts.get(language) or texts[SOURCE_LANGUAGE]


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a YAML file, and the path of keys that leads to it."""

    value: object
    key: str = ""

    def _wrong(self, wanted: str) -> BadInput:
        return BadInput("data_key_wrong", key=self.key or "(root)", wanted=wanted)

    def _below(self, name: str) -> str:
        return f"{self.key}.{name}" if self.key else name

    def fields(self) -> dict[str, object]:
        """The mapping itself, keys as text."""
        if not isinstance(self.value, dict):
            raise self._wrong("mapping")
        if {*map(type, self.value)} == {str}:  # nearly always
            return self.value
        return {str(key): value for key, value in self.value.items()}

    def get(self, name: str) -> Node | None:
        """The value below `name`, or None where the key is absent or empty."""
        value = self.fields().get(name)
        return None if value is None else Node(value, self._below(name))

    def need(self, name: str) -> Node:
        """The value below `name`, which must be there."""
        found = self.get(name)
        if found is None:
            raise BadInput("data_key_missing", key=self._below(name))
        return found

    def pairs(self) -> Iterator[tuple[str, Node]]:
        """Each key with its node, in the order of the file."""
        for name, value in self.fields().items():
            yield name, Node(value, self._below(name))

    def rows(self) -> tuple[Node, ...]:
        """The entries of a list that is not empty."""
        if not isinstance(self.value, list) or not self.value:
            raise self._wrong("list")
        return tuple(Node(value, f"{self.key}[{number}]") for number, value in enumerate(self.value))

    def text(self) -> str:
        """A text that is not empty, without blanks around it."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self._wrong("text")
        return " ".join(self.value.split())

    def flag(self) -> bool:
        """true or false."""
        if not isinstance(self.value, bool):
            raise self._wrong("true/false")
        return self.value

    def texts(self) -> Texts:
        """A map from language code to text that holds the source language."""
        found = {language: node.text() for language, node in self.pairs()}
        if SOURCE_LANGUAGE not in found:
            raise BadInput("data_key_missing", key=self._below(SOURCE_LANGUAGE))
        return MappingProxyType(found)

    def text_rows(self) -> tuple[str, ...]:
        """A list of texts."""
        if isinstance(self.value, list) and self.value:  # nearly always: no node of its own for each
            texts = tuple(" ".join(one.split()) for one in self.value if isinstance(one, str))
            if len(texts) == len(self.value) and all(texts):
                return texts
        return tuple(row.text() for row in self.rows())


def optional_texts(parent: Node, name: str) -> tuple[str, ...]:
    """The list of texts below `name`; a single text counts as a list of one; absent gives none."""
    value = parent.fields().get(name)
    if value is None:
        return ()
    if isinstance(value, list):
        plain = tuple([" ".join(one.split()) for one in value if isinstance(one, str)])
        if plain and all(plain) and len(plain) == len(value):
            return plain  # else the longer way below says which of them is wrong
    node = parent.need(name)
    return (node.text(),) if isinstance(node.value, str) else node.text_rows()


def allow(node: Node, names: Iterable[str]) -> None:
    """Refuse keys that nobody reads: a misspelt key is an error, never silently dropped."""
    unknown = node.fields().keys() - set(names)
    for name, child in node.pairs() if unknown else ():
        if name in unknown:
            raise BadInput("data_key_unknown", key=child.key)


def read_yaml(text: str) -> Node:
    """The root of a YAML text."""
    try:
        value = _load(text)
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        raise BadInput("data_yaml_broken", line=mark.line + 1 if mark is not None else 1) from fault
    except ValueError as fault:  # a number with thousands of digits
        raise BadInput("data_yaml_broken", line=1) from fault
    return Node(value)
