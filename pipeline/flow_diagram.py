"""The PRISMA 2020 flow diagram as an SVG of our own, as rows of a table, and as one text for who does not see it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from pipeline.flow_counts import FlowCounts, FlowProblem, Named, grouped, label, problems, total

__all__ = ["FlowCounts", "FlowProblem", "alt_text", "problems", "rows", "svg", "title"]

WIDTH, GAP, LEFT, LINE, PAD = 270, 40, 60, 18, 12  # px: box, between boxes, stage bar, line of text, inside a box
LETTERS = 34  # letters a line of a box holds at 14 px
LONGEST = 200  # letters kept of a source's or reason's name
STAGE_OF_ROW = ("identification", "screening", "screening", "screening", "included")


@dataclass(frozen=True, slots=True)
class Box:
    """One box: row and column of the grid (0 main, 1 to its right, 2 and 3 the second column), its lines."""

    row: int
    column: int
    lines: tuple[str, ...]


def rows(counts: FlowCounts, language: str = "nb") -> tuple[tuple[str, int], ...]:
    """(label, count) of every number in the diagram's order; what PRISMA leaves out at 0 is left out at 0."""
    one = counts
    result: list[tuple[str, int]] = []

    def add(key: str, count: int, always: bool = True, named: Named = (), before: str = "") -> None:
        name = label(key, language)
        if always or count:
            result.append((f"{before}{name[:1].lower()}{name[1:]}" if before else name, count))
        result.extend((f"{label('of_which', language)} {_plain(part)}", number) for part, number in named)

    if one.update_since:
        add("previous_studies", one.previous_studies)
        add("previous_reports", one.previous_reports)
    add("identified", total(one.identified), named=one.identified)
    add("duplicates", one.duplicates, named=_merged(one, language))
    add("automation", one.automation, always=False)
    add("other_removed", one.other_removed, always=False)
    add("screened", one.screened)
    add("excluded_screening", one.excluded_screening)
    add("awaiting_screening", one.awaiting_screening, always=False)
    add("sought", one.sought)
    add("not_retrieved", one.not_retrieved)
    add("assessed", one.assessed)
    add("excluded_full_text", total(one.excluded_full_text), named=one.excluded_full_text)
    add("awaiting_full_text", one.awaiting_full_text, always=False)
    if one.other_methods:
        before = f"{label('other_methods', language)}: "
        add("other_identified", total(one.other_methods), named=one.other_methods)
        add("duplicates", one.other_duplicates, always=False, before=before)
        add("excluded_screening", one.other_excluded_screening, always=False, before=before)
        add("awaiting_screening", one.other_awaiting_screening, always=False, before=before)
        add("sought", one.other_sought, before=before)
        add("not_retrieved", one.other_not_retrieved, before=before)
        add("assessed", one.other_assessed, before=before)
        add(
            "excluded_full_text", total(one.other_excluded_full_text), named=one.other_excluded_full_text, before=before
        )
        add("awaiting_full_text", one.other_awaiting_full_text, always=False, before=before)
    for key, count in _included(one):
        add(key, count)
    return tuple(result)


def _merged(one: FlowCounts, language: str) -> Named:
    """Who merged the duplicates; what is 0 is left out."""
    said = (("merged_by_program", one.merged_by_program), ("merged_by_people", one.merged_by_people))
    return tuple((label(key, language), n) for key, n in said if n)


def _included(one: FlowCounts) -> tuple[tuple[str, int], ...]:
    """(key, count) of the last box; of an update the new ones and all (PRISMA 2020 for updated reviews)."""
    if not one.update_since:
        return (("included_studies", one.included_studies), ("included_reports", one.included_reports))
    return (
        ("new_studies", one.included_studies),
        ("new_reports", one.included_reports),
        ("total_studies", one.previous_studies + one.included_studies),
        ("total_reports", one.previous_reports + one.included_reports),
    )


def title(counts: FlowCounts, language: str = "nb") -> str:
    """What the diagram is called; one of an update says from which day."""
    if not counts.update_since:
        return label("title", language)
    day = counts.update_since if language == "en" else ".".join(reversed(counts.update_since.split("-")))
    return f"{label('update_title', language)} ({label('since', language).lower()} {day})"


def alt_text(counts: FlowCounts, language: str = "nb") -> str:
    """The whole diagram in one text: title, then every label with its number."""
    said = "; ".join(f"{name}: {grouped(number, language)}" for name, number in rows(counts, language))
    return f"{title(counts, language)}. {said}."


