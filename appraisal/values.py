"""An appraisal instrument (checklist) as frozen values. `appraisal/instrument.py` reads and writes them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol, TypeVar

from appraisal.text import Text

TextKind = Literal["gist", "verbatim"]
RuleKind = Literal["judgement", "worst_domain", "domains", "levels", "percent"]


@dataclass(frozen=True, slots=True)
class Answer:
    id: str
    label: Text
    symbol: str
    words: tuple[str, ...] = ()  # other words that mean it in a file of answers: "some concerns"


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to use an instrument that leaves some parts out: the aim in RoB 2, the design in MMAT."""

    id: str
    label: Text
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds when at least `at_least` groups have an item with one of `answers`: two items in a group are one finding.

    With `of`, the groups are those of that set of the rule, or with `others` all items outside it.
    """

    groups: tuple[tuple[str, ...], ...]
    answers: tuple[str, ...]
    at_least: int
    of: str = ""
    others: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """One overall (or domain) judgement. An instrument lists them from the best to the worst."""

    id: str
    label: Text
    symbol: str
    colour: str  # "#rrggbb"; never shown without symbol and word
    words: tuple[str, ...] = ()  # other words that mean it in a table of judgements


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    number: str  # as people say it: "3", "2.1"
    text: Text
    help: Text
    look_for: Text  # an example of what to look for in the paper
    mistake: Text | None  # what is often got wrong
    gate: bool  # a gate item: a wrong answer asks whether to put the paper aside
    answers: tuple[str, ...]  # ids of the answers that may be given here
    quote: bool  # asks for a quote and a page
    when: tuple[Condition, ...] = ()  # asked only when all of them hold
    blank: tuple[str, ...] = ()  # answers that say it was not asked, and count as none
    words: tuple[str, ...] = ()  # other headings it stands under in a file of answers


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a checklist, or a domain of an instrument."""

    id: str
    title: Text
    items: tuple[Item, ...]
    variants: tuple[str, ...] = ()  # the variants it belongs to; () = all


@dataclass(frozen=True, slots=True)
class Gate:
    """Which answers to a gate item ask a person about the paper, and what is asked."""

    answers: tuple[str, ...]
    ask: Text


@dataclass(frozen=True, slots=True)
class RuleStep:
    """Holds when all of `when` hold (none: "otherwise"); the first step that holds proposes."""

    id: str
    text: Text | None  # the condition in words; a step of a domain may do without
    when: tuple[Condition, ...]
    proposes: str


@dataclass(frozen=True, slots=True)
class ItemSet:
    """Items that a rule speaks of together. A team may choose others for it, before it starts."""

    id: str
    label: Text
    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """When at least `at_least` domains are judged `judgement`, and none worse, a person may raise the whole to `to`."""

    judgement: str
    at_least: int
    to: str
    text: Text


@dataclass(frozen=True, slots=True)
class Levels:
    """The answers to `item` give the level to start at; the answers to the others move it (+ is better), within the levels."""

    item: str
    starts: tuple[tuple[str, str], ...]  # (answer, judgement)
    moves: tuple[tuple[str, int], ...]  # (answer, levels)


@dataclass(frozen=True, slots=True)
class Rule:
    """How answers lead to a proposal; which of the fields are filled goes by the kind.

    judgement: `steps` (none: people judge unaided). worst_domain: `grades`. domains: `domains`, then the worst of them.
    levels: `levels`. percent: `points`, a share for each domain and no proposal.
    """

    kind: RuleKind
    note: Text | None = None  # whose convention it is
    sets: tuple[ItemSet, ...] = ()
    steps: tuple[RuleStep, ...] = ()
    grades: tuple[tuple[str, str], ...] = ()  # (answer, judgement)
    domains: tuple[tuple[str, tuple[RuleStep, ...]], ...] = ()  # (part, its steps)
    levels: Levels | None = None
    points: tuple[tuple[str, int], ...] = ()  # (answer, points)
    offer: Offer | None = None


@dataclass(frozen=True, slots=True)
class Instrument:
    id: str
    version: str
    title: Text
    languages: tuple[str, ...]
    source_url: str
    source: Text  # whose method it is, in words
    licence: str  # of the text in this file, as an SPDX name
    text_kind: TextKind
    note: Text | None
    fits: tuple[str, ...]  # ids of the study designs it is made for
    answers: tuple[Answer, ...]
    judgements: tuple[Judgement, ...]  # from the best to the worst
    gate: Gate | None
    parts: tuple[Part, ...]
    rule: Rule
    variants: tuple[Variant, ...] = ()  # the first is meant where none is named

    @property
    def key(self) -> str:
        """What an appraisal is bound to: "fhi-oversikt@1.0"."""
        return f"{self.id}@{self.version}"

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for part in self.parts for item in part.items)

    @property
    def gate_items(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.gate)

    def within(self, variant: str = "") -> Instrument:
        """Only what belongs to one variant ("" = the first). Raises KeyError for one that it does not have."""
        if not self.variants:
            return self
        chosen = _by_id(self.variants, variant or self.variants[0].id)
        parts = tuple(part for part in self.parts if not part.variants or chosen.id in part.variants)
        kept = {part.id for part in parts}
        rule = replace(self.rule, domains=tuple(one for one in self.rule.domains if one[0] in kept))
        return replace(self, parts=parts, rule=rule, variants=(chosen,))

    def with_set(self, set_id: str, items: Collection[str]) -> Instrument:
        """With other items in a set of the rule: a team's own choice. Items asked under one number stay one finding."""
        groups = dict[str, tuple[str, ...]]()
        for item in self.items:
            if item.id in items:
                number = item.number.rstrip("abcdefghijklmnopqrstuvwxyz")
                groups[number] = (*groups.get(number, ()), item.id)
        sets = tuple(replace(one, groups=tuple(groups.values())) if one.id == set_id else one for one in self.rule.sets)
        return replace(self, rule=replace(self.rule, sets=sets))

    def item(self, item_id: str) -> Item:
        """Raises KeyError."""
        return _by_id(self.items, item_id)

    def answer(self, answer_id: str) -> Answer:
        """Raises KeyError."""
        return _by_id(self.answers, answer_id)

    def judgement(self, judgement_id: str) -> Judgement:
        """Raises KeyError."""
        return _by_id(self.judgements, judgement_id)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Value = TypeVar("_Value", bound=_Named)


def _by_id(values: Sequence[_Value], wanted: str) -> _Value:
    for value in values:
        if value.id == wanted:
            return value
    raise KeyError(wanted)
