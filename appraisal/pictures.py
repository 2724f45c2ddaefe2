"""Traffic light and summary bars as an SVG of our own: symbol and word in every cell, colour never alone, all of it in words.

In the form that reviews are used to (McGuinness LA, Higgins JPT. Res Synth Methods 2021;12:55-61), drawn anew.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from html import escape

from appraisal.picture_grid import Grid, Mark
from appraisal.text import Text

WIDE, NARROW, MANY = 96, 72, 9  # px: a cell, a cell where there are this many columns or more
ROW, NAME, TOP, PAD, LINE = 70, 210, 84, 16, 16  # px: row, column of names, heading, margin, line of text
BAR, BAR_ROW, BAR_NAME = 520, 44, 290
NAME_LETTERS, LONGEST = 28, 120
SMALLEST = 0.07  # share of a bar that has room for its symbol and percent

STUDY = Text.of({"nb": "Studie", "nn": "Studie", "en": "Study"})
LIGHTS_TITLE = Text.of(
    {"nb": "Vurdering av hver studie", "nn": "Vurdering av kvar studie", "en": "Judgement of each study"}
)
IN_WORDS = Text.of({"nb": "Svarene i ord", "nn": "Svara i ord", "en": "The answers in words"})
BARS_TITLE = Text.of({"nb": "Andel av studiene", "nn": "Del av studiane", "en": "Share of the studies"})
WEIGHTED_TITLE = Text.of(
    {
        "nb": "Andel av studiene, etter vekt",
        "nn": "Del av studiane, etter vekt",
        "en": "Share of the studies, by weight",
    }
)


def traffic_light(grid: Grid, language: str = "nb", prefix: str = "lights") -> str:
    """A row a study, a column a domain; below, what columns and symbols mean."""
    cell = _cell_width(grid)
    width = max(2 * PAD + NAME + cell * len(grid.columns), 620)
    top = TOP + ROW * len(grid.lines) + PAD
    legend, height = _legend(grid, language, top)
    heads = [
        f'<text x="{PAD + NAME + cell * at + cell // 2}" y="{TOP - 14}" text-anchor="middle" font-weight="bold">'
        f"{_text(short(grid, at, language))}</text>"
        for at in range(len(grid.columns))
    ]
    body = [*heads, *_rows(grid, language), *legend]
    return _svg(width, height, _title(grid, LIGHTS_TITLE, language), lights_alt(grid, language), body, language, prefix)


def summary_bars(grid: Grid, language: str = "nb", prefix: str = "bars") -> str:
    """A bar a domain, divided by judgement; a part that is wide enough bears its symbol and percent."""
    width = 2 * PAD + BAR_NAME + BAR
    top = TOP - 24 + BAR_ROW * len(grid.columns) + PAD
    legend, height = _legend(grid, language, top, columns=False)
    heading = WEIGHTED_TITLE if grid.weighted else BARS_TITLE
    body = [part for at in range(len(grid.columns)) for part in _bar(grid, at, language)]
    title = _title(grid, heading, language)
    return _svg(width, height, title, bars_alt(grid, language), [*body, *legend], language, prefix)


def lights_alt(grid: Grid, language: str = "nb") -> str:
    """The whole picture in one text: "Study 1: D1 low, D2 high."""
    lines = [
        f"{_plain(line.study)}: "
        + ", ".join(
            f"{short(grid, at, language)} {grid.mark(cell).label.get(language).lower()}"
            for at, cell in enumerate(line.cells)
        )
        for line in grid.lines
    ]
    return f"{_title(grid, LIGHTS_TITLE, language)}. {'. '.join(lines)}."


def bars_alt(grid: Grid, language: str = "nb") -> str:
    """The whole picture in one text: every domain with its percents."""
    lines = [
        f"{column.title.get(language)}: "
        + ", ".join(f"{mark.label.get(language).lower()} {_percent(share)}" for mark, share in grid.shares(at))
        for at, column in enumerate(grid.columns)
    ]
    return f"{_title(grid, WEIGHTED_TITLE if grid.weighted else BARS_TITLE, language)}. {'. '.join(lines)}."


def lights_title(grid: Grid, language: str = "nb") -> str:
    """What the traffic light is called."""
    return _title(grid, LIGHTS_TITLE, language)


def words_title(grid: Grid, language: str = "nb") -> str:
    """What the table is called that says the same as the traffic light."""
    return _title(grid, IN_WORDS, language)


def _title(grid: Grid, what: Text, language: str) -> str:
    return f"{grid.title.get(language)}: {what.get(language).lower()}"


def short(grid: Grid, at: int, language: str) -> str:
    """ "D1", "3", or the word for the whole in the reader's language."""
    column = grid.columns[at]
    return column.title.get(language) if column.short == column.title.get() else column.short


