"""Tables as rows of cells with their line: CSV in any of its ways of writing, and XLSX. Nothing here knows of references."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.formats.table_headings import weight

DELIMITERS = (",", ";", "\t", "|")
GUARDED = ("=", "+", "-", "@", "\t", "\r")
"""First signs of a cell that a spreadsheet may take for a formula: such a cell is written with `'` before it."""
_LONGEST_CELL = 16 * 1024 * 1024  # characters
_RESYNCS = 50  # times that the rows behind a lost quotation mark are read anew; behind that, line by line
_FORMULA = re.compile(r'="((?:[^"]|"")*)"')
_LOOKED_AT = 40  # rows, to find delimiter and headings


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line (from 1) it began on, its cells, its own text, and the code of what was mended."""

    line: int
    cells: list[str]
    raw: str
    repair: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """How a table begins: the delimiter, the number of the row with headings (-1 = none), and how sure that row is."""

    delimiter: str
    at: int
    weight: int
    width: int


def head_of(text: str) -> Head:
    """Delimiter and headings, from the beginning of a text: the row among the first that says most."""
    sample = text[:200_000]
    lines = [line for line in sample.split("\n", _LOOKED_AT)[:_LOOKED_AT] if line.strip()]
    best = Head(",", -1, 0, 0)
    for delimiter in DELIMITERS:
        if delimiter not in sample:
            continue
        rows = [row.cells for _, row in zip(range(_LOOKED_AT), rows_of(sample, delimiter), strict=False)]
        for at, cells in enumerate(rows[:15]):
            found = Head(delimiter, at, weight(cells), len(cells))
            if found.weight > best.weight:
                best = found
        width = common_width(rows) or common_width(
            [line.split(delimiter) for line in lines]
        )  # a quotation mark was lost
        if best.weight == 0 and width > max(1, best.width):
            best = Head(delimiter, -1, 0, width)
    if best.weight == 0 and best.width == 0:
        first = sample.lstrip("\n").split("\n", 1)[0].strip()
        return Head(",", 0 if weight([first]) else -1, weight([first]), 1)
    return best


def unframed(text: str) -> str:
    """A table as Markdown has it without the frame: `| a | b |` is `a | b`, the rule below the headings an empty line."""
    if not text.lstrip().startswith("|"):
        return text
    lines = [line.strip() for line in text.split("\n")]
    framed = [line for line in lines if line.startswith("|") and line.endswith("|")]
    if len(framed) < 0.8 * sum(map(bool, lines)):
        return text
    return "\n".join("" if set(line) <= _RULE else line.strip("|").strip() for line in lines)


def unwrapped(text: str) -> str:
    """A table of which each row, or each below the headings, was saved as one cell (`"a,""b"",c"`, as Excel does where the
    delimiter is another) as it was before; lines keep their numbers.
    """
    lines = [line.rstrip(" ;,\t") for line in text.split("\n")]
    told = [line for line in lines if line]
    first = (_inner(told[0]) or told[0]) if told else ""
    by = max((one for one in DELIMITERS if one in first), key=lambda one: weight(_alone(first, one)), default="")
    if len(told) < 2 or not by or weight(_alone(first, by)) < _WRAPPED_WEIGHT:
        return text
    below = [_inner(line) for line in told[1:_LOOKED_AT]]
    if sum(by in one for one in below) < 0.9 * len(below):
        return text
    return "\n".join(_inner(line) or line for line in lines)


def _inner(line: str) -> str:
    """What is in a line that is one quoted cell; "" for any other."""
    inner = line[1:-1]
    whole = len(line) > 2 and line[0] == line[-1] == '"' and '"' not in inner.replace('""', "")
    return inner.replace('""', '"') if whole else ""


_WRAPPED_WEIGHT = 3  # of the headings, to be held for a table of references
_RULE = frozenset(" \t:|+-")


