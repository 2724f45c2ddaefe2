"""What a file with more records than are taken gives instead of them."""

from __future__ import annotations

from pipeline.file_sources import MOST_RECORDS
from pipeline.records import Reading, Rejected


def too_many(records: int) -> Reading:
    """The refusal of a file with more records than are taken."""
    params: dict[str, str | int] = {"records": records, "limit": MOST_RECORDS}
    return Reading(None, 0, rejected=(Rejected(1, "file_too_many_records", params),))
