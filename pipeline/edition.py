"""One edition of a text that the method team owns, as a value. What each kind of text is: `pipeline/own_texts.py`."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.rows import Saved

SET = ("published", "retired")  # states of an edition that stays as it is
SHIPPED = "shipped"  # stands where the id of an edition stands, for the text that follows with the program


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the team's own of one kind of text."""

    id: str
    kind: str  # a key of `own_texts.KINDS`
    number: int  # 1, 2 ... in the order they were published in; of a draft 0
    state: str  # draft | published | retired | discarded
    based_on: str  # id of the edition it was begun from, `SHIPPED`, or "" = a file
    by: str  # name of who began it
    text: Saved  # YAML


@dataclass(frozen=True, slots=True)
class Held:
    """Which edition there is, without its text: quick to look up."""

    id: str
    kind: str
    number: int
    retired: bool
