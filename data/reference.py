"""Hands out the text of the files that ship with the program. Whoever knows what a file means parses it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


@cache
def text(name: str) -> str:
    """The text of one shipped file, by its path below `data/` ("templates/steps.yaml")."""
    path = (FOLDER / name).resolve()
    if FOLDER not in path.parents:
        raise ValueError(f"{name} is not below data/")
    return path.read_text(encoding="utf-8")


def names(folder: str, suffix: str = ".yaml") -> tuple[str, ...]:
    """The paths below `data/` of all files in one folder with this ending, sorted."""
    return tuple(sorted(f"{folder}/{path.name}" for path in (FOLDER / folder).glob(f"*{suffix}")))
