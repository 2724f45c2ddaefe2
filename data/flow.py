"""Counted rows to the numbers of the flow diagram. Every group is in one box, so the sums are right by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.sums import NOT_RETRIEVED, FlowColumn, FlowNumbers

Row = Any  # by name, as SQLite gives them


def flow_numbers(
    identified: Sequence[Row], standing: Sequence[Row], included: Sequence[Row], merged_by_program: int
) -> FlowNumbers:
    """Numbers out of (source, by_hand, n), (status, first_answer, reason, by_hand, n) and, for each included, (study, fresh)."""
    columns = [
        _column(
            [one for one in identified if one["by_hand"] == by_hand],
            [one for one in standing if one["by_hand"] == by_hand],
        )
        for by_hand in (0, 1)
    ]
    studies = {one["study"] for one in included}
    previous = {one["study"] for one in included if not one["fresh"]}
    return FlowNumbers(
        **columns[0],
        other=FlowColumn(**columns[1]),
        merged_by_program=min(merged_by_program, columns[0]["duplicates"]),
        maybe=_count(standing, "unread", "included", "out", "conflict", first="maybe"),
        included=sum(bool(one["fresh"]) for one in included),
        studies=len(studies) - len(previous),
        previous_reports=sum(not one["fresh"] for one in included),
        previous_studies=len(previous),
    )


def _column(identified: Sequence[Row], standing: Sequence[Row]) -> dict[str, Any]:
    """The fields of a `FlowColumn`."""
    groups = sum(row["n"] for row in standing)
    undecided = _count(standing, "unscreened") + _count(standing, "conflict", first="conflict")
    excluded = _count(standing, "excluded")
    out: dict[str, int] = {}
    for row in standing:
        if row["status"] == "out" and row["reason"] != NOT_RETRIEVED:
            out[row["reason"]] = out.get(row["reason"], 0) + row["n"]
    return {
        "identified": tuple((row["source"], row["n"]) for row in identified),
        "duplicates": sum(row["n"] for row in identified) - groups,
        "waits_for_screening": undecided,
        "screened": groups - undecided,
        "excluded": excluded,
        "sought": groups - undecided - excluded,
        "not_retrieved": _count(standing, "out", reason=NOT_RETRIEVED),
        "waits_for_full_text": _count(standing, "unread", "conflict") - _count(standing, "conflict", first="conflict"),
        "assessed": _count(standing, "included") + sum(out.values()),
        "out": tuple(sorted(out.items())),
    }


def _count(standing: Sequence[Row], *statuses: str, first: str = "", reason: str | None = None) -> int:
    return sum(
        row["n"]
        for row in standing
        if row["status"] in statuses
        and first in ("", row["first_answer"])
        and (reason is None or row["reason"] == reason)
    )
