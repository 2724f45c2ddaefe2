"""A day as people write it, in each language: read from what was typed or kept, and shown in the reader's usual form."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/Oslo")

_MONTHS = (
    "januar january jan|februar february feb|mars march mar|april apr|mai may|juni june jun|juli july jul|august aug"
    "|september sept sep|oktober october okt oct|november nov|desember december des dec"
)
MONTH = {name: number for number, names in enumerate(_MONTHS.split("|"), 1) for name in names.split()}
_ENGLISH = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ISO = re.compile(r"([0-9]{4})-([0-9][0-9])-([0-9][0-9])(?:T.*)?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\s?[./-]\s?([0-9]{1,2})\s?[./-]\s?([0-9]{4})")
_WORDS = re.compile(r"([0-9]{1,2})\.?\s([a-zæøå]+)\.?\s([0-9]{4})")

_WITHIN = tuple(
    re.compile(rf"(?<![0-9./-])(?:{form})(?![/-]|\.?[0-9])")
    for form in (r"[0-9]{4}-[0-9][0-9]-[0-9][0-9]", _DAY_FIRST.pattern, _WORDS.pattern)
)


def today() -> str:
    """The day that it is in Norway, "2026-11-21": where a day counts, it is the day that people live in, not that of UTC."""
    return datetime.now(HERE).date().isoformat()


def on(at: str) -> str:
    """The day in Norway of a UTC text ("2026-11-20T23:30:00.000Z" -> "2026-11-21"); of another text its first ten signs."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return at[:10]
    return moment.astimezone(HERE).date().isoformat() if moment.tzinfo else at[:10]


def read(text: str) -> date | None:
    """The one whole day that a text is («2026-11-21», «21.11.2026», «21. november 2026», «21 November 2026»), or None."""
    told = " ".join(text.split())
    if told.endswith("Z"):
        told = on(told)
    if found := _ISO.fullmatch(told):
        year, month, day = (int(one) for one in found.groups())
    elif found := _DAY_FIRST.fullmatch(told):
        day, month, year = (int(one) for one in found.groups())
    elif found := _WORDS.fullmatch(told.casefold()):
        day, month, year = int(found[1]), MONTH.get(found[2], 0), int(found[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def within(text: str) -> tuple[date, ...]:
    """Every whole day that stands in a text, in the order of the forms that `read` knows."""
    hits = (hit[0] for form in _WITHIN for hit in form.finditer(text.casefold()))
    return tuple(day for hit in hits if (day := read(hit)))


def shown(text: str, language: str) -> str:
    """A day in the usual form of a language: 21.11.2026 in Norwegian, 21 November 2026 in English; what is no whole day as
    it was typed.
    """
    day = read(text)
    if day is None:
        return text
    return f"{day.day} {_ENGLISH[day.month - 1]} {day.year}" if language == "en" else f"{day:%d.%m.%Y}"
