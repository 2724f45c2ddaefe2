"""Text in another language than the document's is marked with it: titles of references, and what people typed."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn

from pipeline.export.document import compose
from pipeline.export.docx import to_docx
from pipeline.export.html import to_html
from pipeline.export.pdf import to_pdf
from pipeline.export.summary import Summary
from pipeline.record_language import language_of, title_language
from pipeline.records import Record
from tests.pipeline.export.samples import TEMPLATE, WORDING

TITLE = "Example review of made-up falls"
LINE = f"Example A. {TITLE}. J Examples 2020. https://doi.org/10.5555/example"
ONE = Summary(
    "Eksempel på tittel", "nb", typed_in="nb", question="Hjelper det?", references=(LINE,), titled={LINE: (TITLE, "en")}
)


@pytest.mark.parametrize(
    ("record", "language", "title"),
    [
        (Record(title=TITLE, languages=("eng",)), "en", "en"),
        (Record(title="Eksempel", languages=("Norwegian",)), "nb", "nb"),
        (Record(title="[Example, translated]", pmid="1", languages=("nor",)), "nb", "en"),
        (Record(title="[Eksempel]", languages=("nno",)), "nn", "nn"),
        (Record(title=TITLE, languages=("tlh",)), "", ""),
        (Record(title=TITLE), "", ""),
    ],
)
def test_what_a_source_says_of_the_language(record: Record, language: str, title: str) -> None:
    assert (language_of(record), title_language(record)) == (language, title)


def test_html() -> None:
    norwegian = to_html(compose(ONE, TEMPLATE, WORDING))
    assert f'<li>Example A. <span lang="en">{TITLE}</span>. J Examples 2020. <a href=' in norwegian
    assert norwegian.count(' lang="') == 2, "the page, and the title of the reference"
    english = to_html(compose(ONE, TEMPLATE, WORDING, "en"))
    assert '<h1 lang="nb">Eksempel på tittel</h1>' in english and '<span lang="nb">Hjelper det?</span>' in english
    assert f"<li>Example A. {TITLE}. J Examples 2020." in english, "it is in the document's language"


def test_word() -> None:
    file = docx.Document(BytesIO(to_docx(compose(ONE, TEMPLATE, WORDING))))
    marked = {
        run.text: mark.get(qn("w:val"))
        for paragraph in file.paragraphs
        for run in paragraph.runs
        for mark in run._r.iter(qn("w:lang"))
    }
    assert marked == {TITLE: "en-GB"}


def test_pdf() -> None:
    assert languages_in(to_pdf(compose(ONE, TEMPLATE, WORDING))) >= {"nb-NO", "en-GB"}
    same = replace(ONE, titled={})
    assert "en-GB" not in languages_in(to_pdf(compose(same, TEMPLATE, WORDING)))


def languages_in(content: bytes) -> set[str]:
    """Of the stretches of text that have one of their own."""
    with pikepdf.open(BytesIO(content)) as file:
        pages = b"".join(page.Contents.read_bytes() for page in file.pages)
    return {one.decode() for one in re.findall(rb"/Lang ?\(([^)]*)\)", pages)}
