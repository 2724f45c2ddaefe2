"""A table whose columns we are not sure of: what stands in each, what it is taken as, and how the first records come out."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pipeline import columns
from pipeline.records import Look, Plan
from pipeline.rows import Fields, Run, Saved
from pipeline.steps import search
from ui import here, kit, reader, safe
from ui.words import _, number, sentence

VALUES = 3  # shown of each column
LONGEST = 90  # characters of each
MOST = 50  # columns besides those that are looked at first
PREVIEWED = 3  # records
LARGEST_COUNTED = 4 * 1024 * 1024  # bytes of a file that is gone through while somebody chooses


def draw(run: Run) -> None:
    """Ask what the columns are. What is chosen is kept as it is chosen, so that one can leave and come back."""
    looks, fields = columns.asked(run), here.view().fields("run", run.id)
    said = _("Vi er ikke sikre på hva kolonnene i denne tabellen er. Ingenting er tatt inn ennå.")
    if columns.reads_again(run):
        said = _("Si hva kolonnene er. Det som ble lest før, står til filen er lest på nytt.")
    safe.show(f'<p role="status">{safe.marked(said)}</p>')
    if run.receipt.get("remembered"):
        safe.paragraph(_("Slik valgte dere sist for en tabell med de samme overskriftene. Se om det passer nå også."))
    plans = columns.chosen(looks, fields)
    for place, (look, plan) in enumerate(zip(looks, plans, strict=True)):
        if len(looks) > 1:
            safe.heading(4, look.part)
        _table(run, place, look, fields)
        _preview(look, plan, several=len(looks) > 1)
    if any(plan.usable for plan in plans):
        _expected(run, plans)
    if reader.may("import.use"):
        _buttons(run, any(plan.usable for plan in plans))
    else:
        safe.paragraph(_("Forskerlaget velger hva kolonnene er."))


def _table(run: Run, number: int, look: Look, fields: Fields) -> None:
    """Each column in doubt with its first values and a choice; those that are known, and those without a word, folded away."""
    for doubt in look.plan.doubts:
        safe.show(safe.tag("p", sentence(doubt), css="kb-legend"))
    first, rest = _sorted(look)
    more, rest = len(rest[MOST:]), rest[:MOST]
    for position in first:
        _column(run, number, look, position, fields)
    if rest:
        with st.expander(_("Resten av kolonnene ({n})", n=len(rest))):
            for position in rest:
                _column(run, number, look, position, fields)
            if more == 1:
                safe.paragraph(_("… og én kolonne til. Den blir tatt vare på slik den er."))
            elif more:
                safe.paragraph(_("… og {n} kolonner til. De blir tatt vare på slik de er.", n=more))
    safe.paragraph(
        _(
            "Er flere kolonner det samme, gjelder den første som har noe i seg. Det som ikke er valgt, blir tatt vare på."
        )
    )


def _sorted(look: Look) -> tuple[list[int], list[int]]:
    """The columns to be looked at first, and the others: what is proposed for a column that nobody has named is looked at."""
    wanted = {"title", "authors", "year", "abstract", "journal", "doi", "pmid"}
    first = [one.position for one in look.plan.columns if one.field in wanted]
    first += [one.position for one in look.plan.columns if not one.field and _values(look, one.position)][
        : 12 - len(first)
    ]
    return sorted(first), [one.position for one in look.plan.columns if one.position not in first]


def _values(look: Look, position: int) -> list[str]:
    cells = (row[position].strip() for row in look.rows if position < len(row))
    return list(dict.fromkeys(cell for cell in cells if cell))[:VALUES]


def name_of(heading: str, position: int) -> str:
    """What a column is called: by its heading, or by its place."""
    return f"«{heading}»" if heading else _("Kolonne {n}", n=position + 1)


def _column(run: Run, number: int, look: Look, position: int, fields: Fields) -> None:
    column = look.plan.columns[position]
    name = columns.field_of(number, position)
    named = name_of(column.heading, position)
    shown = Fields(fields)
    if name not in fields:
        shown[name] = Saved(column.field if column.field in columns.OFFERED else columns.ASIDE)
    left, right = st.columns([3, 2], vertical_alignment="center")
    with left:
        cells = [_short(one) for one in _values(look, position)] or [_("(tom)")]
        safe.show(safe.tag("p", named, css="kb-label"), "<ul>", *(safe.tag("li", one) for one in cells), "</ul>")
    with right:
        label = _("Hva er {column}?", column=safe.for_label(named))
        options = {one: sentence(f"value_column_field_{one}") for one in columns.OFFERED}
        kit.field("columns", run.id, name, label, shown, kind="choice", options=options)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip() + " …"


def _preview(look: Look, plan: Plan, *, several: bool) -> None:
    records = columns.preview(look, plan)[:PREVIEWED]
    safe.show(safe.tag("p", _("Slik blir de første postene"), css="kb-label"))
    if not plan.usable:
        said = _("Velg en kolonne med titler, DOI-er eller PMID-er.")
        more = _("Uten den blir denne tabellen ikke tatt inn.")
        safe.paragraph(f"{said} {more}" if several else said)
    elif not records:
        safe.paragraph(_("Ingen av de første radene blir til en post med disse kolonnene."))
    for record in records:
        safe.record_card(record, level=5)


def _expected(run: Run, plans: Sequence[Plan]) -> None:
    """How many records the whole file gives by what is chosen; counted anew when that changes."""
    held: dict[str, tuple[tuple[Plan, ...], tuple[int, int]]] = st.session_state.setdefault("columns-expected", {})
    if held.get(run.id, ((), (0, 0)))[0] != tuple(plans):
        content = here.view().file_bytes(run.id)[1]
        if len(content) > LARGEST_COUNTED:
            return
        held[run.id] = (tuple(plans), columns.expected(content, plans))
    records, aside = held[run.id][1]
    said = (
        _("Hele filen gir én post slik det er valgt.")
        if records == 1
        else _("Hele filen gir {n} poster slik det er valgt.", n=number(records))
    )
    if aside == 1:
        more = _(
            "Én rad blir lagt til side (en sum, en merknad eller en rad uten tittel); den blir nevnt med linjenummer."
        )
        said = f"{said} {more}"
    elif aside:
        more = _(
            "{n} rader blir lagt til side (summer, merknader og rader uten tittel); de blir nevnt med linjenummer."
        )
        said = f"{said} {more.format(n=number(aside))}"
    safe.show(f'<p role="status">{safe.marked(said)}</p>')


def _buttons(run: Run, usable: bool) -> None:
    def use(client_id: str) -> None:
        search.use_columns(here.store(), here.actor(), run.id, client_id=client_id)
        here.wake()

    with st.container(horizontal=True):
        kit.button(_("Bruk dette og hent inn filen"), f"use-{run.id}", use, type="primary", disabled=not usable)
        kit.button(
            _("Ikke les filen på nytt") if columns.reads_again(run) else _("Ikke hent inn denne filen"),
            f"cancel-{run.id}",
            lambda _id: search.cancel(here.store(), here.actor(), run.id),
            verb="search.cancel",
        )


def told(plans: Sequence[Plan]) -> str:
    """What somebody said the columns are, in one line: heading = field."""
    parts = (
        f"{name_of(one.heading, one.position)} = {sentence(f'value_column_field_{one.field}')}"
        for plan in plans
        for one in plan.columns
        if one.field in columns.OFFERED
    )
    return "; ".join(parts)
