"""What a program can see of an exported file: the same facts from DOCX, HTML and PDF, read with other tools than ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import pikepdf
from docx.oxml.ns import qn
from lxml import etree, html


@dataclass(frozen=True, slots=True)
class Heads:
    """The header row of one table: its words, and whether each cell is flagged as a header of its column."""

    cells: tuple[str, ...]
    flagged: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """One exported document, as a reader's tool sees it. `foreign`: languages that stretches of it are marked with."""

    title: str
    language: str
    headings: tuple[tuple[int, str], ...]
    tables: tuple[Heads, ...]
    alt: tuple[str, ...]
    links: tuple[str, ...]
    foreign: frozenset[str]
    text: str


def said(element: Any) -> str:
    """All text inside an HTML element."""
    return "".join(element.itertext())


def of_html(content: bytes) -> Facts:
    page: Any = html.document_fromstring(content.decode())
    tables = [
        Heads(
            tuple(said(cell) for cell in table.iterfind("thead/tr/*")),
            all(cell.tag == "th" and cell.get("scope") == "col" for cell in table.iterfind("thead/tr/*"))
            and all(row[0].tag == "th" and row[0].get("scope") == "row" for row in table.iterfind("tbody/tr")),
        )
        for table in page.iter("table")
    ]
    return Facts(
        page.findtext(".//title") or "",
        page.get("lang", ""),
        tuple((int(one.tag[1]), said(one)) for one in page.iter("h1", "h2", "h3", "h4")),
        tuple(tables),
        tuple(one.get("alt", "") for one in page.iter("img")),
        tuple(one.get("href", "") for one in page.iter("a")),
        frozenset(one.get("lang", "") for one in page.iterfind("body//*[@lang]")),
        said(page.find("body")),
    )


def of_docx(content: bytes) -> Facts:
    file = docx.Document(BytesIO(content))
    body: Any = file.element.body
    styles = etree.fromstring(ZipFile(BytesIO(content)).read("word/styles.xml"))
    (language,) = (one.get(qn("w:val"), "") for one in styles.iterfind(f"{qn('w:docDefaults')}//{qn('w:lang')}"))
    tables = [
        Heads(
            tuple(cell.text for cell in table.rows[0].cells),
            [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
            == [True] + [False] * (len(table.rows) - 1),
        )
        for table in file.tables
    ]
    headed = [(str(one.style.name), one.text) for one in file.paragraphs if one.style is not None]
    return Facts(
        file.core_properties.title,
        language if language == file.core_properties.language else "",
        tuple((int(name[-1]), text) for name, text in headed if name.startswith("Heading ")),
        tuple(tables),
        tuple(one.get("descr", "") for one in body.iter(qn("wp:docPr"))),
        tuple(file.part.rels[one.get(qn("r:id"))].target_ref for one in body.iter(qn("w:hyperlink"))),
        frozenset(one.get(qn("w:val"), "") for one in body.iter(qn("w:lang"))),
        "\n".join("".join(one.itertext(qn("w:t"))) for one in body.iter(qn("w:p"))),
    )


def of_pdf(content: bytes) -> Facts:
    """Read by its tags: what is not in the structure tree is not there for who cannot see the page."""
    with pikepdf.open(BytesIO(content)) as file:
        root = file.Root.StructTreeRoot
        spoken = _marked(file)
        elements = list(_elements(root))

        def words(element: Any) -> str:
            return "".join(spoken.get(place, "") for place in _places(element))

        tables = []
        for table in (one for one in elements if one.S == "/Table"):
            inside = list(_elements(table))
            (first, *_) = (row for part in inside if part.S == "/THead" for row in _elements(part) if row.S == "/TR")
            cells = [cell for cell in _elements(first) if cell.S in ("/TH", "/TD")]
            flagged = all(cell.S == "/TH" and "/Column" in _attribute(cell, "/Scope") for cell in cells)
            tables.append(Heads(tuple(words(cell) for cell in cells), flagged))
        return Facts(
            str(file.docinfo.get("/Title", "")),
            str(file.Root.Lang),
            tuple((int(str(one.S)[2:]), words(one)) for one in elements if re.fullmatch(r"/H\d", str(one.S))),
            tuple(tables),
            tuple(str(one.get("/Alt", "")) for one in elements if one.S == "/Figure"),
            tuple(str(note.A.URI) for page in file.pages for note in page.get("/Annots", []) if "/A" in note),
            frozenset(str(one.Lang) for one in elements if "/Lang" in one),
            "\n".join(words(one) for one in elements if one.S in ("/P", "/H1", "/H2", "/H3", "/LBody", "/TD", "/TH"))
            + "\n"
            + "".join(spoken.values()),
        )


def _children(element: Any) -> Iterator[Any]:
    kids = element.get("/K")
    if isinstance(kids, pikepdf.Array):
        yield from kids
    elif kids is not None:
        yield kids


def _elements(element: Any) -> Iterator[Any]:
    """All structure elements below one, in reading order."""
    for kid in _children(element):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid)


