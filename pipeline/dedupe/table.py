"""A table of records (CSV, also gzipped) as items, and clusters back as a table: for scripts and benchmarks.

Columns read: record_id (needed), entry_type, title, authors (joined by " and "), year, journal, volume, number, pages,
doi, pmid, abstract; others are left alone. Column names are read without regard to case.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from pipeline.dedupe.values import Doubt, Item, Link, Merge
from pipeline.errors import BadInput
from pipeline.records import Record

_GZIP = b"\x1f\x8b"
_MOST = 512 * 1024 * 1024  # bytes that a packed table may unfold to
Say = Callable[[str, Mapping[str, str | int]], str]  # a code and its parameters as a sentence
_KINDS = {
    "article": "article", "journal article": "article", "inproceedings": "conference", "proceedings": "conference",
    "incollection": "chapter", "book": "book", "techreport": "report", "phdthesis": "thesis",
}  # fmt: skip


def is_table(content: bytes) -> bool:
    """Whether these bytes are a CSV (or a gzipped one) whose first line names a `record_id` column."""
    try:
        return "record_id" in (_columns(_text(content)) or [])
    except BadInput:
        return False


def read_table(content: bytes) -> list[Item]:
    """Items of a CSV, in its order.

    Raises BadInput: table_not_text, table_too_big(limit_mib), table_no_record_id(columns),
    table_row_without_id(line), table_broken(line).
    """
    text = _text(content)
    columns = _columns(text)
    if "record_id" not in columns:
        raise BadInput("table_no_record_id", columns=", ".join(columns)[:200])
    csv.field_size_limit(16 * 1024 * 1024)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    items: list[Item] = []
    try:
        next(reader)
        for row in reader:
            if row:
                items.append(_item(dict(zip(columns, row, strict=False)), reader.line_num))
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
        return content.decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise BadInput("table_not_text") from error


def _columns(text: str) -> list[str]:
    first = next(csv.reader(io.StringIO(text.split("\n", 1)[0])), [])
    return [name.strip().lower() for name in first]


def _item(row: Mapping[str, str], line: int) -> Item:
    def cell(name: str) -> str:
        return row.get(name, "").strip()

    if not cell("record_id"):
        raise BadInput("table_row_without_id", line=line)
    year = re.search(r"\b(1[5-9]|20)\d\d\b", cell("year"))
    record = Record(
        title=cell("title"),
        authors=tuple(one.strip() for one in re.split(r"\s+and\s+", cell("authors")) if one.strip()),
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
