"""What is wrong with single words: wildcards (7), nearness and `:noexp` (8), fields (10), headings (11), Norwegian (15).

PubMed wants four signs before the first `*`; since June 2024 it takes one within a word as well (NLM Tech Bull 2024
May-Jun, 458:e5), which other places do not.

| code | level | params |
|---|---|---|
| wildcard_first, wildcard_short | stop | word |
| ovid_wildcard_first | warn | word |
| wildcard_ovid | stop; warn behind the last of several words | word, sign |
| wildcard_inside | warn | word |
| proximity_unquoted, proximity_one_word, proximity_wildcard | stop | text |
| proximity_field | stop | text, tag |
| noexp_field | stop | tag |
| stopword_tagged | warn | word |
| term_untagged | warn | text |
| phrase_unquoted | warn | text |
| heading_unknown | warn | heading |
| heading_entry_term | warn | heading, mend |
| heading_unchecked | warn | heading, n |
| word_norwegian | warn | word |
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pico.checks.context import Context
from pico.checks.values import of_values
from pico.checks.words import STOP_WORDS
from pico.query.fields import FIELDS, HEADING_KEYS, PROXIMITY_KEYS, TEXT_KEYS, ovid_key
from pico.query.finding import Finding
from pico.query.tokens import tag
from pico.query.tree import AUTO, Term

_FEWEST = 4  # signs before the first wildcard
_DOLLAR = re.compile(r"[A-Za-z]{2,}[a-z](?P<sign>\$\d?)(?![\w$])")
_ONE_SIGN = re.compile(r"[A-Za-z]{2,}(?P<sign>[?#])[A-Za-z]|[A-Za-z]{3,}(?P<end>#)(?=[\s\"\[)]|$)")
_QUESTION = re.compile(r"[A-Za-z]{3,}\?(?=[\s\"\[)]|$)")
_WORD = re.compile(r'[^\s"]+')
_INSIDE = re.compile(r"\*(?=\w)")
_PARTED = re.compile(r"\.([a-z]{2})[.;/&]([a-z]{2})\.?$", re.IGNORECASE)  # `.ti;ab.`
_SAID_ALONE = frozenset(("hasabstract", "has abstract", "free full text", "humans"))
_SPARED = frozenset(("noexp_field", "looks_like_other", "tag_on_group", "tag_on_bracket"))


def of_tags(context: Context) -> Iterator[Finding]:
    """`:noexp` and `:~n` where PubMed passes over them."""
    for parts in context.read.tokens:
        for token in parts:
            if token.kind != "tag":
                continue
            said = tag(token)
            if said.key and said.noexp and said.key not in HEADING_KEYS:
                bare = f"[{token.text[1:-1].split(':')[0].strip()}]"
                yield Finding("noexp_field", "stop", token.start, token.end, {"tag": token.text[1:-1]}, bare)


def of_terms(context: Context, all_terms: Sequence[Term], spared: Sequence[Finding]) -> Iterator[Finding]:
    """Each term by itself. `spared`: findings whose words are not to be complained of twice."""
    pubmed = context.syntax == "pubmed"
    places = sorted((one.start, one.end) for one in spared if one.code in _SPARED)
    other = any(one.code == "looks_like_other" for one in spared)
    unchecked: list[Term] = []
    for term in all_terms:
        if pubmed:
            yield from _wildcards(context, term)
            if term.within is not None:
                yield from _proximity(term)
            elif not other and not _within(term, places):
                yield from _field(context, term)
        elif context.syntax == "ovid" and (parted := _PARTED.search(term.text)) and ovid_key(",".join(parted.groups())):
            place = context.read.text.rfind(parted.group(), term.start, term.end)
            if place >= 0:
                mend = f".{','.join(parted.groups())}."
                said: dict[str, str | int] = {"field": parted.group()}
                yield Finding("ovid_field_unknown", "stop", place, place + len(parted.group()), said, mend)
        elif context.syntax == "ovid" and term.field in TEXT_KEYS and term.text.startswith("*") and len(term.text) > 1:
            yield Finding("ovid_wildcard_first", "warn", term.start, term.end, {"word": term.text[:60]})
        yield from of_values(context, term, *_inner(context, term))
        if term.field in HEADING_KEYS:
            yield from _heading(context, term, unchecked)
        elif term.field in TEXT_KEYS and context.norwegian(term.text):
            start, end = _inner(context, term)
            yield Finding("word_norwegian", "warn", start, end, {"word": term.text})
    if unchecked:
        first = unchecked[0]
        params: dict[str, str | int] = {"heading": first.text, "n": len(unchecked)}
        yield Finding("heading_unchecked", "warn", first.start, first.end, params)


def _within(term: Term, places: Sequence[tuple[int, int]]) -> bool:
    return any(start <= term.start and term.end <= end for start, end in places[:50])


def _inner(context: Context, term: Term) -> tuple[int, int]:
    """The place of a term without its tag."""
    if term.end and context.read.text[term.end - 1 : term.end] == "]" and not term.text.endswith("]"):
        opened = context.read.text.rfind("[", term.start, term.end)
        if opened > term.start:
            return term.start, term.start + len(context.read.text[term.start : opened].rstrip())
    return term.start, term.end


def _wildcards(context: Context, term: Term) -> Iterator[Finding]:
    start, end = _inner(context, term)
    source = context.read.text[start:end]
    words: dict[str, str | int] = {"word": source.strip('"')[:60]}
    if (at := source.find("*")) >= 0:
        before = len("".join(source[:at].replace('"', "").split()))
        if before == 0:
            yield Finding(
                "wildcard_first", "stop", start, end, words, source.replace("*", "", 1) if len(source) > 1 else None
            )
        elif before < _FEWEST:
            place, word = _word_at(source, at)
            mend = word.replace("*", "")
            yield Finding("wildcard_short", "stop", start + place, start + place + len(word), {"word": word[:60]}, mend)
        elif _INSIDE.search(source):
            yield Finding("wildcard_inside", "warn", start, end, words)
    if term.field not in TEXT_KEYS and term.field not in HEADING_KEYS:
        return
    if "$" in source and (match := _DOLLAR.search(source)):
        mend = source[: match.start("sign")] + "*" + source[match.end("sign") :]
        yield Finding("wildcard_ovid", "stop", start, end, {**words, "sign": "$"}, mend)
    if ("?" in source or "#" in source) and (match := _ONE_SIGN.search(source)):
        sign = match["sign"] or match["end"]
        yield Finding("wildcard_ovid", "stop", start, end, {**words, "sign": sign})
    elif "?" in source and _QUESTION.search(source) and term.field != AUTO:
        level = "warn" if term.quoted or " " in source.strip() else "stop"
        mend = source.replace("?", "")
        if level == "stop":
            yield Finding("wildcard_ovid", "stop", start, end, {**words, "sign": "?"}, mend)
        else:
            yield Finding("wildcard_ovid", "warn", start, end, {**words, "sign": "?"}, mend)


def _word_at(source: str, at: int) -> tuple[int, str]:
    """The word of a term around one of its signs, and where it begins."""
    word = next(one for one in _WORD.finditer(source) if one.end() > at)
    return word.start(), word.group()


def _proximity(term: Term) -> Iterator[Finding]:
    said: dict[str, str | int] = {"text": term.text}
    known = FIELDS[term.field].pubmed if term.field in FIELDS else "tiab"
    within = f":~{term.within}"
    if "*" in term.text:
        yield Finding("proximity_wildcard", "stop", term.start, term.end, said)
    if " " not in term.text:
        yield Finding("proximity_one_word", "stop", term.start, term.end, said, f"{term.text}[{known}]")
    elif term.field not in PROXIMITY_KEYS:
        mend = f'"{term.text}"[tiab{within}]' if term.field in TEXT_KEYS else None
        yield Finding("proximity_field", "stop", term.start, term.end, {**said, "tag": known}, mend)
    elif not term.quoted:
        yield Finding("proximity_unquoted", "stop", term.start, term.end, said, f'"{term.text}"[{known}{within}]')


def _field(context: Context, term: Term) -> Iterator[Finding]:
    text = context.read.text[term.start : term.end]
    if term.field == AUTO:
        low = term.text.lower()
        if text.endswith("]") or low in _SAID_ALONE or not any(map(str.isalpha, low)):
            return  # its tag is not known, and that is said; or a number
        quoted = text if term.quoted or " " not in term.text else f'"{term.text}"'
        yield Finding("term_untagged", "warn", term.start, term.end, {"text": term.text[:60]}, f"{quoted}[tiab]")
    elif term.field in TEXT_KEYS:
        start, end = _inner(context, term)
        if term.text.lower() in STOP_WORDS and not term.quoted:
            yield Finding("stopword_tagged", "warn", term.start, term.end, {"word": term.text})
        elif not term.quoted and " " in term.text:
            said: dict[str, str | int] = {"text": term.text[:60]}
            bare = term.text[1:-1].strip() if term.text[0] == term.text[-1] == "'" else term.text
            yield Finding("phrase_unquoted", "warn", start, end, said, f'"{bare}"')


def _heading(context: Context, term: Term, unchecked: list[Term]) -> Iterator[Finding]:
    known = context.headings
    if "*" in term.text or not term.text or known.knows(term.text):
        return
    start, end = _inner(context, term)
    if preferred := known.preferred(term.text):
        source = context.read.text[start:end]
        mend = source.replace(term.text, preferred, 1) if term.text in source else None
        said: dict[str, str | int] = {"heading": term.text, "mend": preferred}
        yield Finding("heading_entry_term", "warn", start, end, said, mend)
    elif known.whole:
        yield Finding("heading_unknown", "warn", start, end, {"heading": term.text[:80]})
    else:
        unchecked.append(term)
