"""Boolean queries over the made-up corpus: left to right, no precedence, brackets decide.

PubMed writes the field behind a term (`fall*[tiab]`) and ignores it behind a group; Epistemonikos writes it before
(`title:(a OR b)`). What PubMed does in silence is done in silence here: an unknown tag is dropped and the term mapped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from tests.local_sources.corpus import Article, corpus

TOKEN = re.compile(
    r'\s+|(?P<field>(?:title|abstract):)|(?P<quoted>"[^"]*"?)|(?P<tag>\[[^\]]*\]?)|(?P<sign>[()])|(?P<word>[^\s()"\[\]]+)'
)
OPERATORS = ("AND", "OR", "NOT")
STOP_WORDS = frozenset({"a", "an", "and", "for", "from", "in", "is", "of", "on", "or", "that", "the", "to", "with"})
# every way to write a tag -> the field, and the name that PubMed's translation gives it
FIELDS: dict[str, tuple[str, str]] = {
    name: (own, long)
    for own, long, names in (
        ("tiab", "Title/Abstract", "tiab title/abstract"),
        ("ti", "Title", "ti title"),
        ("ab", "Abstract", "ab abstract"),
        ("tw", "Text Word", "tw text_word"),
        ("all", "All Fields", "all all_fields"),
        ("mh", "MeSH Terms", "mh mesh mesh_terms"),
        ("mh:noexp", "MeSH Terms:noexp", "mh:noexp mesh:noexp mesh_terms:noexp"),
        ("majr", "MeSH Major Topic", "majr mesh_major_topic"),
        ("pt", "Publication Type", "pt publication_type"),
        ("uid", "UID", "uid pmid"),
        ("aid", "Article Identifier", "aid doi article_identifier"),
        ("sb", "Filter", "sb subset filter"),
        ("la", "Language", "la language"),
        ("dp", "Date - Publication", "dp pdat date_-_publication"),
        ("au", "Author", "au author"),
        ("ta", "Journal", "ta jour journal"),
    )
    for name in names.split()
}
BROADER = {"dementia": ("Cognitive Training",), "caregivers": ("Respite Care",)}  # heading -> narrower ones


class QueryError(Exception):
    """The query cannot be read."""


@dataclass(frozen=True, slots=True)
class Found:
    """Numbers of the articles found, how the term was read, and whether it was left out as unknown."""

    numbers: frozenset[int]
    read_as: str
    unknown: bool = False


@dataclass(slots=True)
class Complaints:
    """What PubMed would complain of."""

    phrases: list[str] = field(default_factory=list)
    quoted: list[str] = field(default_factory=list)
    unknown_tag: bool = False


@dataclass(frozen=True, slots=True)
class Texts:
    """An article's words in lower case, one space between and around them."""

    title: str
    abstract: str
    other: str


def plain(text: str) -> str:
    """Lower case, signs other than letters, digits and `*` as single spaces, with a space at both ends."""
    return f" {' '.join(re.sub(r'[^0-9a-zæøå*]+', ' ', re.sub(r'</?(?:i|sub)>', '', text).lower()).split())} "


@lru_cache(maxsize=4)
def texts(size: int) -> tuple[Texts, ...]:
    """The words of a corpus of this size."""
    return tuple(
        Texts(
            plain(one.title),
            plain(" ".join(text for _, text in one.abstract)),
            plain(" ".join([*(name for name, _ in one.mesh), *one.types, one.journal, one.group])),
        )
        for one in corpus(size)
    )


