"""An appraisal instrument (checklist) and its file: `load_instrument` and `dump_instrument`.

The method of an instrument is free, its wording often is not: a file holds short gists in our own words with a link to
the original, or the words themselves (`text_kind: verbatim`) where their licence is on `OPEN_LICENCES`. An appraisal
stays bound to `id@version`; a changed text is a new version. The format is described in data/checklists/README.md.
"""

from __future__ import annotations

from dataclasses import fields as fields_of
from dataclasses import is_dataclass, replace
from typing import Any, cast, get_args

import yaml

from appraisal.fields import Fields, refuse_twice
from appraisal.rules import RULE_KEYS, Names, read_conditions, read_rule
from appraisal.text import Text
from appraisal.tree import read_tree
from appraisal.values import (
    Answer,
    Condition,
    Gate,
    Instrument,
    Item,
    ItemSet,
    Judgement,
    Part,
    Rule,
    RuleStep,
    TextKind,
    Variant,
)

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
    "Variant",
    "dump_instrument",
    "load_instrument",
]

OPEN_LICENCES = ("CC0-1.0", "CC-BY-3.0", "CC-BY-4.0", "NLOD-1.0", "NLOD-2.0", "MIT", "Apache-2.0")
"""SPDX names under which another's words may be shipped: free to copy and adapt, also for money."""

_NEEDED = (
    *("id", "version", "title", "languages", "source_url", "source", "licence", "text_kind"),
    *("fits", "answers", "judgements", "parts", "rule"),
)
_ITEM_KEYS = (
    ("id", "number", "text", "help", "look_for"),
    ("mistake", "gate", "answers", "quote", "when", "blank", "words"),
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
    top = Fields(read_tree(yaml_text), "", _NEEDED, ("note", "gate", "variants"))
    names = Names(top.languages("languages"))
    answers = tuple(_answer(one, names) for one in top.mappings("answers", ("id", "label", "symbol"), ("words",)))
    names = replace(names, answers=tuple(one.id for one in answers))
    judged = top.mappings("judgements", ("id", "label", "symbol", "colour"), ("words",))
    judgements = tuple(_judgement(one, names) for one in judged)
    names = replace(names, judgements=tuple(one.id for one in judgements))
    variants = _variants(top, names)
    names = replace(names, variants=tuple(one.id for one in variants))
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
        rule=read_rule(Fields(top.node("rule"), "rule", *RULE_KEYS), names, parts),
        variants=variants,
    )


def _licence(top: Fields, kind: TextKind) -> str:
    if kind == "verbatim":
        return top.choice("licence", OPEN_LICENCES, "checklist_closed_licence")
    return top.string("licence", _LICENCE)


def _answer(fields: Fields, names: Names) -> Answer:
    label = fields.text("label", names.languages)
    return Answer(fields.id(), label, fields.string("symbol", _SYMBOL), fields.words())


def _judgement(fields: Fields, names: Names) -> Judgement:
    colour = fields.string("colour", _COLOUR, "checklist_bad_colour")
    label = fields.text("label", names.languages)
    return Judgement(fields.id(), label, fields.string("symbol", _SYMBOL), colour, fields.words())


def _variants(top: Fields, names: Names) -> tuple[Variant, ...]:
    if "variants" not in top:
        return ()
    every = top.mappings("variants", ("id", "label"), ("words",))
    return tuple(Variant(one.id(), one.text("label", names.languages), one.words()) for one in every)


def _gate(top: Fields, names: Names) -> Gate | None:
    if "gate" not in top:
        return None
    fields = Fields(top.node("gate"), "gate", ("answers", "ask"))
    return Gate(fields.ids("answers", names.answers), fields.text("ask", names.languages))


def _parts(top: Fields, names: Names, *, has_gate: bool) -> tuple[Part, ...]:
    parts, every = list[Part](), list[tuple[Fields, tuple[str, ...]]]()
    for part in top.mappings("parts", ("id", "title", "items"), ("variants",)):
        variants = part.ids("variants", names.variants) if "variants" in part else ()
        fields = part.mappings("items", *_ITEM_KEYS)
        items = tuple(_item(one, names, has_gate=has_gate) for one in fields)
        items = tuple(_asked_when(one, item, names, items) for one, item in zip(fields, items, strict=True))
        parts.append(Part(part.id(), part.text("title", names.languages), items, variants))
        every += [(one, variants) for one in fields]
    refuse_twice([one for one, _ in every], "id")
    for variant in names.variants or ("",):  # a number is said once within a variant
        refuse_twice([one for one, within in every if not within or variant in within], "number")
    return tuple(parts)


def _item(fields: Fields, names: Names, *, has_gate: bool) -> Item:
    gate = fields.flag("gate")
    if gate and not has_gate:
        fields.bad("checklist_gate_missing", "gate")
    answers = fields.ids("answers", names.answers) if "answers" in fields else names.answers
    return Item(
        id=fields.id(),
        number=fields.string("number", _NUMBER),
        text=fields.text("text", names.languages),
        help=fields.text("help", names.languages),
        look_for=fields.text("look_for", names.languages),
        mistake=fields.optional_text("mistake", names.languages),
        gate=gate,
        answers=answers,
        quote=fields.flag("quote"),
        blank=fields.ids("blank", answers) if "blank" in fields else (),
        words=fields.words(),
    )


def _asked_when(fields: Fields, item: Item, names: Names, items: tuple[Item, ...]) -> Item:
    """The item with its conditions, which speak of items before it in the same part."""
    before = items[: items.index(item)]
    return replace(item, when=read_conditions(fields, names, before)) if "when" in fields else item


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
    shape = _SHAPES.get(type(value))
    return shape(value, tree) if shape else tree


def _plain_rule(rule: Rule, tree: dict[str, Any]) -> dict[str, Any]:
    tree |= {name: dict(pairs) for name in ("grades", "points") if (pairs := getattr(rule, name))}
    if rule.domains:
        tree["domains"] = [{"part": part, "steps": _plain(steps)} for part, steps in rule.domains]
    if rule.levels:
        tree["levels"] |= {"starts": dict(rule.levels.starts), "moves": dict(rule.levels.moves)}
    return tree


def _plain_groups(groups: tuple[tuple[str, ...], ...]) -> list[Any]:
    return [group[0] if len(group) == 1 else list(group) for group in groups]


def _plain_condition(condition: Condition, tree: dict[str, Any]) -> dict[str, Any]:
    items = f"{'not ' if condition.others else ''}{condition.of}" if condition.of else _plain_groups(condition.groups)
    return {"items": items, "answers": tree["answers"], "at_least": condition.at_least}


def _plain_set(one: ItemSet, tree: dict[str, Any]) -> dict[str, Any]:
    return {"id": one.id, "label": tree["label"], "items": _plain_groups(one.groups)}


_SHAPES: dict[type, Any] = {Rule: _plain_rule, Condition: _plain_condition, ItemSet: _plain_set}
"""What the file says otherwise than the value does."""
