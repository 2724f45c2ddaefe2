"""Cases of one instrument -> the grid that its pictures are drawn from: a row a study, a column a domain or an item."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from appraisal.cases import Judged
from appraisal.text import Text
from appraisal.values import Instrument, Part
from appraisal.words import meaning

GREY, GREEN, AMBER, RED = "#6b6b6b", "#00856a", "#a86b00", "#c8323c"
OVERALL = Text.of({"nb": "Samlet", "nn": "Samla", "en": "Overall"})
NOT_JUDGED = Text.of({"nb": "Ikke vurdert", "nn": "Ikkje vurdert", "en": "Not judged"})
COLOURS = {  # what an answer says -> colour, where it is no judgement
    "yes": GREEN,
    "probably_yes": GREEN,
    "partial_yes": AMBER,
    "unclear": AMBER,
    "no_information": AMBER,
    "no": RED,
    "probably_no": RED,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What a cell shows: a symbol and a word, in a colour that is never alone."""

    id: str
    label: Text
    symbol: str
    colour: str


@dataclass(frozen=True, slots=True)
class Column:
    """`short` is what stands above the column ("D1"), `title` what it means."""

    short: str
    title: Text


@dataclass(frozen=True, slots=True)
class Line:
    study: str
    cells: tuple[str, ...]  # ids of marks, one a column; "" = not judged
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Grid:
    title: Text  # of the instrument
    columns: tuple[Column, ...]
    marks: tuple[Mark, ...]  # that occur or may occur, from the best to the worst
    lines: tuple[Line, ...]
    weighted: bool = False

    def mark(self, mark_id: str) -> Mark:
        """The mark, or the one for what was not judged."""
        found = next((one for one in self.marks if one.id == mark_id), None)
        return found or Mark("", NOT_JUDGED, "\u2013", GREY)

    def shares(self, column: int) -> tuple[tuple[Mark, float], ...]:
        """Each mark's share of the studies (0 to 1), weighted where weights are given; what was not judged comes last."""
        total = sum(line.weight for line in self.lines)
        held = dict[str, float]()
        for line in self.lines:
            held[line.cells[column]] = held.get(line.cells[column], 0.0) + line.weight
        order = [*(one.id for one in self.marks), ""]
        return tuple((self.mark(one), held[one] / total) for one in order if held.get(one) and total)


def grid(judged: Sequence[Judged]) -> Grid:
    """The grid of cases of one instrument (one or more). Domains where they are judged, else items; then the whole.

    The whole is what the file or the person states, else what the rule proposes.
    """
    instrument = judged[0].case.instrument
    by_domain = any(one.verdict.domains for one in judged)
    parts = _judged_parts(judged)
    if by_domain:
        columns = [Column(f"D{n}", part.title) for n, part in enumerate(parts, 1)]
    else:
        columns = [Column(item.number, item.text) for item in instrument.items]
    rows = [_cells(one, parts) for one in judged]
    wholes = [one.case.stated or one.verdict.proposed or "" for one in judged]
    if any(wholes):
        columns.append(Column(OVERALL.get(), OVERALL))
        rows = [(*row, whole) for row, whole in zip(rows, wholes, strict=True)]
    weights = [_weight(one.case.weight) for one in judged]
    weighted = all(weight is not None for weight in weights) and len({*weights}) > 1
    lines = tuple(
        Line(one.case.study or str(at), row, (weight or 0.0) if weighted else 1.0)
        for at, (one, row, weight) in enumerate(zip(judged, rows, weights, strict=True), 1)
    )
    used = {cell for line in lines for cell in line.cells}
    marks = tuple(mark for mark in _marks(instrument, by_domain=by_domain) if by_domain or mark.id in used)
    return Grid(instrument.title, tuple(columns), marks, lines, weighted)


def _judged_parts(judged: Sequence[Judged]) -> list[Part]:
    """The domains: the parts that any of the cases has a judgement of, or that the rule judges."""
    found = {part for one in judged for part, _ in one.verdict.domains}
    return [part for part in judged[0].case.instrument.parts if part.id in found]


def _cells(one: Judged, parts: Sequence[Part]) -> tuple[str, ...]:
    """Judgements of these domains, or without any the answers to the items."""
    if parts:
        found = dict(one.verdict.domains)
        return tuple(found.get(part.id) or "" for part in parts)
    return tuple(one.case.answers.get(item.id, "") for item in one.case.instrument.items)


def _marks(instrument: Instrument, *, by_domain: bool) -> list[Mark]:
    judgements = [Mark(one.id, one.label, one.symbol, one.colour) for one in instrument.judgements]
    if by_domain:
        return judgements
    known = {one.id for one in judgements}
    answers = [
        Mark(one.id, one.label, one.symbol, COLOURS.get(one.id, COLOURS.get(meaning(one.id) or "", GREY)))
        for one in instrument.answers
        if one.id not in known
    ]
    return [*answers, *judgements]


def _weight(text: str) -> float | None:
    """ "12,5" or "12.5 %"; None for what is no positive number."""
    try:
        number = float(text.replace("%", "").replace(",", ".").strip())
    except ValueError:
        return None
    return number if math.isfinite(number) and number > 0 else None
