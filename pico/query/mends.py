"""What a mend is to say: the known tag that is nearest, a bracket's tag behind each of its words, brackets for a chain."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Sequence
from itertools import pairwise

from pico.query.fields import FIELDS, TAGS
from pico.query.tree import AUTO, Group, Node, Term

_LONGEST_TAG = 40
_CLOSE = 0.6  # how like a known tag an unknown one must be


@functools.lru_cache(maxsize=1_000)
def closest(name: str) -> str | None:
    """The known tag that an unknown one looks like, as we write it."""
    if name.replace(" ", "") in TAGS:
        return f"[{name.replace(' ', '')}]"
    near = difflib.get_close_matches(name, TAGS, 1, _CLOSE) if 2 <= len(name) <= _LONGEST_TAG else []
    return f"[{FIELDS[TAGS[near[0]]].pubmed}]" if near else None


def spread(node: Node, inside: str, offset: int, tag_text: str) -> str | None:
    """A bracket's text with the tag behind each of its words instead of behind the bracket."""
    if ":~" in tag_text:
        return _near(node, tag_text)
    ends = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Group):
            waiting.extend(one.items)
        elif isinstance(one, Term) and one.field == AUTO:
            ends.append(one.end - offset)
    made, at = [], 0
    for end in sorted(ends):
        made += [inside[at:end], tag_text]
        at = end
    return "".join((*made, inside[at:]))


def from_the_left(text: str, begins: int, turns: Sequence[int]) -> str:
    """A chain with brackets around what is worked off first, up to its last change of operator: `((a OR b) AND c) OR d`."""
    pieces = (text[start:end].strip() for start, end in pairwise((begins, *turns)))
    return "(" * len(turns) + " ".join(f"{piece})" for piece in pieces)


def _near(node: Node, tag_text: str) -> str | None:
    """Words that are joined by AND, as the one phrase that nearness is asked of; None where they are joined otherwise."""
    if not isinstance(node, Group) or node.op != "AND":
        return None
    words = [one.text for one in node.items if isinstance(one, Term) and "*" not in one.text]
    return f'"{" ".join(words)}"{tag_text}' if len(words) == len(node.items) else None
