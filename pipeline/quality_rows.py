"""Rows about how good a search is: articles known beforehand, and what a second person said of a strategy."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.records import Record


@dataclass(frozen=True, slots=True)
class KeyArticle:
    """An article that the team knows beforehand. `record` is what was looked up; None = not yet, or not found."""

    id: str
    question_id: str
    pmid: str
    doi: str
    record: Record | None
    looked_at: str  # empty = nobody has looked it up yet


@dataclass(frozen=True, slots=True)
class Remark:
    """What a second person says of one element of one version of a strategy (PRESS 2015)."""

    id: str
    question_id: str
    strategy_id: str
    person_id: str
    person: str
    element: str  # of `pipeline.press.ELEMENTS`
    outcome: str  # none | suggested | required
    line: int  # of the strategy; 0 = all of it
    text: str
    at: str
