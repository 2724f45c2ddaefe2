"""The one place where text from people and files becomes HTML: escaped first, then marked."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

import streamlit as st

from pico.marking import mark_spans
from pipeline import record_language
from pipeline.notices import notices
from pipeline.records import Record
from ui.words import sentence


def marked(text: str, words: Sequence[str] = ()) -> str:
    """Escaped text with `<mark>` round the words looked for."""
    out, at = [], 0
    for start, end in mark_spans(text, tuple(words)) if words else ():
        out += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return "".join(out) + escape(text[at:])


def tag(name: str, text: str, *, css: str = "", lang: str = "", words: Sequence[str] = ()) -> str:
    """One HTML element with escaped text in it."""
    attributes = (f' class="{escape(css)}"' if css else "") + (f' lang="{escape(lang)}"' if lang else "")
    return f"<{name}{attributes}>{marked(text, words)}</{name}>"


def excerpt(text: str, start: int, end: int, *, around: int = 40, most: int = 160) -> str:
    """A place in a text with a little of what stands around it, marked; a long one is cut in its middle."""
    before, after = text[max(0, start - around) : start], text[end : end + around]
    hit = text[start:end]
    hit = hit if len(hit) <= most else f"{hit[: most // 2]} … {hit[-most // 2 :]}"
    left, right = "… " * (start > around), " …" * (end + around < len(text))
    inner = f"<mark>{escape(hit)}</mark>" if hit.strip() else "<mark>&nbsp;</mark>"
    return f'<p class="kb-place-in"><code lang="en">{left}{escape(before)}{inner}{escape(after)}{right}</code></p>'


def typed(name: str, text: str, language: str, *, css: str = "") -> str:
    """One HTML element with what somebody typed, marked with the language they write in (`question.language`)."""
    return tag(name, text, css=css, lang=language)


def typed_lines(text: str, language: str, *, css: str = "") -> str:
    """What somebody typed on several lines: a paragraph a line, each marked with the language they write in."""
    return "".join(typed("p", line, language, css=css) for line in text.splitlines() if line.strip())


_HELD, _LET_GO = "\ue000", "\ue001"  # round what is typed while it travels through a sentence; in no text of anybody's


def filled(
    say: Callable[[Mapping[str, object]], str], params: Mapping[str, object], typed_names: Sequence[str], language: str
) -> str:
    """A sentence of ours as escaped text, with what people typed (the params of these names) marked with its language."""
    held = {
        name: f"{_HELD}{str(value).replace(_HELD, '').replace(_LET_GO, '')}{_LET_GO}" if name in typed_names else value
        for name, value in params.items()
    }
    return escape(say(held)).replace(_HELD, f'<span lang="{escape(language)}">').replace(_LET_GO, "</span>")


def show(*parts: str) -> None:
    """Put finished HTML of this module on the page."""
    st.html("".join(parts))


UNSEEN = "\N{WORD JOINER}"  # no width, and no screen reader says it
# What would begin or end something in Markdown as Streamlit reads it: the places where two signs must be parted.
_PARTED = re.compile(
    r"(?<=:)(?=\S)|(?<=<)(?=[A-Za-z/!?-])|(?<=\])(?=[(\[:])|(?<=!)(?=\[)|(?<=&)(?=[#A-Za-z])|(?<=www)(?=\.)|(?<=-)(?=[->])|(?<=[><~])(?==)",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"[#>+=|-]|\d{1,9}[.)]")  # a block, at the start of a line
_PAIRED = re.compile(
    r"[\\`*_~$]"
)  # works only with another like it: plain with a backslash, left where it can work with none
_PLAIN = re.compile(rf"\\([\\`*_~$])|{UNSEEN}")


def for_label(text: str) -> str:
    """Text for a button or a label, which read Markdown: every sign that could mean something is made plain.

    Streamlit gives a label to screen readers as it stands, so nothing is put in that they say, but where only a backslash
    helps: beside a star, a dollar or the like that could pair with another.
    """
    line = " ".join(text.replace(UNSEEN, "").split())
    line = _PARTED.sub(UNSEEN, _PAIRED.sub(_paired, line))
    return UNSEEN + line if _BEGINS.match(line) else line


def _paired(hit: re.Match[str]) -> str:
    """The sign, after a backslash unless it stands where it opens nothing ("elder*", "a_b", "3 * 4", "C:\\x")."""
    sign, before, after = hit[0], hit.string[: hit.start()][-1:], hit.string[hit.end() :][:1]
    if sign == "\\":
        return sign if after.isalnum() or after.isspace() else "\\\\"
    if sign == "_":
        plain = before.isalnum() and after.isalnum()
    elif sign in "*~":
        plain = before.isalnum() and not after.isalnum() and after not in ("*", "~")
    else:
        plain = False
    spaced = before.isspace() and after.isspace() and sign in "*_~"
    return sign if plain or spaced else f"\\{sign}"


def from_label(text: str) -> str:
    """The text behind `for_label`, to be escaped as HTML instead."""
    return _PLAIN.sub(lambda hit: hit[1] or "", text)


def heading(level: int, text: str, *, lang: str = "", place: str = "") -> None:
    """A heading with text that people or files gave, and the language it is in where that is not the page's.

    `place`: an id of our own, that a list of the page's parts leads to.
    """
    show(f'<div id="{escape(place)}"></div>' if place else "", tag(f"h{level}", text, lang=lang))


def paragraph(text: str, *, css: str = "", lang: str = "") -> None:
    """Paragraphs of text that people or files gave."""
    show(*(tag("p", one, css=css, lang=lang) for one in text.split("\n") if one.strip()))


def language_of(record: Record) -> str:
    """The language to read a record's abstract in; English unless the source says otherwise."""
    return record_language.language_of(record) or "en"


