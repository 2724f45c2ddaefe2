"""Files that are no RIS, .nbib or PubMed XML: which kind they look like, as a code, so that people are told the way."""

from __future__ import annotations

import re

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "file_pdf"),
    (b"\xd0\xcf\x11\xe0", "file_office"),
    (b"\x1f\x8b", "file_archive"),
    (b"7z\xbc\xaf", "file_archive"),
    (b"Rar!", "file_archive"),
)
_CSV_COLUMN = (
    r"[\"']?(?:pmid|title|article title|authors?|doi|abstract|journal(?:/book)?|year|publication year|citation"
    r"|ti|au|py|ab)[\"']?"
)

FOREIGN: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "file_html",
        re.compile(r"\A\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S),
    ),
    (
        "file_endnote_xml",
        re.compile(r"\A\s*(?:<\?xml[^>]*\?>)?\s*(?:<!DOCTYPE[^>]*>\s*)?(?:<xml>\s*)?<records>", re.IGNORECASE),
    ),
    ("file_ovid_text", re.compile(r"\A\s*<\d+\s*\.?\s*>\s*\n")),
    ("file_other_xml", re.compile(r"\A\s*<(?:\?xml|!DOCTYPE|!--|[A-Za-z][\w:.-]*[\s>/])")),
    ("file_json", re.compile(r"\A\s*(?:\{\s*\"|\[\s*(?:\{\s*\"|\]))")),
    ("file_bibtex", re.compile(r"(?:\A|\n)\s*@[A-Za-z]+\s*[{(]")),
    ("file_wos_tagged", re.compile(r"\A\s*(?:FN [^\n]*\n\s*)?(?:VR [^\n]*\n\s*)?PT [A-Z]\s*\n|\A\s*FN [^\n]*\n\s*VR ")),
    ("file_enw", re.compile(r"(?:\A|\n)%(?:0|T|A) \S")),
    ("file_refworks", re.compile(r"\A\s*(?:<References>\s*)?RT [A-Z]")),
    (
        "file_csv",
        re.compile(rf"\A[^\n]{{0,2000}}?(?:\A|[,;\t]){_CSV_COLUMN}[,;\t](?:[^\n]*[,;\t])?{_CSV_COLUMN}", re.IGNORECASE),
    ),
)
"""Code -> how the beginning of such a file looks. The first that fits names it."""

CODES = (
    "file_empty",
    "file_not_references",
    "file_excel",
    *dict.fromkeys(code for _, code in _MAGIC),
    *(code for code, _ in FOREIGN),
)
"""Every code that these two functions give."""


def by_bytes(data: bytes) -> str:
    """The code of a file that is no text at all; "" if it may be text."""
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xfe\xff"):
        return "file_empty"
    if data.startswith(b"PK\x03\x04"):
        return "file_excel" if b"xl/" in data[:8192] or b"xl/workbook" in data[-65536:] else "file_archive"
    return next((code for magic, code in _MAGIC if data.startswith(magic)), "")


def by_text(head: str) -> str:
    """The code of a text file, from its first characters."""
    return next((code for code, pattern in FOREIGN if pattern.search(head)), "file_not_references")
