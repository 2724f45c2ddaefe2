"""What is shown of a reference and from where: the best value of each field, and the others to choose from."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import Any

import streamlit as st

from pipeline.combine import CORRECTABLE, Combined, combine_whole
from pipeline.rows import Reference, SourceRecord
from pipeline.steps.references import corrections, pick
from ui import here, keeping, kit, reader, safe
from ui.words import _, day, sentence

LONGEST = 90  # characters of a value in a list


def draw(one: Reference) -> None:
    """A table of fields, and a choice where the sources do not agree. Nothing of one source: it says it itself."""
    view = here.view()
    journey = view.journey(one.id)
    if len(journey) < 2:
        return
    picked = view.picks(one.id)
    found = combine_whole(journey, {name: row.source_record_id for name, row in picked.items()})
    corrected = corrections(view, one.id)
    names = {source.id: _source(source) for source in journey}
    people = {person.id: person.name for person in view.people()}
    with st.expander(_("Hva som vises, og hvor det er hentet fra")):
        rows = []
        for name in (name for name in CORRECTABLE if name in found.choices):
            choice = found.choices[name][0]
            whence = names[choice.source_record_id]
            if name in corrected:
                whence = _("rettet for hånd")
            elif name in found.picked:
                row = picked[name]
                who = people.get(row.person_id, "?")
                whence = _("{source}, valgt av {who} {day}").format(source=whence, who=who, day=day(row.at))
            value = getattr(one.record, name)
            rows.append(
                f"<tr><th scope='row'>{escape(_label(name))}</th><td>{escape(_short(name, value))}</td>"
                f"<td>{escape(whence)}</td></tr>"
            )
        safe.show(safe.table(_("Felt for felt"), (_("Felt"), _("Vises"), _("Hentet fra")), rows))
        if reader.may("reference.pick"):
            for name in (name for name in CORRECTABLE if len(found.choices.get(name, ())) > 1):
                _choose(one, name, found, names, picked_now=name in found.picked)


def _choose(one: Reference, name: str, found: Combined, names: dict[str, str], *, picked_now: bool) -> None:
    choices = {choice.source_record_id: choice for choice in found.choices[name]}
    chosen = found.choices[name][0].source_record_id if picked_now else ""
    key = f"pick-{one.id}-{name}"
    if st.session_state.get(key) != chosen:
        st.session_state[key] = chosen

    def said(id: str) -> str:
        return f"{_short(name, choices[id].value)} ({names[id]})" if id else _("Det beste, valgt av programmet")

    st.selectbox(_label(name), ["", *choices], format_func=said, key=key, on_change=partial(_save, one.id, name, key))


def _save(reference_id: str, name: str, key: str) -> None:
    wanted, client_id = str(st.session_state.get(key) or ""), keeping.spend(key)
    kit.act(key, lambda: pick(here.store(), here.actor(), reference_id, name, wanted, client_id=client_id))
    st.session_state.pop(key, None)


def _label(name: str) -> str:
    return sentence(f"field_reference_{name}")


def _source(source: SourceRecord) -> str:
    """What a source record is called: by the run that found it, or by the place where it was looked up."""
    if not source.run_ids:
        return sentence(f"source_{source.source}")
    run = here.view().run(source.run_ids[0])
    name = sentence(f"source_{run.source}")
    return f"{name}, {run.file_name}" if run.file_name else name


def _short(name: str, value: Any) -> str:
    if name == "kind":
        return sentence(f"value_record_kind_{value}")
    text = "; ".join(value) if isinstance(value, tuple) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …"
