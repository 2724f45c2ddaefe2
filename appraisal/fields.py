"""Reads a mapping of a checklist file key by key; what is missing, unknown or of the wrong kind is named by line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import NoReturn

from appraisal.text import SOURCE_LANGUAGE, Text
from appraisal.tree import Branch, Leaf, Node, Row, path_of
from pipeline.errors import BadInput

ID = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
MAX_ID = 60
_BOOLEANS = {"true": True, "false": False}


class Fields:
    """One mapping at `path`. Refuses it at once if a needed key is absent or a key is none of ours."""

    def __init__(self, node: Node, path: str, needed: Collection[str], optional: Collection[str] = ()) -> None:
        if not isinstance(node, Branch):
            raise BadInput("checklist_wants_map" if path else "checklist_no_keys", line=node.line, key=path)
        self._branch, self.path, self.line = node, path, node.line
        for key in node.values:
            if key not in needed and key not in optional:
                raise BadInput("checklist_key_unknown", line=node.lines[key], key=path_of(path, key))
        for key in needed:
            if key not in node.values:
                raise BadInput("checklist_key_missing", line=node.line, key=path_of(path, key))

    def __contains__(self, key: str) -> bool:
        return key in self._branch.values

    def bad(self, code: str, key: str, **params: str | int) -> NoReturn:
        """Raises BadInput at the line of `key`."""
        raise BadInput(code, line=self._branch.lines[key], key=path_of(self.path, key), **params)

    def node(self, key: str) -> Node:
        return self._branch.values[key]

    def string(self, key: str, pattern: str = "", code: str = "checklist_bad_value") -> str:
        """Text that is not empty and, where a pattern is given, fits it as a whole (else BadInput `code`)."""
        value = _string(self.node(key), path_of(self.path, key))
        if pattern and not re.fullmatch(pattern, value):
            self.bad(code, key, value=value[:MAX_ID])
        return value

    def choice(self, key: str, allowed: Iterable[str], code: str = "checklist_not_one_of") -> str:
        return one_of(self.node(key), path_of(self.path, key), allowed, code)

    def id(self, key: str = "id") -> str:
        return _id(self.node(key), path_of(self.path, key))

    def ids(self, key: str, allowed: Collection[str] | None = None) -> tuple[str, ...]:
        """A list of ids, each once; with `allowed`, each one of these."""
        found: dict[str, None] = {}
        for node, path in self.rows(key):
            value = _id(node, path)
            if allowed is not None:
                one_of(node, path, allowed)
            if value in found:
                raise BadInput("checklist_id_twice", line=node.line, key=path, id=value)
            found[value] = None
        return tuple(found)

    def flag(self, key: str) -> bool:
        """true or false; absent = false."""
        if key not in self:
            return False
        value = self.string(key)
        if value not in _BOOLEANS:
            self.bad("checklist_wants_true_or_false", key)
        return _BOOLEANS[value]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self._branch.values)

    def words(self, key: str = "words") -> tuple[str, ...]:
        """A list of texts, each once; absent = none."""
        if key not in self:
            return ()
        return tuple(dict.fromkeys(_string(node, path) for node, path in self.rows(key)))

    def mappings(
        self, key: str, needed: Collection[str], optional: Collection[str] = (), *, named: str = "id"
    ) -> list[Fields]:
        """The mappings of a list, all different by their key `named`."""
        every = [Fields(node, path, needed, optional) for node, path in self.rows(key)]
        refuse_twice(every, named)
        return every

    def rows(self, key: str) -> list[tuple[Node, str]]:
        """The values of a list that is not empty, each with its path."""
        node, path = self.node(key), path_of(self.path, key)
        if not isinstance(node, Row) or not node.values:
            self.bad("checklist_wants_list", key)
        return [(value, f"{path}[{number}]") for number, value in enumerate(node.values)]

    def text(self, key: str, languages: Collection[str]) -> Text:
        """Text for people: a map with exactly these languages."""
        words = Fields(self.node(key), path_of(self.path, key), languages)
        return Text.of({language: words.string(language) for language in languages})

    def optional_text(self, key: str, languages: Collection[str]) -> Text | None:
        return self.text(key, languages) if key in self else None

    def languages(self, key: str) -> tuple[str, ...]:
        found = self.ids(key)
        if SOURCE_LANGUAGE not in found:
            self.bad("checklist_no_source_language", key, language=SOURCE_LANGUAGE)
        return found


def refuse_twice(every: Iterable[Fields], key: str) -> None:
    """Raises BadInput if two of the mappings have the same text at `key`."""
    seen = set[str]()
    for fields in every:
        value = fields.string(key)
        if value in seen:
            fields.bad("checklist_id_twice", key, id=value[:MAX_ID])
        seen.add(value)


def one_of(node: Node, path: str, allowed: Iterable[str], code: str = "checklist_not_one_of") -> str:
    """The text of `node` if it is among `allowed`."""
    value, names = _string(node, path), tuple(allowed)
    if value not in names:
        raise BadInput(code, line=node.line, key=path, value=value[:MAX_ID], allowed=", ".join(names))
    return value


def _string(node: Node, path: str) -> str:
    if not isinstance(node, Leaf):
        raise BadInput("checklist_wants_text", line=node.line, key=path)
    if not node.value or (node.plain and node.value in {"~", "null", "Null", "NULL"}):
        raise BadInput("checklist_text_empty", line=node.line, key=path)
    return node.value


def _id(node: Node, path: str) -> str:
    value = _string(node, path)
    if len(value) > MAX_ID or not ID.fullmatch(value):
        raise BadInput("checklist_bad_id", line=node.line, key=path, value=value[:MAX_ID])
    return value
