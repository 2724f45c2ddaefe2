"""Signs of another database in a strategy for PubMed (check 7): PubMed takes them for words, and finds something else.

| code | level | params |
|---|---|---|
| looks_like_other | stop | text, system, database |
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pico.query.fields import FIELDS, OVID_CODES, TAGS, ovid_key
from pico.query.finding import Finding
from pico.query.tokens import Token, tokens

_CODES = rf"(?:{'|'.join(OVID_CODES)}|tiab|title|abstract)"
_SUFFIX = re.compile(
    rf"\.(?P<codes>{_CODES}(?:,{_CODES})*)(?:\.,?|,)$|\.(?P<list>{_CODES}(?:,{_CODES})+|ti|ab|tw|mp|kf|af|tiab)$",
    re.IGNORECASE,
)
_WHOLE = (
    ("Ovid", re.compile(r"adj\d{1,2}$", re.IGNORECASE)),
    ("Ovid", re.compile(r"(?:or|and)/\d+(?:[-,]\d+)*$", re.IGNORECASE)),
    ("Web of Science / Cochrane", re.compile(r"(?:NEAR|NEXT|ONEAR)/\d{1,2}$", re.IGNORECASE)),
    ("Web of Science / Cochrane", re.compile(r"NEAR\d{1,2}$", re.IGNORECASE)),
    ("Scopus", re.compile(r"(?:W|PRE)/\d{1,2}$")),
    ("Web of Science", re.compile(r"(?:TI|AB|TS|AK|KP|SO|WC|PY|DT|LA|ALL|TOPIC)=")),
    ("Embase", re.compile(r"\S*/(?:exp|de|mj)(?:/mj)?$")),
    ("Embase", re.compile(r"\S*:(?:ti|ab|kw|de|tt|lnk)(?:,(?:ti|ab|kw|de|tt))*$")),
    ("Epistemonikos", re.compile(r"(?:title|abstract):")),
    ("Europe PMC", re.compile(r"(?:TITLE|ABSTRACT|TITLE_ABS|AUTH|KW|PUB_YEAR|MESH|SRC):|mesh:(?:$|\w)")),
    ("Google", re.compile(r"(?:all)?in(?:title|text|url):|(?:site|filetype|author):\w", re.IGNORECASE)),
    ("Scopus", re.compile(r"\{\w")),
)
_PROQUEST = re.compile(
    r"(?:MAINSUBJECT|SUBJECT|MESH|EMB|MJMESH|MJSUB|SU)\.(?:EXACT|X)\S*$|NOFT$|(?:ti|ab|su|noft|mesh)$"
)
_EBSCO = frozenset(("TI", "AB", "MH", "MM", "TX", "SU"))
_EBSCO_BARE = frozenset(("TI", "TX"))  # in front of a bare word
_BESIDE_WORDS = ("adj",)  # between two words, as Ovid's operator
_SCOPUS = frozenset(("TITLE", "TITLE-ABS", "TITLE-ABS-KEY", "ABS", "KEY", "AUTHKEY", "LIMIT-TO", "EXCLUDE"))
_NEAR_SHORT = re.compile(r"[NW]\d{1,2}$")
_NEARNESS = re.compile(r"(?:NEAR|NEXT|ONEAR|W|PRE|N)/?\d", re.IGNORECASE)
_OPERATORS = ("and", "or", "not")
_FURTHEST = 12  # words of a heading


def foreign_in_ovid(text: str, start: int, end: int) -> Iterator[Finding]:
    """What is neither Ovid's nor PubMed's, on one line of a strategy for Ovid; nearness is told of where it is read."""
    for one in foreign(text, tokens(text, start, end)):
        said = text[one.start : one.end]
        embase = one.params["system"] != "Embase" or said.endswith("/exp") or "'/" in said
        if one.params["system"] not in ("Ovid", "Google") and embase and not _NEARNESS.match(said):
            yield replace(one, params={**one.params, "database": "Ovid"}, fix=None)


def foreign(text: str, parts: Sequence[Token]) -> Iterator[Finding]:
    """What is not PubMed's, on one line."""
    skip = -1
    for at, token in enumerate(parts):
        if at <= skip:
            continue
        if token.kind == "tag":
            yield from _cochrane_tag(token)
        elif token.kind == "sign" and token.text == "[" and _word(parts, at + 1).lower() == "mh":
            skip, one = _cochrane(parts, at)
            yield one
        elif token.kind == "word":
            heading = _heading(text, parts, at)
            if heading is not None:
                skip, one = heading
                yield one
            else:
                yield from _of_word(text, parts, at)


def _found(text: str, system: str, start: int, end: int, fix: str | None = None) -> Finding:
    params: dict[str, str | int] = {"text": text[:60], "system": system, "database": "PubMed"}
    return Finding("looks_like_other", "stop", start, end, params, fix)


def _word(parts: Sequence[Token], at: int) -> str:
    return parts[at].text if 0 <= at < len(parts) and parts[at].kind == "word" else ""


def _cochrane(parts: Sequence[Token], at: int) -> tuple[int, Finding]:
    """`[mh "X"]`: the index of the last token, and what was found."""
    close = next((n for n in range(at + 2, min(at + _FURTHEST, len(parts))) if parts[n].text == "]"), at + 1)
    quotes = [one.text for one in parts[at + 2 : close] if one.kind == "quote"]
    tag = "mh:noexp" if any(one.text == "^" for one in parts[at + 2 : close]) else "mh"
    fix = f"{quotes[0]}[{tag}]" if quotes else None
    return close, _found("[mh", "Cochrane Library", parts[at].start, parts[close].end, fix)


