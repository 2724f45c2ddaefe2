"""The research summary as a neutral document: sections in the template's order, most important first.

The door of the exports: the block model (`blocks.py`) and the summary's value (`summary.py`) are handed on from here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

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
    one_line,
)
from pipeline.export.maker import Maker
from pipeline.export.sections import MAKERS, section_blocks
from pipeline.export.summary import Author, IncludedReview, OtherPlace, SearchAccount, Summary
from pipeline.export.template import Section, Template, Term, load_template
from pipeline.summarise import gate
from pipeline.wording import Wording, known_language

__all__ = [
    "Author",
    "Block",
    "BulletList",
    "Document",
    "Figure",
    "Heading",
    "IncludedReview",
    "Note",
    "OtherPlace",
    "Paragraph",
    "Run",
    "SearchAccount",
    "Section",
    "Summary",
    "Table",
    "Template",
    "Term",
    "Verbatim",
    "compose",
    "is_draft",
    "load_template",
    "made_of_itself",
    "unwritten",
]


def is_draft(summary: Summary) -> bool:
    """Whether something must be mended before this summary may be published."""
    return any(check.level == "stop" for check in gate(summary))


def compose(summary: Summary, template: Template, wording: Wording, language: str | None = None) -> Document:
    """The whole summary as a document, in the summary's own language unless another is asked for.

    Labels and standard sentences follow the language; what people typed stays in the language they typed it in. That, and
    the titles of references, are marked with theirs where they stand in running text (the cells of tables are not). A
    draft says so below its title, and at the head and foot of every page ("mark"), so that nobody publishes it by mistake.
    """
    maker = Maker(summary, template, wording, known_language(language or summary.language))
    title = one_line(summary.title) or maker.label("not_written")
    blocks: list[Block] = [Heading(1, title, maker.typed_in if summary.title.strip() else "")]
    if summary.is_example:
        blocks.append(Note(maker.label("example_title"), maker.label("example")))
    draft = is_draft(summary)
    if draft:
        blocks.append(Note(maker.label("draft_title"), maker.label("draft")))
    for section in template.sections:
        if section.fills == ("title",):
            continue
        if "words" in section.fills:
            blocks += _words(maker, section, blocks)
        else:
            blocks += [Heading(2, section.heading[maker.language]), *section_blocks(maker, section)]
    authors = "; ".join(one_line(one.name) for one in summary.authors if one.name.strip())
    marks = (("example_title", summary.is_example), ("draft_title", draft))
    subject = " · ".join(maker.label(key) for key, holds in marks if holds)
    mark = f"{maker.label('draft_title')}: {maker.label('draft')}" if draft else ""
    return Document(
        title,
        maker.language,
        tuple(blocks),
        {"authors": authors, "date": summary.date, "version": summary.version, "subject": subject, "mark": mark},
    )


def made_of_itself(summary: Summary, template: Template, wording: Wording, section: Section) -> str:
    """What stands in a section of the document though nobody typed it there, as plain lines; empty = nothing does."""
    others = {name: text for name, text in summary.sections.items() if name != section.id or name in summary.from_need}
    maker = Maker(replace(summary, sections=others), template, wording, known_language(summary.language))
    blocks = [block for fill in section.fills for block in MAKERS[fill](maker, section)]
    texts = (text for one in blocks for text in ([one.caption] if isinstance(one, Table) else _texts(one)))
    return "\n".join(text.strip() for text in texts if text.strip())


def unwritten(summary: Summary, template: Template, wording: Wording) -> tuple[Section, ...]:
    """The sections of which the document would say that they are not written yet."""
    return tuple(
        one
        for one in template.sections
        if one.typed
        and "words" not in one.fills
        and not summary.sections.get(one.id, "").strip()
        and not made_of_itself(summary, template, wording, one)
    )


def _words(maker: Maker, section: Section, before: list[Block]) -> list[Block]:
    """The glossary's words that stand in the document so far, with people's own; no section where there are none."""
    text = "\n".join(text for block in before for text in _texts(block))
    items = tuple(
        (Run(f"{term.term[maker.language]}: ", bold=True), Run(term.text[maker.language]))
        for term in maker.template.glossary
        if _stands(term.match[maker.language], text)
    )
    typed = [] if not maker.summary.sections.get(section.id, "").strip() else section_blocks(maker, section)
    made: list[Block] = [BulletList(items)] if items else []
    return [Heading(2, section.heading[maker.language]), *made, *typed] if made or typed else []


def _stands(words: tuple[str, ...], text: str) -> bool:
    """True where one of the words stands in the text. Abbreviations (capitals inside) only as they are written."""
    for word in words:
        flags = re.NOFLAG if word[1:] != word[1:].lower() else re.IGNORECASE
        if re.search(rf"\b{re.escape(word.rstrip('*'))}" + (r"\w*" if word.endswith("*") else r"\b"), text, flags):
            return True
    return False


def _texts(block: Block) -> Iterator[str]:
    """The words of a block, without strategies and drawings."""
    match block:
        case Heading(text=text):
            yield text
        case Note(text=text):
            yield text
        case Paragraph(runs=runs):
            yield "".join(run.text for run in runs)
        case BulletList(items=items):
            yield from ("".join(run.text for run in runs) for runs in items)
        case Table(caption=caption, header=header, rows=rows):
            yield from (caption, *header, *(cell for row in rows for cell in row))
        case Figure() | Verbatim():
            return
