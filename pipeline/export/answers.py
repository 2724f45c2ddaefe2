"""All answers of a question as a table: a row for each item of each appraisal, as CSV for Excel and as XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.styles import Font

from appraisal.instrument import Instrument
from appraisal.judge import judge
from pipeline.appraised import answers_of, bound, name_of
from pipeline.rows import Appraisal, Reference

Say = Callable[..., str]  # code -> word in the reader's language
Table = tuple[tuple[str, ...], ...]  # the headings first
COLUMNS = (
    *("reference", "title", "instrument", "person", "number", "item", "answer", "comment", "quote", "page"),
    *("proposed", "overall", "reason"),
)
_STEERING = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is a formula to a spreadsheet


def table(
    made: Sequence[Appraisal],
    references: Sequence[Reference],
    instruments: Mapping[str, Instrument],
    people: Mapping[str, str],
    say: Say,
    language: str,
) -> Table:
    """Every answer of every appraisal that may be seen; what is hidden has no rows. `people`: id -> name."""
    records = {one.id: one.record for one in references}
    rows = [tuple(say(f"answers_{name}") for name in COLUMNS)]
    for one in made:
        instrument = bound(instruments, one)
        if instrument is None or one.hidden or one.reference_id not in records:
            continue
        record = records[one.reference_id]
        given = answers_of(instrument, one.fields)
        proposed, overall = judge(instrument, given).proposed, one.fields.text("overall")
        labels = {each.id: each.label.get(language) for each in instrument.judgements}
        who = say("answers_agreed") if one.agreed else people.get(one.person_id, "")
        told = (name_of(record), record.title, instrument.title.get(language), who)
        whole = (labels.get(proposed or "", ""), labels.get(overall, overall), one.fields.text("overall_reason"))
        for item in instrument.items:
            answer = instrument.answer(given[item.id]).label.get(language) if item.id in given else ""
            texts = (one.fields.text(f"{name}.{item.id}") for name in ("comment", "quote", "page"))
            rows.append((*told, item.number, item.text.get(language), answer, *texts, *whole))
    return tuple(rows)


def to_csv(table: Table) -> bytes:
    """Semicolons and a mark at the start, as Excel wants it in Norway."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows([_tame(cell) for cell in row] for row in table)
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(table: Table) -> bytes:
    """One sheet, its headings fixed at the top."""
    book = Workbook()
    sheet = book.active
    for number, row in enumerate(table, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value, cell.data_type = _printable(text), "s"
            if number == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _tame(text: str) -> str:
    """A formula is made text by an apostrophe."""
    return f"'{text}" if text.startswith(_STEERING) else text


def _printable(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")[:32_000]


FORMATS: Mapping[str, tuple[str, Callable[[Table], bytes]]] = {
    "csv": ("text/csv", to_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
}
