"""Biblioscape's tagged text: `--AU-- Example, A.`, and a line of hyphens behind each record. No line begins one."""

from __future__ import annotations

import re

from pipeline.formats.fields import Meaning
from pipeline.formats.tagged import Dialect

_LINE = re.compile(r"--(?P<tag>[A-Z][A-Z0-9])--(?:[ \t]|$)(?P<value>.*)")
_END = re.compile(r"-{4,20}[ \t]*$")
_NAMED = re.compile(r"(?m)^--(?:TI|AU|ST)--[ \t]")
_TAG = re.compile(r"(?m)^--([A-Z][A-Z0-9])--(?=[ \t]|$)")
_FEWEST_TAGS = 3  # different ones, to tell such a file from remarks of a program


def starts(text: str) -> list[int]:
    """The lines (from 1) on which records begin: the first one with a tag, and the first behind each line of hyphens."""
    if not _NAMED.search(text) or len(set(_TAG.findall(text))) < _FEWEST_TAGS:
        return []
    found: list[int] = []
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        if _END.match(line):
            inside = False
        elif not inside and _LINE.match(line):
            inside = True
            found.append(number)
    return found


BIBLIOSCAPE_TEXT = Dialect(
    format="biblioscape_text",
    starts=starts,
    proper_start=_LINE,
    line=_LINE,
    end=_END,
    meaning=Meaning(
        title=("TI", "SB"),
        authors=("AU",),
        editors=("SA",),
        year=("YP",),
        abstract=("AB",),
        journal=("ST",),
        volume=("VL",),
        issue=("NB",),
        first_page=("PS",),
        last_page=("PE",),
        doi_links=("UR", "AT"),
        form=("RT",),
        kinds={"journal article": "article", "article": "article", "book": "book", "book section": "chapter"},
        languages=("LG",),
        keywords=("KW",),
        url=("UR", "AT"),
    ),
)
