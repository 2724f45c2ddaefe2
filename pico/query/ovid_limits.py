"""Ovid's limits, `limit 5 to (english language and yr="2010 -Current")`, and `remove duplicates from 5`, as nodes of the tree."""

from __future__ import annotations

import re

from pico.query.finding import Finding
from pico.query.tree import Node, Ref, Term, joined

_LIMIT = re.compile(r"\s*limit\s+(\d{1,4})\s+to\s+(.+)$", re.IGNORECASE | re.DOTALL)
_DEDUPE = re.compile(r"\s*remove\s+duplicates\s+from\s+(\d{1,4})\s*$", re.IGNORECASE)
_YEARS = re.compile(r'yr\s*=\s*"?\s*(\d{4})\s*(?:-\s*(\d{4}|current))?\s*"?$', re.IGNORECASE)
_LANGUAGE = re.compile(r'(?:lg\s*=\s*"?)?([a-z]+)(?:\s+language)?"?$', re.IGNORECASE)
_LANGUAGES = frozenset(
    "english norwegian danish swedish german french spanish italian dutch finnish icelandic portuguese chinese japanese".split()
)
_TYPES = {
    "systematic reviews": ("systematic", "sb"),
    "systematic review": ("systematic review", "pt"),
    "randomized controlled trial": ("randomized controlled trial", "pt"),
    "controlled clinical trial": ("controlled clinical trial", "pt"),
    "clinical trial": ("clinical trial", "pt"),
    "clinical trial, all": ("clinical trial", "pt"),
    "meta analysis": ("meta-analysis", "pt"),
    "meta-analysis": ("meta-analysis", "pt"),
    "observational study": ("observational study", "pt"),
    "review": ("review", "pt"),
    "review articles": ("review", "pt"),
    "guideline": ("guideline", "pt"),
    "practice guideline": ("practice guideline", "pt"),
    "humans": ("humans", "mesh"),
    "human": ("humans", "mesh"),
    "animals": ("animals", "mesh"),
    "female": ("female", "mesh"),
    "male": ("male", "mesh"),
    "all infant (birth to 23 months)": ("infant", "mesh"),
    "all adult (19 plus years)": ("adult", "mesh"),
    "all aged (65 and over)": ("aged", "mesh"),
}
_PIECE = re.compile(r'"[^"]*"|[()]|\s+(?P<join>and|or)\s+|[^\s()"]+|\s+', re.IGNORECASE)


def read(text: str, start: int, end: int, found: list[Finding]) -> Node | None:
    """The node of a line that limits another or takes its duplicates away; None where the line is anything else."""
    if limit := _LIMIT.match(text, start, end):
        base = Ref((int(limit[1]),), start=limit.start(1), end=limit.end(1))
        return _limited(base, limit[2], limit.start(2), found)
    if dedupe := _DEDUPE.match(text, start, end):
        return Ref((int(dedupe[1]),), start=dedupe.start(1), end=dedupe.end(1))
    return None


def _limited(base: Ref, limits: str, at: int, found: list[Finding]) -> Node:
    end = at + len(limits)
    nodes: list[Node] = [base]
    for part in _parts(_bare(limits), "and"):
        choices = [_limit(one, at, end) for one in _parts(_bare(part), "or")]
        known = [one for one in choices if one is not None]
        if not known or len(known) < len(choices):
            found.append(Finding("ovid_limit_unread", "warn", at, end, {"limit": part[:80]}))
        else:
            nodes.append(joined("OR", known, start=at, end=end) if len(known) > 1 else known[0])
    return joined("AND", nodes, start=base.start, end=end) if len(nodes) > 1 else base


def _bare(text: str) -> str:
    """The text without the brackets around all of it, and without the quotes around all of it."""
    bare = text.strip()
    while bare.startswith("(") and bare.endswith(")") and bare.find(")") > bare.rfind("(", 0, bare.find(")")):
        depth = 0
        for place, sign in enumerate(bare):
            depth += (sign == "(") - (sign == ")")
            if not depth and place < len(bare) - 1:
                return bare
        bare = bare[1:-1].strip()
    return bare


def _parts(text: str, word: str) -> list[str]:
    """What `and`, or `or`, joins outside of quotes and brackets."""
    if text.lower().strip('"') in _TYPES:
        return [text]
    made, depth = [""], 0
    for match in _PIECE.finditer(text):
        piece = match.group()
        depth += (piece == "(") - (piece == ")")
        if match["join"] and not depth and match["join"].lower() == word:
            made.append("")
        else:
            made[-1] += piece
    return [one.strip() for one in made if one.strip()]


def _limit(text: str, start: int, end: int) -> Term | None:
    low = " ".join(text.lower().split())
    if years := _YEARS.match(text):
        last = years[2] or years[1]
        if last.isdigit() and last < years[1]:
            return None  # from a year to an earlier one
        return Term(f"{years[1]}:{'3000' if last.lower() == 'current' else last}", "dp", start=start, end=end)
    low = low.strip('"').strip() if not low.startswith("lg") else low
    if (language := _LANGUAGE.match(low)) and language[1] in _LANGUAGES:
        return Term(language[1], "la", start=start, end=end)
    if low in _TYPES:
        said, key = _TYPES[low]
        return Term(said, key, key == "mesh", start=start, end=end)
    return None
