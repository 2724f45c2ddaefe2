"""Typst, as the exports use it: a fixed source of ours, data beside it, the fonts that come with it and those in `fonts`.

Data goes in through `sys.inputs` and is never part of the source, so no text of a person or a database is read as code.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

import typst

from pipeline.errors import StoreFailed

log = logging.getLogger("kunnskapsbroen.export")

SOURCE = Path(__file__).with_name("document.typ")
FONTS = Path(__file__).with_name("fonts")  # a face without serifs, for drawings: Typst brings none
PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg")
"""
DRAWING = b"""#set document(title: sys.inputs.title)
#set text(lang: sys.inputs.language)
#set page(width: auto, height: auto, margin: 8mm)
#image(bytes(sys.inputs.svg), format: "svg", alt: sys.inputs.alt)
"""
WIDTH, HEIGHT = 166.0, 215.0  # mm on an A4 page for a drawing and the words below it
SHARPNESS = 144  # pixels per inch of a picture
RIGHT_TO_LEFT = ("R", "AL", "AN", "NSM", "")  # Unicode bidirectional classes, with marks and signs not yet assigned
ROUNDS = 4  # signs that no font has are all named at once; another round is for what stood beside them
_SIZE = re.compile(r'<svg\b[^>]*?\bwidth="(\d+(?:\.\d+)?)" height="(\d+(?:\.\d+)?)"')
_DRAWING_FONT = re.compile(r'(<svg\b[^>]*?\bfont-family=")[^"]*(")')
_QUOTED = re.compile(r'`"((?:[^"\\]|\\.)*)"`')
_NO_GLYPH = re.compile(r'(?:the text|disallowed codepoint) `"((?:[^"\\]|\\.)*)"`')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]{1,6})\}")


class Unshown(Exception):
    """No font at hand has these signs, or PDF/UA-1 forbids them. `signs` is never empty and never holds ASCII."""

    def __init__(self, signs: frozenset[str]) -> None:
        super().__init__(len(signs))
        self.signs = signs


def pdf(document: str, day: date | None) -> bytes:
    """`document.typ` filled with a document (JSON) as PDF/UA-1, dated midnight UTC of its day so that bytes repeat.

    Typst 0.15 panics over a sign without a glyph in a right-to-left text of several lines: such text is then unshown.
    Raises Unshown; StoreFailed: pdf_failed.
    """
    moment = datetime.combine(day or date(1970, 1, 1), time(), UTC)
    try:
        return typst.compile(
            _source(),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"document": document},
            pdf_standards=["ua-1"],
            timestamp=moment,
        )
    except typst.TypstError as error:
        signs = _unshown(error.diagnostic)
        if signs:
            raise Unshown(signs) from error
        raise _failed(error) from error
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # a panic of Rust is no Exception, and has no name to import
            raise
        turned = frozenset(sign for sign in document if unicodedata.bidirectional(sign) in RIGHT_TO_LEFT)
        if turned:
            raise Unshown(turned) from fault
        log.error("typst stopped: %s", type(fault).__name__)
        raise StoreFailed("pdf_failed") from fault


def png(svg: str) -> bytes:
    """A drawing of ours as PNG, for formats that show no SVG. Raises StoreFailed: pdf_failed."""
    try:
        return typst.compile(
            PICTURE,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="png",
            ppi=SHARPNESS,
            sys_inputs={"svg": lettered(svg)},
        )
    except typst.TypstError as error:
        raise _failed(error) from error


def drawing(svg: str, title: str, alt: str, language: str) -> bytes:
    """A drawing of ours as PDF/UA-1 on a page of its own size. `language`: of two letters. Raises StoreFailed: pdf_failed."""
    try:
        return typst.compile(
            DRAWING,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"svg": lettered(svg), "title": title, "alt": alt, "language": language},
            pdf_standards=["ua-1"],
            timestamp=datetime(1970, 1, 1, tzinfo=UTC),
        )
    except typst.TypstError as error:
        raise _failed(error) from error


def lettered(svg: str) -> str:
    """A drawing of ours in the letters that are here whatever the machine has: a browser chooses its own."""
    return _DRAWING_FONT.sub(r"\1DejaVu Sans\2", svg, count=1)


def drawn_width(svg: str) -> float:
    """How wide a drawing stands on the page (mm): as wide as the text, less where it would be higher than a page."""
    size = _SIZE.search(svg)
    return min(WIDTH, HEIGHT * float(size[1]) / max(1.0, float(size[2]))) if size else WIDTH


@cache
def _source() -> bytes:
    return SOURCE.read_bytes()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def _unshown(diagnostic: str) -> frozenset[str]:
    """The signs that Typst names as without a glyph or forbidden; a letter of ASCII beside one is not to blame."""
    named = "".join(_ESCAPE.sub(lambda hit: chr(int(hit[1], 16)), text) for text in _NO_GLYPH.findall(diagnostic))
    return frozenset(sign for sign in named if not sign.isascii())


def _failed(error: typst.TypstError) -> StoreFailed:
    """For the log what Typst says, without the texts it quotes; for people a sentence."""
    log.error("typst refused: %s", _QUOTED.sub("…", error.message))
    return StoreFailed("pdf_failed")
