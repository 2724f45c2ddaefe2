"""PubMed XML: `parse` for files from people, `articles` for answers of efetch. Streaming, and inert to hostile XML.

The record starts are counted by a pattern over the bytes, apart from the parser. Where the parser stops (a cut answer,
one broken article), the articles that it did not reach are tried one by one from their own bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from pipeline.errors import SourceFailed
from pipeline.formats import clean, decoding
from pipeline.formats.pubmed_article import record_of
from pipeline.formats.ris import is_usable
from pipeline.records import Parsed, Reading, Record, Rejected

TAGS = ("PubmedArticle", "PubmedBookArticle")
_START = re.compile(rb"<(PubmedArticle|PubmedBookArticle)(?=[\s>/])")
_SET = re.compile(rb"<(?:PubmedArticleSet|PubmedBookArticleSet|PubmedArticle|PubmedBookArticle)(?=[\s>/])")
_SET_START = re.compile(rb"<Pubmed\w*Set(?=[\s>/])")
_SET_END = re.compile(rb"(?:</Pubmed\w*Set\s*>|<Pubmed\w*Set\s*/>)\s*\Z")
_ENTITY = re.compile(rb"<!ENTITY")
_ERROR = re.compile(rb"<ERROR>|<Error>")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"'][^>]*\?>")


@dataclass(frozen=True, slots=True)
class _Start:
    offset: int
    line: int
    tag: bytes


def refusal(data: bytes) -> str:
    """Why these bytes are no PubMed XML that we read, as a code; "" if they are.

    `file_unsafe_xml`: declares entities, which PubMed never does. `file_efetch_error`: an error answer of efetch.
    `file_not_references`: another document.
    """
    found = _SET.search(data)
    head = data[: found.start()] if found else data[:65536]
    if _ENTITY.search(head):
        return "file_unsafe_xml"
    if found:
        return ""
    return "file_efetch_error" if b"<eFetchResult" in head and _ERROR.search(head) else "file_not_references"


def parse(data: bytes) -> Reading:
    """Read PubMed XML from bytes in any XML encoding. Whole articles before a cut are kept, the cut one is rejected."""
    data = _as_utf8(data)
    if code := refusal(data):
        return Reading(None, 0, rejected=(Rejected(1, code),))
    parsed: list[Parsed] = []
    rejected: list[Rejected] = []
    for number, (start, raw, record, repairs) in enumerate(_read(data), 1):
        if record is None:
            cut = not raw.rstrip().endswith(f"</{start.tag.decode()}>")
            rejected.append(Rejected(start.line, "record_cut" if cut else "record_broken_xml", {"number": number}, raw))
        elif not is_usable(record):
            rejected.append(Rejected(start.line, "record_empty", {"number": number}, raw))
        else:
            parsed.append(Parsed(number, start.line, record, raw, repairs))
    return Reading("pubmed_xml", len(parsed) + len(rejected), tuple(parsed), tuple(rejected))


def articles(data: bytes) -> Iterator[tuple[str, Record, str]]:
    """(PMID, record, its own XML) for each whole article of an efetch answer, in order.

    An empty `PubmedArticleSet` yields nothing: the PMIDs asked for are gone. Raises `SourceFailed` at once for an error
    answer (`efetch_error`) or another document (`efetch_not_xml`), and behind the last whole article if the answer was
    cut or broken (`efetch_cut`, with `whole` and `started`).
    """
    data = _as_utf8(data)
    if code := refusal(data):
        raise SourceFailed("efetch_error" if code == "file_efetch_error" else "efetch_not_xml")
    started = whole = 0
    for _, raw, record, _ in _read(data):
        started += 1
        if record is not None:
            whole += 1
            yield record.pmid, record, raw
    if whole < started or not _ended(data):
        raise SourceFailed("efetch_cut", whole=whole, started=started)


def _ended(data: bytes) -> bool:
    """Whether the set is closed at the end of the answer (an empty one may close itself; a lone article is whole)."""
    return _SET_START.search(data) is None or _SET_END.search(data[-4096:]) is not None


# -- reading ------------------------------------------------------------------------------------------------------


def _read(data: bytes) -> Iterator[tuple[_Start, str, Record | None, tuple[str, ...]]]:
    """Each start of the file with its own text, its record (None if it cannot be read), and what was mended."""
    streamed = _stream(data)
    broken = False
    starts = list(_starts(data))
    for at, start in enumerate(starts):
        raw = _own_bytes(data, start, starts[at + 1].offset if at + 1 < len(starts) else len(data))
        record = None if broken else next(streamed, None)
        repairs: tuple[str, ...] = ()
        if record is None:
            broken = True
            record, repairs = _rescue(raw, start.tag)
        yield start, raw.decode("utf-8", errors="replace"), record, repairs


def _stream(data: bytes) -> Iterator[Record]:
    """Records in document order until the end or the first fault; memory stays that of one article."""
    events = etree.iterparse(
        BytesIO(data),
        events=("end",),
        tag=TAGS,
        no_network=True,
        resolve_entities=False,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for _, element in events:
            yield record_of(element)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError:
        return


def _starts(data: bytes) -> Iterator[_Start]:
    line, last = 1, 0
    for match in _START.finditer(data):
        line += data.count(b"\n", last, match.start())
        last = match.start()
        yield _Start(match.start(), line, match.group(1))


def _own_bytes(data: bytes, start: _Start, behind: int) -> bytes:
    closing = b"</" + start.tag + b">"
    end = data.find(closing, start.offset, behind)
    return data[start.offset : behind if end < 0 else end + len(closing)].rstrip()


def _rescue(raw: bytes, tag: bytes) -> tuple[Record | None, tuple[str, ...]]:
    """Read one article from its own bytes, when the file as a whole is broken; foreign bytes are read as cp1252."""
    if not raw.endswith(b"</" + tag + b">"):
        return None, ()
    text = decoding.decode(raw)
    parser = etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False, huge_tree=False)
    try:
        element = etree.fromstring(text.text.encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        return None, ()
    return record_of(element), clean.unique(["broken_file", *(code for _, code in text.marks)])


def _as_utf8(data: bytes) -> bytes:
    """The document as UTF-8 without BOM, so that offsets and lines can be counted in its bytes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", errors="replace").encode("utf-8")
        return _DECLARED.sub(b'<?xml version="1.0"?>', data, count=1)
    data = data.removeprefix(b"\xef\xbb\xbf")
    declared = _DECLARED.match(data)
    if declared is None or declared.group(1).lower() in {b"utf-8", b"utf8", b"us-ascii", b"ascii"}:
        return data
    try:
        text = data.decode(declared.group(1).decode("ascii"), errors="replace")
    except LookupError:
        return data
    return _DECLARED.sub(b'<?xml version="1.0"?>', text.encode("utf-8"), count=1)