class BooleanReader:
    """Reads one query; `resolve(text, quoted, field)` finds the articles of one term."""

    def __init__(self, query: str, resolve: Callable[[str, bool, str], Found], prefix_fields: bool) -> None:
        self._tokens = [(m.lastgroup or "", m.group()) for m in TOKEN.finditer(query) if m.lastgroup]
        if not prefix_fields:
            self._tokens = [("word", text) if kind == "field" else (kind, text) for kind, text in self._tokens]
        self._resolve = resolve
        self._prefix = prefix_fields
        self._field = ""
        self._at = 0

    def read(self) -> Found:
        """What the whole query finds. Raises QueryError."""
        found = self._expression()
        if self._at < len(self._tokens):
            raise QueryError("bracket closed that was not opened")
        return found

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def _take(self) -> tuple[str, str]:
        token = self._peek()
        self._at += 1
        return token

    def _expression(self) -> Found:
        left = self._operand()
        while self._peek() not in (("end", ""), ("sign", ")")):
            operator = self._take()[1] if self._peek()[1] in OPERATORS else "AND"
            left = combine(left, operator, self._operand())
        return left

    def _operand(self) -> Found:
        kind, text = self._peek()
        if (kind, text) == ("sign", "("):
            return self._group()
        if kind == "field":
            return self._with_field(self._take()[1][:-1])
        if kind in ("quoted", "word") and text not in OPERATORS:
            return self._term()
        raise QueryError(f"a term was expected, not {text or 'the end'}")

    def _group(self) -> Found:
        self._take()
        inner = self._expression()
        if self._take() != ("sign", ")"):
            raise QueryError("bracket not closed")
        if self._peek()[0] == "tag":
            self._take()  # a tag behind a group is ignored without a word
        return Found(inner.numbers, f"({inner.read_as})", inner.unknown)

    def _with_field(self, name: str) -> Found:
        outer, self._field = self._field, name
        found = self._operand()
        self._field = outer
        return found

    def _term(self) -> Found:
        kind, text = self._take()
        while not self._prefix and kind == "word" and self._peek()[0] == "word" and self._peek()[1] not in OPERATORS:
            text += f" {self._take()[1]}"
        tag = self._field
        if self._peek()[0] == "tag":
            tag = self._take()[1].strip("[]")
        return self._resolve(text.strip('"'), kind == "quoted", tag)


def combine(left: Found, operator: str, right: Found) -> Found:
    """Both sides under one operator; a term that is not known is left out of an OR's reading."""
    if operator == "OR":
        kept = [one for one in (left, right) if not one.unknown] or [left, right]
        return Found(
            left.numbers | right.numbers, " OR ".join(one.read_as for one in kept), left.unknown and right.unknown
        )
    numbers = left.numbers & right.numbers if operator == "AND" else left.numbers - right.numbers
    return Found(numbers, f"{left.read_as} {operator} {right.read_as}")


