"""Files that hold no references that we can read: which kind they look like, as a code, so that people are told the way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from pipeline.records import Reading

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "file_pdf"),
    (b"\xd0\xcf\x11\xe0", "file_office"),
    (b"7z\xbc\xaf", "file_archive"),
    (b"Rar!", "file_archive"),
    (b"BZh", "file_archive"),
    (b"\xfd7zXZ", "file_archive"),
    (b"{\\rtf", "file_rtf"),
    (b"SQLite format 3", "file_library"),
    (b"\x89PNG", "file_not_references"),
    (b"\xff\xd8\xff", "file_not_references"),
    (b"GIF8", "file_not_references"),
    (b"\xca\xfe\xba\xbe", "file_not_references"),
    (b"\x7fELF", "file_not_references"),
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

_TEXT_ENDINGS = frozenset("ris nbib txt enw ciw bib csv tsv cgi ovd json xml".split())
"""Endings of names of files that are text."""


def against_name(reading: Reading, name: str) -> Reading:
    """A reading in which a broken archive is told with its ending, where the file's name says that it should be text."""
    ending = name.rpartition(".")[2].lower()
    if reading.format is not None or ending not in _TEXT_ENDINGS:
        return reading
    named = {"code": "file_archive_named_text", "params": {"ending": f".{ending}"}}
    told = tuple(replace(one, **named) if one.code == "file_archive_broken" else one for one in reading.rejected)  # type: ignore[arg-type]
    return replace(reading, rejected=told)


_MEMBERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?:^|/)word/document\.xml$|(?:^|/)ppt/presentation\.xml$"), "file_office"),
    (re.compile(r"\.enl$|/sdb/sdb\.eni$", re.I), "file_library"),
)
"""A name in an archive -> what the archive is, where it is the document of a program and no bundle of files."""
_WORKBOOK = "Workbook".encode("utf-16-le")
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
    "file_xls",
)
"""Every code that these two functions and `read` give for a file as a whole, besides those of XML."""


def by_bytes(data: bytes) -> str:
    """The code of a file that is no text at all; "" if it may be text."""
    if not (data[:400].strip(_NOTHING) or data.strip(_NOTHING)):
        return "file_empty"
    code = next((code for magic, code in _MAGIC if data.startswith(magic)), "")
    return "file_xls" if code == "file_office" and _WORKBOOK in data else code


def by_members(names: Iterable[str], mimetype: bytes = b"") -> str:
    """The code of an archive that is one document; "" if it may hold files with references."""
    if mimetype.startswith(b"application/"):  # OpenDocument, EPUB
        return "file_office"
    found = list(names)
    return next((code for pattern, code in _MEMBERS if any(pattern.search(one) for one in found)), "")


def by_text(head: str) -> str:
    """The code of a text file, from its first characters."""
    return next((code for code, pattern in FOREIGN if pattern.search(head)), "file_not_references")


_PROGRAM = re.compile(
    r"(?m)^[ \t]{0,12}(?:import (?:[\w.*]+(?:, ?[\w.]+)*(?: as \w+)?;?|[\w*{}, ]+ from .*)$"
    r"|from [\w.]+ import\b|(?:async )?def \w+\(.*"
    r"|class \w+(?:\([\w., =]*\))?:$|(?:export )?(?:public |abstract |final )?class \w+ (?:\{|extends |implements )"
    r"|#include [<\"]|package [\w.]+;$|(?:public|private|protected) (?:static |final )?[\w<>\[\]]+ \w+ ?[(=;]"
    r"|(?:export )?(?:const|let|var) [\w{]+ ?[=,}]|(?:export )?function ?\w*\(|if __name__ =="
    r"|assert \w+(?:[(.\[]| (?:==|!=|is|in) )"
    r"|\{%-? ?(?:if|for|block|macro|set|extends)\b|#(?:define|ifdef|ifndef) \w+|return [\w.]+(?:\(.*\);?|;)$)"
)
_BRACKETS = re.compile(r"(?m)^[ \t]*[\])}]+[,;:)]{0,2}[ \t]*$|[=:(,][ \t]*[\[({]+[ \t]*$")
_STRICT = ('"use strict"', "'use strict'", "#!/")
_FEWEST = 3  # lines of a program
_FENCE = re.compile(r"(?m)^[ \t]{0,8}(?:```|~~~)")
_SHARE = 0.5  # of a document with code in it that its references must be


_RECORD = re.compile(r"\s*(?:TY {1,2}-|PMID *-|%[0TA] |@\w+ ?[{(]|(?:FN|PT|VR) |<\d+>|VN  -|DocumentType)")
"""How a file of references begins: what its abstracts say of "import" and "return" makes it no program."""


def is_program(head: str) -> bool:
    """Whether a text is a program, or the template of one, from its first characters."""
    if head.startswith(_STRICT):
        return True
    if _RECORD.match(head):
        return False
    found = _PROGRAM.finditer(head)
    return all(next(found, None) is not None for _ in range(_FEWEST))


def is_nested(head: str) -> bool:
    """Whether lines open and close brackets, as data in a program does and no table."""
    found = _BRACKETS.finditer(head)
    return all(next(found, None) is not None for _ in range(_FEWEST))


def is_document(text: str, reading: Reading) -> bool:
    """Whether what was read are samples in the code blocks of a document about something else, a README for one."""
    if len(reading.parsed) > 20 or len(_FENCE.findall(text[:20_000])) < 2:
        return False
    raw = [one.raw for one in reading.parsed] + [one.raw for one in reading.rejected]
    own = (_FENCE.split(one, maxsplit=1)[0] for one in raw)
    return sum(map(len, own)) < _SHARE * len(text)
