"""Search strategies from blocks of words: what `pico.query` writes for each database.

What a database wants is a row of `pico/query/syntaxes.py`. A strategy is blocks joined by AND; inside a block words are
joined by OR. PubMed: `("Heading"[mh] OR word*[tiab] OR "two words"[tiab])`. Epistemonikos has no subject headings, so a
heading goes in as words, and every block looks in title and abstract by itself: the site's own form misses a record with
one block in the title and the other in the abstract.
The checker (pico/checker.py) and the marking of words (pico/marking.py) are reached from here as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pico.characters import straighten
from pico.checker import Finding, problems
from pico.marking import mark_spans
from pico.query.shapes import natural
from pico.query.syntaxes import SYNTAXES, Syntax
from pico.query.tree import Term, joined
from pico.query.write import write_node
from pico.vocabulary import Kind, Word
from pipeline.errors import BadInput

__all__ = [
    "SYNTAXES",
    "Block",
    "Finding",
    "Syntax",
    "build",
    "choose",
    "clean",
    "heading_as_text",
    "highlight_words",
    "mark_spans",
    "problems",
    "words_from",
]


@dataclass(frozen=True, slots=True)
class Block:
    """Words that mean the same element, or one part of it. Two blocks of one element are two parts, joined by AND."""

    element: str  # "P", "I" ...
    words: tuple[Word, ...]


# Headings that say too much as plain words ("women aged 20"): left out where words stand in for headings.
_NO_WORDS = frozenset(
    ("aged", "aged, 80 and over", "adult", "child", "infant", "death", "diet", "pain", "attitude to health")
)
FEWEST_BEFORE_STAR = 4
_SIGNS = re.compile(r"[?#$]")
_PLAIN = re.compile(r"[\w-]+\*?")
_TAG_BEHIND = re.compile(r"\s*\[\s*([a-z /]+)\s*\]\s*$", re.IGNORECASE)
_HEADING_TAGS = frozenset(("mh", "mesh", "mesh terms", "mh terms"))
_PIECE = re.compile(r'"[^"]*"(?:\s*\[[^\[\]]*\])?|[^",;\r\n]+')
_OR = re.compile(r"\bOR\b")


def clean(text: str) -> str:
    """A word as it can go into any strategy: straight characters, no quotes, single blanks."""
    return " ".join(straighten(text).replace('"', " ").split())


def words_from(text: str, concept: str = "") -> tuple[Word, ...]:
    """Words that somebody typed, parted by comma, semicolon, line or OR; what stands in quotes is kept together.

    `Heading[mh]` and `"A, B"[mesh]` are headings; the tag of a text word is left out.
    """
    found: dict[tuple[str, str], Word] = {}
    pieces = _PIECE.findall(straighten(text))
    for piece in (part for one in pieces for part in ([one] if one.startswith('"') else _OR.split(one))):
        tag = _TAG_BEHIND.search(piece)
        kind: Kind = "mesh" if tag and tag.group(1).lower() in _HEADING_TAGS else "text"
        word = clean(piece[: tag.start()] if tag else piece).strip("() ")
        if any(map(str.isalnum, word)):
            found.setdefault((kind, word.lower()), Word(word, kind, concept, "hand"))
    return tuple(found.values())


def choose(blocks: Iterable[Block], elements: Sequence[str]) -> tuple[Block, ...]:
    """The blocks of these elements, in the order of `elements`: by default a framework's `search_elements`."""
    listed = tuple(blocks)
    return tuple(block for code in elements for block in listed if block.element == code)


def build(blocks: Sequence[Block], syntax: str = "pubmed") -> str:
    """The strategy's text on one line. Empty blocks are skipped; words that say the same stand once.

    BadInput: `strategy_empty` when no word is left, `syntax_unknown {syntax} {known}`.
    """
    rules = SYNTAXES.get(syntax)
    if rules is None:
        raise BadInput("syntax_unknown", syntax=syntax, known=", ".join(SYNTAXES))
    parts = []
    for block in blocks:
        if listed := _terms(block.words, rules):
            text = write_node(joined("OR", listed), syntax)
            parts.append(text if rules.lists else f"({text})")
    if not parts:
        raise BadInput("strategy_empty")
    return f" {rules.operators['AND']} ".join(dict.fromkeys(parts))


def heading_as_text(heading: str) -> str:
    """A heading in natural order: "Vision, Low" -> "Low Vision"."""
    return natural(clean(heading))


def _terms(words: Iterable[Word], rules: Syntax) -> list[Term]:
    """Each word of a block as a term, headings first as given, none twice."""
    found: dict[tuple[str, str], Term] = {}
    spare: dict[tuple[str, str], Term] = {}  # too wide as words; used only where nothing else is left
    for word in words:
        text = clean(word.text)
        if not any(map(str.isalnum, text)):
            continue
        if word.kind == "mesh" and rules.headings:
            term, target = Term(text, "mesh", True), found
        elif word.kind == "mesh":
            term, target = _as_text(heading_as_text(text)), spare if text.lower() in _NO_WORDS else found
        else:
            term, target = _as_text(text), found
        if not any(map(str.isalnum, term.text)):
            continue
        target.setdefault((term.field, term.text.lower()), term)
    return list((found or spare).values())


def _as_text(text: str) -> Term:
    """A text word that every database takes: no signs of its own, and `*` only behind enough letters."""
    text = " ".join(_SIGNS.sub(" ", text).split())
    before, star, _ = text.partition("*")
    if star and len(before.replace(" ", "")) < FEWEST_BEFORE_STAR:
        text = " ".join(text.replace("*", " ").split())
    return Term(text, "tiab", not _PLAIN.fullmatch(text) or text in ("AND", "OR", "NOT"))


def highlight_words(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The words to mark in titles and abstracts: lower case, `*` at the end = any ending; each once.

    Headings count in natural order; those too wide as words are left out, and so is a word that a truncated one covers.
    """
    texts: dict[str, None] = {}
    for block in blocks:
        for word in block.words:
            text = clean(word.text).lower()
            if word.kind == "mesh":
                text = "" if text in _NO_WORDS else heading_as_text(clean(word.text)).lower()
            if any(map(str.isalnum, text)):
                texts[text] = None
    stems = tuple(text[:-1] for text in texts if text.endswith("*") and _PLAIN.fullmatch(text))
    return tuple(text for text in texts if not (text.isalnum() and text.startswith(stems)))
