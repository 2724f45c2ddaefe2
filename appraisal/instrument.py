"""An appraisal instrument (checklist) and its file: `load_instrument` and `dump_instrument`.

The method of an instrument is free, its wording often is not: a file holds short gists in our own words with a link to
the original, or the words themselves (`text_kind: verbatim`) where their licence is on `OPEN_LICENCES`. An appraisal
stays bound to `id@version`; a changed text is a new version. The format is described in data/checklists/README.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, is_dataclass, replace
from dataclasses import fields as fields_of
from typing import Any, cast, get_args

import yaml

from appraisal.fields import Fields
from appraisal.text import Text
from appraisal.tree import Leaf, read_tree
from appraisal.values import (
    Answer,
    Gate,
    Instrument,
    Item,
    Judgement,
    Part,
    Rule,
    RuleKind,
    RuleStep,
    TextKind,
)
from pipeline.errors import BadInput

__all__ = [
    "OPEN_LICENCES",
    "Answer",
    "Gate",
    "Instrument",
    "Item",
    "Judgement",
    "Part",
    "Rule",
    "RuleStep",
    "Text",
    "dump_instrument",
    "load_instrument",
]

OPEN_LICENCES = ("CC0-1.0", "CC-BY-3.0", "CC-BY-4.0", "NLOD-1.0", "NLOD-2.0", "MIT", "Apache-2.0")
"""SPDX names under which another's words may be shipped: free to copy and adapt, also for money."""

_NEEDED = (
    *("id", "version", "title", "languages", "source_url", "source", "licence", "text_kind"),
    *("fits", "answers", "judgements", "parts", "rule"),
)
_VERSION = r"[0-9A-Za-z][0-9A-Za-z.-]{0,29}"
_NUMBER = r"[0-9]{1,3}(\.[0-9]{1,3})*[a-z]?"
_URL = r"https://[^\s<>\"']{4,500}"
_COLOUR = r"#[0-9a-f]{6}"
_LICENCE = r"[A-Za-z0-9][A-Za-z0-9.+-]{1,59}"
_SYMBOL = r"\S{1,4}"


