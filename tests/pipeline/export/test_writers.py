"""DOCX, HTML and Markdown: structure, language, and hostile content that stays text."""

from __future__ import annotations

import base64
import re
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree, html

from pipeline.export.columns import LINE, PADDING, widths
from pipeline.export.document import Heading, Table, compose
from pipeline.export.docx import to_docx
from pipeline.export.html import to_html
from pipeline.export.markdown import inert, to_markdown
from tests.pipeline.export.samples import ATTACKS, CITATION, SAMPLE, TEMPLATE, WORDING, hostile

DOCUMENT = compose(SAMPLE, TEMPLATE, WORDING)
HOSTILE = compose(hostile(), TEMPLATE, WORDING)
ADDRESS = "https://doi.org/10.1000/example.1"


def test_html_structure() -> None:
    page = html.document_fromstring(to_html(DOCUMENT))
    assert page.get("lang") == "nb" and page.findtext(".//title") == SAMPLE.title
    assert [len(page.findall(f".//{tag}")) for tag in ("h1", "main", "script", "link", "form", "iframe")] == [
        1,
        1,
        0,
        0,
        0,
        0,
    ]
    assert all(cell.get("scope") == "col" for cell in page.findall(".//thead//th"))
    assert all(cell.get("scope") == "row" for cell in page.findall(".//tbody//th"))
    assert all(table.find("caption") is not None for table in page.findall(".//table"))
    levels = [int(one.tag[1]) for one in page.iter("h1", "h2", "h3")]
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_html_is_self_contained_and_links_are_real() -> None:
    text = to_html(DOCUMENT)
    page = html.document_fromstring(text)
    assert all(
        one.get("src", "").startswith("data:image/svg+xml;base64,") and one.get("alt") for one in page.iter("img")
    )
    assert {one.get("href") for one in page.iter("a")} == {ADDRESS, "https://pubmed.ncbi.nlm.nih.gov/11111111/"}
    assert "url(" not in text and "@import" not in text
    (picture,) = page.iter("img")
    etree.fromstring(base64.b64decode(picture.get("src", "").split(",")[1]))


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_html_contrast(scheme: int) -> None:
    style = re.findall(r":root \{(.*?)\}", to_html(DOCUMENT), re.DOTALL)[scheme]
    colour = dict(re.findall(r"--(\w+): (#\w{6})", style))
    for ink in ("ink", "link", "head"):
        for paper in ("paper", "soft", "note"):
            high, low = sorted((_luminance(colour[ink]), _luminance(colour[paper])), reverse=True)
            assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, paper)
    high, low = sorted((_luminance(colour["line"]), _luminance(colour["paper"])), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= 3


def test_hostile_content_is_text_in_html() -> None:
    page = html.document_fromstring(to_html(HOSTILE))
    known = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "main",
        "footer",
        "h1",
        "h2",
        "h3",
        "p",
        "ul",
        "li",
        "a",
        "em",
        "strong",
        "div",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "pre",
        "figure",
        "img",
        "figcaption",
    }
    assert {one.tag for one in page.iter()} <= known  # comments would show as functions
    allowed = {
        "lang",
        "charset",
        "http-equiv",
        "content",
        "name",
        "class",
        "role",
        "tabindex",
        "aria-label",
        "scope",
        "src",
        "alt",
        "href",
    }
    assert {str(name) for one in page.iter() for name in one.attrib} <= allowed
    assert all(re.match(r"https?://", one.get("href", "")) for one in page.iter("a"))
    assert all(one.get("src", "").startswith("data:") for one in page.iter("img"))
    assert (
        "<script>alert(1)</script>" in etree.tostring(page, method="text", encoding="unicode")
        and len(page.findall(".//h1")) == 1
    )
    assert not re.search("[\x00-\x08\x1b\u202e]", to_html(HOSTILE))


def test_docx_structure() -> None:
    file = docx.Document(BytesIO(to_docx(DOCUMENT)))
    headings = [
        (one.style.name, one.text) for one in file.paragraphs if one.style and str(one.style.name).startswith("Heading")
    ]
    assert headings == [(f"Heading {one.level}", one.text) for one in DOCUMENT.blocks if isinstance(one, Heading)]
    assert file.core_properties.title == SAMPLE.title and file.core_properties.language == "nb-NO"
    assert file.core_properties.author == "Kari Eksempel; Ola Prøve" and file.core_properties.comments == ""
    for table in file.tables:
        flags = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert flags == [True] + [False] * (len(flags) - 1)
        told = [one.tag for one in table._tbl.tblPr]
        assert told[-3:] == [qn("w:tblCellMar"), qn("w:tblLook"), qn("w:tblCaption")], "in the order that Word asks for"
    assert any("herav Feil tiltak" in cell.text for table in file.tables for cell in table._cells)
    assert CITATION in "\n".join(one.text for one in file.paragraphs)
    links = [one.target_ref for one in file.part.rels.values() if one.is_external]
    assert ADDRESS in links


