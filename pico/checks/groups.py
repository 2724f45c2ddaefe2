"""What is odd about words beside each other: heading and text word (11), spellings and repeats (12), blocks and limits (13).

| code | level | params |
|---|---|---|
| heading_without_words, words_without_heading | warn | text |
| word_twice, word_covered | hint | word, by |
| spelling_missing, number_missing, hyphen_missing | hint | word, other |
| block_outcome, block_many | hint | text / n |
| limit_language, limit_date, limit_humans, not_used | hint | text |
| not_animals | warn | mend |
| not_humans | warn | |
"""

from __future__ import annotations

from collections.abc import Iterator

from pico.checks.context import Context
from pico.checks.words import FILTER_FIELDS, OUTCOME_PHRASES, OUTCOMES, PREFIXES, variant
from pico.number import other_number
from pico.query.fields import HEADING_KEYS, TEXT_KEYS
from pico.query.finding import Finding
from pico.query.tree import AUTO, Group, Node, Op, Term, Tree, blocks, terms, walk
from pipeline.errors import BadInput

_MOST_BLOCKS = 4
_DATES = frozenset(("dp", "ppdat", "epdat", "edat", "crdt"))
_SPECIES = frozenset(("animals", "animal", "humans", "human"))
HUMANS = "(animals[mh] NOT humans[mh])"


def of_groups(context: Context) -> Iterator[Finding]:
    """Words within one bracket or line that are joined by OR, and words that stand alone."""
    for line in context.read.tree.lines:
        for node in walk(line.node):
            if isinstance(node, Group) and node.op == "OR":
                yield from _beside(context, node)
            elif isinstance(node, Group) and node.op == "AND":
                yield from (one for term in node.items for one in _alone(context, term))
        yield from _alone(context, line.node)


def _alone(context: Context, node: Node | None) -> Iterator[Finding]:
    """A word that is a whole block by itself: its other spellings stand in brackets with it."""
    if isinstance(node, Term) and node.within is None and node.field in TEXT_KEYS - {AUTO} and " " not in node.text:
        yield from _missing(context, node, node.text.lower(), {}, {}, brackets=True)


def _beside(context: Context, group: Group) -> Iterator[Finding]:
    listed = [one for one in group.items if isinstance(one, Term) and one.within is None]
    texts = [one for one in listed if one.field in TEXT_KEYS]
    by_field: dict[str, list[Term]] = {}
    for term in texts:
        by_field.setdefault(term.field, []).append(term)
    seen: dict[tuple[object, ...], Term] = {}
    twice: set[int] = set()
    for number, term in ((n, one) for n, one in enumerate(group.items) if isinstance(one, Term)):
        key = (term.text.lower(), term.field, term.explode, term.qualifiers, term.within)
        if key in seen:
            twice.add(id(term))
            yield _repeat(context, group, number, "word_twice", term, seen[key])
        seen.setdefault(key, term)
    for field, found in by_field.items():
        yield from _of_field(context, group, found, twice, field)


def _repeat(context: Context, group: Group, number: int, code: str, term: Term, by: Term) -> Finding:
    """A term that adds nothing, with the operator before it."""
    start = group.items[number - 1].end if number else term.start
    gap = context.read.text[start : term.start]
    clean = number and gap.strip().upper() == "OR"
    params: dict[str, str | int] = {"word": term.text[:60], "by": by.text[:60]}
    place = (start if clean else term.start, term.end)
    if code == "word_twice":
        return Finding("word_twice", "hint", *place, params, "" if clean else None)
    return Finding("word_covered", "hint", *place, params, "" if clean else None)


def _of_field(context: Context, group: Group, found: list[Term], twice: set[int], field: str) -> Iterator[Finding]:
    words = {one.text.lower(): one for one in found}
    stems = {
        text[:-1]: one for text, one in words.items() if text.endswith("*") and " " not in text and "*" not in text[:-1]
    }
    numbers = {id(item): number for number, item in enumerate(group.items)}
    for term in found:
        text = term.text.lower()
        by = _covering(text, words, stems) if id(term) not in twice else None
        if by is not None:
            yield _repeat(context, group, numbers[id(term)], "word_covered", term, by)
            continue
        if field != AUTO and " " not in text:
            yield from _missing(context, term, text, words, stems)


def _covering(text: str, words: dict[str, Term], stems: dict[str, Term]) -> Term | None:
    """The term that finds all that this one finds, and more."""
    pieces = text.split()
    for piece in pieces:
        if len(pieces) > 1 and piece in words:
            return words[piece]
        bare = piece.rstrip("*")
        for end in range(3, min(len(bare), 40) + 1):
            stem = bare[:end]
            if stem in stems and f"{stem}*" != text:
                return stems[stem]
    return None


