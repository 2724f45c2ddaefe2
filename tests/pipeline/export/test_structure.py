"""T23: one table of checks over every format that has structure: DOCX, HTML and PDF, each read by a tool of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest

from pipeline.export.document import Document, Figure, Heading, Table, Verbatim, compose
from pipeline.export.docx import to_docx
from pipeline.export.html import to_html
from pipeline.export.pdf import to_pdf
from tests.pipeline.export import reading
from tests.pipeline.export.reading import Facts
from tests.pipeline.export.samples import CITATION, SAMPLE, TEMPLATE, WORDING, hostile

FORMATS: dict[str, Callable[[Document], Facts]] = {
    "docx": lambda document: reading.of_docx(to_docx(document)),
    "html": lambda document: reading.of_html(to_html(document).encode()),
    "pdf": lambda document: reading.of_pdf(to_pdf(document)),
}
DOCUMENTS = {
    **{language: compose(SAMPLE, TEMPLATE, WORDING, language) for language in ("nb", "nn", "en")},
    "hostile": compose(hostile(), TEMPLATE, WORDING),
}


def squeezed(text: str) -> str:
    """Letters only: line breaks, blanks, the soft hyphens of hyphenation and marks of direction are the layout's."""
    return "".join(re.sub("[\xad\u200e\u200f]", "", text).split())


def tables(document: Document) -> list[Table]:
    """The tables of a document, with those that stand in for drawings."""
    found = [block.table if isinstance(block, Figure) else block for block in document.blocks]
    return [one for one in found if isinstance(one, Table)]


def one_first_heading(facts: Facts, document: Document) -> bool:
    return [level for level, _ in facts.headings].count(1) == 1 and facts.headings[0][0] == 1


def headings_as_composed(facts: Facts, document: Document) -> bool:
    wanted = [(one.level, squeezed(one.text)) for one in document.blocks if isinstance(one, Heading)]
    return [(level, squeezed(text)) for level, text in facts.headings] == wanted


def no_level_skipped(facts: Facts, document: Document) -> bool:
    return all(later - earlier <= 1 for (earlier, _), (later, _) in pairwise(facts.headings))


def title_is_the_heading(facts: Facts, document: Document) -> bool:
    title = facts.headings[0][1] if len(document.title) > 250 else document.title  # Word keeps 255 letters
    return squeezed(title).startswith(squeezed(facts.title)[:200]) and bool(facts.title)


def language_is_said(facts: Facts, document: Document) -> bool:
    return facts.language.partition("-")[0] == document.language


def foreign_stretches_are_marked(facts: Facts, document: Document) -> bool:
    """Search strategies are English; a document in English need not say so again."""
    strategies = any(isinstance(one, Verbatim) and one.language == "en" for one in document.blocks)
    marked = {one.partition("-")[0] for one in facts.foreign}
    return marked <= {"en"} and (document.language == "en" or bool(marked) == strategies)


def every_header_is_flagged(facts: Facts, document: Document) -> bool:
    return all(one.flagged and one.cells for one in facts.tables)


def tables_as_composed(facts: Facts, document: Document) -> bool:
    wanted = [tuple(squeezed(cell) for cell in one.header) for one in tables(document)]
    return [tuple(squeezed(cell) for cell in one.cells) for one in facts.tables] == wanted


def every_picture_has_its_text(facts: Facts, document: Document) -> bool:
    wanted = [squeezed(one.alt) for one in document.blocks if isinstance(one, Figure)]
    return [squeezed(one) for one in facts.alt] == wanted and all(wanted)


def links_are_addresses(facts: Facts, document: Document) -> bool:
    return bool(facts.links) and all(one.startswith(("https://", "http://")) for one in facts.links)


CHECKS = (
    one_first_heading,
    headings_as_composed,
    no_level_skipped,
    title_is_the_heading,
    language_is_said,
    foreign_stretches_are_marked,
    every_header_is_flagged,
    tables_as_composed,
    every_picture_has_its_text,
    links_are_addresses,
)


@pytest.fixture(scope="module")
def facts() -> dict[tuple[str, str], Facts]:
    return {(name, to): read(one) for name, one in DOCUMENTS.items() for to, read in FORMATS.items()}


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize("check", CHECKS, ids=lambda one: one.__name__)
def test_structure(
    check: Callable[[Facts, Document], bool], to: str, name: str, facts: dict[tuple[str, str], Facts]
) -> None:
    assert check(facts[name, to], DOCUMENTS[name])


@pytest.mark.parametrize("name", ["nb", "nn", "en"])
def test_the_formats_say_the_same(name: str, facts: dict[tuple[str, str], Facts]) -> None:
    """Every text of the document stands in every format, and all have the same headings and tables."""
    document = DOCUMENTS[name]
    cells = {
        cell for one in tables(document) for cell in (one.caption, *one.header, *(c for row in one.rows for c in row))
    }
    strategies = {line for one in document.blocks if isinstance(one, Verbatim) for line in one.text.split("\n")}
    for to in FORMATS:
        text = squeezed(facts[name, to].text)
        assert not {one for one in cells | strategies | {CITATION} if squeezed(one) not in text}, to
    assert len({tuple((level, squeezed(text)) for level, text in facts[name, to].headings) for to in FORMATS}) == 1
    assert len({facts[name, to].links for to in FORMATS}) == 1


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("<h1>", "<h2>", one_first_heading),
        ("<h2>", "<h4>", no_level_skipped),
        ('<html lang="nb">', '<html lang="en">', language_is_said),
        (' scope="col"', "", every_header_is_flagged),
        (' scope="row"', "", every_header_is_flagged),
        (' alt="Flytdiagram', ' alt="" title="Flytdiagram', every_picture_has_its_text),
        (' lang="en"', "", foreign_stretches_are_marked),
        ('href="https://', 'href="javascript://', links_are_addresses),
    ],
)
def test_the_checks_see_what_is_broken(old: str, new: str, check: Callable[[Facts, Document], bool]) -> None:
    page = to_html(DOCUMENTS["nb"])
    assert old in page
    assert not check(reading.of_html(page.replace(old, new).encode()), DOCUMENTS["nb"])
