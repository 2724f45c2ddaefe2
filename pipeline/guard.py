"""Keeps Norwegian personal numbers out: an 11-digit number with the right check digits is caught where it is typed.

The two check digits are those of the national register (weights 3 7 6 1 8 9 4 5 2 and 5 4 3 2 7 6 5 4 3 2, modulo 11).
From 2032 the register also gives numbers whose first check digit differs by 1, 2 or 3; those are caught as well.
D-numbers (day + 40), H-numbers (month + 40) and the synthetic ones of test data (month + 65 or + 80) count too.
"""

from __future__ import annotations

import re

_ELEVEN = re.compile(r"(?<![\d.,/])(\d{6})[  -]?(\d{5})(?![\d/])")
_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_MONTH_SHIFTS = (0, 40, 65, 80)


def is_personal_number(digits: str) -> bool:
    """True for eleven digits that can be somebody's personal number: a real day, and check digits that fit."""
    if len(digits) != 11 or not digits.isascii() or not digits.isdigit():
        return False
    numbers = [int(one) for one in digits]
    day, month = int(digits[:2]), int(digits[2:4])
    if not 1 <= (day - 40 if day > 40 else day) <= 31:
        return False
    if not any(1 <= month - shift <= 12 for shift in _MONTH_SHIFTS):
        return False
    first = sum(weight * number for weight, number in zip(_FIRST, numbers, strict=False)) + numbers[9]
    second = sum(weight * number for weight, number in zip(_SECOND, numbers, strict=False)) + numbers[10]
    return first % 11 in (0, 1, 2, 3) and second % 11 == 0


def personal_numbers(text: str) -> tuple[tuple[int, int], ...]:
    """The places [start, end) of personal numbers in a text, written together or parted after six digits."""
    return tuple(
        (found.start(), found.end()) for found in _ELEVEN.finditer(text) if is_personal_number(found[1] + found[2])
    )
