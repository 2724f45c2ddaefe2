"""Sheets of an XLSX workbook as rows of text, read by openpyxl in its streaming mode.

Formulas are not calculated: what counts is the value that the spreadsheet program has left beside each. Programs that
write workbooks may leave none; then a link's own text is taken, and a row that lacks another value is marked.
"""

from __future__ import annotations

import datetime
import re
import warnings
import zipfile
from collections.abc import Iterator
from io import BytesIO
from itertools import repeat
from typing import Any
from xml.etree.ElementTree import ParseError

from pipeline.formats.table_rows import Row, written

_MOST_COLUMNS = 500
_MOST_EMPTY = 5_000  # empty rows one after another that end a sheet
BROKEN = (
    zipfile.BadZipFile,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
    EOFError,
)
"""What openpyxl raises on workbooks that are damaged or none."""

_NO_VALUE = "formula_not_calculated"
_LINK = re.compile(
    r'=\s*HYPERLINK\(\s*"(?P<target>(?:[^"]|"")*)"\s*(?:[,;]\s*"(?P<text>(?:[^"]|"")*)"\s*)?\)', re.IGNORECASE
)

_WITH_VALUE = re.compile(rb"(?:</f>|<f [^<>]*/>)<v>[^<]")


def sheets(data: bytes) -> Iterator[tuple[str, Iterator[Row]]]:
    """(name, rows) of each sheet in its order; empty rows left out, lines are the sheet's row numbers.

    Raises one of `BROKEN` where the workbook cannot be read, also in the middle of the rows.
    """
    import openpyxl  # a fifth of a second, and for workbooks only

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        bare = None
        if _has_bare_formulas(data):
            bare = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
        for at, sheet in enumerate(book.worksheets):
            yield str(sheet.title), _rows(_values(sheet), _values(bare.worksheets[at]) if bare else None)
        book.close()


def _values(sheet: Any) -> Iterator[tuple[object, ...]]:
    sheet.reset_dimensions()
    found: Iterator[tuple[object, ...]] = sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS)
    return found


def _has_bare_formulas(data: bytes) -> bool:
    """Whether there are formulas, and none of them has a value beside it: no spreadsheet program has saved the workbook."""
    there = False
    with zipfile.ZipFile(BytesIO(data)) as book:
        for name in book.namelist():
            if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
                continue
            with book.open(name) as sheet:
                before = b""
                while part := sheet.read(1 << 20):
                    part = before[-200:] + part
                    if _WITH_VALUE.search(part):
                        return False
                    there = there or b"<f>" in part or b"<f " in part
                    before = part
    return there


def _rows(given: Iterator[tuple[object, ...]], formulas: Iterator[tuple[object, ...]] | None = None) -> Iterator[Row]:
    empty = 0
    for number, (values, written_in) in enumerate(zip(given, formulas or repeat(()), strict=False), 1):
        cells = [_text(value) for value in values]
        repair = ""
        for at, formula in enumerate(written_in[: len(cells)]):
            if not cells[at] and isinstance(formula, str) and formula.startswith("="):
                cells[at] = _link_text(formula)
                repair = repair if cells[at] else _NO_VALUE
        while cells and not cells[-1]:
            cells.pop()
        if not cells and not repair:
            empty += 1
            if empty > _MOST_EMPTY:
                return
            continue
        empty = 0
        yield Row(number, cells, written(cells), repair)


def _link_text(formula: str) -> str:
    """The text of a link whose target and text stand in the formula; the target where that is a DOI's or has no text."""
    match = _LINK.fullmatch(formula.strip())
    if not match:
        return ""
    target, text = match["target"].replace('""', '"'), (match["text"] or "").replace('""', '"')
    return target if not text or "doi.org/" in target else text


def _text(value: object) -> str:
    """A cell as a person sees it: 2020.0 is "2020", midnight is a date."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return str(value).replace("_x000D_", "").strip()
