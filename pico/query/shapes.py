"""Shapes of a tree that the writers ask about."""

from __future__ import annotations

import itertools

from pico.query.fields import HEADING_KEYS, PROXIMITY_KEYS
from pico.query.tree import AUTO, Group, Node, Op, Term


def natural(heading: str) -> str:
    """A heading in natural order: "Vision, Low" -> "Low Vision"."""
    name = heading.removesuffix(" as Topic")
    first, comma, rest = name.partition(", ")
    return f"{rest} {first}" if comma and ", " not in rest else name


def anded(node: Group) -> Group:
    """What was near each other, as words anywhere."""
    both: Op = "AND"
    ops = (both,) * len(node.ops)
    return Group(node.items, ops, start=node.start, end=node.end)


def runs(numbers: tuple[int, ...]) -> str:
    """1, 2, 3, 7 -> "1-3,7"."""
    made: list[str] = []
    for _, group in itertools.groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        made += [f"{run[0]}-{run[-1]}"] if len(run) > 1 else [str(run[0])]
    return ",".join(made)


def leaves(node: Node) -> list[Term]:
    if isinstance(node, Term):
        return [node]
    return [term for one in getattr(node, "items", ()) for term in leaves(one)]


def leaves_or_groups(node: Group) -> list[Node]:
    return [found for one in node.items for found in (leaves_or_groups(one) if is_near(one) else [one])]  # type: ignore[arg-type]


def is_near(node: Node) -> bool:
    return isinstance(node, Group) and node.op == "NEAR"


def is_or(node: Node) -> bool:
    if not isinstance(node, Group) or node.op != "OR":
        return False
    return all(isinstance(one, Term) or is_near(one) or is_or(one) for one in node.items)


def alternatives(node: Node) -> list[Term] | None:
    """The words that one side of a nearness may be; None where it is more than a choice of words."""
    if isinstance(node, Term):
        return [node] if node.field not in HEADING_KEYS else None
    if isinstance(node, Group) and node.op == "OR":
        found = [alternatives(one) for one in node.items]
        return [term for one in found for term in one or ()] if all(found) else None
    return None


def near_field(key: str) -> str | None:
    key = "tiab" if key in ("mp", "tw", "tiabkw", "ab", AUTO) else key
    return key if key in PROXIMITY_KEYS else None
