"""A document as one self-contained HTML page: no scripts, nothing fetched from elsewhere, everything escaped.

Built by hand for WCAG 2.1 AA: language, one h1, main landmark, header cells with scope, text beside every picture,
contrast at least 4.5:1 in light and dark, tables that scroll by keyboard on a small screen, a print style.
"""

from __future__ import annotations

import base64
from html import escape

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
    one_line,
    safe_link,
)

STYLE = """
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #ffffff; --soft: #f3f6fa; --line: #6b7785; --link: #0b4f9c;
  --head: #12385f; --note: #fff4d6; }
@media (prefers-color-scheme: dark) { :root { --ink: #eceff3; --paper: #14181d; --soft: #1f262e; --line: #8b98a8;
  --link: #9cc8ff; --head: #bcd9ff; --note: #3b3214; } }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 system-ui, "Source Sans Pro", Arial, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
p, ul { max-width: 42rem; }
h1, h2, h3 { color: var(--head); line-height: 1.25; max-width: 42rem; }
h1 { font-size: 2rem; } h2 { font-size: 1.4rem; margin-top: 2.2rem; } h3 { font-size: 1.15rem; }
a { color: var(--link); overflow-wrap: anywhere; }
.note { background: var(--note); border: 2px solid var(--line); padding: .25rem 1rem; margin: 1rem 0; max-width: 40rem; }
.mark { background: var(--note); border: 2px solid var(--line); padding: .5rem 1rem; text-align: center; font-weight: 600; }
.scroll { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
caption { text-align: left; font-weight: 600; padding: .4rem 0; }
th, td { border: 1px solid var(--line); padding: .4rem .6rem; text-align: left; vertical-align: top; overflow-wrap: break-word; }
td { min-width: 3rem; } tbody th { min-width: 8rem; overflow-wrap: anywhere; }
thead th { background: var(--soft); } tbody th { font-weight: inherit; }
pre { background: var(--soft); border: 1px solid var(--line); padding: .75rem;
  white-space: pre-wrap; overflow-wrap: anywhere; }
figure { margin: 1rem 0; } figure img { max-width: 100%; height: auto; background: #ffffff; }
@media print { @page { margin: 2cm; }
  :root { color-scheme: light; --ink: #000000; --paper: #ffffff; --soft: #f3f6fa; --line: #555555;
    --link: #000000; --head: #000000; --note: #ffffff; }
  body { font-size: 11pt; } main { max-width: none; padding: 0; }
  p, ul, h1, h2, h3 { max-width: none; } h2, h3 { break-after: avoid; } tr, figure, .note { break-inside: avoid; }
  thead { display: table-header-group; } .scroll { overflow: visible; } }
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def to_html(document: Document) -> str:
    """The whole page, UTF-8 in the meta tag, ending with a line break."""
    body = "\n".join(_block(block) for block in document.blocks)
    authors = document.metadata.get("authors", "")
    mark = _text(document.metadata.get("mark", ""))
    head, foot = (f'<{tag} class="mark">{mark}</{tag}>\n' if mark else "" for tag in ("header", "footer"))
    author = f'<meta name="author" content="{_text(authors)}">\n' if authors else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{_text(document.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(document.title)}</title>\n{author}<style>{STYLE}</style>\n</head>\n"
        f"<body>\n{head}<main>\n{body}\n</main>\n{foot}</body>\n</html>\n"
    )


def _block(block: Block) -> str:
    match block:
        case Heading(level=level, text=text, language=language):
            return f"<h{level}{_lang(language)}>{_text(text)}</h{level}>"
        case Paragraph(runs=runs):
            return f"<p>{_runs(runs)}</p>"
        case BulletList(items=items):
            return "<ul>\n" + "\n".join(f"<li>{_runs(runs)}</li>" for runs in items) + "\n</ul>"
        case Note(title=title, text=text):
            return f'<div class="note" role="note"><p><strong>{_text(title)}</strong></p><p>{_text(text)}</p></div>'
        case Verbatim(text=text, language=language):
            return f"<pre{_lang(language)}>{escape(clean(text).strip())}</pre>"
        case Table():
            return _table(block)
        case Figure():
            return _figure(block)


def _table(table: Table) -> str:
    """A table with caption, column headers and a row header first in each row."""
    header = "".join(f'<th scope="col">{_text(cell)}</th>' for cell in table.header)
    rows = "\n".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{_text(cell)}</th>' if not place else f"<td>{_text(cell)}</td>"
            for place, cell in enumerate(row)
        )
        + "</tr>"
        for row in table.rows
    )
    caption = _text(table.caption)
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{caption}">\n'
        f"<table>\n<caption>{caption}</caption>\n"
        f"<thead>\n<tr>{header}</tr>\n</thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n</div>"
    )


def _figure(figure: Figure) -> str:
    """The drawing as an image of its own, where nothing in it can run or fetch, then the same as a table."""
    data = base64.b64encode(clean(figure.svg).encode()).decode("ascii")
    caption = f"<figcaption>{_text(figure.caption)}</figcaption>\n" if figure.caption else ""
    picture = f'<figure>\n<img src="data:image/svg+xml;base64,{data}" alt="{_text(figure.alt)}">\n{caption}</figure>'
    return picture if figure.table is None else f"{picture}\n{_table(figure.table)}"


def _runs(runs: tuple[Run, ...]) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    text, href = escape(clean(run.text), quote=True), safe_link(run.href)
    text = f'<a href="{escape(href, quote=True)}">{text}</a>' if href else text
    text = f"<span{_lang(run.language)}>{text}</span>" if run.language else text
    text = f"<em>{text}</em>" if run.italic else text
    return f"<strong>{text}</strong>" if run.bold else text


def _lang(language: str) -> str:
    return f' lang="{_text(language)}"' if language else ""


def _text(text: str) -> str:
    """One line of text, escaped for content and for attributes."""
    return escape(one_line(text), quote=True)
