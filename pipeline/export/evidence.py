"""The sections that rest on findings, reviews and the search log (GRADE summary of findings; PRISMA 2020; PRISMA-S)."""

from __future__ import annotations

from collections.abc import Sequence

from appraisal.picture_grid import Grid
from appraisal.pictures import STUDY, lights_alt, lights_title, short, traffic_light, words_title
from pipeline.errors import BadInput
from pipeline.export.blocks import (
    Block,
    BulletList,
    Figure,
    Heading,
    Paragraph,
    Run,
    Table,
    Verbatim,
    one_line,
    plain,
    typed_blocks,
)
from pipeline.export.maker import Maker, no_review, shown_date
from pipeline.export.summary import IncludedReview, SearchAccount
from pipeline.export.template import Section
from pipeline.file_days import DATES
from pipeline.flow_counts import FlowCounts, grouped, label
from pipeline.flow_diagram import alt_text, rows, svg, title
from pipeline.search_account import STRATEGIES
from pipeline.wording import CERTAINTIES, Finding, by_whom, certainty_label, sentence_with_certainty, standard_sentence


def sentence(maker: Maker, finding: Finding, beside: bool) -> str:
    """The person's sentence, else the standard one; a finding that is not complete is named without a claim."""
    try:
        if beside:
            return sentence_with_certainty(maker.wording, finding, maker.language)
        return one_line(finding.sentence) or standard_sentence(maker.wording, finding, maker.language)
    except BadInput:
        return f"{one_line(finding.outcome)}: {maker.label('not_written')}"


def findings(maker: Maker, section: Section) -> list[Block]:
    """The summary-of-findings table (GRADE): one row per outcome."""
    findings = maker.summary.findings
    if not findings:
        return (
            no_review(maker, section.id) if maker.summary.no_review else [Paragraph(plain(maker.label("no_findings")))]
        )
    keys = ("outcome", "says", "relative", "absolute", "studies", "people", "certainty", "comes_from")
    return [
        Table(
            maker.label("findings_table"),
            tuple(maker.label(key) for key in keys),
            tuple(
                (
                    maker.said(one.outcome),
                    sentence(maker, one, beside=False),
                    maker.said(one.relative),
                    maker.said(one.absolute.replace("->", "→")),
                    maker.count(one.studies),
                    maker.count(one.people),
                    _sure(maker, one),
                    maker.said(one.review),
                )
                for one in findings
            ),
        )
    ]


def _sure(maker: Maker, one: Finding) -> str:
    """How sure it is, and whose judgement that is, where somebody has said it: the review's is told from the team's own."""
    label = certainty_label(maker.wording, one.certainty, maker.language)
    if whose := by_whom(one, "whose"):
        return f"{label} ({maker.label(whose)})" if label else maker.label("not_known")
    return label or maker.label("not_known")


def _why(maker: Maker, one: Finding) -> list[str]:
    """Why it is judged so: the team's reasons, step by step where it took them; beside it what the review itself says."""
    parts = [one_line(one.certainty_reason)]
    if one.steps:
        parts = [f"{maker.label('steps_with')} {one.steps_with}", *map(one_line, one.steps)]
        if not _made_of(one.certainty_reason, one.steps):
            parts.append(one_line(one.certainty_reason))
    if one.certainty and (judged := by_whom(one, "judged")):
        parts.append(maker.label(judged))
    if one.judged_by == "us" and one.review_certainty:
        said = certainty_label(maker.wording, one.review_certainty, maker.language)
        parts.append(f"{maker.label('review_says')}: {said}")
    if one.judged_by == "review" or one.review_certainty:
        parts.append(one_line(one.certainty_agree))
    return parts


def _made_of(reason: str, steps: Sequence[str]) -> bool:
    """Whether a reason only says what the steps say: it was taken over from them."""
    said = [part.partition(": ")[2].strip() for part in reason.split(";")]
    return len(said) == len(steps) and all(step.endswith(part) for part, step in zip(said, steps, strict=True))


