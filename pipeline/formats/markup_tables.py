"""Tables in markup, as sheets of rows: HTML (what ProQuest and others save as .xls), Excel's XML of 2003, and OpenDocument.

Nothing is asked from the network and no entity is resolved; how much is unpacked of an .ods is bounded in `packed`. Repeated
cells and rows, which OpenDocument writes as a number, are unfolded only as far as a table of references may go.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from pipeline.formats import packed
from pipeline.formats.table_rows import Row, written
from pipeline.formats.xml_text import as_utf8, declares_entities

Sheets = Iterator[tuple[str, Iterator[Row]]]
_MOST_COLUMNS = 500
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_EXCEL_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
_HTML = (b"<table", b"<tr")


def is_ods(data: bytes) -> bool:
    """Whether a ZIP archive is an OpenDocument spreadsheet."""
    return packed.mimetype(data) == _ODS


def ods(data: bytes) -> Sheets:
    """(name, rows) of each sheet of an OpenDocument spreadsheet. Raises what `zipfile` and lxml raise of damaged ones."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        content = archive.read("content.xml")
    if declares_entities(content[:65536]):
        return
    for table in _root(content).iter("{*}table"):
        yield _attribute(table, "name"), _ods_rows(table)


def _ods_rows(table: etree._Element) -> Iterator[Row]:
    line = 0
    for row in table.iter("{*}table-row"):
        line += 1
        cells: list[str] = []
        for cell in row.iterchildren("{*}table-cell", "{*}covered-table-cell"):
            text = _attribute(cell, "date-value")[:10] or "\n".join(_text(one) for one in cell.iterchildren("{*}p"))
            times = _number(_attribute(cell, "number-columns-repeated"))
            cells += [text] * min(times if text else max(times, 1), _MOST_COLUMNS - len(cells))
        yield from _row(line, cells)
        line += _number(_attribute(row, "number-rows-repeated")) - 1  # those that are repeated are the empty ones


def is_excel_xml(data: bytes) -> bool:
    """Whether XML bytes are a workbook as Excel 2003 writes it."""
    return _EXCEL_XML in data[:4096]


def excel_xml(data: bytes) -> Sheets:
    """(name, rows) of each sheet of such a workbook."""
    data = as_utf8(data)
    if declares_entities(data[:65536]):
        return
    for sheet in _root(data).iter("{*}Worksheet"):
        yield _attribute(sheet, "Name"), _excel_rows(sheet)


def _excel_rows(sheet: etree._Element) -> Iterator[Row]:
    for row in sheet.iter("{*}Row"):
        cells: list[str] = []
        for cell in row.iterchildren("{*}Cell"):
            at = _number(_attribute(cell, "Index")) - 1 if _attribute(cell, "Index") else len(cells)
            cells += [""] * (min(at, _MOST_COLUMNS) - len(cells))
            cells.append("".join(_text(one) for one in cell.iterchildren("{*}Data")))
        yield from _row(_line(row), cells[:_MOST_COLUMNS])


def is_html(data: bytes) -> bool:
    """Whether bytes that begin as markup have a table of HTML in them."""
    small = data[:200_000].lower()
    return all(one in small for one in _HTML)


def html(text: str) -> Sheets:
    """("", rows) of each table of an HTML page that holds no other."""
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, encoding="utf-8")
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    for table in root.iter("table") if root is not None else ():
        if table.find(".//table") is None:
            yield "", _html_rows(table)


def _html_rows(table: etree._Element) -> Iterator[Row]:
    for row in table.iter("tr"):
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            for line_end in cell.iter("br"):
                line_end.tail = "\n" + (line_end.tail or "")
            cells.append(_text(cell))
            cells += [""] * min(_number(cell.get("colspan", "")) - 1, _MOST_COLUMNS)
        yield from _row(_line(row), cells[:_MOST_COLUMNS])


# -- what the three share -----------------------------------------------------------------------------------------


def _row(line: int, cells: list[str]) -> Iterator[Row]:
    while cells and not cells[-1]:
        cells.pop()
    if cells:
        yield Row(line, cells, written(cells))


def _line(element: etree._Element) -> int:
    line: object = element.sourceline
    return line if isinstance(line, int) else 1


def _root(data: bytes) -> etree._Element:
    parser = etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False, huge_tree=False, recover=True)
    found = etree.fromstring(data, parser)
    return found if found is not None else etree.Element("none")


def _text(element: etree._Element) -> str:
    """All text below an element; blanks that OpenDocument writes as elements are blanks."""
    for one in element.iter("{*}s", "{*}tab", "{*}line-break"):
        if not one.text:
            one.text = "\n" if etree.QName(one).localname == "line-break" else " "
    return "".join(str(one) for one in element.itertext()).strip()


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute by its name, whatever its namespace."""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 9 else 1
