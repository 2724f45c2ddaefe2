"""Two versions of a checklist side by side: what came, what went, what says something else now."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from appraisal.instrument import Instrument
from appraisal.values import Item
from appraisal.versions import ChangedItem, compare
from ui import safe
from ui.words import _, language, sentence

_TEXTS = ("text", "help", "look_for", "mistake")


def draw(before: Instrument, after: Instrument) -> None:
    """From `before` to `after`."""
    found = compare(before, after)
    safe.paragraph(_("Fra {before} til {after}:", before=before.key, after=after.key), css="kb-label")
    if found.same:
        safe.paragraph(_("De er like."))
    _items(_("Nye punkter"), found.added)
    _items(_("Punkter som er tatt bort"), found.removed)
    if found.changed:
        safe.heading(3, _("Punkter som er endret"))
        rows = [row for one in found.changed for row in _changed(one)]
        safe.show(safe.table(_("Punkter som er endret"), (_("Punkt"), _("Hva"), _("Før"), _("Nå")), rows))
    if found.head:
        names = ", ".join(sentence(f"instrument_part_{one}") for one in found.head)
        safe.paragraph(_("Også endret: {names}.", names=names))


def _items(label: str, items: Sequence[Item]) -> None:
    if items:
        safe.heading(3, label)
        lines = (safe.tag("li", f"{one.number}. {one.text.get(language())}") for one in items)
        safe.show("<ul>", *lines, "</ul>")


def _changed(one: ChangedItem) -> list[str]:
    rows = []
    for name in one.what:
        old, new = (_said(item, name) for item in (one.before, one.after))
        if old == new:  # in another language than the reader's, or what cannot be said in a word
            old, new = "", _("endret")
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in (sentence(f"instrument_part_{name}"), old, new))
        rows.append(f'<tr><th scope="row">{escape(one.after.number)}</th>{cells}</tr>')
    return rows


def _said(item: Item, name: str) -> str:
    if name in _TEXTS:
        text = getattr(item, name)
        return text.get(language()) if text else "–"
    if name in ("answers", "blank", "words"):
        return ", ".join(getattr(item, name)) or "–"
    if name == "number":
        return item.number
    return sentence(f"instrument_flag_{'yes' if getattr(item, name) else 'no'}")