def certainty(maker: Maker, section: Section) -> list[Block]:
    """Per finding: certainty, who judged, the reasons for certainty and size; then what the used degrees mean."""
    findings = maker.summary.findings
    if not findings:
        return no_review(maker, section.id) if maker.summary.no_review else []
    items = []
    for one in findings:
        runs = [
            Run(f"{maker.said(one.outcome)}: ", bold=True),
            Run(certainty_label(maker.wording, one.certainty, maker.language) or maker.label("not_known")),
        ]
        parts = _why(maker, one)
        if one.size in maker.wording.sizes and one.kind == "effect":
            size = f"{maker.label('size')}: {maker.wording.sizes[one.size][maker.language]}"
            parts.append(f"{size} ({one_line(one.size_reason).rstrip('.')})" if one.size_reason.strip() else size)
        items.append((*runs, Run(". " + " ".join(_ended(part) for part in parts if part))))
    used = [level for level in CERTAINTIES if any(one.certainty == level for one in findings)]
    meanings = tuple(
        (
            Run(certainty_label(maker.wording, level, maker.language), bold=True),
            Run(": " + maker.wording.explanations[level][maker.language]),
        )
        for level in used
    )
    blocks: list[Block] = [BulletList(tuple(items))]
    return (
        [*blocks, Paragraph(plain(maker.label("certainty_means") + ":")), BulletList(meanings)] if meanings else blocks
    )


def included(maker: Maker, section: Section) -> list[Block]:
    """What the summary is based on: reviews, then single studies, each kind in a table of its own; then the appraisals."""
    found = maker.summary.included
    if not found:
        return no_review(maker, section.id) if maker.summary.no_review else []
    return [
        *_included(maker, "review", "included_table", [one for one in found if one.is_review]),
        *_included(maker, "study", "studies_table", [one for one in found if not one.is_review]),
        *(block for number, one in enumerate(maker.summary.appraised) for block in _lights(maker, one, number)),
    ]


def _included(maker: Maker, named: str, titled: str, found: Sequence[IncludedReview]) -> list[Block]:
    """The table of one kind of article. A single study has searched for nothing and holds no others, so it has those
    columns only where people have written something there.
    """
    if not found:
        return []
    told = {"searched_to": any(one.search_date for one in found), "studies": any(one.studies for one in found)}
    every = (named, "year", "searched_to", "countries", "studies", "people", "quality")
    keys = [key for key in every if named == "review" or told.get(key, True)]
    rows = []
    for one in found:
        cells = {
            named: maker.said(one.citation),
            "year": str(one.year) if one.year else maker.label("not_known"),
            "searched_to": maker.said(shown_date(one.search_date, maker.language)),
            "countries": maker.said(one.countries),
            "studies": maker.count(one.studies),
            "people": maker.count(one.people),
            "quality": _quality(maker, one),
        }
        rows.append(tuple(cells[key] for key in keys))
    return [Table(maker.label(titled), tuple(maker.label(key) for key in keys), tuple(rows))]


def _quality(maker: Maker, one: IncludedReview) -> str:
    """The judgement, the reason for it, and what it was made with."""
    made = f"{maker.label('appraised_with')} {one_line(one.instrument)}" if one.instrument.strip() else ""
    return " ".join(_ended(part) for part in (maker.said(one.judgement), one_line(one.judgement_reason), made) if part)


def _lights(maker: Maker, found: Grid, number: int) -> list[Block]:
    """The appraisals as a traffic light, its cells in words as a table."""
    said = lights_title(found, maker.language)
    words = tuple(
        (one_line(line.study), *(found.mark(cell).label.get(maker.language) for cell in line.cells))
        for line in found.lines
    )
    heads = (STUDY.get(maker.language), *(short(found, at, maker.language) for at in range(len(found.columns))))
    picture = traffic_light(found, maker.language, f"lights-{number}")
    table = Table(words_title(found, maker.language), heads, words)
    return [Heading(3, said), Figure(picture, lights_alt(found, maker.language), "", table)]


def method(maker: Maker, section: Section) -> list[Block]:
    """What was done, in sentences made from the log."""
    return [BulletList(tuple(plain(one) for one in maker.summary.method))] if maker.summary.method else []


def account(maker: Maker, section: Section) -> list[Block]:
    """The account of the search: sixteen items, each with what the log tells and what people answered."""
    items = maker.summary.account
    if not items:
        return []
    rows = tuple(
        (
            f"{one.number}. {one_line(one.label)}",
            " ".join(_ended(one_line(text)) for text in (*one.told, one.answer) if text.strip())
            or maker.label("not_known"),
        )
        for one in items
    )
    return [Table(maker.label("account_table"), (maker.label("item"), maker.label("done")), rows)]


