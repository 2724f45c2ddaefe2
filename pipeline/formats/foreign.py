"""Files that hold no references that we can read: which kind they look like, as a code, so that people are told the way."""

from __future__ import annotations

import re

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "file_pdf"),
    (b"\xd0\xcf\x11\xe0", "file_office"),
    (b"7z\xbc\xaf", "file_archive"),
    (b"Rar!", "file_archive"),
    (b"BZh", "file_archive"),
    (b"\xfd7zXZ", "file_archive"),
    (b"{\\rtf", "file_office"),
    (b"SQLite format 3", "file_not_references"),
    (b"\x89PNG", "file_not_references"),
    (b"\xff\xd8\xff", "file_not_references"),
    (b"GIF8", "file_not_references"),
)
FOREIGN: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "file_html",
        re.compile(r"\A\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S),
    ),
    ("file_other_xml", re.compile(r"\A\s*<(?:\?xml|!DOCTYPE|!--|[A-Za-z][\w:.-]*[\s>/])")),
    ("file_json", re.compile(r"\A\s*(?:\{\s*\"|\[\s*(?:\{\s*\"|\]))")),
    (
        "file_table_unknown",
        re.compile(r"\A(?:[^\n;\t]*[;\t]){2}[^\n]*\n(?:[^\n;\t]*[;\t]){2}|\A(?:[^\n,]*,){2}[^\n]*\n(?:[^\n,]*,){2}"),
    ),
)
"""Code -> how the beginning of such a file looks. The first that fits names it."""

_NOTHING = b"\x00\t\r\n \xef\xbb\xbf\xfe\xff"
NO_TABLE = frozenset({"file_html", "file_json", "file_other_xml"})
"""Codes of what is never looked at as a table."""

CODES = (
    "file_empty",
    "file_not_references",
    "file_archive_broken",
    "file_archive_locked",
    "file_excel_broken",
    "file_too_large_unpacked",
    "file_too_many_records",
    *dict.fromkeys(code for _, code in _MAGIC),
    *(code for code, _ in FOREIGN),
)
"""Every code that these two functions and `read` give for a file as a whole, besides those of XML."""


def by_bytes(data: bytes) -> str:
    """The code of a file that is no text at all; "" if it may be text."""
    if not (data[:400].strip(_NOTHING) or data.strip(_NOTHING)):
        return "file_empty"
    return next((code for magic, code in _MAGIC if data.startswith(magic)), "")


def by_text(head: str) -> str:
    """The code of a text file, from its first characters."""
    return next((code for code, pattern in FOREIGN if pattern.search(head)), "file_not_references")
