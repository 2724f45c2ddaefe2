"""The records of files, ready to be compared: tables keep their ids, records of other files are FILENAME#n."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.dedupe.table import is_table, read_table
from pipeline.dedupe.values import Item
from pipeline.errors import BadInput
from pipeline.formats.read import read_file
from pipeline.records import Rejected


@dataclass(frozen=True, slots=True)
class FileItems:
    """What one file gave: its records, and the starts from which no record could be made."""

    items: tuple[Item, ...]
    rejected: tuple[Rejected, ...] = ()


def read_items(content: bytes, prefix: str, *, alone: bool) -> FileItems:
    """The records of one file. Ids are `prefix#n`, n = the record's place in the file from 1; those of a table that is
    `alone` are its own.

    Raises BadInput: what `read_table` raises, and the code that `read_file` gives for what is no reference file.
    """
    if is_table(content):
        found = read_table(content)
        return FileItems(
            tuple(
                found
                if alone
                else (replace(one, id=f"{prefix}#{n}", origin=prefix) for n, one in enumerate(found, start=1))
            )
        )
    reading = read_file(content)
    if reading.format is None:
        raise BadInput(reading.rejected[0].code, **reading.rejected[0].params)
    return FileItems(
        tuple(Item(f"{prefix}#{one.number}", one.record, prefix) for one in reading.parsed), reading.rejected
    )


def prefixes(paths: Sequence[Path]) -> dict[Path, str]:
    """path -> what its ids begin with: the name of the file; the whole path where two files have the same name."""
    names = [one.name for one in paths]
    return {path: path.name if names.count(path.name) == 1 else str(path) for path in paths}
