"""The account of the search as a document of its own: what was done, PRISMA-S item by item, strategies, flow diagram."""

from __future__ import annotations

from pipeline.export import evidence
from pipeline.export.blocks import (
    Block,
    BulletList,
    Document,
    Heading,
    Note,
    Paragraph,
    Run,
    one_line,
    plain,
    typed_blocks,
)
from pipeline.export.maker import Maker, shown_date
from pipeline.export.summary import Summary
from pipeline.export.template import Template
from pipeline.search_account import STRATEGIES, AccountItem
from pipeline.wording import Wording, known_language


def compose_account(summary: Summary, template: Template, wording: Wording, language: str | None = None) -> Document:
    """What a researcher needs to judge the search or do it again, in the summary's language unless another is asked for.

    It stands on the log, so it is never a draft; what nobody has answered yet is said to be not stated.
    """
    maker = Maker(summary, template, wording, known_language(language or summary.language))
    title = f"{maker.label('account_table')}: {one_line(summary.title) or maker.label('not_written')}"
    blocks: list[Block] = [Heading(1, title)]
    if summary.is_example:
        blocks.append(Note(maker.label("example_title"), maker.label("example")))
    if summary.question.strip() and one_line(summary.question) != one_line(summary.title):
        blocks.append(Paragraph(plain(one_line(summary.question))))
    blocks.append(
        Paragraph((Run(f"{maker.label('date')}: ", bold=True), Run(shown_date(summary.date, maker.language))))
    )
    if summary.method:
        blocks += [Heading(2, maker.label("done")), BulletList(tuple(plain(one) for one in summary.method))]
    for item in summary.account:
        blocks += _item(maker, item)
    blocks += [Heading(2, one.text) if isinstance(one, Heading) else one for one in evidence.diagrams(maker)]
    subject = maker.label("example_title") if summary.is_example else ""
    authors = "; ".join(one_line(one.name) for one in summary.authors if one.name.strip())
    told = {"authors": authors, "date": summary.date, "version": summary.version, "subject": subject, "mark": ""}
    return Document(title, maker.language, tuple(blocks), told)


def _item(maker: Maker, item: AccountItem) -> list[Block]:
    """One item: what the log tells, then what people answered. Of the strategies each in full; what was answered stands in
    for those of files."""
    blocks: list[Block] = [Heading(2, f"{item.number}. {one_line(item.label)}")]
    if item.number == STRATEGIES and item.told:
        answered = bool(item.answer.strip())
        shown = [one for one in maker.summary.searches if one.strategy.strip() or not answered]
        return [*blocks, *typed_blocks(item.answer, maker.typed_in), *evidence.strategies(maker, shown, whole=True)]
    if item.told:
        blocks.append(BulletList(tuple(plain(one_line(one)) for one in item.told)))
    blocks += typed_blocks(item.answer, maker.typed_in)
    return [*blocks, Paragraph((Run(maker.label("not_known"), italic=True),))] if item.open else blocks