def _missing(
    context: Context, term: Term, text: str, words: dict[str, Term], stems: dict[str, Term], *, brackets: bool = False
) -> Iterator[Finding]:
    others = (
        ("spelling_missing", variant(text)),
        ("number_missing", None if context.norwegian(text) else other_number(text)),
        ("hyphen_missing", _joined(text)),
    )
    for code, other in others:
        if other is None or other in words or _covering(other, words, stems) is not None:
            continue
        source = context.read.text[term.start : term.end]
        mend = None
        if context.syntax == "pubmed" and source.lower().count(text) == 1:
            at = source.lower().index(text)
            behind = source[at + len(text) :]
            if ":" not in behind:  # what is odd about `[tiab:noexp]` is said by itself, and not to be said twice
                both = f"{source} OR {source[:at]}{other}{behind}"
                mend = f"({both})" if brackets else both
        params: dict[str, str | int] = {"word": term.text, "other": other}
        if code == "spelling_missing":
            yield Finding("spelling_missing", "hint", term.start, term.end, params, mend)
        elif code == "number_missing":
            yield Finding("number_missing", "hint", term.start, term.end, params, mend)
        else:
            yield Finding("hyphen_missing", "hint", term.start, term.end, params, mend)


def _joined(text: str) -> str | None:
    first, hyphen, rest = text.partition("-")
    return first + rest if hyphen and first in PREFIXES and len(rest.rstrip("*")) >= 2 and "-" not in rest else None


def of_blocks(context: Context) -> Iterator[Finding]:
    """The blocks that narrow the search."""
    try:
        found = blocks(context.read.tree)
    except BadInput:
        return  # a line that is not there is found elsewhere
    concepts = [(op, node) for op, node in found if op == "AND" and not _is_filter(node)]
    for _, node in concepts:
        yield from _twins(node)
    if len(concepts) > _MOST_BLOCKS:
        last = concepts[_MOST_BLOCKS][1]
        yield Finding("block_many", "hint", last.start, last.end, {"n": len(concepts)})
    for number, (_, node) in enumerate(concepts):
        if number and len(concepts) > 2 and (word := _outcome(node)):
            yield Finding("block_outcome", "hint", node.start, node.end, {"text": word})
    animals = all(
        _only_species(node) for _, node in found
    )  # `animals[mh] NOT humans[mh]`, by itself: a filter's own line
    for op, node in found:
        yield from _limits(context, op, node, animals=animals)


def _is_filter(node: Node) -> bool:
    listed = list(terms(node))
    return any(one.field in FILTER_FIELDS for one in listed) or all(one.text.lower() in _SPECIES for one in listed)


def _twins(node: Node) -> Iterator[Finding]:
    listed = list(terms(node))
    headings = [one for one in listed if one.field in HEADING_KEYS]
    words = [one for one in listed if one.field in TEXT_KEYS]
    if headings and not words:
        yield Finding("heading_without_words", "warn", node.start, node.end, {"text": headings[0].text[:60]})
    elif words and not headings and any(one.field != AUTO for one in words):
        yield Finding("words_without_heading", "warn", node.start, node.end, {"text": words[0].text[:60]})


def _outcome(node: Node) -> str:
    """The word that shows a block to be of outcomes: all of its words are."""
    shown = ""
    for term in terms(node):
        text = term.text.lower()
        if not (text.rstrip("*") in OUTCOMES or any(one in text for one in OUTCOME_PHRASES)):
            return ""
        shown = shown or term.text
    return shown


def _only_species(node: Node) -> bool:
    listed = list(terms(node))
    return bool(listed) and all(one.text.lower() in _SPECIES for one in listed)


def _limits(context: Context, op: Op, node: Node, *, animals: bool) -> Iterator[Finding]:
    listed = list(terms(node))
    fields = {one.field for one in listed}
    text = listed[0].text[:60] if listed else ""
    species = _only_species(node)
    if op == "NOT" and animals:
        return
    if op == "NOT":
        if species and len(listed) == 1 and listed[0].field in (*HEADING_KEYS, "filter"):
            yield _species(context, listed[0])
        elif not (species and len(listed) > 1):
            yield Finding("not_used", "hint", node.start, node.end, {"text": text})
        return
    if fields == {"la"}:
        yield Finding("limit_language", "hint", node.start, node.end, {"text": text})
    elif fields and fields <= _DATES:
        yield Finding("limit_date", "hint", node.start, node.end, {"text": text})
    elif species:
        source = context.read.text
        before = source[: node.start].rstrip()
        whole = before.endswith("AND") and isinstance(node, Term)
        start = len(before) - 3 if whole else node.start
        yield Finding("limit_humans", "hint", start, node.end, {"text": text}, f"NOT {HUMANS}" if whole else None)


def _species(context: Context, term: Term) -> Finding:
    """`NOT animals[mh]`: humans are animals in MeSH, so this takes away what it is to keep."""
    if term.text.lower().startswith("human"):
        return Finding("not_humans", "warn", term.start, term.end, {})
    mend = HUMANS if context.syntax == "pubmed" else "(exp animals/ not humans/)"
    return Finding("not_animals", "warn", term.start, term.end, {"mend": mend}, mend)


def whole_tree(tree: Tree) -> list[Term]:
    """The terms of all lines, in the order of the text."""
    return sorted((one for line in tree.lines for one in terms(line.node)), key=lambda one: one.start)
