"""A concept of the glossary and its search words, and how concepts are read from YAML and written as it.

A glossary is one or more texts of the same shape (data/vocabulary/*.yaml, and what a method team has put in): concepts by
id, and lists. Reading refuses keys that nobody knows, and every error names its key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import yaml

from pico.inflection import has_word, lower
from pico.shipped import Node, Texts, allow, optional_texts, read_yaml
from pipeline.errors import BadInput

# What a concept is in a question. Concepts of one facet widen a search (OR), those of different facets narrow it (AND).
FACETS = ("people", "role", "group", "setting", "condition", "measure", "approach", "outcome", "general")
GENERAL = "general"  # has an English word, but narrows no search: used only where an element names nothing else
Kind: TypeAlias = Literal["text", "mesh"]
LISTS = ("tails", "ignore", "stop", "also_english")
_KEYS = ("facet", "nb", "nn", "exact", "en", "mesh", "wide", "note")
_STAR_INSIDE = re.compile(r"\*\S")
_SHORT_STAR = re.compile(r"(?<![\w-])[\w-]{0,3}\*|\*\S")  # fewer than four letters before it, or inside a word
_ID = re.compile(r"[a-z][a-z0-9_]{1,60}")


@dataclass(frozen=True, slots=True)
class Word:
    """One search word. A text word may end in `*`; a MeSH heading stands as NLM writes it."""

    text: str
    kind: Kind = "text"
    concept: str = ""  # id of the glossary's concept; empty = the word stands for the whole element
    origin: str = "hand"  # where the proposal came from: "glossary" | "team" | "mesh_file" | "mesh_live" | "hand"


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept of municipal health and care. The first of `nb` and `nn` is the preferred word."""

    id: str
    facet: str  # one of FACETS
    nb: tuple[str, ...]
    nn: tuple[str, ...]
    exact: tuple[str, ...]  # found only as they stand
    en: tuple[str, ...]
    mesh: tuple[str, ...] = ()
    note: Texts | None = None
    origin: str = "glossary"  # "glossary" as shipped | "team" put in or corrected by the method team | "mesh_file"
    wide: tuple[str, ...] = ()  # of `en` and `mesh`, those that bring much else as well

    def words(self, *, wide: bool = False) -> tuple[Word, ...]:
        """Its search words, headings first: the narrower ones, or those that are `wide`."""
        headings = (Word(text, "mesh", self.id, self.origin) for text in self.mesh)
        both = (*headings, *(Word(text, "text", self.id, self.origin) for text in self.en))
        return tuple(one for one in both if (one.text in self.wide) is wide)

    def norwegian(self) -> tuple[str, ...]:
        """Every Norwegian word it is found by, each once."""
        return tuple(dict.fromkeys((*self.nb, *self.nn, *self.exact)))


@dataclass(frozen=True, slots=True)
class Entries:
    """What one or more glossary texts hold."""

    concepts: Mapping[str, Concept]
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict.fromkeys(LISTS, ()))
    without: tuple[str, ...] = ()  # of a method team's text: ids of what ships that are not to be proposed


def read_entries(texts: Iterable[str], origin: str = "glossary") -> Entries:
    """The concepts and lists of glossary texts. BadInput as in `pico.shipped`; concept_star_short, concept_star_inside,
    concept_wide_unknown, concept_no_word; `data_key_twice` for an id that stands in two texts.
    """
    concepts: dict[str, Concept] = {}
    lists: dict[str, list[str]] = {name: [] for name in LISTS}
    for text in texts:
        root = read_yaml(text)
        allow(root, ("concepts", *LISTS))
        _gather(root, concepts, lists, origin)
    return Entries(concepts, {name: tuple(found) for name, found in lists.items()})


def read_own(text: str) -> Entries:
    """A method team's text: its concepts and lists, and which of those that ship are put aside (`without`). BadInput as in
    `read_entries`, also for an odd id.
    """
    concepts: dict[str, Concept] = {}
    lists: dict[str, list[str]] = {name: [] for name in LISTS}
    root = read_yaml(text)
    allow(root, ("concepts", "without", *LISTS))
    _gather(root, concepts, lists, "team")
    if odd := next((name for name in concepts if not _ID.fullmatch(name)), None):
        raise BadInput("data_key_wrong", key=f"concepts.{odd}", wanted="a-z, 0-9, _")
    without = optional_texts(root, "without") if root.fields().get("without") else ()
    return Entries(concepts, {name: tuple(found) for name, found in lists.items()}, without)


