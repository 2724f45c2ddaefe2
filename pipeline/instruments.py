"""The checklists as they are here: those that ship, with the method team's own beside them, as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from appraisal.instrument import Instrument, load_instrument
from pipeline.errors import BadInput
from pipeline.rows import Saved

SET = ("published", "retired")  # states of a version that stays as it is


@dataclass(frozen=True, slots=True)
class OwnInstrument:
    """One version that the method team has made, or one that ships and is retired (`shipped`: it has no text here)."""

    id: str
    name: str  # of a draft: as it was called when it was begun; what counts is in its text
    version: str
    state: str  # draft | published | retired | discarded
    shipped: bool
    based_on: str  # "id@version"; "" = made from nothing
    by: str  # name of who made it
    text: Saved  # YAML

    @property
    def key(self) -> str:
        return f"{self.name}@{self.version}"

    @property
    def read(self) -> Instrument | None:
        """What the text says, or None where it cannot be used yet."""
        try:
            return parsed(self.text.value)
        except BadInput:
            return None


@dataclass(frozen=True, slots=True)
class InUse:
    """How many appraisals are bound to a version, not counting those that are agreed ones."""

    finished: int = 0
    running: int = 0


@lru_cache(maxsize=128)
def parsed(text: str) -> Instrument:
    """`load_instrument`, once for each text. Raises BadInput: checklist_..."""
    return load_instrument(text)


def here(shipped: Mapping[str, Instrument], own: Sequence[OwnInstrument]) -> Mapping[str, Instrument]:
    """ "id@version" -> every version that an appraisal may be bound to: shipped, published and retired.

    Where a later program ships a version that a team had published before, the team's holds: it is what was used.
    """
    mine = {one.key: read for one in own if one.state in SET and not one.shipped and (read := one.read)}
    return {**shipped, **mine}


def offered(every: Mapping[str, Instrument], own: Sequence[OwnInstrument]) -> tuple[Instrument, ...]:
    """Those of `every` that a new appraisal may begin with: not the retired ones."""
    retired = {one.key for one in own if one.state == "retired"}
    return tuple(one for key, one in every.items() if key not in retired)
