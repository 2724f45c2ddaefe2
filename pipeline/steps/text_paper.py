"""What the drafts that boxes write in are to the store, and what comes of one when a box is filled: always a text that can be
read.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from appraisal.instrument import load_instrument
from appraisal.tree import path_of
from pico.shipped import SOURCE_LANGUAGE
from pipeline.errors import BadInput
from pipeline.own_texts import read
from pipeline.ports import Change
from pipeline.rows import Actor
from pipeline.steps.fields import draft_instrument, draft_text
from pipeline.text_edits import Path, put, take, values_of
from pipeline.text_form_table import CHECKLIST
from pipeline.text_forms import Box, Group, given, value_at


@dataclass(frozen=True, slots=True)
class Paper:
    """What the drafts of a kind are to the store. `words`: their values are read as the texts that were written."""

    table: str
    verb: str
    refuse_published: Callable[[Change, Actor, str], None]
    read: Callable[[str], Any]
    words: bool = False

    def values(self, text: str) -> Any:
        """What a draft says."""
        return values_of(text, words=self.words)

    def put(self, text: str, changes: Mapping[Path, Any]) -> str:
        """A draft with these values at these places."""
        return put(text, changes, words=self.words)


@functools.cache
def paper_of(kind: str) -> Paper:
    """Of a kind that has a form."""
    if kind == CHECKLIST:
        return Paper("instrument", "instrument.edit", draft_instrument, load_instrument, words=True)
    return Paper("own_text", "text.edit", draft_text, functools.partial(read, kind))


@functools.lru_cache(maxsize=8)
def can_be_read(paper: Paper, text: str) -> bool:
    """True; else BadInput, as in `own_texts.read` or `load_instrument`."""
    paper.read(text)
    return True


def look_at(paper: Paper, text: str, box: Box, whole: Path) -> None:
    """The same of a text in which one box was changed: what is wrong in that place (`whole`: all its languages) is said without
    line and key.
    """
    try:
        can_be_read(paper, text)
    except BadInput as problem:
        key = str(problem.params.get("key", ""))
        twice = box.wrong != "text_box_wrong" and key.endswith(f".{whole[-1]}")  # the later one of two alike is named
        if not twice and not f"{key}.".startswith(path_of(*keys_of(whole))):
            raise
        said = value_at(paper.values(text), whole)
        if isinstance(said, dict) and not said.get(SOURCE_LANGUAGE) and any(said.values()):
            raise BadInput("text_source_first") from problem
        if "wanted" not in problem.params and box.wrong == "text_box_wrong":
            raise
        raise BadInput(box.wrong, wanted=problem.params.get("wanted", "")) from problem


def keys_of(path: Path) -> list[str]:
    """A place as the readers name it: ["reasons", "[0]", "label"]."""
    return [f"[{step}]" if isinstance(step, int) else step for step in path]


def written(paper: Paper, text: str, values: Any, box: Box, path: Path, language: str, value: str) -> str:
    """The text with `value` in a box. An emptied one goes, and with its last language all of it; the source language stays while
    others are there.
    """
    before, said = value_at(values, path), value_at(values, path[:-1])
    if not value:
        if not language:
            return take(text, path, words=paper.words) if before is not None else text
        others = [one for name, one in (said or {}).items() if name != language and one]
        if not others or (box.together and language == SOURCE_LANGUAGE):
            return take(text, path[:-1], words=paper.words)
        return paper.put(text, {path: ""}) if language == SOURCE_LANGUAGE else take(text, path, words=paper.words)
    new = given(box, value, before)
    if paper.words and isinstance(new, bool | int):
        new = str(new).lower()
    if language and not said:
        first = dict.fromkeys(box.languages(values), new) if box.together else {SOURCE_LANGUAGE: "", language: new}
        return paper.put(text, {path[:-1]: first})
    return paper.put(text, {path: new})


def numbered(paper: Paper, group: Group, at: Path, text: str) -> str:
    """The text with the places of the entries of a group in their numbers, where it has such."""
    if not group.number:
        return text
    rows = value_at(paper.values(text), at)
    wrong: dict[Path, Any] = {
        (*at, n, group.number): n + 1 for n, one in enumerate(rows) if one.get(group.number, n + 1) != n + 1
    }
    return paper.put(text, wrong) if wrong else text
