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
    parts: list[str] = []  # put on the page as one: it is there, closed, on each draw of each step
    for name in PARTS:
        text = _said(card[name])
        parts.append(safe.tag("p", _said(cards["card_labels"][name]), css="kb-label"))
        rows = [row for row in text.splitlines() if row.strip()]
        if name == "how":
            parts += ("<ol>", *(safe.tag("li", row) for row in rows), "</ol>")
        else:
            parts += (safe.tag("p", row) for row in rows)
    safe.show(*parts)


def _said(texts: Mapping[str, str]) -> str:
    return texts.get(language()) or texts["nb"]