def search(maker: Maker, section: Section) -> list[Block]:
    """Sources with dates and hits first, then each strategy in full as it was run, then other places."""
    one = maker.summary
    blocks: list[Block] = []
    dates = sorted(search.date for search in one.searches if search.date)
    if dates:
        blocks.append(
            Paragraph((Run(maker.label("last_search") + ": ", bold=True), Run(shown_date(dates[-1], maker.language))))
        )
    if one.searches:
        blocks.append(
            Table(
                maker.label("searches_table"),
                tuple(maker.label(key) for key in ("source", "date", "hits")),
                tuple(
                    (
                        maker.said(search.source),
                        maker.said(_day(maker, search)),
                        maker.count(search.hits),
                    )
                    for search in one.searches
                ),
            )
        )
    if any(search.came_in and not search.date for search in one.searches):
        blocks += _told_days(maker)
    typed = next((item.answer for item in one.account if item.number == STRATEGIES), "")
    blocks += strategies(maker, [each for each in one.searches if each.strategy.strip() or not typed.strip()])
    if typed.strip() and (
        files := [each.source for each in one.searches if each.by_strategy and not each.strategy.strip()]
    ):
        heading = f"{maker.label('strategy')}: {', '.join(dict.fromkeys(maker.said(name) for name in files))}"
        blocks += [Heading(3, heading), *typed_blocks(typed, maker.typed_in)]
    return [*blocks, *_places(maker)] or [Paragraph(plain(maker.label("no_search")))]


def _day(maker: Maker, search: SearchAccount) -> str:
    """The day of a search; where only the day is known on which its file came in, that day as what it is. Empty = neither."""
    if search.date or not search.came_in:
        return shown_date(search.date, maker.language)
    return f"{maker.label('came_in')} {shown_date(search.came_in, maker.language)}"


def _told_days(maker: Maker) -> list[Block]:
    """What people have written of when the searches behind files were run, as they wrote it."""
    return [
        block
        for item in maker.summary.account
        if item.number == DATES and item.answer.strip()
        for block in (Paragraph((Run(f"{item.label}:", bold=True),)), *typed_blocks(item.answer, maker.typed_in))
    ]


def _places(maker: Maker) -> list[Block]:
    """Where else was looked; what kind of place it is only where somebody has said so."""
    places = maker.summary.other_places
    keys = (
        ("place", "kind", "date", "result") if any(one.kind.strip() for one in places) else ("place", "date", "result")
    )
    rows = [
        {"place": one.name, "kind": one.kind, "date": shown_date(one.date, maker.language), "result": one.result}
        for one in places
    ]
    if not rows:
        return []
    heads = tuple(maker.label(key) for key in keys)
    return [
        Table(maker.label("places_table"), heads, tuple(tuple(maker.said(row[key]) for key in keys) for row in rows))
    ]


def strategies(maker: Maker, searches: Sequence[SearchAccount], *, whole: bool = False) -> list[Block]:
    """Each search in full as it was run, on which day, how the database read it, and what it remarked.

    `whole`: with every word that the database did not know; else some of many, and the account names them all.
    """
    blocks: list[Block] = []
    for search in (one for one in searches if one.by_strategy):
        named = ", ".join(part for part in (maker.said(search.source), _day(maker, search)) if part)
        blocks.append(Heading(3, f"{maker.label('strategy')}: {named}"))
        blocks.append(
            Verbatim(search.strategy, "en") if search.strategy.strip() else Paragraph(plain(maker.label("not_known")))
        )
        if search.limits:
            blocks.append(Paragraph(plain(one_line(search.limits))))
        if search.translation.strip():
            blocks += [Paragraph(plain(maker.label("translation") + ":")), Verbatim(search.translation, "en")]
        remarked = search.warnings
        if whole and search.unknown:
            remarked = (search.unknown, *remarked[1:])
        if remarked:
            blocks += [
                Paragraph(plain(maker.label("warnings") + ":")),
                BulletList(tuple(plain(one_line(one)) for one in remarked)),
            ]
    return blocks


def flow(maker: Maker, section: Section) -> list[Block]:
    return diagrams(maker)


def diagrams(maker: Maker) -> list[Block]:
    """The diagram of the whole question; beside it that of the newest round of searching again, where there was one."""
    found = [one for one in (maker.summary.flow, maker.summary.update) if one is not None]
    return [block for counts in found for block in _diagram(maker, counts)]


def _diagram(maker: Maker, counts: FlowCounts) -> list[Block]:
    lines = tuple((name, grouped(number, maker.language)) for name, number in rows(counts, maker.language))
    table = Table(maker.label("flow_table"), (label("box", maker.language), label("count", maker.language)), lines)
    said = title(counts, maker.language) if counts.update_since else maker.label("flow")
    return [Heading(3, said), Figure(svg(counts, maker.language), alt_text(counts, maker.language), "", table)]


def _ended(part: str) -> str:
    return part if part.endswith((".", "!", "?")) else part + "."
