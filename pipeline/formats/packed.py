"""Archives: what is in them, within bounds that are looked at before anything is unpacked."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from pipeline.file_sources import RATIO, UNPACKED

SMALL = 1024 * 1024  # bytes that `RATIO` does not hold for
MEMBERS = 2_000
ZIP, GZIP = b"PK\x03\x04", b"\x1f\x8b"
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError)
"""What unpacking raises on archives that are damaged, or locked by a password."""


def is_packed(data: bytes) -> bool:
    """Whether these bytes are a ZIP (also XLSX) or GZIP archive."""
    return data.startswith((ZIP, GZIP))


def is_workbook(data: bytes) -> bool:
    """Whether a ZIP archive is an XLSX workbook."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return any(name.startswith("xl/") for name in archive.namelist())
    except BROKEN:
        return b"xl/workbook" in data[:8192] or (b"[Content_Types].xml" in data[:200] and b"xl/" in data[:8192])


def refusal(data: bytes) -> str:
    """Why an archive is not unpacked, as a code: `file_too_large_unpacked`, `file_archive_broken`; "" if it is within bounds.

    The sizes are those of the directory; reading a member never gives more than its entry says.
    """
    if data.startswith(GZIP):
        return ""  # bounded while it is unpacked
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except BROKEN:
        return "file_archive_broken"
    total = sum(one.file_size for one in entries)
    if total > UNPACKED or len(entries) > MEMBERS or (total > SMALL and total > RATIO * len(data)):
        return "file_too_large_unpacked"
    return "file_archive_locked" if any(one.flag_bits & 1 for one in entries) else ""


def mimetype(data: bytes) -> bytes:
    """What an OpenDocument or EPUB says that it is; of another archive nothing."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive, archive.open("mimetype") as member:
            return member.read(200).strip()
    except BROKEN:
        return b""


def names(data: bytes) -> tuple[str, ...]:
    """The names of what is in a ZIP archive; of another, or a damaged one, none."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return tuple(archive.namelist())
    except BROKEN:
        return ()


def members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of the files in an archive, without folders and what systems hide there. Raises one of `BROKEN`."""
    if data.startswith(GZIP):
        with gzip.GzipFile(fileobj=BytesIO(data)) as archive:
            content = archive.read(UNPACKED + 1)
        if len(content) > UNPACKED or (len(content) > SMALL and len(content) > RATIO * len(data)):
            raise TooLarge
        yield "", content
        return
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for one in archive.infolist():
            hidden = one.filename.startswith("__MACOSX/") or one.filename.rsplit("/", 1)[-1].startswith(".")
            if not one.is_dir() and not hidden:
                yield one.filename[-200:], archive.read(one)


class TooLarge(ValueError):
    """A GZIP archive unfolds to more than is taken."""
