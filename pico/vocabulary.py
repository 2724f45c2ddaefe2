"""The glossary: from Norwegian words to English search words (text words and MeSH headings).

The YAML texts come in as arguments (data/vocabulary/ is our own). A method team can add to it and correct it; every
proposal says where it comes from. Norwegian words never go silently into an English database: `looks_norwegian` warns.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pico.concepts import FACETS, GENERAL, Concept, Entries, Kind, Word, merged, read_entries
from pico.inflection import (
    MAX_COMPOUND,
    MIN_ALONE,
    MIN_INFLECTED,
    MIN_LAST,
    bare,
    bases,
    forms,
    splits,
    tokens,
    words_of,
)
from pico.norwegian import looks_norwegian
from pico.nynorsk import bokmal_of

__all__ = [
    "FACETS",
    "GENERAL",
    "Concept",
    "Glossary",
    "Kind",
    "Recognised",
    "Word",
    "glossary_of",
    "load_glossary",
    "looks_norwegian",
]

_AND = frozenset(("og", "eller", "samt"))
_KEPT = 20_000  # words whose look-up is remembered


@dataclass(frozen=True, slots=True)
class Recognised:
    """A concept that the text names, at [start, end). A word that names two concepts gives two of these."""

    concept: Concept
    start: int
    end: int
    matched: str  # as it stands in the text


class _Term(NamedTuple):  # of which there are tens of thousands: made twice as fast as a dataclass
    """One Norwegian word or phrase to look for; no concepts = known to mean something else."""

    words: tuple[str, ...]
    concepts: tuple[str, ...]
    exact: bool = False  # found only as it stands


@dataclass(frozen=True, slots=True)
class _Place:
    """One word of a text: in lower case, and where it stands."""

    token: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Glossary:
    """Concepts with the tables that find them. Make it with `load_glossary`, once; it never changes."""

    concepts: Mapping[str, Concept]
    _terms: Mapping[str, tuple[_Term, ...]]  # first word -> terms, longest first
    _inflected: frozenset[str]  # words of terms that are found in their forms; the others only as they stand
    _tails: frozenset[str]  # every form of the second halves of compounds
    _stop: frozenset[str]
    _own: frozenset[str]  # single words that are Norwegian only
    _english: frozenset[str]
    _seen: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    def recognise(self, norwegian_text: str) -> tuple[Recognised, ...]:
        """The concepts that a bokmål or nynorsk text names, in its order; of terms that begin at one place the longest.

        Case does not matter; common endings and simple compounds are seen through, and so is a half word that shares its
        end with the next ("styrke- og balansetrening"). Time is linear in the text.
        """
        return tuple(self._walk(norwegian_text)[0])

    def unmapped(self, norwegian_text: str) -> tuple[str, ...]:
        """The words that carry meaning and belong to no concept, as they stand, each once: no English for them yet."""
        return tuple(dict.fromkeys(self._walk(norwegian_text)[1]))

    def coverage(self, norwegian_text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The words that carry meaning, in two: those that have English words, and those that have none; each once."""
        found, unknown = self._walk(norwegian_text)
        mapped = {
            norwegian_text[start:end]
            for one in found
            for token, start, end in tokens(norwegian_text)
            if one.start < end and start < one.end and not self._says_nothing(token)
        }
        ordered = (norwegian_text[start:end] for _, start, end in tokens(norwegian_text))
        return tuple(dict.fromkeys(word for word in ordered if word in mapped)), tuple(dict.fromkeys(unknown))

    def proposals(self, norwegian_text: str, *, wide: bool = False) -> tuple[Word, ...]:
        """English search words for what is recognised: concept by concept, headings first, no word twice.

        Those that bring much else as well are given by themselves (`wide`), to be chosen by somebody. General concepts
        ("forebygging", "tjeneste") give words only where the text names nothing else.
        """
        recognised = self.recognise(norwegian_text)
        special = [one for one in recognised if one.concept.facet != GENERAL]
        words: dict[tuple[str, str], Word] = {}
        for found in special or recognised:
            for word in found.concept.words(wide=wide):
                words.setdefault((word.kind, word.text.lower()), word)
        return tuple(words.values())

    def looks_norwegian(self, word: str) -> bool:
        """Whether a word, or a word of a phrase, is one of the glossary's Norwegian words or looks like one."""
        return any(self._is_norwegian(token) for token, _, _ in tokens(word)) or looks_norwegian(word)

    def _is_norwegian(self, token: str) -> bool:
        if token in self._english:
            return False
        return token in self._stop or any(base in self._own for base in self._bases(token))

    def _bases(self, token: str) -> tuple[str, ...]:
        """The words of terms, tails and the list of Norwegian words that this token is a form of; itself first."""
        known = self._seen.get(token)
        if known is None:
            if len(self._seen) > _KEPT:
                self._seen.clear()
            known = tuple(
                base for base in bases(token) if base == token or (base in self._inflected and token in forms(base))
            )
            self._seen[token] = known
        return known

    def _walk(self, text: str) -> tuple[list[Recognised], list[str]]:
        found: list[Recognised] = []
        unknown: list[str] = []
        words = [_Place(*one) for one in tokens(text)]
        at = 0
        while at < len(words):
            term = self._longest(words, at)
            here = words[at]
            if term is not None:
                end = words[at + len(term.words) - 1].end
                found += (
                    Recognised(self.concepts[name], here.start, end, text[here.start : end]) for name in term.concepts
                )
                at += len(term.words)
                continue
            known = here.token in self._stop  # as a whole: "strukturert" has no "turer" in it
            parts = [] if known else self._parts(here.token)
            parts = parts or self._shared_end(text, words, at) or ([] if known else self._in_bokmal(here.token))
            for name, left, right in parts:
                place = slice(here.start + left, here.start + right)
                found.append(Recognised(self.concepts[name], place.start, place.stop, text[place]))
            if not parts and not self._says_nothing(here.token):
                unknown.append(text[here.start : here.end])
            at += 1
        return found, unknown

    def _in_bokmal(self, token: str) -> list[tuple[str, int, int]]:
        """The concepts of a nynorsk word that the glossary has in bokmål only: the whole word stands for each."""
        if self._says_nothing(token) or len(token) > MAX_COMPOUND:
            return []
        for word in bokmal_of(token):
            names = self._single(word) or tuple(name for name, _, _ in self._parts(word))
            if names:
                return [(name, 0, len(token)) for name in dict.fromkeys(names)]
        return []

    def _says_nothing(self, token: str) -> bool:
        return len(token) == 1 or token.isdigit() or token in self._stop or token in self._tails

    def _longest(self, words: list[_Place], at: int) -> _Term | None:
        """The longest term that begins at this word; of equals one spelt as it stands."""
        best: tuple[tuple[int, bool], _Term] | None = None
        token = words[at].token
        for first in self._bases(token):
            for term in self._terms.get(first, ()):
                if term.exact and first != token:
                    continue
                rank = (len(term.words), first == token)
                if (best is None or rank > best[0]) and self._fits(term, words, at):
                    best = rank, term
        return best[1] if best else None

    def _fits(self, term: _Term, words: list[_Place], at: int) -> bool:
        rest = words[at + 1 : at + len(term.words)]
        return len(rest) == len(term.words) - 1 and all(
            wanted == one.token or (not term.exact and wanted in self._bases(one.token))
            for wanted, one in zip(term.words[1:], rest, strict=True)
        )

    def _half(self, token: str, least: int = MIN_INFLECTED) -> tuple[str, ...]:
        """The same of half a compound, in which a form of a very short word is mostly chance ("kne-skade" is no "knes-KADe"),
        and so is a word that is found only as it stands ("trene-ren").
        """
        return self._single(token, least, exact=False)

    def _single(self, token: str, least: int = 0, *, exact: bool = True) -> tuple[str, ...]:
        """The concepts of a term of one word that this token is a form of, or is if that word has fewer than `least` letters.
        `exact`: of those too that are found only as they stand.
        """
        names = (
            name
            for base in self._bases(token)
            if base == token or len(base) >= least
            for term in self._terms.get(base, ())
            if len(term.words) == 1 and (not term.exact or (exact and base == token))
            for name in term.concepts
        )
        return tuple(dict.fromkeys(sorted(names)))

    def _parts(self, token: str) -> list[tuple[str, int, int]]:
        """The concepts in a compound: (concept, start, end) inside the token."""
        last_only: list[tuple[str, int, int]] = []
        first_only: list[tuple[str, int, int]] = []
        for first, last in splits(token):
            names, others = self._half(first), self._half(last)
            if names and others:
                middle = len(token) - len(last)
                return [(name, 0, len(first)) for name in names] + [(name, middle, len(token)) for name in others]
            if names and last in self._tails:
                return [(name, 0, len(token)) for name in names]
            if names and not first_only and len(first) >= MIN_ALONE:
                first_only = [(name, 0, len(token)) for name in names if self.concepts[name].facet != GENERAL]
            if first not in self._tails:  # nothing is known of what stands before it
                others = self._half(last, MIN_LAST) if len(last) >= MIN_LAST else ()
            if others and not last_only:
                last_only = [(name, 0, len(token)) for name in others if self.concepts[name].facet != GENERAL]
        return first_only or last_only

    def _shared_end(self, text: str, words: list[_Place], at: int) -> list[tuple[str, int, int]]:
        """The concepts of a half word whose end stands in the next: "styrke- og balansetrening"."""
        here = words[at]
        if not text.startswith("-", here.end) or len(words) < at + 3 or words[at + 1].token not in _AND:
            return []
        for _, last in splits(words[at + 2].token):
            whole = here.token + last
            names = self._single(whole) or tuple(name for name, _, _ in self._parts(whole))
            if names:
                return [(name, 0, len(here.token)) for name in dict.fromkeys(names)]
        return []


