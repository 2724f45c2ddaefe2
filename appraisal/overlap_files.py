"""A table of which studies are in which reviews -> review and its studies, in the three shapes in which people write it.

A **matrix**: a line for each study, a column for each review, a mark where it is in. **Pairs**: a line for each inclusion, with
the columns review and study. **Lists**: a column for each review, its studies below it.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from io import BytesIO

from appraisal.words import plain
from pipeline.errors import BadInput

MOST_BYTES = 5_000_000
MOST_UNPACKED = 100_000_000  # bytes of a workbook
MOST_ROWS = 20_000
STUDY = ("study", "studie", "studies", "studier", "primary study", "primærstudie", "study id")
REVIEW = ("review", "oversikt", "oversikter", "reviews", "systematic review", "oversiktsartikkel")
IN = frozenset("x 1 ja yes y j true included inkludert med + ✓ ✔ ☑ ● •".split())
OUT = frozenset(["", *"0 nei no n false not - – — ✗ ✘ ☐ ○".split(), "not included", "ikke med"])

Table = Sequence[Sequence[str]]


def read_table(content: bytes, name: str) -> list[list[str]]:
    """The rows of a CSV file or of a workbook's first sheet, without those that are empty.

    Raises BadInput: overlap_no_table(file), overlap_too_many(file, limit).
    """
    rows = _sheet(content, name) if content[:4] == b"PK\x03\x04" else _csv(content, name)
    found = [[" ".join(cell.split()) for cell in row] for row in rows[: MOST_ROWS + 1]]
    found = [row for row in found if any(row)]
    if len(found) > MOST_ROWS:
        raise BadInput("overlap_too_many", file=name, limit=MOST_ROWS)
    if len(found) < 2 or max(map(len, found)) < 2:
        raise BadInput("overlap_no_table", file=name)
    return found


def studies_by_review(table: Table, name: str) -> dict[str, set[str]]:
    """review -> its studies; one that is written in two ways of capitals is one study.

    Raises BadInput: overlap_head_empty(file, column), overlap_review_twice(file, review), overlap_mark_unknown(file, study,
    mark), overlap_none(file).
    """
    heads, body = list(table[0]), table[1:]
    width = max(map(len, table))
    heads += [""] * (width - len(heads))
    lines = [[*row, *[""] * (width - len(row))] for row in body]
    said = [plain(head) for head in heads]
    study = next((at for at, one in enumerate(said) if one in STUDY), None)
    review = next((at for at, one in enumerate(said) if one in REVIEW), None)
    if study is not None and review is not None:
        found = _pairs(lines, study, review)
    elif study is not None or _looks_marked(lines):
        found = _matrix(heads, lines, study or 0, name)
    else:
        found = _lists(heads, lines, name)
    if not any(found.values()):
        raise BadInput("overlap_none", file=name)
    return found


def _pairs(lines: Table, study: int, review: int) -> dict[str, set[str]]:
    spelt, found = _Spelling(), dict[str, set[str]]()
    for row in lines:
        if row[review]:
            held = found.setdefault(row[review], set())
            if row[study]:
                held.add(spelt(row[study]))
    return found


def _looks_marked(lines: Table) -> bool:
    marks = [cell.casefold() for row in lines for cell in row[1:]]
    return all(cell in IN or cell in OUT for cell in marks)


def _matrix(heads: Sequence[str], lines: Table, study: int, name: str) -> dict[str, set[str]]:
    spelt, columns = _Spelling(), _columns(heads, lines, name, but=study)
    found: dict[str, set[str]] = {heads[at]: set() for at in columns}
    for row in lines:
        for at in columns:
            mark = row[at].casefold()
            if mark not in IN and mark not in OUT:
                raise BadInput("overlap_mark_unknown", file=name, study=row[study][:60], mark=row[at][:40])
            if mark in IN and row[study]:
                found[heads[at]].add(spelt(row[study]))
    return found


def _lists(heads: Sequence[str], lines: Table, name: str) -> dict[str, set[str]]:
    spelt = _Spelling()
    return {heads[at]: {spelt(row[at]) for row in lines if row[at]} for at in _columns(heads, lines, name)}


def _columns(heads: Sequence[str], lines: Table, name: str, *, but: int = -1) -> list[int]:
    """The columns of reviews: those with a heading; one that has marks and no heading is a fault."""
    found = [at for at in range(len(heads)) if at != but and (heads[at] or any(row[at] for row in lines))]
    for at in found:
        if not heads[at]:
            raise BadInput("overlap_head_empty", file=name, column=at + 1)
        if heads.index(heads[at]) != at:
            raise BadInput("overlap_review_twice", file=name, review=heads[at][:60])
    return found


class _Spelling:
    """One way to write each study: as it was written first."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}

    def __call__(self, study: str) -> str:
        return self._first.setdefault(study.casefold(), study)


def _csv(content: bytes, name: str) -> list[list[str]]:
    for encoding in ("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise BadInput("overlap_no_table", file=name)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=max(";\t,", key=first.count)))
    except csv.Error as error:
        raise BadInput("overlap_no_table", file=name) from error


def _sheet(content: bytes, name: str) -> list[list[str]]:
    import openpyxl  # a fifth of a second, and for workbooks only

    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise BadInput("overlap_too_many", file=name, limit=MOST_ROWS)
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        rows = book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 1, max_col=500)
        return [[_text(value) for value in row] for row in rows]
    except (
        zipfile.BadZipFile,
        SyntaxError,
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        AttributeError,
        OSError,
    ) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput("overlap_no_table", file=name) from error


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
