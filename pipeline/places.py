"""Municipalities and KSF regions: read from their CSV text (data/ksf/), and found by number or name as people type it.

Sources: Statistics Norway (municipalities, 1 January 2026) and KS (regions); see data/ksf/README.md.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.errors import BadInput

__all__ = ["Municipality", "Region", "find", "load_municipalities", "load_regions"]

_COLUMNS = ("number", "name", "county", "ksf_region", "valid_from", "valid_to")
_REGION_COLUMNS = ("region", "counties", "host_municipality", "host_number")
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ŧ": "t", "ŋ": "n", "ð": "d"})
_SORTS = ("kommune", "kommuna", "kommun", "herad", "bykommune", "suohkan", "gielda", "tjielte", "kommuuni")
_SHORTEST = 4  # letters in a query that may be misspelt
_NEARLY = 80.0  # likeness (0-100) from which a misspelt name is still offered


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality as it was called from `valid_from` to `valid_to` (dates as text; None = still)."""

    number: str  # four digits, with the leading zero
    name: str  # official; parallel names parted by " - ", county in brackets where two share a name
    county: str
    region: str  # KSF region
    valid_from: str
    valid_to: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Each of the parallel names, without the county in brackets."""
        return tuple(re.sub(r"\s*\(.*\)$", "", one).strip() for one in self.name.split(" - "))

    @property
    def label(self) -> str:
        """The name with its county, which tells Våler from Våler: "Våler (Østfold)", "Rana - Raane (Nordland)"."""
        return self.name if self.name.endswith(")") else f"{self.name} ({self.county})"


@dataclass(frozen=True, slots=True)
class Region:
    """A KSF region with the municipality that hosts it."""

    name: str
    counties: tuple[str, ...]
    host: str
    host_number: str


def load_municipalities(csv_text: str) -> tuple[Municipality, ...]:
    """Rows of `municipalities.csv` in its order.

    BadInput: `places_columns {missing}`, `places_row_broken {line}`, `places_number_twice {number}` (both in force).
    """
    rows = _rows(csv_text, _COLUMNS, lambda row: bool(re.fullmatch(r"\d{4}", row["number"]) and row["name"]))
    found = tuple(
        Municipality(
            row["number"], row["name"], row["county"], row["ksf_region"], row["valid_from"], row["valid_to"] or None
        )
        for row in rows
    )
    seen: set[str] = set()
    for one in found:
        if one.valid_to is None and one.number in seen:
            raise BadInput("places_number_twice", number=one.number)
        if one.valid_to is None:
            seen.add(one.number)
    return found


def load_regions(csv_text: str) -> tuple[Region, ...]:
    """Rows of `regions.csv` in its order. BadInput: `places_columns {missing}`, `places_row_broken {line}`."""
    return tuple(
        Region(row["region"], tuple(row["counties"].split(", ")), row["host_municipality"], row["host_number"])
        for row in _rows(csv_text, _REGION_COLUMNS, lambda row: all(row[name] for name in _REGION_COLUMNS))
    )


def find(municipalities: Sequence[Municipality], query: str, limit: int = 10) -> tuple[Municipality, ...]:
    """Municipalities in force that fit what somebody typed, the best first; empty query = none.

    By number ("301" or "0301", or its first digits) or by any of its names: small or capital letters, å or aa, ø or o,
    æ or ae, with or without "kommune" and county. A misspelt name is tried only where nothing else fits.
    """
    wanted = _fold(query)
    if not wanted:
        return ()
    in_force = [one for one in municipalities if one.valid_to is None]
    ranked = [(rank, one) for one in in_force if (rank := _rank(one, wanted)) is not None]
    if not ranked and len(wanted) >= _SHORTEST and not wanted.isdigit():
        near = ((_likeness(one, wanted), one) for one in in_force)
        ranked = [(100.0 - likeness, one) for likeness, one in near if likeness >= _NEARLY]
    by_number = wanted.isdigit()
    ranked.sort(key=lambda pair: (pair[0], "" if by_number else _fold(pair[1].names[0]), pair[1].number))
    return tuple(one for _, one in ranked[:limit])


def _rank(one: Municipality, wanted: str) -> float | None:
    """0 = its number, 1 = a whole name, 2 = start of a name, 3 = start of a later word in it; None = does not fit."""
    if wanted.isdigit():
        if one.number == wanted.zfill(4):
            return 0.0
        return 2.0 if one.number.startswith(wanted) and len(wanted) > 1 else None
    names = [_fold(name) for name in one.names]
    county = _fold(one.county)
    known = [*names, *(f"{name} {county}" for name in names), _fold(one.name), _fold(one.label)]
    if wanted in known:
        return 1.0
    if any(name.startswith(wanted) for name in known):
        return 2.0
    return 3.0 if any(f" {wanted}" in f" {name}" for name in names) else None


def _likeness(one: Municipality, wanted: str) -> float:
    return max(fuzz.ratio(_fold(name), wanted) for name in one.names)


def _fold(text: str) -> str:
    """Letters as somebody without our keyboard writes them: "Ålesund kommune" and "aalesund" both give "alesund"."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    letters = "".join(letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter))
    words = letters.replace("aa", "a").replace("oe", "o").split()
    while len(words) > 1 and words[-1] in _SORTS:
        words.pop()
    return " ".join(words)


def _rows(csv_text: str, columns: Sequence[str], whole: Callable[[dict[str, str]], bool]) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(csv_text.removeprefix("\ufeff"), newline=""))
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        raise BadInput("places_columns", missing=", ".join(missing))
    rows = []
    for row in reader:
        if any(row[name] is None for name in columns) or not whole(row):
            raise BadInput("places_row_broken", line=reader.line_num)
        rows.append(row)
    return rows
