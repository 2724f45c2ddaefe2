"""Search filters that others have made: name, text, date, source, figures, and whether the text was held against its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pico.query import pubmed
from pico.query.pubmed import Read
from pico.shipped import Node, Texts, allow, read_yaml
from pipeline.errors import BadInput

_KEYS = ("label", "text", "date", "source", "figures", "verified", "note")


@dataclass(frozen=True, slots=True)
class Figure:
    """What a test showed."""

    measure: str  # sensitivity | specificity | precision
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter for PubMed."""

    id: str
    label: Texts
    text: str
    date: str
    source: str
    figures: tuple[Figure, ...]
    verified: bool
    note: Texts | None = None

    def read(self) -> Read:
        """The filter as a tree."""
        return pubmed.read(self.text.removeprefix("NOT "))


def load_filters(text: str) -> Mapping[str, Filter]:
    """The filters of a YAML text. BadInput as in `pico.shipped`; `data_key_wrong` also for a text that PubMed would not take."""
    return {name: _filter(name, node) for name, node in read_yaml(text).pairs()}


def _filter(name: str, node: Node) -> Filter:
    allow(node, _KEYS)
    note = node.get("note")
    made = Filter(
        name,
        node.need("label").texts(),
        node.need("text").text(),
        node.need("date").text(),
        node.need("source").text(),
        _figures(node),
        node.need("verified").flag(),
        note.texts() if note else None,
    )
    if any(one.level == "stop" for one in made.read().found):
        raise BadInput("data_key_wrong", key=f"{name}.text", wanted="PubMed")
    return made


def _figures(node: Node) -> tuple[Figure, ...]:
    found = node.get("figures")
    if found is None or found.value == []:
        return ()
    return tuple(Figure(*(row.need(key).text() for key in ("measure", "value", "source"))) for row in found.rows())


def add(strategy: str, one: Filter) -> str:
    """A strategy on one line with a filter behind it; what stood there keeps together by a bracket."""
    tree = pubmed.read(strategy).tree
    whole = strategy.strip()
    node = tree.lines[0].node if len(tree.lines) == 1 else None
    alone = node is None or getattr(node, "op", "AND") == "AND"
    first = whole if alone else f"({whole})"
    return f"{first} {one.text}" if one.text.startswith("NOT ") else f"{first} AND ({one.text.strip()})"
