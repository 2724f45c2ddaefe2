"""XML of references besides PubMed's and EndNote's: one reader, and an `XmlKind` for each kind (`xml_exports`, `xml_standards`).

Record starts are told by a pattern over the bytes, apart from the parser; each record is read from its own bytes, so that a
cut or broken one takes no other along. No entity that a document declares means anything, and nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from pipeline.file_sources import MOST_RECORDS
from pipeline.formats import clean, decoding
from pipeline.formats.fields import build
from pipeline.formats.limits import too_many
from pipeline.formats.ris import is_usable
from pipeline.formats.xml_exports import EXPORTS
from pipeline.formats.xml_kind import FORM, OTHERS, PEOPLE, XmlKind
from pipeline.formats.xml_standards import STANDARDS
from pipeline.formats.xml_text import as_utf8, declares_entities, own_bytes, references_mended, without_controls
from pipeline.formats.zotero_rdf import ZOTERO_RDF
from pipeline.records import Parsed, Reading, Record, Rejected

KINDS: tuple[XmlKind, ...] = (*EXPORTS, ZOTERO_RDF, *STANDARDS)
_HEAD = 65_536  # bytes looked at to tell the kind
_DEEPEST = 12  # elements below a record
_PREFIX = re.compile(rb"[<\s/]([A-Za-z_][\w.-]{0,30}):[A-Za-z_][\w.-]{0,60}")
_INLINE = frozenset("i b u em strong sub sup sc italic bold br xref h4 ext-link".split())
_BLOCKS = frozenset("p sec title br h4".split())
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")
_EDITS = re.compile(r"edt|editor|redakt|trl|translat", re.IGNORECASE)


def kind_of(data: bytes) -> XmlKind | None:
    """Which kind XML bytes are; None for any other."""
    head = as_utf8(data[:_HEAD])
    return next((one for one in KINDS if one.looks.search(head) and one.start.search(as_utf8(data))), None)


def parse(data: bytes) -> Reading | None:
    """Read XML of one of the kinds, in any XML encoding; None for any other, and where no record says anything."""
    kind = kind_of(data)
    if kind is None:
        return None
    data = as_utf8(data)
    if declares_entities(data[:_HEAD]):
        return Reading(None, 0, rejected=(Rejected(1, "file_unsafe_xml"),))
    data = kind.joined(data) if kind.joined else data
    starts = _starts(data, kind)
    if len(starts) > MOST_RECORDS:
        return too_many(len(starts))
    parsed: list[Parsed] = []
    rejected: list[Rejected] = []
    line, last = 1, 0
    for number, begin in enumerate(starts, 1):
        line += data.count(b"\n", last, begin)
        last = begin
        raw, whole = _own(data, begin, starts[number] if number < len(starts) else len(data), kind)
        record, repairs = _read(raw, kind) if whole else (None, ())
        text = raw.decode("utf-8", errors="replace")
        if record is None:
            rejected.append(Rejected(line, "record_broken_xml" if whole else "record_cut", {"number": number}, text))
        elif not is_usable(record):
            rejected.append(Rejected(line, "record_empty", {"number": number}, text))
        else:
            parsed.append(Parsed(number, line, record, text, repairs))
    if not parsed and all(one.code == "record_empty" for one in rejected):
        return None
    return Reading(kind.format, len(starts), tuple(parsed), tuple(rejected))


def _starts(data: bytes, kind: XmlKind) -> list[int]:
    """Where records start. An element that only holds one (`<record><recordData><record>` of SRU and OAI-PMH) is none."""
    found = [match.start() for match in kind.start.finditer(data)]
    if kind.envelope is None:
        return found
    behind = [*found[1:], len(data)]
    return [
        begin
        for begin, end in zip(found, behind, strict=True)
        if end == len(data) or not kind.envelope.search(data, begin, end)
    ]


def _own(data: bytes, begin: int, behind: int, kind: XmlKind) -> tuple[bytes, bool]:
    """A record's own bytes, and whether it is closed."""
    name = data[begin + 1 : begin + 80].split(b">", 1)[0].split(None, 1)[0].rstrip(b"/")
    closing = b"</" + name + b">"
    raw = own_bytes(data, begin, behind, closing)
    if raw.endswith(closing):
        return raw, True
    opened = data.find(b">", begin, behind)  # <record .../>
    alone = opened > 0 and data[opened - 1 : opened] == b"/"
    return (data[begin : opened + 1], True) if alone else (raw, False)


_STRICT = etree.XMLParser(
    no_network=True, resolve_entities=False, load_dtd=False, huge_tree=False, remove_comments=True
)


