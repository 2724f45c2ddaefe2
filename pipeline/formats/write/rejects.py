"""What could not be read of a file, as a table to download: where it stood, why, what to do, and its own text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from pipeline.formats.write.tables import csv_of
from pipeline.records import Rejected

HEADINGS = ("file", "line", "code", "reason", "text")


def to_csv(file: str, rejected: Iterable[Rejected], say: Callable[[str, Mapping[str, str | int]], str]) -> bytes:
    """CSV with a row for each rejected start; `say` makes a sentence of a code and its parameters."""
    rows = [
        [f"{file}: {one.part}" if one.part else file, str(one.line), one.code, say(one.code, one.params), one.raw]
        for one in rejected
    ]
    return csv_of([list(HEADINGS), *rows])
