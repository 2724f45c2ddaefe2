"""Bytes to text: encodings, line ends, characters that do not belong. Nothing here raises, whatever the bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.formats import respelled

Marks = tuple[tuple[int, str], ...]
"""(line from 1, repair code) for what was mended while bytes became text."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_BOM_INSIDE = re.compile("\ufeff|ï»¿")
_C0 = bytes([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_PART = 1 << 16  # bytes
_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_SIGNS_OF_BOM = ("\ufeff", "ï»¿")
_OF_UNICODE = ("\u2028", "\u2029", "\ufffe", "\uffff")  # looked for one character each: much the faster way
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Text:
    """Decoded text with line ends as LF, no control characters, and the lines that were mended on the way."""

    text: str
    marks: Marks = ()


def decode(data: bytes) -> Text:
    """Decode by BOM, else UTF-16 seen by its NULs, else UTF-8, else cp1252 (of an old Mac: Mac Roman).

    A file that is UTF-8 with a few foreign bytes (cut, or glued together from two files) is read as UTF-8, those
    bytes as cp1252, and their lines are marked `mixed_encoding`. Where UTF-8 was taken for cp1252 and encoded once more,
    that is taken back, and the lines are marked `encoded_twice`.
    """
    wide = next((name for bom, name in _BOMS if data.startswith(bom)), "") or _wide_without_bom(data)
    if wide:
        return tidy(data.decode(wide, errors="replace"))
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return tidy(data.decode("mac_roman")) if respelled.is_of_mac(data) else _decode_line_by_line(data)
    better, lines = respelled.once(text)
    return tidy(better, [(line, "encoded_twice") for line in lines]) if lines else tidy(text, encoded=data)


def _wide_without_bom(data: bytes) -> str:
    head = data[:400]
    if len(head) < 8:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) * 0.35 and even < len(head) * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > len(head) * 0.35 and odd < len(head) * 0.05 else ""


def _decode_line_by_line(data: bytes) -> Text:
    lines: list[str] = []
    foreign: list[int] = []
    utf8_seen = False
    for number, line in enumerate(re.split(rb"\r*\n|\r", data), 1):
        try:
            lines.append(line.decode("utf-8"))
            utf8_seen = utf8_seen or not line.isascii()
        except UnicodeDecodeError:
            foreign.append(number)
            lines.append(_utf8_or_cp1252(line))
    marks = tuple((number, "mixed_encoding") for number in foreign) if utf8_seen else ()
    return tidy("\n".join(lines), marks)


def _utf8_or_cp1252(line: bytes) -> str:
    parts: list[str] = []
    while line:
        try:
            parts.append(line.decode("utf-8"))
            break
        except UnicodeDecodeError as error:
            parts.append(line[: error.start].decode("utf-8"))
            parts.append("".join(_cp1252(byte) for byte in line[error.start : error.end]))
            line = line[error.end :]
    return "".join(parts)


def _cp1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def tidy(text: str, marks: Iterable[tuple[int, str]] = (), encoded: bytes = b"") -> Text:
    """Line ends to LF; BOMs and NULs out; C1 characters read as the cp1252 they nearly always are; the rest to spaces.

    Lines keep their numbers; each line that was changed is marked `bom_inside` or `control_characters`. `encoded` is
    the text in UTF-8, where the caller has it.
    """
    text = text.removeprefix("\ufeff")
    if "\n" not in text and "\r" not in text and text.count("\x85") > 2:  # the line end of mainframes
        text = text.replace("\x85", "\n")
    if "\r" in text:
        text = re.sub(r"\r*\n|\r", "\n", text)
    found = list(marks)
    encoded = encoded or text.encode("utf-8", "replace")
    foreign = not encoded.isascii()
    if foreign and any(map(text.__contains__, _SIGNS_OF_BOM)):
        found += _lines_with(_BOM_INSIDE, text, "bom_inside")
        text = _BOM_INSIDE.sub("", text)
    foreign = foreign and (_C1.search(encoded) is not None or any(map(text.__contains__, _OF_UNICODE)))
    if foreign or _has_controls(encoded):
        found += _lines_with(_CONTROL, text, "control_characters")
        text = _CONTROL.sub(_plain_character, text)
    return Text(text, tuple(sorted(set(found))))


def _has_controls(encoded: bytes) -> bool:
    """Looked for in parts, so that no second copy of a large file is made."""
    parts = (encoded[at : at + _PART] for at in range(0, len(encoded), _PART))
    return any(len(part.translate(None, _C0)) != len(part) for part in parts)


def _lines_with(pattern: re.Pattern[str], text: str, code: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    line, last = 1, 0
    for match in pattern.finditer(text):
        line += text.count("\n", last, match.start())
        last = match.start()
        if not found or found[-1][0] != line:
            found.append((line, code))
    return found


def _plain_character(match: re.Match[str]) -> str:
    character = match.group()
    if character == "\x00":
        return ""
    if "\x80" <= character <= "\x9f":
        better = _cp1252(ord(character))
        return " " if better == character else better
    return " "
