"""The checker of search strategies: what PubMed would swallow without a word is found before it is sent.

Fifteen checks after PRESS 2015 (McGowan, doi 10.1016/j.jclinepi.2016.01.021) and what PubMed was seen to do: brackets and
quotes, tags, tags on groups, operators, mixed operators, odd signs, other databases' syntax, nearness, lines, fields,
headings, spellings, blocks and limits, what came of the run (`pico.checks.after`), Norwegian words. The tables of codes stand
in the modules that give them. Time is linear in the length of the text. messages.py makes the sentences.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from pico.characters import straighten
from pico.checks.characters import odd_characters
from pico.checks.context import Context
from pico.checks.foreign import foreign, foreign_in_ovid
from pico.checks.groups import of_blocks, of_groups, whole_tree
from pico.checks.lists import of_lines
from pico.checks.terms import of_tags, of_terms
from pico.norwegian import looks_norwegian
from pico.query import ovid, pubmed
from pico.query.finding import LEVELS, Finding, Level, mended
from pico.query.headings import Headings
from pico.query.pubmed import Read
from pipeline.errors import BadInput

__all__ = ["CHECKED", "LEVELS", "Finding", "Level", "mended", "problems", "read"]

CHECKED = {"pubmed": "PubMed", "epistemonikos": "Epistemonikos", "ovid": "Ovid MEDLINE"}
_FOLLOWS = ("operator_missing", "operators_mixed")
_FOLLOWS_AT = ("tag_unknown", "bracket_unclosed", "bracket_unopened")
_FIELD_BEFORE = re.compile(r"\b(?:title|abstract|author):(?=\S)", re.IGNORECASE)


def problems(
    text: str,
    syntax: str = "pubmed",
    norwegian: Callable[[str], bool] = looks_norwegian,
    headings: Headings | None = None,
) -> tuple[Finding, ...]:
    """What is wrong, or odd, in a strategy, in the order of the text.

    `norwegian` tells Norwegian words; give `Glossary.looks_norwegian` to know more of them. `headings` are those that are
    known. BadInput: `syntax_unknown {syntax} {known}`.
    """
    if syntax not in CHECKED:
        raise BadInput("syntax_unknown", syntax=syntax, known=", ".join(CHECKED))
    if not straighten(text).strip():
        return (Finding("query_empty", "stop", 0, len(text)),)
    context = Context(text, read(text, syntax), syntax, CHECKED[syntax], norwegian, headings or Headings())
    return tuple(sorted(_all(context), key=lambda one: (one.start, one.end, one.code)))


def read(text: str, syntax: str = "pubmed") -> Read:
    """The strategy as a tree, with what was found on the way. Epistemonikos' fields are passed over."""
    if syntax == "ovid":
        return ovid.read(text)
    if syntax == "epistemonikos":
        blank = _FIELD_BEFORE.sub(lambda match: " " * len(match.group()), text)
        found = pubmed.read(blank, CHECKED[syntax], known=False)
        return replace(found, found=tuple(one for one in found.found if one.code != "operator_missing"))
    return pubmed.read(text)


def _all(context: Context) -> Iterator[Finding]:
    lines = context.read.tokens if context.syntax == "pubmed" else ()
    others = [one for parts in lines for one in foreign(context.read.text, parts)]
    if context.syntax == "ovid":
        listed = context.read.tree.lines
        others = [one for line in listed for one in foreign_in_ovid(context.read.text, line.start, line.end)]
    covered = {(one.start, one.end) for one in others}
    first = [one for one in context.read.found if not _said_already(one, covered)]
    yield from odd_characters(context.text)
    yield from first
    yield from others
    if context.syntax == "pubmed":
        yield from of_tags(context)
    yield from of_terms(context, whole_tree(context.read.tree), (*first, *others))
    yield from of_lines(context)
    if context.syntax != "epistemonikos" and not others:
        yield from of_groups(context)
        yield from of_blocks(context)


def _said_already(one: Finding, covered: set[tuple[int, int]]) -> bool:
    """Whether a finding only follows from another database's signs, which are told of by themselves."""
    within = any(start <= one.start and one.end <= end for start, end in covered)
    return (within and one.code in _FOLLOWS_AT) or (bool(covered) and one.code in _FOLLOWS)
