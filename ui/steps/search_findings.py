"""What the checker found in a strategy: the place marked, what the database would do, and a button that mends it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from pico.checker import Finding, mended, problems
from pico.checks.after import after_run
from pipeline.rows import Run
from ui import here, kit, safe
from ui.words import _, sentence

DROPPED = ("phrase_not_found", "quoted_phrase_not_found", "phrase_ignored")  # codes of a receipt's warnings
FEW = 3  # words left out that stand open
SHOWN = 8  # findings of one level that stand open
Put = Callable[[str], None]  # what is done with a text that was mended


def found(text: str, source: str) -> tuple[Finding, ...]:
    """What is wrong or odd; the headings that the glossary knows are known, and those that somebody has loaded."""
    return problems(text, source, here.glossary().looks_norwegian, here.headings())


def draw(key: str, text: str, source: str, put: Put | None, *, resolved: frozenset[str] = frozenset()) -> bool:
    """The findings of a strategy; True when something must be mended, or said yes to, before it can run.

    `put` keeps a mended text; None where this reader cannot change it. `resolved`: codes of what the reading of the text has
    settled already, where it is not sent as it stands.
    """
    listed = [one for one in found(text, source) if one.code not in resolved]
    stops = [one for one in listed if one.level == "stop"]
    fixes = [one for one in listed if one.level == "fix"]
    warns = [one for one in listed if one.level == "warn"]
    hints = [one for one in listed if one.level == "hint"]
    if stops:
        st.error(_("Dette må rettes før det kan søkes. Databasen ville søkt etter noe annet enn det som står her."))
        _all(key, text, stops, put, "stop")
    if fixes:
        st.warning(_("Dette kan rettes med ett trykk:"))
        if put is not None and len(fixes) > 1:
            kit.button(_("Rett alle {n}", n=len(fixes)), f"{key}-mend-all", lambda _id: put(_mended(text, fixes)))
        _all(key, text, fixes, put, "fix")
    norwegian = any(one.code == "word_norwegian" for one in warns)
    if warns or hints:
        label = _("Se på dette også ({n})", n=len(warns) + len(hints))
        with st.expander(label, expanded=norwegian):
            _all(key, text, warns, put, "warn")
            _all(key, text, hints, put, "hint")
    if not listed:
        safe.show(safe.tag("p", sentence("strategy_fine"), css="kb-legend"))
    if norwegian:
        anyway = st.checkbox(_("Ja, søk med de norske ordene likevel"), key=f"{key}#norwegian")
        return not anyway or bool(stops)
    return bool(stops)


def draw_after(key: str, text: str, runs: Sequence[Run]) -> None:
    """What the database left out when this very text was run last: each word or phrase at its place in the text.

    `runs`: those of this source with this text, newest first. How many hits there were stands with the run itself.
    """
    newest = next((one for one in runs if one.receipt.get("asked_at")), None)
    if newest is None:
        return
    told = newest.receipt.get("warnings", ())
    dropped = tuple(dict.fromkeys(str(one["params"]["text"]) for one in told if one["code"] in DROPPED))
    left_out = [one for one in after_run(text, newest.counted, dropped) if one.code == "phrase_dropped"]
    if left_out:
        st.warning(_("Databasen utelot noe da dette ble søkt etter sist. Treffene er ikke for hele teksten:"))
        with st.expander(_("Se hva som ble utelatt ({n})", n=len(left_out)), expanded=len(left_out) <= FEW):
            for number, one in enumerate(left_out):
                _one(f"{key}-after-{number}", text, one, None)


def _mended(text: str, listed: Sequence[Finding]) -> str:
    """The text with all of these mended, from its end, each place once."""
    end = len(text) + 1
    for one in sorted(listed, key=lambda each: -each.start):
        if one.fix is not None and one.end <= end:
            text, end = mended(text, one), one.start
    return text


def _all(key: str, text: str, listed: Sequence[Finding], put: Put | None, level: str) -> None:
    for number, one in enumerate(listed[:SHOWN]):
        _one(f"{key}-{level}-{number}", text, one, put)
    if len(listed) > SHOWN:
        safe.paragraph(_("… og {n} til. Rett disse først.", n=len(listed) - SHOWN))


def _one(key: str, text: str, one: Finding, put: Put | None) -> None:
    label = {
        "stop": _("Må rettes"),
        "fix": _("Rett"),
        "warn": _("Se på"),
        "hint": _("Tips"),
    }[one.level]
    said = sentence(one.code, one.params)
    place = safe.excerpt(text, one.start, one.end) if one.end - one.start < len(text) or len(text) < 200 else ""
    safe.show('<p class="kb-finding">', safe.tag("strong", f"{label}: "), safe.tag("span", said), "</p>", place)
    if put is None or one.fix is None:
        return
    shown = one.fix if len(one.fix) <= 60 else f"{one.fix[:40]} …"
    name = _("Ta det bort") if not one.fix.strip() else _("Skriv {text}", text=safe.for_label(shown.strip()))
    kit.button(name, f"{key}-mend", lambda _id: put(mended(text, one)))