def _gather(root: Node, concepts: dict[str, Concept], lists: Mapping[str, list[str]], origin: str) -> None:
    for name, node in root.need("concepts").pairs():
        if name in concepts:
            raise BadInput("data_key_twice", key=node.key)
        concepts[name] = _concept(name, node, origin)
    for name in LISTS:
        lists[name] += [lower(one) for one in optional_texts(root, name)]


def merged(shipped: Entries, own: Entries) -> Entries:
    """What ships, with a team's own put over it: a concept of the same id takes the other's place, and lists grow."""
    ships = {name: one for name, one in shipped.concepts.items() if name not in own.without}
    return Entries({**ships, **own.concepts}, {name: (*shipped.lists[name], *own.lists[name]) for name in LISTS})


def read_concept(concept_id: str, value: Mapping[str, Any], origin: str = "team") -> Concept:
    """One concept of a mapping with the file's keys. BadInput: as in `read_entries`; `data_key_wrong` for an odd id."""
    if not _ID.fullmatch(concept_id):
        raise BadInput("data_key_wrong", key=concept_id[:60] or "id", wanted="a-z, 0-9, _")
    return _concept(concept_id, Node(dict(value), concept_id), origin)


def kept_concepts(rows: Iterable[tuple[str, str]]) -> tuple[Concept, ...]:
    """The concepts of (id, JSON with the file's keys). One that this program cannot read is left out."""
    found: list[Concept] = []
    for name, text in rows:
        try:
            found.append(read_concept(name, json.loads(text)))
        except (ValueError, BadInput):
            continue
    return tuple(found)


def as_mapping(concept: Concept) -> dict[str, Any]:
    """A concept as the file writes it, empty keys left out; `read_concept` reads it back."""
    found: dict[str, Any] = {"facet": concept.facet}
    for key in ("nb", "nn", "exact", "en", "mesh", "wide"):
        if words := getattr(concept, key):
            found[key] = list(words)
    if concept.note:
        found["note"] = dict(concept.note)
    return found


def as_yaml(concepts: Sequence[Concept]) -> str:
    """Concepts as a file that `read_entries` reads: for handing on, and for taking into what ships."""
    body = {"concepts": {one.id: as_mapping(one) for one in concepts}}
    return yaml.safe_dump(body, allow_unicode=True, sort_keys=False, default_flow_style=None, width=120)


def _concept(name: str, node: Node, origin: str) -> Concept:
    allow(node, _KEYS)
    held = node.fields()
    facet = node.need("facet")
    if facet.text() not in FACETS:
        raise BadInput("data_key_wrong", key=facet.key, wanted=", ".join(FACETS))
    for key in ("nb", "en"):
        if held.get(key) is None:
            node.need(key)  # says that it is missing
    note = node.get("note") if "note" in held else None
    words = {
        key: optional_texts(node, key) if key in held else () for key in ("nb", "nn", "exact", "en", "mesh", "wide")
    }
    if unknown := set(words["wide"]) - {*words["en"], *words["mesh"]}:
        raise BadInput("concept_wide_unknown", key=f"{node.key}.wide", words=", ".join(sorted(unknown))[:120])
    for number, one in enumerate(words["en"]):
        if "*" in one and _SHORT_STAR.search(one):
            key = f"{node.key}.en[{number}]"
            if _STAR_INSIDE.search(one):
                raise BadInput("concept_star_inside", key=key, word=one[:60])
            raise BadInput("concept_star_short", key=key, word=one[:60])
    for key in ("nb", "nn", "exact"):
        for number, one in enumerate(words[key]):
            if not one[0].isalnum() and not has_word(one):
                raise BadInput("concept_no_word", key=f"{node.key}.{key}[{number}]", word=one[:60])
    return Concept(id=name, facet=facet.text(), note=note.texts() if note else None, origin=origin, **words)
