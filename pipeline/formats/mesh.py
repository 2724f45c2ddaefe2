"""NLM's descriptor file, and a Norwegian translation of it, as a stream of headings.

Both are a `DescriptorRecordSet`. In NLM's own a name is "Dementia"; in a translation (`LanguageCode="nor"`) it is
"Demens[Dementia]", the English name in brackets, and terms without brackets are in that language. The file of a whole
year has about 30,000 records and 300 MB, so one record at a time is held. Nothing outside the file is fetched, and no
entity is expanded. A file of others is read within bounds: of what it unfolds to, of each record, of how many there are.
"""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from lxml import etree

from pico.mesh import Heading, MeshTerm
from pipeline.errors import BadInput

_TRANSLATED = re.compile(r"(.+)\[([^\[\]]+)\]\s*$", re.DOTALL)
UNFOLDED = 1_500_000_000  # bytes of XML; that of 2026 has 310 million
ONE_RECORD = 8_000_000  # bytes; the longest has 0.2 million
MOST = 200_000  # headings
_PACKED_BADLY = (gzip.BadGzipFile, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError)
_LANGUAGES = {"nor": "nb", "nob": "nb", "nno": "nn"}


class _Bounded:
    """A stream that counts what is read of it, and ends with BadInput `mesh_too_heavy` beyond the bounds."""

    def __init__(self, stream: BinaryIO, file: str) -> None:
        self._stream, self._file = stream, file
        self.read_in_all = self._since = 0

    def read(self, size: int = -1) -> bytes:
        part = self._stream.read(min(size, 1 << 20) if size > 0 else 1 << 20)
        self.read_in_all += len(part)
        self._since += len(part)
        if self.read_in_all > UNFOLDED or self._since > ONE_RECORD:
            raise BadInput("mesh_too_heavy", file=self._file)
        return part

    def record_ends(self) -> None:
        self._since = 0


@contextmanager
def unpacked(stream: BinaryIO, file: str) -> Iterator[BinaryIO]:
    """The XML in a file as NLM hands it out: plain, .gz, or .zip with one file. BadInput: mesh_not_descriptors."""
    begins = stream.read(4)
    stream.seek(0)
    if begins[:2] == b"\x1f\x8b":
        with gzip.open(stream) as opened:
            yield cast(BinaryIO, opened)
    elif begins == b"PK\x03\x04":
        try:
            with zipfile.ZipFile(stream) as archive:
                names = [one for one in archive.namelist() if one.lower().endswith(".xml")]
                if len(names) != 1:
                    raise BadInput("mesh_not_descriptors", file=file)
                with archive.open(names[0]) as member:
                    yield cast(BinaryIO, member)
        except zipfile.BadZipFile as fault:
            raise BadInput("mesh_not_descriptors", file=file) from fault
    else:
        yield stream


def read_mesh(
    stream: BinaryIO, file: str, *, alive: Callable[[int, int], object] = lambda _headings, _bytes: None
) -> Iterator[Heading]:
    """The headings of a descriptor file; `alive` hears of each: how many so far, and bytes of XML read.

    BadInput: mesh_not_descriptors {file}, mesh_broken {file, records}, mesh_too_heavy {file}.
    """
    language = ""
    count = 0
    bounded = _Bounded(stream, file)
    try:
        for event, node in etree.iterparse(
            cast(BinaryIO, bounded),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=True,
        ):
            name = etree.QName(node).localname
            if event == "start":
                if not language:
                    if name != "DescriptorRecordSet":
                        raise BadInput("mesh_not_descriptors", file=file)
                    language = _LANGUAGES.get((node.get("LanguageCode") or "eng").lower(), "en")
                continue
            if name != "DescriptorRecord":
                continue
            bounded.record_ends()
            heading = _heading(node, language)
            node.clear(keep_tail=False)
            while node.getprevious() is not None:
                del node.getparent()[0]
            if heading is not None:
                count += 1
                if count > MOST:
                    raise BadInput("mesh_too_heavy", file=file)
                alive(count, bounded.read_in_all)
                yield heading
    except (etree.XMLSyntaxError, *_PACKED_BADLY) as fault:
        raise BadInput("mesh_broken" if count else "mesh_not_descriptors", file=file, records=count) from fault
    if not count:
        raise BadInput("mesh_not_descriptors", file=file)


def _heading(node: etree._Element, language: str) -> Heading | None:
    ui = (node.findtext("DescriptorUI") or "").strip()
    own, english = _parted((node.findtext("DescriptorName/String") or "").strip(), language)
    if not ui or not english:
        return None
    terms: dict[tuple[str, str], MeshTerm] = {}
    for text in (own, *(one.text or "" for one in node.iterfind("ConceptList/Concept/TermList/Term/String"))):
        word, other = _parted(text.strip(), language)
        for term in (MeshTerm(word, language), MeshTerm(other, "en")):
            if term.text:
                terms.setdefault((term.text.lower(), term.language), term)
    trees = tuple((one.text or "").strip() for one in node.iterfind("TreeNumberList/TreeNumber"))
    return Heading(ui, english, tuple(terms.values()), tuple(filter(None, trees)))


def _parted(text: str, language: str) -> tuple[str, str]:
    """(the word in the file's language, the English word); each may be empty."""
    text = " ".join(text.split())
    if language == "en":
        return text, text
    if found := _TRANSLATED.match(text):
        return found[1].strip(), found[2].strip()
    return text, ""
