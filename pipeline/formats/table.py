"""Tables of references, CSV, TSV and XLSX: `look` proposes what the columns are, `read` reads by that plan.

Each row below the headings gives one record or is rejected with its line. Embase's field-per-row CSV (a block of rows for
each record, the name of the field first) is turned into rows of that kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from lxml import etree

from pipeline.file_sources import MOST_RECORDS
from pipeline.formats import (
    clean,
    decoding,
    markup_tables,
    running_text,
    table_columns,
    table_headings,
    table_notes,
    xlsx,
)
from pipeline.formats.fields import build
from pipeline.formats.limits import too_many
from pipeline.formats.ris import is_usable
from pipeline.formats.table_rows import Row, common_width, head_of, rows_of, unframed, unwrapped
from pipeline.records import Look, Parsed, Plan, Reading, Record, Rejected

REPAIRS = ("quote_unbalanced", "cells_surplus", "columns_guessed")
SHOWN, LONGEST_SHOWN = 5, 300  # rows of a `Look`, and characters of each cell
_FEW = 4  # rows that may be put aside whatever the others are
_LEAST_WEIGHT = 3  # of a row of headings, to be held for a table of references


@dataclass(slots=True)
class _Sheet:
    """A table whose headings are found. `rows` are those below, still to be taken; `blocks`: from a field-per-row file."""

    format: str
    headings: list[str]
    rows: Iterator[Row]
    sample: list[Row]
    headed: bool
    part: str = ""

    @property
    def plan(self) -> Plan:
        rows = [row.cells for row in self.sample]
        return table_columns.propose(
            self.headings, [row for row in rows if not table_notes.is_note(row, len(self.headings))]
        )

    @property
    def look(self) -> Look:
        rows = tuple(tuple(cell[:LONGEST_SHOWN] for cell in row.cells) for row in self.sample[:SHOWN])
        return Look(self.format, tuple(self.headings), rows, self.plan, self.part)


def look(data: bytes) -> list[Look]:
    """Each sheet of a table (CSV: one) with the plan proposed for it. Empty if it is no table that can be read."""
    try:
        return [sheet.look for sheet in _sheets(data)]
    except xlsx.BROKEN:
        return []


def read(data: bytes, plans: Sequence[Plan] = ()) -> Reading | None:
    """Read the bytes of a table, by the plan of `plans` that has its headings, else by the one proposed.

    None if it is no table of references and does not look like one that a person could tell about. A workbook is read
    sheet by sheet.
    """
    try:
        return _joined(_read(sheet, plans) for sheet in _sheets(data))
    except xlsx.BROKEN:
        if data.startswith(b"PK"):
            return Reading(None, 0, rejected=(Rejected(1, "file_excel_broken"),))
        raise


def read_ods(data: bytes, plans: Sequence[Plan] = ()) -> Reading | None:
    """`read` for an OpenDocument spreadsheet. None also where it is damaged."""
    try:
        return _joined(_read(sheet, plans) for sheet in _book("ods", markup_tables.ods(data)))
    except (*xlsx.BROKEN, etree.LxmlError):
        return None


def read_markup(data: bytes, text: decoding.Text, plans: Sequence[Plan] = ()) -> Reading | None:
    """`read` for markup with tables in it: Excel's XML of 2003, or HTML saved as if it were a workbook.

    Of a web page only tables with headings that we know count; None where there is none.
    """
    try:
        if markup_tables.is_excel_xml(data):
            return _joined(_read(sheet, plans) for sheet in _book("excel_xml", markup_tables.excel_xml(data)))
        if markup_tables.is_html(data):
            sheets = _book("html_table", markup_tables.html(text.text), headed=True)
            return _joined(_read(sheet, plans) for sheet in sheets)
    except (ValueError, etree.LxmlError):
        return None
    return None


ASK = Plan((), ("table_read_again",))
"""Among the plans of a reading: each table is to be asked about, however sure we are of its columns."""


def read_text(text: decoding.Text, plans: Sequence[Plan] = ()) -> Reading | None:
    """`read` for a text that is decoded already."""
    return _joined(_read(sheet, plans, text.marks) for sheet in _text_sheets(text.text))


def is_headed(text: str) -> bool:
    """Whether a text begins with the headings of a table of references, so that it is no running text."""
    return head_of(unwrapped(unframed(text))).weight >= _LEAST_WEIGHT


def _joined(readings: Iterable[Reading | None]) -> Reading | None:
    """The readings of the sheets as one. Sheets of which nobody can tell what they hold count only where all are so."""
    told = [one for one in readings if one is not None]
    found = [one for one in told if one.format is not None] or told
    if len(found) < 2:
        return found[0] if found else None
    parsed: list[Parsed] = []
    rejected: list[Rejected] = []
    for one in found:
        before = len(parsed) + len(rejected)
        parsed += [replace(each, number=each.number + before) for each in one.parsed]
        rejected += one.rejected
    doubtful = tuple(each for one in found for each in one.doubtful)
    if found[0].format is None:
        return replace(found[0], doubtful=doubtful)
    return Reading(found[0].format, len(parsed) + len(rejected), tuple(parsed), tuple(rejected), doubtful)


# -- sheets -------------------------------------------------------------------------------------------------------


def _sheets(data: bytes) -> Iterator[_Sheet]:
    if not data.startswith(b"PK"):
        yield from _text_sheets(decoding.decode(data).text)
        return
    yield from _book("xlsx", xlsx.sheets(data))


def _book(form: str, sheets: markup_tables.Sheets, *, headed: bool = False) -> Iterator[_Sheet]:
    """The tables of a workbook; only those with headings that we know, where it is `headed`."""
    for name, rows in sheets:
        first = list(islice(rows, 15))
        weights = [table_headings.weight(row.cells) for row in first]
        if weights and max(weights) >= _LEAST_WEIGHT:
            at = weights.index(max(weights))
            yield _begun(form, first[at].cells, chain(first[at + 1 :], rows), part=name)
        elif not headed and (width := common_width([row.cells for row in first])) > 2:
            named = _like_headings(first[0].cells)
            headings = first[0].cells if named else [""] * width
            yield _begun(form, headings, chain(first[int(named) :], rows), headed=False, part=name)


def _text_sheets(text: str) -> Iterator[_Sheet]:
    text = unwrapped(unframed(text))
    head = head_of(text)
    form = "tsv" if head.delimiter == "\t" else "csv"
    if blocks := _field_per_row(text, head.delimiter):
        yield blocks
    elif head.at >= 0 and (head.weight >= _LEAST_WEIGHT or (head.width == 1 and head.weight == 2)):
        rows = list(islice(rows_of(text, head.delimiter), head.at + 1))
        headings = rows[-1].cells
        if len(headings) == 1 and ":" in headings[0]:  # "title: Example", of a settings file
            return
        below = rows_of(text, head.delimiter, len(headings))
        yield _begun(form, headings, islice(below, head.at + 1, None))
    elif head.width > 2 or (head.width == 2 and head.weight):
        rows = list(islice(rows_of(text, head.delimiter), 1))
        named = bool(rows) and (head.at == 0 or _like_headings(rows[0].cells))
        headings = rows[0].cells if named else [""] * head.width
        below = islice(rows_of(text, head.delimiter, len(headings)), int(named), None)
        yield _begun(form, headings, below, headed=False)


def _like_headings(cells: Sequence[str]) -> bool:
    """Whether a row that says nothing we know still looks like headings: short, different, none empty or a number."""
    words = [cell.strip() for cell in cells]
    return len(set(words)) == len(words) and all(0 < len(one) < 40 and not any(map(str.isdigit, one)) for one in words)


def _begun(form: str, headings: Sequence[str], rows: Iterator[Row], *, headed: bool = True, part: str = "") -> _Sheet:
    sample = list(islice(rows, table_columns.SAMPLE))
    return _Sheet(form, [clean.squeeze(one) for one in headings], chain(sample, rows), sample, headed, part)


_BLOCK_START = "title"


def _field_per_row(text: str, delimiter: str) -> _Sheet | None:
    """Embase's CSV of one field a row, as a table with one record a row; None if the file is not so."""
    sample = [row.cells for row in islice(rows_of(text[:100_000], delimiter), 60)]
    first = [table_headings.normal(cells[0]) for cells in sample if cells]
    known = {name for name in first if table_headings.known(name)}
    narrow = sum(len(cells) >= 2 and bool(table_headings.known(cells[0])) for cells in sample)
    if _BLOCK_START not in first or len(known) < 4 or narrow < 0.5 * len(sample):
        return None
    if max(table_headings.weight(cells) for cells in sample) > 6:
        return None
    if first.count(_BLOCK_START) == 1 and (turned := _turned(list(rows_of(text, delimiter)))):
        return turned
    headings: dict[str, int] = {}
    rows: list[Row] = []
    line, values, raws = 0, dict[int, str](), list[str]()

    def close() -> None:
        if values:
            rows.append(Row(line, [values.get(at, "") for at in range(len(headings))], "\n".join(raws)))

    for row in rows_of(text, delimiter):
        name = table_headings.normal(row.cells[0])
        if name == _BLOCK_START:
            close()
            line, values, raws = row.line, {}, []
        if not line:
            continue
        at = headings.setdefault(row.cells[0].strip(), len(headings))
        told = [cell.strip() for cell in row.cells[1:] if cell.strip()]
        values[at] = "; ".join(([values[at]] if values.get(at) else []) + told)
        raws.append(row.raw)
    close()
    return _begun("csv", list(headings), iter(rows))


