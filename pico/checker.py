"""The first, small checker of a search strategy: what PubMed would swallow without a word is found before it is sent.

PubMed drops an unknown tag silently and ignores a tag behind a group, so both stop here. Time is linear in
the length of the text. Findings are codes with places; messages.py makes the sentences.

| code | level | params |
|---|---|---|
| query_empty | stop | |
| bracket_unclosed, bracket_unopened | stop | sign |
| quote_unclosed | stop | |
| tag_unknown | stop | tag, database |
| tag_on_group | stop | tag |
| quote_curly, asterisk_odd, character_odd | warn | sign, mend |
| operator_lower_case | warn | word, mend |
| word_norwegian | warn | word |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from pico.characters import ASTERISKS, BLANKS, CURLY_QUOTES, DASHES, NO_WIDTH, straighten
from pico.norwegian import looks_norwegian
from pipeline.errors import BadInput

Level = Literal["stop", "warn"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at, at [start, end) of the strategy's text."""

    code: str
    level: Level
    start: int
    end: int
    params: dict[str, str | int] = field(default_factory=dict)


# PubMed's search field tags: abbreviations, their long names, and older names that still work.
_SHORT_TAGS = (
    "tiab ti ab tw mh mesh majr sh pt ptyp sb filter la lang dp pdat edat crdt lr mhda dcom au 1au lastau fau ad ta jo "
    "jour ot nm pa tt uid pmid pmcid aid lid all is isbn vi ip pg gr cn ir fir auid book cois rn si ps pl pubn ed jid"
).split()
_LONG_TAGS = """
    affiliation, all fields, article identifier, author, author - corporate, author - first, author - full,
    author - identifier, author - last, book accession number, conflict of interest statement,
    conflict of interest statements, corporate author, create date, date - completion, date - create, date - entry,
    date - entrez, date - mesh, date - modification, date - publication, ec/rn number, editor, entry date, entrez date,
    first author name, full author name, full investigator name, grant number, grants and funding, investigator,
    investigator - full, issn, issue, journal, language, last author name, location id, mesh date, mesh heading,
    mesh major topic, mesh subheading, mesh subheadings, mesh terms, modification date, nlm unique id, other term,
    other terms, pagination, personal name as subject, pharmacological action, place of publication, publication date,
    publication type, publisher, secondary source id, subject - personal name, subset, supplementary concept, text word,
    text words, title, title/abstract, transliterated title, volume
"""
_PUBMED_TAGS = frozenset((*_SHORT_TAGS, *(" ".join(name.split()) for name in _LONG_TAGS.split(","))))
_TAGS = {"pubmed": _PUBMED_TAGS, "epistemonikos": frozenset[str]()}
_DATABASES = {"pubmed": "PubMed", "epistemonikos": "Epistemonikos"}
# Fields whose words are English text; names, journals and addresses may be Norwegian. Empty = no tag.
_TEXT_TAGS = frozenset(
    ("", "tiab", "ti", "ab", "tw", "ot", "all", "title", "title/abstract", "text word", "text words", "all fields")
)
_SUFFIX = re.compile(r":(?:noexp|~\d{1,4})$")
_TOKEN = re.compile(r'(?P<quote>"[^"]*"?)|(?P<tag>\[[^\[\]"()]*\])|(?P<sign>[()\[\]])|(?P<word>[^\s()\[\]"]+)')
_OPERATORS = ("and", "or", "not")
_ODD = {
    **{sign: ("quote_curly", mend) for sign, mend in CURLY_QUOTES.items()},
    **{sign: ("asterisk_odd", mend) for sign, mend in ASTERISKS.items()},
    **{sign: ("character_odd", mend) for sign, mend in (DASHES | BLANKS | NO_WIDTH).items()},
}
_ODD_SIGN = re.compile(f"[{''.join(map(re.escape, _ODD))}]")
_ONE_FOR_ONE = str.maketrans({sign: mend or "\u200b" for sign, (_, mend) in _ODD.items()})


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # quote | tag | sign | word
    text: str
    start: int
    end: int


