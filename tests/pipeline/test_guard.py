"""Personal numbers are caught; other long numbers are let through. All numbers here are made up for the test."""

from __future__ import annotations

import pytest

from pipeline.guard import is_personal_number, personal_numbers

WEIGHTS = ((3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))


def made(nine: str, extra: int = 0) -> str:
    """Nine digits with the check digits they ask for; empty where there are none (a check digit of 10)."""
    digits = [int(one) for one in nine]
    first = (-sum(w * d for w, d in zip(WEIGHTS[0], digits, strict=True)) + extra) % 11
    second = -sum(w * d for w, d in zip(WEIGHTS[1], [*digits, first], strict=True)) % 11
    return "" if 10 in (first, second) else nine + str(first) + str(second)


NUMBERS = [
    one
    for nine in ("010199001", "310512345", "411280123", "014190555", "158190777", "017590123", "020203456")
    for extra in (0, 1, 2, 3)
    if (one := made(nine, extra))
]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_personal_number_is_caught_in_any_dress(number: str) -> None:
    assert is_personal_number(number)
    for dress in (number, f"{number[:6]} {number[6:]}", f"{number[:6]}-{number[6:]}", f"f. {number}, bor alene"):
        assert len(personal_numbers(dress)) == 1
        start, end = personal_numbers(dress)[0]
        assert "".join(one for one in dress[start:end] if one.isdigit()) == number


@pytest.mark.parametrize(
    "text",
    [
        "PMID 30703272 og 31792067",
        "10.1002/14651858.CD012424.pub2",
        "tlf. 22 22 22 22, org.nr. 971 526 920",
        "NCT01234567890",
        "12345678901234",
        "99999999999",
        "00000000000",
        "850 → 655 fall per 1000 personår",
        "",
    ],
)
def test_other_numbers_are_let_through(text: str) -> None:
    assert personal_numbers(text) == ()


@pytest.mark.parametrize("number", NUMBERS)
def test_one_wrong_last_digit_is_let_through(number: str) -> None:
    wrong = number[:10] + str((int(number[10]) + 1) % 10)
    assert not is_personal_number(wrong)
