"""Whether a record is found by a strategy, worked out from the record alone, as PubMed would.

Words are compared letter for letter in small letters; hyphens, apostrophes and other signs part words. A phrase stands within
one field. A heading finds narrower ones where their tree numbers are known. What a record cannot tell (a subset, an
address, a date of entry) is None, not False, and is carried through AND, OR and NOT as "not known" (Kleene's logic).
Untagged words are sought all over the record, together or one by one: PubMed's own mapping to headings is not known here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pico.query.fields import HEADING_KEYS, QUALIFIERS, TEXT_KEYS
from pico.query.headings import Headings
from pico.query.tree import Group, Node, Ref, Term, Tree
from pipeline.records import Record

Truth = bool | None
_TOKEN = re.compile(r"[^\W_]+")
_WILD_TOKEN = re.compile(r"(?:[^\W_]|\*\d?|[?#])+")
_YEARS = re.compile(r"(\d{4})[\d/]*\s*(?::\s*(\d{4})[\d/]*)?$")
_MAJOR = re.compile(r"\*")
_LANGUAGES = dict(
    pair.split(":")
    for pair in "eng:english nor:norwegian dan:danish swe:swedish ger:german fre:french spa:spanish dut:dutch fin:finnish".split()
)


def folded(text: str) -> str:
    """Small letters without accents."""
    plain = unicodedata.normalize(
        "NFKD", text.replace("ø", "o").replace("Ø", "O").replace("æ", "ae").replace("Æ", "AE")
    )
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).lower()


def words(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared."""
    return tuple(_TOKEN.findall(folded(text)))


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of a record."""

    name: str  # small letters
    qualifiers: frozenset[str]  # small letters, as named
    major: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A record made ready: field -> texts, each as its words."""

    record: Record
    texts: Mapping[str, tuple[tuple[str, ...], ...]]
    headings: tuple[Heading, ...]


def document(record: Record) -> Document:
    """Make a record ready to be looked at often."""
    title, abstract = words(record.title), words(record.abstract)
    keywords = tuple(words(one) for one in record.keywords)
    headings = _headings(record.mesh)
    named = tuple(words(one.name) for one in headings)
    subs = tuple(words(one) for heading in headings for one in heading.qualifiers)
    other = tuple(
        words(one) for one in (*record.authors, record.journal, *record.publication_types, str(record.year or ""))
    )
    tiab = (title, abstract, *keywords)
    texts = {
        "ti": (title,),
        "ab": (abstract,),
        "kw": keywords,
        "tiab": tiab,
        "tiabkw": tiab,
        "tw": (*tiab, *named, *subs),
        "mp": (*tiab, *named, *subs),
        "all": (*tiab, *named, *subs, *other),
        "auto": (*tiab, *named, *subs, *other),
    }
    return Document(record, texts, headings)


def _headings(mesh: Sequence[str]) -> tuple[Heading, ...]:
    """Headings as `Record.mesh` has them: "Heading/qualifier", `*` behind what is a major topic."""
    found: dict[str, tuple[set[str], bool]] = {}
    for one in mesh:
        name, _, behind = one.partition("/")
        major = "*" in one
        key = _MAJOR.sub("", name).strip().lower()
        listed, known = found.get(key, (set(), False))
        listed |= {_MAJOR.sub("", part).strip().lower() for part in behind.split("/") if part.strip()}
        found[key] = (listed, known or major)
    return tuple(Heading(name, frozenset(listed), major) for name, (listed, major) in found.items())


def found(tree: Tree, doc: Document, headings: Headings | None = None) -> Truth:
    """Whether the strategy's last line finds the record. A line that is not there, or not above, is not known."""
    last = tree.last
    return lines_found(tree, doc, headings)[last.number] if last is not None else None


def lines_found(tree: Tree, doc: Document, headings: Headings | None = None) -> dict[int, Truth]:
    """line number -> whether it finds the record."""
    done: dict[int, Truth] = {}
    known = headings or Headings()
    for line in sorted(tree.lines, key=lambda one: one.number):
        done[line.number] = None if line.node is None else truth(line.node, doc, known, done)
    return done


