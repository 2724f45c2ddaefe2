"""Text that went through the wrong character set on its way: `Ã¥` for å, where UTF-8 was read as cp1252 and saved again;
and the one of old Macs, which old programs there still save in."""

from __future__ import annotations

import re

_SIGNS = ("Ã", "â€", "â\x80", "Â")
"""What UTF-8 read as cp1252 begins with: of the letters of Western Europe, of dashes and quotation marks, and of signs."""
_WRONG = "(?:Ã[\x80-\xbf\u0152-\u2122]|â[€\x80].)"
_IN_WORD = re.compile(f"(?<=[A-Za-z]){_WRONG}|{_WRONG}(?=[A-Za-z])")
_LEAST_WORDS = 3  # different ones: one or two may stand in a text about them, and a lone `Â©` is left as it is
_RUN = re.compile("[\x80-\uffff]+")
_BEGINS = re.compile("|".join(_SIGNS))
_LEAST_SHARE = 0.9  # of the runs that must come out as UTF-8, for those that begin otherwise to be changed too
_LINE_END = re.compile(r"\r*\n|\r")
_RETURN, _LETTERS = re.compile(rb"\r(?!\n)"), re.compile(rb"(?<=[a-z])[\x80-\xff]|[\x80-\xff](?=[a-z])")
_MAC_LETTERS = 2  # times as many of them must come out as small letters as in cp1252


def _bytes_of_characters() -> dict[str, int]:
    """Characters -> the byte that they were, in cp1252 and in Latin-1, which some programs read it as."""
    found = {chr(byte): byte for byte in range(0x80, 0x100)}
    for byte in range(0x80, 0xA0):
        try:
            found[bytes([byte]).decode("cp1252")] = byte
        except UnicodeDecodeError:
            continue
    return found


_BYTES = _bytes_of_characters()


def once(text: str) -> tuple[str, tuple[int, ...]]:
    """The text with what was encoded twice as it was before, line ends as LF, and the lines (from 1) that this changed; the
    text as it is where there are none."""
    if text.isascii() or not any(map(text.__contains__, _SIGNS[:-1])) or not _in_words(text):
        return text, ()
    text = _LINE_END.sub("\n", text)
    runs = _RUN.findall(text)
    all_of_it = sum(bool(_before(run)) for run in runs) >= _LEAST_SHARE * len(runs)
    lines: list[int] = []
    line, last = 1, 0

    def mended(found: re.Match[str]) -> str:
        nonlocal line, last
        better = _before(found[0]) if all_of_it or _BEGINS.match(found[0]) else ""
        if better:
            line += text.count("\n", last, found.start())
            last = found.start()
            if not lines or lines[-1] != line:
                lines.append(line)
        return better or found[0]

    return _RUN.sub(mended, text), tuple(lines)


def _in_words(text: str) -> bool:
    """Whether enough words have such characters in them."""
    words: set[str] = set()
    for found in _IN_WORD.finditer(text):
        words.add(text[max(0, found.start() - 3) : found.end() + 3])
        if len(words) >= _LEAST_WORDS:
            return True
    return False


def _before(run: str) -> str:
    """What a run of characters was before it was read wrongly; "" if it was not."""
    known = [_BYTES.get(character, -1) for character in run]
    try:
        return "" if -1 in known else bytes(known).decode("utf-8")
    except UnicodeDecodeError:
        return ""


def is_of_mac(data: bytes) -> bool:
    """Whether bytes that are no UTF-8 are Mac Roman: lines end as on old Macs, and more small letters come out in words."""
    if b"\n" in data or not _RETURN.search(data):
        return False
    inside = b"".join(_LETTERS.findall(data))
    there = sum(map(str.islower, inside.decode("mac_roman")))
    return there > 0 and there >= _MAC_LETTERS * sum(map(str.islower, inside.decode("cp1252", "replace")))
