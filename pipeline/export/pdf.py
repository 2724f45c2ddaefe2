"""A document as PDF/UA-1 (ISO 14289-1): tagged, with language, title, bookmarks and text beside every picture.

Typst refuses to build what lacks these. The layout stands in `document.typ`; the document goes to it as JSON. The same
document gives the same bytes. A sign that none of the fonts has is shown as "□", and a note at the end says so.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pipeline.errors import StoreFailed
from pipeline.export import typesetting
from pipeline.export.blocks import (
    Block,
    BulletList,
    Document,
    Figure,
    Heading,
    Note,
    Paragraph,
    Run,
    Table,
    Verbatim,
    clean,
    leads_in,
    one_line,
    safe_link,
)
from pipeline.export.columns import fits, keeps_together, widths

REGIONS = {"nb": "NO", "nn": "NO", "en": "GB"}
WORDS = {
    "nb": ("Side", "av", "{n} tegn finnes ikke i skriften i denne filen og vises som □. Word-filen har dem."),
    "nn": ("Side", "av", "{n} teikn finst ikkje i skrifta i denne fila og er viste som □. Word-fila har dei."),
    "en": (
        "Page",
        "of",
        "{n} characters are missing from this file's font and are shown as □. The Word file has them.",
    ),
}
INSTEAD = "□"
SMALL, LARGE = 8.5, 9.5  # points: letters of a table that needs the whole width, and of one with room to spare


def to_pdf(document: Document) -> bytes:
    """The bytes of the file. Raises StoreFailed: pdf_failed."""
    content = _content(document)
    day = _day(document)
    unshown: dict[int, str] = {}
    for _ in range(typesetting.ROUNDS):
        try:
            return typesetting.pdf(_json(_replaced(content, unshown, document.language)), day)
        except typesetting.Unshown as found:
            unshown |= {ord(sign): _instead(sign) for sign in found.signs}
    strict = {ord(sign): INSTEAD for sign in _json(content) if not _sure(sign)}
    try:
        return typesetting.pdf(_json(_replaced(content, strict, document.language)), day)
    except typesetting.Unshown as found:
        raise StoreFailed("pdf_failed") from found


def _content(document: Document) -> dict[str, Any]:
    """What `document.typ` reads: plain data, every text cleaned, every link checked."""
    day = _day(document)
    page, of, _ = WORDS.get(document.language, WORDS["en"])
    authors = one_line(document.metadata.get("authors", ""))
    return {
        "title": one_line(document.title),
        "authors": [authors] if authors else [],
        "subject": one_line(document.metadata.get("subject", "")),
        "mark": one_line(document.metadata.get("mark", "")),
        "date": [day.year, day.month, day.day] if day else None,
        "language": _language(document.language),
        "page": page,
        "of": of,
        "blocks": [made for block in document.blocks for made in _blocks(block, document.language)],
    }


def _blocks(block: Block, language: str) -> Iterator[dict[str, Any]]:
    match block:
        case Heading(level=level, text=text, language=own):
            yield {"kind": "heading", "level": level, "text": one_line(text), "language": _own(own)}
        case Paragraph(runs=runs):
            yield {"kind": "paragraph", "runs": _runs(runs), "sticky": leads_in(runs)}
        case BulletList(items=items):
            yield {"kind": "list", "items": [_runs(item) for item in items]}
        case Note(title=title, text=text):
            yield {"kind": "note", "title": one_line(title), "text": one_line(text)}
        case Verbatim(text=text, language=own):
            lines = clean(text).strip().expandtabs(4).split("\n")
            yield {"kind": "verbatim", "lines": lines, "language": _language(own or language)}
        case Table():
            yield _table(block)
        case Figure(svg=svg, alt=alt, caption=caption, table=table):
            drawing = typesetting.lettered(clean(svg))
            yield {
                "kind": "figure",
                "svg": drawing,
                "width": typesetting.drawn_width(svg),
                "alt": one_line(alt),
                "caption": one_line(caption),
            }
            if table is not None:
                yield _table(table)


def _table(table: Table) -> dict[str, Any]:
    """A table as wide as its text, or smaller letters and for each column its share of the page's width."""
    narrow = fits(table)
    return {
        "kind": "table",
        "caption": one_line(table.caption),
        "header": [one_line(cell) for cell in table.header],
        "rows": [[one_line(cell) for cell in row] for row in table.rows],
        "together": list(keeps_together(table)),
        "size": LARGE if narrow else SMALL,
        "shares": [None] * len(table.header) if narrow else list(widths(table)),
    }


def _runs(runs: tuple[Run, ...]) -> list[dict[str, Any]]:
    return [
        {
            "text": clean(run.text),
            "bold": run.bold,
            "italic": run.italic,
            "href": safe_link(run.href),
            "language": _own(run.language),
        }
        for run in runs
    ]


def _own(code: str) -> list[str | None] | None:
    """The language of a text that is not in the document's; None = it is, or it is one that we set no text in."""
    return [code, REGIONS.get(code)] if code else None


def _language(code: str) -> list[str | None]:
    """(language, region), as Typst takes them."""
    return [code if code in REGIONS else "en", REGIONS.get(code, "GB")]


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)


def _day(document: Document) -> date | None:
    """The document's date, if it says one."""
    try:
        return date.fromisoformat(document.metadata.get("date", "")[:10])
    except ValueError:
        return None


def _replaced(content: dict[str, Any], unshown: Mapping[int, str], language: str) -> dict[str, Any]:
    """The content with the signs that cannot be shown replaced, and a last paragraph that tells how many."""
    if not unshown:
        return content
    blocks = [_mended(block, unshown) for block in content["blocks"]]
    lost = sum(_count(block, unshown) for block in content["blocks"])
    if lost:
        told = WORDS.get(language, WORDS["en"])[2].format(n=lost)
        blocks += _blocks(Paragraph((Run(told, italic=True),)), language)
    return {key: blocks if key == "blocks" else _mended(value, unshown) for key, value in content.items()}


def _mended(value: Any, unshown: Mapping[int, str]) -> Any:
    """Plain data with every text in it translated."""
    match value:
        case str():
            return value.translate(unshown)
        case list():
            return [_mended(one, unshown) for one in value]
        case dict():
            return {key: _mended(one, unshown) for key, one in value.items()}
    return value


def _count(value: Any, unshown: Mapping[int, str]) -> int:
    """How many signs a reader will miss; a drawing and its text say what the table below it says."""
    match value:
        case str():
            return sum(unshown.get(ord(sign)) == INSTEAD for sign in value)
        case list():
            return sum(_count(one, unshown) for one in value)
        case dict():
            return sum(_count(one, unshown) for key, one in value.items() if key not in ("svg", "alt"))
    return 0


def _instead(sign: str) -> str:
    """Marks that only steer or stand on another sign leave nothing; a sign of its own leaves a square."""
    return "" if unicodedata.category(sign) in ("Cf", "Mn", "Me", "Zl", "Zp") else INSTEAD


def _sure(sign: str) -> bool:
    """Signs that every one of the fonts has: Latin and common punctuation."""
    return sign < "\N{LATIN SMALL LETTER LONG S}" or sign in "–—‘’“”„…•→−⊕●○□"
