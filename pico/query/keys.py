"""The key-article test: does a strategy find the articles that the team knows, and if not, what loses them?

A few known articles show that a search finds those few. They say nothing of how much else it misses: that is never
reckoned as a share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pico.checks.words import STOP_WORDS
from pico.query.fields import HEADING_KEYS
from pico.query.headings import Headings
from pico.query.match import Document, Truth, document, found, truth, words
from pico.query.tree import Node, Op, Tree, blocks, terms
from pico.query.write import write_node
from pipeline.records import Record

MOST_WORDS = 12  # of an article's own words that are shown for a block
_CHECK_TAGS = frozenset(("humans", "animals", "male", "female"))  # on so many articles that they narrow nothing
_STEM = 4  # letters by which words count as of one stem


@dataclass(frozen=True, slots=True)
class BlockOf:
    """One block of a strategy. `number` is its place, from 1; `op` is AND, or NOT for what is taken away."""

    number: int
    op: Op
    text: str  # as PubMed would have it
    node: Node


@dataclass(frozen=True, slots=True)
class Caught:
    """A word or heading of the article that would have let a block find it. `near` = of one stem with a word of the block."""

    text: str  # as it could be put into the block: `"Frailty"[mh]`, `frailty[tiab]`
    near: bool


@dataclass(frozen=True, slots=True)
class KeyResult:
    """One known article. `found` None = the record alone does not tell: ask PubMed."""

    record: Record
    found: Truth
    lost_by: tuple[int, ...] = ()  # numbers of blocks
    unsure: tuple[int, ...] = ()  # blocks that the record alone does not tell of
    caught: Mapping[int, tuple[Caught, ...]] | None = None  # block -> what would have caught it


@dataclass(frozen=True, slots=True)
class Grid:
    """Headings down, articles across: which heading stands on which article. "*" = as a major topic."""

    headings: tuple[str, ...]
    marks: tuple[tuple[str, ...], ...]  # one row a heading: "", "x" or "*" for each article


def blocks_of(tree: Tree) -> tuple[BlockOf, ...]:
    """The strategy's blocks, numbered. Raises BadInput as `tree.flat`."""
    listed = blocks(tree)
    return tuple(BlockOf(n, op, write_node(node, "pubmed"), node) for n, (op, node) in enumerate(listed, 1))


def try_article(tree: Tree, record: Record, headings: Headings | None = None) -> KeyResult:
    """Whether a strategy finds an article, which blocks lose it, and which of its own words would have caught it."""
    known = headings or Headings()
    doc = document(record)
    told = [(one, truth(one.node, doc, known)) for one in blocks_of(tree)]
    lost = tuple(one.number for one, here in told if here is (one.op == "NOT"))
    unsure = tuple(one.number for one, here in told if here is None)
    caught = {one.number: catching(one.node, doc, known) for one, _ in told if one.number in lost and one.op == "AND"}
    return KeyResult(record, found(tree, doc, known), lost, unsure, caught)


def catching(node: Node, doc: Document, headings: Headings) -> tuple[Caught, ...]:
    """The article's headings and words that a block lacks: those near its own words first, then headings, then the title."""
    listed = list(terms(node))
    stems = {word[:_STEM] for one in listed for word in words(one.text.replace("*", "")) if len(word) >= 4}
    had = {one.text.lower() for one in listed if one.field in HEADING_KEYS}
    found_: dict[str, Caught] = {}
    for heading in doc.record.mesh:
        name = heading.partition("/")[0].replace("*", "").strip()
        if name and name.lower() not in had and name.lower() not in _CHECK_TAGS:
            entries = " ".join((name, *headings.entry_words(name)))
            found_.setdefault(f'"{name}"[mh]', Caught(f'"{name}"[mh]', _near(entries, stems)))
    own = [*words(doc.record.title), *(word for one in doc.record.keywords for word in words(one))]
    own += [word for word in words(doc.record.abstract) if word[:_STEM] in stems]
    for word in own:
        if len(word) >= 4 and word not in STOP_WORDS and not word.isdigit():
            found_.setdefault(f"{word}[tiab]", Caught(f"{word}[tiab]", _near(word, stems)))
    return tuple(sorted(found_.values(), key=lambda one: not one.near)[:MOST_WORDS])


def _near(text: str, stems: set[str]) -> bool:
    return any(word[:_STEM] in stems for word in words(text) if len(word) >= 4)


def grid(records: Sequence[Record]) -> Grid:
    """The headings of known articles: those on most of them first."""
    marks: dict[str, dict[int, str]] = {}
    for number, record in enumerate(records):
        for heading in record.mesh:
            name = heading.partition("/")[0].replace("*", "").strip()
            row = marks.setdefault(name, {})
            row[number] = "*" if "*" in heading or row.get(number) == "*" else "x"
    names = sorted(marks, key=lambda name: (-len(marks[name]), name))
    rows = tuple(tuple(marks[name].get(number, "") for number in range(len(records))) for name in names)
    return Grid(tuple(names), rows)


def questions(tree: Tree, pmid: str) -> tuple[tuple[int, str], ...]:
    """What to ask PubMed of an article whose record does not tell: number of the block, and `(block) AND pmid[uid]`."""
    return tuple((one.number, f"({one.text}) AND {pmid}[uid]") for one in blocks_of(tree) if one.text)
