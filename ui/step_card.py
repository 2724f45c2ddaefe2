"""The card of a step with the method team's advice, "Slik gjør du det", as step pages and the method room draw it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.cards import PARTS
from ui import safe
from ui.words import language


def draw(cards: Mapping[str, Any], step_id: str) -> None:
    """What is needed, why, who, how, what comes out, an example and a common mistake; `cards` as `load_cards` gives them."""
    card = next(one for one in cards["steps"] if one["id"] == step_id)["card"]
    for name in PARTS:
        text = _said(card[name])
        safe.show(safe.tag("p", _said(cards["card_labels"][name]), css="kb-label"))
        if name == "how":
            rows = (safe.tag("li", row) for row in text.splitlines() if row.strip())
            safe.show("<ol>", *rows, "</ol>")
        else:
            safe.paragraph(text)


def _said(texts: Mapping[str, str]) -> str:
    return texts.get(language()) or texts["nb"]
