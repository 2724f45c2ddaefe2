"""The texts that the method team owns beside checklists: what kinds there are, and what holds where.

A kind is a row of `KINDS`. Each has the text that ships and, above it, editions of the team's own: what was published last and
is not retired holds. A question that has begun to use a text whose change would change what was meant (`Kind.step`) stays
with the edition it began with, until somebody who works on it takes the newer one into use. Which one a question began with
is its field `edition.KIND`; where that is empty, it began with what ships.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from appraisal.extraction import Forms, load_forms
from appraisal.tree import MAX_BYTES, MAX_VALUES
from pico.concepts import read_own
from pico.narrowing import load_fields
from pico.query.filters import load_filters
from pico.question import load_frameworks, load_question_types
from pipeline.cards import load_cards
from pipeline.edition import SET, SHIPPED, Edition, Held
from pipeline.errors import BadInput
from pipeline.export.template import load_template
from pipeline.needs import LISTS, Choice, NeedWords, load_choices, load_needs, load_reasons
from pipeline.ports import View
from pipeline.profiles import load_profiles
from pipeline.safe_text import read_safely
from pipeline.search_account import load_report
from pipeline.sums import NOT_RETRIEVED
from pipeline.wording import load_new_wording, load_wording

Value = TypeVar("Value")
FIELD = "edition."  # of a question: beginning of the names that say which editions it began with
_MOST_PARSED = 500


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of text."""

    attribute: str  # of `Library` and of `Forms`
    file: str  # below data/: what ships
    load: Callable[[str], Any]  # BadInput for a text that cannot be used
    step: str = ""  # questions that have begun this step stay with their edition; "" = it holds everywhere at once
    kept: Callable[[Any], Collection[str]] = lambda _value: ()  # ids that must not go: others point at them
    older: Callable[[Any, Any], Any] | None = (
        None  # (holds now, another edition) -> with what only that one has, not offered
    )
    ids: Callable[[Any], Collection[str]] = lambda value: [one if isinstance(one, str) else one.id for one in value]
    new: Callable[[str], Any] | None = (
        None  # as `load`, of what is being written: stricter than of what was published before
    )
    most_bytes: int = MAX_BYTES
    most_values: int = MAX_VALUES


def _and_older(now: Sequence[Choice], other: Sequence[Choice]) -> tuple[Choice, ...]:
    known = {one.id for one in now}
    return (*now, *(replace(one, offered=False) for one in other if one.id not in known))


def _needs_and_older(now: NeedWords, other: NeedWords) -> NeedWords:
    return NeedWords(**{name: _and_older(now.list(name), other.list(name)) for name in LISTS})


def _form_ids(forms: Forms) -> tuple[str, ...]:
    return tuple(one.id for one in forms.forms)


GLOSSARY = "glossary"  # the one kind that is put over what ships, word by word, and not in its place
KINDS: Mapping[str, Kind] = {
    "cards": Kind("cards", "templates/steps.yaml", load_cards),
    "frameworks": Kind("frameworks", "templates/frameworks.yaml", load_frameworks, "question", tuple),
    "question_types": Kind("question_types", "templates/question_types.yaml", load_question_types, "question", tuple),
    "narrowing": Kind("narrowing", "templates/narrowing.yaml", load_fields),
    GLOSSARY: Kind("own_words", "templates/glossary.yaml", read_own, most_bytes=4_000_000, most_values=200_000),
    "filters": Kind("filters", "templates/search_filters.yaml", load_filters),
    "places": Kind(
        "places", "templates/other_places.yaml", lambda text: load_choices(text, "places"), older=_and_older
    ),
    "exclusion_reasons": Kind(
        *("reasons", "templates/exclusion_reasons.yaml", load_reasons, "screen"),
        kept=lambda _reasons: (NOT_RETRIEVED,),
        older=_and_older,
    ),
    "extraction": Kind(
        *("extraction", "templates/extraction.yaml", load_forms),
        kept=_form_ids,
        older=Forms.with_dropped,
        ids=_form_ids,
    ),
    "wording": Kind("wording", "templates/wording.yaml", load_wording, "summarise", new=load_new_wording),
    "summary": Kind("template", "templates/summary.yaml", load_template, "summarise"),
    "search_report": Kind("report", "templates/search_report.yaml", load_report, "summarise"),
    "profiles": Kind("profiles", "templates/profiles.yaml", load_profiles, kept=tuple),
    "needs": Kind("needs", "templates/needs.yaml", load_needs, older=_needs_and_older),
}
STEPS = tuple(dict.fromkeys(one.step for one in KINDS.values() if one.step))
_parsed: dict[str, Any] = {}  # id of a published edition, whose text never changes -> what it says; None = unreadable