def svg(counts: FlowCounts, language: str = "nb", prefix: str = "flow") -> str:
    """A self-contained SVG with title and description; all text escaped. `prefix` keeps ids apart on one page."""
    boxes = tuple(_boxes(counts, language))
    columns = max(box.column for box in boxes) + 1
    heights = [max(len(box.lines) for box in boxes if box.row == row) * LINE + 2 * PAD for row in range(5)]
    tops = [50 + sum(heights[:row]) + row * GAP for row in range(5)]
    width, height = LEFT + columns * (WIDTH + GAP), tops[-1] + heights[-1] + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" lang="{escape(language)}" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" aria-labelledby="{escape(prefix)}-title {escape(prefix)}-desc" '
        'font-family="system-ui, sans-serif" font-size="14" fill="#1a1a1a">',
        f'<title id="{escape(prefix)}-title">{_text(title(counts, language))}</title>',
        f'<desc id="{escape(prefix)}-desc">{_text(alt_text(counts, language))}</desc>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *_stages(language, tops, heights),
        *(
            _header(column, key, language)
            for column, key in ((0, "databases"), (2, "other_methods"))
            if column < columns
        ),
        *_arrows(boxes, tops, heights),
        *(_drawn(box, tops[box.row], heights[box.row]) for box in boxes),
        "</svg>",
    ]
    return "\n".join(parts)


def _boxes(counts: FlowCounts, language: str) -> Iterator[Box]:
    """All boxes with their lines, "label (n = 3)"."""
    one = counts

    def lines(*pairs: tuple[str, int | None]) -> tuple[str, ...]:
        made: list[str] = []
        for name, number in pairs:
            said = _plain(name) + (
                "" if number is None else f" (n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{grouped(number, language)})"
            )
            made += _wrapped(said)
        return tuple(made)

    def say(key: str, number: int | None) -> tuple[str, int | None]:
        return label(key, language), number

    def when(key: str, number: int) -> Named:
        return ((label(key, language), number),) if number else ()

    yield Box(0, 0, lines(say("identified", total(one.identified)), *one.identified))
    yield Box(
        0,
        1,
        lines(
            say("removed", None),
            say("duplicates", one.duplicates),
            *((f"{label('of_which', language)} {name}", n) for name, n in _merged(one, language)),
            *when("automation", one.automation),
            *when("other_removed", one.other_removed),
        ),
    )
    yield Box(1, 0, lines(say("screened", one.screened)))
    yield Box(
        1,
        1,
        lines(say("excluded_screening", one.excluded_screening), *when("awaiting_screening", one.awaiting_screening)),
    )
    yield Box(2, 0, lines(say("sought", one.sought)))
    yield Box(2, 1, lines(say("not_retrieved", one.not_retrieved)))
    yield Box(3, 0, lines(say("assessed", one.assessed)))
    yield Box(
        3,
        1,
        lines(
            say("excluded_full_text", total(one.excluded_full_text)),
            *one.excluded_full_text,
            *when("awaiting_full_text", one.awaiting_full_text),
        ),
    )
    if one.other_methods:
        yield Box(0, 2, lines(say("other_identified", total(one.other_methods)), *one.other_methods))
        before = (
            *when("duplicates", one.other_duplicates),
            *when("excluded_screening", one.other_excluded_screening),
            *when("awaiting_screening", one.other_awaiting_screening),
        )
        if before:
            yield Box(0, 3, lines(*before))
        yield Box(2, 2, lines(say("sought", one.other_sought)))
        yield Box(2, 3, lines(say("not_retrieved", one.other_not_retrieved)))
        yield Box(3, 2, lines(say("assessed", one.other_assessed)))
        yield Box(
            3,
            3,
            lines(
                say("excluded_full_text", total(one.other_excluded_full_text)),
                *one.other_excluded_full_text,
                *when("awaiting_full_text", one.other_awaiting_full_text),
            ),
        )
    if one.update_since:
        previous = ("previous_studies", one.previous_studies), ("previous_reports", one.previous_reports)
        yield Box(4, 1, lines(*(say(*pair) for pair in previous)))
    yield Box(4, 0, lines(*(say(*pair) for pair in _included(one))))


def _left(column: int) -> int:
    return LEFT + column * (WIDTH + GAP)


