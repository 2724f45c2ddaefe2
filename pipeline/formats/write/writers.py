"""Ending of a file -> who writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.formats import ris
from pipeline.formats.write.bibtex import to_bibtex
from pipeline.formats.write.csl import to_csl
from pipeline.formats.write.entries import Entries
from pipeline.formats.write.tables import to_csv, to_xlsx


def to_ris(entries: Entries) -> bytes:
    """RIS in UTF-8 that our own reader reads back to the same records; decisions are notes (N1)."""
    return "".join(ris.write_one(one.record, one.notes) for one in entries).encode("utf-8", "replace")


WRITERS: Mapping[str, Callable[[Entries], bytes]] = {
    ".ris": to_ris,
    ".csv": to_csv,
    ".xlsx": to_xlsx,
    ".bib": to_bibtex,
    ".json": to_csl,
}
"""`.json` is CSL-JSON."""
