"""Single values of a YAML text changed: it says what is wanted, and the rest stands as it was written."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from difflib import unified_diff
from typing import Any

import pytest

from pipeline.text_edits import Path, move, put, take, values_of
from tests.makers import TEXTS

TEXT = """\
# head
id: example
rows:
  # the first
  - {id: a, label: {nb: "En", en: "One"}}  # beside it
  - id: b
    label:
      nb: |-
        To
        linjer
      en: plain text
  # the last
  - id: c
# tail
"""


def changed(before: str, after: str) -> list[str]:
    lines = unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


@pytest.mark.parametrize(
    ("path", "value", "lines"),
    [
        (
            ("rows", 0, "label", "nb"),
            'Æ "b": #',
            [
                '-  - {id: a, label: {nb: "En", en: "One"}}  # beside it',
                '+  - {id: a, label: {nb: "Æ \\"b\\": #", en: "One"}}  # beside it',
            ],
        ),
        (("rows", 1, "label", "en"), "Two", ["-      en: plain text", '+      en: "Two"']),
        (("rows", 1, "label", "nn"), "To", ["+      nn: To"]),
        (("rows", 3), {"id": "d"}, ["+  - id: d"]),
        (("rows", 1, "label", "nb"), "A\nB", ["-        To", "-        linjer", "+        A", "+        B"]),
        (("more",), ["x"], ["+more: [x]"]),
    ],
)
def test_one_value_is_changed_in_its_place(path: Path, value: Any, lines: list[str]) -> None:
    after = put(TEXT, {path: value})
    if path == ("rows", 3):
        lines = ["+  - {id: d}"] if "{id: d}" in after else lines
    assert changed(TEXT, after) == lines


def test_entries_go_and_change_places_with_their_lines() -> None:
    assert changed(TEXT, take(TEXT, ("rows", 0))) == ['-  - {id: a, label: {nb: "En", en: "One"}}  # beside it']
    moved = move(TEXT, ("rows", 1), 1)
    assert [one["id"] for one in values_of(moved)["rows"]] == ["a", "c", "b"]
    assert "# the last" in moved
    assert move(moved, ("rows", 2), -1) == TEXT
    with pytest.raises(IndexError):
        move(TEXT, ("rows", 0), -1)


def test_the_last_of_a_map_leaves_it_empty_and_one_comes_into_it_again() -> None:
    empty = take("# ours\nconcepts:\n  a: {x: y}\n", ("concepts", "a"))
    assert empty == "# ours\nconcepts: {}\n"
    both = put(empty, {("concepts", "a"): {"x": "y"}, ("concepts", "b"): {"x": "z"}})
    assert values_of(both) == {"concepts": {"a": {"x": "y"}, "b": {"x": "z"}}}
    assert both.startswith("# ours\n")
    assert list(values_of(put(both, {("concepts", one): {} for one in "cd"}))["concepts"]) == ["a", "b", "c", "d"]


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    for step in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield (*path, step)
        yield from places(value[step], (*path, step))


def at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


@pytest.mark.parametrize("kind", TEXTS)
def test_any_place_of_any_text_that_ships_is_changed_and_nothing_else(kind: str) -> None:
    text = TEXTS[kind]
    before, comments = values_of(text), [line for line in text.splitlines() if line.startswith("#")]
    for path in random.Random(1).sample(list(places(before)), min(12, len(list(places(before))))):
        for value in ("Nytt: 'x' # é", "to\nlinjer\n", {"nb": ["a"]}):
            wanted = copy.deepcopy(before)
            at(wanted, path[:-1])[path[-1]] = value
            made = put(text, {path: value})
            assert values_of(made) == wanted
            assert [line for line in made.splitlines() if line.startswith("#")] == comments
        wanted = copy.deepcopy(before)
        del at(wanted, path[:-1])[path[-1]]
        assert values_of(take(text, path)) == wanted
