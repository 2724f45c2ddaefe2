"""PubMed XML: `records` for a file of any size, `parse` for bytes, `articles` for answers of efetch. Inert to hostile XML.

The file is cut at its record starts, which are told by a pattern over the bytes and apart from any parser; each article
is then read from its own bytes, without the document round it. So memory stays that of one article, a cut or broken one
takes no other along, no entity that a document declares means anything, and nothing is ever fetched.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from lxml import etree

from pipeline.errors import BadInput, SourceFailed
from pipeline.formats import clean, decoding
from pipeline.formats.pubmed_article import record_of
from pipeline.formats.ris import is_usable
from pipeline.formats.xml_text import has_c1, references_mended, without_controls
from pipeline.records import Parsed, Reading, Record, Rejected

CHUNK = 1 << 20  # bytes read at a time
_MARK = re.compile(rb"<(/?)(PubmedArticle|PubmedBookArticle)(?=[\s>/])")
_CITATION = re.compile(rb"<(/?)(MedlineCitation)(?=[\s>/])")
"""The same of a `MedlineCitationSet`, NLM's older form without `PubmedArticle` round each."""
_WORDS = {_MARK: b"Pubmed", _CITATION: b"Medline"}  # what each begins with, behind its bracket
_LONGEST_MARK = 32  # bytes that a mark and the sign behind it take
_SET = re.compile(
    rb"<(?:PubmedArticleSet|PubmedBookArticleSet|PubmedArticle|PubmedBookArticle|MedlineCitationSet)(?=[\s>/])"
)
_SET_START = re.compile(rb"<Pubmed\w*Set(?=[\s>/])[^>]*>?")
_SET_END = re.compile(rb"(?:</Pubmed\w*Set\s*>|<Pubmed\w*Set\s*/>)\s*\Z")
_PREFIX = re.compile(rb"\bxmlns:\w+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*')")
_ENTITY = re.compile(rb"<!ENTITY")
_ERROR = re.compile(rb"<ERROR>|<Error>")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"'][^>]*\?>")
_STRAY = re.compile(r"<(?![/A-Za-z!?])")


@dataclass(frozen=True, slots=True)
class _Piece:
    """One record start with its own bytes: up to its end, or to the next start where it has none."""

    line: int
    tag: str
    raw: bytes
    whole: bool


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
    try:
        found = tuple(records(BytesIO(data)))
    except BadInput as why:
        return Reading(None, 0, rejected=(Rejected(1, why.code),))
    return Reading(
        "pubmed_xml",
        len(found),
        tuple(one for one in found if isinstance(one, Parsed)),
        tuple(one for one in found if isinstance(one, Rejected)),
    )


def records(stream: BinaryIO) -> Iterator[Parsed | Rejected]:
    """What became of each record start of a file, in its order, holding one article at a time.

    Raises `BadInput` with a code of `refusal` before the first, if the file is no PubMed XML that we read.
    """
    chunks = _utf8(stream)
    head = next(chunks, b"")
    if code := refusal(head):
        raise BadInput(code)
    read = _Reader(head)
    for number, piece in enumerate(_pieces(head, chunks), 1):
        raw = piece.raw.decode("utf-8", "replace")
        record, repairs = read(piece)
        if record is None:
            yield Rejected(piece.line, "record_broken_xml" if piece.whole else "record_cut", {"number": number}, raw)
        elif not is_usable(record):
            yield Rejected(piece.line, "record_empty", {"number": number}, raw)
        else:
            yield Parsed(number, piece.line, record, raw, repairs)


def articles(data: bytes) -> Iterator[tuple[str, Record, str]]:
    """(PMID, record, its own XML) for each whole article of an efetch answer, in order.

    An empty `PubmedArticleSet` yields nothing: the PMIDs asked for are gone. Raises `SourceFailed` at once for an error
    answer (`efetch_error`) or another document (`efetch_not_xml`), and behind the last whole article if the answer was
    cut or broken (`efetch_cut`, with `whole` and `started`).
    """
    data = b"".join(_utf8(BytesIO(data)))
    if code := refusal(data):
        raise SourceFailed("efetch_error" if code == "file_efetch_error" else "efetch_not_xml")
    started = whole = 0
    read = _Reader(data)
    for piece in _pieces(data, iter(())):
        started += 1
        record, _ = read(piece)
        if record is not None:
            whole += 1
            yield record.pmid, record, piece.raw.decode("utf-8", "replace")
    if whole < started or not _ended(data):
        raise SourceFailed("efetch_cut", whole=whole, started=started)


def _ended(data: bytes) -> bool:
    """Whether the set is closed at the end of the answer (an empty one may close itself; a lone article is whole)."""
    return _SET_START.search(data) is None or _SET_END.search(data[-4096:]) is not None


# -- the file in pieces -------------------------------------------------------------------------------------------


