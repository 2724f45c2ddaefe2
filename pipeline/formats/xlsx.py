"""Sheets of an XLSX workbook as rows of text, read by openpyxl in its streaming mode; formulas are not calculated."""

from __future__ import annotations

import datetime
import warnings
import zipfile
from collections.abc import Iterator
from io import BytesIO
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


def sheets(data: bytes) -> Iterator[tuple[str, Iterator[Row]]]:
    """(name, rows) of each sheet in its order; empty rows left out, lines are the sheet's row numbers.

    Raises one of `BROKEN` where the workbook cannot be read, also in the middle of the rows.
    """
    import openpyxl  # a fifth of a second, and for workbooks only

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            yield str(sheet.title), _rows(sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS))
        book.close()


def _rows(given: Iterator[tuple[object, ...]]) -> Iterator[Row]:
    empty = 0
    for number, values in enumerate(given, 1):
        cells = [_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            empty += 1
            if empty > _MOST_EMPTY:
                return
            continue
        empty = 0
        yield Row(number, cells, written(cells))


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