def _rows(grid: Grid, language: str) -> Iterator[str]:
    cell = _cell_width(grid)
    for at, line in enumerate(grid.lines):
        top = TOP + ROW * at
        if at % 2 == 0:
            wide = NAME + cell * len(grid.columns)
            yield f'<rect x="{PAD}" y="{top}" width="{wide}" height="{ROW}" fill="#f3f5f8"/>'
        yield _lines(_wrapped(line.study, NAME_LETTERS)[:3], PAD + 8, top + 22, 14)
        for column, mark in enumerate(line.cells):
            yield from _cell(grid.mark(mark), PAD + NAME + cell * column + cell // 2, top + 23, cell, language)


def _cell_width(grid: Grid) -> int:
    return NARROW if len(grid.columns) >= MANY else WIDE


def _cell(mark: Mark, x: int, y: int, width: int, language: str) -> Iterator[str]:
    """The symbol in its colour, the word below it."""
    yield from _sign(mark, x, y)
    letters = width // 6 - 1
    words = _wrapped(mark.label.get(language), letters)
    kept = words[:2] if len(words) <= 2 else [words[0], f"{words[1][: letters - 1].rstrip()}…"]
    yield _lines(kept, x, y + 29, 11, middle=True, line=12)


def _sign(mark: Mark, x: int, y: int, size: int = 15) -> Iterator[str]:
    wide = max(size, 7 * len(mark.symbol))
    yield (
        f'<rect x="{x - wide}" y="{y - size}" width="{2 * wide}" height="{2 * size}" rx="{size}" fill="{mark.colour}"/>'
    )
    yield (
        f'<text x="{x}" y="{y + 7}" text-anchor="middle" font-size="20" font-weight="bold" fill="#ffffff">'
        f"{_text(mark.symbol)}</text>"
    )


def _bar(grid: Grid, at: int, language: str) -> Iterator[str]:
    top = TOP - 24 + BAR_ROW * at
    title = grid.columns[at].title.get(language)
    if len(lines := _wrapped(title, 40)) <= 2:
        yield _lines(lines, PAD, top + 14, 13)
    else:  # a long one stands whole, in smaller letters
        yield _lines(_wrapped(title, 46)[:3], PAD, top + 8, 11, line=13)
    x = float(PAD + BAR_NAME)
    for mark, share in grid.shares(at):
        wide = BAR * share
        yield (
            f'<rect x="{x:.1f}" y="{top}" width="{wide:.1f}" height="{BAR_ROW - 14}" fill="{mark.colour}" '
            'stroke="#ffffff" stroke-width="2"/>'
        )
        if share >= SMALLEST:
            said = f"{mark.symbol} {_percent(share)}" if share >= 2 * SMALLEST else mark.symbol
            yield (
                f'<text x="{x + wide / 2:.1f}" y="{top + 20}" text-anchor="middle" font-weight="bold" '
                f'fill="#ffffff">{_text(said)}</text>'
            )
        x += wide


def _legend(grid: Grid, language: str, top: int, *, columns: bool = True) -> tuple[list[str], int]:
    """What symbols, and what columns, mean; and where the picture ends."""
    drawn, y = list[str](), top + 18
    marks = list(grid.marks)
    if any(not cell for line in grid.lines for cell in line.cells):
        marks.append(grid.mark(""))
    for mark in marks:
        drawn += _sign(mark, PAD + 30, y, 12)
        drawn.append(f'<text x="{PAD + 68}" y="{y + 5}">{_text(mark.label.get(language))}</text>')
        y += 30
    if columns:
        y += 4
        for at, column in enumerate(grid.columns):
            said = short(grid, at, language)
            if said != column.title.get(language):
                lines = _wrapped(f"{said}: {column.title.get(language)}", 84)
                drawn.append(_lines(lines, PAD, y + 5, 14))
                y += LINE * len(lines) + 4
    return drawn, y + PAD


def _svg(width: int, height: int, title: str, alt: str, body: list[str], language: str, prefix: str) -> str:
    """A self-contained SVG with title and description; all text escaped. `prefix` keeps ids apart on one page."""
    name = escape(prefix)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" lang="{escape(language)}" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" aria-labelledby="{name}-title {name}-desc" '
        'font-family="system-ui, sans-serif" font-size="14" fill="#1a1a1a">',
        f'<title id="{name}-title">{_text(title)}</title>',
        f'<desc id="{name}-desc">{_text(alt)}</desc>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="{PAD}" y="{PAD + 16}" font-size="16" font-weight="bold">{_text(title)}</text>',
        *body,
        "</svg>",
    ]
    return "\n".join(parts)


def _lines(lines: list[str], x: int, y: int, size: int, *, middle: bool = False, line: int = LINE) -> str:
    spans = "".join(f'<tspan x="{x}" y="{y + at * line}">{_text(one)}</tspan>' for at, one in enumerate(lines))
    return f'<text font-size="{size}"{" text-anchor=" + chr(34) + "middle" + chr(34) if middle else ""}>{spans}</text>'


def _wrapped(said: str, letters: int) -> list[str]:
    return textwrap.wrap(_plain(said), letters) or [""]


def _plain(name: str) -> str:
    """One line of printable text, not too long for a picture."""
    kept = "".join(letter if letter.isprintable() else " " for letter in name)
    one = " ".join(kept.split())
    return one if len(one) <= LONGEST else one[: LONGEST - 1] + "…"


def _percent(share: float) -> str:
    return f"{int(share * 100 + 0.5)} %"


def _text(said: str) -> str:
    return escape(said, quote=True)


KINDS: Mapping[str, Callable[[Grid, str], str]] = {"lights": traffic_light, "bars": summary_bars}