def load_glossary(*texts: str, own: Entries | None = None) -> Glossary:
    """The glossary of YAML texts, with what a team has of its own put over it. Errors: see `read_entries`."""
    entries = read_entries(texts)
    return glossary_of(merged(entries, own) if own else entries)


def glossary_of(entries: Entries) -> Glossary:
    """The tables that find concepts in a text."""
    concepts, lists = entries.concepts, entries.lists
    terms: dict[tuple[str, ...], list[str]] = {}
    free: set[tuple[str, ...]] = set()
    for concept in concepts.values():
        for phrase in concept.norwegian():
            key = words_of(phrase)
            inflects = phrase in concept.nb or phrase in concept.nn
            for one in (key, bare(key)) if inflects and len(key) > 1 else (key,):
                names = terms.setdefault(one, [])
                if concept.id not in names:
                    names.append(concept.id)
                if inflects:
                    free.add(one)
    for phrase in lists["ignore"]:
        terms[words_of(phrase)] = []
    inflected = {base for key in free for base in key}
    also_english = frozenset(lists["also_english"])
    single = {key[0] for key in terms if len(key) == 1 and terms[key]} | set(lists["tails"])
    english = set(words_of(" ".join(phrase for one in concepts.values() for phrase in (*one.en, *one.mesh))))
    return Glossary(
        concepts=concepts,
        _terms=_by_first_word(terms, free),
        _inflected=frozenset(inflected | set(lists["tails"])),
        _tails=frozenset(form for tail in lists["tails"] for form in forms(tail)),
        _stop=frozenset(lists["stop"]),
        _own=frozenset(single - also_english),
        _english=frozenset(english | also_english),
    )


def _by_first_word(
    terms: Mapping[tuple[str, ...], list[str]], free: Collection[tuple[str, ...]]
) -> dict[str, tuple[_Term, ...]]:
    found: dict[str, list[_Term]] = {}
    for key, names in sorted(terms.items(), key=lambda item: -len(item[0])):
        found.setdefault(key[0], []).append(_Term(key, tuple(names), key not in free))
    return {first: tuple(listed) for first, listed in found.items()}
