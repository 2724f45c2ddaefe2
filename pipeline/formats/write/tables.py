"""CSV and XLSX: one row a record, headings that reference managers know, and no cell that is ever taken for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from io import BytesIO

from pipeline.formats.table_rows import GUARDED
from pipeline.formats.write.entries import Entries, Entry
from pipeline.records import Record

COLUMNS: tuple[tuple[str, Callable[[Record], str]], ...] = (
    ("Title", lambda one: one.title),
    ("Authors", lambda one: "; ".join(one.authors)),
    ("Year", lambda one: str(one.year or "")),
    ("Journal", lambda one: one.journal),
    ("Volume", lambda one: one.volume),
    ("Issue", lambda one: one.issue),
    ("Pages", lambda one: one.pages),
    ("DOI", lambda one: one.doi),
    ("PMID", lambda one: one.pmid),
    ("Item Type", lambda one: one.kind),
    ("Publication Type", lambda one: "; ".join(one.publication_types)),
    ("Language", lambda one: "; ".join(one.languages)),
    ("Keywords", lambda one: "; ".join(one.keywords)),
    ("MeSH Terms", lambda one: "; ".join(one.mesh)),
    ("URL", lambda one: one.url),
    ("Accession Number", lambda one: one.source_id),
    ("Abstract", lambda one: one.abstract),
)
VOTES = {
    "Screening votes": ("abstract", "answer"),
    "Screening notes": ("abstract", "note"),
    "Full text votes": ("full_text", "answer"),
    "Full text reasons": ("full_text", "reason"),
    "Full text notes": ("full_text", "note"),
}
"""Column of what people decided -> stage, and what of it."""
DECISIONS = ("Decision", "Reason", "Appraisal", *VOTES)
_WIDTHS = {"Title": 60, "Authors": 30, "Journal": 25, "Abstract": 80, "DOI": 25, **dict.fromkeys(VOTES, 30)}
_LONGEST = 32_767  # characters in a cell of Excel
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def headings(entries: Entries) -> list[str]:
    """The headings of a table; those of decisions only where there is one."""
    return [name for name, _ in COLUMNS] + [*(DECISIONS if any(one.decision for one in entries) else ())]


def cells(entry: Entry, width: int) -> list[str]:
    """The cells of one row."""
    row = [_ILLEGAL.sub(" ", get(entry.record)) for _, get in COLUMNS]
    if entry.decision:
        told = entry.decision
        said = (told.status, told.reason, told.appraisal, *(told.column(*which) for which in VOTES.values()))
        row += [_ILLEGAL.sub(" ", text) for text in said]
    return row + [""] * (width - len(row))


def to_csv(entries: Entries) -> bytes:
    """CSV in UTF-8 with a BOM, so that Excel keeps æ, ø and å. A cell that could be a formula has `'` before it
    (OWASP ASVS 5.0, 1.2.10); our own reader takes it off."""
    head = headings(entries)
    return csv_of([head, *(cells(one, len(head)) for one in entries)])


def csv_of(rows: list[list[str]]) -> bytes:
    """Rows of text as such a CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return ("\ufeff" + out.getvalue()).encode("utf-8", "replace")


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, nor for a number with a sign."""
    return f"'{cell}" if cell.startswith(GUARDED) else cell


def to_xlsx(entries: Entries) -> bytes:
    """A workbook of one sheet in which every cell is text, whatever it begins with; headings stay in view."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    head = headings(entries)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("References")
    sheet.freeze_panes = "B2"
    for at, name in enumerate(head, 1):
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS.get(name, 14)

    def row(texts: list[str], font: Font | None = None) -> None:
        made = []
        for text in texts:
            cell = WriteOnlyCell(sheet, value=text[:_LONGEST])
            cell.data_type = "s"
            if font:
                cell.font = font
            made.append(cell)
        sheet.append(made)

    row(head, Font(bold=True))
    for entry in entries:
        row(cells(entry, len(head)))
    out = BytesIO()
    book.save(out)
    return out.getvalue()