def _pieces(held: bytes, chunks: Iterator[bytes]) -> Iterator[_Piece]:
    """The articles of a document that comes in chunks of UTF-8, the first of which is held already."""
    begun: tuple[int, str] | None = None  # (line, tag) of the article that `held` begins with
    marks = _CITATION if b"<MedlineCitationSet" in held and not _MARK.search(held) else _MARK
    line, looked = 1, 0  # of the begin of `held`; how far it has been looked at
    while True:
        cut = 0  # what lies before it is done with
        for mark in _marks(marks, held, looked):
            ends, tag = bool(mark.group(1)), mark.group(2).decode()
            if ends and begun is None:
                continue
            at = (held.find(b">", mark.end()) + 1 or len(held)) if ends else mark.start()
            if begun is not None:
                yield _Piece(*begun, held[cut:at].rstrip(), ends and tag == begun[1])
            line += held.count(b"\n", cut, at)
            cut, begun = at, None if ends else (line, tag)
        held, looked = held[cut:], max(0, len(held) - cut - _LONGEST_MARK)
        if begun is not None:
            looked = max(looked, 1)  # not its own mark once more
        more = next(chunks, b"")
        if not more:
            break
        if begun is None:
            line += held.count(b"\n", 0, looked)
            held, looked = held[looked:], 0
        held += more
    if begun is not None:
        yield _Piece(*begun, held.rstrip(), False)


def _marks(marks: re.Pattern[bytes], held: bytes, start: int) -> Iterator[re.Match[bytes]]:
    """What `marks` finds from `start` on: its first word is looked for first, which is much the faster way."""
    word = _WORDS[marks]
    at = held.find(word, start)
    while at >= 0:
        begin = at - 1 - (held[at - 1 : at] == b"/")
        if begin >= start and (mark := marks.match(held, begin)):
            yield mark
        at = held.find(word, at + len(word))


def _utf8(stream: BinaryIO) -> Iterator[bytes]:
    """The file as UTF-8 without BOM, chunk by chunk, so that lines can be counted in its bytes."""
    head = stream.read(CHUNK)
    encoding = _encoding(head)
    if encoding:
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        while head:
            yield decoder.decode(head).encode("utf-8")
            head = stream.read(CHUNK)
        yield decoder.decode(b"", final=True).encode("utf-8")
        return
    yield head.removeprefix(b"\xef\xbb\xbf")
    while head := stream.read(CHUNK):
        yield head


def _encoding(head: bytes) -> str:
    """The encoding to decode from; "" where the bytes are UTF-8 already."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    declared = _DECLARED.match(head.removeprefix(b"\xef\xbb\xbf"))
    name = declared.group(1).decode("ascii").lower() if declared else "utf-8"
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return ""
    return "" if found in ("utf-8", "ascii") or found.startswith(("utf-16", "utf-32")) else found


# -- one article --------------------------------------------------------------------------------------------------


class _Reader:
    """Reads one article after the other from its own bytes; prefixes that the set declares hold in each of them."""

    def __init__(self, head: bytes) -> None:
        opened = _SET_START.search(head)
        self._prefixes = b" ".join(_PREFIX.findall(opened.group())) if opened else b""
        self._parser = etree.XMLParser(
            no_network=True, resolve_entities=False, load_dtd=False, huge_tree=False, collect_ids=False
        )

    def __call__(self, piece: _Piece) -> tuple[Record | None, tuple[str, ...]]:
        """The record and what was mended to read it; None = it cannot be read."""
        if not piece.whole:
            return None, ()
        raw = piece.raw
        codes: tuple[str, ...] = ()
        if has_c1(raw):
            codes, raw = ("control_characters",), without_controls(raw)
        try:
            return record_of(self._element(raw)), codes
        except etree.XMLSyntaxError:
            return self._rescued(piece)

    def _rescued(self, piece: _Piece) -> tuple[Record | None, tuple[str, ...]]:
        """One that is no XML as it stands: with characters and entities mended, then without inline markup too."""
        raw = without_controls(piece.raw)
        text = decoding.decode(raw)
        mended = references_mended(text.text)
        codes = [
            "broken_file",
            *(["control_characters"] if raw != piece.raw else []),
            *(["entity_mended"] if mended != text.text else []),
            *(code for _, code in text.marks),
        ]
        for attempt in (mended, _STRAY.sub("&lt;", clean.INLINE_TAG.sub("", mended))):
            try:
                return record_of(self._element(attempt.encode("utf-8"))), clean.unique(codes)
            except etree.XMLSyntaxError:
                continue
        return None, ()

    def _element(self, raw: bytes) -> etree._Element:
        if not self._prefixes:
            return etree.fromstring(raw, self._parser)
        return etree.fromstring(b"<set " + self._prefixes + b">" + raw + b"</set>", self._parser)[0]
