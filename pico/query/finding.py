"""What is found in a strategy: a code with its place, how much it matters, and the text that mends it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Level = Literal["stop", "fix", "warn", "hint"]
LEVELS: tuple[Level, ...] = ("stop", "fix", "warn", "hint")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at, at [start, end) of the strategy's text.

    `stop`: the search would not be what it says. `fix`: it is plain what was meant. `warn`: look at it. `hint`: think of it.
    """

    code: str
    level: Level
    start: int
    end: int
    params: dict[str, str | int] = field(default_factory=dict)
    fix: str | None = None  # what is to stand at [start, end); None = a person must decide


def mended(text: str, one: Finding) -> str:
    """The strategy with one finding mended; as it was where there is no mend."""
    return text if one.fix is None else text[: one.start] + one.fix + text[one.end :]
