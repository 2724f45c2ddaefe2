"""A plain second answer to "is this record found?", written for comparison: no tables, no short cuts, everything tried."""

from __future__ import annotations

import itertools
import re

from pico.query.tree import Group, Node, Ref, Term
from pipeline.records import Record


def pieces(text: str) -> list[str]:
    return re.findall(r"[a-zβ0-9]+", text.lower())


def texts_of(record: Record, field: str) -> list[list[str]]:
    """Each text of a field as its words."""
    title, abstract, keywords = [record.title], [record.abstract], list(record.keywords)
    names = [part.replace("*", "") for one in record.mesh for part in one.split("/")]
    rest = [*record.authors, record.journal, *record.publication_types, str(record.year or "")]
    chosen = {"ti": title, "ab": abstract, "kw": keywords}.get(field, [*title, *abstract, *keywords])
    if field in ("tw", "mp", "all", "auto"):
        chosen = [*chosen, *names]
    if field in ("all", "auto"):
        chosen = [*chosen, *rest]
    return [pieces(one) for one in chosen]


def fits(wanted: str, word: str) -> bool:
    """Sign for sign, with every way a wildcard may be taken."""
    if not wanted:
        return not word
    head, rest = wanted[0], wanted[1:]
    if head == "*":
        most = int(rest[0]) if rest[:1].isdigit() else len(word)
        rest = rest[1:] if rest[:1].isdigit() else rest
        return any(fits(rest, word[n:]) for n in range(min(most, len(word)) + 1))
    if head == "?":
        return fits(rest, word) or (bool(word) and fits(rest, word[1:]))
    return bool(word) and (head == "#" or head == word[0]) and fits(rest, word[1:])


def wanted_words(text: str) -> list[str]:
    return re.findall(r"[a-zβ0-9*?#]+", text.lower())


def runs(wanted: list[str], text: list[str]) -> list[tuple[int, int]]:
    found = []
    for start in range(len(text)):
        piece = text[start : start + len(wanted)]
        if len(piece) == len(wanted) and all(fits(one, word) for one, word in zip(wanted, piece, strict=True)):
            found.append((start, start + len(wanted) - 1))
    return found


def term_found(term: Term, record: Record, below: dict[str, set[str]]) -> bool:
    if term.field in ("mesh", "majr"):
        for one in record.mesh:
            name, _, sub = one.replace("*", "").partition("/")
            close = name.lower() == term.text.lower() or (term.explode and name in below.get(term.text, set()))
            if (
                close
                and (term.field == "mesh" or "*" in one)
                and (not term.qualifiers or sub[:1] in [q[:1] for q in term.qualifiers])
            ):
                return True
        return False
    wanted = wanted_words(term.text)
    texts = texts_of(record, term.field)
    if term.within is not None:
        for text in texts:
            spots = [[n for n, word in enumerate(text) if fits(one, word)] for one in wanted]
            for chosen in itertools.product(*spots):
                if len(set(chosen)) == len(chosen) and max(chosen) - min(chosen) + 1 <= len(wanted) + term.within:
                    return True
        return False
    if any(runs(wanted, text) for text in texts):
        return True
    return term.field == "auto" and not term.quoted and all(any(runs([one], text) for text in texts) for one in wanted)


def near_spots(node: Node, text: list[str]) -> list[tuple[int, int]]:
    if isinstance(node, Term):
        return runs(wanted_words(node.text), text)
    assert isinstance(node, Group)
    if node.op == "OR":
        return [spot for one in node.items for spot in near_spots(one, text)]
    left = near_spots(node.items[0], text)
    for item in node.items[1:]:
        joined = []
        for a, b in itertools.product(left, near_spots(item, text)):
            inside = set(range(a[0], a[1] + 1)) & set(range(b[0], b[1] + 1))
            forward, backward = b[0] - a[1] - 1, a[0] - b[1] - 1
            gap = forward if b[0] > a[1] else backward
            if not inside and gap <= (node.within or 0) and (b[0] > a[1] or not node.ordered):
                joined.append((min(a[0], b[0]), max(a[1], b[1])))
        left = joined
    return left


def is_found(node: Node, record: Record, below: dict[str, set[str]], lines: dict[int, bool]) -> bool:
    if isinstance(node, Term):
        return term_found(node, record, below)
    if isinstance(node, Ref):
        told = [lines[number] for number in node.lines]
        return all(told) if node.op == "AND" else any(told)
    if node.op == "NEAR":
        field = next(one.field for one in _terms(node))
        return any(near_spots(node, text) for text in texts_of(record, field))
    value = is_found(node.items[0], record, below, lines)
    for op, item in zip(node.ops, node.items[1:], strict=True):
        other = is_found(item, record, below, lines)
        value = value or other if op == "OR" else value and (not other if op == "NOT" else other)
    return value


def _terms(node: Node) -> list[Term]:
    return [node] if isinstance(node, Term) else [term for one in getattr(node, "items", ()) for term in _terms(one)]
