"""A document as DOCX, built in code with python-docx (never from a template that somebody can change).

A4 with page numbers, real heading styles, header rows that repeat and are flagged, columns as wide as their text needs,
language on the text, title and language in the core properties, links as links. python-docx takes no SVG, so a drawing
goes in as PNG with its text beside it, and its numbers as a table below.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as DocxDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Mm, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph as DocxParagraph

from pipeline.export import typesetting
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
    clean,
    leads_in,
    one_line,
    safe_link,
)
from pipeline.export.columns import LINE, widths

LANGUAGES = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}
INK = RGBColor(0x12, 0x38, 0x5F)  # 11:1 on white
VERBATIM_STYLE, NOTE_STYLE, CELL_STYLE = "Strategy", "Note", "Table Text"
WIDTH = Mm(typesetting.WIDTH)  # of the text: A4 less the margins
CELL_EDGE = "60"  # beside the text of a cell, twentieths of a point: columns are narrow
SHADE, NOTE_SHADE = "EEF3F8", "FFF4D6"


def to_docx(document: Document) -> bytes:
    """The bytes of the file."""
    file = docx.Document()
    _styles(file, LANGUAGES.get(document.language, document.language))
    _properties(file, document)
    _page(file, one_line(document.metadata.get("mark", "")))
    for block in document.blocks:
        _block(file, block)
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def _styles(file: DocxDocument, language: str) -> None:
    """Language for all text, readable sizes, dark headings, a style for strategies."""
    styles: Any = file.styles
    defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    old = defaults.find(qn("w:lang"))
    if old is not None:
        defaults.remove(old)
    defaults.append(_element("w:lang", val=language, eastAsia=language, bidi="ar-SA"))
    settings = file.settings.element
    theme = settings.find(qn("w:themeFontLang"))
    if theme is not None:
        theme.set(qn("w:val"), language)
    styles["Normal"].font.name, styles["Normal"].font.size = "Calibri", Pt(11)
    for name in ("Heading 1", "Heading 2", "Heading 3", "Caption"):
        styles[name].font.color.rgb = INK
    styles["Heading 1"].font.size = Pt(20)
    styles["Caption"].font.size = Pt(10)
    styles["Caption"].paragraph_format.space_after = Pt(3)
    for name, size in ((VERBATIM_STYLE, 9), (NOTE_STYLE, 11), (CELL_STYLE, 9)):
        made = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style, made.font.size = styles["Normal"], Pt(size)
    styles[VERBATIM_STYLE].font.name = "Consolas"
    styles[NOTE_STYLE].paragraph_format.space_before = Pt(8)
    styles[CELL_STYLE].paragraph_format.space_after = Pt(2)
    styles[CELL_STYLE].paragraph_format.space_before = Pt(2)
    for name, shade in ((VERBATIM_STYLE, SHADE), (NOTE_STYLE, NOTE_SHADE)):
        properties = styles[name].element.get_or_add_pPr()
        properties.insert(0, _element("w:shd", val="clear", color="auto", fill=shade))
    styles[VERBATIM_STYLE].element.pPr.append(_element("w:suppressAutoHyphens"))
    settings.find(qn("w:defaultTabStop")).addnext(_element("w:autoHyphenation"))


def _page(file: DocxDocument, mark: str) -> None:
    """A4, the page's number at the foot, and the document's mark, if it has one, at head and foot."""
    page = file.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin = page.bottom_margin = Cm(2)
    page.header_distance = page.footer_distance = Cm(0.9)  # room for a mark of two lines
    foot: Any = page.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for instruction, between in (("PAGE", " / "), ("NUMPAGES", "")):
        field = _element("w:fldSimple", instr=instruction)
        field.append(foot.add_run("1")._r)
        foot._p.append(field)
        foot.add_run(between)
    if mark:
        for place in (page.header.paragraphs[0], page.footer.add_paragraph()):
            _runs(place, (Run(mark, bold=True),))
            place.paragraph_format.space_after = Pt(4)
            for run in place.runs:
                run.font.size = Pt(9)


def _properties(file: DocxDocument, document: Document) -> None:
    """Core properties; nothing of python-docx's own template stays."""
    core = file.core_properties
    core.title, core.language = one_line(document.title)[:255], LANGUAGES.get(document.language, document.language)
    core.author = core.last_modified_by = one_line(document.metadata.get("authors", ""))[:255]
    core.subject, core.comments, core.keywords = one_line(document.metadata.get("subject", ""))[:255], "", ""
    core.version = one_line(document.metadata.get("version", ""))[:255]
    try:
        made = datetime.fromisoformat(document.metadata.get("date", ""))
    except ValueError:
        made = datetime.now(UTC)
    core.created = core.modified = made.astimezone(UTC).replace(tzinfo=None, microsecond=0) if made.tzinfo else made


