"""The shapes that a free field may have: a date, a count or an e-mail address, as people write them. Text is kept as typed.

A date may be a day, a month or a year, since reviews often say no more: «21.11.2026», «21/11-2026», «2026-11-21»,
«21. nov. 2026», «2026-11», «11.2026», «nov. 2026», «våren 2026», «2026», with a word such as «innen» or «ca.» before it.
A count is digits with blanks between thousands («1234», «12 981»), which is what the documents can read: «ca. 500»,
«12.981» and «12,981» are refused, since the number would be lost or read as another one. Empty is always allowed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from pipeline.days import MONTH
from pipeline.errors import BadInput

_SEASONS = (
    "vår våren sommer sommeren sommar sommaren høst høsten haust hausten vinter vinteren "
    "spring summer autumn fall winter begynnelsen slutten midten starten byrjinga beginning end"
).split()
_BEFORE = (
    "ca cirka circa omtrent om lag rundt fram frem til og med innen innan per pr før fra frå etter i på den av sist"
    " about around approximately by until up to before after from in on of the last"
).split()
_YEARS = range(1900, 2101)
_DAY_FIRST = re.compile(r"(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:T[\d:.]+Z?)?")
_MONTH_YEAR = re.compile(r"(\d{1,2})[./-](\d{4})")
_WORDS = re.compile(r"(?:(?P<day>\d{1,2})\.?\s)?\s?(?P<month>[a-zæøå]+)\.?(?:\s(?P<us>\d{1,2}),)?\s(?P<year>\d{4})")
_SEASON = re.compile(rf"(?:{'|'.join(_SEASONS)})\s(\d{{4}})")
_LEAD = re.compile(rf"(?:(?:{'|'.join(_BEFORE)})\b\.?:?\s*)+")
_COUNT = re.compile(r"[0-9][0-9\s]*")
_EMAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>.]{2,}")


def is_date(text: str) -> bool:
    """True for a day, a month or a year that exists (1900-2100), in one of the ways named above."""
    told = " ".join(text.split()).casefold().rstrip(".")
    return any(_exists(one) for one in (told, _LEAD.sub("", told, count=1)) if one)


def is_count(text: str) -> bool:
    """True for a whole number, with or without blanks between its thousands."""
    return bool(_COUNT.fullmatch(text.strip()))


def is_email(text: str) -> bool:
    """True for one e-mail address and nothing else."""
    return bool(_EMAIL.fullmatch(text.strip()))


def _exists(told: str) -> bool:
    """Whether the whole of a text is one date, and that date is in the calendar."""
    if told.isascii() and told.isdigit():
        return len(told) == 4 and int(told) in _YEARS
    if found := _DAY_FIRST.fullmatch(told):
        day, month, year = (int(one) for one in found.groups())
        return _in_calendar(year + 2000 if year < 100 else year, month, day)
    if found := _ISO.fullmatch(told.upper()):
        return _in_calendar(int(found[1]), int(found[2]), int(found[3] or 1))
    if found := _MONTH_YEAR.fullmatch(told):
        return _in_calendar(int(found[2]), int(found[1]), 1)
    if found := _SEASON.fullmatch(told):
        return int(found[1]) in _YEARS
    found = _WORDS.fullmatch(told)
    if found is None or found["month"] not in MONTH:
        return False
    return _in_calendar(int(found["year"]), MONTH[found["month"]], int(found["day"] or found["us"] or 1))


def _in_calendar(year: int, month: int, day: int) -> bool:
    try:
        return date(year, month, day).year in _YEARS
    except ValueError:
        return False


_SHAPES: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "date": (is_date, "date_unreadable"),
    "count": (is_count, "count_unreadable"),
    "email": (is_email, "email_unreadable"),
}


def check(kind: str, text: str) -> None:
    """Raise `BadInput` with `date_unreadable {given}`, `count_unreadable {given}` or `email_unreadable {given}` where a text
    has not the shape. `kind` is "date", "count", "email" or "" (anything goes).
    """
    if kind and text.strip():
        fits, code = _SHAPES[kind]
        if not fits(text):
            raise BadInput(code, given=" ".join(text.split())[:60])
