"""What could not be read of an imported file, to be downloaded: as a table with the reasons, and in its own words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pipeline import columns
from pipeline.formats import guarded
from pipeline.formats.write import rejects
from pipeline.ports import View
from pipeline.records import Rejected

Say = Callable[[str, Mapping[str, str | int]], str]  # code and parameters -> sentence


def set_aside(view: View, run_id: str) -> tuple[str, Sequence[Rejected]]:
    """(name of the file, every rejected start with its whole text) of an import, read anew from the kept file."""
    name, content = view.file_bytes(run_id)
    receipt = view.run(run_id).receipt
    with guarded.read(content, plans=columns.given(receipt), listed=guarded.listed_as(receipt), records=False) as held:
        return name, held.rejected


def as_table(view: View, run_id: str, say: Say) -> bytes:
    """CSV: file, line, code, reason with what to do, and the text that stood there."""
    return rejects.to_csv(*set_aside(view, run_id), say)


def as_it_came(view: View, run_id: str) -> bytes:
    """The texts themselves, one after another, so that they can be mended and brought in again. UTF-8."""
    _name, found = set_aside(view, run_id)
    return "\n\n".join(one.raw.strip("\n") for one in found).encode("utf-8", "replace") + b"\n"


def whole_file(view: View, run_id: str) -> bytes:
    """The file, byte for byte as it came."""
    return view.file_bytes(run_id)[1]
