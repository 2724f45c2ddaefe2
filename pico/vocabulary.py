"""The glossary: from Norwegian words to English search words (text words and MeSH headings).

The YAML text comes in as an argument (data/vocabulary/glossary.yaml is our own). A method team can extend the file;
every error names its key. Norwegian words never go silently into an English database: `looks_norwegian` is what warns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pico.inflection import MIN_LAST, forms, lower, splits, tokens
from pico.norwegian import looks_norwegian
from pico.shipped import Node, Texts, allow, optional_texts, read_yaml
from pipeline.errors import BadInput

__all__ = ["FACETS", "Concept", "Glossary", "Kind", "Recognised", "Word", "load_glossary", "looks_norwegian"]

FACETS = ("people", "setting", "condition", "measure", "outcome")
Kind: TypeAlias = Literal["text", "mesh"]


@dataclass(frozen=True, slots=True)
class Word:
    """One search word. A text word may end in `*`; a MeSH heading stands as NLM writes it."""

    text: str
    kind: Kind = "text"
    concept: str = ""  # id of the glossary's concept; empty = the word stands for the whole element
    origin: str = "hand"  # "glossary" | "hand"


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept of municipal health and care. The first of `nb` and `nn` is the preferred word."""

    id: str
    facet: str  # one of FACETS
    nb: tuple[str, ...]
    nn: tuple[str, ...]
    exact: tuple[str, ...]  # found only as they stand
    en: tuple[str, ...]
    mesh: tuple[str, ...] = ()
    note: Texts | None = None

    def words(self) -> tuple[Word, ...]:
        """Its search words: headings first."""
        headings = (Word(text, "mesh", self.id, "glossary") for text in self.mesh)
        return (*headings, *(Word(text, "text", self.id, "glossary") for text in self.en))


@dataclass(frozen=True, slots=True)
class Recognised:
    """A concept that the text names, at [start, end). A word that names two concepts gives two of these."""

    concept: Concept
    start: int
    end: int
    matched: str  # as it stands in the text


@dataclass(frozen=True, slots=True)
class _Term:
    """One Norwegian word or phrase to look for; no concepts = known to mean something else."""

    words: tuple[str, ...]
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Glossary:
    """Concepts with the tables that find them. Make it with `load_glossary`, once; it never changes."""

    concepts: Mapping[str, Concept]
    _bases: Mapping[str, frozenset[str]]  # form -> words of terms
    _terms: Mapping[str, tuple[_Term, ...]]  # first word -> terms, longest first
    _tails: frozenset[str]  # every form of the second halves of compounds
    _stop: frozenset[str]
    _norwegian: frozenset[str]

    def recognise(self, norwegian_text: str) -> tuple[Recognised, ...]:
        """The concepts that a bokmål or nynorsk text names, in its order; of terms that begin at one place the longest.

        Case does not matter; common endings and simple compounds are seen through. Time is linear in the text.
        """
        return tuple(self._walk(norwegian_text)[0])

    def unmapped(self, norwegian_text: str) -> tuple[str, ...]:
        """The words that carry meaning and belong to no concept, as they stand, each once: no English for them yet."""
        return tuple(dict.fromkeys(self._walk(norwegian_text)[1]))

    def proposals(self, norwegian_text: str) -> tuple[Word, ...]:
        """English search words for everything recognised: concept by concept, headings first, no word twice."""
        words: dict[tuple[str, str], Word] = {}
        for found in self.recognise(norwegian_text):
            for word in found.concept.words():
                words.setdefault((word.kind, word.text.lower()), word)
        return tuple(words.values())

    def looks_norwegian(self, word: str) -> bool:
        """Whether a word, or a word of a phrase, is one of the glossary's Norwegian words or looks like one."""
        return any(token in self._norwegian for token, _, _ in tokens(word)) or looks_norwegian(word)

    def _walk(self, text: str) -> tuple[list[Recognised], list[str]]:
        found: list[Recognised] = []
        unknown: list[str] = []
        words = tokens(text)
        at = 0
        while at < len(words):
            term = self._longest(words, at)
            token, start, end = words[at]
            if term is not None:
                end = words[at + len(term.words) - 1][2]
                found += (Recognised(self.concepts[name], start, end, text[start:end]) for name in term.concepts)
                at += len(term.words)
                continue
            parts = self._parts(token)
            for name, left, right in parts:
                place = slice(start + left, start + right)
                found.append(Recognised(self.concepts[name], place.start, place.stop, text[place]))
            known = parts or len(token) == 1 or token.isdigit() or token in self._stop or token in self._tails
            if not known:
                unknown.append(text[start:end])
            at += 1
        return found, unknown

    def _longest(self, words: list[tuple[str, int, int]], at: int) -> _Term | None:
        """The longest term that begins at this word; of equals one spelt as it stands."""
        best: tuple[tuple[int, bool], _Term] | None = None
        for first in self._bases.get(words[at][0], ()):
            for term in self._terms.get(first, ()):
                rank = (len(term.words), first == words[at][0])
                if (best is None or rank > best[0]) and self._fits(term, words, at):
                    best = rank, term
        return best[1] if best else None

    def _fits(self, term: _Term, words: list[tuple[str, int, int]], at: int) -> bool:
        rest = words[at + 1 : at + len(term.words)]
        return len(rest) == len(term.words) - 1 and all(
            wanted in self._bases.get(token, ()) for wanted, (token, _, _) in zip(term.words[1:], rest, strict=True)
        )

    def _single(self, token: str) -> tuple[str, ...]:
        """The concepts of a term of one word that this token is a form of."""
        names = (
            name
            for base in self._bases.get(token, ())
            for term in self._terms.get(base, ())
            if len(term.words) == 1
            for name in term.concepts
        )
        return tuple(dict.fromkeys(sorted(names)))

    def _parts(self, token: str) -> list[tuple[str, int, int]]:
        """The concepts in a compound: (concept, start, end) inside the token."""
        last_only: list[tuple[str, int, int]] = []
        for first, last in splits(token):
            names, others = self._single(first), self._single(last)
            if names and others:
                middle = len(token) - len(last)
                return [(name, 0, len(first)) for name in names] + [(name, middle, len(token)) for name in others]
            if names and last in self._tails:
                return [(name, 0, len(token)) for name in names]
            if others and not last_only and (len(last) >= MIN_LAST or first in self._tails):
                last_only = [(name, 0, len(token)) for name in others]
        return last_only


