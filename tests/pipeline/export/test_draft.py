"""A document made while something must be mended says in itself that it is a draft, in every format and language."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from lxml import html

from pipeline.export.document import Document, compose, is_draft
from pipeline.export.docx import to_docx
from pipeline.export.html import to_html
from pipeline.export.markdown import to_markdown
from pipeline.export.pdf import to_pdf
from pipeline.steps.summarise import file_name
from tests.pipeline.export import reading
from tests.pipeline.export.samples import READY, SAMPLE, TEMPLATE, WORDING

WORDS = {"nb": "UTKAST: Noe må rettes", "nn": "UTKAST: Noko må rettast", "en": "DRAFT: Something must be corrected"}
Ends = tuple[list[str], list[str], str]  # head and foot of each page (or of the whole), and what stands in the text


def of_docx(document: Document) -> Ends:
    content = to_docx(document)
    (page,) = docx.Document(BytesIO(content)).sections
    ends: list[Any] = [page.header, page.footer]
    head, foot = (" ".join(one.text for one in end.paragraphs) for end in ends)
    assert ZipFile(BytesIO(content)).testzip() is None
    return [head], [foot], reading.of_docx(content).text


def of_html(document: Document) -> Ends:
    page: Any = html.document_fromstring(to_html(document).encode())
    ends = [[one.text_content() for one in page.iterfind(f"body/{tag}")] for tag in ("header", "footer")]
    return ends[0], ends[1], page.find("body/main").text_content()


def of_markdown(document: Document) -> Ends:
    head, *text, foot = to_markdown(document).strip().split("\n\n")
    return [head], [foot], "\n".join(text)


def of_pdf(document: Document) -> Ends:
    content = to_pdf(document)
    around = reading.footers(content)  # what is no part of the text: both ends of each page
    ends = [one if one.count("UTKAST:") + one.count("DRAFT:") == 2 else "" for one in around]
    return ends, ends, reading.of_pdf(content).text


FORMATS: dict[str, Callable[[Document], Ends]] = {
    "docx": of_docx,
    "pdf": of_pdf,
    "html": of_html,
    "markdown": of_markdown,
}


def flat(text: str) -> str:
    return " ".join(text.replace("*", "").replace("\xad", "").split())


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("to", FORMATS)
def test_a_draft_says_so_below_its_title_and_at_head_and_foot(to: str, language: str) -> None:
    head, foot, text = FORMATS[to](compose(SAMPLE, TEMPLATE, WORDING, language))
    word, _, said = WORDS[language].partition(": ")
    assert head and foot
    assert all(WORDS[language] in flat(one) for one in (*head, *foot))
    assert word in flat(text)[:600] and said in flat(text)[:600]


@pytest.mark.parametrize("to", FORMATS)
def test_what_is_ready_is_not_marked(to: str) -> None:
    head, foot, text = FORMATS[to](compose(READY, TEMPLATE, WORDING))
    assert not any("UTKAST" in one for one in (*head, *foot, text))


def test_only_what_must_be_mended_makes_a_draft() -> None:
    assert (is_draft(SAMPLE), is_draft(READY)) == (True, False)
    assert compose(SAMPLE, TEMPLATE, WORDING).metadata["subject"] == "EKSEMPEL · UTKAST"


def test_the_name_of_the_file_tells_a_draft_too() -> None:
    assert file_name("docx", "2026-11-21", draft=True) == "forskningsomtale-utkast-2026-11-21.docx"
    assert file_name("pdf", "2026-11-21", draft=False) == "forskningsomtale-2026-11-21.pdf"