def _turned(rows: Sequence[Row]) -> _Sheet | None:
    """A table with a record in each column below the names of its fields; None where the titles stand in one column only."""
    titles = next(row for row in rows if row.cells and table_headings.normal(row.cells[0]) == _BLOCK_START)
    places = [at for at, cell in enumerate(titles.cells[1:], 1) if cell.strip()]
    told = [row for row in rows if row.cells and row.cells[0].strip()]
    if len(places) < 2 or not all(len(row.cells) == len(titles.cells) for row in told):
        return None
    columns = ([row.cells[at] for row in told] for at in places)
    records = [Row(titles.line, cells, "\n".join(cells)) for cells in columns]
    return _begun("csv", [row.cells[0].strip() for row in told], iter(records))


# -- reading ------------------------------------------------------------------------------------------------------


def _read(sheet: _Sheet, plans: Sequence[Plan], marks: decoding.Marks = ()) -> Reading | None:
    given = next((one for one in plans if one.headings == tuple(sheet.headings)), None)
    plan = given or sheet.plan
    if not plan.usable or (not sheet.headed and given is None and not _told_by_content(plan)):
        unknown = Reading(None, 0, rejected=(Rejected(1, "file_table_unknown"),), doubtful=(sheet.look,))
        return unknown if given is None and sheet.sample else None
    asked = ASK in plans or not plan.sure
    doubtful = (sheet.look,) if asked and not given else ()
    names = _unique(sheet.headings)
    table = table_columns.meaning(plan, names)
    whole = () if any(one.field == "title" for one in plan.columns) else table.citation
    guessed = () if plan.sure else ("columns_guessed",)
    mended = dict(marks)
    last: Sequence[str] = ()
    parsed: list[Parsed] = []
    rejected: list[Rejected] = []
    below = (row for row in sheet.rows if row.cells != sheet.headings)  # headings again: two files were joined
    for number, row in enumerate(below, 1):
        if number > MOST_RECORDS:  # said at once: what is behind is counted, not read
            return too_many(number + sum(1 for _row in below))
        values, surplus = _values(row.cells, names)
        record = build(values, table)
        told = (
            running_text.in_cell(next((one for name in whole for one in values.get(name, ())), "")) if whole else None
        )
        record = running_text.filled(record, told) if told else record
        if table_notes.is_note(row.cells, len(names)) or _are_headings(row.cells):
            rejected.append(Rejected(row.line, "row_note", {"number": number}, row.raw, part=sheet.part))
            continue
        if not _is_record(record):
            code = "row_empty" if len(row.cells) > 1 or not row.cells else "row_not_read"
            rejected.append(Rejected(row.line, code, {"number": number}, row.raw, part=sheet.part))
            continue
        code, read = mended.get(row.line, ""), running_text.REPAIRS if told else ()
        repairs = clean.unique([row.repair, "cells_surplus" if surplus else "", *guessed, *read, code])
        parsed.append(Parsed(number, row.line, record, row.raw, repairs, sheet.part))
        last = row.cells
    if parsed and len(names) > 1 and table_notes.is_last_note(last):  # below all records
        one = parsed.pop()
        rejected.append(Rejected(one.line, "row_note", {"number": one.number}, one.raw, part=sheet.part))
    if sheet.headed and len(rejected) >= max(len(parsed), _FEW) and sum(map(_says_more, parsed)) <= 0.5 * len(parsed):
        return None  # a program has commas too, and words that are headings
    if not parsed and not rejected:
        return None if not sheet.headed else Reading(sheet.format, 0)
    return Reading(sheet.format, len(parsed) + len(rejected), tuple(parsed), tuple(rejected), doubtful)


