"""Dates, counts and e-mail addresses in free fields: what people write is taken as it stands, the rest is named, not kept."""

from __future__ import annotations

import pytest

from pipeline.errors import BadInput
from pipeline.gather import whole
from pipeline.steps.fields import EDITABLE
from pipeline.steps.shapes import check, is_count, is_date

DATES = """
21.11.2026 | 21. 11. 2026 | 1.2.2026 | 21.11.26 | 21/11/2026 | 21/11-2026 | 21-11-2026 | 2026-11-21 | 2026-11
2026-11-21T10:32:00.000Z | 11.2026 | 11/2026 | 2026 | nov. 2026 | november 2026 | Nov 2026 | 21. november 2026
21. nov. 2026 | 21 November 2026 | November 21, 2026 | des. 2026 | desember 2026 | December 2026 | våren 2026
hausten 2026 | spring 2026 | slutten av 2020 | innen 1.1.2027 | innen nov. 2026 | fram til mai 2018 | til og med 2018
up to May 2018 | ca. 2018 | 29.02.2024 | 21.11.2026. | mai  2018
"""
NO_DATES = """
i går | i fjor | snart | ca. | om to uker | 31.02.2026 | 29.02.2023 | 32.01.2026 | 13.2026 | 2026-13 | 2026-00-01
26 | 5000 | 1850 | 21.11 | nov. | tirsdag 2026 | 2026 og 2027 | <b>2026</b> | ² | ٢٠٢٦
"""
COUNTS = """1 | 1234 | 1 234 | 12\u00a0981 | 12\u202f981 | 0"""
NO_COUNTS = """ca. 500 | 12.981 | 12,981 | -1 | 1,5 | mange | femten | 10-12 | ² | ٥ | over 100"""


def each(listed: str) -> list[str]:
    """The texts of a list with bars and line breaks between."""
    return [one.strip(" \n") for line in listed.splitlines() for one in line.split("|") if one.strip(" \n")]


@pytest.mark.parametrize("text", each(DATES))
def test_a_date(text: str) -> None:
    assert is_date(text)
    check("date", text)


@pytest.mark.parametrize("text", each(NO_DATES))
def test_no_date(text: str) -> None:
    assert not is_date(text)
    with pytest.raises(BadInput, match="date_unreadable"):
        check("date", text)


@pytest.mark.parametrize("text", each(COUNTS))
def test_a_count_is_what_the_documents_can_read(text: str) -> None:
    assert is_count(text) and whole(text) is not None


@pytest.mark.parametrize("text", each(NO_COUNTS))
def test_no_count(text: str) -> None:
    assert not is_count(text)
    with pytest.raises(BadInput, match="count_unreadable"):
        check("count", text)


@pytest.mark.parametrize("text", ["fou@eksempel.no", "f.o-u+1@post.eksempel.no", " fou@eksempel.no "])
def test_an_email_address(text: str) -> None:
    check("email", text)


@pytest.mark.parametrize(
    "text", ["fou", "fou@eksempel", "a@b.no, c@d.no", "Eksempel <fou@eksempel.no>", "fou @eksempel.no"]
)
def test_no_email_address(text: str) -> None:
    with pytest.raises(BadInput, match="email_unreadable"):
        check("email", text)


@pytest.mark.parametrize("kind", ["date", "count", "email", ""])
def test_empty_is_always_allowed(kind: str) -> None:
    check(kind, "")
    check(kind, " \n")


def test_any_text_goes_where_no_shape_is_named() -> None:
    check("", "i går")


def test_shapes_are_of_fields_that_are_there() -> None:
    for name, one in EDITABLE.items():
        assert set(one.shapes) <= one.names | set(one.beginnings), name
        assert set(one.shapes.values()) <= {"date", "count", "email"}, name


def test_a_long_text_is_refused_at_once() -> None:
    assert not is_date("til " * 5000)
    assert not is_date("1" * 20_000)
    assert not is_count("1 " * 9_000 + "x")
