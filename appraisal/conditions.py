"""Does a condition hold for some answers? Yes, no, or not yet known, because an answer is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from appraisal.values import Condition, Instrument, Item

Answers = Mapping[str, str]  # item id -> answer id


@dataclass(frozen=True, slots=True)
class Held:
    """`holds` is None while a missing answer may still decide; `hits` and `still` are ids of items."""

    holds: bool | None
    hits: tuple[str, ...]
    still: tuple[str, ...]


class Reading:
    """The answers of one person, read by an instrument: what counts as answered, and what is asked at all."""

    def __init__(self, instrument: Instrument, answers: Answers) -> None:
        self.instrument = instrument
        self.items: dict[str, Item] = {item.id: item for item in instrument.items}
        self.given = answers
        self.answers = {item: answer for item, answer in answers.items() if answer not in self.items[item].blank}
        self._sets = {one.id: one.groups for one in instrument.rule.sets}
        self._asked = dict[str, bool | None]()
        for item in instrument.items:  # a condition speaks of items before its own
            self._asked[item.id] = self.all_hold(item.when).holds

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Items that are asked and have no answer at all."""
        return tuple(item for item, asked in self._asked.items() if asked and item not in self.given)

    def asked(self, items: Iterable[str]) -> tuple[str, ...]:
        """Those of the items that are asked and answered."""
        return tuple(item for item in items if self._asked[item] and item in self.answers)

    def all_hold(self, conditions: tuple[Condition, ...]) -> Held:
        """No condition = holds. Fails as soon as one cannot come to hold."""
        each = [self.holds(condition) for condition in conditions]
        hits = _once(item for one in each for item in one.hits)
        if any(one.holds is False for one in each):
            return Held(False, hits, ())
        if all(one.holds for one in each):
            return Held(True, hits, ())
        return Held(None, hits, _once(item for one in each if one.holds is None for item in one.still))

    def holds(self, condition: Condition) -> Held:
        """Counts the groups with a hit, and those that may still get one."""
        hit, open_ = 0, 0
        hits, still = list[str](), list[str]()
        for group in self._groups(condition):
            found = [item for item in group if self.answers.get(item) in condition.answers]
            missing = [item for item in group if self._may_hit(item, condition)]
            hits += found
            hit += bool(found)
            open_ += bool(missing and not found)
            still += missing if not found else []
        if hit >= condition.at_least:
            return Held(True, tuple(hits), ())
        return Held(None if hit + open_ >= condition.at_least else False, tuple(hits), tuple(still))

    def _groups(self, condition: Condition) -> tuple[tuple[str, ...], ...]:
        if not condition.of:
            return condition.groups
        chosen = self._sets[condition.of]
        if not condition.others:
            return chosen
        inside = {item for group in chosen for item in group}
        by_number = dict[str, tuple[str, ...]]()
        for item in self.instrument.items:
            if item.id not in inside:
                number = item.number.rstrip("abcdefghijklmnopqrstuvwxyz")
                by_number[number] = (*by_number.get(number, ()), item.id)
        return tuple(by_number.values())

    def _may_hit(self, item: str, condition: Condition) -> bool:
        if item in self.answers or self._asked.get(item) is False:
            return False
        return any(answer in condition.answers for answer in self.items[item].answers)


def _once(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