def _block(file: DocxDocument, block: Block) -> None:
    match block:
        case Heading(level=level, text=text, language=language):
            _mark_language(file.add_heading(one_line(text), level).runs[0:1], language)
        case Paragraph(runs=runs):
            paragraph = file.add_paragraph()
            paragraph.paragraph_format.keep_with_next = leads_in(runs) or None
            _runs(paragraph, runs)
        case BulletList(items=items):
            for item in items:
                _runs(file.add_paragraph(style="List Bullet"), item)
        case Note(title=title, text=text):
            paragraph = file.add_paragraph(style=NOTE_STYLE)
            _runs(paragraph, (Run(f"{title}: ", bold=True), Run(text)))
        case Verbatim(text=text, language=language):
            paragraph = file.add_paragraph(style=VERBATIM_STYLE)
            _mark_language([paragraph.add_run(clean(text).strip())], language)
        case Table():
            _table(file, block)
        case Figure():
            _figure(file, block)


def _figure(file: DocxDocument, figure: Figure) -> None:
    """The drawing with its text for who does not see it, its caption, and the same as a table."""
    paragraph = file.add_paragraph()
    paragraph.paragraph_format.keep_with_next = bool(figure.caption)
    svg = clean(figure.svg)
    picture: Any = paragraph.add_run().add_picture(BytesIO(typesetting.png(svg)), Mm(typesetting.drawn_width(svg)))
    picture._inline.docPr.set("descr", one_line(figure.alt))
    if figure.caption:
        file.add_paragraph(one_line(figure.caption), style="Caption")
    if figure.table is not None:
        _table(file, figure.table)


def _table(file: DocxDocument, table: Table) -> None:
    """Caption above, a header row that is flagged and repeats, rows that do not split over pages."""
    caption = file.add_paragraph(one_line(table.caption), style="Caption")
    caption.paragraph_format.keep_with_next = True
    made = file.add_table(rows=1 + len(table.rows), cols=len(table.header), style="Table Grid")
    wide = _widths(made, table)
    for row, cells in zip(made.rows, (table.header, *table.rows), strict=True):
        properties: Any = row._tr.get_or_add_trPr()
        properties.append(_element("w:cantSplit"))
        if cells is table.header:
            properties.append(_element("w:tblHeader"))
        for cell, text, width in zip(row.cells, cells, wide, strict=True):
            cell.width = width
            cell.paragraphs[0].style = CELL_STYLE
            run = cell.paragraphs[0].add_run(one_line(text))
            if cells is table.header:
                run.bold = True
                cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=SHADE))
    properties = made._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        look.set(qn("w:firstRow"), "1")
    margins = _element("w:tblCellMar")
    for side in ("w:left", "w:right"):
        margins.append(_element(side, w=CELL_EDGE, type="dxa"))
    properties.insert_element_before(margins, "w:tblLook", "w:tblCaption")
    properties.append(_element("w:tblCaption", val=one_line(table.caption)))
    file.add_paragraph()


def _widths(made: DocxTable, table: Table) -> list[Emu]:
    """Columns as wide as `columns.widths` says. Word reads them from the grid, LibreOffice from each cell."""
    made.autofit = False
    letters = widths(table)
    whole = max(sum(letters), LINE * 0.85)  # fonts differ: a table with room to spare gets some
    wide = [Emu(int(WIDTH * width / whole)) for width in letters]
    for column, width in zip(made.columns, wide, strict=True):
        column.width = width
    return wide


def _runs(paragraph: DocxParagraph, runs: tuple[Run, ...]) -> None:
    """Runs into a paragraph; a link becomes a real one."""
    for run in runs:
        made = paragraph.add_run(clean(run.text))
        made.bold, made.italic = run.bold or None, run.italic or None
        _mark_language([made], run.language)
        href = safe_link(run.href)
        if href:
            made.font.underline, made.font.color.rgb = True, INK
            link = _element("w:hyperlink")
            link.set(qn("r:id"), paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
            made._r.addprevious(link)
            link.append(made._r)


def _mark_language(runs: Sequence[Any], language: str) -> None:
    """Where it differs from the document's."""
    for run in runs if language else ():
        _properties_of(run).append(_element("w:lang", val=LANGUAGES.get(language, language)))


def _properties_of(run: Any) -> Any:
    return run._r.get_or_add_rPr()


def _element(tag: str, **attributes: str) -> Any:
    """A WordprocessingML element with its `w:` attributes."""
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
