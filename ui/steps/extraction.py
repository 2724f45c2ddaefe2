"""What an included review says of itself: its question, search, studies and people, and its outcomes with numbers."""

from __future__ import annotations

import streamlit as st

from pipeline.ids import new_id
from pipeline.rows import Fields, Part, Reference
from pipeline.steps.appraise import start_extraction
from pipeline.steps.fields import save_field
from ui import here, kit, reader, safe
from ui.words import _

EXTRACTED = (
    ("question", "area", lambda: _("Hva spør oversikten om? (med egne ord)")),
    ("search_date", "line", lambda: _("Når søkte de sist? (for eksempel mai 2018)")),
    ("studies", "line", lambda: _("Antall studier")),
    ("people", "line", lambda: _("Antall personer")),
    ("countries", "line", lambda: _("Land")),
    ("quote", "area", lambda: _("Sitat som viser det")),
    ("page", "line", lambda: _("Side")),
)
OUTCOME = (  # part of a name -> what it asks for
    ("name", lambda: _("Utfall, slik oversikten kaller det")),
    ("numbers", lambda: _("Resultat med tall og spenn")),
    ("studies", lambda: _("Studier og personer bak tallet")),
    ("quote", lambda: _("Sitat")),
    ("page", lambda: _("Side")),
)
FOREIGN = ("quote", "page")  # in the words of the article


def draw(question_id: str, reference: Reference) -> None:
    """The form, one for each reference and shared by all who work on it."""
    part = next((one for one in here.view().parts(question_id, "extraction") if one.reference_id == reference.id), None)
    safe.heading(2, _("Hva sier oversikten om seg selv?"))
    if part is None and not reader.may("extract.start"):
        safe.show(safe.tag("p", _("Ikke skrevet ennå"), css="kb-legend"))
        return
    if part is None:
        kit.button(
            _("Skriv opp det viktigste"),
            f"extract-{reference.id}",
            lambda cid: start_extraction(here.store(), here.actor(), reference.id, client_id=cid),
        )
        return
    for name, kind, label in EXTRACTED:
        kit.field("extraction", part.id, name, label(), part.fields, kind=kind, height=70, foreign=name in FOREIGN)
    _outcomes(part)
    with st.expander(_("Hvilke studier bygger oversikten på?"), expanded=bool(part.fields.text("study_list"))):
        kit.field(
            "extraction",
            part.id,
            "study_list",
            _("Én studie på hver linje, for eksempel «Eksempel 2010»"),
            part.fields,
            kind="area",
            height=110,
            foreign=True,
            help=_(
                "Med listen kan siden vise hvilke studier flere oversikter deler, så ingen studie telles to ganger."
            ),
        )


def outcome_ids(fields: Fields) -> tuple[str, ...]:
    """The ids of the outcomes that something is written of, in the order they were begun."""
    names = (name.split(".") for name, saved in fields.items() if name.startswith("outcome.") and saved.value)
    return tuple(sorted({parts[1] for parts in names if len(parts) == 3}))


def _outcomes(part: Part) -> None:
    """A block for each outcome, and one that is empty where another is asked for."""
    shown = list(outcome_ids(part.fields))
    asked = f"outcome-{part.id}"
    if (begun := st.session_state.get(asked)) and begun not in shown:
        shown.append(str(begun))
    safe.heading(3, _("Utfall med tall"))
    if not shown:
        safe.show(safe.tag("p", _("Ingen utfall er skrevet opp ennå."), css="kb-legend"))
    for place, one in enumerate(shown, 1):
        _outcome(part, one, place)
    if reader.may_edit("extraction"):
        kit.button(_("Skriv opp et utfall"), f"add-{asked}", lambda _cid: st.session_state.update({asked: new_id()}))


def _outcome(part: Part, one: str, place: int) -> None:
    with st.container(border=True):
        for name, label in OUTCOME:
            foreign = name in FOREIGN
            kit.field("extraction", part.id, f"outcome.{one}.{name}", label(), part.fields, foreign=foreign)
        written = [name for name, _label in OUTCOME if part.fields.text(f"outcome.{one}.{name}")]
        if written and reader.may_edit("extraction"):

            def remove(_client_id: str) -> None:
                for name in written:
                    save_field(here.store(), here.actor(), "extraction", part.id, f"outcome.{one}.{name}", "")

            kit.button(_("Ta bort utfall {n}", n=place), f"remove-{part.id}-{one}", remove)