def _cochrane_tag(token: Token) -> Iterator[Finding]:
    name = token.text[1:-1].strip()
    if name.lower().startswith("mh ") and len(name) > 3:
        heading = name[3:].strip().lstrip("^").strip()
        tag = "mh:noexp" if "^" in name else "mh"
        yield _found(token.text, "Cochrane Library", token.start, token.end, f'"{heading}"[{tag}]')


def _of_word(text: str, parts: Sequence[Token], at: int) -> Iterator[Finding]:
    token = parts[at]
    word = token.text
    if match := _SUFFIX.search(word):
        yield _suffix(parts, at, match)
        return
    after = parts[at + 1] if at + 1 < len(parts) else None
    before = parts[at - 1] if at else None
    if after is not None and after.kind == "tag" and word.isalnum():
        return  # a word like any other: adj3[tiab]
    for system, pattern in _WHOLE:
        if pattern.match(word):
            if not (system == "Embase" and before is not None and before.kind == "tag"):
                yield _found(word, system, token.start, token.end)
            return
    if after is not None and after.text == "(" and after.start == token.end and _PROQUEST.match(word):
        yield _found(word, "ProQuest", token.start, token.end)
        return
    if word.lower() in _BESIDE_WORDS and _alone(parts, at):
        yield _found(word, "Ovid", token.start, token.end)
        return
    opens = after is not None and (after.kind == "quote" or after.text == "(")
    bare = word in _EBSCO_BARE and after is not None and after.kind == "word" and after.text.lower() not in _OPERATORS
    opens = opens or (bare and _alone(parts, at))
    begins = before is None or before.text == "(" or before.text.lower() in _OPERATORS
    if word in _EBSCO and opens and begins:
        yield _found(word, "EBSCOhost", token.start, token.end)
    elif word in _SCOPUS and after is not None and after.text == "(":
        yield _found(word, "Scopus", token.start, token.end)
    elif word.lower() == "descriptor:" and _word(parts, at - 1).lower() == "mesh":
        yield _found("MeSH descriptor:", "Cochrane Library", parts[at - 1].start, token.end)
    elif _NEAR_SHORT.match(word) and before is not None and after is not None and _beside(before, after):
        yield _found(word, "EBSCOhost", token.start, token.end)


def _alone(parts: Sequence[Token], at: int) -> bool:
    """Whether the words that a word stands among have no tag behind them."""
    here = at
    while here < len(parts) and parts[here].kind == "word" and parts[here].text not in ("AND", "OR", "NOT"):
        here += 1
        if here - at > _FURTHEST:
            return False
    return here == len(parts) or parts[here].kind != "tag"


def _beside(before: Token, after: Token) -> bool:
    """Whether a word stands between two terms, as an operator does."""
    ends = before.kind in ("quote", "tag") or before.text == ")" or before.text.endswith("*")
    return ends or after.text == "(" or after.kind == "quote" or (after.kind == "word" and after.text.endswith("*"))


def _suffix(parts: Sequence[Token], at: int, match: re.Match[str]) -> Finding:
    token = parts[at]
    codes = (match["codes"] or match["list"]).lower()
    start = token.start + match.start()
    key = ovid_key(codes) or TAGS.get(codes)
    behind = at > 0 and match.start() == 0 and parts[at - 1].text == ")"
    fix = f"[{FIELDS[key].pubmed}]" if key and not behind and FIELDS[key].pubmed else None
    return _found(match.group(), "Ovid", start, token.end, fix)


def _heading(text: str, parts: Sequence[Token], at: int) -> tuple[int, Finding] | None:
    """`exp X/`, `*X/` and `X/`: the index of the last token, and what was found."""
    first = parts[at].text
    exp = first.lower() in ("exp", "explode")
    before = parts[at - 1] if at else None
    begins = before is None or before.text == "(" or before.text.lower() in _OPERATORS
    if not (exp or begins):
        return None
    for to in range(at, min(at + _FURTHEST, len(parts))):
        token = parts[to]
        if token.kind not in ("word", "quote") or (token.kind == "word" and token.text in ("AND", "OR", "NOT")):
            return None
        slash = token.kind == "word" and "/" in token.text
        if not slash or (to == at and exp):
            continue
        whole = text[parts[at].start : token.end]
        name, _, behind = whole.rpartition("/")
        after = parts[to + 1] if to + 1 < len(parts) else None
        ends = after is None or after.text == ")" or after.text.lower() in _OPERATORS
        qualifiers = bool(re.fullmatch(r"(?:[a-z]{2},?)?", behind)) and (exp or behind == "" or name.startswith("*"))
        if not qualifiers or not (ends or exp) or not re.search(r"[A-Za-z]{2}", name):
            return None
        bare = re.sub(r"^(?:exp(?:lode)?\s+)?\*?\s*", "", name, flags=re.IGNORECASE).strip().strip('"').strip()
        tag = "majr" if "*" in name else "mh"
        said = f'"{bare}{"/" + behind.strip(",") if behind.strip(",") else ""}"[{tag}{"" if exp else ":noexp"}]'
        return to, _found(whole, "Ovid", parts[at].start, token.end, said)
    return None
