"""PDF/UA-1: what the standard asks of the file, the same bytes each time, signs that no font has, and what goes wrong."""

from __future__ import annotations

import hashlib
import logging
import re
import subprocess
import sys
from dataclasses import replace
from html import escape
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wiring
from pipeline.errors import StoreFailed
from pipeline.export.blocks import Block, BulletList, Document, Figure, Heading, Paragraph, Run, Table, plain
from pipeline.export.document import Summary, compose
from pipeline.export.pdf import to_pdf
from pipeline.export.typesetting import drawing, drawn_width, png
from tests.pipeline.export import reading
from tests.pipeline.export.samples import FLOW, SAMPLE, TEMPLATE, WORDING

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = compose(SAMPLE, TEMPLATE, WORDING)
A4 = (595, 842)  # points


def one(*blocks: Block, title: str = "Example") -> Document:
    return Document(title, "nb", (Heading(1, title), *blocks), {"date": "2026-11-21"})


SHIPPED = tuple(wiring.library().instruments.values())


def test_what_the_standard_asks_of_the_file() -> None:
    with pikepdf.open(BytesIO(to_pdf(DOCUMENT))) as file:
        assert file.Root.MarkInfo.Marked and str(file.Root.Lang) == "nb-NO"
        assert file.Root.ViewerPreferences.DisplayDocTitle
        with file.open_metadata() as told:
            assert told["pdfuaid:part"] == "1"
            assert told["dc:title"] == SAMPLE.title
        assert file.Root.Outlines.Count > 0  # bookmarks
        assert {tuple(round(float(side)) for side in page.MediaBox[2:]) for page in file.pages} == {A4}
        assert all("/ToUnicode" in font for page in file.pages for font in page.resources.Font.values())
        assert str(file.docinfo["/CreationDate"]).startswith("D:20261121")
        assert str(file.docinfo["/Author"]) == "Kari Eksempel; Ola Prøve"


def test_nothing_in_it_runs_or_is_fetched() -> None:
    with pikepdf.open(BytesIO(to_pdf(DOCUMENT))) as file:
        assert not {"/OpenAction", "/AA", "/AcroForm", "/AF"} & set(file.Root.keys())
        assert "/JavaScript" not in file.Root.get("/Names", {}) and not file.attachments
        assert {str(note.A.S) for page in file.pages for note in page.get("/Annots", [])} == {"/URI"}


@pytest.mark.parametrize(
    ("language", "code", "page"), [("nb", "nb-NO", "Side"), ("nn", "nn-NO", "Side"), ("en", "en-GB", "Page")]
)
def test_language(language: str, code: str, page: str) -> None:
    content = to_pdf(compose(SAMPLE, TEMPLATE, WORDING, language))
    assert reading.of_pdf(content).language == code
    assert f"{page} 1 " in reading.footers(content)[0]


def test_every_page_says_that_it_is_an_example_and_which_page_it_is() -> None:
    feet = reading.footers(to_pdf(DOCUMENT))
    assert len(feet) > 2
    assert all(
        "EKSEMPEL" in foot and f"Side {number} av {len(feet)}" in foot for number, foot in enumerate(feet, start=1)
    )
    assert "EKSEMPEL" not in reading.footers(to_pdf(compose(replace(SAMPLE, is_example=False), TEMPLATE, WORDING)))[0]


def test_the_same_document_gives_the_same_bytes_here_and_in_another_process() -> None:
    script = (
        "import hashlib; from tests.pipeline.export.samples import *; from pipeline.export.document import compose; "
        "from pipeline.export.pdf import to_pdf; "
        "print(hashlib.sha256(to_pdf(compose(SAMPLE, TEMPLATE, WORDING))).hexdigest())"
    )
    made = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    here = [hashlib.sha256(to_pdf(DOCUMENT)).hexdigest() for _ in range(2)]
    assert {*here} == {made.strip()}


@pytest.mark.parametrize("date", ["", "i fjor", "2026-13-45"])
def test_a_document_without_a_date_repeats_too(date: str) -> None:
    undated = replace(DOCUMENT, metadata={"date": date})
    assert to_pdf(undated) == to_pdf(undated)


@pytest.mark.parametrize(
    "text", ["æøå ÆØÅ «sitat» “sitat” – — …", "⊕⊕⊕⊕ ⊕⊕⊕○ ●●○○ ●○○○", "čđŋšŧž ČĐŊŠŦŽ", "≥ ≤ ± × → µ α β"]
)
def test_signs_that_people_write_are_shown_as_they_are(text: str) -> None:
    assert text.replace(" ", "") in reading.of_pdf(to_pdf(one(Paragraph(plain(text))))).text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "shown", "lost"),
    [
        ("av 王伟", "av □□", 2),
        ("glad 😀", "glad □", 1),
        ("\uf0b7 punkt fra Word", "□ punkt fra Word", 1),
        ("a\ufeffb", "ab", 0),
    ],
)
def test_a_sign_that_no_font_has_is_a_square_and_the_reader_is_told(text: str, shown: str, lost: int) -> None:
    read = reading.of_pdf(to_pdf(one(Paragraph(plain(text)), title=f"Om {text}"))).text
    assert shown in read and f"Om {shown}" in read
    assert (f"{2 * lost} tegn finnes ikke i skriften" in read) == bool(lost)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.text(st.characters(min_codepoint=0x300, max_codepoint=0x1FFF), max_size=30))
def test_any_text_gives_a_pdf(title: str, text: str) -> None:
    table = Table(text, (title, "b"), ((text, title),))
    assert to_pdf(one(Paragraph((Run(text, bold=True),)), table, title=title)).startswith(b"%PDF-1.7")


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_an_empty_summary_is_a_pdf_in_every_language(language: str) -> None:
    assert reading.of_pdf(to_pdf(compose(Summary("", language), TEMPLATE, WORDING))).headings


