"""Reads a YAML text of somebody's, safely: first as a tree that knows its lines, within bounds; then as what it means.

What is wrong is said with its line, its key and what to do, whatever the reader of that kind of text knows of lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from appraisal.tree import MAX_BYTES, MAX_VALUES, Branch, Leaf, Node, Row, read_tree
from pipeline.errors import BadInput

Value = TypeVar("Value")
_STEP = re.compile(r"\[\d+\]|[^.\[\]]+")
# what the readers of the kinds say -> the same with its line
_WITH_LINE = {
    "data_key_missing": "checklist_key_missing",
    "data_key_unknown": "checklist_key_unknown",
    "data_key_twice": "text_key_twice",
    "data_key_wrong": "text_key_wrong",
    "wording_broken": "text_place_wrong",
    "template_broken": "text_place_wrong",
    "wording_hole": "text_hole_unknown",
    "concept_star_short": "text_star_short",
    "concept_star_inside": "text_star_inside",
    "concept_wide_unknown": "text_wide_unknown",
    "concept_no_word": "text_no_word",
}


def read_safely(
    text: str, load: Callable[[str], Value], *, most_bytes: int = MAX_BYTES, most_values: int = MAX_VALUES
) -> Value:
    """`load(text)`. BadInput: those of `appraisal.tree`, and those of `load`, which name line and key here."""
    tree = read_tree(text, most_bytes=most_bytes, most_values=most_values)
    if not isinstance(tree, Branch):
        raise BadInput("checklist_wants_map", line=1, key="")
    try:
        return load(text)
    except BadInput as problem:
        code = _WITH_LINE.get(problem.code)
        if code is None:
            raise
        params = dict(problem.params)
        key = str(params.pop("place", params.pop("key", "")))
        raise BadInput(code, **{**params, "key": key, "line": line_of(tree, key)}) from problem


def line_of(tree: Node, key: str) -> int:
    """The line (from 1) of the deepest part of a path ("steps[2].card.how") that is there."""
    node, line = tree, 1
    for step in _STEP.findall(key.removeprefix("(root)")):
        if isinstance(node, Row) and step.startswith("["):
            place = int(step[1:-1])
            if place >= len(node.values):
                break
            node = node.values[place]
            line = node.line
        elif isinstance(node, Branch) and step in node.values:
            line = node.lines[step]
            node = node.values[step]
        else:
            break
    return line if not isinstance(node, Leaf) else max(line, 1)