def common_width(rows: Sequence[Sequence[str]]) -> int:
    """The number of cells that nearly all rows have; 0 if they differ."""
    widths = [len(row) for row in rows if any(cell.strip() for cell in row)]
    if len(widths) < 2:
        return 0
    common = max(set(widths), key=widths.count)
    return common if widths.count(common) >= 0.8 * len(widths) else 0


def rows_of(text: str, delimiter: str, width: int = 0) -> Iterator[Row]:
    """Rows of a CSV text, empty ones left out.

    With `width`, a row that swallowed others for want of a closing quotation mark is read as the lines it is made of: it
    has more lines than one, and another number of cells or a last line in which the quotation marks pair.
    """
    lines = text.split("\n")
    at, resyncs = 0, 0
    while at < len(lines):
        resynced = False
        for line, cells, end in _parsed(lines, at, delimiter):
            odd = width and end - line > 1 and (len(cells) != width or lines[end - 1].count('"') % 2 == 0)
            if odd and _swallowed(lines, line, end, delimiter, width):
                resyncs += 1
                yield Row(line + 1, _alone(lines[line], delimiter), lines[line], "quote_unbalanced")
                at, resynced = line + 1, True
                break
            if any(cell.strip() for cell in cells):
                yield Row(line + 1, [_unformula(cell) for cell in cells], "\n".join(lines[line:end]))
            at = end
        if not resynced and at < len(lines):  # a cell too long for the reader
            yield Row(at + 1, [], lines[at], "quote_unbalanced")
            at += 1
        if resyncs > _RESYNCS:
            yield from _line_by_line(lines, at, delimiter)
            return


def _parsed(lines: Sequence[str], at: int, delimiter: str) -> Iterator[tuple[int, list[str], int]]:
    """(first line, cells, line behind) of each row from line `at` on, counted from 0."""
    csv.field_size_limit(_LONGEST_CELL)
    ahead = (lines[number] + "\n" for number in range(at, len(lines)))
    reader = csv.reader(ahead, delimiter=delimiter, skipinitialspace=delimiter != "\t")
    begun = 0
    try:
        for cells in reader:
            yield at + begun, cells, at + reader.line_num
            begun = reader.line_num
    except csv.Error:
        return


def _swallowed(lines: Sequence[str], line: int, end: int, delimiter: str, width: int) -> bool:
    """Whether some line within a row is a whole row by itself, or the row runs to the end of the file."""
    inside = lines[line + 1 : min(end, line + 400)]
    return end >= len(lines) or any(
        len(one) > width and one.count(delimiter) >= width - 1 and len(_alone(one, delimiter)) == width
        for one in inside
    )


def _alone(line: str, delimiter: str) -> list[str]:
    """The cells of one line by itself; quotation marks that do not pair are text."""
    odd = line.count('"') % 2 == 1
    reader = csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE if odd else csv.QUOTE_MINIMAL)
    try:
        return [_unformula(cell.strip('"') if odd else cell) for cell in next(reader, [])]
    except csv.Error:
        return [line]


def _line_by_line(lines: Sequence[str], at: int, delimiter: str) -> Iterator[Row]:
    for number in range(at, len(lines)):
        if lines[number].strip():
            yield Row(number + 1, _alone(lines[number], delimiter), lines[number], "quote_unbalanced")


def _unformula(cell: str) -> str:
    """`="19326203"`, as EBSCO writes numbers for Excel, is 19326203; the `'` that we put before a formula is taken off."""
    if cell.startswith("'") and cell[1:2] in GUARDED:
        return cell[1:]
    if cell.startswith("="):
        if match := _FORMULA.fullmatch(cell):
            return match[1].replace('""', '"')
        if re.fullmatch(r"=\"?[\w./ -]*\"?", cell):
            return cell.strip('="')
    return cell


def written(cells: Sequence[str]) -> str:
    """Cells as one line of CSV, for the raw text of a row that came out of a sheet."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()
