"""Saving one edited field. Each is kept as it is left, with its version, so nothing waits for a button."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields

from pipeline.errors import BadInput
from pipeline.guard import personal_numbers
from pipeline.needs import ResearchNeed
from pipeline.ports import Change, Store
from pipeline.rows import Actor
from pipeline.steps import shapes

LONGEST = 20_000  # characters in one field
LONGEST_CHECKLIST = 1_000_000
LONGEST_TEXT = 4_000_000  # the largest of the texts that a method team owns: its own words of the glossary
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Editable:
    """The fields of one thing: whole names, and beginnings of names that are followed by an id.

    `shapes` says which of them, or of their beginnings, hold a "date" or a "count" (see `pipeline/steps/shapes.py`); the
    others hold any text.
    """

    verb: str
    table: str
    names: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    shapes: Mapping[str, str] = field(default_factory=dict)
    whose: Callable[[Change, Actor, str], None] | None = None  # refuses what somebody else must not write in
    longest: int = LONGEST  # characters in one of them

    def shape_of(self, name: str) -> str:
        """The shape that a field must have; "" = any text."""
        return self.shapes.get(name) or self.shapes.get(f"{name.partition('.')[0]}.", "")

    def allows(self, name: str) -> bool:
        """True for a field that this thing has."""
        return name in self.names or name.startswith(self.beginnings or ("\0",))


def own_appraisal(change: Change, actor: Actor, appraisal_id: str) -> None:
    """Answers belong to who gave them. Raises BadInput: appraisal_of_another."""
    one = change.view.appraisal(appraisal_id)
    if one.agreed or one.person_id != actor.person_id:
        raise BadInput("appraisal_of_another")


def agreed_appraisal(change: Change, _actor: Actor, appraisal_id: str) -> None:
    """What is agreed on is written in the agreed appraisal only. Raises BadInput: appraisal_not_agreed."""
    if not change.view.appraisal(appraisal_id).agreed:
        raise BadInput("appraisal_not_agreed")


def draft_instrument(change: Change, _actor: Actor, instrument_id: str) -> None:
    """A published version never changes. Raises BadInput: instrument_not_draft."""
    if not any(one.id == instrument_id and one.state == "draft" for one in change.view.own_instruments()):
        raise BadInput("instrument_not_draft")


def draft_text(change: Change, _actor: Actor, edition_id: str) -> None:
    """A published edition never changes. Raises BadInput: text_not_draft."""
    if not change.view.is_draft_text(edition_id):
        raise BadInput("text_not_draft")


def own_side(change: Change, actor: Actor, person_id: str) -> None:
    """What somebody has put by is theirs. Raises BadInput: no_such_field."""
    if change.person_id != person_id or actor.person_id != person_id:
        raise BadInput("no_such_field", field="draft")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


EDITABLE: dict[str, Editable] = {
    "need": Editable(
        "need.edit",
        "need",
        _names("text service_area why context experience users asked_by decision_date"),
        shapes={"decision_date": "date"},
    ),
    "question": Editable("question.edit", "question", _names("own_sentence search_elements profile")),
    "criteria": Editable("criteria.edit", "question", _names("inclusion exclusion")),
    # What somebody is in the middle of writing before it becomes a comment, a reference or a vote: not to be lost either.
    "draft": Editable("draft.edit", "question", beginnings=("draft.",)),
    "columns": Editable("import.columns", "run", beginnings=("column.",)),  # what each column of a table is
    "other_place": Editable(
        "place.edit", "part", _names("name kind address date result note"), shapes={"date": "date"}
    ),
    "extraction": Editable(
        "extract.edit",
        "part",
        _names("question search_date countries studies people result quote page note study_list form"),
        ("outcome.", "text.", "count.", "date.", "quote_of.", "page_of."),
        shapes={"search_date": "date", "studies": "count", "people": "count", "count.": "count", "date.": "date"},
    ),
    "appraisal": Editable(
        "appraise.edit",
        "appraisal",
        _names("overall overall_reason variant critical"),
        ("answer.", "comment.", "quote.", "page."),
        whose=own_appraisal,
    ),
    "consensus": Editable(
        "appraise.settle",
        "appraisal",
        _names("overall overall_reason variant"),
        ("answer.", "comment."),
        whose=agreed_appraisal,
    ),
    "finding": Editable(
        "finding.edit",
        "part",
        _names(
            "outcome comparison direction size size_reason certainty certainty_reason very_low_form relative absolute"
            " studies people review judged_by sentence kind certainty_agree review_certainty baseline measure"
        ),
        ("grade.", "grade_reason."),
        shapes={"studies": "count", "people": "count"},
    ),
    "summary": Editable(
        "summary.edit",
        "part",
        _names("title authors review_by peer_reader interests"),
        ("section.", "search_report."),
        shapes={"review_by": "date"},
    ),
    "municipality": Editable(
        "municipality.edit",
        "municipality",
        _names("agreement_signed contact_name contact_email note"),
        shapes={"agreement_signed": "date", "contact_email": "email"},
    ),
    "instrument": Editable(
        "instrument.edit", "instrument", _names("text"), whose=draft_instrument, longest=LONGEST_CHECKLIST
    ),
    "own_text": Editable("text.edit", "own_text", _names("text"), whose=draft_text, longest=LONGEST_TEXT),
    # One's own side of a conflict on a page that no question has.
    "put_by": Editable("person.put_by", "person", beginnings=("draft.",), whose=own_side, longest=LONGEST_TEXT),
    "research_need": Editable(
        "research_need.edit",
        "research_need",
        frozenset(one.name for one in fields(ResearchNeed)),
        shapes=dict.fromkeys(("our_search_date", "evidence_searched", "decision_date", "review_date"), "date"),
    ),
}


def clean(value: str, longest: int = LONGEST) -> str:
    """Text that a person typed as it is kept: no control characters but line breaks and tabs, one kind of line break.

    Raises `BadInput` for text that is too long, and for a personal number: it must not be kept anywhere.
    """
    value = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if len(value) > longest:
        raise BadInput("text_too_long", length=len(value), longest=longest)
    if personal_numbers(value):
        raise BadInput("personal_number")
    return value


def save_field(
    store: Store,
    actor: Actor,
    thing: str,
    object_id: str,
    name: str,
    value: str,
    *,
    expected: int | None = None,
    why: str = "",
    client_id: str = "",
) -> int:
    """Save one field of a thing (a key of `EDITABLE`); gives its new version.

    `expected` is the version that was shown; `Conflict` is raised when somebody has saved another since.
    `BadInput` names a field that is not there, text that `clean` refuses, and what has not the shape that belongs there.
    """
    editable = EDITABLE[thing]
    if not editable.allows(name):
        raise BadInput("no_such_field", field=name)
    value = clean(value, editable.longest)
    shapes.check(editable.shape_of(name), value)
    with store.write(actor, editable.verb, editable.table, object_id, client_id=client_id) as change:
        if editable.whose:
            editable.whose(change, actor, object_id)
        return change.set_field(editable.table, object_id, name, value, expected=expected, why=why)
