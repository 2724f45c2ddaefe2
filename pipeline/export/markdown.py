"""A document as Markdown (CommonMark with tables) where nothing that people or databases wrote is read as markup."""

from __future__ import annotations

import re

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

_ACTIVE = re.compile(r"[\\`*_{}\[\]|~$^]")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})  # entities hold also where a backslash does not
_LINE_START = re.compile(r"^([#+\-=:!]|\d{1,9}(?=[.)]))")
_SCHEME = re.compile(r"(?i)\b(javascript|data|vbscript|file)(:)")


def to_markdown(document: Document) -> str:
    """The whole text, blocks parted by an empty line, ending with a line break."""
    mark = inert(document.metadata.get("mark", ""), line_start=False)
    ends = [f"**{mark}**"] if mark else []
    return "\n\n".join([*ends, *(_block(block) for block in document.blocks), *ends]) + "\n"


def inert(text: str, line_start: bool = True) -> str:
    """One line of text in which no character works as Markdown, HTML or a template; it reads the same when shown."""
    line = _SCHEME.sub(r"\1\\\2", _ACTIVE.sub(r"\\\g<0>", one_line(text)).translate(_ENTITIES))
    if line_start and (hit := _LINE_START.match(line)):
        mark = hit[0]
        line = f"{mark}\\{line[len(mark) :]}" if mark.isdigit() else f"\\{line}"
    return line


def _block(block: Block) -> str:
    match block:
        case Heading(level=level, text=text):
            return f"{'#' * level} {inert(text, line_start=False).replace('#', chr(92) + '#')}"
        case Paragraph(runs=runs):
            return _runs(runs)
        case BulletList(items=items):
            return "\n".join(f"- {_runs(runs)}" for runs in items)
        case Note(title=title, text=text):
            return f"> **{inert(title, line_start=False)}**\n>\n> {inert(text)}"
        case Verbatim(text=text):
            return _fenced(text)
        case Table():
            return _table(block)
        case Figure():
            return (
                _table(block.table)
                if block.table is not None
                else inert(": ".join(one for one in (block.caption, block.alt) if one))
            )


def _fenced(text: str) -> str:
    """A fenced block whose fence is longer than any run of backticks inside, so that nothing inside can end it."""
    body = clean(text).strip("\n")
    longest = max((len(run) for run in re.findall(r"`+", body)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{body}\n{fence}"


def _table(table: Table) -> str:
    def row(cells: tuple[str, ...]) -> str:
        return "| " + " | ".join(inert(cell, line_start=False) for cell in cells) + " |"

    return "\n".join(
        [
            f"**{inert(table.caption, line_start=False)}**",
            "",
            row(table.header),
            "|" + " --- |" * len(table.header),
            *(row(one) for one in table.rows),
        ]
    )


def _runs(runs: tuple[Run, ...]) -> str:
    return "".join(_run(run, first=not place) for place, run in enumerate(runs))


def _run(run: Run, first: bool) -> str:
    text, href = inert(run.text, line_start=first and not (run.bold or run.italic)), safe_link(run.href)
    lead = " " if run.text[:1].isspace() and not first else ""  # blanks stay outside the marks, else they do not work
    trail = " " if run.text[-1:].isspace() and len(run.text) > 1 else ""
    if href:
        address = href.replace("(", "%28").replace(")", "%29").replace("[", "%5B").replace("]", "%5D")
        text = f"[{text}]({address})"
    if text and (run.bold or run.italic):
        mark = "**" if run.bold else "*"
        text = f"{mark}{text}{mark}"
    return f"{lead}{text}{trail}"
