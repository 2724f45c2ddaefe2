"""What became of every record in a file: taken, rescued, put aside; with the line, the reason and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from pipeline import columns, set_aside
from pipeline.rows import Run
from ui import here, reader, safe
from ui.steps import search_columns
from ui.words import _, language, number, sentence, speaking

SHOWN = 50  # lines of each list


def draw(run: Run) -> None:
    """The sums of a file that has been read, then what was mended and what was put aside, to be looked at and fetched."""
    account = run.account
    if not account["format"]:
        for one in account["rejected"][:1]:
            st.error(safe.for_label(sentence(one["code"], one["params"])))
        return
    starts, aside = account["record_starts"], account["rejected_count"]
    whole = _("{taken} av {starts} poster er tatt inn.", taken=number(starts - aside), starts=number(starts))
    if starts == 1:
        whole = _("Posten i filen er lagt til side.") if aside else _("Posten i filen er tatt inn.")
    if account["rescued"] or aside:
        sums = _("{taken} som de sto, {rescued} reddet, {rejected} lagt til side.")
        counts = {"taken": account["taken"], "rescued": account["rescued"], "rejected": aside}
        whole = f"{whole} {sums.format(**{name: number(n) for name, n in counts.items()})}"
    safe.show(safe.tag("p", whole))
    if said := search_columns.told(columns.given(run.receipt)):
        safe.show(safe.tag("p", _("Kolonnene slik dere valgte: {columns}.", columns=said), css="kb-legend"))
    if account["format"] == "id_list":
        safe.paragraph(_("Listen har bare numre. Titler og sammendrag hentes med «Fyll hull» på siden Referanser."))
    if account["rescued"]:
        _rescued(run)
    if aside:
        _aside(run)
    if account.get("notices_count"):
        _noticed(run)


def _where(run: Run, one: Mapping[str, Any]) -> str:
    """The cells of file and line."""
    name = f"{run.file_name}: {one['part']}" if one.get("part") else run.file_name
    return f"<td>{escape(name)}</td><td>{number(one['line'])}</td>"


def _rescued(run: Run) -> None:
    repairs: Mapping[str, int] = run.account["repairs"]
    with st.expander(_("Reddet: {n}. Se hva som ble rettet", n=number(run.account["rescued"]))):
        for code, n in repairs.items():
            safe.show(safe.tag("p", f"{number(n)}: {sentence(code)}", css="kb-legend"))
        mended: Sequence[Mapping[str, Any]] = run.account.get("mended", ())
        rows = [
            f"<tr>{_where(run, one)}<td>{escape(one['title'] or '–')}</td>"
            f"<td>{escape(' '.join(sentence(code) for code in one['codes']))}</td></tr>"
            for one in mended[:SHOWN]
        ]
        if rows:
            safe.show(safe.table(_("Reddet"), (_("Fil"), _("Linje"), _("Tittel"), _("Hva som ble rettet")), rows))
        _more(run.account["rescued"] - len(rows))


def _aside(run: Run) -> None:
    """What could not be read. Those who work here can fetch all of it, as a table or in its own words."""
    rejected: Sequence[Mapping[str, Any]] = run.account["rejected"]
    with st.expander(
        _("Lagt til side: {n}. Se hvorfor, og hva du kan gjøre", n=number(run.account["rejected_count"])), expanded=True
    ):
        rows = [
            f"<tr>{_where(run, one)}<td>{escape(sentence(one['code'], one['params']))}</td>"
            f"<td><pre>{escape(one['raw'].strip()[:200]) or '–'}</pre></td></tr>"
            for one in rejected[:SHOWN]
        ]
        safe.show(
            safe.table(
                _("Lagt til side"), (_("Fil"), _("Linje"), _("Hvorfor, og hva du kan gjøre"), _("Teksten")), rows
            )
        )
        _more(run.account["rejected_count"] - len(rows))
        if reader.works_here():
            _fetch(run)


def _noticed(run: Run) -> None:
    """What stands outside the records, and what a record that was taken lacks."""
    notices: Sequence[Mapping[str, Any]] = run.account["notices"]
    with st.expander(_("Se på dette: {n}", n=number(run.account["notices_count"]))):
        rows = [
            f"<tr>{_where(run, one)}<td>{escape(sentence(one['code'], one['params']))}</td>"
            f"<td><pre>{escape(one['raw'].strip()[:200]) or '–'}</pre></td></tr>"
            for one in notices[:SHOWN]
        ]
        safe.show(safe.table(_("Se på dette"), (_("Fil"), _("Linje"), _("Hva det gjelder"), _("Teksten")), rows))
        _more(run.account["notices_count"] - len(rows))


def _more(left: int) -> None:
    if left > 0:
        safe.paragraph(_("… og {n} til.", n=number(left)))


def _fetch(run: Run) -> None:
    view, say, name = here.view(), speaking(language()), safe.file_part(run.file_name)
    files = (
        (
            _("Last ned listen (CSV)"),
            lambda: set_aside.as_table(view, run.id, say),
            f"{name}-lagt-til-side.csv",
            "text/csv",
        ),
        (
            _("Last ned tekstene slik de sto"),
            lambda: set_aside.as_it_came(view, run.id),
            f"{name}-lagt-til-side.txt",
            "text/plain",
        ),
        (
            _("Last ned hele filen slik den kom"),
            lambda: set_aside.whole_file(view, run.id),
            f"{name}.bin",
            "application/octet-stream",
        ),
    )
    with st.container(horizontal=True):
        for place, (label, made, file_name, mime) in enumerate(files):
            if place == 2:
                file_name = run.file_name
            st.download_button(label, made, file_name, mime, key=f"aside-{place}-{run.id}", on_click="ignore")
