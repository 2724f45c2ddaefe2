"""The cards of the steps, "Slik gjør du det": read and checked. Shape: the head of data/templates/steps.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pico.shipped import Node, allow, read_yaml
from pipeline.errors import BadInput
from pipeline.flow import STEPS

PARTS = ("input", "why", "who", "how", "output", "example", "mistake")


def load_cards(text: str) -> Mapping[str, Any]:
    """The cards of all steps, in the order of the walk. BadInput as in `pico.shipped`; `data_key_missing` for a step."""
    root = read_yaml(text)
    allow(root, ("id", "version", "card_title", "card_labels", "steps"))
    labels = root.need("card_labels")
    steps = {}
    for row in root.need("steps").rows():
        allow(row, ("id", "title", "why", "card"))
        steps[row.need("id").text()] = (row, _parts(row.need("card")))
    known = [one.id for one in STEPS]
    for name, (row, _card) in steps.items():
        if name not in known:
            raise BadInput("data_key_wrong", key=f"{row.key}.id", wanted=", ".join(known))
    if lacking := [name for name in known if name not in steps]:
        raise BadInput("data_key_missing", key=f"steps: {', '.join(lacking)}")
    return {
        "card_title": root.need("card_title").texts(),
        "card_labels": _parts(labels),
        "steps": [
            {"id": name, "title": row.need("title").texts(), "why": row.need("why").texts(), "card": card}
            for name, (row, card) in ((name, steps[name]) for name in known)
        ],
    }


def _parts(node: Node) -> Mapping[str, Any]:
    allow(node, PARTS)
    return {name: _lines(node.need(name)) for name in PARTS}


def _lines(node: Node) -> Mapping[str, str]:
    """Texts whose line breaks mean something."""
    node.texts()
    return {language: str(one.value).strip() for language, one in node.pairs()}
