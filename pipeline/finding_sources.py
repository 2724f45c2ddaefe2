"""Which included articles a finding rests on: a field of the finding that holds the ids of references."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.appraised import name_of
from pipeline.rows import Fields, Reference

__all__ = ["BETWEEN", "FIELD", "name_of", "names", "rests_on"]

FIELD = "review"
BETWEEN = "\n"


def rests_on(fields: Fields, included: Sequence[Reference], leaders: Mapping[str, str]) -> tuple[Reference, ...]:
    """The included articles that were chosen, in their order; the only one there is, where nobody has chosen.

    One that was merged since is its group's (`leaders`: reference -> the one that speaks for its group); one that is no
    longer included is left out.
    """
    if not fields[FIELD].version and len(included) == 1:
        return tuple(included)
    chosen = {leaders.get(one, one) for one in fields.text(FIELD).split(BETWEEN)}
    return tuple(one for one in included if one.id in chosen)


def names(fields: Fields, included: Sequence[Reference], leaders: Mapping[str, str]) -> str:
    """What a finding rests on, in words: "Example 2019; Example 2021". Empty = not said."""
    return "; ".join(dict.fromkeys(name_of(one.record) for one in rests_on(fields, included, leaders)))