class Fields:
    """Finds the articles of one term in one field of a corpus."""

    def __init__(self, size: int, history: Sequence[frozenset[int]] = ()) -> None:
        self._articles = corpus(size)
        self._texts = texts(size)
        self._history = history
        self.complaints = Complaints()

    def pubmed(self, text: str, quoted: bool, tag: str) -> Found:
        """One PubMed term. Unknown tags and words are noted in `complaints` as far as PubMed says so."""
        if re.fullmatch(r"#\d+", text):
            return self._from_history(int(text[1:]))
        name = re.sub(r"\s+", "_", tag.strip().lower())
        name, _, near = name.partition(":~")
        own, long = FIELDS.get(name, ("", ""))
        if not own:
            self.complaints.unknown_tag |= bool(tag)
            return self._mapped(text)
        words = text.split()
        if own in ("tiab", "ti", "ab", "tw", "all"):
            if near or (not quoted and len(words) > 1 and not self._phrase(text, own)):
                numbers = frozenset.intersection(*(self._phrase(word, own) for word in words))
            else:
                numbers = frozenset() if text.lower() in STOP_WORDS else self._phrase(text, own)
        else:
            numbers = self._where(VALUE_TESTS[own](text.lower()))
        unknown = not numbers and own not in ("uid", "dp", "la", "sb")
        if unknown and (quoted or own.startswith(("mh", "majr"))):
            self.complaints.quoted.append(f'"{text}"[{tag}]')
        elif unknown:
            self.complaints.phrases.append(text)
        return Found(numbers, f'"{text}"[{long}]' if not near else f'"{text}"[{long}:~{near}]', unknown)

    def epistemonikos(self, text: str, quoted: bool, name: str) -> Found:
        """One Epistemonikos term, in title, abstract or both."""
        return Found(self._phrase(text, {"title": "ti", "abstract": "ab"}.get(name, "tiab")), text)

    def _from_history(self, key: int) -> Found:
        if not 1 <= key <= len(self._history):
            raise KeyError(key)
        return Found(self._history[key - 1], f"#{key}")

    def _mapped(self, text: str) -> Found:
        """An untagged term: as heading, or as words anywhere."""
        words = [word for word in text.split() if word.lower() not in STOP_WORDS]
        if not words:
            self.complaints.phrases.append(text)
            return Found(frozenset(), text, True)
        anywhere = frozenset.intersection(*(self._phrase(word, "all") for word in words))
        heading = self._where(VALUE_TESTS["mh"](text.lower()))
        if not (anywhere or heading):
            self.complaints.phrases.append(text)
        parts = [f'"{text}"[MeSH Terms]'] if heading else []
        parts.append(" AND ".join(f'"{word}"[All Fields]' for word in words))
        return Found(anywhere | heading, " OR ".join(parts), not (anywhere or heading))

    def _phrase(self, text: str, own: str) -> frozenset[int]:
        words = plain(text)
        if not words.strip():
            return frozenset()
        pattern = None
        if "*" in words and re.search(r"\w{4,}\*", words):
            stem = re.sub(r"\\\*", r"\\w*", re.escape(words))
            pattern = re.compile(stem)
        words = words.replace("*", "")
        return frozenset(
            number
            for number, one in enumerate(self._texts)
            if any(pattern.search(part) if pattern else words in part for part in _parts(one, own))
        )

    def _where(self, test: Callable[[Article], bool]) -> frozenset[int]:
        return frozenset(one.number for one in self._articles if test(one))


def _parts(one: Texts, own: str) -> tuple[str, ...]:
    return {"ti": (one.title,), "ab": (one.abstract,), "tiab": (one.title, one.abstract)}.get(
        own, (one.title, one.abstract, one.other)
    )


def _heading(text: str, narrower: bool, major: bool = False) -> Callable[[Article], bool]:
    wanted = {text.partition("/")[0], *(name.lower() for name in BROADER.get(text, ()) if narrower)}
    return lambda one: any(name.lower() in wanted and (top or not major) for name, top in one.mesh)


def _between(text: str) -> tuple[str, str]:
    low, _, high = text.partition(":")
    return low.strip(), (high or low).strip()


def _uid(text: str) -> Callable[[Article], bool]:
    low, high = _between(text)
    if not (low.isdigit() and high.isdigit()):
        return lambda one: False
    return lambda one: int(low) <= int(one.pmid) <= int(high)


def _year(text: str) -> Callable[[Article], bool]:
    low, high = (re.sub(r"\D.*", "", end) for end in _between(text))
    if not (low and high):
        return lambda one: False
    return lambda one: int(low) <= one.year <= int(high)


VALUE_TESTS: dict[str, Callable[[str], Callable[[Article], bool]]] = {
    "mh": lambda text: _heading(text, narrower=True),
    "mh:noexp": lambda text: _heading(text, narrower=False),
    "majr": lambda text: _heading(text, narrower=True, major=True),
    "pt": lambda text: lambda one: text in (name.lower() for name in one.types),
    "sb": lambda text: lambda one: text == "systematic" and "Systematic Review" in one.types,
    "la": lambda text: lambda one: text in ("eng", "english"),
    "aid": lambda text: lambda one: one.doi == text,
    "uid": _uid,
    "dp": _year,
    "au": lambda text: lambda one: any(text.split()[0] == family.lower() for family, _ in one.authors),
    "ta": lambda text: lambda one: text == one.journal.lower(),
}
