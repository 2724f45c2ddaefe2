"""What stands in each section of a research summary, one maker per `fills` of the template. Summary in, blocks out."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.export import evidence
from pipeline.export.blocks import Block, BulletList, Paragraph, Run, one_line, plain, typed_blocks
from pipeline.export.maker import Maker, linked, no_review, shown_date
from pipeline.export.template import Section


def section_blocks(maker: Maker, section: Section) -> list[Block]:
    """Everything below the heading of one section; a section with nothing in it says that it is not written yet."""
    blocks = [block for fill in section.fills for block in MAKERS[fill](maker, section)]
    return blocks or [Paragraph((Run(maker.label("not_written"), italic=True),))]


def _text(maker: Maker, section: Section) -> list[Block]:
    return typed_blocks(maker.summary.sections.get(section.id, ""), maker.typed_in)


def _messages(maker: Maker, section: Section) -> list[Block]:
    """What people typed; else what is said where no review was found; else a point per finding."""
    typed = _text(maker, section)
    if typed:
        return typed
    if maker.summary.no_review:
        return no_review(maker, section.id)
    points = tuple(plain(evidence.sentence(maker, one, beside=True)) for one in maker.summary.findings)
    return [BulletList(points)] if points else []


def _question(maker: Maker, section: Section) -> list[Block]:
    one = maker.summary
    blocks: list[Block] = (
        [Paragraph(plain(one_line(one.question), language=maker.typed_in))] if one.question.strip() else []
    )
    items = tuple(
        (
            Run(f"{one_line(name)}{'' if one_line(name).endswith('?') else ':'} ", bold=True),
            Run(one_line("; ".join(line for line in text.splitlines() if line.strip())), language=maker.typed_in),
        )
        for name, text in one.elements
        if text.strip()
    )
    return [*blocks, BulletList(items)] if items else blocks


def _makers(maker: Maker, section: Section) -> list[Block]:
    names = tuple(
        plain(one_line(one.name) + (f", {one_line(one.role)}" if one.role.strip() else ""))
        for one in maker.summary.authors
        if one.name.strip()
    )
    return [BulletList(names)] if names else []


def _dates(maker: Maker, section: Section) -> list[Block]:
    one = maker.summary
    pairs = (
        ("date", shown_date(one.date, maker.language)),
        ("version", one.version),
        ("review_by", shown_date(one.review_by, maker.language)),
        ("language", maker.label("language_name")),
    )
    return [
        BulletList(tuple((Run(f"{maker.label(key)}: ", bold=True), Run(maker.said(value))) for key, value in pairs))
    ]


def _references(maker: Maker, section: Section) -> list[Block]:
    lines = tuple(_reference(maker, one) for one in maker.summary.references if one.strip())
    return [BulletList(lines)] if lines else [Paragraph(plain(maker.label("no_references")))]


def _reference(maker: Maker, line: str) -> tuple[Run, ...]:
    """A reference with its links, and with the language of its title where its source says it and it is not the document's."""
    title, language = maker.summary.titled.get(line, ("", ""))
    if not (runs := linked(one_line(line))):
        return runs
    first, *links = runs
    before, found, after = first.text.partition(title) if title and language != maker.language else (first.text, "", "")
    if not found or first.href:
        return (first, *links)
    parts = (Run(before), Run(found, language=language), Run(after))
    return (*(one for one in parts if one.text), *links)


def _nothing(maker: Maker, section: Section) -> list[Block]:
    return []


MAKERS: dict[str, Callable[[Maker, Section], list[Block]]] = {
    "title": _nothing,
    "text": _text,
    "messages": _messages,
    "question": _question,
    "findings": evidence.findings,
    "certainty": evidence.certainty,
    "included": evidence.included,
    "method": evidence.method,
    "search": evidence.search,
    "flow": evidence.flow,
    "account": evidence.account,
    "makers": _makers,
    "dates": _dates,
    "references": _references,
    "words": _nothing,
}
