"""Where in a file a record stood: worked out from the file as it was kept, in the moment somebody asks."""

from __future__ import annotations

from pipeline.errors import Problem
from pipeline.formats.decoding import decode
from pipeline.formats.read import read_file
from pipeline.ports import View
from pipeline.rows import Run, SourceRecord


def line_of(view: View, run: Run, source: SourceRecord) -> int | None:
    """The line (from 1) at which a record begins in the file of an import; None where it did not come in that file."""
    if run.kind != "import" or not source.source_key.isdigit():
        return None
    try:
        _, content = view.file_bytes(run.id)
    except Problem:
        return None
    text, raw = decode(content).text, source.raw.strip()
    at = text.find(raw) if raw else -1
    if at >= 0 and text.find(raw, at + 1) < 0:
        return text.count("\n", 0, at) + 1
    # the same text stands there twice, or is written otherwise there: read the file once more
    number = int(source.source_key)
    return next((one.line for one in read_file(content).parsed if one.number == number), None)
