"""Which included articles a finding rests on: a field of the finding that holds the ids of references."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.appraised import name_of
from pipeline.ports import View
from pipeline.rows import Fields, Reference

__all__ = ["BETWEEN", "FIELD", "behind", "gone", "name_of", "names", "rests_on"]

FIELD = "review"
BETWEEN = "\n"


def rests_on(fields: Fields, included: Sequence[Reference], leaders: Mapping[str, str]) -> tuple[Reference, ...]:
    """The included articles that were chosen, in their order; the only one there is, where nobody has chosen.

    One that was merged since is its group's (`leaders`: reference -> the one that speaks for its group). Those that are
    no longer included are told by `gone`.
    """
    if not fields[FIELD].version and len(included) == 1:
        return tuple(included)
    chosen = _chosen(fields, leaders)
    return tuple(one for one in included if one.id in chosen)


def behind(
    fields: Fields, included: Sequence[Reference], leaders: Mapping[str, str]
) -> tuple[tuple[Reference, ...], bool]:
    """The articles that a proposal for a finding is made of, and whether they are its own.

    All that are included only where it names none. One that names only what is no longer included has none left.
    """
    own = rests_on(fields, included, leaders)
    return (own, True) if own or _chosen(fields, leaders) else (tuple(included), False)


def gone(
    view: View, fields: Fields, included: Sequence[Reference], leaders: Mapping[str, str]
) -> tuple[Reference, ...]:
    """The articles that were chosen and are not included any more: the finding lacks what it was made of."""
    there = {one.id for one in included}
    return tuple(view.reference(one) for one in _chosen(fields, leaders) if one not in there)


def _chosen(fields: Fields, leaders: Mapping[str, str]) -> dict[str, None]:
    """The ids that were chosen, each its group's, in the order in which they were chosen."""
    return dict.fromkeys(leaders.get(one, one) for one in fields.text(FIELD).split(BETWEEN) if one)


def names(fields: Fields, included: Sequence[Reference], leaders: Mapping[str, str]) -> str:
    """What a finding rests on, in words: "Example 2019; Example 2021". Empty = not said."""
    return "; ".join(dict.fromkeys(name_of(one.record) for one in rests_on(fields, included, leaders)))
