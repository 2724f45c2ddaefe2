"""One neutral tree for every strategy: lines of groups of terms, whichever database it was written for.

A group is a chain that is worked off from left to right, because that is what PubMed does: `a OR b AND c` is
`(a OR b) AND c` there, and the tree says so. A reader of a database with another order (Ovid) nests instead.
Places [start, end) point into the text that was read; they do not count when trees are compared.

Wildcards in `Term.text`: `*` any number of letters, `*3` at most three, `?` none or one, `#` exactly one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from pipeline.errors import BadInput

Op = Literal["AND", "OR", "NOT", "NEAR"]
AUTO = "auto"  # no field: PubMed maps the words by itself
MAX_DEPTH = 100  # brackets within brackets
MAX_TERMS = 50_000  # of a strategy written on one line


def _place() -> int:
    return field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Term:
    """One search word, phrase, heading, date or filter."""

    text: str
    field: str = AUTO  # a key of `fields.FIELDS`
    quoted: bool = False
    explode: bool = True  # headings: narrower ones too
    qualifiers: tuple[
        str, ...
    ] = ()  # headings: subheadings as two letters ("pc"), or as written where that is not known
    within: int | None = None  # at most this many words between its words, in any order
    start: int = _place()
    end: int = _place()


@dataclass(frozen=True, slots=True)
class Ref:
    """Lines by their numbers: `#3`, `or/1-3`."""

    lines: tuple[int, ...]
    op: Op = "OR"  # what joins several
    start: int = _place()
    end: int = _place()


@dataclass(frozen=True, slots=True)
class Group:
    """At least two nodes; `ops[n]` joins `items[n + 1]` to all that stands before it.

    NEAR: all operators are NEAR, with at most `within` words between two neighbours, in that order where `ordered`.
    """

    items: tuple[Node, ...]
    ops: tuple[Op, ...]
    within: int | None = None
    ordered: bool = False
    start: int = _place()
    end: int = _place()

    @property
    def op(self) -> Op | None:
        """The one operator; None = AND, OR and NOT are mixed."""
        return self.ops[0] if len(set(self.ops)) == 1 else None


Node: TypeAlias = Term | Ref | Group


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list. `hits` is what was pasted with it."""

    number: int
    node: Node | None  # None = nothing stands on it that could be read
    start: int = _place()
    end: int = _place()
    hits: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Tree:
    """A strategy. One that is no list is a single line with the number 1."""

    lines: tuple[Line, ...]
    numbered: bool = False

    @property
    def last(self) -> Line | None:
        """The line whose answer is the answer: the one with the highest number."""
        return max(self.lines, key=lambda one: one.number, default=None)

    def line(self, number: int) -> Line | None:
        return next((one for one in self.lines if one.number == number), None)


def single(node: Node | None) -> Tree:
    """A strategy on one line."""
    return Tree((Line(1, node),))


def joined(op: Op, nodes: Sequence[Node], **more: object) -> Node:
    """Nodes joined by one operator; one alone is itself."""
    listed = tuple(nodes)
    return listed[0] if len(listed) == 1 else Group(listed, (op,) * (len(listed) - 1), **more)  # type: ignore[arg-type]


def walk(node: Node | None) -> Iterator[Node]:
    """A node and all below it, in the order of the text."""
    waiting = [node] if node is not None else []
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, Group):
            waiting.extend(reversed(one.items))


def terms(node: Node | None) -> Iterator[Term]:
    """The terms of a node, in the order of the text."""
    return (one for one in walk(node) if isinstance(one, Term))


def flat(tree: Tree) -> Node | None:
    """The strategy's answer as one node, with every line that it names put in.

    Raises BadInput: line_unknown(line) for a line that is not there or does not stand before; strategy_too_large(limit).
    """
    done: dict[int, tuple[Node | None, int]] = {}
    for line in sorted(tree.lines, key=lambda one: one.number):
        done[line.number] = _filled(line.node, done)
    last = tree.last
    return done[last.number][0] if last is not None else None


def _filled(node: Node | None, done: dict[int, tuple[Node | None, int]]) -> tuple[Node | None, int]:
    """A node without references, and how many terms it has."""
    if node is None or isinstance(node, Term):
        return node, 1
    if isinstance(node, Ref):
        found = []
        for number in node.lines:
            if number not in done:
                raise BadInput("line_unknown", line=number)
            found.append(done[number])
        nodes = [one for one, _ in found if one is not None]
        size = sum(size for _, size in found)
        _within_limit(size)
        return (joined(node.op, nodes) if nodes else None), size
    made, size, ops = [], 0, []
    for number, item in enumerate(node.items):
        one, count = _filled(item, done)
        size += count
        if one is not None:
            made.append(one)
            ops.append(node.ops[number - 1] if number else node.ops[0])
    _within_limit(size)
    if not made:
        return None, 0
    return (made[0] if len(made) == 1 else replace(node, items=tuple(made), ops=tuple(ops[1:]))), size


def _within_limit(size: int) -> None:
    if size > MAX_TERMS:
        raise BadInput("strategy_too_large", limit=MAX_TERMS)


def blocks(tree: Tree) -> tuple[tuple[Op, Node], ...]:
    """The parts that narrow the search, in order, each with what joins it: AND, or NOT for what is taken away.

    A search of one part is one block.
    """
    node = flat(tree)
    if node is None:
        return ()
    found: list[tuple[Op, Node]] = []
    _part("AND", node, found)
    return tuple(found)


def _part(op: Op, node: Node, found: list[tuple[Op, Node]]) -> None:
    if not isinstance(node, Group) or op == "NOT" or not set(node.ops) <= {"AND", "NOT"}:
        mixed = isinstance(node, Group) and op == "AND" and node.op is None
        if not mixed:
            found.append((op, node))
            return
        _mixed(node, found)  # type: ignore[arg-type]
        return
    _part("AND", node.items[0], found)
    for joins, item in zip(node.ops, node.items[1:], strict=True):
        _part(joins, item, found)


def _mixed(node: Group, found: list[tuple[Op, Node]]) -> None:
    """From left to right: all up to the last OR is one block, what is ANDed or taken away after it are blocks."""
    last_or = max(number for number, op in enumerate(node.ops) if op == "OR")
    head = replace(node, items=node.items[: last_or + 2], ops=node.ops[: last_or + 1])
    found.append(("AND", head))
    for joins, item in zip(node.ops[last_or + 1 :], node.items[last_or + 2 :], strict=True):
        _part(joins, item, found)