_LISTS = ("tails", "ignore", "stop", "also_english")
_KEYS = ("facet", "nb", "nn", "exact", "en", "mesh", "note")
_SHORT_STAR = re.compile(r"(?<![\w-])[\w-]{0,3}\*|\*\S")  # fewer than four letters before it, or inside a word


def load_glossary(text: str) -> Glossary:
    """The glossary of a YAML text. BadInput as in `pico.shipped`; `data_key_wrong` also for an unsafe truncation."""
    root = read_yaml(text)
    allow(root, ("concepts", *_LISTS))
    concepts = {name: _concept(name, node) for name, node in root.need("concepts").pairs()}
    lists = {name: [lower(one) for one in optional_texts(root, name)] for name in _LISTS}
    terms: dict[tuple[str, ...], list[str]] = {}
    bases: dict[str, set[str]] = {}
    inflected = {one for concept in concepts.values() for one in (*concept.nb, *concept.nn)}
    for concept in concepts.values():
        for phrase in (*concept.nb, *concept.nn, *concept.exact):
            names = terms.setdefault(_key(phrase), [])
            if concept.id not in names:
                names.append(concept.id)
    for phrase in lists["ignore"]:
        terms[_key(phrase)] = []
    for key in terms:
        for base in key:
            bases.setdefault(base, set()).add(base)
    for base in {base for phrase in inflected for base in _key(phrase)}:
        for form in forms(base):
            bases.setdefault(form, set()).add(base)
    return Glossary(
        concepts=concepts,
        _bases={form: frozenset(found) for form, found in bases.items()},
        _terms=_by_first_word(terms),
        _tails=frozenset(form for tail in lists["tails"] for form in forms(tail)),
        _stop=frozenset(lists["stop"]),
        _norwegian=_norwegian(concepts.values(), lists["tails"], lists["stop"], frozenset(lists["also_english"])),
    )


def _key(phrase: str) -> tuple[str, ...]:
    return tuple(token for token, _, _ in tokens(phrase))


def _by_first_word(terms: Mapping[tuple[str, ...], list[str]]) -> dict[str, tuple[_Term, ...]]:
    found: dict[str, list[_Term]] = {}
    for key, names in sorted(terms.items(), key=lambda item: -len(item[0])):
        found.setdefault(key[0], []).append(_Term(key, tuple(names)))
    return {first: tuple(listed) for first, listed in found.items()}


def _norwegian(
    concepts: Iterable[Concept], tails: Iterable[str], stop: Iterable[str], also_english: frozenset[str]
) -> frozenset[str]:
    """Forms of the Norwegian words that are not English words too."""
    listed = tuple(concepts)
    english = {part for one in listed for phrase in (*one.en, *one.mesh) for part, _, _ in tokens(phrase)}
    keys = (_key(phrase) for one in listed for phrase in (*one.nb, *one.nn, *one.exact))
    bases = {key[0] for key in keys if len(key) == 1} | set(tails)
    shown = {form for base in bases - also_english for form in forms(base)} | set(stop)
    return frozenset(shown - english - also_english)


def _concept(name: str, node: Node) -> Concept:
    allow(node, _KEYS)
    facet = node.need("facet")
    if facet.text() not in FACETS:
        raise BadInput("data_key_wrong", key=facet.key, wanted=", ".join(FACETS))
    for key in ("nb", "en"):
        node.need(key)
    note = node.get("note")
    words = {key: optional_texts(node, key) for key in ("nb", "nn", "exact", "en", "mesh")}
    for number, one in enumerate(words["en"]):
        if _SHORT_STAR.search(one):
            raise BadInput("data_key_wrong", key=f"{node.key}.en[{number}]", wanted="abcd*")
    for key in ("nb", "nn", "exact"):
        for number, one in enumerate(words[key]):
            if not _key(one):
                raise BadInput("data_key_wrong", key=f"{node.key}.{key}[{number}]", wanted="text")
    return Concept(id=name, facet=facet.text(), note=note.texts() if note else None, **words)