def read(kind: str, text: str, *, published: bool = False) -> Any:
    """What a text of a kind says. BadInput that names line and key, and what to do; a bomb or 10 MB is refused at once.
    `published`: it was, by a program that may have asked for less.
    """
    one = KINDS[kind]
    load = one.load if published or one.new is None else one.new
    return read_safely(text, load, most_bytes=one.most_bytes, most_values=one.most_values)


def read_edition(one: Edition) -> Any | None:
    """What an edition says, or None where its text cannot be used (yet)."""
    try:
        return read(one.kind, one.text.value, published=one.state in SET)
    except BadInput:
        return None


def _published(view: View, one: Held) -> Any | None:
    if one.id not in _parsed:
        if len(_parsed) >= _MOST_PARSED:
            _parsed.clear()
        try:
            _parsed[one.id] = read(one.kind, view.published_text(one.id), published=True)
        except BadInput:  # written for an earlier program: what ships holds
            _parsed[one.id] = None
    return _parsed.get(one.id)


def in_force(held: Sequence[Held]) -> Mapping[str, str]:
    """kind -> id of the edition that holds, for kinds where another than what ships does."""
    return {one.kind: one.id for one in held if not one.retired}  # in the order of their numbers: the newest last


def begun(view: View, question_id: str, step: str) -> bool:
    """Whether a question has begun to use the texts of a step, so that they stay as they are for it."""
    if step == "screen":
        return view.reasons_given(question_id)
    if step == "summarise":
        return "summary.export" in view.last_changes(question_id)
    return bool(view.fields("question", question_id).text("type"))


def bound(view: View, question_id: str, held: Sequence[Held]) -> Mapping[str, str]:
    """kind -> id of the edition (or `SHIPPED`) that a question stays with; kinds that it has not begun to use are left out."""
    steps = {KINDS[one.kind].step for one in held if one.kind in KINDS} - {""}
    if not steps:
        return {}
    steps = {step for step in steps if begun(view, question_id, step)}
    stands = view.fields("question", question_id)
    return {name: stands.text(f"{FIELD}{name}") or SHIPPED for name, kind in KINDS.items() if kind.step in steps}


def newer(held: Sequence[Held], stays: Mapping[str, str], step: str) -> tuple[str, ...]:
    """The kinds of a step in which another edition holds than the one that a question stays with."""
    now = in_force(held)
    return tuple(name for name, one in stays.items() if KINDS[name].step == step and now.get(name, SHIPPED) != one)


def put_over(base: Value, view: View, held: Sequence[Held], stays: Mapping[str, str]) -> Value:
    """What ships (`Library` or `Forms`), with the team's own over it: what holds, or what a question `stays` with."""
    chosen = {**in_force(held), **stays}
    has = {one.name for one in fields(base)}  # type: ignore[arg-type]
    changes: dict[str, Any] = {}
    for name in dict.fromkeys(one.kind for one in held):
        kind = KINDS.get(name)
        if kind is None or kind.attribute not in has:
            continue
        ships = getattr(base, kind.attribute)
        editions = [one for one in held if one.kind == name]
        holds = [_published(view, one) for one in editions if one.id == chosen.get(name, SHIPPED)]
        value = holds[0] if holds and holds[0] is not None else ships
        if kind.older:
            others = [_published(view, one) for one in reversed(editions)]
            for other in (*(one for one in others if one is not None), ships):
                value = kind.older(value, other)
        changes[kind.attribute] = value
    return replace(base, **changes)  # type: ignore[type-var]