def _places(element: Any, page: Any = None) -> Iterator[tuple[int, int]]:
    """(page object's number, marked content's number) of everything below an element, in reading order."""
    page = element.get("/Pg", page)
    for kid in _children(element):
        if isinstance(kid, int):
            yield page.objgen[0], kid
        elif isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid:
            yield kid.get("/Pg", page).objgen[0], int(kid.MCID)
        elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from _places(kid, page)


def _attribute(element: Any, name: str) -> list[str]:
    held = element.get("/A", [])
    return [str(one[name]) for one in (held if isinstance(held, pikepdf.Array) else [held]) if name in one]


def elements(file: Any) -> list[Any]:
    """All structure elements of an open PDF, in reading order."""
    return list(_elements(file.Root.StructTreeRoot))


def footers(content: bytes) -> list[str]:
    """The foot of each page: no part of the text, so not in the tags."""
    with pikepdf.open(BytesIO(content)) as file:
        return ["".join(text for mark, text in _shown(page) if mark is None) for page in file.pages]


def drawn(content: bytes) -> list[str]:
    """All letters on each page, tagged or not, in the order in which they are drawn."""
    with pikepdf.open(BytesIO(content)) as file:
        return ["".join(text for _, text in _shown(page)) for page in file.pages]


def lines(content: bytes) -> list[str]:
    """Every stretch of letters that is drawn in one go: at most a line."""
    with pikepdf.open(BytesIO(content)) as file:
        return [text for page in file.pages for _, text in _shown(page)]


def _marked(file: Any) -> dict[tuple[int, int], str]:
    """(page object's number, marked content's number) -> its text."""
    found: dict[tuple[int, int], str] = {}
    for page in file.pages:
        for mark, text in _shown(page):
            if mark is not None:
                place = (page.obj.objgen[0], mark)
                found[place] = found.get(place, "") + text
    return found


def _shown(page: Any) -> Iterator[tuple[int | None, str]]:
    """Every stretch of text of a page with the number of the marked content that it stands in."""
    fonts = {name: _letters(font) for name, font in page.resources.get("/Font", {}).items()}
    marks: list[int | None] = []
    letters: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        match str(instruction.operator):
            case "BDC":
                held = operands[1]
                marks.append(int(held.MCID) if isinstance(held, pikepdf.Dictionary) and "/MCID" in held else None)
            case "BMC":
                marks.append(None)
            case "EMC":
                marks.pop()
            case "Tf":
                letters = fonts[str(operands[0])]
            case "Tj" | "TJ":
                yield next((one for one in reversed(marks) if one is not None), None), _decoded(operands[0], letters)


def _decoded(shown: Any, letters: dict[int, str]) -> str:
    parts = shown if isinstance(shown, pikepdf.Array) else [shown]
    codes = b"".join(bytes(one) for one in parts if isinstance(one, pikepdf.String))
    return "".join(letters.get(int.from_bytes(codes[at : at + 2], "big"), "\ufffd") for at in range(0, len(codes), 2))


def _letters(font: Any) -> dict[int, str]:
    """code -> text, from a font's ToUnicode map."""
    told = font.ToUnicode.read_bytes().decode("ascii")
    return {
        int(code, 16): bytes.fromhex(text).decode("utf-16-be", "replace")
        for block in re.findall(r"beginbfchar(.*?)endbfchar", told, re.DOTALL)
        for code, text in re.findall(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>", block)
    }
