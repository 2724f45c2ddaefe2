"""Where in a file a record stood: worked out from the file as it was kept, in the moment somebody asks."""

from __future__ import annotations

from pipeline import columns
from pipeline.errors import Problem
from pipeline.formats import guarded
from pipeline.formats.decoding import decode
from pipeline.formats.packed import is_packed
from pipeline.ports import View
from pipeline.rows import Run, SourceRecord

LOOKED_THROUGH = 8 * 1024 * 1024  # bytes of a file in which a text is looked for here; a larger one is read by a child


def place_of(view: View, run: Run, source: SourceRecord) -> tuple[str, int] | None:
    """(file of an archive or sheet of a workbook, "" = the file itself; line from 1) at which a record begins in the file of
    an import; None where it did not come in that file. A file of others is read within bounds (`guarded`).
    """
    if run.kind != "import" or not source.source_key.isdigit():
        return None
    try:
        _, content = view.file_bytes(run.id)
    except Problem:
        return None
    raw = source.raw.strip()
    if raw and len(content) <= LOOKED_THROUGH and not is_packed(content):
        text = decode(content).text
        at = text.find(raw)
        if at >= 0 and text.find(raw, at + 1) < 0:
            return "", text.count("\n", 0, at) + 1
    # the same text stands there twice, or is written otherwise there: read the file once more
    number, plans = int(source.source_key), columns.given(run.receipt)
    with guarded.read(content, plans=plans, listed=guarded.listed_as(run.receipt)) as held:
        return next(((one.part, one.line) for one in held.parsed() if one.number == number), None)
