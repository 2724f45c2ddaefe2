"""Singular and plural of English search words: the right one, or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pico.number import other_number

PAIRS = [
    ("fracture", "fractures"),
    ("study", "studies"),
    ("approach", "approaches"),
    ("illness", "illnesses"),
    ("child", "children"),
    ("midwife", "midwives"),
    ("tooth", "teeth"),
    ("louse", "lice"),
    ("virus", "viruses"),
    ("diagnosis", "diagnoses"),
    ("cause", "causes"),
    ("nurse", "nurses"),
    ("calorie", "calories"),
    ("intervention", "interventions"),
    ("hospital", "hospitals"),
    ("clinic", "clinics"),
]
NONE = (
    "caries diabetes scabies measles health music staff elderly aids autism loneliness nursing balance feces dental palliative"
    " ab b12 outreach"
).split()


@pytest.mark.parametrize(("one", "many"), [row for row in PAIRS if row[0] not in ("illness", "virus", "diagnosis")])
def test_one_and_many(one: str, many: str) -> None:
    assert other_number(one) == many
    assert other_number(many) == one


@pytest.mark.parametrize(("one", "many"), PAIRS)
def test_many_and_one(one: str, many: str) -> None:
    assert other_number(many) == one


@pytest.mark.parametrize("word", NONE)
def test_no_other_number(word: str) -> None:
    assert other_number(word) is None


@given(st.text(max_size=20))
def test_any_text(word: str) -> None:
    assert other_number(word) != word
