"""What the readers of XML share: bytes as UTF-8, the refusal of entities, the bytes of one element, odd characters."""

from __future__ import annotations

import html
import re

_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"'][^>]*\?>")
_PLAIN = b'<?xml version="1.0"?>'
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


_C1 = re.compile(rb"\xc2[\x80-\x9f]|&#0*(?:1(?:2[89]|[345]\d)|[xX]0*[89][0-9a-fA-F]);")
_FORBIDDEN = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#0*(?:[0-8]|1[124-9]|2\d|3[01]|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));"
)


def has_c1(raw: bytes) -> bool:
    """Whether UTF-8 holds C1 control characters, as such or as references: nearly always letters of cp1252."""
    return _C1.search(raw) is not None


def without_controls(raw: bytes) -> bytes:
    """C1 characters as the cp1252 they nearly always are, and a blank for what XML forbids. Lines keep their numbers."""
    return _FORBIDDEN.sub(b" ", _C1.sub(_as_cp1252, raw))


def _as_cp1252(found: re.Match[bytes]) -> bytes:
    told = found.group()
    if told.startswith(b"&#"):
        number = told[2:-1].lower()
        code = int(number[1:], 16) if number.startswith(b"x") else int(number)
    else:
        code = told[1]
    return bytes([code]).decode("cp1252", "replace").replace("\ufffd", " ").encode("utf-8")


_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)(\w{2,31};)?")


def references_mended(text: str) -> str:
    """A named entity of HTML, which XML does not know, as its character; a lone `&` and an unknown name as they stand."""
    return _REFERENCE.sub(_as_character, text)


def _as_character(found: re.Match[str]) -> str:
    name = found.group(1) or ""
    known = html.unescape(f"&{name}") if name else ""
    return known if known and not known.startswith("&") else f"&amp;{name}"


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
