"""Rows of a table that are no record: sums, "Exported on ...", numbers of pages. They are told by few cells and their words."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBER = r"\(?n? ?=? ?\d[\d .,\u00a0]{0,12}\)?"
_SUMS = (
    "total|totals|grand total|totalt|subtotal|sub-total|delsum|mellomsum|"
    "sum|summe|sums|antall|antal|anzahl|count|counts|n|i alt|insgesamt|nombre|número|"
    "treff|results|hits|records|references|referanser|poster|rader|rows|artikler|articles|studies|studier"
)
_OF = rf"(?: (?:number|of|antall|unique|unike|found|funnet|exported|included|inkluderte|stk|{_SUMS}))"
_CERTAIN = re.compile(
    rf"(?:{_SUMS}){_OF}{{0,3}}\s?[:=]?\s?{_NUMBER}{_OF}{{0,2}}[.:]?"
    rf"|{_NUMBER} (?:{_SUMS}){_OF}{{0,2}}[.:]?"
    r"|(?:exported|eksportert|downloaded|lastet ned|generated|generert|printed|skrevet ut|last updated|sist oppdatert|exporterad|"
    r"eksporteret|exportiert|exporté|exportado|export date|eksportdato|date exported|search date|søkedato|dato for eksport|"
    r"report generated|rapport)\b[^.]{0,40}\d{1,4}[-./ ].{0,60}"
    r"|(?:page|side|sida|seite|p\.) ?\d{1,4}(?: ?(?:of|av|/|von) ?\d{1,4})?"
    r"|(?:©|\(c\)|copyright\b|all rights reserved|alle rettigheter).{0,200}"
    r"|(?:end of (?:file|export|list|report|results|table)|slutt på (?:filen|listen|eksporten|tabellen))\.?"
    r"|[-=*_. ]{3,}",
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"(?:note|notes|merk|merknad|kilde|source|database|databases|query|search|search query|search strategy|search string|søk|"
    r"søkestreng|søketekst|filter|filters|limits|exported|eksportert|downloaded|generated|created|opprettet|retrieved|hentet)"
    r"(?: (?:by|from|on|av|fra|med|with|in))?\s?:?\s.{0,500}",
    re.IGNORECASE,
)
_LABEL = re.compile(rf"(?:{_SUMS}){_OF}{{0,3}}\s?[:=]?", re.IGNORECASE)
_ALONE = re.compile(rf"{_NUMBER}")
_RUNNING = re.compile(r"\d{1,4}[.)]?")


def is_note(cells: Sequence[str], width: int) -> bool:
    """Whether a row of a table of this width is no record, wherever it stands and whatever its columns are taken as.

    A word of sums with nothing but numbers beside it, a running number before it at most; or one cell that says so itself.
    """
    told = _told(cells)
    if width < 2 or not told:
        return False
    if len(told) == 1:
        return len(told[0]) < 300 and _CERTAIN.fullmatch(told[0]) is not None
    label, *others = told[1:] if _RUNNING.fullmatch(told[0]) else told
    if not _LABEL.fullmatch(label):
        return False
    return bool(others) and all(_ALONE.fullmatch(one) or _CERTAIN.fullmatch(one) for one in others)


def is_last_note(cells: Sequence[str]) -> bool:
    """Whether a row with one cell, below all others, says something of the table and is no title: "Source: ..."."""
    told = _told(cells)
    return len(told) == 1 and _BELOW.fullmatch(told[0]) is not None and (":" in told[0][:25] or " by " in told[0][:25])


def _told(cells: Sequence[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in cells if cell.strip()]