def _read(raw: bytes, kind: XmlKind) -> tuple[Record | None, tuple[str, ...]]:
    """The record and what was mended; None = it cannot be read."""
    plain = without_controls(raw)
    changed = ("control_characters",) if plain != raw else ()
    prefixes = sorted({one for one in _PREFIX.findall(plain) if not one.lower().startswith(b"xml")})
    opened = b"<all " + b" ".join(b'xmlns:%s="%s"' % (one, one) for one in prefixes) + b">"
    try:
        return _record(etree.fromstring(opened + plain + b"</all>", _STRICT)[0], kind), changed
    except etree.XMLSyntaxError:
        pass
    text = decoding.decode(plain)
    parser = etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False, huge_tree=False, recover=True)
    element = etree.fromstring(opened + references_mended(text.text).encode("utf-8") + b"</all>", parser)
    if element is None or not len(element):
        return None, ()
    return _record(element[0], kind), clean.unique(["broken_file", *changed, *(code for _, code in text.marks)])


def _record(element: etree._Element, kind: XmlKind) -> Record:
    values: dict[str, list[str]] = {}
    _collect(element, "", kind, values, 0)
    return build(kind.values(values), kind.meaning)


def _collect(element: etree._Element, path: str, kind: XmlKind, values: dict[str, list[str]], depth: int) -> None:
    """Name -> texts of all that stands below an element."""
    _attributes(element, path, kind, values)
    for child in element:
        if not isinstance(child.tag, str) or (depth == 0 and kind.within and _local(child.tag) not in kind.within):
            continue
        if depth == 0 and _local(child.tag) in kind.through:
            values.setdefault(FORM, []).append(_local(child.tag))
            _collect(child, path, kind, values, depth + 1)
            continue
        name = _name(child, kind)
        below = f"{path}/{name}" if path else name
        if below in kind.person:
            role = " ".join(_texts(child, kind.role, kind))
            if person := _person(child, kind):
                values.setdefault(OTHERS if _EDITS.search(f"{below} {role}") else PEOPLE, []).append(person)
        elif _local(child.tag) in kind.whole or all(_local(one.tag) in _INLINE for one in child):
            if text := _text(child):
                values.setdefault(below, []).append(text)
            _attributes(child, below, kind, values)
        elif depth < _DEEPEST:
            _collect(child, below, kind, values, depth + 1)


def _attributes(element: etree._Element, path: str, kind: XmlKind, values: dict[str, list[str]]) -> None:
    """The attributes that the kind's table names."""
    for key, value in element.attrib.items():
        name = f"{path}@{_local(str(key))}"
        if name in kind.attributes and (text := clean.squeeze(str(value))):
            values.setdefault(name, []).append(text)


def _local(tag: object) -> str:
    """A name without its namespace; "" for a comment."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _name(element: etree._Element, kind: XmlKind) -> str:
    told = next((value for key in kind.named_by if (value := element.get(key))), "")
    return f"{_local(element.tag)}[{told}]" if told else _local(element.tag)


def _text(element: etree._Element) -> str:
    """All text below an element, parts of a text on lines of their own."""
    if not len(element):
        return "\n".join(filter(None, map(clean.squeeze, _PARAGRAPH.split(element.text or ""))))
    parts: list[str] = []
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            if _local(one.tag) in _BLOCKS and parts:
                parts.append("\n")
            parts.append(one.text or "")
        elif one is not element:
            parts.append(
                (": " if _local(one.tag) in ("title", "h4") and one.tag != element.tag else "") + (one.tail or "")
            )
    lines = (clean.squeeze(line) for line in "".join(parts).split("\n"))
    return _heads_joined(filter(None, lines))


def _heads_joined(lines: Iterable[str]) -> str:
    """Lines with each heading ("Background:") before the text that it stands above."""
    told: list[str] = []
    for line in lines:
        if told and told[-1].endswith(":") and len(told[-1]) < 80:
            told[-1] = f"{told[-1]} {line}"
        else:
            told.append(line)
    return "\n".join(told)


def _person(element: etree._Element, kind: XmlKind) -> str:
    parts = (kind.family, kind.given, kind.middle)
    family, given, middle = ((_texts(element, names, kind) or [""])[0] for names in parts)
    given = f"{given} {middle}".strip()
    if family:
        return f"{family}, {given}" if given else family
    return (_texts(element, kind.name, kind) or [""])[0]


def _texts(element: etree._Element, names: Iterable[str], kind: XmlKind) -> list[str]:
    """What stands below an element under these names, the best first."""
    found: dict[str, list[str]] = {}
    _flat(element, "", kind, found, 0)
    return [one for name in names for one in found.get(name, ())]


def _flat(element: etree._Element, path: str, kind: XmlKind, found: dict[str, list[str]], depth: int) -> None:
    for child in element:
        if isinstance(child.tag, str):
            below = f"{path}/{_name(child, kind)}" if path else _name(child, kind)
            if text := clean.squeeze("".join(str(one) for one in child.itertext())):
                found.setdefault(below, []).append(text)
            if len(child) and depth < 4:
                _flat(child, below, kind, found, depth + 1)