def problems(
    text: str, syntax: str = "pubmed", norwegian: Callable[[str], bool] = looks_norwegian
) -> tuple[Finding, ...]:
    """What is wrong, or odd, in a strategy, in the order of the text.

    `norwegian` tells Norwegian words; give `Glossary.looks_norwegian` to know more of them.
    BadInput: `syntax_unknown {syntax} {known}`.
    """
    if syntax not in _TAGS:
        raise BadInput("syntax_unknown", syntax=syntax, known=", ".join(_TAGS))
    if not straighten(text).strip():
        return (Finding("query_empty", "stop", 0, len(text)),)
    tokens = _tokens(text.translate(_ONE_FOR_ONE))
    found = [*_odd_characters(text), *_brackets(tokens), *_tags(tokens, syntax), *_words(tokens, norwegian)]
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.code)))


def _tokens(text: str) -> list[_Token]:
    """The text's tokens. A quote without its end is one sign, so that what follows is still looked at."""
    found: list[_Token] = []
    at = 0
    while (match := _TOKEN.search(text, at)) is not None:
        kind, start, at = match.lastgroup or "word", match.start(), match.end()
        if kind == "quote" and (at - start == 1 or text[at - 1] != '"'):
            kind, at = "sign", start + 1
        found.append(_Token(kind, text[start:at], start, at))
    return found


def _odd_characters(text: str) -> Iterator[Finding]:
    for match in _ODD_SIGN.finditer(text):
        code, mend = _ODD[match.group()]
        yield Finding(code, "warn", match.start(), match.end(), {"sign": match.group(), "mend": mend})


def _brackets(tokens: list[_Token]) -> Iterator[Finding]:
    """Brackets without their partner, and a quote without its end."""
    pairs = {")": "(", "]": "["}
    opened: dict[str, list[_Token]] = {"(": [], "[": []}
    for token in tokens:
        if token.kind != "sign":
            continue
        if token.text == '"':
            yield Finding("quote_unclosed", "stop", token.start, token.end)
        elif token.text in opened:
            opened[token.text].append(token)
        elif opened[pairs[token.text]]:
            opened[pairs[token.text]].pop()
        else:
            yield Finding("bracket_unopened", "stop", token.start, token.end, {"sign": token.text})
    for token in (*opened["("], *opened["["]):
        yield Finding("bracket_unclosed", "stop", token.start, token.end, {"sign": token.text})


def _tags(tokens: list[_Token], syntax: str) -> Iterator[Finding]:
    known, database = _TAGS[syntax], _DATABASES[syntax]
    for number, token in enumerate(tokens):
        if token.kind != "tag":
            continue
        name = _tag_name(token)
        if name not in known:
            shown = token.text[1:-1].strip()
            yield Finding("tag_unknown", "stop", token.start, token.end, {"tag": shown, "database": database})
        elif number and tokens[number - 1].text == ")":
            yield Finding("tag_on_group", "stop", token.start, token.end, {"tag": token.text[1:-1].strip()})


def _tag_name(token: _Token) -> str:
    return _SUFFIX.sub("", " ".join(token.text[1:-1].lower().split()))


def _words(tokens: list[_Token], norwegian: Callable[[str], bool]) -> Iterator[Finding]:
    """Operators in small letters, and Norwegian words in fields of English text."""
    field_of = ""  # the tag that belongs to a word stands behind its last word: read from the end
    for number in range(len(tokens) - 1, -1, -1):
        token = tokens[number]
        if token.kind == "tag":
            field_of = _tag_name(token)
        elif token.kind == "sign":
            field_of = ""
        elif token.kind == "word" and token.text.lower() in _OPERATORS:
            field_of = ""
            if token.text not in ("AND", "OR", "NOT"):
                mend = token.text.upper()
                yield Finding("operator_lower_case", "warn", token.start, token.end, {"word": token.text, "mend": mend})
        elif field_of in _TEXT_TAGS and norwegian(token.text):
            shown = token.text.strip('"')
            yield Finding("word_norwegian", "warn", token.start, token.end, {"word": shown})
