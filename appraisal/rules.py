"""Reads the rule of a checklist file: its kind, and the steps, sets, grades, levels or points that the kind goes by."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast, get_args

from appraisal.fields import Fields, one_of
from appraisal.tree import Leaf, Row
from appraisal.values import Condition, Item, ItemSet, Levels, Offer, Part, Rule, RuleKind, RuleStep
from pipeline.errors import BadInput

OWN_KEYS: dict[RuleKind, tuple[tuple[str, ...], tuple[str, ...]]] = {  # kind -> keys it needs, keys it may have
    "judgement": ((), ("sets", "steps")),
    "worst_domain": ((), ("grades", "offer")),
    "domains": (("domains",), ("offer",)),
    "levels": (("levels",), ()),
    "percent": (("points",), ()),
}
_ALL_KEYS = ("sets", "steps", "grades", "offer", "domains", "levels", "points")
_NUMBER = r"-?[0-9]{1,2}"
_COUNT = r"all|[0-9]{1,3}"


@dataclass(frozen=True, slots=True)
class Names:
    """The ids that later parts of the file may speak of."""

    languages: tuple[str, ...]
    answers: tuple[str, ...] = ()
    judgements: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()


def read_rule(fields: Fields, names: Names, parts: tuple[Part, ...]) -> Rule:
    """The rule at `fields`, which has been made with `RULE_KEYS`."""
    kind = cast(RuleKind, fields.choice("kind", get_args(RuleKind)))
    needed, optional = OWN_KEYS[kind]
    for key in _ALL_KEYS:
        if key in fields and key not in (*needed, *optional):
            fields.bad("checklist_key_unknown", key)
        if key in needed and key not in fields:
            raise BadInput("checklist_key_missing", line=fields.line, key=f"rule.{key}")
    items = tuple(item for part in parts for item in part.items)
    sets = _sets(fields, names, items)
    return Rule(
        kind,
        fields.optional_text("note", names.languages),
        sets=sets,
        steps=read_steps(fields, names, items, sets, worded=True) if "steps" in fields else (),
        grades=_grades(fields, names) if kind == "worst_domain" else (),
        domains=_domains(fields, names, parts) if kind == "domains" else (),
        levels=_levels(fields, names, items) if kind == "levels" else None,
        points=_numbers(Fields(fields.node("points"), "rule.points", names.answers)) if kind == "percent" else (),
        offer=_offer(fields, names),
    )


RULE_KEYS = (("kind",), ("note", *_ALL_KEYS))


def read_steps(
    fields: Fields, names: Names, items: tuple[Item, ...], sets: tuple[ItemSet, ...] = (), *, worded: bool
) -> tuple[RuleStep, ...]:
    """The `steps` of a rule or of a domain; those of a rule need their condition in words."""
    needed = ("id", "proposes", "text") if worded else ("id", "proposes")
    every = fields.mappings("steps", needed, ("text", "when", "items", "answers", "at_least"))
    return tuple(
        RuleStep(
            id=one.id(),
            text=one.optional_text("text", names.languages),
            when=_conditions_of_step(one, names, items, sets, otherwise=not worded),
            proposes=one.choice("proposes", names.judgements),
        )
        for one in every
    )


def _conditions_of_step(
    fields: Fields, names: Names, items: tuple[Item, ...], sets: tuple[ItemSet, ...], *, otherwise: bool
) -> tuple[Condition, ...]:
    """`when`, or one condition written in the step itself; in a domain none at all means "otherwise"."""
    own = [key for key in ("items", "answers", "at_least") if key in fields]
    if "when" in fields:
        if own:
            fields.bad("checklist_key_unknown", own[0])
        return read_conditions(fields, names, items, sets)
    if not own and otherwise:
        return ()
    for key in ("items", "answers", "at_least"):
        if key not in own:
            raise BadInput("checklist_key_missing", line=fields.line, key=f"{fields.path}.{key}")
    return (_condition(fields, names, items, sets),)


def read_conditions(
    fields: Fields, names: Names, items: tuple[Item, ...], sets: tuple[ItemSet, ...] = ()
) -> tuple[Condition, ...]:
    """The conditions of `when`. Without `at_least` all of their items must have one of the answers."""
    every = [Fields(node, path, ("items", "answers"), ("at_least",)) for node, path in fields.rows("when")]
    return tuple(_condition(one, names, items, sets) for one in every)


def _condition(fields: Fields, names: Names, items: tuple[Item, ...], sets: tuple[ItemSet, ...]) -> Condition:
    groups, of, others = _groups(fields, items, sets)
    count = len(groups)
    if of:
        chosen = next(len(one.groups) for one in sets if one.id == of)
        count = len(items) if others else chosen
    least = fields.string("at_least", _COUNT, "checklist_bad_count") if "at_least" in fields else "all"
    at_least = count if least == "all" else int(least)
    if at_least > count:
        fields.bad("checklist_count_too_high", "at_least", value=at_least, items=count)
    return Condition(groups, fields.ids("answers", names.answers), at_least, of, others)


def _groups(
    fields: Fields, items: tuple[Item, ...], sets: tuple[ItemSet, ...]
) -> tuple[tuple[tuple[str, ...], ...], str, bool]:
    """(groups, set, whether all but that set) of `items`: a list, or a word for many."""
    if not isinstance(fields.node("items"), Leaf):
        return _listed(fields, "items", tuple(item.id for item in items)), "", False
    by_set = {one.id: (one.id, False) for one in sets} | {f"not {one.id}": (one.id, True) for one in sets}
    word = fields.choice("items", ("all", "gate", *by_set))
    if word in by_set:
        return (), *by_set[word]
    chosen = tuple((item.id,) for item in items if item.gate or word == "all")
    if not chosen:
        fields.bad("checklist_no_gate_item", "items")
    return chosen, "", False


def _listed(fields: Fields, key: str, known: Collection[str]) -> tuple[tuple[str, ...], ...]:
    """A list of item ids; a list within it is a group, which counts once."""
    groups = list[tuple[str, ...]]()
    seen = set[str]()
    for node, path in fields.rows(key):
        inner = [(one, f"{path}[{n}]") for n, one in enumerate(node.values)] if isinstance(node, Row) else []
        group = tuple(one_of(one, place, known) for one, place in inner or [(node, path)])
        for item in group:
            if item in seen:
                raise BadInput("checklist_id_twice", line=node.line, key=path, id=item)
            seen.add(item)
        groups.append(group)
    return tuple(groups)


def _sets(fields: Fields, names: Names, items: tuple[Item, ...]) -> tuple[ItemSet, ...]:
    if "sets" not in fields:
        return ()
    known = tuple(item.id for item in items)
    every = fields.mappings("sets", ("id", "label", "items"))
    return tuple(ItemSet(one.id(), one.text("label", names.languages), _listed(one, "items", known)) for one in every)


def _grades(fields: Fields, names: Names) -> tuple[tuple[str, str], ...]:
    """answer -> judgement for each answer; without `grades` every answer is named like its judgement."""
    if "grades" not in fields:
        for answer in names.answers:
            if answer not in names.judgements:
                raise BadInput("checklist_grade_missing", line=fields.line, key="rule.grades", answer=answer)
        return tuple((answer, answer) for answer in names.answers)
    grades = Fields(fields.node("grades"), "rule.grades", names.answers)
    return tuple((answer, grades.choice(answer, names.judgements)) for answer in names.answers)


def _domains(fields: Fields, names: Names, parts: tuple[Part, ...]) -> tuple[tuple[str, tuple[RuleStep, ...]], ...]:
    """The steps of every part, each part once."""
    every = fields.mappings("domains", ("part", "steps"), named="part")
    by_part = {part.id: part for part in parts}
    found = dict[str, tuple[RuleStep, ...]]()
    for one in every:
        part = by_part[one.choice("part", by_part)]
        found[part.id] = read_steps(one, names, part.items, worded=False)
    for part_id in by_part:
        if part_id not in found:
            fields.bad("checklist_domain_missing", "domains", part=part_id)
    return tuple(found.items())


def _levels(fields: Fields, names: Names, items: tuple[Item, ...]) -> Levels:
    inside = Fields(fields.node("levels"), "rule.levels", ("item", "starts", "moves"))
    start = inside.choice("item", [item.id for item in items])
    starting = next(item.answers for item in items if item.id == start)
    moving = {answer: None for item in items if item.id != start for answer in item.answers}
    starts = Fields(inside.node("starts"), "rule.levels.starts", starting)
    moves = Fields(inside.node("moves"), "rule.levels.moves", tuple(moving))
    return Levels(
        start, tuple((answer, starts.choice(answer, names.judgements)) for answer in starting), _numbers(moves)
    )


def _numbers(fields: Fields) -> tuple[tuple[str, int], ...]:
    """A whole number for each key."""
    return tuple((key, int(fields.string(key, _NUMBER, "checklist_bad_number"))) for key in fields.keys)


def _offer(fields: Fields, names: Names) -> Offer | None:
    if "offer" not in fields:
        return None
    inside = Fields(fields.node("offer"), "rule.offer", ("judgement", "at_least", "to", "text"))
    return Offer(
        inside.choice("judgement", names.judgements),
        int(inside.string("at_least", r"[0-9]{1,2}", "checklist_bad_count")),
        inside.choice("to", names.judgements),
        inside.text("text", names.languages),
    )
