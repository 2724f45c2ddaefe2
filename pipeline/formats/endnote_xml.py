"""EndNote XML (also as Zotero, Bookends and Covidence write it): streamed, and inert to hostile XML.

Record starts are counted by a pattern over the bytes, apart from the parser; where that stops, each record it did not
reach is tried from its own bytes. What is in which element: EndNote's RSXML DTD (Clarivate).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from lxml import etree

from pipeline.formats import clean, decoding
from pipeline.formats.fields import Meaning, build
from pipeline.formats.refer_text import REFER_KINDS
from pipeline.formats.ris import is_usable
from pipeline.formats.xml_text import as_utf8, declares_entities, has_c1, own_bytes, references_mended, without_controls
from pipeline.records import Parsed, Reading, Record, Rejected

REPAIRS = ("broken_file", "missing_end")

_ROOT = re.compile(rb"<records[\s>]|<record>|<record\s")
_IS = re.compile(
    rb"\A\s*(?:<\?xml[^>]*\?>\s*)?(?:<!DOCTYPE[^>]*>\s*)?(?:<!--(?:[^-]|-(?!->))*-->\s*)*(?:<xml\s*>\s*)?<records[\s>]",
    re.S,
)
_BARE = re.compile(rb"<records\s*/>|<records[^>]*>\s*(?:</records>|\Z)")
_RECORD_START = re.compile(rb"<record(?=[\s>/])")
_LOOKS = re.compile(rb"<(?:ref-type|contributors|titles|source-app)[\s>]")

MEANING = Meaning(
    title=("titles/title", "titles/short-title", "titles/translated-title"),
    authors=("contributors/authors/author",),
    editors=(
        "contributors/secondary-authors/author",
        "contributors/tertiary-authors/author",
        "contributors/subsidiary-authors/author",
    ),
    year=("dates/year", "dates/pub-dates/date"),
    abstract=("abstract",),
    journal=(
        "periodical/full-title",
        "titles/secondary-title",
        "alt-periodical/full-title",
        "titles/alt-title",
        "periodical/abbr-1",
    ),
    volume=("volume",),
    issue=("number", "issue"),
    pages=("pages",),
    article_number=("electronic-number", "custom7"),
    doi=("electronic-resource-num",),
    doi_links=("urls/related-urls/url", "urls/pdf-urls/url", "urls/web-urls/url", "notes"),
    pmid_said=("accession-num", "custom2", "custom3", "notes", "urls/related-urls/url", "label"),
    types=("work-type",),
    form=("ref-type",),
    kinds=REFER_KINDS,
    languages=("language",),
    keywords=("keywords/keyword",),
    url=("urls/related-urls/url", "urls/web-urls/url"),
    source_id=("accession-num", "foreign-keys/key"),
    left_out=("database", "source-app", "rec-number", "ref-type", "foreign-keys/key", "urls/pdf-urls/url"),
    parting={"keywords": re.compile(r"\n")},
    whole_names=True,
)
"""Path below `record` -> field. All text below an element counts, as EndNote wraps it in `style`."""

_PUBMED = re.compile(r"medline|pubmed|\bnlm\b", re.IGNORECASE)


def is_endnote(data: bytes) -> bool:
    """Whether XML bytes are an EndNote library: `records` with `record` in it, and elements that only EndNote has."""
    head = as_utf8(data[:65536])
    return _IS.match(head) is not None or (_ROOT.search(head) is not None and _LOOKS.search(head) is not None)


def is_bare(data: bytes) -> bool:
    """Whether a library holds nothing at all; other systems call records of their own kind `records` too (EBSCO, MARC)."""
    return _BARE.search(as_utf8(data[:65536])) is not None or declares_entities(as_utf8(data[:65536]))


def parse(data: bytes) -> Reading:
    """Read EndNote XML from bytes in any XML encoding. A record that cannot be read is rejected with its line."""
    data = as_utf8(data)
    if declares_entities(data[:65536]):
        return Reading(None, 0, rejected=(Rejected(1, "file_unsafe_xml"),))
    parsed: list[Parsed] = []
    rejected: list[Rejected] = []
    number = 0
    for number, (line, raw, record, repairs) in enumerate(_read(data), 1):
        if record is None:
            cut = not raw.rstrip().endswith("</record>")
            rejected.append(Rejected(line, "record_cut" if cut else "record_broken_xml", {"number": number}, raw))
        elif not is_usable(record):
            rejected.append(Rejected(line, "record_empty", {"number": number}, raw))
        else:
            parsed.append(Parsed(number, line, record, raw, repairs))
    return Reading("endnote_xml", number, tuple(parsed), tuple(rejected))


def _read(data: bytes) -> Iterator[tuple[int, str, Record | None, tuple[str, ...]]]:
    """Line, own text, record (None if it cannot be read) and repairs of each record start."""
    streamed = _stream(data)
    starts = [match.start() for match in _RECORD_START.finditer(data)]
    line, last, broken = 1, 0, False
    for at, begin in enumerate(starts):
        line += data.count(b"\n", last, begin)
        last = begin
        raw = own_bytes(data, begin, starts[at + 1] if at + 1 < len(starts) else len(data), b"</record>")
        record = None if broken else next(streamed, None)
        repairs: tuple[str, ...] = ()
        if record is None:
            broken = True
        if record is None or has_c1(raw):
            record, repairs = _rescue(raw)
        yield line, raw.decode("utf-8", errors="replace"), record, repairs


def _stream(data: bytes) -> Iterator[Record]:
    """Records in document order until the end or the first fault, fed in pieces so that memory stays that of one record."""
    parser = etree.XMLPullParser(
        events=("end",), tag="record", no_network=True, resolve_entities=False, load_dtd=False, huge_tree=False
    )
    broken = False
    for begin in range(0, len(data), 1 << 16):
        try:
            parser.feed(data[begin : begin + (1 << 16)])
        except etree.XMLSyntaxError:
            broken = True  # what ended before the fault is handed out still
        for _, ended in parser.read_events():
            element = cast(etree._Element, ended)
            yield record_of(element)
            element.clear()
            while (parent := element.getparent()) is not None and element.getprevious() is not None:
                del parent[0]
        if broken:
            return


_STRICT = etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False, huge_tree=False)


def _rescue(raw: bytes) -> tuple[Record | None, tuple[str, ...]]:
    """Read one record from its own bytes where the file as a whole is broken: a whole one as it is; libxml2 mends others."""
    plain = without_controls(raw)
    changed = ("control_characters",) if plain != raw else ()
    try:
        return record_of(etree.fromstring(plain, _STRICT)), changed
    except etree.XMLSyntaxError:
        pass
    text = decoding.decode(plain)
    parser = etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False, huge_tree=False, recover=True)
    element = etree.fromstring(references_mended(text.text).encode("utf-8"), parser)
    if element is None or not raw.endswith(b"</record>"):
        return None, ()
    return record_of(element), clean.unique(["broken_file", *changed, *(code for _, code in text.marks)])


def record_of(element: etree._Element) -> Record:
    """The neutral fields of one `record` element."""
    values: dict[str, list[str]] = {}
    _collect(element, "", values)
    provider = " ".join([*values.get("remote-database-provider", ()), *values.get("remote-database-name", ())])
    if _PUBMED.search(provider) and (number := "".join(values.get("accession-num", ()))).isdigit():
        values["accession-num"] = [f"PMID: {number}"]
    kind = element.find("ref-type")
    if kind is not None and kind.get("name"):
        values["ref-type"] = [str(kind.get("name"))]
    return build(values, MEANING)


_LEAVES = frozenset(
    "title secondary-title tertiary-title alt-title short-title translated-title full-title abbr-1 abbr-2 author year "
    "date keyword url key".split()
)
_LONG = frozenset({"abstract", "notes"})
_all_text = etree.XPath("string()", smart_strings=False)


def _collect(element: etree._Element, path: str, values: dict[str, list[str]]) -> None:
    """Path -> texts of all elements that hold no others but `style`."""
    for child in [one for one in element if isinstance(one.tag, str)]:  # no comments
        name = f"{path}{child.tag}"
        if child.tag in _LEAVES or all(not isinstance(one.tag, str) or one.tag == "style" for one in child):
            text = str(_all_text(child)).replace("\r", "\n").strip()
            if text:
                values.setdefault(name, []).append(text if child.tag in _LONG else clean.squeeze(text))
        elif path.count("/") < 4:
            _collect(child, f"{name}/", values)
