"""Merges in force, as links between references that are there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from data import taken_out
from data.rowing import load
from pipeline.sums import MergedLink


def merged_links(ask: Callable[..., Sequence[Any]], question_id: str) -> tuple[MergedLink, ...]:
    """The links along which merges join references, the program's first; `ask` runs a query with named parameters.

    What was joined through a reference that has been taken out since is still joined: its neighbours stand in for it.
    """
    rows = ask(
        "SELECT id, how, moved, reason_code FROM merge WHERE question_id = :question AND undone_at IS NULL ORDER BY how, id",
        question=question_id,
    )
    links = [MergedLink(row["how"], tuple(load(row["moved"])["link"]), row["reason_code"], row["id"]) for row in rows]
    gone = {
        row["id"]
        for row in ask(
            f"SELECT id FROM reference WHERE id IN {taken_out.references(':question')}", question=question_id
        )
    }
    return tuple(_without(links, gone) if gone else links)


def _without(links: Sequence[MergedLink], gone: set[str]) -> list[MergedLink]:
    """The same parts joined without those that are gone."""
    part_of: dict[str, set[str]] = {}
    left = []
    for one in links:
        a, b = (part_of.setdefault(end, {end}) for end in one.link)
        if a is b:
            continue
        ends = [min(part - gone, default="") for part in (a, b)]
        if all(ends):
            left.append(MergedLink(one.how, (ends[0], ends[1]), one.reason_code, one.merge_id))
        a |= b
        part_of |= dict.fromkeys(b, a)
    return left