def citation(record: Record) -> str:
    """Who, where, when: one line of escaped text."""
    authors = "; ".join(record.authors[:3]) + (" et al." if len(record.authors) > 3 else "")
    where = " ".join(part for part in (record.journal, str(record.year or ""), record.volume) if part)
    return escape(" · ".join(part for part in (authors, where) if part))


def links(record: Record) -> str:
    """Links to the publisher and to PubMed, made from ids that are checked to be ids."""
    found = []
    if record.doi.startswith("10.") and not set(record.doi) & set(" <>\"'"):
        found.append(f'<a href="https://doi.org/{escape(record.doi)}" target="_blank" rel="noopener">DOI</a>')
    if record.pmid.isdigit():
        found.append(
            f'<a href="https://pubmed.ncbi.nlm.nih.gov/{record.pmid}/" target="_blank" rel="noopener">PubMed</a>'
        )
    return " · ".join(found)


def flags(record: Record) -> str:
    """What must be known before a publication is trusted (retracted, doubted, replaced), wherever it is shown."""
    return "".join(tag("p", f"⚠ {sentence(one.code, one.params)}", css="kb-flag") for one in notices(record))


def mark(record: Record) -> str:
    """The sign of `flags` before a title in a list that is chosen from, where only text can stand."""
    return "⚠ " if notices(record) else ""


def title_of(record: Record) -> str:
    """The title; where there is none, the number that the record is known by."""
    numbers = (f"{kind} {number}" for kind, number in (("DOI", record.doi), ("PMID", record.pmid)) if number)
    return record.title or next(numbers, "–")


def record_card(record: Record, words: Sequence[str] = (), *, level: int = 2, abstract: bool = True) -> None:
    """A record to read: title, citation, links, abstract with the words marked."""
    lang = language_of(record)
    parts = [
        tag(f"h{level}", title_of(record), css="kb-title", lang=lang, words=words),
        flags(record),
        f'<p class="kb-cite">{citation(record)} {links(record)}</p>',
    ]
    if abstract:
        parts += [
            tag("p", line, css="kb-abstract", lang=lang, words=words) for line in record.abstract.split("\n") if line
        ]
    show('<article class="kb-record">', *parts, "</article>")


def file_part(text: str) -> str:
    """A part of a file's name out of any text: letters, digits and hyphens, not too long."""
    return re.sub(r"[^A-Za-z0-9-]+", "-", text).strip("-")[:60] or "x"


def picture(svg: str, alt: str, *, label: str = "") -> None:
    """An SVG of our own making, with its text for those who do not see it. One with a `label` stays large enough to be read
    on a narrow screen, and is moved sideways there."""
    encoded = base64.b64encode(svg.encode("utf-8")).decode("ascii")
    image = f'<img src="data:image/svg+xml;base64,{encoded}" alt="{escape(alt)}" style="max-width: 100%; background: #ffffff">'
    show(
        f'<div class="kb-scroll kb-picture" tabindex="0" role="region" aria-label="{escape(label)}">{image}</div>'
        if label
        else image
    )


def box(label: str, text: str) -> str:
    """A long text line by line as it was written, in a region of its own that can be scrolled and reached by keyboard."""
    return f'<div class="kb-tall" tabindex="0" role="region" aria-label="{escape(label)}">{tag("pre", text)}</div>'


def table(label: str, heads: Sequence[str], rows: Iterable[str]) -> str:
    """A table of finished rows in a region that can be scrolled and reached by keyboard; on a telephone each row is a card, where
    a cell stands under its heading. The roles are said, for the style of a card takes those of a table away.
    """
    head = "".join(f'<th scope="col" role="columnheader">{escape(one)}</th>' for one in heads)
    body = "".join(_card_row(row, heads) for row in rows)
    return (
        f'<div class="kb-scroll" tabindex="0" role="region" aria-label="{escape(label)}">'
        f'<table class="kb-table" role="table"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table></div>'
    )


_ROW, _CELL = re.compile(r"<tr(?=[\s>])"), re.compile(r"<(td|th)(?=[\s>])")


def _card_row(row: str, heads: Sequence[str]) -> str:
    """A finished row with its roles, each cell with the heading that it stands under."""
    place = iter(heads)

    def cell(found: re.Match[str]) -> str:
        role = "rowheader" if found[1] == "th" else "cell"
        return f'<{found[1]} role="{role}" data-label="{escape(next(place, ""))}"'

    return _CELL.sub(cell, _ROW.sub('<tr role="row"', row))