def load_instrument(yaml_text: str) -> Instrument:
    """The instrument that a checklist file holds.

    Raises BadInput with a code `checklist_...` and, for all but a file that is too big, its `line` (from 1) and `key`.
    """
    top = Fields(read_tree(yaml_text), "", _NEEDED, ("note", "gate"))
    names = _Names(top.languages("languages"))
    answers = tuple(_answer(one, names) for one in _each(top, "answers", ("id", "label", "symbol")))
    names = replace(names, answers=tuple(one.id for one in answers))
    judgements = tuple(_judgement(one, names) for one in _each(top, "judgements", ("id", "label", "symbol", "colour")))
    names = replace(names, judgements=tuple(one.id for one in judgements))
    gate = _gate(top, names)
    parts = _parts(top, names, has_gate=gate is not None)
    kind = cast(TextKind, top.choice("text_kind", get_args(TextKind)))
    return Instrument(
        id=top.id(),
        version=top.string("version", _VERSION),
        title=top.text("title", names.languages),
        languages=names.languages,
        source_url=top.string("source_url", _URL, "checklist_bad_url"),
        source=top.text("source", names.languages),
        licence=_licence(top, kind),
        text_kind=kind,
        note=top.optional_text("note", names.languages),
        fits=top.ids("fits"),
        answers=answers,
        judgements=judgements,
        gate=gate,
        parts=parts,
        rule=_rule(top, names, tuple(item for part in parts for item in part.items)),
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """The ids that later parts of the file may speak of."""

    languages: tuple[str, ...]
    answers: tuple[str, ...] = ()
    judgements: tuple[str, ...] = ()


def _each(parent: Fields, key: str, needed: tuple[str, ...], optional: tuple[str, ...] = ()) -> list[Fields]:
    """The mappings of a list, their ids all different."""
    every = [Fields(node, path, needed, optional) for node, path in parent.rows(key)]
    _refuse_twice(every, "id")
    return every


def _refuse_twice(every: Iterable[Fields], key: str) -> None:
    seen = set[str]()
    for fields in every:
        value = fields.string(key)
        if value in seen:
            fields.bad("checklist_id_twice", key, id=value[:60])
        seen.add(value)


def _licence(top: Fields, kind: TextKind) -> str:
    if kind == "verbatim":
        return top.choice("licence", OPEN_LICENCES, "checklist_closed_licence")
    return top.string("licence", _LICENCE)


def _answer(fields: Fields, names: _Names) -> Answer:
    return Answer(fields.id(), fields.text("label", names.languages), fields.string("symbol", _SYMBOL))


def _judgement(fields: Fields, names: _Names) -> Judgement:
    colour = fields.string("colour", _COLOUR, "checklist_bad_colour")
    label = fields.text("label", names.languages)
    return Judgement(fields.id(), label, fields.string("symbol", _SYMBOL), colour)


def _gate(top: Fields, names: _Names) -> Gate | None:
    if "gate" not in top:
        return None
    fields = Fields(top.node("gate"), "gate", ("answers", "ask"))
    return Gate(fields.ids("answers", names.answers), fields.text("ask", names.languages))


def _parts(top: Fields, names: _Names, *, has_gate: bool) -> tuple[Part, ...]:
    needed, optional = ("id", "number", "text", "help", "look_for"), ("mistake", "gate", "answers", "quote")
    parts, every = [], list[Fields]()
    for part in _each(top, "parts", ("id", "title", "items")):
        fields = _each(part, "items", needed, optional)
        items = tuple(_item(one, names, has_gate=has_gate) for one in fields)
        parts.append(Part(part.id(), part.text("title", names.languages), items))
        every += fields
    _refuse_twice(every, "id")
    _refuse_twice(every, "number")
    return tuple(parts)


def _item(fields: Fields, names: _Names, *, has_gate: bool) -> Item:
    gate = fields.flag("gate")
    if gate and not has_gate:
        fields.bad("checklist_gate_missing", "gate")
    return Item(
        id=fields.id(),
        number=fields.string("number", _NUMBER),
        text=fields.text("text", names.languages),
        help=fields.text("help", names.languages),
        look_for=fields.text("look_for", names.languages),
        mistake=fields.optional_text("mistake", names.languages),
        gate=gate,
        answers=fields.ids("answers", names.answers) if "answers" in fields else names.answers,
        quote=fields.flag("quote"),
    )


def _rule(top: Fields, names: _Names, items: tuple[Item, ...]) -> Rule:
    fields = Fields(top.node("rule"), "rule", ("kind",), ("note", "steps", "grades"))
    kind = cast(RuleKind, fields.choice("kind", get_args(RuleKind)))
    note = fields.optional_text("note", names.languages)
    foreign = "grades" if kind == "judgement" else "steps"
    if foreign in fields:
        fields.bad("checklist_key_unknown", foreign)
    if kind == "worst_domain":
        return Rule(kind, note, grades=_grades(fields, names))
    if "steps" not in fields:
        return Rule(kind, note)
    needed = ("id", "text", "items", "answers", "at_least", "proposes")
    return Rule(kind, note, steps=tuple(_step(one, names, items) for one in _each(fields, "steps", needed)))


def _step(fields: Fields, names: _Names, items: tuple[Item, ...]) -> RuleStep:
    if isinstance(fields.node("items"), Leaf):
        gates_only = fields.choice("items", ("all", "gate")) == "gate"
        chosen = tuple(item.id for item in items if item.gate or not gates_only)
        if not chosen:
            fields.bad("checklist_no_gate_item", "items")
    else:
        chosen = fields.ids("items", tuple(item.id for item in items))
    least = fields.string("at_least", r"all|[0-9]{1,3}", "checklist_bad_count")
    at_least = len(chosen) if least == "all" else int(least)
    if at_least > len(chosen):
        fields.bad("checklist_count_too_high", "at_least", value=at_least, items=len(chosen))
    return RuleStep(
        id=fields.id(),
        text=fields.text("text", names.languages),
        items=chosen,
        answers=fields.ids("answers", names.answers),
        at_least=at_least,
        proposes=fields.choice("proposes", names.judgements),
    )


def _grades(fields: Fields, names: _Names) -> tuple[tuple[str, str], ...]:
    """answer -> judgement for each answer; without `grades` every answer is named like its judgement."""
    if "grades" not in fields:
        for answer in names.answers:
            if answer not in names.judgements:
                raise BadInput("checklist_grade_missing", line=fields.line, key="rule.grades", answer=answer)
        return tuple((answer, answer) for answer in names.answers)
    grades = Fields(fields.node("grades"), "rule.grades", names.answers)
    return tuple((answer, grades.choice(answer, names.judgements)) for answer in names.answers)


class _NoAliases(yaml.SafeDumper):
    """The reader refuses aliases, so none is written."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def dump_instrument(instrument: Instrument) -> str:
    """YAML that `load_instrument` reads back to an equal value."""
    return yaml.dump(_plain(instrument), Dumper=_NoAliases, allow_unicode=True, sort_keys=False, width=110)


def _plain(value: object) -> Any:
    """Maps, lists and scalars of a value; what is absent (None, False, an empty tuple) is left out."""
    if isinstance(value, Text):
        return dict(value.pairs)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if not is_dataclass(value):
        return value
    held = {field.name: getattr(value, field.name) for field in fields_of(value)}
    tree = {name: _plain(one) for name, one in held.items() if one is not None and one is not False and one != ()}
    if isinstance(value, Rule) and value.grades:
        tree["grades"] = dict(value.grades)
    return tree