def truth(node: Node, doc: Document, headings: Headings, lines: Mapping[int, Truth] | None = None) -> Truth:
    """Whether one node finds the record."""
    if isinstance(node, Term):
        return _term(node, doc, headings)
    if isinstance(node, Ref):
        told = [(lines or {}).get(number) for number in node.lines]
        return _all(told) if node.op == "AND" else _any(told)
    if node.op == "NEAR":
        return _near(node, doc)
    value = truth(node.items[0], doc, headings, lines)
    for op, item in zip(node.ops, node.items[1:], strict=True):
        other = truth(item, doc, headings, lines)
        value = _any((value, other)) if op == "OR" else _all((value, _not(other) if op == "NOT" else other))
    return value


def _any(told: Sequence[Truth]) -> Truth:
    return True if True in told else None if None in told else False


def _all(told: Sequence[Truth]) -> Truth:
    return False if False in told else None if None in told else True


def _not(told: Truth) -> Truth:
    return None if told is None else not told


# -- terms


def _term(term: Term, doc: Document, headings: Headings) -> Truth:
    if term.field in HEADING_KEYS:
        return _heading(term, doc, headings)
    if term.text.lower() == "hasabstract":
        return bool(doc.record.abstract.strip())
    if term.field in doc.texts and term.field in TEXT_KEYS:
        return _text(term, doc)
    special = _SPECIAL.get(term.field)
    return special(term, doc) if special is not None else None


def _text(term: Term, doc: Document) -> Truth:
    patterns = _patterns(term.text)
    if not patterns:
        return False
    texts = doc.texts[term.field]
    if term.within is not None:
        return any(_window(patterns, text, len(patterns) + term.within) for text in texts)
    if any(_places(patterns, text) for text in texts):
        return True
    if term.field != "auto" or term.quoted:
        return False
    return all(any(_places((one,), text) for text in texts) for one in patterns)


@lru_cache(maxsize=20_000)
def _patterns(text: str) -> tuple[str | re.Pattern[str], ...]:
    """The words of a term; one with wildcards as a pattern."""
    return tuple(_pattern(one) if re.search(r"[*?#]", one) else one for one in _WILD_TOKEN.findall(folded(text)))


def _pattern(word: str) -> re.Pattern[str]:
    made = "".join(
        rf"[^\W_]{{0,{part[1]}}}" if len(part) == 2 and part[0] == "*" and part[1].isdigit()
        else _SIGNS.get(part, re.escape(part))
        for part in re.findall(r"\*\d|.", word)
    )  # fmt: skip
    return re.compile(made + r"\Z")


_SIGNS = {"*": r"[^\W_]*", "?": r"[^\W_]?", "#": r"[^\W_]"}


def _is(pattern: str | re.Pattern[str], word: str) -> bool:
    return word == pattern if isinstance(pattern, str) else pattern.match(word) is not None


def _places(patterns: Sequence[str | re.Pattern[str]], text: Sequence[str]) -> list[int]:
    """Where a phrase begins in a text."""
    first, rest = patterns[0], patterns[1:]
    last = len(text) - len(rest)
    return [
        at
        for at in range(last)
        if _is(first, text[at]) and all(_is(one, text[at + 1 + n]) for n, one in enumerate(rest))
    ]


def _window(patterns: Sequence[str | re.Pattern[str]], text: Sequence[str], size: int) -> bool:
    """Whether all words stand within `size` words, in any order, each in a place of its own."""
    for start in range(len(text)):
        piece = text[start : start + size]
        if _placed(patterns, piece, frozenset()):
            return True
    return False


def _placed(patterns: Sequence[str | re.Pattern[str]], piece: Sequence[str], taken: frozenset[int]) -> bool:
    if not patterns:
        return True
    return any(
        at not in taken and _is(patterns[0], word) and _placed(patterns[1:], piece, taken | {at})
        for at, word in enumerate(piece)
    )


def _heading(term: Term, doc: Document, headings: Headings) -> Truth:
    """A narrower heading counts where tree numbers say so; where they are not known, only the heading itself is found."""
    wanted = term.text.lower()
    asked = {QUALIFIERS.get(one, one) for one in term.qualifiers}
    for one in doc.headings:
        if term.field == "majr" and not one.major:
            continue
        if asked and not asked & {name.replace(" and ", " & ") for name in one.qualifiers}:
            continue
        if _same_heading(wanted, one.name) or (term.explode and headings.below(wanted, one.name)):
            return True
    return False