def test_a_real_hyphen_can_be_copied() -> None:
    """Typst draws hyphenation with the same sign; a reader who copies "1-9" must not get "19"."""
    words = "kunnskapsoppsummeringene " * 20
    read = reading.of_pdf(to_pdf(one(Paragraph(plain(words)), Paragraph(plain("side 1-9, fhi-oversikt"))))).text
    assert "\xad" in read and "side 1-9, fhi-oversikt" in read


def test_a_table_over_many_pages_repeats_its_header() -> None:
    table = Table("Lang", ("Nummer", "Tekst"), tuple((str(number), "tekst " * 30) for number in range(120)))
    content = to_pdf(one(table))
    assert len(reading.footers(content)) > 3
    assert len(reading.of_pdf(content).tables) == 1  # one table for who listens
    assert all("NummerTekst" in page for page in reading.drawn(content))


def test_a_row_stays_on_one_page_and_one_that_is_higher_than_a_page_loses_nothing() -> None:
    rows = [(f"nr{number}begins " + "tekst " * 90 + f"nr{number}ends", "kort") for number in range(50)]
    table = Table("Lang", ("Tekst", "Mer"), (*rows, ("higherbegins " + "tekst " * 4000 + "higherends", "kort")))
    pages = reading.drawn(to_pdf(one(Paragraph(plain("Noe først.")), table)))
    assert len(pages) > 5
    for number in range(50):
        assert [page.count(f"nr{number}begins") for page in pages] == [page.count(f"nr{number}ends") for page in pages]
    whole = "".join(pages)
    assert whole.count("higherbegins") == whole.count("higherends") == 1
    assert whole.count("tekst") == 50 * 90 + 4000


def test_a_number_in_a_narrow_column_is_not_broken() -> None:
    said = ("RR 0,85 (0,81–0,89)", "12 981", "1 000 000 (0,001–10 000,5)")
    table = Table("Tall", tuple("abcdefgh"), tuple((one, *["ord " * 12] * 7) for one in said))
    drawn = reading.lines(to_pdf(one(table)))
    assert not [line for line in drawn if re.search(r"\d,$", line.split("ord")[0].strip())]


@pytest.mark.parametrize("points", range(5))
def test_a_drawing_has_its_caption_on_its_page(points: int) -> None:
    """With three points in the list the drawing fills its page, and the caption would stand alone on the next one."""
    figure = next(block for block in DOCUMENT.blocks if isinstance(block, Figure))
    figure = replace(figure, caption="Teksten under", table=None)
    before = [*(Paragraph(plain("En linje.")) for _ in range(13)), BulletList((plain("x"),) * points)]
    pages = reading.drawn(to_pdf(one(*before, figure)))
    both = [("Teksten under" in page, "Publikasjoner om disse (n" in page) for page in pages]
    assert all(caption == drawing for caption, drawing in both) and sum(caption for caption, _ in both) == 1


@pytest.mark.parametrize(
    "block",
    [
        Heading(4, "Hopper over nivåer"),
        Figure("<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>", "", "Uten tekst"),
        Figure("not a drawing", "Tekst", "Ødelagt"),
    ],
)
def test_what_cannot_be_built_is_a_code_and_the_log_holds_no_text_of_people(
    block: Block, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(StoreFailed) as caught:
        to_pdf(one(Paragraph(plain("Hemmelig ord")), block))
    assert caught.value.code == "pdf_failed" and not caught.value.params
    assert "typst refused" in caplog.text and "Hemmelig" not in caplog.text


def test_letters_and_signs_of_drawings_are_without_serifs_on_any_machine() -> None:
    """A font that lacked one of the signs would be helped out by another, and that would be in the file."""
    signs = {one.symbol for instrument in SHIPPED for one in (*instrument.judgements, *instrument.answers)}
    said = escape(f"Eksempel æøå čđŋ {' '.join(sorted(signs))}")
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="60" font-family="system-ui, sans-serif">'
    svg += f'<text x="5" y="20">{said}</text><text x="5" y="50" font-weight="bold">{said}</text></svg>'
    with pikepdf.open(BytesIO(drawing(svg, "Eksempel", "Eksempel", "nb"))) as file:
        fonts = {str(one.BaseFont).partition("+")[2] for one in file.objects if is_font(one)}
    assert fonts == {"DejaVuSansCondensed", "DejaVuSansCondensed-Bold"}
    assert png(svg).startswith(b"\x89PNG")


def is_font(one: object) -> bool:
    return isinstance(one, pikepdf.Dictionary) and "/BaseFont" in one


def test_a_high_drawing_stays_on_its_page() -> None:
    reasons = tuple((f"Årsak {number} som tar plass i boksen", number) for number in range(1, 90))
    flow = replace(FLOW, excluded_full_text=reasons)
    figure = next(
        block for block in compose(replace(SAMPLE, flow=flow), TEMPLATE, WORDING).blocks if isinstance(block, Figure)
    )
    assert drawn_width(figure.svg) < 120
    (page,) = (text for text in reading.drawn(to_pdf(one(figure))) if "Publikasjoner om disse (n" in text)
    assert "Årsak 1 som" in page


def test_right_to_left_text_without_glyphs_is_shown_as_squares() -> None:
    """Typst 0.15.2 panics here; a later one that does not may show what it has glyphs for."""
    text = " ".join(chr(code) for code in range(0x700, 0x780))
    assert "Før" in reading.of_pdf(to_pdf(one(Paragraph(plain(f"Før {text} etter"))))).text