def _drawn(box: Box, top: int, height: int) -> str:
    """A frame and its lines."""
    left = _left(box.column)
    spans = "".join(
        f'<tspan x="{left + PAD}" y="{top + PAD + 13 + number * LINE}">{_text(line)}</tspan>'
        for number, line in enumerate(box.lines)
    )
    return (
        f'<rect x="{left}" y="{top}" width="{WIDTH}" height="{height}" rx="4" fill="#f5f8fc" stroke="#1f4e79"/>'
        f"<text>{spans}</text>"
    )


def _stages(language: str, tops: list[int], heights: list[int]) -> Iterator[str]:
    """The three bars to the left, their words standing upright."""
    for stage in ("identification", "screening", "included"):
        mine = [row for row, name in enumerate(STAGE_OF_ROW) if name == stage]
        top, bottom = tops[mine[0]], tops[mine[-1]] + heights[mine[-1]]
        middle = (top + bottom) // 2
        yield (
            f'<rect x="14" y="{top}" width="28" height="{bottom - top}" rx="4" fill="#1f4e79"/>'
            f'<text x="28" y="{middle}" transform="rotate(-90 28 {middle})" text-anchor="middle" '
            'dominant-baseline="central" '
            f'font-size="12" fill="#ffffff">{_text(label(stage, language))}</text>'
        )


def _header(column: int, key: str, language: str) -> str:
    return f'<text x="{_left(column)}" y="34" font-weight="bold">{_text(label(key, language))}</text>'


def _arrows(boxes: tuple[Box, ...], tops: list[int], heights: list[int]) -> Iterator[str]:
    """From each box to the next below, to the one at its right, and from the second column to "included"."""
    places = {(box.row, box.column) for box in boxes}
    for row, column in sorted(places):
        if column % 2:
            continue
        middle, centre = tops[row] + heights[row] // 2, _left(column) + WIDTH // 2
        if (row, column + 1) in places:
            ends = [(_left(column) + WIDTH, middle), (_left(column + 1), middle)]
            yield _arrow(ends[::-1] if row == 4 else ends)  # what was there before goes into what there is now
        below = next((lower for lower in range(row + 1, 5) if (lower, column) in places), None)
        if below is not None:
            yield _arrow([(centre, tops[row] + heights[row]), (centre, tops[below])])
        elif column == 2:
            yield _arrow(_into_included(places, tops, heights, centre, tops[row] + heights[row]))


def _into_included(
    places: set[tuple[int, int]], tops: list[int], heights: list[int], x: int, y: int
) -> list[tuple[int, int]]:
    """The way from the second column to the last box: into its side, or from below where another box stands beside it."""
    if (4, 1) not in places:
        middle = tops[4] + heights[4] // 2
        return [(x, y), (x, middle), (LEFT + WIDTH, middle)]
    bottom = tops[4] + heights[4]
    return [(x, y), (x, bottom + 14), (LEFT + WIDTH // 2, bottom + 14), (LEFT + WIDTH // 2, bottom)]


def _arrow(points: list[tuple[int, int]]) -> str:
    """A line with a head at its last point."""
    (fx, fy), (x, y) = points[-2:]
    head = {
        (1, 0): (x - 8, y - 5, x - 8, y + 5),
        (-1, 0): (x + 8, y - 5, x + 8, y + 5),
        (0, 1): (x - 5, y - 8, x + 5, y - 8),
        (0, -1): (x - 5, y + 8, x + 5, y + 8),
    }[((x > fx) - (x < fx), (y > fy) - (y < fy))]
    line = " ".join(f"{px},{py}" for px, py in points)
    return (
        f'<polyline points="{line}" fill="none" stroke="#1f4e79" stroke-width="1.5"/>'
        f'<polygon points="{x},{y} {head[0]},{head[1]} {head[2]},{head[3]}" fill="#1f4e79"/>'
    )


def _wrapped(said: str) -> list[str]:
    """Lines that fit a box, set in from the second on. A no-break space does not break, and SVG keeps it; a long word does."""
    return textwrap.wrap(said, LETTERS, subsequent_indent="\N{NO-BREAK SPACE}" * 3) or [""]


def _plain(name: str) -> str:
    """One line of printable text, not too long for a box."""
    kept = "".join(letter if letter.isprintable() else " " for letter in name)
    one = " ".join(kept.split(" ")).strip()
    return one if len(one) <= LONGEST else one[: LONGEST - 1] + "…"


def _text(said: str) -> str:
    return escape(said, quote=True)
