"""A table of records (CSV, also gzipped) as items, and clusters back as a table: for scripts and benchmarks.

Columns read: record_id (needed), entry_type, title, authors (joined by " and "), year, journal, volume, number, pages,
doi, pmid, abstract; others are left alone. Column names are read without regard to case, "Record ID" as record_id, and where
one of them is missing, another heading that means it is taken ("Article Title"). Read as spreadsheets save them: comma,
semicolon, tabulator or stroke between, UTF-8, UTF-16 or cp1252.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress

from pipeline.dedupe.values import Doubt, Item, Link, Merge
from pipeline.errors import BadInput
from pipeline.formats.table_headings import known
from pipeline.records import Record

_GZIP = b"\x1f\x8b"
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # how UTF-16 begins
_DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR = re.compile(r"sep=([;,\t|])[^\r\n]*(?:\r\n|\r|\n)", re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]*")
# A field that a heading may mean, by the table of headings -> the column of it here.
_OWN = {
    **{name: name for name in ("title", "authors", "year", "abstract", "journal", "volume", "pages", "doi", "pmid")},
    "issue": "number",
}
_MOST = 512 * 1024 * 1024  # bytes that a packed table may unfold to
Say = Callable[[str, Mapping[str, str | int]], str]  # a code and its parameters as a sentence
_KINDS = {
    "article": "article", "journal article": "article", "inproceedings": "conference", "proceedings": "conference",
    "incollection": "chapter", "book": "book", "techreport": "report", "phdthesis": "thesis",
}  # fmt: skip


def is_table(content: bytes) -> bool:
    """Whether these bytes are a CSV (or a gzipped one) whose first line names a `record_id` column."""
    try:
        return "record_id" in _columns(*_table(_text(content)))
    except BadInput:
        return False


def read_table(content: bytes) -> list[Item]:
    """Items of a CSV, in its order.

    Raises BadInput: table_not_text, table_too_big(limit_mib), table_no_record_id(columns),
    table_row_without_id(line), table_broken(line).
    """
    text, delimiter = _table(_text(content))
    columns = _columns(text, delimiter)
    if "record_id" not in columns:
        raise BadInput("table_no_record_id", columns=", ".join(columns)[:200])
    csv.field_size_limit(16 * 1024 * 1024)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    items: list[Item] = []
    try:
        next(reader)
        for row in reader:
            if any(cell.strip() for cell in row):
                items.append(_item(dict(zip(columns, row, strict=False)), reader.line_num, delimiter))
    except csv.Error as error:
        raise BadInput("table_broken", line=reader.line_num) from error
    return items


def write_clusters(clusters: Iterable[Sequence[str]]) -> str:
    """CSV text `record_id,cluster_id`; a cluster is named c1, c2 ... in the order given."""
    rows = ((member, f"c{number}") for number, members in enumerate(clusters, start=1) for member in members)
    return _csv(("record_id", "cluster_id"), rows)


def write_doubtful(doubts: Iterable[Doubt], say: Say) -> str:
    """CSV text `record_a,record_b,score,code,reason`: pairs for a person, the most useful first."""
    return _csv(
        ("record_a", "record_b", "score", "code", "reason"),
        ((one.a, one.b, f"{one.score:.1f}", one.reason_code, say(one.reason_code, one.params)) for one in doubts),
    )


def write_linked(links: Iterable[Link], say: Say) -> str:
    """CSV text `record_a,record_b,kind,code,reason`: `record_a` is the older, or what is about the other."""
    return _csv(
        ("record_a", "record_b", "kind", "code", "reason"),
        ((one.a, one.b, one.kind, one.reason_code, say(one.reason_code, one.params)) for one in links),
    )


def write_merges(merges: Iterable[Merge], say: Say) -> str:
    """CSV text `record_a,record_b,code,reason`: the merges that made the clusters, each with its one reason."""
    return _csv(
        ("record_a", "record_b", "code", "reason"),
        ((one.a, one.b, one.reason_code, say(one.reason_code, one.params)) for one in merges),
    )


def _csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue()


def _text(content: bytes) -> str:
    try:
        if content.startswith(_GZIP):
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
                content = packed.read(_MOST + 1)
            if len(content) > _MOST:
                raise BadInput("table_too_big", limit_mib=_MOST // 1024 // 1024)
    except (OSError, EOFError) as error:
        raise BadInput("table_not_text") from error
    for encoding in ("utf-16",) if content[:2] in _WIDE else ("utf-8-sig", "cp1252"):
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    raise BadInput("table_not_text")


def _table(text: str) -> tuple[str, str]:
    """The table without Excel's own first line, and what stands between its cells."""
    if said := _SEPARATOR.match(text):
        return text[said.end() :], said[1]
    first = _LINE.match(text)
    return text, max(_DELIMITERS, key=(first.group() if first else "").count)


def _columns(text: str, delimiter: str) -> list[str]:
    """The names of the columns as they are read here; what means nothing stays as it is written, in small letters."""
    first = _LINE.match(text)
    heads = next(csv.reader(io.StringIO(first.group() if first else ""), delimiter=delimiter), [])
    names = [name.strip().lower() for name in heads]
    names = ["record_id" if re.sub(r"[\W_]+", "_", name) == "record_id" else name for name in names]
    ranked = [(rank, at, own) for at, head in enumerate(heads) for own, rank in _meant(head) if own not in names]
    for _, at, own in sorted(ranked):
        if own not in names and names[at] != "record_id":
            names[at] = own
    return names


def _meant(heading: str) -> list[tuple[str, int]]:
    """The column that another heading stands for, and how well."""
    found = known(heading)
    return [(_OWN[found[0]], found[1])] if found and found[0] in _OWN else []


def _item(row: Mapping[str, str], line: int, delimiter: str) -> Item:
    def cell(name: str) -> str:
        return row.get(name, "").strip()

    if not cell("record_id"):
        raise BadInput("table_row_without_id", line=line)
    parted = r"\s+and\s+" if delimiter == "," else r"\s+and\s+|;"
    year = re.search(r"\b(1[5-9]|20)\d\d\b", cell("year"))
    record = Record(
        title=cell("title"),
        authors=tuple(one.strip() for one in re.split(parted, cell("authors")) if one.strip()),
        year=int(year.group()) if year else None,
        abstract=cell("abstract"),
        journal=cell("journal"),
        volume=cell("volume"),
        issue=cell("number"),
        pages=cell("pages"),
        doi=cell("doi").lower(),
        pmid=cell("pmid"),
        kind=_KINDS.get(cell("entry_type").lower(), "other" if cell("entry_type") else "article"),
    )
    return Item(cell("record_id"), record)
