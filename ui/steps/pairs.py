"""Doubtful pairs, one at a time: side by side with what differs marked, answered by key or button, or skipped for now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from html import escape
from typing import Any

import streamlit as st

from pipeline.belonging import KINDS
from pipeline.records import Record
from pipeline.rows import Pair, Reference
from pipeline.steps import dedupe, links
from ui import here, kit, reader, safe, shortcuts
from ui.steps.reference_list import status_label
from ui.words import _, number, sentence

_LINES: tuple[tuple[Callable[[], str], Callable[[Record], str]], ...] = (
    (lambda: _("Tittel"), lambda r: r.title),
    (lambda: _("Forfattere"), lambda r: "; ".join(r.authors)),
    (lambda: _("År"), lambda r: str(r.year or "")),
    (lambda: _("Tidsskrift"), lambda r: r.journal),
    (lambda: _("Bind, hefte, sider"), lambda r: ", ".join(part for part in (r.volume, r.issue, r.pages) if part)),
    (lambda: _("DOI"), lambda r: r.doi),
    (lambda: _("PMID"), lambda r: r.pmid),
    (lambda: _("Sammendrag"), lambda r: _beginning(r.abstract)),
)
MOST = 220  # characters of an abstract


def draw(question_id: str) -> None:
    """The most useful pair; S same, D different, H skip, unless the keys are off."""
    pairs = here.view().pairs(question_id)
    if not pairs:
        return
    safe.heading(2, _("{n} som kanskje er samme artikkel", n=number(len(pairs))))
    if not reader.may("dedupe.merge", "dedupe.part"):
        safe.paragraph(_("Forskerlaget avgjør om de er samme artikkel."))
        return
    pair, passed = _next(question_id, pairs)
    a, b = here.view().reference(pair.a_id), here.view().reference(pair.b_id)
    if passed:
        safe.show(safe.tag("p", _("Hoppet over: {n}. De kommer igjen til slutt.", n=number(passed)), css="kb-legend"))
    safe.paragraph(sentence(pair.reason_code, pair.reason_params))
    safe.show(_side_by_side(a, b))
    _what_it_means(a, b)
    with st.container(horizontal=True, key="answers"):
        _answer(_("Samme artikkel"), f"same-{pair.id}", "s", lambda id: _do(dedupe.same, pair, id))
        _answer(_("Ulike artikler"), f"different-{pair.id}", "d", lambda id: _do(dedupe.different, pair, id))
        _answer(_("Hopp over"), f"skip-{pair.id}", "h", lambda _id: _skip(question_id, pair.id))
        shortcuts.switch()
    if reader.may("link.make"):
        _belong_together(pair)


def _do(verb: Callable[..., Any], pair: Pair, client_id: str) -> None:
    verb(here.store(), here.actor(), pair.id, client_id=client_id)


def _answer(label: str, key: str, shortcut: str, verb: Callable[[str], Any]) -> None:
    kit.button(label, key, verb, shortcut=shortcut if shortcuts.are_on() else None)


def _next(question_id: str, pairs: Sequence[Pair]) -> tuple[Pair, int]:
    """The first pair that was not skipped, and how many were; when all were, they begin anew."""
    skipped = _skipped(question_id)
    left = [one for one in pairs if one.id not in skipped]
    if not left:
        skipped.clear()
    return (left or list(pairs))[0], len(pairs) - len(left) if left else 0


def _skipped(question_id: str) -> set[str]:
    found: set[str] = st.session_state.setdefault(f"skipped-{question_id}", set())
    return found


def _skip(question_id: str, pair_id: str) -> None:
    """Not now: nothing is decided, so nothing is stored."""
    _skipped(question_id).add(pair_id)


def _what_it_means(a: Reference, b: Reference) -> None:
    """Said before it is done, where people have decided on both already."""
    if "unscreened" not in (a.status, b.status):
        said = _(
            "Begge er vurdert. Slås de sammen, gjelder hver persons nyeste valg. De andre valgene er tatt vare på."
        )
        safe.show(safe.tag("p", said, css="kb-legend"))


def _belong_together(pair: Pair) -> None:
    """A third answer: two reports that belong together."""
    with st.expander(_("De hører sammen, men er to")):
        one, other = _("Den ene"), _("Den andre")
        ways = {
            f"{kind} {turned}": sentence(
                f"link_way_{kind}",
                {"first": other if turned else one, "second": (one if turned else other).lower()},
            )
            for kind in KINDS
            for turned in (0, 1)
        }
        way = st.selectbox(
            _("Hvordan hører de sammen?"),
            list(ways),
            index=None,
            format_func=lambda id: ways[id],
            placeholder=_("Velg"),
            key=f"way-{pair.id}",
        )

        def link(client_id: str) -> None:
            kind, _space, turned = str(way).partition(" ")
            links.link_pair(here.store(), here.actor(), pair.id, kind, turned=turned == "1", client_id=client_id)

        kit.button(_("De hører sammen"), f"link-{pair.id}", link, verb="link.make", disabled=way is None)


def _side_by_side(a: Reference, b: Reference) -> str:
    """A table of two references; the words that differ are bold, underlined, and the line says so in words."""
    rows = []
    for name, read in _LINES:
        left, right = read(a.record), read(b.record)
        if not left and not right:
            continue
        rows.append(_row(name(), _differing(left, right), (_lang(a.record), _lang(b.record))))
    marks = safe.flags(a.record), safe.flags(b.record)
    if any(marks):
        rows.append(_row(_("Merket"), (*marks, False), ("", "")))
    found = [", ".join(sentence(f"source_{source}") for source in one.sources) for one in (a, b)]
    rows.append(_row(_("Funnet i"), (escape(found[0]), escape(found[1]), False), ("", "")))
    stand = [status_label(one.status) for one in (a, b)]
    rows.append(_row(_("Står nå"), (escape(stand[0]), escape(stand[1]), False), ("", "")))
    heads = (_("Felt"), _("Den ene"), _("Den andre"), _("Forskjell"))
    return safe.table(_("To referanser ved siden av hverandre"), heads, rows)


def _row(name: str, cells: tuple[str, str, bool], langs: tuple[str, str]) -> str:
    sign = "" if not cells[2] else escape(_("ulikt") if cells[0] and cells[1] else _("mangler"))
    two = "".join(f"<td{lang}>{cell}</td>" for cell, lang in zip(cells[:2], langs, strict=True))
    return f"<tr><th scope='row'>{escape(name)}</th>{two}<td>{sign}</td></tr>"


def _differing(left: str, right: str) -> tuple[str, str, bool]:
    """Both texts as HTML with the words marked that the other lacks, and whether they differ at all."""
    if not left or not right:  # what one of them does not say is no difference between words
        return escape(left), escape(right), True
    one, other = left.split(), right.split()
    matcher = SequenceMatcher(None, [word.casefold() for word in one], [word.casefold() for word in other], False)
    told: tuple[list[str], list[str]] = ([], [])
    for sign, begin, end, start, stop in matcher.get_opcodes():
        for words, into in ((one[begin:end], told[0]), (other[start:stop], told[1])):
            if words:
                text = escape(" ".join(words))
                into.append(text if sign == "equal" else f'<span class="kb-differs">{text}</span>')
    return " ".join(told[0]), " ".join(told[1]), left.casefold() != right.casefold()


def _beginning(text: str) -> str:
    whole = " ".join(text.split())
    return whole if len(whole) <= MOST else f"{whole[:MOST].rsplit(' ', 1)[0]} …"


def _lang(record: Record) -> str:
    return f' lang="{escape(safe.language_of(record))}"'
