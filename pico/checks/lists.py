"""Lines of a list and what they say of each other (check 9).

| code | level | params |
|---|---|---|
| line_unknown, line_forward, line_itself | stop | line |
| line_twice | stop | line |
| line_number_alone | warn | text |
| line_unused | warn | line |
| lines_not_joined | warn | line |
| lines_joined_or, lines_joined_and | warn | line |
| line_joined_again | warn | line, other |
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import combinations

from pico.checks.context import Context
from pico.query.fields import HEADING_KEYS, TEXT_KEYS
from pico.query.finding import Finding
from pico.query.tree import Group, Line, Ref, Term, Tree, terms, walk

_NUMBER = re.compile(r"(?:#|S(?=\d))?\d{1,4}[.):,]?\s*$")
_MOST_LINES = 500  # of which it is known what they are built on
_MOST_JOINED = 12  # in one line, that are held against each other
_LONGEST = 40  # letters of a word that is held against stems


def of_lines(context: Context) -> Iterator[Finding]:
    """References to lines, and lines that nothing refers to."""
    tree = context.read.tree
    there = {one.number: one for one in tree.lines} if tree.numbered else {}
    for line in tree.lines:
        for ref in (one for one in walk(line.node) if isinstance(one, Ref)):
            yield from _reference(tree, line, ref, there)
    if tree.numbered and len(there) > 1:
        yield from _unused(tree)
        yield from _joins(tree, there)
    elif tree.numbered and len(tree.lines) == 1 and (match := _NUMBER.search(context.text, 0, tree.lines[0].start)):
        yield Finding("line_number_alone", "warn", match.start(), match.end(), {"text": match.group().strip()}, "")
    seen: set[int] = set()
    for line in tree.lines:
        if line.number in seen:
            yield Finding("line_twice", "stop", line.start, line.end, {"line": line.number})
        seen.add(line.number)


def _reference(tree: Tree, line: Line, ref: Ref, there: dict[int, Line]) -> Iterator[Finding]:
    for number in ref.lines:
        if number not in there:
            yield Finding("line_unknown", "stop", ref.start, ref.end, {"line": number})
        elif number == line.number:
            yield Finding("line_itself", "stop", ref.start, ref.end, {"line": number})
        elif number > line.number:
            yield Finding("line_forward", "stop", ref.start, ref.end, {"line": number})


def _used(line: Line) -> set[int]:
    return {number for one in walk(line.node) if isinstance(one, Ref) for number in one.lines if number < line.number}


def _unused(tree: Tree) -> Iterator[Finding]:
    last = tree.last
    if last is None:
        return
    if not any(isinstance(one, Ref) for line in tree.lines for one in walk(line.node)):
        yield Finding("lines_not_joined", "warn", last.start, last.end, {"line": last.number})
        return
    needed = {last.number}
    for line in sorted(tree.lines, key=lambda one: -one.number):
        if line.number in needed:
            needed |= _used(line)
    for line in tree.lines:
        if line.number not in needed:
            yield Finding("line_unused", "warn", line.start, line.end, {"line": line.number})


def _joins(tree: Tree, there: dict[int, Line]) -> Iterator[Finding]:
    """A line that joins others by an operator that is hardly meant."""
    below: dict[int, frozenset[int]] = {}
    for line in sorted(tree.lines, key=lambda one: one.number):
        mine = _used(line)
        deeper = (below.get(one, frozenset()) for one in mine) if len(below) < _MOST_LINES else ()
        below[line.number] = frozenset(mine).union(*deeper)
    last = tree.last
    for line in tree.lines:
        node = line.node
        op, numbers = _only_lines(node)
        if len(numbers) < 2:
            continue
        parts = [there[one] for one in numbers if one in there and one < line.number]
        if op == "AND":
            again = [(one, other) for one in numbers for other in numbers if one in below.get(other, ())][:1]
            for one, other in again:
                yield Finding("line_joined_again", "warn", line.start, line.end, {"line": one, "other": other})
            if _same_concept(parts):
                yield Finding("lines_joined_and", "warn", line.start, line.end, {"line": line.number})
        elif op == "OR" and line is last and sum(map(_is_block, parts)) > 1:
            yield Finding("lines_joined_or", "warn", line.start, line.end, {"line": line.number})


def _only_lines(node: object) -> tuple[str, tuple[int, ...]]:
    """The operator and the lines of a node that holds nothing else."""
    if isinstance(node, Ref):
        return node.op, node.lines
    if isinstance(node, Group) and node.op is not None and all(isinstance(one, Ref) for one in node.items):
        return node.op, tuple(number for one in node.items if isinstance(one, Ref) for number in one.lines)
    return "", ()


def _is_block(line: Line) -> bool:
    """A line that is a whole block by itself: words or lines joined by OR."""
    node = line.node
    return (isinstance(node, Group) and node.op == "OR") or (
        isinstance(node, Ref) and len(node.lines) > 1 and node.op == "OR"
    )


def _same_concept(parts: list[Line]) -> bool:
    """Two lines, joined by AND, that say the same in two ways: a heading and its text words, or words and fewer of them."""
    found = [
        list(terms(one.node)) for one in parts[:_MOST_JOINED] if not any(isinstance(n, Ref) for n in walk(one.node))
    ]
    return any(
        _named_in(these, those) or _narrower(these, those) or _narrower(those, these)
        for these, those in combinations(found, 2)
    )


def _named_in(these: list[Term], those: list[Term]) -> bool:
    """Nothing but headings on one line, nothing but text words on the other, and they begin alike."""
    for headings, words in ((these, those), (those, these)):
        if _all_in(headings, HEADING_KEYS) and _all_in(words, TEXT_KEYS):
            return bool(_stems(headings) & _stems(words))
    return False


def _narrower(these: list[Term], those: list[Term]) -> bool:
    """Text words of which every one is found by the other line's as well, so that the other line takes nothing away."""
    if not (_all_in(these, TEXT_KEYS) and _all_in(those, TEXT_KEYS)):
        return False
    words = {one.text.lower() for one in those}
    stems = {one[:-1] for one in words if one.endswith("*")}
    return all(
        text in words or any(text[:end] in stems for end in range(4, min(len(text), _LONGEST) + 1))
        for text in (one.text.lower() for one in these)
    )


def _all_in(listed: list[Term], fields: Collection[str]) -> bool:
    return bool(listed) and all(one.field in fields for one in listed)


def _stems(listed: list[Term]) -> set[str]:
    return {word.strip("*").lower()[:5] for one in listed for word in one.text.split() if len(word.strip("*")) >= 4}