@pytest.mark.parametrize(("language", "code"), [("nb", "nb-NO"), ("nn", "nn-NO"), ("en", "en-GB")])
def test_docx_language(language: str, code: str) -> None:
    made = ZipFile(BytesIO(to_docx(compose(SAMPLE, TEMPLATE, WORDING, language))))
    styles = etree.fromstring(made.read("word/styles.xml"))
    assert [one.get(qn("w:val")) for one in styles.iterfind(f"{qn('w:docDefaults')}//{qn('w:lang')}")] == [code]
    assert b"python-docx" not in made.read("docProps/core.xml")


def test_hostile_content_is_text_in_docx() -> None:
    data = to_docx(HOSTILE)
    file = docx.Document(BytesIO(data))
    assert "<script>alert(1)</script>" in "\n".join(one.text for one in file.paragraphs)
    assert all(re.match(r"https?://", one.target_ref) for one in file.part.rels.values() if one.is_external)
    xml = ZipFile(BytesIO(data)).read("word/document.xml")
    root = etree.fromstring(xml)
    assert not [
        one for one in root.iter() if etree.QName(one).localname in ("instrText", "fldSimple", "object", "script")
    ]


def test_markdown_structure() -> None:
    lines = to_markdown(DOCUMENT).split("\n")
    assert [one for one in lines if one.startswith("# ")] == ["# " + SAMPLE.title]
    assert "## Hovedbudskap" in lines and "- Trening reduserer antall fall (høy tillit)." in lines
    assert any(one.startswith("| antall fall | Trening reduserer") for one in lines)
    assert '("Accidental Falls"[mh] OR fall*[tiab])' in lines  # as it was run
    assert f"]({ADDRESS})" in to_markdown(DOCUMENT)


def test_hostile_content_is_text_in_markdown() -> None:
    markdown_it = pytest.importorskip("markdown_it", reason="markdown-it-py is not installed")
    made = to_markdown(HOSTILE)
    outside = re.sub(r"(?ms)^(`{3,})text\n.*?^\1$", "", made)
    assert "<" not in outside and "{{" not in outside
    reader = markdown_it.MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    reader.validateLink = lambda url: True  # the most careless reader there is
    page = html.document_fromstring(reader.render(made))
    known = {
        "html",
        "body",
        "h1",
        "h2",
        "h3",
        "p",
        "ul",
        "li",
        "a",
        "em",
        "strong",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "pre",
        "code",
        "blockquote",
    }
    assert {one.tag for one in page.iter()} <= known
    assert all(re.match(r"https?://", one.get("href", "")) for one in page.iter("a"))
    assert len(page.findall(".//h1")) == 1
    for table in page.iter("table"):
        assert len({len(row) for row in table.iter("tr")}) == 1
    italic = "Ikke skrevet ennå."
    assert {etree.tostring(one, method="text", encoding="unicode", with_tail=False) for one in page.iter("em")} <= {
        italic
    }


@pytest.mark.parametrize("text", ATTACKS)
def test_every_attack_reads_the_same_when_shown(text: str) -> None:
    markdown_it = pytest.importorskip("markdown_it", reason="markdown-it-py is not installed")
    shown = html.fragment_fromstring(
        markdown_it.MarkdownIt("commonmark", {"html": True}).render(inert(text)), create_parent="div"
    )
    wanted = " ".join(re.sub("[\x00-\x08\x1b\u202e\ud800]", "", text).split())
    assert shown.text_content().strip() == wanted
    assert {one.tag for one in shown.iter()} <= {"div", "p"}


def test_nothing_is_called_the_same_twice_in_a_row() -> None:
    """A drawing under a heading has no caption that says the heading again, nor has the table below it."""
    told = [
        one.text_content() for one in html.document_fromstring(to_html(DOCUMENT)).xpath("//h3|//caption|//figcaption")
    ]
    assert [one for one, after in pairwise(told) if one == after] == []
    names = [one.text for one in docx.Document(BytesIO(to_docx(DOCUMENT))).paragraphs if one.text.strip()]
    assert [one for one, after in pairwise(names) if one == after] == []


def test_what_leads_in_stays_on_the_page_of_what_follows() -> None:
    """Headings, captions of tables and lines that end with a colon."""
    paragraphs = docx.Document(BytesIO(to_docx(DOCUMENT))).paragraphs
    leads = [one for one in paragraphs if one.text.endswith(":") and one.style.name == "Normal"]
    assert leads and all(one.paragraph_format.keep_with_next for one in leads)
    heads = [one for one in paragraphs if one.style.name.startswith(("Heading", "Caption"))]
    assert all(one.paragraph_format.keep_with_next or one.style.paragraph_format.keep_with_next for one in heads)


def test_a_column_makes_room_for_its_longest_word_where_there_is_any() -> None:
    long = "Hjemmerehabilitering"
    many = Table("", ("Oversikt", "Vurdert"), (("Et langt navn på en oversikt " * 9, f"{long} " + "og mer " * 9),))
    assert widths(many)[1] >= len(long) + PADDING
    address = Table("", ("Oversikt", "År"), (("https://doi.org/10.1000/" + "9" * 90 + " " + "ord " * 40, "2019"),))
    assert sum(widths(address)) <= LINE + 1
