"""A small neutral document: what every export writer gets. Text is plain text; no writer reads it as markup."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

# Not allowed in XML 1.0, or able to turn the direction of the text around it.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_SAFE_LINK = re.compile(r"https?://[^\s\"'<>\\^`{|}]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with one look. `href` only where it is an http(s) address; else it is written as text."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""
    language: str = ""  # where it differs from the document's


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 stands once, first."""

    level: int
    text: str
    language: str = ""  # where it differs from the document's


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class BulletList:
    """Items of runs; no nesting."""

    items: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row; the first cell of a row names the row. Every row is as long as the header."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its text; `table` says the same in numbers and stands in for it where SVG cannot be shown.

    `caption` is empty where the heading above it says the same.
    """

    svg: str
    alt: str
    caption: str
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader must see first: a title and a text."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text to be copied exactly, such as a search strategy; line breaks and blanks are kept."""

    text: str
    language: str = ""  # where it differs from the document's


Block = Heading | Paragraph | BulletList | Table | Figure | Note | Verbatim


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `metadata`: "authors", "date" (ISO), "version", "subject", where known.

    "mark" is a line for the head and foot of every page, or of the whole where a format has no pages.
    """

    title: str
    language: str  # "nb" | "nn" | "en"
    blocks: tuple[Block, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)


def leads_in(runs: tuple[Run, ...]) -> bool:
    """Whether a paragraph only says what comes next, and must stand on the same page as that."""
    return "".join(run.text for run in runs).rstrip().endswith(":")


def clean(text: str) -> str:
    """Text without characters that XML refuses or that hide or turn text; line breaks as "\\n"."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Cleaned text on one line."""
    return " ".join(clean(text).replace("\N{NO-BREAK SPACE}", "\0").split()).replace("\0", "\N{NO-BREAK SPACE}")


def safe_link(href: str) -> str:
    """The address if it may be linked to: plain http(s), nothing that could end an attribute. Else empty."""
    return href if _SAFE_LINK.fullmatch(href) else ""


def plain(*runs: str, language: str = "") -> tuple[Run, ...]:
    """Runs of plain text; `language` where it differs from the document's."""
    return tuple(Run(text, language=language) for text in runs)


def typed_blocks(text: str, language: str = "") -> list[Block]:
    """People's typed text as blocks: an empty line parts paragraphs, lines that begin with "- " or "• " are bullets.

    `language`: what it is typed in, where that differs from the document's.
    """
    blocks: list[Block] = []
    lines: list[str] = []
    items: list[str] = []

    def close() -> None:
        if lines:
            blocks.append(Paragraph(plain(" ".join(lines), language=language)))
        if items:
            blocks.append(BulletList(tuple(plain(item, language=language) for item in items)))
        lines.clear()
        items.clear()

    for raw in clean(text).split("\n"):
        line = raw.strip()
        if not line:
            close()
        elif line.startswith(("- ", "• ", "– ")):
            if lines:
                close()
            items.append(line[2:].strip())
        elif items:
            items[-1] += " " + line  # a bullet that goes on on the next line
        else:
            lines.append(line)
    close()
    return blocks
