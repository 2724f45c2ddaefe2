"""What the readers of XML share: bytes as UTF-8, the refusal of entities, the bytes of one element."""

from __future__ import annotations

import re

_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"'][^>]*\?>")
_PLAIN = b'<?xml version="1.0"?>'
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def as_utf8(data: bytes) -> bytes:
    """An XML document as UTF-8 without BOM, so that offsets and lines can be counted in its bytes."""
    if wide := next((name for bom, name in _BOMS if data.startswith(bom)), ""):
        return _DECLARED.sub(_PLAIN, data.decode(wide, errors="replace").encode("utf-8", "replace"), count=1)
    data = data.removeprefix(b"\xef\xbb\xbf")
    declared = _DECLARED.match(data[:400])
    if declared is None or declared.group(1).lower() in {b"utf-8", b"utf8", b"us-ascii", b"ascii"}:
        return data
    try:
        text = data.decode(declared.group(1).decode("ascii"), errors="replace")
    except (LookupError, UnicodeError):
        return data
    return _DECLARED.sub(_PLAIN, text.encode("utf-8", "replace"), count=1)


def declares_entities(head: bytes) -> bool:
    """Whether the beginning of a document declares entities of its own, which no reference file needs."""
    return b"<!ENTITY" in head


def own_bytes(data: bytes, begin: int, behind: int, closing: bytes) -> bytes:
    """The bytes from a start tag to its closing tag, or to `behind` where that is missing."""
    end = data.find(closing, begin, behind)
    return data[begin : behind if end < 0 else end + len(closing)].rstrip()
