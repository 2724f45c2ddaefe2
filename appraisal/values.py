"""An appraisal instrument (checklist) as frozen values. `appraisal/instrument.py` reads and writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from appraisal.text import Text

TextKind = Literal["gist", "verbatim"]
RuleKind = Literal["judgement", "worst_domain"]


@dataclass(frozen=True, slots=True)
class Answer:
    id: str
    label: Text
    symbol: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """One overall (or domain) judgement. An instrument lists them from the best to the worst."""

    id: str
    label: Text
    symbol: str
    colour: str  # "#rrggbb"; never shown without symbol and word


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


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a checklist, or a domain of an instrument."""

    id: str
    title: Text
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """Which answers to a gate item ask a person about the paper, and what is asked."""

    answers: tuple[str, ...]
    ask: Text


@dataclass(frozen=True, slots=True)
class RuleStep:
    """Holds when at least `at_least` of `items` have one of `answers`; the first step that holds proposes."""

    id: str
    text: Text
    items: tuple[str, ...]
    answers: tuple[str, ...]
    at_least: int
    proposes: str


@dataclass(frozen=True, slots=True)
class Rule:
    """How answers lead to a proposal: `steps` for kind judgement (none: people judge unaided), else `grades`."""

    kind: RuleKind
    note: Text | None = None  # whose convention it is
    steps: tuple[RuleStep, ...] = ()
    grades: tuple[tuple[str, str], ...] = ()  # (answer, judgement)


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