def records_of(headings: Sequence[str], rows: Iterable[Sequence[str]], plan: Plan) -> tuple[Record, ...]:
    """What a plan makes of rows under these headings: a record for each row that has one and is no note."""
    names = _unique(list(headings))
    meaning = table_columns.meaning(plan, names)
    told = (list(row) for row in rows if not table_notes.is_note(row, len(names)))
    found = (build(_values(row, names)[0], meaning) for row in told)
    return tuple(one for one in found if _is_record(one))


def _is_record(record: Record) -> bool:
    return is_usable(record) and bool(record.title or record.doi or record.pmid or record.authors)


def _are_headings(cells: Sequence[str]) -> bool:
    """Whether a row is headings once more, in other words: each of its cells is one that we know."""
    told = [cell for cell in cells if cell.strip()]
    return len(told) > 1 and all(table_headings.known(cell) for cell in told)


def _says_more(one: Parsed) -> bool:
    """Whether a row has more than a title and names."""
    return bool(one.record.year or one.record.doi or one.record.pmid or one.record.abstract)


def _told_by_content(plan: Plan) -> bool:
    """Whether a table without headings still shows that it holds references."""
    told = {one.field for one in plan.columns}
    return "title" in told and ("doi" in told or {"authors", "year"} <= told)


def _values(cells: Sequence[str], names: Sequence[str]) -> tuple[dict[str, list[str]], bool]:
    values = {name: [cell] for name, cell in zip(names, cells, strict=False) if cell and cell.strip()}
    for name in [one for one in values if table_headings.is_author_and_year(one)]:
        who, when = table_headings.author_and_year(values[name][0])
        values |= {name: [who], name + table_headings.YEAR_BESIDE: [when]}
    surplus = [cell for cell in cells[len(names) :] if cell.strip()]
    if surplus:
        values["+"] = surplus
    return values, bool(surplus)


def _unique(headings: Sequence[str]) -> list[str]:
    """Names for the columns: the headings, with the place behind those that are empty or stand twice."""
    names: dict[str, None] = {}
    for at, heading in enumerate(headings, 1):
        name = heading or f"column {at}"
        names[f"{name} ({at})" if name in names else name] = None
    return list(names)