def _same_heading(wanted: str, name: str) -> bool:
    return wanted == name or ("*" in wanted and _pattern_of(wanted).match(name) is not None)


@lru_cache(maxsize=1_000)
def _pattern_of(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in text.split("*")) + r"\Z")


def _type(term: Term, doc: Document) -> Truth:
    return (
        any(term.text.lower() == one.lower() for one in doc.record.publication_types)
        if doc.record.publication_types
        else None
    )


def _language(term: Term, doc: Document) -> Truth:
    if not doc.record.languages:
        return None
    told = {one.lower() for one in doc.record.languages}
    named = told | {_LANGUAGES[one] for one in told if one in _LANGUAGES}
    return term.text.lower() in named or term.text.lower()[:3] in told


def _year(term: Term, doc: Document) -> Truth:
    match = _YEARS.match(term.text.strip())
    if match is None or doc.record.year is None:
        return None
    return int(match[1]) <= doc.record.year <= int(match[2] or match[1])


def _author(term: Term, doc: Document) -> Truth:
    """ "Example A" finds "Example, Anna"; a name alone finds all who bear it."""
    wanted = words(term.text.rstrip("*"))
    if not wanted:
        return False
    for author in doc.record.authors:
        family, _, given = author.partition(",")
        name = words(family)
        if wanted[: len(name)] != name:
            continue
        initials = "".join(one[0] for one in words(given))
        rest = "".join(wanted[len(name) :])
        if not rest or initials.startswith(rest) or "".join(words(given)).startswith(rest):
            return True
    return False


def _number(term: Term, doc: Document) -> Truth:
    if not doc.record.pmid:
        return None
    first, colon, last = term.text.partition(":")
    if colon and first.strip().isdigit() and last.strip().isdigit():
        return int(first) <= int(doc.record.pmid) <= int(last)
    return term.text.strip() == doc.record.pmid


def _doi(term: Term, doc: Document) -> Truth:
    return term.text.strip().lower() == doc.record.doi if doc.record.doi else None


def _journal(term: Term, doc: Document) -> Truth:
    """The full name is known; an abbreviation is not."""
    return True if words(term.text) == words(doc.record.journal) else None


def _subheading(term: Term, doc: Document) -> Truth:
    name = QUALIFIERS.get(term.text.lower(), term.text.lower()).replace(" and ", " & ")
    return any(name == one.replace(" and ", " & ") for heading in doc.headings for one in heading.qualifiers)


_SPECIAL = {
    "pt": _type, "la": _language, "dp": _year, "au": _author, "uid": _number, "aid": _doi, "ta": _journal, "sh": _subheading,
}  # fmt: skip


# -- nearness


def _near(node: Group, doc: Document) -> Truth:
    """Whether the sides stand near each other in one text, worked off from left to right."""
    fields = {one.field for one in _terms_of(node)}
    if not fields <= set(doc.texts):
        return None
    texts = {id(text): text for field in fields for text in doc.texts[field]}
    return any(_spans(node, text, doc) for text in texts.values())


def _terms_of(node: Node) -> list[Term]:
    if isinstance(node, Term):
        return [node]
    return [term for one in getattr(node, "items", ()) for term in _terms_of(one)]


def _spans(node: Node, text: Sequence[str], doc: Document) -> set[tuple[int, int]]:
    """Where a side of a nearness stands: [first word, last word]."""
    if isinstance(node, Term):
        if not any(text is one for one in doc.texts[node.field]) or not (patterns := _patterns(node.text)):
            return set()
        return {(at, at + len(patterns) - 1) for at in _places(patterns, text)}
    if not isinstance(node, Group):
        return set()
    if node.op != "NEAR":
        return set().union(*(_spans(one, text, doc) for one in node.items)) if node.op == "OR" else set()
    here = _spans(node.items[0], text, doc)
    for item in node.items[1:]:
        there = _spans(item, text, doc)
        here = {
            (min(one[0], other[0]), max(one[1], other[1]))
            for one in here
            for other in there
            if _beside(one, other, node.within or 0, node.ordered)
        }
    return here


def _beside(one: tuple[int, int], other: tuple[int, int], within: int, ordered: bool) -> bool:
    """At most `within` words between the two, which share none."""
    if one[1] < other[0]:
        return other[0] - one[1] - 1 <= within
    return not ordered and other[1] < one[0] and one[0] - other[1] - 1 <= within
