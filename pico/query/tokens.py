"""The signs of a strategy written for PubMed: quotes, tags, brackets, words, each with its place. Linear in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pico.characters import ASTERISKS, BLANKS, CURLY_QUOTES, DASHES, FULL_WIDTH, NO_WIDTH
from pico.query.fields import HEADING_KEYS, TAGS, qualifier
from pico.query.tree import Term

ODD = {
    **{sign: ("quote_curly", mend) for sign, mend in CURLY_QUOTES.items()},
    **{sign: ("asterisk_odd", mend) for sign, mend in ASTERISKS.items()},
    **{sign: ("character_odd", mend) for sign, mend in (DASHES | BLANKS | NO_WIDTH | FULL_WIDTH).items()},
}
_ONE_FOR_ONE = str.maketrans({sign: mend or "\u200b" for sign, (_, mend) in ODD.items()})
_TOKEN = re.compile(r'(?P<quote>"[^"]*"?)|(?P<tag>\[[^\[\]"()]*\])|(?P<sign>[()\[\]])|(?P<word>[^\s()\[\]"]+)')
_SUFFIX = re.compile(r":\s*(?P<noexp>noexp)\s*$|:\s*~\s*(?P<within>\d{1,4})\s*$")
# A real tag and an operator inside quotes: the quote before them was never closed.
_RUNS_ON = re.compile(r"\[(?P<tag>[A-Za-z /-]{2,30})(?::[^\]\"]{1,6})?\]\s*\)*\s*(?:AND|OR|NOT)\b")


@dataclass(frozen=True, slots=True)
class Token:
    """One sign."""

    kind: str  # quote | tag | sign | word
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tag:
    """What a tag says. `key` is empty where PubMed does not know it."""

    name: str  # in small letters, without what follows the colon
    key: str
    noexp: bool = False
    within: int | None = None


def even(text: str) -> str:
    """The text with plain quotes, asterisks and hyphens, sign for sign, so that places stay true."""
    return text.translate(_ONE_FOR_ONE)


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of [start, end). A quote without its end is one sign, so that what follows is still looked at."""
    found: list[Token] = []
    at, stop = start, len(text) if end is None else end
    while (match := _TOKEN.search(text, at, stop)) is not None:
        kind, begins, at = match.lastgroup or "word", match.start(), match.end()
        if kind == "quote" and (at - begins == 1 or text[at - 1] != '"' or _runs_on(text, begins, at)):
            kind, at = "sign", begins + 1
        found.append(Token(kind, text[begins:at], begins, at))
    return found


def _runs_on(text: str, start: int, end: int) -> bool:
    match = _RUNS_ON.search(text, start, min(end, start + 400))
    return match is not None and " ".join(match["tag"].lower().split()) in TAGS


def tag(token: Token) -> Tag:
    """What `[Title/Abstract:~3]` says."""
    text = token.text[1:-1].replace("\u200b", "")
    suffix = _SUFFIX.search(text.lower())
    name = " ".join((text[: suffix.start()] if suffix else text).lower().split())
    within = int(suffix["within"]) if suffix and suffix["within"] else None
    return Tag(name, TAGS.get(name, ""), bool(suffix and suffix["noexp"]), within)


def term_of(run: list[Token], key: str, said: Tag | None, start: int, end: int) -> Term:
    """The term that some words, or one quote, make in the field of a key."""
    quoted = len(run) == 1 and run[0].kind == "quote"
    text = " ".join(one.text.strip('"') if one.kind == "quote" else one.text for one in run)
    text = " ".join(text.replace("\u200b", "").split()).replace(" : ", ":")
    if key in HEADING_KEYS:
        name, _, behind = text.partition("/")
        listed = (qualifier(behind),) if behind.strip() else ()
        within = said.within if said else None
        return Term(name.strip(), key, True, not (said and said.noexp), listed, within, start, end)
    return Term(text, key, quoted, True, (), said.within if said else None, start, end)
